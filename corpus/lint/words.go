package lint

import "strings"

// functionWords are the closed classes of English: articles, pronouns,
// prepositions, conjunctions and auxiliary verbs.
const functionWords = ` a about above after again against all also although am among an and any are as at be because been before
being below between both but by can could did do does doing down during each either every few for from further had has have
having he her here hers him his how i if in into is it its just may me might more most must my neither no nor not of off on
once only or other our out over own shall she should since so some such than that the their them then there these they this
those though through to too under until up upon us was we were what when where whether which while who whom whose why will
with within without would yet you your `

func functionWord(w string) bool {
	return strings.Contains(strings.ReplaceAll(functionWords, "\n", " "), " "+w+" ")
}
