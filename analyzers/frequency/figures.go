package frequency

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

// weight sums a concept's rates over the sides, so that a long side does not
// decide alone what a figure shows. Thousandths of a hit per 10,000 tokens.
func weight(in *analyzers.Input, sums []analyzers.Totals) []int64 {
	w := make([]int64, len(in.Book.Concepts))
	for c := range w {
		for _, s := range sums {
			w[c] += int64(1000 * s.Per10k(c))
			if s.Hits[c] > 0 {
				w[c]++ // never 0 for a concept with a hit
			}
		}
	}
	return w
}

// bars shows the concepts of up to three sides; nil if there are no hits.
func bars(ctx context.Context, in *analyzers.Input, drawn *analyzers.Bootstrap, sides []analyzers.Side) (*result.Figure, error) {
	sums := make([]analyzers.Totals, len(sides))
	for i, s := range sides {
		sums[i] = in.Totals(s)
	}
	w := weight(in, sums)
	n := max(in.Options.Top/len(sides), len(in.Options.Concepts), 1)
	shown := in.Choose(w, n, false)
	if len(shown) == 0 {
		return nil, nil
	}
	slices.SortStableFunc(shown, func(a, b int) int { return cmp.Compare(sums[0].Per10k(b), sums[0].Per10k(a)) })
	rates := make([][3][]float64, len(sides)) // value, low, high by shown concept
	described := ""
	for i, s := range sides {
		r, err := drawn.Side(ctx, s)
		if err != nil {
			return nil, err
		}
		for _, c := range shown {
			iv := r.Rate(c, in.Options.Level)
			if sums[i].Tokens == 0 {
				iv.Value = 0
			}
			rates[i] = [3][]float64{append(rates[i][0], iv.Value), append(rates[i][1], iv.Low), append(rates[i][2], iv.High)}
		}
		described += fmt.Sprintf("%s%s (%s, %s)", separator(i, len(sides)), s.Spoken(), result.Counted(sums[i].Documents, "document"), result.Counted(sums[i].Tokens, "token"))
	}
	labels := analyzers.Labels(in.Book)
	var concepts, groups []string
	var hits []int64
	var value, low, high []float64
	for k, c := range shown {
		for i, s := range sides {
			concepts, groups = append(concepts, labels[c]), append(groups, s.Name)
			hits = append(hits, sums[i].Hits[c])
			value, low, high = append(value, rates[i][0][k]), append(low, rates[i][1][k]), append(high, rates[i][2][k])
		}
	}
	which := fmt.Sprintf("the most frequent concepts (%s, by the sum of the rates)", result.Whole(len(shown)))
	if len(in.Options.Concepts) > 0 {
		which = result.Counted(len(shown), "concept")
	}
	sorted := ""
	if len(sides) > 1 {
		sorted = " in " + sides[0].Name
	}
	caption := fmt.Sprintf("Hits per 10,000 tokens of %s in %s, with %s; Wilson intervals over tokens where a concept has no hits or the text one paragraph. Sorted by the rate%s.%s%s",
		which, described, in.Options.Bootstrap(), sorted, in.Chosen(w, len(shown)), in.Legend(sides...))
	data := &result.Table{
		Name: "frequency_bars", Title: "Concept frequencies", Caption: caption, Place: result.Hidden,
		Columns: []result.Column{
			result.Texts("concept", "Concept", "label of the concept", concepts),
			result.Texts("document", "Document", "document, group or side of a comparison", groups),
			result.Ints("hits", "Hits", "hits", "hits of the concept and of those below it, no token twice", hits),
			result.Floats("per_10k", "Per 10,000 tokens", "per 10,000 tokens", 1, rateDoc, value),
			result.Floats("ci_low", "Low", "per 10,000 tokens", 1, lowDoc, low),
			result.Floats("ci_high", "High", "per 10,000 tokens", 1, highDoc, high),
		},
	}
	addMissing(data)
	return &result.Figure{
		Name: "frequency", Title: "Concept frequencies", Caption: caption, Kind: "bars", Data: data,
		X: "per_10k", Y: "concept", Low: "ci_low", High: "ci_high", Group: "document",
		XLabel: "Hits (per 10,000 tokens)",
	}, nil
}

// addMissing notes missing intervals.
func addMissing(t *result.Table) {
	for _, c := range t.Columns {
		for i := range c.Floats {
			if c.Absent(i) {
				t.Notes = append(t.Notes, result.Note{Code: "no-interval", Message: "a side without tokens, or with more hits than tokens in one paragraph, has no interval", Table: t.Name, Row: -1})
				return
			}
		}
	}
}

