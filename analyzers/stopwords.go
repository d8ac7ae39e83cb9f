package analyzers

import (
	"strings"
	"unicode"

	"concordat/analyzers/tally"
	"concordat/corpus"
)

// StopwordsVersion changes with every change of the list of Stopwords.
const StopwordsVersion = "English function words 1.0"

// Stopwords returns the words that Options.Stopwords leaves out of word lists, as
// a new set: English function words in their folded form: articles,
// pronouns, prepositions, conjunctions, auxiliaries and modals, their
// contractions, and adverbs of degree, time and place that carry no content.
// Words of obligation (shall, must, should) are not among them: in texts of
// states they are findings.
func Stopwords() map[string]bool {
	out := make(map[string]bool)
	for _, w := range strings.Fields(functionWords) {
		out[w] = true
	}
	return out
}

const functionWords = `
a an the
i me my mine myself we us our ours ourselves you your yours yourself yourselves
he him his himself she her hers herself it its itself they them their theirs themselves
one oneself who whom whose which what that this these those
someone somebody something anyone anybody anything everyone everybody everything nobody nothing none
each every either neither both all any some few several many much more most other others another such same own no not nor
am is are was were be been being has have had having do does did done doing
can could may might will would
of in to for on by with at from as into onto upon about between among amongst through throughout during
before after above below over under within without against across along around behind beyond despite except inside
near off out outside per since than then there thereby therefore therein thereof till toward towards until up down via
and or but if because while whereas although though unless so yet nor whether
how when where why whenever wherever whereby wherein whatever whichever whoever however
here hence thus also too very just only even still again ever never always often sometimes already soon now once
rather quite almost perhaps maybe well else instead otherwise moreover furthermore further meanwhile
i'm i've i'd i'll we're we've we'd we'll you're you've you'd you'll he's he'd he'll she's she'd she'll
it's it'd it'll they're they've they'd they'll that's there's here's what's who's let's
isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't can't cannot couldn't won't wouldn't
s t d ll re ve m
`

// Listed returns by type which words word lists may have: those with a letter,
// but not of one letter, that are no function words if Options.Stopwords leaves
// these out. Nil if words were not counted.
func (in *Input) Listed() []bool {
	if in.Tally.Words == nil {
		return nil
	}
	stop := map[string]bool{}
	if in.Options.Stopwords {
		stop = Stopwords()
	}
	out := make([]bool, in.Tally.Words.Len())
	for i := range out {
		word := in.Tally.Words.Word(corpus.TypeID(i))
		out[i] = !stop[word] && !tally.Letter(word) && strings.ContainsFunc(word, unicode.IsLetter)
	}
	return out
}
