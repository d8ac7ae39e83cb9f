package format

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"unicode/utf8"

	"concordat/corpus"
	"concordat/corpus/format/layout"
)

// plain reads text without markup: the body is the file as it is.
type plain struct{}

// Info describes plain text.
func (plain) Info() Info {
	return Info{
		Name: "plain", Title: "Plain text", Extensions: []string{".txt", ".text"},
		Doc: "the file is one text; paragraphs, headings and list items are told by rules",
	}
}

// Read returns one text.
func (plain) Read(in Input) ([]corpus.Text, []corpus.Failure, error) {
	if int64(len(in.Data)) > maxBody {
		return nil, nil, tooLarge()
	}
	return []corpus.Text{{ID: in.ID, Body: in.Data, Blocks: layout.Blocks(in.Data)}}, nil, nil
}

// StreamAbove is the size of a file, in bytes, above which a Stream should be
// used where Streams allows it. Up to it a file is best read whole.
const StreamAbove = 4 << 20

// Streams reports whether a file can be read by a Stream: whether it is plain
// text by the format that is asked for or by its extension.
func Streams(path string, o Options) bool {
	f, err := choose(path, o.Format)
	return err == nil && f.Info().Name == plain{}.Info().Name
}

// ErrWhole is what Next answers at once for a file in UTF-16 or UTF-32: it must
// be read as a whole by Read.
var ErrWhole = errors.New("not UTF-8: to be read as a whole")

// Stream reads a plain text part by part, in little memory however long it
// is. The parts, one after the other, are the body that Read would give, with
// the same blocks. It is used by one goroutine at a time.
type Stream struct {
	file    File
	r       io.Reader
	buf     []byte // read, and not yet given
	ended   bool   // the reader has no more
	begun   bool
	charset string
	seen    survey
	refused error // what the opening of the file says against it
	size    int64 // bytes of the file read so far
	base    int64 // offset of buf in the body
	part    int   // number of the next part
	words   bool  // some part had a word
	cuts    int   // paragraphs that were cut
	open    bool  // what was given ends within a line
	err     error // what Next says from now on
}

// NewStream returns a stream of a file that Streams has accepted. The file's
// data are not looked at; r gives them.
func NewStream(f File, r io.Reader, _ Options) *Stream { return &Stream{file: f, r: r} }

// Next returns the next part and the buffer of its body, for a later call once
// the part is done with. What follows is read into buf, grown if need be. Blocks
// are found by Lay. The warnings, and the size in Origin.Bytes, are with the last part.
//
// After the last part the error is io.EOF. An *Error says why the file cannot
// be used, as Read would say it, and comes when the file is read to its end: the
// parts given before are to be dropped. ErrWhole comes before any part. Any
// other error is that of the reader.
func (s *Stream) Next(buf []byte) (corpus.Text, []byte, error) {
	if s.err != nil {
		return corpus.Text{}, buf, s.err
	}
	t, buf, err := s.next(buf)
	switch {
	case err != nil:
		s.err = err
		return corpus.Text{}, buf, err
	case !t.More:
		s.err = io.EOF
	}
	return t, buf, nil
}

func (s *Stream) next(buf []byte) (corpus.Text, []byte, error) {
	if err := s.fill(); err != nil {
		return corpus.Text{}, buf, err
	}
	n := layout.Part(s.buf)
	s.survey(n)
	if s.hopeless() {
		return corpus.Text{}, buf, s.drain(n)
	}
	more := n < len(s.buf) // what is read ahead of a part is never all of it
	if !more {
		if err := s.verdict(); err != nil {
			return corpus.Text{}, buf, err
		}
	}
	buf, s.buf = s.buf[:n], append(buf[:0], s.buf[n:]...) // the little that is read ahead is copied, not the part
	if s.seen.nuls > 0 {
		spaceNULs(buf)
	}
	t := corpus.Text{
		ID: s.file.ID, Body: buf, Base: uint32(s.base), Part: s.part, More: more,
		Origin: corpus.Origin{Path: s.file.Path, Format: plain{}.Info().Name, Charset: s.charset, SHA256: s.file.SHA256},
	}
	s.base += int64(n)
	s.part++
	s.words = s.words || hasWords(buf)
	s.border(buf)
	if n > maxBlock {
		s.cuts += layAndCut(&t)
	}
	if more {
		return t, buf, nil
	}
	if !s.words {
		return corpus.Text{}, buf, noWords()
	}
	t.Origin.Bytes = s.size
	t.Warnings = append(strayWarning(s.seen.nuls), cutWarning(s.cuts)...)
	return t, buf, nil
}

