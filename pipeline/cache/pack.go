package cache

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"io"
	"math"
	"slices"
	"sort"
)

// formatVersion is that of a pack's form and of what a key is made of; it
// rises with every change of either.
const formatVersion = 1

// A pack is the values, one after another; an index, sorted by key; a trailer.
// Numbers are little-endian.
//
//	index    key 24 bytes, checksum of the value 8, its offset 4, its length 4; …
//	trailer  size of the values 8, size of the index 8, checksum of index and sizes 8, magic 8
const (
	recordSize  = len(Key{}) + 16
	trailerSize = 32
	magic       = "\x89ccdpck\x01"

	// mostValues is where an offset of 32 bits ends.
	mostValues = math.MaxUint32
)

var errDamaged = errors.New("damaged pack")

// castagnoli is the polynomial of CRC-32C.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksum joins two cyclic checks of coprime polynomials, which are as good as
// one of 64 bits and, unlike one, are computed by the processor.
func checksum(b []byte) uint64 {
	return uint64(crc32.Checksum(b, castagnoli))<<32 | uint64(crc32.ChecksumIEEE(b))
}

// entry is where a value lies.
type entry struct {
	sum            uint64 // its checksum
	offset, length uint32
}

// packWriter writes one pack.
type packWriter struct {
	w       *bufio.Writer
	most    int64 // bytes that the pack may have
	values  int64 // bytes of the values so far
	entries map[Key]entry
}

func newPackWriter(w io.Writer, most int64) packWriter {
	return packWriter{w: bufio.NewWriterSize(w, 1<<18), most: min(most, mostValues), entries: map[Key]entry{}}
}

// add appends a value, and reports whether it did: not if the key is there
// already or there is no room.
func (p *packWriter) add(k Key, value []byte, sum uint64) (bool, error) {
	values := p.values + int64(len(value))
	if values+int64(len(p.entries)+1)*int64(recordSize)+trailerSize > p.most {
		return false, nil
	}
	if _, there := p.entries[k]; there {
		return false, nil
	}
	p.entries[k] = entry{sum, uint32(p.values), uint32(len(value))}
	p.values = values
	_, err := p.w.Write(value)
	return err == nil, err
}

// finish writes the index and the trailer, and returns the digest of both:
// with the checksums in them, a name for the whole pack.
func (p *packWriter) finish() (digest string, err error) {
	type record struct {
		key Key
		entry
	}
	records := make([]record, 0, len(p.entries))
	for k, e := range p.entries {
		records = append(records, record{k, e})
	}
	slices.SortFunc(records, func(a, b record) int {
		if c := cmp.Compare(first(a.key[:]), first(b.key[:])); c != 0 {
			return c
		}
		return bytes.Compare(a.key[:], b.key[:])
	})
	b := make([]byte, 0, len(records)*recordSize+trailerSize)
	for _, r := range records {
		b = append(b, r.key[:]...)
		b = binary.LittleEndian.AppendUint64(b, r.sum)
		b = binary.LittleEndian.AppendUint32(b, r.offset)
		b = binary.LittleEndian.AppendUint32(b, r.length)
	}
	index := len(b)
	b = binary.LittleEndian.AppendUint64(b, uint64(p.values))
	b = binary.LittleEndian.AppendUint64(b, uint64(index))
	b = binary.LittleEndian.AppendUint64(b, checksum(b))
	b = append(b, magic...)
	if _, err := p.w.Write(b); err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16]), p.w.Flush()
}

// pack reads one pack.
type pack struct {
	data   io.ReaderAt
	values int64  // bytes of the values
	index  []byte // records, sorted by key
}

// readPack reads the index of a pack of some size. The error is errDamaged if
// this is no whole pack, otherwise that of reading.
func readPack(data io.ReaderAt, size int64) (pack, error) {
	if size < trailerSize {
		return pack{}, errDamaged
	}
	var trailer [trailerSize]byte
	if _, err := data.ReadAt(trailer[:], size-trailerSize); err != nil {
		return pack{}, unlessShort(err)
	}
	values, index := binary.LittleEndian.Uint64(trailer[:]), binary.LittleEndian.Uint64(trailer[8:])
	rest := uint64(size - trailerSize)
	if string(trailer[24:]) != magic || index > rest || values != rest-index || index%uint64(recordSize) != 0 {
		return pack{}, errDamaged
	}
	b := make([]byte, index+16)
	if _, err := data.ReadAt(b, int64(values)); err != nil {
		return pack{}, unlessShort(err)
	}
	if checksum(b) != binary.LittleEndian.Uint64(trailer[16:]) {
		return pack{}, errDamaged
	}
	return pack{data, int64(values), b[:index]}, nil
}

// unlessShort makes errDamaged of the end of a file that shrank.
func unlessShort(err error) error {
	if errors.Is(err, io.EOF) {
		return errDamaged
	}
	return err
}

// first returns the first 64 bits of a key, in whose order keys are.
func first(key []byte) uint64 { return binary.BigEndian.Uint64(key) }

// len returns the number of entries.
func (p *pack) len() int { return len(p.index) / recordSize }

// key returns the bytes of the i-th key.
func (p *pack) key(i int) []byte { return p.index[i*recordSize:][:len(Key{})] }

// entry returns the i-th entry.
func (p *pack) entry(i int) entry {
	b := p.index[i*recordSize:][len(Key{}):recordSize]
	return entry{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint32(b[8:]), binary.LittleEndian.Uint32(b[12:])}
}

// get returns the value of a key, in buf if that has the room. What is not as
// it was written is not there.
func (p *pack) get(k Key, buf []byte) ([]byte, bool) {
	i, ok := p.find(k)
	if !ok {
		return nil, false
	}
	return p.read(p.entry(i), buf)
}

// find returns the position of a key.
func (p *pack) find(k Key) (int, bool) {
	n, want := p.len(), first(k[:])
	i := sort.Search(n, func(i int) bool { return first(p.key(i)) >= want })
	for ; i < n; i++ {
		switch bytes.Compare(p.key(i), k[:]) {
		case 0:
			return i, true
		case 1:
			return 0, false
		}
	}
	return 0, false
}

// read returns a value, in buf if that has the room, or false if it is not
// what was written.
func (p *pack) read(e entry, buf []byte) ([]byte, bool) {
	if int64(e.offset)+int64(e.length) > p.values {
		return nil, false
	}
	if buf = buf[:0]; cap(buf) < int(e.length) {
		buf = make([]byte, 0, e.length)
	}
	value := buf[:e.length]
	if _, err := p.data.ReadAt(value, int64(e.offset)); err != nil {
		return nil, false
	}
	return value, checksum(value) == e.sum
}
