package reuse

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats/alignment"
	"concordat/analyzers/tally"
)

// Rows that tables have at most.
const (
	mostPairs    = 10_000
	mostPassages = 5_000
	shown        = 240 // characters of a quotation in people's formats
)

// column builds the values of one column.
func column[R, T any](rows []R, of func(*R) T) []T {
	v := make([]T, len(rows))
	for i := range rows {
		v[i] = of(&rows[i])
	}
	return v
}

func percent(part, whole int64) float64 { return 100 * float64(part) / float64(whole) }

// scopeSays says in captions what was compared.
func (s *scope) scopeSays() string {
	if s.target != nil {
		return "pair of a document of the target (A) and another (B)"
	}
	return "pair of documents (A the earlier in the run)"
}

// pairTable has a row for each pair with passages.
func pairTable(in *analyzers.Input, s *scope, pairs []pair) *result.Table {
	left := max(0, len(pairs)-mostPairs)
	pairs = pairs[:len(pairs)-left]
	id := func(d int) string { return in.Tally.Documents[d].ID }
	tokens := func(d int) int64 { return in.Tally.Documents[d].Tokens }
	whole := func(name, label, unit, doc string, of func(*pair) int64) result.Column {
		return result.Ints(name, label, unit, doc, column(pairs, of))
	}
	number := func(name, label, unit string, digits int, doc string, of func(*pair) float64) result.Column {
		return result.Floats(name, label, unit, digits, doc, column(pairs, of))
	}
	t := &result.Table{Name: name, Title: "Documents with common passages", Brief: max(in.Options.Top, 0),
		Caption: fmt.Sprintf("One row a %s that has at least one passage of %s or more common words, most common words first. Shares are of all tokens of the document. "+
			"The cosine compares the numbers of hits of each concept (1 = same proportions, 0 = no concept in common), first of all hits, then of those outside of the common passages.", s.scopeSays(), result.Whole(s.options.Least)),
		Columns: []result.Column{
			result.Texts("document_a", "Document A", "Id of the first document.", column(pairs, func(p *pair) string { return id(p.a) })),
			result.Texts("document_b", "Document B", "Id of the second document.", column(pairs, func(p *pair) string { return id(p.b) })),
			whole("passages", "Passages", "passages", "Passages in common.", func(p *pair) int64 { return int64(len(p.passages)) }),
			whole("formulas", "Formulas", "passages", "Those among them that stand in many documents.", func(p *pair) int64 {
				n := int64(0)
				for _, q := range p.passages {
					if q.formula {
						n++
					}
				}
				return n
			}),
			whole("longest", "Longest", "words", "Common words of the longest passage.", func(p *pair) int64 {
				n := 0
				for _, q := range p.passages {
					n = max(n, q.Same)
				}
				return int64(n)
			}),
			whole("words_a", "Words of A", "tokens", "Tokens of A inside of passages, each once.", func(p *pair) int64 { return p.inA.words() }),
			number("share_a", "Share of A", "%", 1, "words_a in per cent of A's tokens.", func(p *pair) float64 { return percent(p.inA.words(), tokens(p.a)) }),
			whole("words_b", "Words of B", "tokens", "Tokens of B inside of passages, each once.", func(p *pair) int64 { return p.inB.words() }),
			number("share_b", "Share of B", "%", 1, "words_b in per cent of B's tokens.", func(p *pair) float64 { return percent(p.inB.words(), tokens(p.b)) }),
			result.Detail(whole("shared_concepts", "Shared concepts", "concepts", "Concepts with patterns of their own and hits in both.", func(p *pair) int64 { return p.concepts.shared })),
			result.Detail(whole("shared_outside", "Shared outside", "concepts", "The same, hits inside of the passages left out.", func(p *pair) int64 { return p.outside.shared })),
			number("cosine", "Cosine", "", 2, "Cosine of the hits by concept, 0 to 1; empty if one of the two has none.", func(p *pair) float64 { return p.concepts.cosine }),
			number("cosine_outside", "Cosine outside", "", 2, "The same, hits inside of the passages left out.", func(p *pair) float64 { return p.outside.cosine }),
		}}
	if slices.ContainsFunc(pairs, func(p pair) bool { return math.IsNaN(p.outside.cosine) }) {
		t.Notes = append(t.Notes, result.Note{Code: "no-hits", Table: name, Row: -1, Message: "a document without hits, or without hits outside of the passages, has no cosine"})
	}
	if left > 0 {
		t.Notes = append(t.Notes, result.Note{Code: "not-listed", Table: name, Row: -1, Message: "pairs with fewer common words that are not listed: " + result.Whole(left)})
	}
	return t
}

