package twomode

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

// column builds the values of a column from items.
func column[T, V any](items []T, of func(T) V) []V {
	out := make([]V, len(items))
	for i, it := range items {
		out[i] = of(it)
	}
	return out
}

// tieTable lists the ties.
func (w *web) tieTable() *result.Table {
	labels := analyzers.Labels(w.in.Book)
	text := func(name, label, doc string, of func(tie) string) result.Column {
		return result.Texts(name, label, doc, column(w.ties, of))
	}
	whole := func(name, label, unit, doc string, of func(tie) int64) result.Column {
		return result.Ints(name, label, unit, doc, column(w.ties, of))
	}
	number := func(name, label, unit string, digits int, doc string, of func(tie) float64) result.Column {
		return result.Floats(name, label, unit, digits, doc, column(w.ties, of))
	}
	const per = "per 10,000 tokens"
	t := &result.Table{Name: name, Title: "Actors and their concepts", Brief: max(w.in.Options.Top, 0),
		Caption: fmt.Sprintf("One row a tie between one of %s and a concept: those %s. By %s in the order of the run, the highest rate first. The weight of a tie is the rate; how much it exceeds that of the others is the log ratio.",
			result.Counted(len(w.sides), w.kind), w.rule(), w.kind),
		Columns: []result.Column{
			text("actor", "Actor", "Name of the "+w.kind+".", func(x tie) string { return w.sides[x.actor].Name }),
			text("concept", "Concept", "Id of the concept.", func(x tie) string { return w.in.Book.Concepts[x.concept].ID }),
			text("label", "Label", "Label of the concept.", func(x tie) string { return labels[x.concept] }),
			whole("hits", "Hits", "hits", "Hits in the actor's texts.", func(x tie) int64 { return x.hits }),
			whole("documents_with", "Documents with", "documents", "Documents of the actor with a hit.", func(x tie) int64 { return x.texts }),
			result.Detail(whole("tokens", "Tokens", "tokens", "Tokens of the actor's texts.", func(x tie) int64 { return x.tokens })),
			result.Detail(whole("others_hits", "Hits, others", "hits", "Hits in all other documents.", func(x tie) int64 { return x.others })),
			result.Detail(whole("others_tokens", "Tokens, others", "tokens", "Tokens of all other documents.", func(x tie) int64 { return x.otherTokens })),
			number("expected", "Expected", "hits", 1, "Hits to expect if the actor used the concept as all do.", func(x tie) float64 { return x.expected }),
			number("per_10k", "Rate", per, 1, "Hits per 10,000 tokens of the actor, the weight of the tie.", func(x tie) float64 { return x.rate }),
			number("others_per_10k", "Rate, others", per, 1, "Hits per 10,000 tokens of the others.", func(x tie) float64 { return x.otherRate }),
			number("log_ratio", "Log ratio", "doublings", 2, "log2 of the ratio of the rates: 1 = twice as often as the others; empty where the others never use it.", func(x tie) float64 { return x.ratio }),
			result.Detail(number("g2", "G²", "", 2, "Signed log-likelihood ratio of four cells (Dunning 1993).", func(x tie) float64 { return x.g2 })),
			result.Detail(number("p", "p", "", -1, "Of G², chi-square with one degree of freedom.", func(x tie) float64 { return x.p })),
			number("q_bh", "q (BH)", "", -1, "p adjusted by Benjamini and Hochberg over all tested pairs.", func(x tie) float64 { return x.q }),
		}}
	if slices.ContainsFunc(t.Column("log_ratio").Floats, math.IsNaN) {
		t.Notes = append(t.Notes, result.Note{Code: "only-here", Row: -1, Table: name, Message: "log_ratio is empty where no other document has the concept: its limit is infinite"})
	}
	return t
}

// actorTable lists the actors with what ties them.
func (w *web) actorTable() *result.Table {
	n := len(w.sides)
	names, documents, degree, strength := make([]string, n), make([]int64, n), make([]int64, n), make([]float64, n)
	for a, s := range w.sides {
		names[a], documents[a] = s.Name, int64(len(s.Documents))
	}
	for _, x := range w.ties {
		degree[x.actor]++
		strength[x.actor] += x.rate
	}
	return &result.Table{Name: name + "_actors", Title: "Actors", Brief: max(w.in.Options.Top, 0),
		Caption: fmt.Sprintf("One row a %s, in the order of the run, with the concepts it is tied to: those %s. Long texts have more ties than short ones that say the same, since they give a test more to go by.", w.kind, w.rule()),
		Columns: []result.Column{
			result.Texts("actor", "Actor", "Name of the "+w.kind+".", names),
			result.Ints("documents", "Documents", "documents", "Documents of the actor.", documents),
			result.Ints("tokens", "Tokens", "tokens", "Tokens of its documents.", slices.Clone(w.tokens)),
			result.Ints("degree", "Concepts", "concepts", "Concepts it is tied to.", degree),
			result.Floats("strength", "Strength", "per 10,000 tokens", 1, "Sum of the rates of these concepts.", strength),
		}}
}

