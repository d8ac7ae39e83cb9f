// Package revision is the analyzer of two versions of one text: what became of
// each paragraph, word by word, and what that did to the concepts.
package revision

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats/alignment"
)

// Names of the tables.
const (
	name       = "revision"
	paragraphs = "revision_paragraphs"
	concepts   = "revision_concepts"
	hits       = "revision_hits"
)

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  name,
		Title: "Revision",
		Doc: "What a later version of a text, the target, changed in an earlier one, the reference: which paragraphs were kept, reworded, moved, split, merged, dropped and added, " +
			"with insertions and deletions word by word, and which hits of the concepts were kept, rephrased, lost and gained, with their quotations.",
		Needs:  analyzers.Needs{Text: true, Positions: true},
		Output: []string{name, paragraphs, concepts, hits},
		References: []result.Reference{
			{Key: "needleman1970", Text: "Needleman, S. B. and Wunsch, C. D. (1970). A general method applicable to the search for similarities in the amino acid sequence of two proteins. Journal of Molecular Biology 48(3), 443–453.", DOI: "10.1016/0022-2836(70)90057-4"},
			{Key: "dice1945", Text: "Dice, L. R. (1945). Measures of the amount of ecologic association between species. Ecology 26(3), 297–302.", DOI: "10.2307/1932409"},
			{Key: "myers1986", Text: "Myers, E. W. (1986). An O(ND) difference algorithm and its variations. Algorithmica 1, 251–266.", DOI: "10.1007/BF01840446"},
		},
	}
}

// Analyze aligns the documents of every comparison of one with one.
func (analyzer) Analyze(ctx context.Context, in *analyzers.Input) (*result.Result, error) {
	var all []*pair
	for _, c := range in.Comparisons {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if len(c.Target.Documents) == 1 && len(c.Reference.Documents) == 1 {
			p := &pair{old: newVersion(in, c.Reference.Documents[0]), new: newVersion(in, c.Target.Documents[0])}
			if p.old != nil && p.new != nil {
				p.align()
				p.follow(in)
				all = append(all, p)
			}
		}
	}
	r := &result.Result{Analyzer: name, Tables: []*result.Table{summary(all), paragraphTable(in, all), conceptTable(in, all), hitTable(in, all)}, Notes: notes(all)}
	r.Methods = methods(all)
	r.Findings = findings(slices.DeleteFunc(slices.Clone(all), func(p *pair) bool { return p.unlike() > 0 }))
	if f := bars(in, all); f != nil {
		r.Figures = []*result.Figure{f}
	}
	return r, nil
}

func notes(all []*pair) []result.Note {
	var out []result.Note
	add := func(code, message string) {
		out = append(out, result.Note{Code: code, Table: name, Row: -1, Message: message})
	}
	if len(all) == 0 {
		add("no-versions", "no document with words is compared with just one other, so there are no versions to align; name the later version as target and the earlier as reference, or use compare --revision")
	}
	for _, p := range all {
		old, new := p.old.doc, p.new.doc
		if old.Meta.Year > new.Meta.Year && new.Meta.Year > 0 {
			add("backwards", fmt.Sprintf("%s, of %d, is read as a revision of %s, of %d: what is called added was dropped later; exchange target and reference", new.ID, new.Meta.Year, old.ID, old.Meta.Year))
		}
		if n := p.unlike(); n > 0 {
			add("unlike", fmt.Sprintf("of %s and %s so little can be aligned (%d %% of the words of the shorter) that they may not be versions of one text", old.ID, new.ID, n-1))
		}
	}
	return out
}

// least is the share of the shorter text in per cent that versions of one text
// have at least in common.
const least = 20

// unlike returns one more than the per cent of the shorter text's words that
// were kept if that is too little for two versions of one text, or else 0.
func (p *pair) unlike() int {
	kept := 0
	for _, c := range p.changes {
		kept += c.kept()
	}
	shorter := min(len(p.old.doc.Sequence.Types), len(p.new.doc.Sequence.Types))
	if share := 100 * kept / max(1, shorter); share < least {
		return share + 1
	}
	return 0
}

func methods(all []*pair) []string {
	if len(all) == 0 {
		return []string{"No two versions of a text were compared; they would be aligned by paragraph (Needleman and Wunsch 1970, Dice 1945) and by word (Myers 1986)."}
	}
	return []string{
		"Paragraphs of the two versions (headings, list items and table cells among them) stand for one another if their Dice coefficient (Dice 1945) over words with their repetitions is at least ½ and two words are common, or if they are equal; numbers and letters of list items are left aside. " +
			"Those in the same order in both with the most words in common, each weighted by the coefficient, were taken (a global alignment: Needleman and Wunsch 1970); of the rest the pairs most alike, with four or more common words or equal, were moved. " +
			"A paragraph beside a pair was merged or split off if at least three fifths of its words are in what the other side has beyond its partner.",
		"Inside of aligned paragraphs a longest common subsequence of the words (Myers 1986) was kept. A hit of a concept was kept if a word of it was kept and is in a hit of the same concept in the new version; " +
			"of the others, those lost and gained in the same aligned paragraphs are called rephrased, one for one in their order. Hits of a parent concept include its descendants'.",
	}
}

func findings(all []*pair) []result.Finding {
	var out []result.Finding
	for _, p := range all {
		n := p.count()
		stays := n[alignment.Unchanged]
		verb := "stand"
		if stays == 1 {
			verb = "stands"
		}
		var rest []string
		for f := alignment.Reworded; f <= alignment.Inserted; f++ {
			if n[f] > 0 {
				rest = append(rest, result.Whole(n[f])+" "+fates[f])
			}
		}
		s := fmt.Sprintf("From %s to %s %s %s unchanged in place", p.old.doc.ID, p.new.doc.ID, result.Counted(stays, "paragraph"), verb)
		if len(rest) > 0 {
			s += "; " + strings.Join(rest, ", ")
		}
		out = append(out, result.Finding{Text: s + "."})
	}
	return out
}

// fates are the names of fates in tables.
var fates = [...]string{"kept", "reworded", "moved", "split", "merged", "dropped", "added"}
