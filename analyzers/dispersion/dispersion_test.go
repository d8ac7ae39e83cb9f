package dispersion

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
	"concordat/analyzers/result"
	"concordat/analyzers/tally"

	"pgregory.net/rapid"
)

func TestContract(t *testing.T) { analyzertest.Contract(t, New()) }

func analyze(t *testing.T, in *analyzers.Input) *result.Result {
	t.Helper()
	r, err := New().Analyze(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestToyCorpus checks the item a of the toy corpus of Gries (2008), five
// parts of 9, 10, 10, 10 and 11 words, with a document for each part.
func TestToyCorpus(t *testing.T) {
	in := analyzertest.Input("", "", "", "", "")
	in.Comparisons = nil
	peace, _ := in.Book.Lookup("peace")
	for i, d := range []struct{ tokens, hits int64 }{{9, 1}, {10, 2}, {10, 3}, {10, 4}, {11, 5}} {
		in.Tally.Documents[i].Tokens = d.tokens
		in.Tally.Documents[i].Concepts = []tally.Count{{Concept: int32(peace), Hits: d.hits}}
	}
	tab := analyze(t, in).Tables[0]
	if tab.Rows() != 1 || tab.Column("document").Texts[0] != analyzers.All || tab.Column("concept").Texts[0] != "peace" {
		t.Fatalf("%+v", tab)
	}
	for name, want := range map[string]float64{"dp": .18, "dp_norm": .219512195122, "dp_egbert": .219512195122, "juilland_d": .785150453444, "juilland_raw": .764297739604,
		"kl_odds": .1204706554, "burch_da": .6974500345, "per_part": 3} {
		if got := tab.Column(name).Floats[0]; math.Abs(got-want) > 1e-9 {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
	for name, want := range map[string]int64{"hits": 15, "tokens": 50, "parts": 5, "parts_with": 5} {
		if got := tab.Column(name).Ints[0]; got != want {
			t.Errorf("%s = %d, want %d", name, got, want)
		}
	}
}

// TestSections measures over the sections of a document: one of 5 words with
// two hits, one of 12 with one. DP = ½(|2/3 − 5/17| + |1/3 − 12/17|).
func TestSections(t *testing.T) {
	in := analyzertest.Input("# One\n\nPeace or more peace.\n\n# Two\n\nPeace goes on and on and on and on and on.")
	tab := analyze(t, in).Tables[0]
	var kinds []string
	for i, c := range tab.Column("concept").Texts {
		if c != "peace" {
			continue
		}
		kinds = append(kinds, tab.Column("parts_of").Texts[i])
		if arf := tab.Column("arf").Floats[i]; math.IsNaN(arf) == (kinds[len(kinds)-1] == "equal parts") {
			t.Errorf("%s: ARF %v", kinds[len(kinds)-1], arf)
		}
	}
	if !slices.Equal(kinds, []string{"equal parts", "sections"}) {
		t.Fatalf("kinds %q", kinds)
	}
	i := slices.Index(tab.Column("parts_of").Texts, "sections")
	want := (math.Abs(2./3-5./17) + math.Abs(1./3-12./17)) / 2
	if dp := tab.Column("dp").Floats[i]; math.Abs(dp-want) > 1e-12 || tab.Column("parts").Ints[i] != 2 || tab.Column("parts_with").Ints[i] != 2 {
		t.Errorf("DP over sections %v, want %v", dp, want)
	}
	// Hits at the words 1, 4 and 6 of 17 in a ring: distances 3, 2 and 12, mean 17/3.
	if arf := tab.Column("arf").Floats[0]; math.Abs(arf-(3+2+17./3)/(17./3)) > 1e-12 {
		t.Errorf("ARF %v", arf)
	}
}

// TestGroup checks that a group has rows, with a part for each of its documents.
func TestGroup(t *testing.T) {
	in := analyzertest.Input("Peace and war.", "War and war and war.", "Peace.")
	in.Groups = []analyzers.Side{{Name: "g", Documents: []int{0, 1}}, {Name: "h", Documents: []int{2}}}
	in.Comparisons = []analyzers.Comparison{{Target: in.Groups[0], Reference: in.Groups[1]}}
	r := analyze(t, in)
	tab := r.Tables[0]
	i := slices.Index(tab.Column("document").Texts, "g")
	// Parts of 3 and 5 words, the only hit in the first: DP = 5/8, DPnorm = (5/8)/(5/8).
	if i < 0 || tab.Column("parts").Ints[i] != 2 || tab.Column("dp").Floats[i] != 0.625 || tab.Column("dp_norm").Floats[i] != 1 {
		t.Fatalf("row %d of %v", i, tab.Column("document").Texts)
	}
	if len(r.Figures) != 1 || !slices.Contains(r.Figures[0].Data.Column("document").Texts, "d1") {
		t.Error("no strips for the documents of the target")
	}
}

// TestWithinAgainstDefinition recounts the parts token by token.
func TestWithinAgainstDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := analyzertest.Input("")
		peace, _ := in.Book.Lookup("peace")
		n := rapid.IntRange(1, 60).Draw(t, "tokens")
		in.Options.Parts = rapid.IntRange(1, 12).Draw(t, "parts")
		at := rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 1, n, rapid.ID).Draw(t, "positions")
		slices.Sort(at)
		d := &in.Tally.Documents[0]
		d.Tokens = int64(n)
		for _, p := range at {
			d.Positions = append(d.Positions, tally.Position{Concept: int32(peace), Token: uint32(p), End: uint32(p) + 1})
		}
		counts, sizes := make([]float64, in.Options.Parts), make([]float64, in.Options.Parts)
		for i := range n {
			sizes[i*in.Options.Parts/n]++
			if slices.Contains(at, i) {
				counts[i*in.Options.Parts/n]++
			}
		}
		want, with := 0.0, int64(0)
		for i := range counts {
			want += math.Abs(counts[i]/float64(len(at))-sizes[i]/float64(n)) / 2
			if counts[i] > 0 {
				with++
			}
		}
		rows := within(in, 0)
		if len(rows) != 1 || rows[0].hits != int64(len(at)) || rows[0].tokens != int64(n) || rows[0].with != with ||
			rows[0].parts != int64(min(n, in.Options.Parts)) || math.Abs(rows[0].dp-want) > 1e-12 {
			t.Fatalf("%+v, want DP %v in %d parts", rows, want, with)
		}
	})
}

