package report

import "fmt"

// Numbers of the sections, which texts refer to.
const (
	numberSummary       = "1"
	numberDomains       = "2"
	numberRegister      = "3"
	numberPlan          = "4"
	numberToEstablish   = "5"
	numberNotApplicable = "6"
	numberReading       = "7"
)

// Headings and names that every writer of a report uses, so that all formats
// say the same.
const (
	headContents       = "Contents"
	headLadder         = "The ladder of this rubric"
	headLadderOf       = "The ladder of: "
	headWords          = "Words"
	headMarks          = "Marks"
	headInside         = "What is inside"
	headNotKnown       = "What is not known"
	headProvisional    = "How firm the figures are"
	headLevels         = "Levels and answers"
	headCountry        = "About the country"
	headGlance         = "All gaps at a glance"
	headCitations      = "Words and marks at the sources"
	headWarnings       = "Answered but not asked"
	headRetired        = "Answers to questions of earlier rubrics"
	headCredits        = "What each answer counts"
	headDomainShares   = "What each domain adds to the score"
	headQuestionShares = "What each question adds to the score"
	headPrinciples     = "By principle"
	headPillars        = "By pillar"
	headParts          = "What the rubric is composed of"
	headPlanPicture    = "What to do when"
	headPlanQuarters   = "What to expect by quarter"

	leadRetired = "Kept as they are and not scored: this rubric no longer asks these questions."

	nameToday     = "Today"
	nameTarget    = "Target"
	nameFindOut   = "Find out"
	nameSteps     = "Steps"
	nameAfter     = "Comes after"
	nameAlso      = "Also in"
	nameResources = "Resources"
	nameOnFile    = "On file"
	nameAsk       = "Who can tell"
	nameLook      = "Look for"
	nameDecides   = "It decides"
	nameGain      = "Gain"
	nameReason    = "Reason"
	nameNote      = "Note"
	nameEvidence  = "Evidence named"
	nameSource    = "Source"
)

// Heads of the columns of tables.
const (
	colAction        = "Action"
	colAnswer        = "Answer"
	colCloses        = "Gaps closed"
	colCode          = "Code"
	colCounts        = "Counts"
	colDomain        = "Domain"
	colEffort        = "Effort"
	colEvidence      = "Evidence"
	colExpectedLevel = "Expected level"
	colExpectedScore = "Expected score"
	colGain          = "Gain"
	colKnown         = "Known"
	colLevel         = "Level"
	colNext          = "To the next level"
	colNotApplicable = "Not appl."
	colNotAsked      = "Not asked"
	colNotKnown      = "Not known"
	colPage          = "Page"
	colPoints        = "Points"
	colPriority      = "Priority"
	colQuarter       = "Quarter"
	colQuestion      = "Question"
	colScore         = "Score"
	colShare         = "Share"
	colWeight        = "Weight"

	colChartEvidenced = "Evid."
	colChartPotential = "At most"
)

// Words in charts and their keys.
const (
	chartScale = "Score, 0 to 100"
	chartToday = "today"

	keyEvidenced  = "evidence named"
	keyNoEvidence = "no evidence named"
	keyScore      = "score"
	keyNotKnown   = "not known: possible on top"
	keyReached    = "reached"
	keyPossible   = "possible"
	keyNotReached = "not reached"

	keyPlanClose     = "to close"
	keyPlanEstablish = "to establish: needed " + ifOpen
)

const (
	markProvisional = "PROVISIONAL" // at each headline figure
	nothingCounts   = "nothing is applicable"

	seeAnswer = "Answer, note, evidence and source" // where they stand
	seeOpen   = nameAsk + ", and what to look for"
)

// onPage is a reference on paper, to be followed by a number.
func onPage(what string) string { return what + ": page " }

func pageNumber(n, of int) string { return fmt.Sprintf("Page %d of %d", n, of) }

// continued is said where an entry goes on on another page.
func continued(code string) string { return code + ", continued" }
