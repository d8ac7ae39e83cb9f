package tokenize

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"concordat/corpus"
	"concordat/corpus/tokenize/record"
)

// kept is a memory that counts what it is asked.
type kept struct {
	records       map[string][]byte
	recalls, puts int
}

func (k *kept) Recall(content []byte, options string) ([]byte, bool) {
	k.recalls++
	rec, ok := k.records[options+string(content)]
	return slices.Clone(rec), ok
}

func (k *kept) Keep(content []byte, options string, rec []byte) {
	k.puts++
	if k.records == nil {
		k.records = map[string][]byte{}
	}
	k.records[options+string(content)] = rec
}

// edit changes every record.
func (k *kept) edit(t *testing.T, change func(*record.Record)) {
	t.Helper()
	for key, data := range k.records {
		r, err := record.Decode(data)
		if err != nil {
			t.Fatal(err)
		}
		for i := range r.Sentences {
			r.Sentences[i].Tags = slices.Clone(r.Sentences[i].Tags)
		}
		change(r)
		k.records[key] = record.Append(nil, r)
	}
}

// rememberedText is a text with names, and with a sentence that can have none.
func rememberedText() *corpus.Text {
	return together("The minister met Barack Obama in Beijing. We govern the cyberspace.", "Later the United Nations met. No power governs alone! It rests.")
}

// same compares documents but for their lexicons.
func same(t *testing.T, what string, got, want *corpus.Document) {
	t.Helper()
	if !slices.Equal(got.Tokens, want.Tokens) || !slices.Equal(got.Sentences, want.Sentences) || !slices.Equal(got.Entities, want.Entities) ||
		got.Tagged != want.Tagged || !reflect.DeepEqual(got.Warnings, want.Warnings) {
		t.Errorf("%s: got\n%v %v %v\nwant\n%v %v %v", what, got.Tokens, got.Sentences, got.Entities, want.Tokens, want.Sentences, want.Entities)
	}
}

var proseOptions = []Options{
	{Sentences: SentencesProse},
	{Tags: true},
	{Entities: true},
	{Tags: true, Entities: true, Sentences: SentencesProse},
}

// TestRemembered: a document is the same from memory, and nothing is asked of
// prose for it; what only one of two texts has is.
func TestRemembered(t *testing.T) {
	for _, o := range proseOptions {
		want := documents(t, o, rememberedText())[0]
		m := new(kept)
		o.Memory = m
		same(t, "cold", documents(t, o, rememberedText())[0], want)
		if m.recalls != 1 || m.puts != 1 {
			t.Errorf("%+v: cold: %d recalls, %d puts, want one each", o, m.recalls, m.puts)
		}
		same(t, "warm", documents(t, o, rememberedText())[0], want)
		if m.recalls != 2 || m.puts != 1 {
			t.Errorf("%+v: warm: %d recalls, %d puts, want 2 and 1", o, m.recalls, m.puts)
		}
		moved := rememberedText()
		moved.Blocks[0].End, moved.Blocks[1].Start = moved.Blocks[0].End-12, moved.Blocks[0].End-12
		if documents(t, o, moved); m.puts != 2 {
			t.Errorf("%+v: another place of a block gave the same record", o)
		}
		if o.Tags || o.Entities {
			// A tag of no word's in the record shows that prose was not asked.
			m.edit(t, func(r *record.Record) {
				for i := range r.Sentences {
					for k := range r.Sentences[i].Tags {
						r.Sentences[i].Tags[k] = byte(TagOf("UH"))
					}
					r.Sentences[i].Entities = nil
				}
			})
			d := documents(t, o, rememberedText())[0]
			if len(d.Entities) > 0 || o.Tags && slices.ContainsFunc(d.Tokens, func(tok corpus.Token) bool { return TagName(tok.Tag) != "UH" }) {
				t.Errorf("%+v: prose was asked of what is remembered", o)
			}
		}
	}
}

// TestMoreThanRemembered: only what is missing is asked, and then all is kept.
func TestMoreThanRemembered(t *testing.T) {
	m := new(kept)
	only := func(sentences ...int) Options {
		return Options{Tags: true, Memory: m, Matter: func(d *corpus.Document) ([]bool, error) {
			out := make([]bool, len(d.Sentences))
			for _, i := range sentences {
				out[i] = true
			}
			return out, nil
		}}
	}
	full := documents(t, Options{Tags: true}, rememberedText())[0]
	tagged := func(d *corpus.Document) (out []int) {
		for i, s := range d.Sentences {
			if d.Tokens[s.First].Tag != 0 {
				out = append(out, i)
			}
			for k := s.First; k < s.End; k++ {
				if tok := d.Tokens[k]; tok.Tag != 0 && tok != full.Tokens[k] {
					t.Errorf("token %d is %v, tagged with all others %v", k, tok, full.Tokens[k])
				}
			}
		}
		return out
	}
	for _, c := range []struct {
		ask  []int
		puts int
	}{{[]int{1}, 1}, {[]int{0, 1, 4}, 2}, {[]int{1, 4}, 2}, {nil, 2}, {[]int{0, 3}, 3}} {
		d := documents(t, only(c.ask...), rememberedText())[0]
		if got := tagged(d); !slices.Equal(got, c.ask) || m.puts != c.puts || !d.Tagged {
			t.Errorf("tags in sentences %v, %d puts; want %v, %d", got, m.puts, c.ask, c.puts)
		}
	}
	o := Options{Entities: true, Memory: m}
	want := documents(t, Options{Entities: true}, rememberedText())[0]
	same(t, "entities after tags", documents(t, o, rememberedText())[0], want)
	if m.puts != 4 {
		t.Errorf("%d puts after entities", m.puts)
	}
	if got := tagged(documents(t, only(0, 1, 3, 4), rememberedText())[0]); len(got) != 4 || m.puts != 4 {
		t.Errorf("tags in %v, %d puts: what entities came with, or what was before, is lost", got, m.puts)
	}
}

