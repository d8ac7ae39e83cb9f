package pipeline

import (
	"context"
	"errors"
	"io"
	"slices"

	"concordat/analyzers/counts"
	"concordat/analyzers/result"
	"concordat/analyzers/tally"
	"concordat/corpus"
	"concordat/pipeline/intake"
	"concordat/pipeline/spool"
	"concordat/reports/folder"
	"concordat/reports/manifest"
	"concordat/reports/tables"
)

// Sheet is a table of counts.
type Sheet struct {
	Name string
	Doc  string
	Own  bool // only where it is asked for by name: it can be very long
}

// Sheets lists the tables of counts, in their order.
func Sheets() []Sheet {
	return []Sheet{
		{Name: "concepts", Doc: "a row a concept: hits, tokens in them, sentences, paragraphs and documents with one"},
		{Name: "cooccurrence", Doc: "a row a pair of concepts: units with both, with either, and all"},
		{Name: "documents", Doc: "a row a document: tokens, types, sentences, paragraphs, hits"},
		{Name: "features", Doc: "a row a document and concept with a hit in it"},
		{Name: "words", Doc: "a row a word: occurrences, documents"},
		{Name: "dfm", Doc: "a row a document and word in it", Own: true},
	}
}

// Totals are what counting alone gives.
type Totals struct {
	*tally.Total
	Reading *intake.Reading
}

// Total counts the documents of a plan and keeps none of them: memory depends
// on the codebook and the vocabulary, not on the corpus. The sheets named are
// written as CSV to what open returns for them; those with a row a document
// are written while documents are counted, in their order.
func Total(ctx context.Context, p *Plan, env Env, sheets []string, open func(name string) (io.Writer, error)) (*Totals, error) {
	if err := checkSheets(sheets); err != nil {
		return nil, err
	}
	t := totalling{plan: p, rows: map[string]*tables.Rows{}}
	wants := func(name string) bool { return slices.Contains(sheets, name) }
	t.options = tally.Options{Words: wants("words") || wants("dfm") || wants("documents"), Window: p.Project.Options.Window}
	if wants("cooccurrence") {
		t.options.Units = []tally.Unit{p.Project.Options.Unit}
	}
	t.whole = tally.NewTotal(p.Book, t.options)
	for _, name := range sheets {
		columns, ok := perDocument[name]
		if !ok {
			continue
		}
		w, err := open(name)
		if err != nil {
			return nil, err
		}
		t.rows[name] = tables.NewRows(w, tables.Options{RawCells: p.Project.RawCells, ExcelBOM: p.Project.ExcelBOM}, columns...)
	}
	r, err := count(ctx, p, env, intake.Options{Digest: false}, t.options, &t)
	for _, name := range sheets {
		if rows := t.rows[name]; rows != nil {
			err = errors.Join(err, rows.Flush())
		}
	}
	if err != nil {
		return nil, err
	}
	out := &Totals{Total: t.whole, Reading: r}
	return out, out.write(p, sheets, open)
}

// perDocument has the columns of the sheets that are written document by document.
var perDocument = map[string][]string{
	"documents": {"document", "title", "actor", "year", "kind", "group", "tokens", "types", "sentences", "paragraphs", "hits", "hit_tokens"},
	"features":  {"document", "concept", "hits", "hit_tokens", "sentences", "paragraphs"},
	"dfm":       {"document", "word", "count"},
}

// totalling is one run of Total.
type totalling struct {
	plan    *Plan
	options tally.Options
	whole   *tally.Total
	part    *tally.Total // of the document whose parts are coming in
	texts   int
	rows    map[string]*tables.Rows
}

// keep adds a document or a part of one.
func (t *totalling) keep(_ *corpus.Text, c counted) error {
	d := &c.document
	d.Ordinal = t.texts
	if !d.More {
		t.texts++
	}
	if d.Part == 0 && !d.More {
		t.whole.Add(d, c.lexicon)
		t.write(d, c.lexicon)
		return nil
	}
	if d.Part == 0 {
		t.part = tally.NewTotal(t.plan.Book, t.options)
	}
	t.part.Add(d, c.lexicon)
	if !d.More {
		t.whole.Merge(t.part)
		t.write(joined(d, t.part), t.part.Words)
		t.part = nil
	}
	return nil
}

// drop forgets the parts of a text that cannot be used.
func (t *totalling) drop() { t.part = nil }

