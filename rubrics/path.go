package rubrics

import (
	"errors"
	"fmt"
	"slices"
)

// Path lists the versions of a rubric that lie between two of them, both
// included, the older one first: each is what the next one says it supersedes.
// The error names what breaks the chain.
func (l *Library) Path(from, to Ref) ([]*Rubric, error) {
	switch {
	case from.ID != to.ID:
		return nil, fmt.Errorf("%s and %s are two rubrics, not versions of one", from, to)
	case CompareVersions(from.Version, to.Version) > 0:
		return nil, fmt.Errorf("%s is older than %s: answers carry only to a later version", to, from)
	}
	var path []*Rubric
	for at := to; ; {
		r, err := l.Get(at)
		var missing *NotFoundError
		if errors.As(err, &missing) {
			if len(path) == 0 {
				return nil, err
			}
			return nil, fmt.Errorf("the way from %s to %s goes through %s, which is not there: add its file with --rubric", from, to, at)
		}
		if err != nil {
			return nil, err
		}
		path = append(path, r)
		before := Ref{r.ID, r.Supersedes}
		switch {
		case at == from:
			slices.Reverse(path)
			return path, nil
		case r.Supersedes == "":
			return nil, fmt.Errorf("no way leads from %s to %s: %s does not say what it supersedes", from, to, at)
		case CompareVersions(before.Version, at.Version) >= 0:
			return nil, fmt.Errorf("no way leads from %s to %s: %s supersedes %s, which is not older", from, to, at, before)
		case CompareVersions(before.Version, from.Version) < 0:
			return nil, fmt.Errorf("no way leads from %s to %s: %s supersedes %s and passes it by", from, to, at, before)
		}
		at = before
	}
}
