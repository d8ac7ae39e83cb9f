// Package intake takes files in: it reads and parses them batch by batch, on
// the workers, and enters them in order, so that a corpus of any size is never
// in memory as a whole.
package intake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"sync"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/corpus"
	"concordat/corpus/format"
	"concordat/corpus/source"
)

// Options say how files are read.
type Options struct {
	Format format.Options
	Digest bool  // every file gets its SHA-256
	List   bool  // Reading.Files is filled in
	Batch  int64 // bytes of text that a batch holds at least; 0 = 1 MiB
}

// Reading is what became of the files of a run.
type Reading struct {
	Texts    int // read, ids unique
	Failures []corpus.Failure
	Skipped  []corpus.Failure // passed over on purpose
	Files    []File
	Notes    []result.Note
}

// File is what became of one file.
type File struct {
	Path      string
	Bytes     int64
	SHA256    string
	Documents []string
	Status    string // "used", "index", "skipped: " and why, or the class of its failure
}

// Intake gives out the files of a run in batches and enters what they gave.
type Intake struct {
	options Options
	items   []source.Item
	ids     []string
	next    int // item to give out
	indexes []index
	seen    map[string]string // id → the path of its text
	reading Reading

	used    []string         // ids of the texts that stay of the file being entered
	refused []corpus.Failure // its texts whose ids are taken

	long    *long  // the long text that is being given out, or nil
	split   *split // the file of many records that is being given out, or nil
	skipped bool   // the long text that is being entered is not kept
	mu      sync.Mutex
	buffers [][]byte // for parts, not in use; guarded by mu
}

// index is a sidecar table of metadata, and whether a text was in it.
type index struct {
	format.Index
	path string
	used bool
}

// reserved is where the names that stand for several documents come from.
const reserved = "(reserved)"

// New prepares the reading of what was found; ids are those of its items. It
// reads the sidecar tables of metadata. What is wrong in one is an error of the
// user's, with its line: metadata must not be lost in silence.
func New(ctx context.Context, found source.Found, ids []string, o Options) (*Intake, error) {
	in := &Intake{
		options: o, items: found.Items, ids: ids,
		seen:    make(map[string]string, len(found.Items)+2),
		reading: Reading{Failures: slices.Clone(found.Failures), Skipped: found.Skipped},
	}
	in.seen[analyzers.All], in.seen[analyzers.Rest] = reserved, reserved
	for _, f := range found.Failures {
		in.list(File{Path: f.Document, Bytes: f.Bytes, SHA256: f.SHA256, Status: f.Class})
	}
	for _, f := range found.Skipped {
		if f.Class != "report" { // a second run would differ from the first by the first one's report
			in.list(File{Path: f.Document, Status: "skipped: " + f.Class})
		}
	}
	var errs []error
	for _, it := range found.Index {
		f, err := it.Read(ctx)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		ix, err := format.ParseIndex(f.Path, f.Data)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		in.indexes = append(in.indexes, index{Index: ix, path: f.Path})
		in.list(File{Path: path.Clean(f.Path), Bytes: f.Bytes, SHA256: f.SHA256, Status: "index"})
	}
	return in, errors.Join(errs...)
}

func (in *Intake) list(f File) {
	if in.options.List {
		in.reading.Files = append(in.reading.Files, f)
	}
}

// batchBytes is how much text a batch holds at least unless Options say
// otherwise. Prose's segmenter has a fixed cost a call, which the texts of a
// batch share; and the larger a batch, the less workers wait for one another.
const batchBytes = 1 << 20

// usualBytes is the size of a file whose size is not known.
const usualBytes = 32 << 10

// Batch is a run of neighbouring files for one worker to read, a part of a long
// text, or a piece of a file of many records.
type Batch struct {
	from  *Intake
	items []source.Item
	ids   []string
	part  *Taken // of a long text, or what is wrong with it

	piece *format.Piece // of the file path, in buf
	path  string
	buf   []byte
}

// Next returns the next batch, io.EOF if there is none. How files are joined in
// batches depends on the files alone, and no result on it.
func (in *Intake) Next(ctx context.Context) (Batch, error) {
	if in.long != nil {
		return in.nextPart(ctx)
	}
	if in.split != nil {
		return in.nextPiece()
	}
	first, size := in.next, int64(0)
	for in.next < len(in.items) && size < cmp.Or(in.options.Batch, batchBytes) {
		it := in.items[in.next]
		n := it.Measure()
		if n > format.StreamAbove && (format.Streams(it.Path, in.options.Format) || format.HasRecords(it.Path, in.options.Format.Format)) {
			if first == in.next {
				return in.open(ctx)
			}
			break
		}
		if n < 0 {
			n = usualBytes
		}
		size += n
		in.next++
	}
	if first == in.next {
		return Batch{}, io.EOF
	}
	return Batch{from: in, items: in.items[first:in.next], ids: in.ids[first:in.next]}, nil
}

// Taken is what one file of a batch gave, one part of a long text or one piece of
// a file of many records.
type Taken struct {
	path     string
	bytes    int64
	sha256   string
	failures []corpus.Failure
	part     bool
	piece    *format.Piece
	dropped  bool // the long text cannot be used: what was kept of it is to be dropped
	Texts    []corpus.Text
}

