package corpus

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// A lexicon numbers as a map and a slice do.
func TestLexiconIsAMap(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		l, ids := NewLexicon(), map[string]TypeID{}
		for _, w := range rapid.SliceOfN(rapid.StringN(0, 20, -1), 0, 200).Draw(r, "words") {
			want, known := ids[w]
			if got, ok := l.Lookup(w); ok != known || ok && got != want {
				r.Fatalf("Lookup(%q) = %d, %v before it is entered", w, got, ok)
			}
			if !known {
				want = TypeID(len(ids))
				ids[w] = want
			}
			if got := l.Intern([]byte(w)); got != want || l.Word(got) != w || l.Len() != len(ids) {
				r.Fatalf("Intern(%q) = %d, want %d", w, got, want)
			}
		}
	})
}

// Numbers stay when the table grows, and alike words do not meet.
func TestLexiconGrows(t *testing.T) {
	l := NewLexicon()
	const n = 50_000
	for i := range n {
		if got := l.Intern(fmt.Appendf(nil, "word%d", i)); got != TypeID(i) {
			t.Fatalf("word %d has number %d", i, got)
		}
	}
	for i := range n {
		if got, ok := l.Lookup(fmt.Sprintf("word%d", i)); !ok || got != TypeID(i) {
			t.Fatalf("word %d has number %d, %v after growing", i, got, ok)
		}
	}
	if _, ok := l.Lookup("none"); ok || l.Len() != n {
		t.Errorf("%d types; a word that was never entered is found: %v", l.Len(), ok)
	}
}

// The body of the word must not be kept: callers fold the next one into it.
func TestLexiconCopies(t *testing.T) {
	l, w := NewLexicon(), []byte("peace")
	id := l.Intern(w)
	copy(w, "xxxxx")
	if l.Word(id) != "peace" {
		t.Errorf("the word became %q", l.Word(id))
	}
	if n := testing.AllocsPerRun(100, func() { l.Intern([]byte("peace")) }); n > 0 {
		t.Errorf("%v allocations for a known word", n)
	}
}

// A short word has one number, however it is entered.
func TestLexiconShort(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		l := NewLexicon()
		for range 50 {
			w := rapid.SliceOfN(rapid.Byte(), 1, 16).Draw(r, "word")
			w[len(w)-1] |= 1
			var lo, hi uint64
			for i, c := range w {
				if i < 8 {
					lo |= uint64(c) << (8 * i)
				} else {
					hi |= uint64(c) << (8 * (i - 8))
				}
			}
			var id TypeID
			if rapid.Bool().Draw(r, "as numbers first") {
				id = l.InternShort(lo, hi)
			} else {
				id = l.Intern(w)
			}
			if again, short := l.Intern(w), l.InternShort(lo, hi); again != id || short != id || l.Word(id) != string(w) {
				r.Fatalf("%q has the numbers %d, %d and %d, which is %q", w, id, again, short, l.Word(id))
			}
		}
	})
}

// Many short words that are looked up at once have their numbers, or are not
// known; and nearly all are known that were entered.
func TestFindShort(t *testing.T) {
	l, words := NewLexicon(), make([]Short, 0, 2000)
	for i := range 2000 {
		lo, hi, _ := pack(fmt.Sprintf("word%d", i*i))
		if words = append(words, Short{Lo: lo, Hi: hi}); i%2 == 0 {
			l.InternShort(lo, hi)
		}
	}
	l.FindShort(words)
	known := 0
	for i, w := range words {
		if !w.Known {
			continue
		}
		known++
		if i%2 != 0 || w.Type != TypeID(i/2) {
			t.Fatalf("word %d has number %d", i, w.Type)
		}
	}
	if known < 500 {
		t.Errorf("%d of 1000 words are found at the first look", known)
	}
}

// New words share memory: entering many allocates little.
func TestLexiconAllocates(t *testing.T) {
	const n = 10_000
	got := testing.AllocsPerRun(3, func() {
		l := NewLexicon()
		w := []byte("aaaaaaaaaaaaaaaaaaaa")
		for i := range n {
			w[i%7], w[7+i%11] = byte('a'+i%26), byte('a'+i/26%26)
			l.Intern(w[:4+i%17])
		}
	})
	if got > 200 {
		t.Errorf("%v allocations for at most %d words", got, n)
	}
}
