// Package reuse is the analyzer of borrowed wording: which passages stand in
// several documents, how much of each document they are, and whether documents
// still share concepts once such passages are taken out.
package reuse

import (
	"context"
	"fmt"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats/alignment"
)

// Names of the tables.
const (
	name      = "reuse"
	passages  = "reuse_passages"
	documents = "reuse_documents"
)

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  name,
		Title: "Text reuse",
		Doc: "Which passages documents have in common, word by word or with small changes, with both quotations and their places; how much of each document they are; " +
			"what is widespread formula; and whether two documents still share concepts outside of them. Common wording does not say who took it from whom.",
		Needs:  analyzers.Needs{Text: true, Positions: true},
		Output: []string{name, passages, documents},
		References: []result.Reference{
			{Key: "smith1981", Text: "Smith, T. F. and Waterman, M. S. (1981). Identification of common molecular subsequences. Journal of Molecular Biology 147(1), 195–197.", DOI: "10.1016/0022-2836(81)90087-5"},
			{Key: "altschul1997", Text: "Altschul, S. F. et al. (1997). Gapped BLAST and PSI-BLAST. Nucleic Acids Research 25(17), 3389–3402.", DOI: "10.1093/nar/25.17.3389"},
			{Key: "wilkerson2015", Text: "Wilkerson, J., Smith, D. and Stramp, N. (2015). Tracing the flow of policy ideas in legislatures: a text reuse approach. American Journal of Political Science 59(4), 943–956.", DOI: "10.1111/ajps.12175"},
		},
	}
}

// Analyze aligns the pairs of documents that share a seed.
func (analyzer) Analyze(ctx context.Context, in *analyzers.Input) (*result.Result, error) {
	s := choose(in)
	x, err := newIndex(ctx, in, &s)
	if err != nil {
		return nil, err
	}
	pairs, err := align(ctx, in, &s, x)
	if err != nil {
		return nil, err
	}
	r := &result.Result{Analyzer: name, Tables: []*result.Table{pairTable(in, &s, pairs), passageTable(in, &s, pairs), documentTable(in, &s, pairs)}, Notes: s.notes(in, x)}
	if len(s.compared) > 1 {
		r.Methods = methods(in, &s)
	}
	return r, nil
}

// Limits that keep a run of many documents short.
const (
	everyPair  = 40        // documents up to which all pairs are aligned though there is a target
	mostTokens = 5_000_000 // up to which all pairs are aligned without a target
	spread     = 50        // documents from which a seed is a formula that leads to no pairs, without a target
	repeats    = 4         // places of one seed in one document that are tried
	mostSeeds  = 6_000_000 // pairs of places that are tried
)

// scope is what is compared with what.
type scope struct {
	compared []int  // documents with words
	target   []bool // by document; nil = all pairs
	tokens   int64
	skipped  bool // too much text for all pairs, and no target
	options  alignment.Options
	formula  int // documents from which a passage is a formula: five, or 2.5 % of them
}

// choose decides which pairs are aligned.
func choose(in *analyzers.Input) scope {
	s := scope{options: alignment.Usual(max(in.Options.ReuseWords, 5))}
	for i := range in.Tally.Documents {
		if q := in.Tally.Documents[i].Sequence; q != nil && len(q.Types) > 0 && len(q.Spans) == len(q.Types) {
			s.compared = append(s.compared, i)
			s.tokens += int64(len(q.Types))
		}
	}
	s.formula = max(5, (len(s.compared)+39)/40)
	side, ok := in.Target()
	if ok && (len(s.compared) > everyPair || s.tokens > mostTokens) {
		s.target = make([]bool, len(in.Tally.Documents))
		for _, d := range side.Documents {
			s.target[d] = true
		}
	}
	s.skipped = s.target == nil && s.tokens > mostTokens
	return s
}

// pairs reports whether two documents are aligned, and with which of them first.
func (s *scope) pairs(a, b int) (first, second int, ok bool) {
	switch {
	case a == b:
		return 0, 0, false
	case s.target == nil:
		return min(a, b), max(a, b), true
	case s.target[a] == s.target[b]:
		return 0, 0, false
	case s.target[b]:
		return b, a, true
	}
	return a, b, true
}

// notes says what was not compared.
func (s *scope) notes(in *analyzers.Input, x *index) []result.Note {
	var out []result.Note
	add := func(code, format string, args ...any) {
		out = append(out, result.Note{Code: code, Table: name, Row: -1, Message: fmt.Sprintf(format, args...)})
	}
	if n := len(in.Tally.Documents) - len(s.compared); n > 0 {
		add("no-text", "%s without words, or whose text was not kept, left out", result.Counted(n, "document"))
	}
	switch {
	case s.skipped:
		add("too-much-text", "%s tokens are more than the %s up to which all pairs are aligned; name a target, and it is compared with every other document", result.Whole(s.tokens), result.Whole(int64(mostTokens)))
	case s.target != nil:
		add("target-only", "with more than %d documents only the target is compared with each of the others, not those with one another", everyPair)
	}
	if x.formulas > 0 {
		add("formulas", "sequences of %d words that stand in more than %d documents: %s; they alone do not lead to a pair", s.options.Seed, spread, result.Whole(x.formulas))
	}
	if x.full {
		add("too-many-seeds", "the texts have more than %s pairs of places with the same %d words; those after them were not tried", result.Whole(mostSeeds), s.options.Seed)
	}
	return out
}

func methods(in *analyzers.Input, s *scope) []string {
	what := "Every pair of documents was compared"
	if s.target != nil {
		what = "The target was compared with every other document"
	}
	return []string{fmt.Sprintf("%s. Passages begin from %d words in a row that are the same (folded, as for counting) and are extended to both sides by local alignment (Smith and Waterman 1981), "+
		"with +1 for a word that is the same and −1 for one that was replaced, left out or put in, within a band of %d words, until the score has fallen by more than %d below its best (Altschul and others 1997); "+
		"a passage has at least %s words that are the same. As in Wilkerson, Smith and Stramp (2015), passages that stand in many documents are told apart: a passage is called formula if half of its sequences of %d words stand in %s or more documents. "+
		"Concept profiles are compared by the cosine of the numbers of hits, with and without the hits that begin inside of a passage of the pair.",
		what, s.options.Seed, s.options.Band, s.options.Drop, result.Whole(s.options.Least), s.options.Seed, result.Whole(s.formula))}
}