// joined returns a document of which the last part is given, from the total of
// all its parts.
func joined(last *tally.Document, parts *tally.Total) *tally.Document {
	d := *last
	d.Tokens, d.Sentences, d.Paragraphs = parts.Tokens, parts.Sentences, parts.Paragraphs
	d.Hits, d.Covered, d.Types = parts.Hits, parts.Covered, int64(len(parts.WordCounts))
	d.Concepts, d.Words = nil, nil
	for c, s := range parts.Concepts {
		if s.Hits > 0 {
			d.Concepts = append(d.Concepts, tally.Count{Concept: int32(c), Hits: s.Hits, Tokens: s.Tokens, Sentences: s.Sentences, Paragraphs: s.Paragraphs})
		}
	}
	for id, w := range parts.WordCounts {
		d.Words = append(d.Words, tally.Word{Type: corpus.TypeID(id), N: w.N})
	}
	return &d
}

// write writes the rows of a document. Their writers keep an error until the end.
func (t *totalling) write(d *tally.Document, lexicon *corpus.Lexicon) {
	if r := t.rows["documents"]; r != nil {
		r.Text(d.ID)
		r.Text(d.Title)
		r.Text(d.Meta.Actor)
		if d.Meta.Year == 0 {
			r.Empty()
		} else {
			r.Int(int64(d.Meta.Year))
		}
		r.Text(d.Meta.Kind)
		r.Text(d.Meta.Group)
		for _, n := range []int64{d.Tokens, d.Types, d.Sentences, d.Paragraphs, d.Hits, d.Covered} {
			r.Int(n)
		}
		r.End()
	}
	if r := t.rows["features"]; r != nil {
		for _, c := range d.Concepts {
			r.Text(d.ID)
			r.Text(t.plan.Book.Concepts[c.Concept].ID)
			r.Int(c.Hits)
			r.Int(c.Tokens)
			r.Int(c.Sentences)
			r.Int(c.Paragraphs)
			r.End()
		}
	}
	if r := t.rows["dfm"]; r != nil {
		for _, w := range d.Words {
			r.Text(d.ID)
			r.Text(lexicon.Word(w.Type))
			r.Int(w.N)
			r.End()
		}
	}
}

// write writes the sheets about all documents together.
func (t *Totals) write(p *Plan, sheets []string, open func(name string) (io.Writer, error)) error {
	for _, name := range sheets {
		var table *result.Table
		switch name {
		case "concepts":
			table = counts.Concepts(p.Book, t.Total)
		case "cooccurrence":
			table = counts.Cooccurrences(p.Book, t.Total)
		case "words":
			table = counts.Words(t.Total)
		default:
			continue
		}
		data, err := tables.CSV(table, tables.Options{RawCells: p.Project.RawCells, ExcelBOM: p.Project.ExcelBOM})
		if err != nil {
			return err
		}
		w, err := open(name)
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// checkSheets returns an error for each name that is no sheet.
func checkSheets(names []string) error {
	known := make([]string, 0, len(Sheets()))
	for _, s := range Sheets() {
		known = append(known, s.Name)
	}
	if err := knownNames("sheets", names, known); err != nil {
		return &UsageError{err}
	}
	return nil
}

// CountInto counts as Total does and publishes the sheets as the folder
// plan.Out, whole or not at all.
func CountInto(ctx context.Context, p *Plan, env Env, sheets []string) (t *Totals, err error) {
	spools := make([]*spool.Spool, 0, len(sheets))
	defer func() {
		for _, s := range spools {
			err = errors.Join(err, s.Close())
		}
	}()
	files := make([]manifest.File, 0, len(sheets))
	t, err = Total(ctx, p, env, sheets, func(name string) (io.Writer, error) {
		s := new(spool.Spool)
		spools = append(spools, s)
		files = append(files, manifest.File{Path: name + ".csv"})
		return s, nil
	})
	if err != nil {
		return nil, err
	}
	for i := range files {
		files[i].Write = func(w io.Writer) error {
			_, err := spools[i].WriteTo(w)
			return err
		}
	}
	env.defaults()
	m := manifest.Manifest{
		Name: p.Project.Name, Created: env.Now.UTC().Format("2006-01-02T15:04:05Z"),
		Tool: Tool(), Command: env.Command, Options: mustJSON(Decisions(p)), Codebook: mustJSON(bookRecord(p)),
	}
	return t, folder.Publish(p.Out, files, m, folder.Options{Force: env.Force})
}