// listed is a passage with its pair.
type listed struct {
	*pair
	passage
}

// passageTable has a row for each passage.
func passageTable(in *analyzers.Input, s *scope, pairs []pair) *result.Table {
	var rows []listed
	for i := range pairs {
		for _, q := range pairs[i].passages {
			rows = append(rows, listed{&pairs[i], q})
		}
	}
	slices.SortStableFunc(rows, func(x, y listed) int {
		return cmp.Or(cmp.Compare(flag(x.formula), flag(y.formula)), cmp.Compare(y.Same, x.Same))
	})
	left := max(0, len(rows)-mostPassages)
	rows = rows[:len(rows)-left]
	text := func(name, label, doc string, of func(*listed) string) result.Column {
		return result.Texts(name, label, doc, column(rows, of))
	}
	whole := func(name, label, unit, doc string, of func(*listed) int64) result.Column {
		return result.Ints(name, label, unit, doc, column(rows, of))
	}
	docA := func(r *listed) *tally.Document { return &in.Tally.Documents[r.a] }
	docB := func(r *listed) *tally.Document { return &in.Tally.Documents[r.b] }
	bytes := func(d *tally.Document, s alignment.Span) (int64, int64) {
		return int64(d.Sequence.Spans[s.First].Start), int64(d.Sequence.Spans[s.End-1].End)
	}
	t := &result.Table{Name: passages, Title: "Common passages", Brief: max(in.Options.Top, 0),
		Caption: fmt.Sprintf("One row a passage of a %s, longest first, formulas last: passages half of whose sequences of %d words stand in %s or more documents. Long quotations are cut in the middle here; the data files have them whole, with their bytes.",
			s.scopeSays(), s.options.Seed, result.Whole(s.formula)),
		Columns: []result.Column{
			text("document_a", "Document A", "Id of the first document.", func(r *listed) string { return docA(r).ID }),
			text("document_b", "Document B", "Id of the second document.", func(r *listed) string { return docB(r).ID }),
			whole("same", "Same words", "words", "Words that are the same in both, in their order.", func(r *listed) int64 { return int64(r.Same) }),
			result.Detail(whole("words_a", "Words of A", "tokens", "Tokens of the passage in A.", func(r *listed) int64 { return int64(r.A.Len()) })),
			result.Detail(whole("words_b", "Words of B", "tokens", "Tokens of the passage in B.", func(r *listed) int64 { return int64(r.B.Len()) })),
			result.Floats("identity", "Identity", "%", 0, "same in per cent of the longer of the two; 100 = word by word.", column(rows, func(r *listed) float64 { return percent(int64(r.Same), int64(max(r.A.Len(), r.B.Len()))) })),
			whole("documents", "Documents", "documents", fmt.Sprintf("Documents that have a sequence of %d words of the passage: the median of its sequences.", s.options.Seed), func(r *listed) int64 { return int64(r.documents) }),
			text("formula", "Formula", "yes if the passage stands in many documents.", func(r *listed) string { return []string{"no", "yes"}[flag(r.formula)] }),
			text("text_a", "Text of A", "Quotation from A, cut in the middle if it is long.", func(r *listed) string { return cut(quote(docA(r), r.A)) }),
			text("text_b", "Text of B", "Quotation from B, cut in the middle if it is long.", func(r *listed) string { return cut(quote(docB(r), r.B)) }),
			result.Detail(whole("start_a", "Start in A", "bytes", "First byte of the passage in A's text.", func(r *listed) int64 { from, _ := bytes(docA(r), r.A); return from })),
			result.Detail(whole("end_a", "End in A", "bytes", "Byte after the passage in A's text.", func(r *listed) int64 { _, to := bytes(docA(r), r.A); return to })),
			result.Detail(whole("start_b", "Start in B", "bytes", "First byte of the passage in B's text.", func(r *listed) int64 { from, _ := bytes(docB(r), r.B); return from })),
			result.Detail(whole("end_b", "End in B", "bytes", "Byte after the passage in B's text.", func(r *listed) int64 { _, to := bytes(docB(r), r.B); return to })),
			result.Detail(text("whole_a", "Whole text of A", "Quotation from A, white space as single spaces.", func(r *listed) string { return quote(docA(r), r.A) })),
			result.Detail(text("whole_b", "Whole text of B", "Quotation from B, white space as single spaces.", func(r *listed) string { return quote(docB(r), r.B) })),
		}}
	if left > 0 {
		t.Notes = append(t.Notes, result.Note{Code: "not-listed", Table: passages, Row: -1, Message: "shorter passages, or formulas, that are not listed: " + result.Whole(left)})
	}
	return t
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// quote returns the words of a span as the text has them.
func quote(d *tally.Document, s alignment.Span) string {
	q := d.Sequence
	return strings.Join(strings.Fields(q.Body[q.Spans[s.First].Start:q.Spans[s.End-1].End]), " ")
}

// cut shortens a quotation in the middle, between words.
func cut(text string) string {
	r := []rune(text)
	if len(r) <= shown {
		return text
	}
	head, tail := string(r[:shown/2]), string(r[len(r)-shown/2:])
	if i := strings.LastIndexByte(head, ' '); i > 0 {
		head = head[:i]
	}
	if i := strings.IndexByte(tail, ' '); i >= 0 {
		tail = tail[i+1:]
	}
	return head + " […] " + tail
}

// share is what one document has in common with all that it was compared with.
type share struct {
	document                          int
	partners                          int64
	words, formula                    int64 // tokens inside of passages; those inside of formulas only
	stretches, inside, insideFormulas int64
}

// documentTable has a row for each document that has a passage in common with
// another.
func documentTable(in *analyzers.Input, s *scope, pairs []pair) *result.Table {
	all, own := map[int]covered{}, map[int]covered{} // by document; own without formulas
	partners := map[int]int64{}
	add := func(d int, at alignment.Span, formula bool) {
		all[d] = append(all[d], at)
		if !formula {
			own[d] = append(own[d], at)
		}
	}
	for i := range pairs {
		p := &pairs[i]
		partners[p.a]++
		partners[p.b]++
		for _, q := range p.passages {
			add(p.a, q.A, q.formula)
			add(p.b, q.B, q.formula)
		}
	}
	var rows []share
	for _, d := range s.compared {
		if partners[d] == 0 {
			continue
		}
		in, without := all[d].union(), own[d].union()
		r := share{document: d, partners: partners[d], words: in.words(), formula: in.words() - without.words()}
		rows = append(rows, r)
	}
	for i := range rows {
		r := &rows[i]
		d := &in.Tally.Documents[r.document]
		r.stretches, r.inside = stretches(d, all[r.document].union())
		_, outsideFormulas := stretches(d, own[r.document].union())
		r.insideFormulas = r.inside - outsideFormulas
	}
	whole := func(name, label, unit, doc string, of func(*share) int64) result.Column {
		return result.Ints(name, label, unit, doc, column(rows, of))
	}
	doc := func(r *share) *tally.Document { return &in.Tally.Documents[r.document] }
	t := &result.Table{Name: documents, Title: "Common wording by document", Brief: max(in.Options.Top, 0),
		Caption: "One row a document with a passage in common with another that it was compared with. Words inside of passages are counted once, however many documents share them. " +
			"Coded stretches are stretches of text that at least one concept counts, each once. Common wording does not say who took it from whom.",
		Columns: []result.Column{
			result.Texts("document", "Document", "Id of the document.", column(rows, func(r *share) string { return doc(r).ID })),
			whole("tokens", "Tokens", "tokens", "Tokens of the document.", func(r *share) int64 { return doc(r).Tokens }),
			whole("documents", "Documents", "documents", "Other documents with a passage in common.", func(r *share) int64 { return r.partners }),
			whole("words", "Common words", "tokens", "Tokens inside of passages, each once.", func(r *share) int64 { return r.words }),
			whole("formula_words", "Formula words", "tokens", "Those of them that are inside of formulas only.", func(r *share) int64 { return r.formula }),
			result.Floats("share", "Share", "%", 1, "words in per cent of the document's tokens.", column(rows, func(r *share) float64 { return percent(r.words, doc(r).Tokens) })),
			whole("coded", "Coded stretches", "stretches", "Stretches that at least one concept counts, each once.", func(r *share) int64 { return r.stretches }),
			whole("coded_inside", "Inside", "stretches", "Coded stretches that begin inside of a passage.", func(r *share) int64 { return r.inside }),
			whole("coded_outside", "Outside", "stretches", "Coded stretches that begin outside of all passages.", func(r *share) int64 { return r.stretches - r.inside }),
			result.Detail(whole("coded_in_formulas", "Inside of formulas", "stretches", "Coded stretches that begin inside of formulas only.", func(r *share) int64 { return r.insideFormulas })),
		}}
	return t
}
