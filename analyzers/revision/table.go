package revision

import (
	"fmt"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats/alignment"
)

// column builds the values of one column.
func column[R, T any](rows []R, of func(*R) T) []T {
	v := make([]T, len(rows))
	for i := range rows {
		v[i] = of(&rows[i])
	}
	return v
}

// versionsSaid names the versions in captions.
func versionsSaid(all []*pair) string {
	if len(all) != 1 {
		return ""
	}
	return " The old version is " + all[0].old.doc.ID + ", the new one " + all[0].new.doc.ID + "."
}

// named returns the columns that name the versions: for data files only where
// there is one pair, which the caption names.
func named[R any](all []*pair, rows []R, of func(*R) *pair) []result.Column {
	out := []result.Column{
		result.Texts("old_document", "Old version", "Id of the earlier version, the reference.", column(rows, func(r *R) string { return of(r).old.doc.ID })),
		result.Texts("new_document", "New version", "Id of the later version, the target.", column(rows, func(r *R) string { return of(r).new.doc.ID })),
	}
	if len(all) == 1 {
		out[0].Detail, out[1].Detail = true, true
	}
	return out
}

// summary has a row for each pair of versions.
func summary(all []*pair) *result.Table {
	rows := all
	count := func(f alignment.Fate) func(**pair) int64 {
		return func(p **pair) int64 { return int64((*p).count()[f]) }
	}
	whole := func(name, label, unit, doc string, of func(**pair) int64) result.Column {
		return result.Ints(name, label, unit, doc, column(rows, of))
	}
	words := func(of func(alignment.Edit) int) func(**pair) int64 {
		return func(p **pair) (n int64) {
			for _, c := range (*p).changes {
				for _, e := range c.edits {
					n += int64(of(e))
				}
			}
			return n
		}
	}
	keptWords := words(func(e alignment.Edit) int {
		if e.Kind == alignment.Kept {
			return e.A.Len()
		}
		return 0
	})
	t := &result.Table{Name: name, Title: "Versions",
		Caption: "One row a pair of versions: the reference is the old one, the target the new one. The numbers from kept to added count aligned paragraphs, headings and list items among them; " +
			"split and merged count one for several paragraphs. Words are tokens; those kept stand in aligned paragraphs in the same order.",
		Columns: append(named(nil, rows, func(p **pair) *pair { return *p }),
			whole("kept", "Kept", "paragraphs", "Paragraphs with every word as it was, the numbers of list items aside, in their place.", count(alignment.Unchanged)),
			whole("reworded", "Reworded", "paragraphs", "Paragraphs with other words in their place.", count(alignment.Reworded)),
			whole("moved", "Moved", "paragraphs", "Paragraphs that stand elsewhere, reworded or not.", count(alignment.Moved)),
			whole("split", "Split", "paragraphs", "Old paragraphs that became several.", count(alignment.Split)),
			whole("merged", "Merged", "paragraphs", "New paragraphs that several became.", count(alignment.Merged)),
			whole("dropped", "Dropped", "paragraphs", "Old paragraphs that nothing stands for.", count(alignment.Removed)),
			whole("added", "Added", "paragraphs", "New paragraphs that stand for nothing old.", count(alignment.Inserted)),
			whole("old_words", "Old words", "tokens", "Tokens of the old version.", words(func(e alignment.Edit) int { return e.A.Len() })),
			whole("new_words", "New words", "tokens", "Tokens of the new version.", words(func(e alignment.Edit) int { return e.B.Len() })),
			whole("kept_words", "Kept words", "tokens", "Tokens kept in aligned paragraphs, in their order.", keptWords),
			whole("old_hits", "Old hits", "hits", "Hits of the codebook's concepts in the old version, each once.", func(p **pair) int64 { return (*p).old.doc.Hits }),
			whole("new_hits", "New hits", "hits", "Hits of the codebook's concepts in the new version, each once.", func(p **pair) int64 { return (*p).new.doc.Hits }),
		)}
	return t
}

// brief is how many paragraphs people's formats show.
const brief = 120

// changed is a change with its pair.
type changed struct {
	*pair
	*change
}