// projection ties actors that are tied to the same concepts.
func (w *web) projection() *result.Table {
	of := make([]map[int]bool, len(w.sides))
	for a := range of {
		of[a] = map[int]bool{}
	}
	for _, x := range w.ties {
		of[x.actor][x.concept] = true
	}
	type pair struct {
		a, b   int
		shared int
		all    int
	}
	var pairs []pair
	for a := range of {
		for b := range of[a+1:] {
			b += a + 1
			p := pair{a: a, b: b, all: len(of[a]) + len(of[b])}
			for c := range of[a] {
				if of[b][c] {
					p.shared++
				}
			}
			p.all -= p.shared
			if p.shared > 0 {
				pairs = append(pairs, p)
			}
		}
	}
	slices.SortStableFunc(pairs, func(x, y pair) int {
		return cmp.Or(cmp.Compare(y.shared, x.shared), cmp.Compare(x.all, y.all))
	})
	return &result.Table{Name: name + "_projection", Title: "Actors that share concepts", Brief: max(w.in.Options.Top, 0),
		Caption: fmt.Sprintf("One row a pair of %ss that are tied to at least one concept in common, of those %s; the most in common first. The projection of the two-mode network on its actors.", w.kind, w.rule()),
		Columns: []result.Column{
			result.Texts("actor_a", "Actor A", "The one that stands first in the run.", column(pairs, func(p pair) string { return w.sides[p.a].Name })),
			result.Texts("actor_b", "Actor B", "The other.", column(pairs, func(p pair) string { return w.sides[p.b].Name })),
			result.Ints("shared", "Shared", "concepts", "Concepts that both are tied to.", column(pairs, func(p pair) int64 { return int64(p.shared) })),
			result.Ints("either", "Either", "concepts", "Concepts that one of them or both are tied to.", column(pairs, func(p pair) int64 { return int64(p.all) })),
			result.Floats("jaccard", "Jaccard", "", 2, "shared/either: 0 to 1.", column(pairs, func(p pair) float64 { return float64(p.shared) / float64(p.all) })),
		}}
}

// nodes lists actors and concepts with a tie, for the files of the network.
func (w *web) nodes(ties *result.Table) *result.Table {
	labels := analyzers.Labels(w.in.Book)
	whole := w.in.Totals(w.in.Whole())
	var ids, names, modes []string
	var sizes, degree []int64
	for a, s := range w.sides {
		n := int64(0)
		for _, x := range w.ties {
			if x.actor == a {
				n++
			}
		}
		if n > 0 {
			ids, names, modes, sizes, degree = append(ids, w.kind+":"+s.Name), append(names, s.Name), append(modes, w.kind), append(sizes, w.tokens[a]), append(degree, n)
		}
	}
	for c := range w.in.Book.Concepts {
		n := int64(0)
		for _, x := range w.ties {
			if x.concept == c {
				n++
			}
		}
		if n > 0 {
			ids, names, modes, sizes, degree = append(ids, "concept:"+w.in.Book.Concepts[c].ID), append(names, labels[c]), append(modes, "concept"), append(sizes, whole.Hits[c]), append(degree, n)
		}
	}
	return &result.Table{Name: name + "_nodes", Title: "Nodes", Caption: ties.Caption, Place: result.Hidden, Columns: []result.Column{
		result.Texts("id", "Id", "Kind and name.", ids),
		result.Texts("label", "Label", "Name of the actor, or label of the concept.", names),
		result.Texts("mode", "Mode", w.kind+" or concept.", modes),
		result.Ints("size", "Size", "", "Tokens of an actor's texts, hits of a concept in all documents.", sizes),
		result.Ints("degree", "Degree", "ties", "Number of ties.", degree),
	}}
}

// edges lists the ties by the ids of nodes. It is the table of ties itself with
// two more columns, so that links to the files stand beside that.
func (w *web) edges(ties *result.Table) *result.Table {
	concepts := ties.Column("concept").Texts
	out := *ties
	out.Name, out.Place = name+"_edges", result.Hidden
	out.Notes = nil
	for _, n := range ties.Notes {
		n.Table = out.Name
		out.Notes = append(out.Notes, n)
	}
	out.Columns = slices.Concat([]result.Column{
		result.Texts("source", "Source", "Id of the actor's node.", column(w.ties, func(x tie) string { return w.kind + ":" + w.sides[x.actor].Name })),
		result.Texts("target", "Target", "Id of the concept's node.", column(concepts, func(id string) string { return "concept:" + id })),
		result.Floats("weight", "Weight", "per 10,000 tokens", 1, "The rate.", slices.Clone(ties.Column("per_10k").Floats)),
	}, ties.Columns)
	return &out
}
