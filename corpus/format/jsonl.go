package format

import (
	"bytes"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"slices"
	"unicode/utf8"

	"concordat/corpus"
	"concordat/corpus/format/jsontext"
	"concordat/corpus/format/layout"
)

// jsonl reads JSON lines: an object a line is a text.
type jsonl struct{}

// Info describes JSON lines.
func (jsonl) Info() Info {
	return Info{
		Name: "jsonl", Title: "JSON lines", Extensions: []string{".jsonl", ".ndjson"}, Records: true,
		Doc: "each line is an object and a text: one key is its body, one its id, the others its metadata",
	}
}

// Read returns one text a line. Empty lines are passed over.
func (jsonl) Read(in Input) ([]corpus.Text, []corpus.Failure, error) {
	var texts []corpus.Text
	var failures []corpus.Failure
	seen := map[string]int{}
	end := readLines(in, place{}, func(e *entry) {
		if err := settle(seen, e.id, e.line, e.err); err != nil {
			failures = append(failures, failure(in.Path, err))
			return
		}
		texts = append(texts, e.text)
	})
	if end.record == 0 {
		return nil, nil, noObject()
	}
	return texts, failures, nil
}

func noObject() error { return errorf("empty", "there is no object in it") }

// place is how much of a file lies before some line of it.
type place struct{ lines, record int }

// pass returns the place after some whole lines.
func (p place) pass(data []byte) place {
	for len(data) > 0 {
		var line []byte
		line, data, _ = bytes.Cut(data, []byte("\n"))
		p.lines++
		if !blank(line) {
			p.record++
		}
	}
	return p
}

// blank reports whether a line holds nothing but white space.
func blank(line []byte) bool { return skipSpace(line) == len(line) }

// entry is what became of a record.
type entry struct {
	id   string // the id it claims, "" if it comes to none
	line int
	text corpus.Text
	err  error // an *Error: there is no text
}

// settle reports why an entry has no text, after a look at the ids of the
// records before.
func settle(seen map[string]int, id string, line int, err error) error {
	if id == "" {
		return err
	}
	if first, dup := seen[id]; dup {
		return idTaken(id, line, first)
	}
	seen[id] = line
	return err
}

// readLines calls do with each record of some whole lines, of a file or, with
// the place where they begin, of a part of one. It returns the place after them.
func readLines(in Input, at place, do func(*entry)) place {
	r := recordReader{in: in}
	for rest := in.Data; len(rest) > 0; {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte("\n"))
		at.lines++
		if line = bytes.TrimSpace(line); len(line) > 0 {
			at.record++
			e := r.record(line, at)
			do(&e)
		}
	}
	return at
}

// recordReader reads objects and keeps, from one to the next, what they share.
type recordReader struct {
	in   Input
	o    jsontext.Object
	room []byte // for bodies without their escapes
}

// record makes a text of one line.
func (r *recordReader) record(line []byte, at place) entry {
	e := entry{line: at.lines}
	if err := r.o.Parse(line); err != nil {
		e.err = errorf("json", "line %d: %v", at.lines, err)
		return e
	}
	names := r.o.Names
	if len(names) > maxColumns {
		e.err = errorf("json", "line %d: %d keys, more than %d; keep those with the text, the id and the metadata", at.lines, len(names), maxColumns)
		return e
	}
	text, id := column(names, r.in.Options.TextColumn), column(names, r.in.Options.IDColumn)
	if text < 0 {
		e.err = errorf("column", "line %d: no key %q with the text%s", at.lines, r.in.Options.TextColumn, didYouMean(r.in.Options.TextColumn, names))
		return e
	}
	body, halved, ok := r.body(r.o.Values[text])
	if !ok {
		e.err = errorf("json", "line %d: the value of %q is not a string", at.lines, names[text])
		return e
	}
	name := ""
	var fields []corpus.Field
	for i, v := range r.o.Values {
		switch i {
		case text:
		case id:
			name = v.Scalar()
		default:
			fields = append(fields, corpus.Field{Name: names[i], Value: v.Scalar()})
		}
	}
	if name, e.err = recordID(r.in, name, at.record, at.lines); e.err != nil {
		return e
	}
	e.id = name
	e.text, e.err = recordText(name, at.record, at.lines, body, fields)
	if e.err == nil && halved && !bytes.ContainsRune(line, utf8.RuneError) {
		e.text.Warnings = append(e.text.Warnings, corpus.Warning{
			Code: "replaced-characters", Message: fmt.Sprintf("line %d has half a character as \\u escape; it reads as U+FFFD", at.lines),
		})
	}
	return e
}

