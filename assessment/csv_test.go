package assessment

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/aigap/aigap/rubrics"
)

// csvRowsOf cuts a text into rows.
func csvRowsOf(src []byte, comma byte) (rows [][]byte) {
	s := CSVScan{Comma: comma}
	start := 0
	for i, b := range src {
		if s.Next(b) || i == len(src)-1 {
			rows = append(rows, src[start:i+1])
			start = i + 1
		}
	}
	return rows
}

func csvHeadOf(t testing.TB, r *rubrics.Rubric, head string) *CSVHead {
	t.Helper()
	h, problems := DecodeCSVHead("f.csv", []byte(head), 1, CSVComma([]byte(head)), r.Ref(), r.Codes())
	if h == nil {
		t.Fatal(problems)
	}
	return h
}

func TestDecodeCSVRow(t *testing.T) {
	r := plainRubric(t)
	code := r.Codes()[0]
	h := csvHeadOf(t, r, "subject;code;"+code+";rubric")
	for row, want := range map[string]string{
		"a;b;unknown;plain@1.0.0":           "",
		"'=a;'@b; unknown ;":                "",
		";;not-applicable: because: it is;": "",
		";;not-applicable;":                 `f.csv:7:3: not-applicable needs a reason: write "not-applicable: why" [reason-missing]`,
		";;not-applicable: ;":               `f.csv:7:3: not-applicable needs a reason: write "not-applicable: why" [reason-missing]`,
		";;unknown: x;":                     `f.csv:7:3: ` + code + ` is answered "unknown: x": allowed are `,
		"é;é;Unknown;":                      `f.csv:7:5: ` + code + ` is answered "Unknown": allowed are `,
		"\"a\nb\";é;Unknown;":               `f.csv:8:6: ` + code + ` is answered "Unknown": allowed are `,
		";;;plain":                          `f.csv:7:4: "plain" is not the name of a rubric`,
		"a;b;unknown":                       `f.csv:7:5: the row has 3 cells, and the head has 4`,
		"a;b;unknown;;é;":                   `f.csv:7:14: the row has 6 cells, and the head has 4`,
		"é;b\"c;;":                          `f.csv:7:4: a quote within a cell`,
		"\"é\"b;;;":                         `f.csv:7:3: a quote is followed by`,
		"x;\"é\nb;;;":                       `f.csv:7:1: a quote is not closed`,
		"é;\xff;;":                          `f.csv:7:3: the text is not valid UTF-8`,
		strings.Repeat("x", 4<<20) + ";;unknown;\n": `f.csv:7:1: the row is too large`,
	} {
		a, problems := h.Decode([]byte(row), 7)
		if a != nil {
			problems = Check(a, r)
		}
		got := ""
		if len(problems) > 0 {
			got = problems[0].String()
		}
		if len(problems) > 1 || !strings.HasPrefix(got, want) || (want == "") != (got == "") {
			t.Errorf("%.60q: %v, want %s", row, problems, want)
		}
	}
	a, _ := h.Decode([]byte("'=a;'b;not-applicable: because: it is;\r\n"), 1)
	if a == nil || a.Subject != (Subject{Name: "=a", Code: "'b"}) || a.Answers[code].Value != rubrics.NotApplicable || a.Answers[code].Reason != "because: it is" || a.Rubric != r.Ref() {
		t.Errorf("%+v", a)
	}
}

func TestIsCSVHead(t *testing.T) {
	for text, want := range map[string]bool{
		"rubric,subject": true, "Subject;x": true, "\ufeff\"date\",x": true, "REG-DOC-01": true, "\r\ncode\r\n": true, " \"REG-DOC-01\" ;": true,
		"": false, "format: x": false, "rubric: x@1.0.0, y": false, "{": false, "# rubric,": false, "---": false, "REG-DOC-01: partial": false, "source,subject": false,
	} {
		if IsCSVHead([]byte(text)) != want {
			t.Errorf("%q is a head: %v, want %v", text, !want, want)
		}
	}
}

// Rows are cut where encoding/csv cuts them, good rows and bad, and a row is an
// assessment or has a problem with a place in it.
func FuzzCSV(f *testing.F) {
	r := plainRubric(f)
	code := r.Codes()[0]
	for _, s := range []string{"a,b,unknown,\n", "\"a\nb\",\"c\"\"d\",x\r\ny\n", "a\"b,\"c\nd\"\n", "\"a\"b,\"\n,,\n", "\"a\"\r\n\"b\"\rc\n", "\"", "\xff;é\n", "'=a;b;not-applicable: x;\n", ",,,\n\n \n"} {
		f.Add([]byte(s))
	}
	h := csvHeadOf(f, r, "subject,code,"+code+",rubric")
	f.Fuzz(func(t *testing.T, src []byte) {
		rows := csvRowsOf(src, ',')
		if !bytes.Equal(bytes.Join(rows, nil), src) {
			t.Fatal("something is lost between rows")
		}
		all := csv.NewReader(bufio.NewReader(bytes.NewReader(src)))
		all.FieldsPerRecord = -1
		line := 1
		for _, row := range rows {
			one := csv.NewReader(bytes.NewReader(row))
			one.FieldsPerRecord = -1
			got, gotErr := one.Read()
			if gotErr != io.EOF { // which is a line with nothing on it
				want, err := all.Read()
				if (err == nil) != (gotErr == nil) || err == nil && !slices.Equal(got, want) {
					t.Fatalf("row %q of %q: %q %v, encoding/csv has %q %v", row, src, got, gotErr, want, err)
				}
			}
			if gotErr != io.EOF || !h.Blank(row) {
				a, problems := h.Decode(row, line)
				if (a == nil) != (len(problems) > 0) {
					t.Fatalf("assessment %v with problems %v", a, problems)
				}
				if a != nil {
					problems = Check(a, r)
				}
				for _, p := range problems {
					if p.Line < line || p.Line > line+bytes.Count(row, []byte("\n")) || p.Col < 1 || p.Col > len(row)+1 {
						t.Fatalf("row %q on line %d: %v", row, line, p)
					}
				}
			}
			line += bytes.Count(row, []byte("\n"))
		}
		if rest, err := all.Read(); err != io.EOF {
			t.Fatalf("encoding/csv has one more row, %q %v", rest, err)
		}
	})
}
