package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"slices"

	"concordat/corpus"
)

const chunk = 1 << 20 // bytes between two looks at the context

var errChanged = errors.New("changed while it was read")

// Read returns the bytes of the file and their digest. The error is an *Error,
// except that of a cancelled context. A file that changes while it is read is
// read once more, then given up. Standard input can be read once.
func (it Item) Read(ctx context.Context) (File, error) {
	f, _, err := it.ReadInto(ctx, nil, true)
	return f, err
}

// ReadInto is Read into a buffer, which is grown if need be and returned for
// the next file once this one's Data are done with. The digest is left empty
// unless it is asked for.
func (it Item) ReadInto(ctx context.Context, buf []byte, digest bool) (File, []byte, error) {
	return it.with(ctx, buf, digest, (*Stream).All)
}

// with opens the item for as long as read takes.
func (it Item) with(ctx context.Context, buf []byte, digest bool, read func(*Stream, []byte) (File, []byte, error)) (f File, _ []byte, err error) {
	s, err := it.open(ctx, digest, it.max)
	if err != nil {
		return File{}, buf, err
	}
	defer func() {
		if e := s.Close(); e != nil && err == nil {
			f, err = File{}, e
		}
	}()
	return read(s, buf)
}

// Stream is an open file, read piece by piece, with the guards of Item.Read. It
// is used by one goroutine at a time.
type Stream struct {
	Size   int64  // of the file when it was opened, −1 if that is unknown
	SHA256 string // after Read has answered io.EOF, if it was asked for; lower-case hex

	item   Item
	ctx    context.Context // of the whole reading
	r      io.Reader
	file   handle // nil for standard input
	before state
	max    int64
	bytes  int64
	hash   hash.Hash // nil unless the digest was asked for
	err    error     // what Read answers from now on
}

// Open opens the file to be read piece by piece. The error is an *Error, except
// that of a cancelled context. Unless Options says otherwise, the file may have
// MaxStreamBytes. The caller closes the stream.
func (it Item) Open(ctx context.Context, digest bool) (*Stream, error) {
	return it.open(ctx, digest, it.maxStream)
}

func (it Item) open(ctx context.Context, digest bool, limit int64) (*Stream, error) {
	s := &Stream{Size: -1, item: it, ctx: ctx, max: limit}
	if digest {
		s.hash = sha256.New()
	}
	if it.Path == Stdin {
		if it.stdin == nil {
			return nil, &Error{Failure: fail(it.Path, "read", "no-stdin", "there is no standard input to read")}
		}
		s.r = it.stdin
		return s, nil
	}
	f, err := it.tree.open(it.Path)
	if err != nil {
		return nil, it.wrap(err)
	}
	s.r, s.file = f, f
	if err := s.begin(); err != nil {
		if e := s.Close(); e != nil {
			err = errors.Join(err, e)
		}
		return nil, err
	}
	return s, nil
}

// begin reports why the file that was opened must not be read.
func (s *Stream) begin() (err error) {
	if s.before, err = s.file.state(); err != nil {
		return s.item.wrap(err)
	}
	if class, what := irregular(s.before.mode); class != "" {
		return &Error{Failure: fail(s.item.Path, "read", class, what)}
	}
	if s.before.size > s.max {
		return s.item.tooLarge(s.max, s.before.size)
	}
	s.Size = s.before.size
	return nil
}

// All reads the whole file as ReadInto does, which is to open it and do this. It
// is for a stream that has not been read from, and is done with afterwards.
func (s *Stream) All(buf []byte) (File, []byte, error) {
	if s.max = min(s.max, s.item.max); s.Size > s.max {
		return File{}, buf, s.item.tooLarge(s.max, s.Size)
	}
	f, buf, err := s.all(buf)
	if s.file == nil || !errors.Is(err, errChanged) {
		return f, buf, err
	}
	f, buf, err = s.item.with(s.ctx, buf, s.hash != nil, (*Stream).all)
	if errors.Is(err, errChanged) {
		err = s.item.hasChanged("changed while it was read, twice; run again when nothing writes to it")
	}
	return f, buf, err
}