// body returns the text that a value is, or false for what is none. Without
// escapes it is a part of the line, and of the file.
func (r *recordReader) body(v jsontext.Value) (body []byte, halved, ok bool) {
	if v.Raw[0] != '"' {
		return nil, false, string(v.Raw) == "null"
	}
	raw := v.Raw[1 : len(v.Raw)-1]
	if !v.Escaped {
		return slices.Clip(raw), false, true
	}
	if cap(r.room)-len(r.room) < len(raw) {
		r.room = make([]byte, 0, max(len(raw), min(len(r.in.Data), roomBytes)))
	}
	start := len(r.room)
	r.room, halved = jsontext.Unescape(r.room, raw)
	return slices.Clip(r.room[start:]), halved, true
}

// roomBytes is how much room is made for bodies at a time.
const roomBytes = 256 << 10

// Piece is a run of whole lines of a file of JSON lines that is read in little
// memory, however long it is, and by several workers at once. The pieces, one
// after the other, give what Read gives of the whole file.
type Piece struct {
	Texts  []corpus.Text // after Read; whether they stay Settle says
	Bytes  int64         // size of the file
	SHA256 string        // of the file, to be set by who knows it before the next piece is taken
	More   bool          // further pieces follow

	of       *divided
	data     []byte
	from, to place
	claims   []claim // by record
}

// divided is a file that is read in pieces.
type divided struct {
	in     Input // without data
	origin corpus.Origin
	strays int64 // NUL bytes in it
	mark   int   // length of its byte order mark
	seed   maphash.Seed
	sum    uint64 // of the whole file
	usual  int    // bytes of a piece

	read int64 // bytes read again so far
	hash maphash.Hash
	rest []byte // read, and part of the next piece

	seen        map[string]int // id → line, of the pieces settled
	early, late []corpus.Failure
}

// claim is what is left of an entry until the records before it are known.
type claim struct {
	id   string
	line int
	err  error
	late *corpus.Failure // found in the text itself: Read says so after all others
}

// Split begins to read a file of JSON lines in pieces: it reads r to its end,
// since what is said of the whole file, such as its encoding, must be known
// before its first record is. It returns a piece without texts, before the first.
// If the file cannot be used, no more follow, and Settle says why.
//
// ErrWhole is the answer for a file in UTF-16 or UTF-32, and before anything is
// read for one of another format: it must be read as a whole by Read. Any other
// error is that of r.
func Split(f File, r io.Reader, o Options) (*Piece, error) {
	format, err := choose(f.Path, o.Format)
	if err != nil || format != Format(jsonl{}) {
		return nil, ErrWhole
	}
	d := &divided{
		in:   Input{ID: f.ID, Path: f.Path, Options: o.named()},
		seed: maphash.MakeSeed(), usual: layout.PartSize, seen: map[string]int{},
	}
	d.hash.SetSeed(d.seed)
	s := NewStream(f, io.TeeReader(r, &d.hash), o)
	if err = s.fill(); err == nil {
		err = s.drain(0)
	}
	var refusal *Error
	if err != nil && !errors.As(err, &refusal) {
		return nil, err
	}
	d.origin = corpus.Origin{Path: f.Path, Format: format.Info().Name, Charset: s.charset, Bytes: s.size}
	d.in.Charset, d.strays, d.sum = s.charset, s.seen.nuls, d.hash.Sum64()
	d.hash.Reset()
	if s.charset == "utf-8-bom" {
		d.mark = len("\ufeff")
	}
	p := &Piece{of: d, Bytes: s.size, More: err == nil}
	if err != nil {
		d.early = []corpus.Failure{failure(f.Path, err)}
	}
	return p, nil
}

