package record

import (
	"bytes"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// records draws records as a tokenizer makes them.
func records() *rapid.Generator[*Record] {
	return rapid.Custom(func(t *rapid.T) *Record {
		r := &Record{Divided: rapid.Bool().Draw(t, "divided")}
		at := uint32(rapid.IntRange(0, 300).Draw(t, "first"))
		for range rapid.IntRange(0, 5).Draw(t, "breaks") {
			if r.Divided {
				r.Breaks = append(r.Breaks, at)
			}
			at += uint32(rapid.IntRange(1, 70_000).Draw(t, "step"))
		}
		index := uint32(0)
		for range rapid.IntRange(0, 4).Draw(t, "sentences") {
			index += uint32(rapid.IntRange(0, 200).Draw(t, "skip"))
			s := Sentence{Index: index, Tags: rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "tags")}
			index++
			s.Sought = rapid.Bool().Draw(t, "sought")
			for first := uint32(0); s.Sought; {
				first += uint32(rapid.IntRange(0, 50).Draw(t, "gap"))
				end := first + uint32(rapid.IntRange(1, 5).Draw(t, "length"))
				if int(end) > len(s.Tags) {
					break
				}
				s.Entities = append(s.Entities, Entity{first, end, rapid.SampledFrom([]string{"GPE", "PERSON", ""}).Draw(t, "label")})
				first = end
			}
			r.Sentences = append(r.Sentences, s)
		}
		return r
	})
}

// TestDecodeWhatWasWritten: reading gives what was written, and no part of it
// or more than it is read.
func TestDecodeWhatWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := records().Draw(t, "record")
		data := Append([]byte("before"), want)[len("before"):]
		got, err := Decode(data)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v, %v; want %+v", got, err, want)
		}
		for i := range data {
			if _, err := Decode(data[:i]); err == nil {
				t.Fatalf("the first %d of %d bytes are read as a whole record", i, len(data))
			}
		}
		if _, err := Decode(append(data, 0)); err == nil {
			t.Fatal("a byte too many is read")
		}
	})
}

// TestSmall: a sentence takes little more than a byte a word.
func TestSmall(t *testing.T) {
	r := &Record{Divided: true, Breaks: []uint32{120, 250}, Sentences: []Sentence{{Index: 1, Tags: make([]byte, 20), Sought: true, Entities: []Entity{{3, 5, "GPE"}}}}}
	if n := len(Append(nil, r)); n != 2+1+1+2+1+1+1+20+1+1+6 {
		t.Errorf("%d bytes", n)
	}
}

// TestWrong: each of these differs in one place from a record.
func TestWrong(t *testing.T) {
	for name, data := range map[string]string{
		"nothing":                          "",
		"another version":                  "\x02\x00\x00\x00",
		"a bit that is 2":                  "\x01\x02\x00\x00",
		"breaks, not divided":              "\x01\x00\x01\x05\x00",
		"a break twice":                    "\x01\x01\x02\x05\x00\x00",
		"more breaks than bytes":           "\x01\x01\xff\xff\xff\xff\x0f\x00",
		"a break beyond all texts":         "\x01\x01\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00",
		"a number in a longer form":        "\x01\x01\x01\x85\x00\x00",
		"more tags than bytes":             "\x01\x00\x00\x01\x00\x09\x01\x00",
		"an entity without a word":         "\x01\x00\x00\x01\x00\x01\x01\x01\x01\x00\x00\x00",
		"an entity beyond its sentence":    "\x01\x00\x00\x01\x00\x01\x01\x01\x01\x00\x02\x00",
		"a label longer than what is left": "\x01\x00\x00\x01\x00\x01\x01\x01\x01\x00\x01\x01",
	} {
		if r, err := Decode([]byte(data)); err == nil {
			t.Errorf("%s: read as %+v", name, r)
		}
	}
	if _, err := Decode([]byte("\x01\x00\x00\x01\x00\x01\x01\x01\x01\x00\x01\x00")); err != nil {
		t.Errorf("the record that these differ from: %v", err)
	}
}

// FuzzDecode: what is read is exactly what would be written.
func FuzzDecode(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("\x01\x01\x02\x05\x07\x00"))
	f.Add([]byte("\x01\x00\x00\x01\x00\x01\x01\x01\x01\x00\x01\x00"))
	f.Add(Append(nil, &Record{Divided: true, Breaks: []uint32{1, 1 << 30}, Sentences: []Sentence{{Index: 9, Tags: []byte{1, 2, 3}, Sought: true, Entities: []Entity{{1, 3, "PERSON"}}}, {Index: 10}}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Decode(data)
		if err != nil {
			return
		}
		if again := Append(nil, r); !bytes.Equal(again, data) {
			t.Fatalf("%x is read as %+v, which is written as %x", data, r, again)
		}
		for _, s := range r.Sentences {
			for _, e := range s.Entities {
				if e.First >= e.End || int(e.End) > len(s.Tags) {
					t.Fatalf("entity %v of %d tokens", e, len(s.Tags))
				}
			}
		}
	})
}
