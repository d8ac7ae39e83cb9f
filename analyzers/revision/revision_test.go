package revision

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
	"concordat/analyzers/result"

	"pgregory.net/rapid"
)

func TestContract(t *testing.T) { analyzertest.Contract(t, New()) }

// revise analyses two versions; analyzertest.Input makes the first text the
// target, which is the new version.
func revise(t interface{ Fatal(...any) }, old, new string) (*result.Result, map[string]*result.Table) {
	return analyze(t, analyzertest.Input(new, old))
}

func analyze(t interface{ Fatal(...any) }, in *analyzers.Input) (*result.Result, map[string]*result.Table) {
	r, err := New().Analyze(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string]*result.Table{}
	for _, tab := range r.Tables {
		if err := tab.Check(); err != nil {
			t.Fatal(err)
		}
		tables[tab.Name] = tab
	}
	return r, tables
}

// lines returns the cells of some columns, a line each row.
func lines(t *result.Table, names ...string) string {
	var out []string
	for i := range t.Rows() {
		var cells []string
		for _, n := range names {
			cells = append(cells, t.Column(n).Cell(i))
		}
		out = append(out, strings.Join(cells, "|"))
	}
	return strings.Join(out, "\n")
}

const first = "# Code of conduct\n\n(a) To respect the sovereignty of all states, in peace.\n\nTo refrain from attacks on the networks of others.\n\nTo foster security and peace.\n\nTo settle disputes by peaceful means only."

const second = "# Code of conduct\n\n(b) To respect the sovereignty of all states, in peace.\n\nTo refrain from cyber attacks on the networks of others.\n\nNo interference in the affairs of others is allowed.\n\nTo foster peace, openness and security."

// TestKnownRevision: renumbered, reworded with a hit gained, added, reworded
// with a hit that changed its place, dropped.
func TestKnownRevision(t *testing.T) {
	r, tabs := revise(t, first, second)
	if got, want := lines(tabs[paragraphs], "fate", "old", "new", "change", "lost", "gained"), strings.Join([]string{
		"kept|1|1|Code of conduct||",
		"kept|2|2|[-(a)-] {+(b)+} To respect the sovereignty of all states, in peace.||",
		"reworded|3|3|To refrain from {+cyber+} attacks on the networks of others.||Cyber security",
		"added||4|{+No interference in the affairs of others is allowed.+}||Non-interference",
		"reworded|4|5|To foster {+peace, openness and+} security. [-and peace.-]||",
		"dropped|5||[-To settle disputes by peaceful means only.-]||",
	}, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got, want := lines(tabs[concepts], "concept", "old_hits", "new_hits", "kept", "rephrased", "lost", "gained"), strings.Join([]string{
		"sovereignty|1|2|1|0|0|1",
		"non-interference|0|1|0|0|0|1",
		"security|2|3|2|0|0|1",
		"cyber|1|2|1|0|0|1",
		"attack|1|1|1|0|0|0",
		"peace|2|2|1|1|0|0",
		"actors|1|1|1|0|0|0",
		"states|1|1|1|0|0|0",
	}, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got, want := lines(tabs[name], "old_document", "new_document", "kept", "reworded", "moved", "dropped", "added"), "d1|d0|2|2|0|1|1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for i, match := range tabs[hits].Column("match").Texts {
		if c := tabs[hits].Column("new_start"); !c.Absent(i) && second[c.Ints[i]:tabs[hits].Column("new_end").Ints[i]] != match {
			t.Errorf("hit %d is %q", i, match)
		}
	}
	if want := "From d1 to d0 2 paragraphs stand unchanged in place; 2 reworded, 1 dropped, 1 added."; len(r.Findings) != 1 || r.Findings[0].Text != want {
		t.Errorf("%v", r.Findings)
	}
}

func TestSameTextTwice(t *testing.T) {
	_, tabs := revise(t, first, first)
	for _, f := range tabs[paragraphs].Column("fate").Texts {
		if f != "kept" {
			t.Error(f)
		}
	}
	if tabs[hits].Rows() != 0 || tabs[name].Column("kept_words").Ints[0] != tabs[name].Column("old_words").Ints[0] {
		t.Errorf("%d hits changed, %s", tabs[hits].Rows(), lines(tabs[name], "old_words", "kept_words"))
	}
}

func TestNotes(t *testing.T) {
	in := analyzertest.Input("Peace and war.", "Something else altogether here.")
	in.Tally.Documents[0].Meta.Year, in.Tally.Documents[1].Meta.Year = 2011, 2015
	r, _ := analyze(t, in)
	var codes []string
	for _, n := range r.Notes {
		codes = append(codes, n.Code)
	}
	if !slices.Equal(codes, []string{"backwards", "unlike"}) {
		t.Error(r.Notes)
	}
	if len(r.Findings) > 0 {
		t.Errorf("texts that are no versions of each other make a finding: %v", r.Findings)
	}
	if r, _ := analyze(t, analyzertest.Input("One text.", "Two.", "Three.")); len(r.Notes) != 1 || r.Notes[0].Code != "no-versions" {
		t.Error(r.Notes)
	}
}

var (
	deleted  = regexp.MustCompile(`\[-.*?-\]`)
	inserted = regexp.MustCompile(`\{\+.*?\+\}`)
	signs    = strings.NewReplacer("[-", "", "-]", "", "{+", "", "+}", "")
)

// letters are the words of a text, without what stands between them.
func letters(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r < 'A' || r > 'z' || r == '[' || r == ']' }), " ")
}