// Next returns the piece that follows and is More; its data are read into buf,
// which is grown if need be and returned for a later call once the piece is done
// with. r gives the same file once more, from its beginning at the first call. An error is one of r, or that the file is no longer what it
// was; nothing can be said then of the pieces before.
func (p *Piece) Next(r io.Reader, buf []byte) (*Piece, []byte, error) {
	d := p.of
	first := d.read == 0
	data, err := d.cut(r, buf)
	if err != nil {
		return nil, buf, err
	}
	if first {
		data = data[:copy(data, data[min(d.mark, len(data)):])]
	}
	if d.strays > 0 {
		spaceNULs(data)
	}
	next := &Piece{
		Bytes: p.Bytes, SHA256: p.SHA256, More: d.read < p.Bytes,
		of: d, data: data, from: p.to, to: p.to.pass(data),
	}
	return next, data, nil
}

// cut reads whole lines, of the usual length or of one line, and leaves the
// beginning of the next.
func (d *divided) cut(r io.Reader, buf []byte) ([]byte, error) {
	buf = append(buf[:0], d.rest...)
	for {
		old := len(buf)
		n := int(min(int64(max(d.usual-old, old, 1)), d.origin.Bytes-d.read))
		buf = slices.Grow(buf, n)[:old+n]
		if _, err := io.ReadFull(r, buf[old:]); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, d.changed()
		} else if err != nil {
			return nil, err
		}
		d.hash.Write(buf[old:])
		if d.read += int64(n); d.read == d.origin.Bytes {
			if d.hash.Sum64() != d.sum {
				return nil, d.changed()
			}
			return buf, nil
		}
		if end := bytes.LastIndexByte(buf[old:], '\n') + 1; end > 0 {
			d.rest = append(d.rest[:0], buf[old+end:]...)
			return buf[:old+end], nil
		}
	}
}

func (d *divided) changed() error {
	return fmt.Errorf("%s: changed while it was read; run again when nothing writes to it", d.origin.Path)
}

// Read makes texts of the piece. It may be called for several pieces at once,
// and while others are taken and settled.
func (p *Piece) Read() {
	in := p.of.in
	in.Data = p.data
	origin := p.of.origin
	origin.SHA256 = p.SHA256
	readLines(in, p.from, func(e *entry) {
		c := claim{id: e.id, line: e.line, err: e.err}
		if e.err == nil {
			origin.Record = e.text.Origin.Record
			e.text.Origin = origin
			e.text.Warnings = append(e.text.Warnings, strayWarning(p.of.strays)...)
			if err := finish(&e.text); err == nil {
				p.Texts = append(p.Texts, e.text)
			} else {
				f := failure(where(in.Path, origin.Record), err)
				c.late = &f
			}
		}
		p.claims = append(p.claims, c)
	})
	p.data = nil
}

// Settle is called with the pieces in their order, after Read, and says for each
// text whether it stays: no record before it has its id. With the last piece
// come the failures of the file.
func (p *Piece) Settle() (stays []bool, failures []corpus.Failure) {
	d := p.of
	for _, c := range p.claims {
		err := settle(d.seen, c.id, c.line, c.err)
		if c.err == nil && c.late == nil {
			stays = append(stays, err == nil)
		}
		if err != nil {
			d.early = append(d.early, failure(d.in.Path, err))
		} else if c.late != nil {
			d.late = append(d.late, *c.late)
		}
	}
	p.claims = nil
	if p.More {
		return stays, nil
	}
	if p.to.record == 0 && len(d.early) == 0 {
		d.early = []corpus.Failure{failure(d.in.Path, noObject())}
	}
	failures = append(d.early, d.late...)
	for i := range failures {
		failures[i].Bytes, failures[i].SHA256 = d.origin.Bytes, p.SHA256
	}
	return stays, failures
}
