// Package source turns what the user names into files: paths, folders, globs,
// standard input and LABEL=PATH. It alone reads the user's texts from disk.
//
// Nothing but a regular file is ever read: a FIFO, a socket or a device is a
// row among the failures. One bad file never ends the search.
package source

import (
	"io"
	"io/fs"

	"concordat/corpus"
)

// The largest file that is read unless Options says otherwise: whole, or piece
// by piece, where only the width of offsets limits it.
const (
	DefaultMaxBytes = 1 << 30
	MaxStreamBytes  = 1<<32 - 1
)

// Stdin is the argument, and the path of the item, that stands for standard input.
const Stdin = "-"

// Options says where and how to look.
type Options struct {
	Stdin      io.Reader // read for the argument "-"
	Dir        string    // folder that relative names start from, "" = the current one; paths stay as they are named
	FS         fs.FS     // not nil: read names from it instead of the disk
	Follow     bool      // follow symbolic links inside folders, as long as they stay inside
	MaxBytes   int64     // a file, 0 = DefaultMaxBytes, or MaxStreamBytes for what Open opens
	Extensions []string  // what a folder walk takes, as ".txt"; none = everything. Named files are always taken

	// Written tells by its manifest.json whether a folder is a report of the
	// program itself. A walk and ** pass it over, unless the user names it. nil = none is.
	Written func(manifest []byte) bool
}

// Item is one file that was found and is yet to be read.
type Item struct {
	Path  string // as the user would name it, with forward slashes; "-" is standard input
	Label string // the LABEL of LABEL=PATH, otherwise ""
	Size  int64  // in bytes when it was found; −1 where finding it did not tell

	*origin        // of all items of a search
	key     string // the real name, by which a file named twice is known; empty if none can be
}

// origin says how the items of a search are read.
type origin struct {
	tree      tree
	stdin     io.Reader
	max       int64 // bytes to be read whole
	maxStream int64 // bytes to be read piece by piece
}

// Measure returns the size of the file now, where finding it did not tell, −1
// if it cannot be told. It costs a system call.
func (it Item) Measure() int64 {
	if it.Size >= 0 || it.Path == Stdin || it.origin == nil {
		return it.Size
	}
	return it.tree.size(it.Path)
}

// Found is the answer to a search.
type Found struct {
	Items    []Item           // sorted by path within an argument, arguments in the user's order, no file twice
	Index    []Item           // index.tsv and index.csv: deepest folder first, then by path
	Failures []corpus.Failure // what should have been read and cannot be
	Skipped  []corpus.Failure // what was passed over on purpose: said, but no failure
}

// File is a file as read.
type File struct {
	Path   string // Item.Path
	Label  string // Item.Label
	Data   []byte
	SHA256 string // of Data, lower-case hex; empty unless asked for
	Bytes  int64  // len(Data)
}

// Error is the error of Read: a failure that can stand in the report.
type Error struct {
	Failure corpus.Failure
	Err     error // the cause, nil if there is none below
}

// Error returns the failure's message, which begins with the path.
func (e *Error) Error() string { return e.Failure.Message }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func fail(path, stage, class, message string) corpus.Failure {
	return corpus.Failure{Document: path, Stage: stage, Class: class, Message: path + ": " + message}
}