// TestWrongMemory: a record that does not fit is as good as none.
func TestWrongMemory(t *testing.T) {
	for name, change := range map[string]func(*record.Record){
		"a sentence too many": func(r *record.Record) {
			r.Sentences = append(r.Sentences, record.Sentence{Index: 99, Tags: []byte{1}, Sought: true})
		},
		"a tag too many":    func(r *record.Record) { r.Sentences[1].Tags = append(r.Sentences[1].Tags, 1) },
		"an unknown tag":    func(r *record.Record) { r.Sentences[0].Tags[0] = byte(len(tagNames)) },
		"a sentence missed": func(r *record.Record) { r.Sentences = r.Sentences[1:] },
		"a break outside":   func(r *record.Record) { r.Breaks = append(r.Breaks, 1<<20) },
	} {
		o := proseOptions[3]
		want := documents(t, o, rememberedText())[0]
		m := new(kept)
		o.Memory = m
		documents(t, o, rememberedText())
		m.edit(t, change)
		same(t, name, documents(t, o, rememberedText())[0], want)
		if m.puts != 2 {
			t.Errorf("%s: %d puts, want the record mended", name, m.puts)
		}
	}
	o := Options{Tags: true}
	want := documents(t, o, rememberedText())[0]
	m := new(kept)
	o.Memory = m
	documents(t, o, rememberedText())
	for key := range m.records {
		m.records[key] = []byte("no record")
	}
	same(t, "no record", documents(t, o, rememberedText())[0], want)
}

// TestMatterFails: who cannot say which sentences matter ends it, with the text's name.
func TestMatterFails(t *testing.T) {
	tok, err := New(Options{Tags: true, Matter: func(*corpus.Document) ([]bool, error) { return nil, errors.New("no answer") }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tok.Document(t.Context(), rememberedText(), corpus.NewLexicon()); err == nil || err.Error() != "together: no answer" {
		t.Errorf("error %v", err)
	}
}

// TestMayName states which sentences are passed over.
func TestMayName(t *testing.T) {
	for s, want := range map[string]bool{
		"The law.": false, "no capital": false, "we rest": false, "12 laws.": false, "“We govern.”": false,
		"China governs.": true, "The Chinese law.": true, "IT governs.": true, "It governs the eU.": true, "the Élysée": true, "Peace is possible.": true,
	} {
		d := documents(t, Options{}, together(s))[0]
		if got := mayName(d, d.Sentences[0]); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
}

// TestFewEntitiesAreLost: passing sentences over costs at most half a hundredth of the
// entities of real texts.
func TestFewEntitiesAreLost(t *testing.T) {
	all, lost := 0, 0
	tok, err := New(Options{Entities: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range documents(t, Options{}, shared(t, "strategies")...) {
		for i := 0; i < len(d.Sentences); i += 97 {
			n := len(tok.ask(d, i, true).Entities)
			all += n
			if !mayName(d, d.Sentences[i]) {
				lost += n
			}
		}
	}
	if all < 200 || lost*200 > all {
		t.Errorf("%d of %d entities are lost", lost, all)
	}
}

// TestFailsAlone: prose fails on a block whatever it came with, and only its
// document goes to the rule.
func TestFailsAlone(t *testing.T) {
	texts := []*corpus.Text{together("One. Two.", "Three. Four."), together("Five. Six."), together("Seven. Eight.")}
	want := documents(t, Options{Sentences: SentencesProse}, texts...)
	p := proseBatch{docs: documents(t, Options{Sentences: SentencesRule}, texts...), breaks: make([][]uint32, 3), ruled: make([]bool, 3)}
	for i, d := range p.docs {
		for _, b := range d.Blocks {
			p.add(i, b.Span)
		}
	}
	asked := 0
	p.ask = func(text string) ([]int, error) {
		if asked++; strings.Contains(text, "Five") {
			return nil, errors.New("panic: test")
		}
		return proseEnds(text)
	}
	p.segment()
	if !slices.Equal(p.ruled, []bool{false, true, false}) || asked < 3 {
		t.Errorf("the rule divides %v after %d questions, want only the second", p.ruled, asked)
	}
	for _, i := range []int{0, 2} {
		var got []uint32
		for _, at := range p.breaks[i] {
			got = append(got, indices(want[i].Tokens, []uint32{at})...)
		}
		if n := len(want[i].Sentences) - len(want[i].Blocks); len(got) != n {
			t.Errorf("text %d: breaks before tokens %v, want %d", i, got, n)
		}
	}
}
