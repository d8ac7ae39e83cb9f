package association

import (
	"fmt"
	"strings"

	"concordat/analyzers/result"
)

// perProfile is how many ties a profile names.
const perProfile = 8

// profile is what one concept is most clearly tied to on one side.
type profile struct {
	side, id, label string
	units           int64
	words, concepts []string
	tied            int64 // words tied in all
}

// enter enters a tie of a concept into its profile; ties come the clearest first.
func (k *counter) enter(of []profile, p *pair) {
	switch {
	case p.kind == mixed:
		of[p.A].tied++
		of[p.A].words = named(of[p.A].words, p.labelB, p)
	case p.sameWords():
	default:
		of[p.A].concepts = named(of[p.A].concepts, p.labelB, p)
		if !k.unit.Moving() {
			of[p.B].concepts = named(of[p.B].concepts, p.labelA, p)
		}
	}
}

// told returns the profiles with a tie, in the order of the codebook.
func (k *counter) told(of []profile, s *side) []profile {
	var out []profile
	for c := range of {
		if of[c].words != nil || of[c].concepts != nil {
			of[c].side, of[c].id, of[c].label, of[c].units = s.Name, k.in.Book.Concepts[c].ID, k.labels[c], s.nodes[c]
			out = append(out, of[c])
		}
	}
	return out
}

// named appends what a concept is tied to, with the joint count, while there is room.
func named(to []string, label string, p *pair) []string {
	if len(to) == perProfile {
		return to
	}
	return append(to, fmt.Sprintf("%s (%s)", label, result.Whole(p.Both)))
}

// profileTable returns the table of profiles.
func (k *counter) profileTable(all []profile) *result.Table {
	text := func(of func(*profile) string) []string {
		v := make([]string, len(all))
		for i := range all {
			v[i] = of(&all[i])
		}
		return v
	}
	ints := func(of func(*profile) int64) []int64 {
		v := make([]int64, len(all))
		for i := range all {
			v[i] = of(&all[i])
		}
		return v
	}
	n := k.unit.Counted()
	t := &result.Table{Name: profileName, Title: "What each concept stands with", Brief: 3 * max(k.in.Options.Top, 0), Columns: []result.Column{
		result.Texts("document", "Document", "Document, group, side of a comparison, or (all) documents together.", text(func(p *profile) string { return p.side })),
		result.Detail(result.Texts("concept", "Concept", "Id of the concept.", text(func(p *profile) string { return p.id }))),
		result.Texts("label", "Concept", "Label of the concept.", text(func(p *profile) string { return p.label })),
		result.Ints("of_concept", "Of it", n, "Units with the concept; in windows the tokens near it.", ints(func(p *profile) int64 { return p.units })),
		result.Texts("words", "Words", fmt.Sprintf("At most %d words tied to it, the clearest first, with the joint count.", perProfile), text(func(p *profile) string { return strings.Join(p.words, ", ") })),
		result.Detail(result.Ints("tied_words", "Tied words", "words", "All words tied to it by the same rule.", ints(func(p *profile) int64 { return p.tied }))),
		result.Texts("concepts", "Concepts", fmt.Sprintf("At most %d concepts tied to it, the clearest first, with the joint count.", perProfile), text(func(p *profile) string { return strings.Join(p.concepts, ", ") })),
	}}
	t.Caption = fmt.Sprintf("One row a concept with at least one tie, in the order of the codebook within each document or set: the words and concepts that stand with it more often than expected (q by Benjamini and Hochberg below %s) and at least %s times, the largest G² first, with the joint count in %s. %s Ties of two concepts that are mostly on the same words are left out. The table %s has the tests.",
		result.Number(level, 2), result.Whole(k.choice.Least), n, k.definition(), name)
	return t
}