// separator joins the names of a list.
func separator(i, n int) string {
	switch {
	case i == 0:
		return ""
	case i == n-1:
		return " and "
	}
	return ", "
}

// maxColumns is how many columns a heat map of full width has.
const maxColumns = 12

// heatmap shows concepts by documents, or by groups where the documents are
// too many; nil if there are no hits or only one column.
func heatmap(in *analyzers.Input) *result.Figure {
	sides, columns := columns(in)
	if len(sides) < 2 {
		return nil
	}
	sums := make([]analyzers.Totals, len(sides))
	for i, s := range sides {
		sums[i] = in.Totals(s)
	}
	w := weight(in, sums)
	shown := in.Choose(w, max(in.Options.Top, len(in.Options.Concepts)), false)
	if len(shown) == 0 {
		return nil
	}
	slices.Sort(shown) // the order of the codebook keeps kindred concepts together
	labels := analyzers.Labels(in.Book)
	var documents, concepts []string
	var hits, tokens []int64
	var rates []float64
	for _, c := range shown {
		for i, s := range sides {
			documents, concepts = append(documents, s.Name), append(concepts, labels[c])
			hits, tokens = append(hits, sums[i].Hits[c]), append(tokens, sums[i].Tokens)
			rates = append(rates, sums[i].Per10k(c))
		}
	}
	which := result.Counted(len(shown), "concept")
	if len(in.Options.Concepts) == 0 {
		which += ", those with the greatest sum of rates over the columns"
	}
	caption := fmt.Sprintf("Hits per 10,000 tokens of %s, in the order of the codebook, in %s.%s A rate may rest on few hits: the figure's data have them.%s",
		which, columns, in.Chosen(w, len(shown)), in.Legend(sides...))
	return &result.Figure{
		Name: "concepts-by-document", Title: "Concepts by document", Caption: caption, Kind: "heatmap",
		X: "document", Y: "concept", Label: "hits", Size: "per_10k", XLabel: "Document", YLabel: "Concept",
		Data: &result.Table{
			Name: "concepts-by-document", Title: "Concepts by document", Caption: caption, Place: result.Hidden,
			Columns: []result.Column{
				result.Texts("document", "Document", "document or group", documents),
				result.Texts("concept", "Concept", "label of the concept", concepts),
				result.Ints("hits", "Hits", "hits", "hits of the concept and of those below it, no token twice", hits),
				result.Ints("tokens", "Tokens", "tokens", "tokens of the document or group", tokens),
				result.Floats("per_10k", "Per 10,000 tokens", "per 10,000 tokens", 1, rateDoc, rates),
			},
		},
	}
}

// columns returns the columns of the heat map and what the caption says of
// them: every document if they fit, or else the groups if there are any, or
// else the documents of the first target and then the longest.
func columns(in *analyzers.Input) (sides []analyzers.Side, described string) {
	docs := in.Tally.Documents
	if len(docs) > maxColumns && len(in.Groups) > 1 {
		sides = in.Groups[:min(len(in.Groups), maxColumns)]
		if len(sides) < len(in.Groups) {
			return sides, fmt.Sprintf("the first %d of %s of %s", len(sides), result.Counted(len(in.Groups), "group"), result.Counted(len(docs), "document"))
		}
		return sides, fmt.Sprintf("%s of %s", result.Counted(len(sides), "group"), result.Counted(len(docs), "document"))
	}
	order := make([]int, len(docs))
	for i := range order {
		order[i] = i
	}
	described = result.Counted(len(docs), "document")
	if len(docs) > maxColumns {
		target := map[int]bool{}
		described = fmt.Sprintf("the %d longest of %s", maxColumns, described)
		if len(in.Comparisons) > 0 && len(in.Comparisons[0].Target.Documents) <= maxColumns/2 {
			for _, i := range in.Comparisons[0].Target.Documents {
				target[i] = true
			}
			described = fmt.Sprintf("%d of %s: %s and the longest of the others", maxColumns, result.Counted(len(docs), "document"), in.Comparisons[0].Target.Name)
		}
		slices.SortStableFunc(order, func(a, b int) int {
			if target[a] != target[b] {
				if target[a] {
					return -1
				}
				return 1
			}
			return cmp.Compare(docs[b].Tokens, docs[a].Tokens)
		})
		order = order[:maxColumns]
		slices.Sort(order)
	}
	for _, i := range order {
		sides = append(sides, analyzers.Side{Name: docs[i].ID, Documents: []int{i}})
	}
	return sides, described
}