// Lay finds the blocks of a part that a Stream gave. It may be called for
// several parts at once, and while the Stream goes on.
func Lay(t *corpus.Text) error {
	if t.Blocks == nil {
		t.Blocks = layout.Blocks(t.Body) // none is longer than maxBlock
	}
	return checkBlocks(t.Body, t.Blocks)
}

// layAndCut finds the blocks of a part that may have one that is too long.
func layAndCut(t *corpus.Text) (cuts int) {
	t.Blocks, cuts = cutLong(t.Body, layout.Blocks(t.Body))
	return cuts
}

// Failure returns the row of an error that Next returned, with the size of the
// file as far as it was read.
func (s *Stream) Failure(err error) corpus.Failure {
	row := failure(s.file.Path, err)
	row.Bytes, row.SHA256 = s.size, s.file.SHA256
	return row
}

// fill reads until the next part can be cut, and begins the file.
func (s *Stream) fill() error {
	if err := s.read(layout.PartSize + 1); err != nil {
		return err
	}
	if !s.begun {
		s.begun = true
		if isWide(s.buf) {
			return ErrWhole
		}
		charset, mark, err := opening(s.buf)
		s.charset, s.refused = charset, err
		s.buf = s.buf[:copy(s.buf, s.buf[mark:])]
		if err := s.read(layout.PartSize + 1); err != nil {
			return err
		}
		s.seen.head = bytes.Clone(s.buf[:min(len(s.buf), guessed)])
	}
	if bytes.IndexByte(s.buf[:min(len(s.buf), layout.PartSize)], '\n') < 0 {
		return s.read(2*layout.PartSize + 1)
	}
	return nil
}

// isWide reports whether a file begins with a mark of UTF-16 or UTF-32.
func isWide(head []byte) bool {
	return slices.ContainsFunc([]string{"\xff\xfe", "\xfe\xff", "\x00\x00\xfe\xff"}, func(mark string) bool {
		return bytes.HasPrefix(head, []byte(mark))
	})
}

// Whole returns a reader of the file from its beginning, after ErrWhole.
func (s *Stream) Whole() io.Reader { return io.MultiReader(bytes.NewReader(s.buf), s.r) }

// read fills the buffer up to a length, or to the end of the file.
func (s *Stream) read(length int) error {
	if cap(s.buf) < length {
		s.buf = append(make([]byte, 0, length), s.buf...)
	}
	for len(s.buf) < length && !s.ended {
		n, err := s.r.Read(s.buf[len(s.buf):length])
		s.buf = s.buf[:len(s.buf)+n]
		s.size += int64(n)
		if errors.Is(err, io.EOF) {
			s.ended = true
		} else if err != nil {
			return err
		}
	}
	return nil
}

// hopeless reports whether what was read so far rules the file out, whatever follows.
func (s *Stream) hopeless() bool {
	return s.refused != nil || s.seen.broken || s.seen.bytes > maxBody || s.seen.nuls*strayNUL > maxBody
}

// survey looks at the first n bytes of the buffer.
func (s *Stream) survey(n int) {
	s.seen.add(s.buf[:n])
	s.seen.lines += int64(bytes.Count(s.buf[:n], []byte("\n")))
}

// drain reads the file to its end, for the size, the digest and the reason
// that Read would give, and returns it. The first n bytes of the buffer are surveyed.
func (s *Stream) drain(n int) error {
	for {
		s.buf = s.buf[:copy(s.buf, s.buf[n:])]
		if err := s.read(layout.PartSize); err != nil {
			return err
		}
		if len(s.buf) == 0 {
			return s.verdict()
		}
		n = len(s.buf)
		for k := 1; k < utf8.UTFMax && !s.ended && n == len(s.buf); k++ {
			if at := len(s.buf) - k; utf8.RuneStart(s.buf[at]) && !utf8.FullRune(s.buf[at:]) {
				n = at
			}
		}
		s.survey(n)
	}
}

// verdict says, at the end, why the file cannot be used.
func (s *Stream) verdict() error {
	if s.refused != nil {
		return s.refused
	}
	if err := s.seen.verdict(); err != nil {
		return err
	}
	if s.seen.bytes > maxBody {
		return tooLarge()
	}
	return nil
}

// border counts the lines that are cut by the border of two parts.
func (s *Stream) border(part []byte) {
	end := trimEnd(part)
	if end == 0 {
		s.open = s.open && !endsLine(part)
		return
	}
	if s.open && !endsLine(part[:skipSpace(part)]) {
		s.cuts++
	}
	s.open = !endsLine(part[end:])
}

// spaceNULs makes spaces of the NUL bytes.
func spaceNULs(b []byte) {
	for i := bytes.IndexByte(b, 0); i >= 0; {
		b[i] = ' '
		k := bytes.IndexByte(b[i:], 0)
		if k < 0 {
			return
		}
		i += k
	}
}
