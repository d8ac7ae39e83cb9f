package frequency

import (
	"context"
	"fmt"
	"math"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

// groupTable has a row for each concept in each group.
func groupTable(ctx context.Context, in *analyzers.Input, drawn *analyzers.Bootstrap) (*result.Table, error) {
	var groups, ids, labels, method, cautions []string
	var documents, with, hits, tokens []int64
	var rate, low, high []float64
	missing, inGroups := false, 0
	for _, g := range in.Groups {
		r, err := drawn.Side(ctx, g)
		if err != nil {
			return nil, err
		}
		sums := in.Totals(g)
		inGroups += sums.Documents
		for i := range in.Book.Concepts {
			iv := r.Rate(i, in.Options.Level)
			groups, ids, labels = append(groups, g.Name), append(ids, in.Book.Concepts[i].ID), append(labels, in.Book.Concepts[i].Label)
			documents, with = append(documents, int64(sums.Documents)), append(with, sums.Present[i])
			hits, tokens = append(hits, sums.Hits[i]), append(tokens, sums.Tokens)
			rate, low, high = append(rate, iv.Value), append(low, iv.Low), append(high, iv.High)
			method, cautions = append(method, iv.Method), append(cautions, caution(sums.Hits[i], sums.Tokens, r.Blocks))
			missing = missing || math.IsNaN(iv.Low)
		}
	}
	without := ""
	if n := len(in.Tally.Documents) - inGroups; n > 0 {
		without = " Documents without a group, which are in no row: " + result.Whole(n) + "."
	}
	t := &result.Table{
		Name:  "frequency_group",
		Title: "Concept frequencies by group",
		Caption: fmt.Sprintf("Each row is one concept in one group of documents (%s, %s): hits, and hits per 10,000 tokens of the group with %s. Long documents weigh more than short ones; the documents themselves are taken as given. The hits of a concept include those of the concepts below it.%s",
			result.Counted(len(in.Groups), "group"), result.Counted(inGroups, "document"), in.Options.Bootstrap(), without),
		Brief: in.Options.Top,
		Columns: []result.Column{
			result.Texts("group", "Group", "group, as the metadata of the documents give it", groups),
			result.Texts("concept", "Concept id", "id of the concept in the codebook", ids),
			result.Texts("label", "Concept", "label of the concept", labels),
			result.Detail(result.Ints("documents", "Documents", "documents", "documents of the group", documents)),
			result.Ints("documents_with", "Documents with", "documents", "documents of the group with a hit", with),
			result.Ints("hits", "Hits", "hits", "hits of the concept and of those below it, no token twice", hits),
			result.Detail(result.Ints("tokens", "Tokens", "tokens", "tokens of the group, the denominator of per_10k", tokens)),
			result.Floats("per_10k", "Per 10,000 tokens", "per 10,000 tokens", 1, rateDoc, rate),
			result.Floats("ci_low", "Low", "per 10,000 tokens", 1, lowDoc, low),
			result.Floats("ci_high", "High", "per 10,000 tokens", 1, highDoc, high),
			result.Detail(result.Texts("ci_method", "Interval", methodDoc, method)),
			result.Detail(result.Texts("caution", "Caution", cautionDoc, cautions)),
		},
	}
	if missing {
		t.Notes = []result.Note{{Code: "no-interval", Message: "a group without tokens has no rates, and with more hits than tokens in one paragraph no interval", Table: t.Name, Row: -1}}
	}
	return t, nil
}