// TestLaws: without its insertions the marked text is the old one, without its
// deletions the new one, and every hit has one outcome.
func TestLaws(t *testing.T) {
	word := rapid.SampledFrom([]string{"peace", "war", "of", "the", "states", "cyber", "attack", "sovereignty", "and", "other", "words"})
	paragraph := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(word, 1, 14).Draw(t, "words"), " ") + "."
	})
	rapid.Check(t, func(t *rapid.T) {
		was := rapid.SliceOfN(paragraph, 1, 6).Draw(t, "old")
		is := slices.Clone(was)
		for range rapid.IntRange(0, 4).Draw(t, "changes") {
			at := rapid.IntRange(0, len(is)-1).Draw(t, "at")
			switch rapid.IntRange(0, 3).Draw(t, "change") {
			case 0:
				is = slices.Insert(is, at, paragraph.Draw(t, "inserted"))
			case 1:
				if len(is) > 1 {
					is = slices.Delete(is, at, at+1)
				}
			case 2:
				is[at] = strings.Replace(is[at], "the", "cyber attack on", 1)
			default:
				is[0], is[at] = is[at], is[0]
			}
		}
		in := analyzertest.Input(strings.Join(is, "\n\n"), strings.Join(was, "\n\n"))
		_, tabs := analyze(t, in)
		p := tabs[paragraphs]
		for i, marked := range p.Column("change_whole").Texts {
			if old, want := letters(signs.Replace(inserted.ReplaceAllString(marked, ""))), letters(p.Column("old_text").Texts[i]); old != want {
				t.Fatalf("%q without insertions is %q, want %q", marked, old, want)
			}
			if new, want := letters(signs.Replace(deleted.ReplaceAllString(marked, ""))), letters(p.Column("new_text").Texts[i]); new != want {
				t.Fatalf("%q without deletions is %q, want %q", marked, new, want)
			}
		}
		count := func(document int, concept string) (n int64) {
			c, _ := in.Book.Lookup(concept)
			for _, p := range in.Tally.Documents[document].Positions {
				if p.Concept == int32(c) {
					n++
				}
			}
			return n
		}
		c := tabs[concepts]
		for i, id := range c.Column("concept").Texts {
			n := func(name string) int64 { return c.Column(name).Ints[i] }
			if n("old_hits") != count(1, id) || n("new_hits") != count(0, id) || n("kept")+n("rephrased")+n("lost") != n("old_hits") || n("kept")+n("rephrased")+n("gained") != n("new_hits") {
				t.Fatalf("%s", lines(c, "concept", "old_hits", "new_hits", "kept", "rephrased", "lost", "gained"))
			}
		}
	})
}