// Read reads the files of a batch, makes texts of them and calls do with each,
// in order. With a buffer, which grows as needed, a text is only valid until do
// returns. The only errors are those of do and that the run was interrupted;
// what is wrong with a file is part of what it gave.
func (b *Batch) Read(ctx context.Context, buf *[]byte, do func(*corpus.Text) error) ([]Taken, error) {
	if b.part != nil {
		return b.readPart(buf != nil, do)
	}
	if b.piece != nil {
		return b.readPiece(buf != nil, do)
	}
	out := make([]Taken, len(b.items))
	for i, it := range b.items {
		t, err := b.read(ctx, it, b.ids[i], buf)
		if err != nil {
			return nil, err
		}
		for k := range t.Texts {
			if err := do(&t.Texts[k]); err != nil {
				return nil, err
			}
			if buf != nil {
				t.Texts[k].Body, t.Texts[k].Blocks = nil, nil
			}
		}
		out[i] = t
	}
	return out, nil
}

// read reads one file and makes texts of it.
func (b *Batch) read(ctx context.Context, it source.Item, id string, buf *[]byte) (Taken, error) {
	o := b.from.options
	var f source.File
	var err error
	if buf != nil {
		f, *buf, err = it.ReadInto(ctx, *buf, o.Digest)
	} else {
		f, _, err = it.ReadInto(ctx, nil, o.Digest)
	}
	if err != nil {
		if ctx.Err() != nil {
			return Taken{}, ctx.Err()
		}
		return refused(it.Path, err), nil
	}
	texts, failures := format.Read(format.File{Path: f.Path, ID: id, Data: f.Data, SHA256: f.SHA256}, o.Format)
	return Taken{path: it.Path, bytes: f.Bytes, sha256: f.SHA256, failures: failures, Texts: texts}, nil
}

// refused is what a file gave that cannot be read.
func refused(path string, err error) Taken {
	var e *source.Error
	if errors.As(err, &e) {
		return Taken{path: path, failures: []corpus.Failure{e.Failure}, bytes: e.Failure.Bytes, sha256: e.Failure.SHA256}
	}
	return Taken{path: path, failures: []corpus.Failure{{Document: path, Stage: "read", Class: "read", Message: path + ": " + err.Error()}}}
}

// Keeper keeps what was made of texts.
type Keeper interface {
	// Keep keeps text i of what a file gave. Its metadata are complete. Parts
	// of a long text come one after the other.
	Keep(i int, text *corpus.Text) error
	// Drop drops the parts kept of the last text, of which not all came.
	Drop()
}

// Enter enters what a file gave and hands over each of its texts that stays.
// Of two texts with one id the first stays and the second is a failure, so that
// no number is about two texts. Files are entered in the order in which they
// were given out.
func (in *Intake) Enter(t Taken, to Keeper) error {
	if t.part {
		return in.enterPart(t, to)
	}
	if t.piece != nil {
		return in.enterPiece(t, to)
	}
	for i := range t.Texts {
		if err := in.enterText(&t, i, to); err != nil {
			return err
		}
	}
	in.enterFile(&t, t.failures)
	return nil
}

// enterText enters text i of what a file gave.
func (in *Intake) enterText(t *Taken, i int, to Keeper) error {
	text := &t.Texts[i]
	if first, twice := in.seen[text.ID]; twice {
		in.refused = append(in.refused, taken(t, text.ID, first))
		return nil
	}
	in.seen[text.ID] = t.path
	in.use(text.ID)
	in.describe(text)
	return to.Keep(i, text)
}

// use counts a text that stays, and notes its id for the list of files.
func (in *Intake) use(id string) {
	in.reading.Texts++
	if in.options.List {
		in.used = append(in.used, id)
	}
}

// describe gives a text the metadata that the sidecar tables have of it.
func (in *Intake) describe(text *corpus.Text) {
	for k := range in.indexes {
		in.indexes[k].used = in.indexes[k].Apply(text) || in.indexes[k].used
	}
}

// enterFile enters what became of a file, after its texts.
func (in *Intake) enterFile(t *Taken, failures []corpus.Failure) {
	failures = append(failures, in.refused...)
	in.reading.Failures = append(in.reading.Failures, failures...)
	status := "used"
	if len(in.used) == 0 && len(failures) > 0 {
		status = failures[0].Class
	}
	in.list(File{Path: t.path, Bytes: t.bytes, SHA256: t.sha256, Documents: in.used, Status: status})
	in.used, in.refused = nil, nil
}

// taken is the failure of a text whose id another text has, or a name that
// stands for several documents.
func taken(t *Taken, id, first string) corpus.Failure {
	f := corpus.Failure{Document: id, Stage: "read", Class: "duplicate-id", Bytes: t.bytes, SHA256: t.sha256}
	if first == reserved {
		f.Class = "reserved-id"
		f.Message = fmt.Sprintf("%s: the id %q stands for several documents in the tables; give the text another (ID=PATH, or the id column)", t.path, id)
		return f
	}
	f.Message = fmt.Sprintf("%s: the id %q is already that of a text in %s; give one of them another id (ID=PATH, or the id column)", t.path, id, first)
	return f
}

// Finish returns what became of all files, sorted by path.
func (in *Intake) Finish() *Reading {
	r := &in.reading
	for _, ix := range in.indexes {
		if !ix.used && ix.Len() > 0 {
			r.Notes = append(r.Notes, result.Note{
				Code: "unused-index", Row: -1,
				Message: fmt.Sprintf("%s: none of its %s is of a text that was read; its paths are relative to its folder", ix.path, result.Counted(ix.Len(), "line")),
			})
		}
	}
	slices.SortFunc(r.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return r
}
