package tokenize

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"concordat/corpus"
)

func documents(t testing.TB, o Options, texts ...*corpus.Text) []*corpus.Document {
	t.Helper()
	tok, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	lexicons := make([]*corpus.Lexicon, len(texts))
	for i := range lexicons {
		lexicons[i] = corpus.NewLexicon()
	}
	docs, err := tok.Documents(t.Context(), texts, lexicons)
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

// TestSentences has what both segmenters must find; | divides sentences.
func TestSentences(t *testing.T) {
	testSentences(t, []Options{{Sentences: SentencesProse}, {Sentences: SentencesRule}}, []string{
		"States are equal.| They govern!| Do they?| Yes.",
		"The U.S. Government agreed.| It was the U.S.| The end came.",
		"Mr. President, see No. 5 of Dec. 16, 2016.| Then came J. Smith and Kevin P. Chilton.",
		"He said “We agree.”| They left.| (It was late.)| Then",
		"Rules, e.g. norms, i.e. the law of the U.N. Charter, apply etc. and so on.",
		"1. Principles matter.| 2. Goals matter.| IV. Order matters.",
		"Was it “free?” asked the minister.| In 2016.| The next",
		"It rose by 2.4 percent.| See https://un.org/page.| Then",
		"No.| No one came.| He came to no. 7 and no harm.",
		"网络主权。|网络安全！|The end",
	})
}

// TestRuleSentences has what the rule finds and prose does not.
func TestRuleSentences(t *testing.T) {
	testSentences(t, []Options{{}}, []string{
		"It is the law.|The sea is wide.|They say “no.”|Then they go.",
		"States trust them.|5 These are few.|A norm of 2.4 holds.",
		"They agreed.*| Then came peace.",
		"See www.ships.\norg for more.| Then go.",
		"The aims are\n2. Trade and peace.",
		"the U.S.Government and e.g.The rest",
	})
}

// testSentences expects sentences to be divided at each |.
func testSentences(t *testing.T, options []Options, cases []string) {
	t.Helper()
	for _, o := range options {
		for _, c := range cases {
			parts := strings.Split(c, "|")
			body := strings.Join(parts, "")
			d := documents(t, o, together(body))[0]
			var got []string
			for i := range d.Sentences {
				end := len(body)
				if i+1 < len(d.Sentences) {
					end = int(d.Tokens[d.Sentences[i+1].First].Start)
				}
				got = append(got, strings.TrimSpace(body[d.Tokens[d.Sentences[i].First].Start:end]))
			}
			for i, p := range parts {
				if p = strings.TrimLeft(p, " “("); len(got) != len(parts) || strings.TrimRight(got[i], " “(") != p {
					t.Errorf("%v: %q\n got %q", o, parts, got)
					break
				}
			}
		}
	}
}

// A block is never joined with the next, whatever stands at its end.
func TestBlocksAreSentences(t *testing.T) {
	parts := []string{"Sovereignty", "in Cyberspace of the U.S.", "And the U.N. of 2016.", "•", "he said …", "Government (", "x."}
	for _, o := range []Options{{}, {Sentences: SentencesRule}} {
		d := documents(t, o, together(parts...))[0]
		var got []uint32
		for _, s := range d.Sentences {
			got = append(got, s.Block)
		}
		if len(got) != 6 || got[3] != 4 {
			t.Errorf("%v: sentences in blocks %v, want one in each but block 3, which has no word", o, got)
		}
	}
}

// When prose fails on a block, the rule divides its document, once.
func TestRecovered(t *testing.T) {
	text := together("One. Two.", "Three. Four.")
	d := documents(t, Options{Sentences: SentencesRule}, text)[0]
	want := d.Sentences
	found := []notes{{}}
	s := scanner{notes: &found[0]}
	s.begin(nil, d.Body, d.Lexicon)
	s.blocks(d.Blocks)
	p := proseBatch{docs: []*corpus.Document{d}, breaks: make([][]uint32, 1), ruled: make([]bool, 1), ask: proseEnds}
	for _, b := range text.Blocks {
		p.add(0, b.Span)
		p.recovered(0, errors.New("panic: test"))
		p.segment()
	}
	d.Sentences = nil
	p.divide(found)
	if !slices.Equal(d.Sentences, want) || len(want) != 4 {
		t.Errorf("sentences %v, the rule has %v, want 4", d.Sentences, want)
	}
	if len(d.Warnings) != 1 || d.Warnings[0].Code != "prose-recovered" {
		t.Errorf("warnings %v, want one prose-recovered", d.Warnings)
	}
}

func TestErrors(t *testing.T) {
	if _, err := New(Options{Sentences: "best"}); err == nil || !strings.Contains(err.Error(), `"best"`) {
		t.Errorf("unknown segmenter: %v", err)
	}
	tok, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	text := together("One.", "Two.")
	text.Blocks[1].Start--
	if _, err := tok.Document(t.Context(), text, corpus.NewLexicon()); err == nil || !strings.Contains(err.Error(), "together: block 1") {
		t.Errorf("overlapping blocks: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := tok.Document(ctx, together("One."), corpus.NewLexicon()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// The rule must make at least 99 of 100 breaks as prose does.
func TestRuleAgreesWithProse(t *testing.T) {
	texts := shared(t, "strategies", "commentary")
	prose := documents(t, Options{}, texts...)
	ruled := documents(t, Options{Sentences: SentencesRule}, texts...)
	both, all := 0, 0
	for i := range texts {
		starts := map[uint32]bool{}
		for _, s := range prose[i].Sentences {
			starts[s.First] = true
		}
		for _, s := range ruled[i].Sentences {
			if starts[s.First] {
				both++
			}
			starts[s.First] = true
		}
		all += len(starts)
	}
	t.Logf("%d of %d breaks are the same: %.4f", both, all, float64(both)/float64(all))
	if 100*both < 99*all || both < 10_000 {
		t.Errorf("%d of %d breaks are the same, want 99 of 100 and at least 10,000", both, all)
	}
}

// What abbreviates nothing is known by its letters; of the rest the type decides.
func TestNoAbbreviation(t *testing.T) {
	for word, want := range map[string]bool{
		"law": true, "Government": true, "approximately": true, "be": true,
		"Messrs": false, "approx": false, "No": false, "ART": false, "Mr": false, // they are some
		"J": false, "e.g": false, "co-op": false, "Ph.D": false, "No1": false, "État": false, "co\u00ad": false, "": false, // not for it to say
	} {
		if noAbbreviation([]byte(word)) != want {
			t.Errorf("%q: %v", word, !want)
		}
	}
}
