package report

// Headings and names that every writer of a report uses, so that all formats
// say the same.
const (
	headContents       = "Contents"
	headLadder         = "The ladder of this rubric"
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
	headParts          = "What the rubric is composed of"

	leadRetired = "Kept as they are and not scored: this rubric no longer asks these questions."

	nameToday     = "Today"
	nameTarget    = "Target"
	nameFindOut   = "Find out"
	nameSteps     = "Steps"
	nameAfter     = "Comes after"
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