// paragraphTable has a row for each aligned paragraph.
func paragraphTable(in *analyzers.Input, all []*pair) *result.Table {
	var rows []changed
	for _, p := range all {
		for i := range p.changes {
			rows = append(rows, changed{p, &p.changes[i]})
		}
	}
	labels := analyzers.Labels(in.Book)
	text := func(name, label, doc string, of func(*changed) string) result.Column {
		return result.Texts(name, label, doc, column(rows, of))
	}
	whole := func(name, label, doc string, of func(*changed) int64) result.Column {
		return result.Ints(name, label, "tokens", doc, column(rows, of))
	}
	old := func(r *changed) alignment.Span { return r.pair.old.tokens(r.Old) }
	new := func(r *changed) alignment.Span { return r.pair.new.tokens(r.New) }
	t := &result.Table{Name: paragraphs, Title: "Paragraphs of the versions", Brief: brief,
		Caption: "One row an aligned paragraph, in the order of the new version, dropped ones where they stood. In the text [-…-] was deleted and {+…+} inserted; one or two kept words between longer changes are shown with them. " +
			"Long stretches are cut here, whole in the data files. Similarity is twice the kept words in per cent of both sides' words. Lost and gained concepts are those named on one side only, hit by hit." + versionsSaid(all),
		Columns: append(named(all, rows, func(r *changed) *pair { return r.pair }),
			text("fate", "Fate", "kept (every word, the number of a list item aside), reworded, moved (reworded or not), split, merged, dropped or added.", func(r *changed) string { return fates[r.Fate] }),
			text("old", "Old", "Number of the paragraph in the old version, from 1.", func(r *changed) string { return numbers(r.Old) }),
			text("new", "New", "Number of the paragraph in the new version, from 1.", func(r *changed) string { return numbers(r.New) }),
			result.Floats("similarity", "Similarity", "%", 0, "Twice the kept words in per cent of the words of both sides: 100 = every word, 0 = dropped or added.", column(rows, func(r *changed) float64 {
				return 200 * float64(r.kept()) / float64(old(r).Len()+new(r).Len())
			})),
			result.Detail(whole("old_words", "Old words", "Tokens on the old side.", func(r *changed) int64 { return int64(old(r).Len()) })),
			result.Detail(whole("new_words", "New words", "Tokens on the new side.", func(r *changed) int64 { return int64(new(r).Len()) })),
			result.Detail(whole("kept_words", "Kept words", "Tokens kept in their order.", func(r *changed) int64 { return int64(r.kept()) })),
			text("change", "Text with its changes", "The text: [-…-] deleted, {+…+} inserted, long stretches cut.", func(r *changed) string { return r.pair.marked(r.change, false) }),
			text("lost", "Lost concepts", "Concepts with hits that the change lost, and how many.", func(r *changed) string { return list(labels, r.lost) }),
			text("gained", "Gained concepts", "Concepts with hits that the change gained, and how many.", func(r *changed) string { return list(labels, r.gained) }),
			result.Detail(text("change_whole", "Whole text with its changes", "The text: [-…-] deleted, {+…+} inserted, nothing cut.", func(r *changed) string { return r.pair.marked(r.change, true) })),
			result.Detail(text("old_text", "Old text", "The paragraph in the old version, white space as single spaces.", func(r *changed) string { return r.pair.old.quote(old(r)) })),
			result.Detail(text("new_text", "New text", "The paragraph in the new version, white space as single spaces.", func(r *changed) string { return r.pair.new.quote(new(r)) })),
		)}
	return t
}

// numbers writes the numbers of paragraphs, from 1.
func numbers(s alignment.Span) string {
	switch s.Len() {
	case 0:
		return ""
	case 1:
		return result.Whole(s.End)
	}
	return result.Whole(s.First+1) + "–" + result.Whole(s.End)
}

