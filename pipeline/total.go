package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"concordat/analyzers/counts"
	"concordat/analyzers/result"
	"concordat/analyzers/tally"
	"concordat/corpus"
	"concordat/pipeline/grams"
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
		{Name: "ngrams", Doc: "a row an n-gram, the words that follow each other in a sentence", Own: true},
		{Name: "word-pairs", Doc: "a row a pair of words: sentences with both", Own: true},
	}
}

// Totals are what counting alone gives.
type Totals struct {
	*tally.Total
	Reading *intake.Reading
	Passed  int64 // sentences too long for word pairs
}

// TotalOptions are the choices of Total.
type TotalOptions struct {
	Sheets []string // names
	N      int      // words of an n-gram
	Memory int64    // bytes that may be used, about; 0 = DefaultMemory. n-grams and word pairs that do not fit go to disk
}

// DefaultMemory is what a count may use unless told otherwise: 512 MiB.
const DefaultMemory = 512 << 20

// ownMemory is what a count needs beside n-grams and word pairs.
const ownMemory = 128 << 20

// Total counts the documents of a plan and keeps none of them: memory depends
// on the codebook and the vocabulary, not on the corpus. The sheets named are
// written as CSV to what open returns for them; those with a row a document
// are written while documents are counted, in their order.
func Total(ctx context.Context, p *Plan, env Env, o TotalOptions, open func(name string) (io.Writer, error)) (out *Totals, err error) {
	if err := checkSheets(o.Sheets); err != nil {
		return nil, err
	}
	env.defaults()
	t := totalling{plan: p, choice: o, rows: map[string]*tables.Rows{}}
	wants := func(name string) bool { return slices.Contains(o.Sheets, name) }
	t.options = tally.Options{Words: wants("words") || wants("dfm") || wants("documents"), Window: p.Project.Options.Window}
	if wants("cooccurrence") {
		t.options.Units = []tally.Unit{p.Project.Options.Unit}
	}
	t.whole = tally.NewTotal(p.Book, t.options)
	for _, name := range o.Sheets {
		if columns, ok := perDocument[name]; ok {
			if t.rows[name], err = t.begin(name, columns, open); err != nil {
				return nil, err
			}
		}
	}
	if wants("ngrams") || wants("word-pairs") {
		g := grams.Options{Pairs: wants("word-pairs"), Memory: max(cmp.Or(o.Memory, DefaultMemory)-ownMemory, 0)}
		if wants("ngrams") {
			g.N = o.N
		}
		if t.grams, err = grams.New(ctx, g, env.Workers); err != nil {
			return nil, &UsageError{err}
		}
	}
	defer func() { err = errors.Join(err, t.close()) }()
	r, err := count(ctx, p, env, intake.Options{}, t.options, t.worker, &t)
	for _, name := range o.Sheets {
		if rows := t.rows[name]; rows != nil {
			err = errors.Join(err, rows.Flush())
		}
	}
	if err == nil {
		err = t.onlyOnce(r)
	}
	if err != nil {
		return nil, err
	}
	out = &Totals{Total: t.whole, Reading: r}
	if err := t.writeGrams(out, open); err != nil {
		return nil, err
	}
	return out, t.writeTables(open)
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
	choice  TotalOptions
	whole   *tally.Total
	part    *tally.Total // of the document whose parts are coming in
	partOf  string       // its id
	texts   int
	dropped string // id of a text of which parts were counted and dropped
	rows    map[string]*tables.Rows

	grams *grams.Counts // nil unless wanted
	mu    sync.Mutex    // held while a worker is added to it
}

// begin begins a sheet.
func (t *totalling) begin(name string, columns []string, open func(name string) (io.Writer, error)) (*tables.Rows, error) {
	w, err := open(name)
	if err != nil {
		return nil, err
	}
	return tables.NewRows(w, t.tableOptions(), columns...), nil
}

func (t *totalling) tableOptions() tables.Options {
	return tables.Options{RawCells: t.plan.Project.RawCells, ExcelBOM: t.plan.Project.ExcelBOM}
}

// worker returns what a worker does with each document beside coding it, nil if
// there is nothing: it has an n-gram counter of its own.
func (t *totalling) worker() func(*corpus.Document) error {
	if t.grams == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.grams.Worker().Add
}

