package spill

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/bits"
)

// A run is a file of blocks, each with a header of 16 bytes, little-endian:
// the checksum (CRC-32C) of all that follows in the block, the length of what
// follows the header, the block's number in the run and the run's number in
// its folder. Then come records in the order of their keys, strictly rising:
//
//	byte      high half: bytes shared with the key before; low half: bytes of its own
//	[uvarint] if the high half is 15: how many more are shared
//	[uvarint] if the low half is 15: how many more are its own
//	bytes     of its own
//	uvarint   count, at least 1
//
// A block's first key shares nothing. All lengths are the greatest or smallest
// possible, so that each list of counts is one file.
type run struct {
	folder  *folder
	number  uint32
	records int64
	size    int64 // bytes of the file
}

const (
	blockHeader = 16
	nibble      = 15
	// recordHead is more than a record takes beside its key.
	recordHead = 1 + 3*binary.MaxVarintLen64
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// errDamaged is what reading anything else than was written gives.
var errDamaged = errors.New("damaged")

// writer writes a run's records into blocks.
type writer struct {
	out     io.Writer
	number  uint32
	block   uint32
	records int64
	size    int64
	limit   int    // a block's length, but for a single record that is longer
	buf     []byte // header and records of the block
	prev    []byte // the key before
	check   func() error
}

// newWriter returns a writer with two buffers, of which the first must have
// room for a block of so many bytes and for any record.
func newWriter(out io.Writer, number uint32, limit int, buf, prev []byte, check func() error) *writer {
	return &writer{out: out, number: number, limit: limit, buf: buf[:blockHeader], prev: prev[:0], check: check}
}

func (w *writer) add(key []byte, n int64) error {
	if len(w.buf)+len(key)+recordHead > w.limit && len(w.buf) > blockHeader {
		if err := w.flush(); err != nil {
			return err
		}
	}
	shared := 0
	if len(w.buf) > blockHeader {
		shared = common(w.prev, key)
	}
	own := len(key) - shared
	w.buf = append(w.buf, byte(min(shared, nibble)<<4|min(own, nibble)))
	if shared >= nibble {
		w.buf = binary.AppendUvarint(w.buf, uint64(shared-nibble))
	}
	if own >= nibble {
		w.buf = binary.AppendUvarint(w.buf, uint64(own-nibble))
	}
	w.buf = append(w.buf, key[shared:]...)
	w.buf = binary.AppendUvarint(w.buf, uint64(n))
	w.prev = append(w.prev[:shared], key[shared:]...)
	w.records++
	return nil
}

// common returns how many bytes two keys share at their beginning.
func common(a, b []byte) int {
	n := min(len(a), len(b))
	i := 0
	for ; i+8 <= n; i += 8 {
		if x := binary.LittleEndian.Uint64(a[i:]) ^ binary.LittleEndian.Uint64(b[i:]); x != 0 {
			return i + bits.TrailingZeros64(x)/8
		}
	}
	for i < n && a[i] == b[i] {
		i++
	}
	return i
}

// flush writes the block, if it has records.
func (w *writer) flush() error {
	if len(w.buf) == blockHeader {
		return nil
	}
	if err := w.check(); err != nil {
		return err
	}
	seal(w.buf, w.block, w.number)
	n, err := w.out.Write(w.buf)
	w.size += int64(n)
	w.block++
	w.buf = w.buf[:blockHeader]
	return err
}

// seal fills in a block's header.
func seal(block []byte, number, run uint32) {
	binary.LittleEndian.PutUint32(block[4:], uint32(len(block)-blockHeader))
	binary.LittleEndian.PutUint32(block[8:], number)
	binary.LittleEndian.PutUint32(block[12:], run)
	binary.LittleEndian.PutUint32(block, crc32.Checksum(block[4:], castagnoli))
}

// reader reads the records of a run. It is a source of merge.
type reader struct {
	in     io.Reader
	name   string // of the file, for errors
	number uint32
	block  uint32
	left   int64 // records not yet read
	buf    []byte
	pos    int
	key    []byte
	first  bool // no key before
	check  func() error
}

// newReader returns a reader of a run of so many records, with two buffers:
// the first for a block, the second for a key. It asks for no more memory.
func newReader(in io.Reader, number uint32, records int64, buf, key []byte, check func() error) *reader {
	return &reader{in: in, number: number, left: records, buf: buf[:0], key: key[:0], first: true, check: check}
}

// next reads a record; false at the end. Everything that writer did not write
// is an error: no wrong count comes out.
func (r *reader) next(h *head) (bool, error) {
	restart := r.pos == len(r.buf)
	if restart {
		more, err := r.fill()
		if err != nil || !more {
			return false, err
		}
	}
	b := r.buf[r.pos]
	r.pos++
	shared, own := int(b>>4), int(b&nibble)
	if shared == nibble || own == nibble {
		if err := r.long(&shared, &own); err != nil {
			return false, err
		}
	}
	if shared > len(r.key) || restart && shared > 0 || own > len(r.buf)-r.pos || shared+own > cap(r.key) {
		return false, r.damaged("a key's length")
	}
	suffix := r.buf[r.pos : r.pos+own]
	r.pos += own
	var rises bool
	switch {
	case r.first:
		rises, r.first = true, false
	case restart:
		rises = bytes.Compare(suffix, r.key) > 0
	default:
		rises = own > 0 && (shared == len(r.key) || suffix[0] > r.key[shared])
	}
	if !rises {
		return false, r.damaged("the order of keys")
	}
	r.key = append(r.key[:shared], suffix...)
	n, ok := r.uvarint()
	if !ok || n == 0 || n > 1<<63-1 {
		return false, r.damaged("a count")
	}
	r.left--
	h.prefix, h.key, h.n = prefix8(r.key), r.key, int64(n)
	return true, nil
}

// long completes lengths that did not fit into half a byte.
func (r *reader) long(shared, own *int) error {
	for _, length := range []*int{shared, own} {
		if *length < nibble {
			continue
		}
		more, ok := r.uvarint()
		if !ok || more > MaxKey+countBytes {
			return r.damaged("a key's length")
		}
		*length += int(more)
	}
	return nil
}

func (r *reader) uvarint() (uint64, bool) {
	if r.pos < len(r.buf) && r.buf[r.pos] < 0x80 {
		r.pos++
		return uint64(r.buf[r.pos-1]), true
	}
	x, n := binary.Uvarint(r.buf[r.pos:])
	if n <= 0 {
		return 0, false
	}
	r.pos += n
	return x, true
}

// fill reads the next block; false after the last record, where the file
// must end.
func (r *reader) fill() (bool, error) {
	if err := r.check(); err != nil {
		return false, err
	}
	if cap(r.buf) < blockHeader {
		return false, r.damaged("no room for a block")
	}
	header := r.buf[:blockHeader]
	n, err := io.ReadFull(r.in, header)
	if errors.Is(err, io.EOF) && r.left == 0 {
		return false, nil
	}
	if err != nil {
		return false, r.ends(err)
	}
	if r.left == 0 {
		return false, r.damaged("more than was written")
	}
	size := binary.LittleEndian.Uint32(header[4:])
	if size == 0 || int64(size) > int64(cap(r.buf)-n) {
		return false, r.damaged("a block's length")
	}
	block := r.buf[:blockHeader+int(size)]
	if _, err := io.ReadFull(r.in, block[n:]); err != nil {
		return false, r.ends(err)
	}
	if crc32.Checksum(block[4:], castagnoli) != binary.LittleEndian.Uint32(block) {
		return false, r.damaged("a checksum")
	}
	if binary.LittleEndian.Uint32(block[8:]) != r.block || binary.LittleEndian.Uint32(block[12:]) != r.number {
		return false, r.damaged("a block's number")
	}
	r.block++
	r.buf, r.pos = block, blockHeader
	return true, nil
}

// ends tells a file that is too short from a disk that does not answer.
func (r *reader) ends(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return r.damaged("less than was written")
	}
	return err
}

func (r *reader) damaged(what string) error {
	return fmt.Errorf("%s, block %d: %w (%s): the disk does not keep what is written; set TMPDIR to a folder on another one", r.name, r.block, errDamaged, what)
}
