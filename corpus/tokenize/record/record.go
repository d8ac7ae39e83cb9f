// Package record writes what prose said of a text as bytes, for a cache, and
// reads it again. It knows prose only by what it says.
package record

import (
	"encoding/binary"
	"errors"
)

// version begins every record. It changes with the form, so that records of
// another form are not read.
const version = 1

// Record is what prose said of one text, as far as it was asked.
type Record struct {
	Divided   bool     // prose divided the text into sentences
	Breaks    []uint32 // byte offsets at which it ended one, ascending
	Sentences []Sentence
}

// Sentence is what prose said of the words of one sentence. In a record the
// sentences ascend by index.
type Sentence struct {
	Index    uint32   // in the text
	Tags     []byte   // the tag of each of its tokens, 0 = none
	Sought   bool     // entities were looked for
	Entities []Entity // ascending, none overlaps another
}

// Entity is a named entity: tokens [First, End) of its sentence.
type Entity struct {
	First, End uint32
	Label      string
}

// errWrong is the one error of Decode: nobody mends a record.
var errWrong = errors.New("record: these bytes are not what this version writes")

// Append appends a record to dst: all numbers are varints, ascending ones
// differences, and a tag is a byte.
func Append(dst []byte, r *Record) []byte {
	dst = append(dst, version, bit(r.Divided))
	dst = binary.AppendUvarint(dst, uint64(len(r.Breaks)))
	at := uint32(0)
	for _, b := range r.Breaks {
		dst = binary.AppendUvarint(dst, uint64(b-at))
		at = b
	}
	dst = binary.AppendUvarint(dst, uint64(len(r.Sentences)))
	next := uint32(0)
	for _, s := range r.Sentences {
		dst = binary.AppendUvarint(dst, uint64(s.Index-next))
		next = s.Index + 1
		dst = binary.AppendUvarint(dst, uint64(len(s.Tags)))
		dst = append(dst, s.Tags...)
		if dst = append(dst, bit(s.Sought)); s.Sought {
			dst = appendEntities(dst, s.Entities)
		}
	}
	return dst
}

func appendEntities(dst []byte, entities []Entity) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(entities)))
	at := uint32(0)
	for _, e := range entities {
		dst = binary.AppendUvarint(dst, uint64(e.First-at))
		dst = binary.AppendUvarint(dst, uint64(e.End-e.First))
		dst = binary.AppendUvarint(dst, uint64(len(e.Label)))
		dst = append(dst, e.Label...)
		at = e.End
	}
	return dst
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// Decode reads a record. Tags are parts of data. What it returns is whole in
// itself: breaks and sentences ascend, entities lie in their sentence and do
// not overlap. Whether it fits a text is for the caller to see.
func Decode(data []byte) (*Record, error) {
	d := decoder{rest: data}
	if d.byte() != version {
		return nil, errWrong
	}
	r := &Record{Divided: d.bool()}
	at := uint64(0)
	for i := range d.count(1) {
		step := d.number()
		d.wrong = d.wrong || i > 0 && step == 0
		at = d.sum(at, step)
		r.Breaks = append(r.Breaks, uint32(at))
	}
	next := uint64(0)
	for range d.count(3) {
		s := Sentence{Index: uint32(d.sum(next, d.number()))}
		next = uint64(s.Index) + 1
		s.Tags = d.bytes(d.number())
		if s.Sought = d.bool(); s.Sought {
			s.Entities = d.entities(uint64(len(s.Tags)))
		}
		if d.wrong {
			break
		}
		r.Sentences = append(r.Sentences, s)
	}
	if d.wrong || len(d.rest) > 0 || !r.Divided && len(r.Breaks) > 0 {
		return nil, errWrong
	}
	return r, nil
}

// decoder takes values off bytes. Once something is wrong it stays so, and all
// further values are 0.
type decoder struct {
	rest  []byte
	wrong bool
}

func (d *decoder) number() uint64 {
	n, size := binary.Uvarint(d.rest)
	// A longer form of the same number is not what Append writes.
	if size <= 0 || size > 1 && d.rest[size-1] == 0 {
		d.wrong = true
	}
	if d.wrong {
		return 0
	}
	d.rest = d.rest[size:]
	return n
}

// count takes the number of items that have at least so many bytes each: no more
// than there are, so that wrong bytes cannot ask for memory.
func (d *decoder) count(least uint64) uint64 {
	n := d.number()
	if n > uint64(len(d.rest))/least {
		d.wrong = true
		return 0
	}
	return n
}

func (d *decoder) bytes(n uint64) []byte {
	if n > uint64(len(d.rest)) {
		d.wrong = true
	}
	if d.wrong {
		return nil
	}
	b := d.rest[:n:n]
	d.rest = d.rest[n:]
	return b
}

func (d *decoder) byte() byte {
	if b := d.bytes(1); len(b) == 1 {
		return b[0]
	}
	return 0
}

func (d *decoder) bool() bool {
	b := d.byte()
	d.wrong = d.wrong || b > 1
	return b == 1
}

// sum adds two numbers; that of offsets and indices is below 2³²−1.
func (d *decoder) sum(a, b uint64) uint64 {
	const most = 1<<32 - 2
	if b > most || a+b > most {
		d.wrong = true
		return 0
	}
	return a + b
}

// entities takes the entities of a sentence of so many tokens.
func (d *decoder) entities(tokens uint64) []Entity {
	var out []Entity
	at := uint64(0)
	for range d.count(3) {
		first := d.sum(at, d.number())
		at = d.sum(first, d.number())
		label := d.bytes(d.number())
		if d.wrong = d.wrong || at == first || at > tokens; d.wrong {
			return nil
		}
		out = append(out, Entity{First: uint32(first), End: uint32(at), Label: string(label)})
	}
	return out
}
