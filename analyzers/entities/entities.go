// Package entities lists the named entities that prose finds: places, persons
// and the like.
package entities

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/tally"
)

// name is the analyzer's and its table's.
const name = "entities"

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  name,
		Title: "Named entities",
		Doc: "Which places and persons each document names, as the library prose finds them. " +
			"For English text only; a list to read and correct, not a measurement.",
		Needs:  analyzers.Needs{Entities: true},
		Output: []string{name},
		References: []result.Reference{
			{Key: "kato2020", Text: "Kato, J. (2020). prose. Go package github.com/jdkato/prose, version 2.0.0."},
		},
	}
}

// mention is an entity of one document.
type mention struct {
	document string
	tally.Entity
	documents int64
}

// Analyze lists the entities of every document, the most frequent first.
func (analyzer) Analyze(_ context.Context, in *analyzers.Input) (*result.Result, error) {
	type key struct{ text, label string }
	spread := map[key]int64{}
	total := int64(0)
	for _, d := range in.Tally.Documents {
		for _, e := range d.Entities {
			spread[key{e.Text, e.Label}]++
			total += e.N
		}
	}
	var all []mention
	for _, d := range in.Tally.Documents {
		own := slices.Clone(d.Entities)
		slices.SortStableFunc(own, func(a, b tally.Entity) int { return cmp.Compare(b.N, a.N) })
		for _, e := range own {
			all = append(all, mention{d.ID, e, spread[key{e.Text, e.Label}]})
		}
	}
	r := &result.Result{Analyzer: name, Tables: []*result.Table{table(in, all, int64(len(spread)), total)}}
	if len(all) > 0 {
		r.Notes = []result.Note{{Code: "unchecked-entities", Table: name, Row: -1,
			Message: "entities come from a statistical model for English: names are missed, split and mislabelled; check them before they are counted"}}
		r.Methods = []string{fmt.Sprintf("Named entities were found by the library prose (Kato 2020), whose model is trained on English: %s mentions of %s distinct entities. "+
			"They were not corrected by hand.", result.Whole(total), result.Whole(len(spread)))}
	}
	return r, nil
}

func table(in *analyzers.Input, all []mention, distinct, total int64) *result.Table {
	texts := func(of func(mention) string) []string {
		v := make([]string, len(all))
		for i, m := range all {
			v[i] = of(m)
		}
		return v
	}
	ints := func(of func(mention) int64) []int64 {
		v := make([]int64, len(all))
		for i, m := range all {
			v[i] = of(m)
		}
		return v
	}
	return &result.Table{
		Name: name, Title: "Named entities", Brief: max(in.Options.Top, 0),
		Caption: fmt.Sprintf("One row an entity in a document, the most frequent first within each: %s of %s distinct entities in %s. "+
			"Found by the library prose, for English only and not corrected by hand; one entity under two spellings is two.",
			result.Counted(total, "mention"), result.Whole(distinct), result.Counted(len(in.Tally.Documents), "document")),
		Columns: []result.Column{
			result.Texts("document", "Document", "Id of the document.", texts(func(m mention) string { return m.document })),
			result.Texts("text", "Entity", "The entity as the text has it, white space as single spaces.", texts(func(m mention) string { return m.Text })),
			result.Texts("label", "Label", "Kind of entity as prose names it, for example GPE for a place or PERSON.", texts(func(m mention) string { return m.Label })),
			result.Ints("count", "Count", "mentions", "Mentions in the document.", ints(func(m mention) int64 { return m.N })),
			result.Ints("documents", "Documents", "documents", "Documents of the run that mention it.", ints(func(m mention) int64 { return m.documents })),
		},
	}
}