func (s *Stream) all(buf []byte) (File, []byte, error) {
	buf = buf[:0]
	if s.Size >= 0 {
		buf = slices.Grow(buf, int(s.Size)+1) // one more, to see the end
	}
	for {
		if len(buf) == cap(buf) {
			// Append grows by a share of the length, so that reading stays linear.
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := s.Read(buf[len(buf):min(cap(buf), len(buf)+chunk)])
		buf = buf[:len(buf)+n]
		if errors.Is(err, io.EOF) {
			return File{Path: s.item.Path, Label: s.item.Label, Data: buf, SHA256: s.SHA256, Bytes: s.bytes}, buf, nil
		}
		if err != nil {
			return File{}, buf, err
		}
	}
}

// Read reads the next bytes. It answers io.EOF only once the file is known to
// be whole and unchanged; any other error is an *Error, of class
// "changed-during-read" if the file changed, or that of a cancelled context.
func (s *Stream) Read(b []byte) (int, error) {
	if s.err == nil {
		s.err = s.ctx.Err()
	}
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.r.Read(b)
	s.bytes += int64(n)
	if s.hash != nil {
		s.hash.Write(b[:n])
	}
	switch {
	case s.bytes > s.max:
		s.err = s.item.tooLarge(s.max, 0)
	case errors.Is(err, io.EOF), err == nil && n < len(b) && s.bytes == s.Size:
		s.err = s.end() // room was left: what fstat says next is enough to know the end
	case err != nil:
		s.err = s.item.wrap(err)
	}
	if n > 0 && errors.Is(s.err, io.EOF) {
		return n, nil
	}
	return n, s.err
}

// end returns io.EOF if what was read is the whole file.
func (s *Stream) end() error {
	if s.file != nil {
		after, err := s.file.state()
		if err != nil {
			return s.item.wrap(err)
		}
		if s.bytes != s.Size || after.size != s.Size || after.changed != s.before.changed {
			return s.item.hasChanged("changed while it was read; run again when nothing writes to it")
		}
	}
	if s.bytes == 0 {
		return &Error{Failure: fail(s.item.Path, "read", "empty", "the file is empty")}
	}
	if s.hash != nil {
		s.SHA256 = hex.EncodeToString(s.hash.Sum(nil))
	}
	return io.EOF
}

// Close closes the file. The error is an *Error.
func (s *Stream) Close() error {
	if s.file == nil {
		return nil
	}
	if err := s.file.Close(); err != nil {
		return s.item.wrap(err)
	}
	return nil
}

func (it Item) hasChanged(message string) error {
	return &Error{Failure: fail(it.Path, "read", "changed-during-read", message), Err: errChanged}
}

func (it Item) tooLarge(limit, size int64) error {
	f := fail(it.Path, "read", "too-large", fmt.Sprintf("larger than the limit of %d bytes; split it or raise the limit", limit))
	f.Bytes = size
	return &Error{Failure: f}
}

// wrap makes an error of the system a failure; a cancelled context stays what it is.
func (it Item) wrap(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &Error{Failure: systemFailure(it.Path, "read", err), Err: err}
}

// systemFailure says in the user's words what the system answered.
func systemFailure(path, stage string, err error) corpus.Failure {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fail(path, stage, "unreadable", "permission denied; make it readable or leave it out")
	case errors.Is(err, fs.ErrNotExist):
		return fail(path, stage, "vanished", "no longer there")
	}
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err // the path is said once
	}
	return fail(path, stage, "io", err.Error())
}

// irregular returns the failure class of what is not a regular file, and what
// to say of it; "" for a regular file.
func irregular(m fs.FileMode) (class, what string) {
	switch {
	case m.IsRegular():
		return "", ""
	case m.IsDir():
		return "directory", "is a folder"
	case m&fs.ModeNamedPipe != 0:
		return "fifo", "is a named pipe, which is never read; copy its content to a file"
	case m&fs.ModeSocket != 0:
		return "socket", "is a socket, which is never read"
	case m&fs.ModeDevice != 0:
		return "device", "is a device, which is never read"
	}
	return "irregular", "is not a regular file"
}