// list names the concepts of some hits, in their order, with how many hits each
// has if it has several.
func list(labels []string, some []hit) string {
	count := map[int]int{}
	var order []int
	for _, h := range some {
		if count[h.concept]++; count[h.concept] == 1 {
			order = append(order, h.concept)
		}
	}
	var out []string
	for _, c := range order {
		s := labels[c]
		if count[c] > 1 {
			s += " ×" + result.Whole(count[c])
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// tallied is one concept in a pair of versions.
type tallied struct {
	*pair
	concept int
	n       [len(outcomes)]int64
	example [len(outcomes)]string
}

// tallies counts the outcomes of every concept with a hit.
func tallies(in *analyzers.Input, all []*pair) []tallied {
	var rows []tallied
	for _, p := range all {
		byConcept := make([]tallied, len(in.Book.Concepts))
		for _, h := range p.hits {
			t := &byConcept[h.concept]
			t.n[h.outcome]++
			if t.n[h.outcome] == 1 {
				t.example[h.outcome] = bracketed(p.quoted(h))
			}
		}
		for c, t := range byConcept {
			if t.n != ([len(outcomes)]int64{}) {
				t.pair, t.concept = p, c
				rows = append(rows, t)
			}
		}
	}
	return rows
}

// quoted returns a hit with the words beside it: of the old version if it was
// lost, otherwise of the new one.
func (p *pair) quoted(h hit) (left, match, right string) {
	c := &p.changes[h.change]
	if h.outcome == lost {
		return p.old.beside(p.old.tokens(c.Old), h.old.Token, h.old.End)
	}
	if h.outcome == kept { // its new paragraph is another pairing's only if it moved
		c = &p.changes[p.inNew[h.new.Token]]
	}
	return p.new.beside(p.new.tokens(c.New), h.new.Token, h.new.End)
}

// conceptTable has a row for each concept with a hit in either version.
func conceptTable(in *analyzers.Input, all []*pair) *result.Table {
	rows := tallies(in, all)
	labels := analyzers.Labels(in.Book)
	whole := func(name, label, doc string, of func(*tallied) int64) result.Column {
		return result.Ints(name, label, "hits", doc, column(rows, of))
	}
	rate := func(n, tokens int64) float64 { return 10_000 * float64(n) / float64(tokens) }
	oldHits := func(r *tallied) int64 { return r.n[kept] + r.n[rephrased] + r.n[lost] }
	newHits := func(r *tallied) int64 { return r.n[kept] + r.n[rephrased] + r.n[gained] }
	const per = "per 10,000 tokens"
	t := &result.Table{Name: concepts, Title: "Concepts of the versions", Brief: max(in.Options.Top, 0),
		Caption: "One row a concept with a hit in either version; the hits of a concept include those of the concepts below it. Old hits are those kept, rephrased and lost; new hits those kept, rephrased and gained. " +
			"The examples are the first hit lost and the first gained, in brackets, with the words beside it. The versions are two texts: nothing is tested." + versionsSaid(all),
		Columns: append(named(all, rows, func(r *tallied) *pair { return r.pair }),
			result.Texts("concept", "Concept id", "Id of the concept.", column(rows, func(r *tallied) string { return in.Book.Concepts[r.concept].ID })),
			result.Texts("label", "Concept", "Label of the concept.", column(rows, func(r *tallied) string { return labels[r.concept] })),
			whole("old_hits", "Old hits", "Hits in the old version, descendants' included.", oldHits),
			whole("new_hits", "New hits", "Hits in the new version, descendants' included.", newHits),
			whole("kept", "Kept", "Hits of which a word was kept and is in a hit of the concept in the new version.", func(r *tallied) int64 { return r.n[kept] }),
			whole("rephrased", "Rephrased", "Hits lost and gained in the same aligned paragraphs, one for one.", func(r *tallied) int64 { return r.n[rephrased] }),
			whole("lost", "Lost", "Hits of the old version that nothing stands for.", func(r *tallied) int64 { return r.n[lost] }),
			whole("gained", "Gained", "Hits of the new version that stand for nothing old.", func(r *tallied) int64 { return r.n[gained] }),
			result.Detail(result.Floats("old_per_10k", "Old rate", per, 1, "old_hits per 10,000 tokens of the old version.", column(rows, func(r *tallied) float64 { return rate(oldHits(r), r.old.doc.Tokens) }))),
			result.Detail(result.Floats("new_per_10k", "New rate", per, 1, "new_hits per 10,000 tokens of the new version.", column(rows, func(r *tallied) float64 { return rate(newHits(r), r.new.doc.Tokens) }))),
			result.Texts("lost_example", "First lost", "The first hit lost, with the words beside it in the old version.", column(rows, func(r *tallied) string { return r.example[lost] })),
			result.Texts("gained_example", "First gained", "The first hit gained, with the words beside it in the new version.", column(rows, func(r *tallied) string { return r.example[gained] })),
		)}
	return t
}

// followed is a hit with its pair.
type followed struct {
	*pair
	hit
}

// hitTable lists every hit that was not simply kept.
func hitTable(in *analyzers.Input, all []*pair) *result.Table {
	var rows []followed
	for _, p := range all {
		for _, h := range p.own(in) {
			if h.outcome != kept {
				rows = append(rows, followed{p, h})
			}
		}
	}
	labels := analyzers.Labels(in.Book)
	text := func(name, label, doc string, of func(*followed) string) result.Column {
		return result.Texts(name, label, doc, column(rows, of))
	}
	change := func(r *followed) *change { return &r.changes[r.change] }
	place := func(name, label, unit, doc string, missing outcome, of func(*followed) int64) result.Column {
		c := result.Ints(name, label, unit, doc, column(rows, func(r *followed) int64 {
			if r.outcome == missing {
				return 0
			}
			return of(r)
		}))
		c.Missing = column(rows, func(r *followed) bool { return r.outcome == missing })
		return c
	}
	old := func(r *followed) (int64, int64) {
		q := r.pair.old.doc.Sequence
		return int64(q.Spans[r.hit.old.Token].Start), int64(q.Spans[r.hit.old.End-1].End)
	}
	new := func(r *followed) (int64, int64) {
		q := r.pair.new.doc.Sequence
		return int64(q.Spans[r.hit.new.Token].Start), int64(q.Spans[r.hit.new.End-1].End)
	}
	return &result.Table{Name: hits, Title: "Hits that a revision lost, gained or rephrased", Place: result.Evidence,
		Caption: fmt.Sprintf("One row a hit, %s in all, that was lost, gained or rephrased, in the order of the new version. Quotations of lost hits are from the old version, others from the new one; hits that a concept below counts too with the same words stand under that one.%s",
			result.Whole(len(rows)), versionsSaid(all)),
		Columns: append(named(nil, rows, func(r *followed) *pair { return r.pair }),
			text("outcome", "Outcome", "lost, gained or rephrased.", func(r *followed) string { return outcomes[r.outcome] }),
			text("concept", "Concept id", "Id of the concept.", func(r *followed) string { return in.Book.Concepts[r.concept].ID }),
			text("label", "Concept", "Label of the concept.", func(r *followed) string { return labels[r.concept] }),
			text("fate", "Fate", "What became of the paragraph.", func(r *followed) string { return fates[change(r).Fate] }),
			text("old_paragraph", "Old paragraph", "Numbers of the aligned paragraphs in the old version, from 1.", func(r *followed) string { return numbers(change(r).Old) }),
			text("new_paragraph", "New paragraph", "Numbers of the aligned paragraphs in the new version, from 1.", func(r *followed) string { return numbers(change(r).New) }),
			text("left", "Left", "Words before the hit.", func(r *followed) string { left, _, _ := r.quoted(r.hit); return left }),
			text("match", "Hit", "The hit as the text has it.", func(r *followed) string { _, match, _ := r.quoted(r.hit); return match }),
			text("right", "Right", "Words after the hit.", func(r *followed) string { _, _, right := r.quoted(r.hit); return right }),
			place("old_start", "Start in the old", "bytes", "First byte of the hit in the old version's text.", gained, func(r *followed) int64 { from, _ := old(r); return from }),
			place("old_end", "End in the old", "bytes", "Byte after the hit in the old version's text.", gained, func(r *followed) int64 { _, to := old(r); return to }),
			place("new_start", "Start in the new", "bytes", "First byte of the hit in the new version's text.", lost, func(r *followed) int64 { from, _ := new(r); return from }),
			place("new_end", "End in the new", "bytes", "Byte after the hit in the new version's text.", lost, func(r *followed) int64 { _, to := new(r); return to }),
		)}
}