// onlyOnce returns an error if n-grams have been counted of a text that then
// could not be used: what a worker has counted cannot be taken back.
func (t *totalling) onlyOnce(r *intake.Reading) error {
	if t.grams == nil {
		return nil
	}
	if t.dropped != "" {
		return fmt.Errorf("%s could not be read to its end, and its n-grams cannot be taken back; leave it out", t.dropped)
	}
	for _, f := range r.Failures {
		if f.Class == "duplicate-id" || f.Class == "reserved-id" {
			return fmt.Errorf("%s; n-grams of a text that is not used cannot be taken back", f.Message)
		}
	}
	return nil
}

// close removes what n-grams have on disk.
func (t *totalling) close() error {
	if t.grams == nil {
		return nil
	}
	return t.grams.Close()
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
		t.part, t.partOf = tally.NewTotal(t.plan.Book, t.options), d.ID
	}
	t.part.Add(d, c.lexicon)
	if !d.More {
		t.write(joined(d, t.part), t.part.Words)
		t.whole.Take(t.part)
		t.part = nil
	}
	return nil
}

// drop forgets the parts of a text that cannot be used.
func (t *totalling) drop() {
	if t.part != nil {
		t.dropped = t.partOf
	}
	t.part = nil
}

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

// writeGrams writes the sheets of n-grams and word pairs.
func (t *totalling) writeGrams(out *Totals, open func(name string) (io.Writer, error)) error {
	if t.grams == nil {
		return nil
	}
	if err := t.grams.Finish(); err != nil {
		return err
	}
	wants := func(name string) bool { return slices.Contains(t.choice.Sheets, name) }
	if wants("ngrams") {
		rows, err := t.begin("ngrams", []string{"ngram", "count"}, open)
		if err != nil {
			return err
		}
		err = t.grams.NGrams(func(gram []byte, n int64) error {
			rows.Text(string(gram))
			rows.Int(n)
			rows.End()
			return nil
		})
		if err = errors.Join(err, rows.Flush()); err != nil {
			return err
		}
	}
	if !wants("word-pairs") {
		return nil
	}
	out.Passed = t.grams.Passed()
	rows, err := t.begin("word-pairs", []string{"word_a", "word_b", "sentences"}, open)
	if err != nil {
		return err
	}
	err = t.grams.Pairs(func(a, b string, n int64) error {
		rows.Text(a)
		rows.Text(b)
		rows.Int(n)
		rows.End()
		return nil
	})
	return errors.Join(err, rows.Flush())
}

// writeTables writes the sheets about all documents together.
func (t *totalling) writeTables(open func(name string) (io.Writer, error)) error {
	for _, name := range t.choice.Sheets {
		var table *result.Table
		switch name {
		case "concepts":
			table = counts.Concepts(t.plan.Book, t.whole)
		case "cooccurrence":
			table = counts.Cooccurrences(t.plan.Book, t.whole)
		case "words":
			table = counts.Words(t.whole)
		default:
			continue
		}
		data, err := tables.CSV(table, t.tableOptions())
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
func CountInto(ctx context.Context, p *Plan, env Env, o TotalOptions) (t *Totals, err error) {
	t, files, done, err := countFiles(ctx, p, env, o)
	defer func() { err = errors.Join(err, done()) }()
	if err != nil {
		return nil, err
	}
	env.defaults()
	d := Decisions(p)
	if d.Sheets = o.Sheets; slices.Contains(o.Sheets, "ngrams") {
		d.NGram = o.N
	}
	m := manifest.Manifest{
		Name: p.Project.Name, Created: env.Now.UTC().Format("2006-01-02T15:04:05Z"),
		Tool: Tool(), Command: env.Command, Options: mustJSON(d), Codebook: mustJSON(bookRecord(p)),
	}
	return t, folder.Publish(p.Out, files, m, folder.Options{Force: env.Force})
}

// countFiles counts as Total does, with a file for each sheet. The files can be
// written until done is called, which is never nil.
func countFiles(ctx context.Context, p *Plan, env Env, o TotalOptions) (t *Totals, files []manifest.File, done func() error, err error) {
	spools := make([]*spool.Spool, 0, len(o.Sheets))
	done = func() error {
		var errs []error
		for _, s := range spools {
			errs = append(errs, s.Close())
		}
		return errors.Join(errs...)
	}
	t, err = Total(ctx, p, env, o, func(name string) (io.Writer, error) {
		s := new(spool.Spool)
		spools = append(spools, s)
		files = append(files, manifest.File{Path: name + ".csv", Write: func(w io.Writer) error {
			_, err := s.WriteTo(w)
			return err
		}})
		return s, nil
	})
	return t, files, done, err
}