func TestStrips(t *testing.T) {
	// d0: peace at tokens 0 and 2 of 4; d1: no peace, but states.
	in := analyzertest.Input("Peace or peace now.", "Some states.")
	in.Comparisons[0].Reference = analyzers.Side{Name: "them", Documents: []int{1}}
	f := analyze(t, in).Figures[0]
	var got []string
	for i := range f.Data.Rows() {
		var cells []string
		for _, c := range []string{f.Group, f.Y, f.X, "n"} {
			cells = append(cells, f.Data.Column(c).Cell(i))
		}
		got = append(got, strings.Join(cells, "|"))
	}
	want := "d0|Peace|0|2 d0|Peace|50|2 d0|States||0 d1|Peace||0 d1|States|50|1"
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
	if len(f.Data.Notes) != 1 {
		t.Error("rows without a position need a note")
	}
	if !strings.Contains(f.Caption, "d0 (4 tokens) and d1 (2 tokens)") {
		t.Error(f.Caption)
	}
}

func TestPictured(t *testing.T) {
	in := analyzertest.Input("a", "b", "c")
	side := func(docs ...int) analyzers.Side { return analyzers.Side{Documents: docs} }
	for _, c := range []struct {
		target, reference analyzers.Side
		want              []int
	}{{side(2), side(0), []int{2, 0}}, {side(1), side(0, 2), []int{1}}, {side(0, 1), side(2), []int{0, 1}}, {side(0, 1, 2, 3, 4), side(5), nil}} {
		in.Comparisons = []analyzers.Comparison{{Target: c.target, Reference: c.reference}}
		if got := pictured(in); !slices.Equal(got, c.want) {
			t.Errorf("%v against %v: %v", c.target, c.reference, got)
		}
	}
	in.Comparisons = nil
	if got := pictured(in); got != nil {
		t.Errorf("three documents and no comparison: %v", got)
	}
}

func TestOptionsNameConcepts(t *testing.T) {
	in := analyzertest.Sample()
	in.Options.Concepts = []string{"attack", "peace"}
	f := analyze(t, in).Figures[0]
	names := slices.Compact(slices.Clone(f.Data.Column("concept").Texts))
	if len(names) != 2 || names[0] != "Attack" {
		t.Errorf("%v", names)
	}
}
