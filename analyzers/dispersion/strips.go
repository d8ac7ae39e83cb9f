package dispersion

import (
	"fmt"
	"math"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

const (
	shown = 8 // concepts in the figure
	few   = 4 // documents of a target that the figure has room for
)

// pictured returns the documents of the figure: the target and the reference
// of the first comparison if each is one document, or else the documents of
// the target if they are few; without comparisons the documents of the run if
// they are at most two.
func pictured(in *analyzers.Input) []int {
	if len(in.Comparisons) > 0 {
		c := in.Comparisons[0]
		switch {
		case len(c.Target.Documents) > few:
			return nil
		case len(c.Target.Documents) != 1 || len(c.Reference.Documents) != 1:
			return c.Target.Documents
		}
		return []int{c.Target.Documents[0], c.Reference.Documents[0]}
	}
	if len(in.Tally.Documents) > 2 {
		return nil
	}
	docs := make([]int, len(in.Tally.Documents))
	for i := range docs {
		docs[i] = i
	}
	return docs
}

// strips draws every hit of the chosen concepts at its place; nil where there
// is no document to draw or no hit in it.
func strips(in *analyzers.Input, rows []row) *result.Figure {
	docs := pictured(in)
	hits := make([]int64, len(in.Book.Concepts))
	for _, i := range docs {
		for _, c := range in.Tally.Documents[i].Concepts {
			hits[c.Concept] += c.Hits
		}
	}
	chosen := in.Choose(hits, shown, false)
	data := strip{rows: rows, labels: analyzers.Labels(in.Book)}
	var names []string
	for _, i := range docs {
		d := &in.Tally.Documents[i]
		if d.Tokens == 0 {
			continue
		}
		names = append(names, fmt.Sprintf("%s (%s)", d.ID, result.Counted(d.Tokens, "token")))
		for _, c := range chosen {
			data.begin(d.ID, c)
			for _, p := range d.Positions {
				if int(p.Concept) == c {
					data.add(100 * float64(p.Token) / float64(d.Tokens))
				}
			}
			data.end()
		}
	}
	if data.drawn == 0 {
		return nil
	}
	which := result.Counted(len(chosen), "concept")
	if len(in.Options.Concepts) == 0 {
		which = "the " + result.Counted(len(chosen), "most frequent concept")
	}
	sides := make([]analyzers.Side, len(docs))
	for k, i := range docs {
		sides[k] = analyzers.Side{Name: in.Tally.Documents[i].ID, Documents: []int{i}}
	}
	title := "Where concepts stand in " + strings.Join(ids(in, docs), " and ")
	caption := fmt.Sprintf("Position of every hit of %s in %s, in percent of the tokens.%s Right of each strip: n, the number of hits, and DP, "+
		"Gries's deviation of proportions over %s equal parts of the document (0 = evenly spread, towards 1 = in one part; coarse where n is small).%s",
		which, strings.Join(names, " and "), in.Chosen(hits, len(chosen)), result.Whole(parts(in)), in.Legend(sides...))
	if _, one := in.Target(); !one && len(in.Comparisons) > 1 {
		caption += " This is the target of the first of " + result.Whole(len(in.Comparisons)) + " comparisons."
	}
	t := data.table(title, caption)
	return &result.Figure{Name: name, Title: title, Caption: caption, Kind: "strips", Data: t,
		X: "position", Y: "concept", Group: "document", XLabel: "Position in document (% of tokens)"}
}

func ids(in *analyzers.Input, docs []int) (out []string) {
	for _, i := range docs {
		if in.Tally.Documents[i].Tokens > 0 {
			out = append(out, in.Tally.Documents[i].ID)
		}
	}
	return out
}

// strip gathers the figure's data: a row a hit, or one row without a position
// for a concept that a document lacks.
type strip struct {
	rows   []row
	labels []string

	document, concept []string
	position, dp      []float64
	n                 []int64
	drawn             int // rows with a position

	now   row // concept and document being gathered
	first int // its first row
}

func (s *strip) begin(document string, concept int) {
	s.now = row{document: document, concept: concept, dp: math.NaN()}
	for _, r := range s.rows {
		if r.document == document && r.concept == concept && r.kind == ofTokens {
			s.now = r
		}
	}
	s.first = len(s.position)
}

func (s *strip) add(position float64) {
	s.document, s.concept = append(s.document, s.now.document), append(s.concept, s.labels[s.now.concept])
	s.position, s.dp, s.n = append(s.position, position), append(s.dp, s.now.dp), append(s.n, s.now.hits)
}

func (s *strip) end() {
	s.drawn += len(s.position) - s.first
	if len(s.position) == s.first {
		s.add(math.NaN())
	}
}

func (s *strip) table(title, caption string) *result.Table {
	t := &result.Table{Name: name, Title: title, Caption: caption, Place: result.Hidden, Columns: []result.Column{
		result.Texts("document", "Document", "Id of the document.", s.document),
		result.Texts("concept", "Concept", "Label of the concept.", s.concept),
		result.Floats("position", "Position", "%", 2, "Tokens before the hit in percent of all tokens, 0 to below 100; empty for a concept without hits.", s.position),
		result.Ints("n", "n", "hits", "Hits of the concept in the document.", s.n),
		result.Floats("dp", "DP", "", 2, "Deviation of proportions over the document's parts (Gries 2008); empty for a concept without hits.", s.dp),
	}}
	if s.drawn < len(s.position) {
		t.Notes = []result.Note{{Code: "no-hits", Table: name, Row: -1,
			Message: "a concept without hits in a document has one row without a position"}}
	}
	return t
}
