package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"concordat/corpus"
)

const chunk = 1 << 20 // bytes between two looks at the context

var errChanged = errors.New("changed while it was read")

// Read returns the bytes of the file and their digest. The error is an *Error,
// except that of a cancelled context. A file that changes while it is read is
// read once more, then given up. Standard input can be read once.
func (it Item) Read(ctx context.Context) (File, error) {
	if it.Path == Stdin {
		return it.readStdin(ctx)
	}
	data, err := it.readOnce(ctx)
	if errors.Is(err, errChanged) {
		data, err = it.readOnce(ctx)
	}
	if errors.Is(err, errChanged) {
		f := fail(it.Path, "read", "changed-during-read", "changed while it was read, twice; run again when nothing writes to it")
		return File{}, &Error{Failure: f, Err: err}
	}
	if err != nil {
		return File{}, err
	}
	return it.file(data)
}

func (it Item) file(data []byte) (File, error) {
	if len(data) == 0 {
		return File{}, &Error{Failure: fail(it.Path, "read", "empty", "the file is empty")}
	}
	sum := sha256.Sum256(data)
	return File{
		Path: it.Path, Label: it.Label, Data: data,
		SHA256: hex.EncodeToString(sum[:]), Bytes: int64(len(data)),
	}, nil
}

func (it Item) readStdin(ctx context.Context) (File, error) {
	if it.stdin == nil {
		return File{}, &Error{Failure: fail(it.Path, "read", "no-stdin", "there is no standard input to read")}
	}
	data, err := readAll(ctx, it.stdin, it.max, 0)
	if err != nil {
		return File{}, it.wrap(err)
	}
	if int64(len(data)) > it.max {
		return File{}, it.tooLarge(0)
	}
	return it.file(data)
}

func (it Item) readOnce(ctx context.Context) (data []byte, err error) {
	f, err := it.tree.open(it.Path)
	if err != nil {
		return nil, it.wrap(err)
	}
	defer func() {
		if e := f.Close(); e != nil && err == nil {
			data, err = nil, it.wrap(e)
		}
	}()
	before, err := f.Stat()
	if err != nil {
		return nil, it.wrap(err)
	}
	if class, what := irregular(before.Mode()); class != "" {
		return nil, &Error{Failure: fail(it.Path, "read", class, what)}
	}
	if before.Size() > it.max {
		return nil, it.tooLarge(before.Size())
	}
	data, err = readAll(ctx, f, it.max, before.Size())
	if err != nil {
		return nil, it.wrap(err)
	}
	after, err := f.Stat()
	if err != nil {
		return nil, it.wrap(err)
	}
	if int64(len(data)) != before.Size() || after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime()) {
		return nil, errChanged
	}
	return data, nil
}

// readAll reads up to max+1 bytes: more than max says that there are too many.
func readAll(ctx context.Context, r io.Reader, max, size int64) ([]byte, error) {
	data := make([]byte, 0, size+1)
	for int64(len(data)) <= max {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		room := min(int64(chunk), max+1-int64(len(data)))
		if free := int64(cap(data) - len(data)); free > 0 {
			room = min(room, free)
		} else {
			// Append grows by a share of the length, so that reading stays linear.
			data = append(data, 0)[:len(data)]
			room = min(room, int64(cap(data)-len(data)))
		}
		n, err := r.Read(data[len(data) : len(data)+int(room)])
		data = data[:len(data)+n]
		if errors.Is(err, io.EOF) {
			return data, nil
		}
		if err != nil {
			return nil, err
		}
	}
	return data, nil
}

func (it Item) tooLarge(size int64) error {
	f := fail(it.Path, "read", "too-large", fmt.Sprintf("larger than the limit of %d bytes; split it or raise the limit", it.max))
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
