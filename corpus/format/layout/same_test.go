package layout

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"concordat/corpus"

	"pgregory.net/rapid"
)

// differ says where two lists of blocks of a body differ, "" if nowhere.
func differ(body []byte, got, want []corpus.Block) string {
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			return fmt.Sprintf("block %d is missing: %v", i, want[i])
		case i >= len(want):
			return fmt.Sprintf("block %d is too many: %v", i, got[i])
		case got[i] != want[i]:
			end := min(int(max(got[i].End, want[i].End))+80, len(body))
			return fmt.Sprintf("block %d is %v, want %v, in %.400q", i, got[i], want[i], body[min(got[i].Start, want[i].Start):end])
		}
	}
	return ""
}

// TestSameAsReferenceOnRealTexts compares all the files of the shared corpus,
// as they are and with the line ends of Windows and of old Macs.
func TestSameAsReferenceOnRealTexts(t *testing.T) {
	ends := []*strings.Replacer{strings.NewReplacer(), strings.NewReplacer("\n", "\r\n"), strings.NewReplacer("\n", "\r"), strings.NewReplacer("\n", "\u2028", "e", "е")}
	files := 0
	err := filepath.WalkDir(shared(t), func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		files++
		if testing.Short() && files%10 != 0 {
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		text := strings.ToValidUTF8(string(data), " ")
		for k, r := range ends {
			if k > 0 && files%5 != 0 {
				continue
			}
			body := []byte(r.Replace(text))
			if d := differ(body, Blocks(body), refBlocks(body)); d != "" {
				t.Errorf("%s, line ends %d: %s", name, k, d)
			}
		}
		return nil
	})
	if err != nil || files == 0 {
		t.Fatal(files, err)
	}
	t.Logf("%d files", files)
}

// pieces are what the rules look at, so that random texts meet all of them.
var pieces = []string{
	"word", "The", "of the", "of", "and", "or", "AND", "İN", "THE ROAD AHEAD", "The Road Ahead", "Section", "state", "Security Council", "Mr. President", "a", "I", "x",
	"U.S.", "No.", "e.g.", "Mr.", "12", "2003.", "2.4", "impact.12", "well.3,", "(a)", "(iv)", "1.", "2.", "3.1.", "3.1.2", "B.", "ii.", "c)", "4.Work", "•", "•x", "-", "–", "—x", "*", "",
	".", ",", ":", ";", "; and", ", or", "!", "?", "…", "。", "“quoted.”", "’", "»", ")", "]*_", "cyber-", "soft\u00ad",
	"网络主权", "各国应当尊重", "État", "été", "Ωμέγα", "ώρα", "дом", "Мир", "ǅ", "𝔄", "\ufeff", "\u200b", "½", "٣",
	" ", "  ", "\t", "\u00a0", "\u3000", "\n", "\n", "\n", "\n\n", "\n\n", "\r\n", "\r", "\v", "\f", "\u0085", "\u2028", "\u2029", "\x1f", "\x01",
	strings.Repeat("long words in a line ", 8), strings.Repeat("x", 161), strings.Repeat("é", 160), strings.Repeat("网", 161), strings.Repeat("AB", 90),
	"The members of the assembly have met and\nthey have talked at length about all the\n", "12 A Strategy for Networks\n", "A Strategy for Networks ii\n",
}

func bodies() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		glue := rapid.SampledFrom([]string{"", " ", "\n", " \n"}).Draw(t, "glue")
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), rapid.IntRange(0, 60).Draw(t, "least"), 80).Draw(t, "pieces"), glue)
	})
}

// TestSameAsReferenceOnRandomTexts compares texts made of what the rules ask for.
func TestSameAsReferenceOnRandomTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := []byte(bodies().Draw(t, "body"))
		if d := differ(body, Blocks(body), refBlocks(body)); d != "" {
			t.Fatal(d)
		}
	})
}

// FuzzSameAsReference compares any valid text.
func FuzzSameAsReference(f *testing.F) {
	for _, p := range pieces {
		f.Add("The members of the assembly have met and\nthey have talked at length about all the\n" + p + "\nWhat they said.\n")
	}
	f.Fuzz(func(t *testing.T, body string) {
		if !utf8.ValidString(body) {
			return
		}
		if d := differ([]byte(body), Blocks([]byte(body)), refBlocks([]byte(body))); d != "" {
			t.Fatal(d)
		}
	})
}

// TestEveryLineEndIsSeen holds the search by words of eight bytes to the plain
// one, at every place in the word.
func TestEveryLineEndIsSeen(t *testing.T) {
	for c := range 256 {
		for at := range 20 {
			for _, fill := range []byte{'a', ' ', 0x7f, 0x80, 0xa2, 0xc1, 0xc3, 0xe1, 0xe3, 0xff} {
				b := []byte(strings.Repeat(string([]byte{fill}), 20))
				b[at] = byte(c)
				want := len(b)
				if c < 0x20 || c == 0xc2 || c == 0xe2 {
					want = at
				}
				if got := mayEnd(b); got != want {
					t.Fatalf("byte %#x at %d among %#x: %d", c, at, fill, got)
				}
			}
		}
	}
}

// TestRunesUpTo: it counts as the library does, and no further than asked.
func TestRunesUpTo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		most := rapid.IntRange(0, 40).Draw(t, "most")
		if got, want := runesUpTo([]byte(s), most), min(utf8.RuneCountInString(s), most+1); got != want {
			t.Fatalf("%d runes of %q, want %d", got, s, want)
		}
	})
}
