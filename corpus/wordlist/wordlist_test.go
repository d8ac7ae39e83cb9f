package wordlist

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"concordat/corpus/strict"
)

func TestParse(t *testing.T) {
	want := []Word{{"don't", 120, 7}, {"peace", 1594, -1}, {"the", 60000, 99}}
	for name, text := range map[string]string{
		"lists/bnc.csv": "# made by hand\nrank,Word,Frequency,Documents\n1,the,\"60,000\",99\n2,peace,1000,50\n\n3,Peace,594,40\n4,don’t,120,7\n5,New York,80,9\n,(total),100000,100\n,(minimum),80\n",
		"bnc.tsv":       "\ufefftype\tfreq\ttexts\r\nthe\t60000\t99\r\npeace\t1000\t50\r\nPEACE\t594\t40\r\ndon't\t120\t7\r\n\"\t80\t9\r\n(total)\t100,000\t100\r\n(minimum)\t80\r\n",
	} {
		l, err := Parse(name, []byte(text), 0)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !slices.Equal(l.Words, want) || l.Name != "bnc" || l.Path != name || len(l.SHA256) != 64 {
			t.Errorf("%s: %+v", name, l)
		}
		if l.Tokens != 100000 || l.Documents != 100 || l.Minimum != 80 || l.Least != 80 || l.Merged != 1 || l.Phrases != 1 {
			t.Errorf("%s: %+v", name, l)
		}
		if w, ok := l.Lookup("peace"); !ok || w.N != 1594 {
			t.Errorf("%s: %+v", name, w)
		}
		if _, ok := l.Lookup("war"); ok {
			t.Error("war is not in the list")
		}
	}
	l, err := Parse("a.csv", []byte("word,n\n#,3\nb,2\n"), 10)
	if err != nil || l.Tokens != 10 || l.Documents != 0 || len(l.Words) != 1 || l.Words[0].Documents != -1 || l.Phrases != 1 {
		t.Errorf("%+v, %v", l, err)
	}
}

// Every wrong row is told, with its line.
func TestParseReportsEveryProblemWithItsLine(t *testing.T) {
	for text, wants := range map[string][]string{
		"word,frequency\npeace,1.5\nwar,-3\n,4\nlaw,2,\nstate,none\n(totl),9\n": {
			`l.csv:2:7: the frequency of "peace" is "1.5"`, `l.csv:3:5: `, "l.csv:4:1: the row has no word", `l.csv:6:7: the frequency of "state" is "none"`,
			`l.csv:7:1: (totl) is no row that is known`, `did you mean "(total)"?`},
		"peace,3\nwar,4\n":                                      {`l.csv:1:1: no column word among ["peace" "3"]`, "begin the file with a row"},
		"word,frequency\npeace,3\n":                             {"how many tokens the whole corpus has is not said", "reference_total"},
		"word,frequency\npeace,3\n(total),2\n":                  {"the words have 3 tokens together, more than the total of 2"},
		"word,frequency\npeace,3\n(total),5\n(total),5\n":       {"l.csv:4:1: there are two rows (total)"},
		"word,frequency\npeace,3\n(total),5\n(minimum),4\n":     {"from 4 occurrences on, but has one with 3"},
		"word,frequency\npeace,3\n(total),9\n(minimum),1\n":     {"it has every word ((minimum) 1), but its words are 3 of the 9 tokens"},
		"word,frequency,docs\npeace,3,4\n(total),5\n":           {`l.csv:2:9: "peace" is in "4" documents`},
		"word,frequency,docs\npeace,3,3\n(total),5,2\n":         {"a word is in 3 documents, more than the total of 2"},
		"word,frequency\n\"peace,3\n":                           {"l.csv:", "quotation mark"},
		"word,frequency\nd\xe9j\xe0,3\n":                        {"l.csv:2:1: not valid UTF-8"},
		"word,frequency\n(total),5\n":                           {"the list has no words"},
		"":                                                      {"the list has no words"},
		"word\tfrequency\npeace\tx\n":                           {`l.csv:2:7: the frequency of "peace" is "x"`},
		"word,frequency\n" + strings.Repeat("peace,x\n", 25):    {"l.csv:21:7:", "and 5 more"},
		"word,frequency\npeace,\"1,00\"\n(total),\"1,000,0\"\n": {`is "1,00"`, `is "1,000,0"`},
	} {
		_, err := Parse("l.csv", []byte(text), 0)
		var es *strict.Errors
		if !errors.As(err, &es) {
			t.Errorf("%q: error %v", text, err)
			continue
		}
		for _, want := range wants {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q: no %q in\n%v", text, want, err)
			}
		}
	}
}

// What is written comes back, in any order of the rows, whichever way it is divided.
func TestParseLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.MapOfN(rapid.StringMatching(`[a-z]{1,12}`), rapid.Int64Range(1, 1e6), 1, 30).Draw(t, "counts")
		var rows []string
		total := int64(0)
		for w, n := range counts {
			rows = append(rows, fmt.Sprintf("%s,%d", w, n))
			total += n
		}
		slices.Sort(rows)
		rows = rapid.Permutation(rows).Draw(t, "rows")
		text := "word,frequency\n" + strings.Join(rows, "\n")
		if rapid.Bool().Draw(t, "tabs") {
			text = strings.ReplaceAll(text, ",", "\t")
		}
		l, err := Parse("l", []byte(text), total)
		if err != nil {
			t.Fatal(err)
		}
		if len(l.Words) != len(counts) || l.Merged+l.Phrases != 0 {
			t.Fatalf("%+v of %v", l, counts)
		}
		for w, n := range counts {
			if got, ok := l.Lookup(w); !ok || got.N != n {
				t.Fatalf("%s: %+v, want %d", w, got, n)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("word,frequency,documents\nthe,5,2\n(total),9,3\n(minimum),2\n")
	f.Add("word\tfrequency\n\"\t5\n# a\n#\t3\n")
	f.Fuzz(func(t *testing.T, s string) {
		l, err := Parse("l.csv", []byte(s), 1000)
		if err != nil {
			var es *strict.Errors
			if !errors.As(err, &es) || len(es.Problems) == 0 {
				t.Fatalf("an error without a place: %v", err)
			}
			return
		}
		sum := int64(0)
		for i, w := range l.Words {
			sum += w.N
			if w.N < 1 || w.Form == "" || i > 0 && l.Words[i-1].Form >= w.Form {
				t.Fatalf("%+v", l.Words)
			}
		}
		if sum > l.Tokens || l.Minimum > l.Least {
			t.Fatalf("%+v", l)
		}
	})
}
