package cooccurrence

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"
	"concordat/analyzers/tally"
	"concordat/corpus/codebook"

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

// hundred is one document of 100 paragraphs: peace in 30, states in 20, both in 12.
func hundred() *analyzers.Input {
	in := analyzertest.Input("")
	in.Options.Unit = tally.Paragraph
	peace, _ := in.Book.Lookup("peace")
	states, _ := in.Book.Lookup("states")
	d := &in.Tally.Documents[0]
	d.Concepts = []tally.Count{{Concept: int32(peace), Hits: 41}, {Concept: int32(states), Hits: 22}}
	d.Cooccurrences = []tally.Cooccurrence{
		{Unit: tally.Sentence, Units: 7, Margins: []tally.Margin{{Concept: int32(peace), N: 3}}},
		{Unit: tally.Paragraph, Units: 100,
			Margins: []tally.Margin{{Concept: int32(peace), N: 30}, {Concept: int32(states), N: 20}},
			Pairs:   []tally.Pair{{A: int32(peace), B: int32(states), N: 12}}},
	}
	return in
}

// TestKnownPair checks a pair whose statistics were computed in R and SciPy.
func TestKnownPair(t *testing.T) {
	tab := analyze(t, hundred()).Tables[0]
	if tab.Rows() != 1 {
		t.Fatalf("%d rows", tab.Rows())
	}
	for name, want := range map[string]string{
		"document": "d0", "unit": "paragraph", "concept_a": "peace", "concept_b": "states",
		"both": "12", "a": "30", "b": "20", "n": "100", "label_a": "Peace", "label_b": "States",
	} {
		if got := tab.Column(name).Cell(0); got != want {
			t.Errorf("%s = %s, want %s", name, got, want)
		}
	}
	for name, want := range map[string]float64{
		"expected": 6, "lift": 2, "npmi": .326915579, "log_dice": 14 + math.Log2(.48), "g2": 9.946179206,
		"p_fisher": .002132642, "q_bh": .002132642, // a family of one
	} {
		if got := tab.Column(name).Floats[0]; math.Abs(got-want) > 1e-6*want {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
}

// TestFamily recomputes q from the counts with the pairs that never meet in the family.
func TestFamily(t *testing.T) {
	in := analyzertest.Sample()
	tab := analyze(t, in).Tables[0]
	for _, s := range in.Sides(limit) {
		units := int64(0)
		margins, joint := map[int]int64{}, map[[2]int]int64{}
		for _, i := range s.Documents {
			co := in.Tally.Documents[i].Cooccurrences[0] // by sentence
			units += co.Units
			for _, m := range co.Margins {
				margins[int(m.Concept)] += m.N
			}
			for _, p := range co.Pairs {
				joint[[2]int{int(p.A), int(p.B)}] += p.N
			}
		}
		var ps []float64
		apart := 0 // pairs never together of which 5 or more units were to be expected
		at := map[[2]string]int{}
		for a := range in.Book.Concepts {
			for b := a + 1; b < len(in.Book.Concepts); b++ {
				kin := false
				for p := in.Book.Concepts[b].Parent; p != codebook.None; p = in.Book.Concepts[p].Parent {
					kin = kin || int(p) == a
				}
				if !kin && margins[a] > 0 && margins[b] > 0 {
					at[[2]string{in.Book.Concepts[a].ID, in.Book.Concepts[b].ID}] = len(ps)
					if joint[[2]int{a, b}] == 0 && margins[a]*margins[b] >= 5*units {
						apart++
					}
					ps = append(ps, stats.FromMargins(joint[[2]int{a, b}], margins[a], margins[b], units).FisherP())
				}
			}
		}
		qs := stats.BenjaminiHochberg(ps)
		rows := 0
		for i, doc := range tab.Column("document").Texts {
			if doc != s.Name {
				continue
			}
			rows++
			k, ok := at[[2]string{tab.Column("concept_a").Texts[i], tab.Column("concept_b").Texts[i]}]
			if !ok || tab.Column("q_bh").Floats[i] != qs[k] {
				t.Errorf("%s row %d: q %v is not of the family", s.Name, i, tab.Column("q_bh").Floats[i])
			}
			if v := tab.Column("n").Ints[i]; v != units {
				t.Errorf("%s row %d: n %d, want %d", s.Name, i, v, units)
			}
		}
		if rows != len(joint)+apart {
			t.Errorf("%s has %d rows, want %d", s.Name, rows, len(joint)+apart)
		}
	}
	if !slices.Contains(tab.Column("document").Texts, analyzers.All) {
		t.Error("no rows for all documents")
	}
}

// TestAgainstSets counts random sentences a second way, as sets of words.
func TestAgainstSets(t *testing.T) {
	word := rapid.SampledFrom([]string{"peace", "states", "sovereignty", "zyzzyva", "of", "the"})
	id := map[string]string{"never": "zyzzyva"}
	rapid.Check(t, func(t *rapid.T) {
		sentences := rapid.SliceOfN(rapid.SliceOfN(word, 1, 5), 1, 12).Draw(t, "sentences")
		var text strings.Builder
		with, pairs := map[string]int64{}, map[string]bool{}
		for _, s := range sentences {
			text.WriteString(strings.Join(s, " ") + ". ")
			s = slices.DeleteFunc(slices.Clone(s), func(w string) bool { return w == "of" || w == "the" })
			if slices.Contains(s, "states") {
				s = append(s, "actors") // the parent counts its children's hits
			}
			slices.Sort(s)
			s = slices.Compact(s)
			for i, a := range s {
				with[a]++
				for _, b := range s[i+1:] {
					if a == "actors" && b == "states" {
						continue // kin
					}
					with[a+" "+b]++
					pairs[a+" "+b] = true
				}
			}
		}
		r, err := New().Analyze(context.Background(), analyzertest.Input(text.String()))
		if err != nil {
			t.Fatal(err)
		}
		tab := r.Tables[0]
		if tab.Rows() != len(pairs) {
			t.Fatalf("%d rows, want %d", tab.Rows(), len(pairs))
		}
		for i := range tab.Rows() {
			a, b := tab.Column("concept_a").Texts[i], tab.Column("concept_b").Texts[i]
			a, b = cmp.Or(id[a], a), cmp.Or(id[b], b)
			if tab.Column("a").Ints[i] != with[a] || tab.Column("b").Ints[i] != with[b] || tab.Column("n").Ints[i] != int64(len(sentences)) {
				t.Fatalf("wrong margins of %s and %s", a, b)
			}
			both, p, q := tab.Column("both").Ints[i], tab.Column("p_fisher").Floats[i], tab.Column("q_bh").Floats[i]
			if both != with[min(a, b)+" "+max(a, b)] || !(p > 0 && p <= q && q <= 1) {
				t.Fatalf("%s and %s: both %d, p %v, q %v", a, b, both, p, q)
			}
		}
	})
}

func TestOrderWithinDocument(t *testing.T) {
	tab := analyze(t, analyzertest.Sample()).Tables[0]
	docs, g2 := tab.Column("document").Texts, tab.Column("g2").Floats
	for i := 1; i < len(docs); i++ {
		if docs[i] == docs[i-1] && g2[i] > g2[i-1] {
			t.Errorf("row %d is out of order", i)
		}
	}
}

func TestTriangle(t *testing.T) {
	in := analyzertest.Sample()
	r := analyze(t, in)
	var names []string
	for _, f := range r.Figures {
		names = append(names, f.Name)
	}
	if got := strings.Join(names, " "); got != "cooccurrence cooccurrence-target cooccurrence-reference network" {
		t.Fatal(got)
	}
	f := r.Figures[0]
	seen := map[string]bool{}
	for _, c := range append(slices.Clone(f.Data.Column("concept_a").Texts), f.Data.Column("concept_b").Texts...) {
		seen[c] = true
	}
	if n := len(seen); f.Data.Rows() != n*(n-1)/2 {
		t.Errorf("%d cells for %d concepts", f.Data.Rows(), n)
	}
	if seen["Security"] && seen["Attack"] || seen["Actors"] {
		t.Errorf("kin or a concept without patterns: %v", seen)
	}
	for i, both := range f.Data.Column("both").Ints {
		if (both == 0 && f.Data.Column("expected").Floats[i] < 5) != math.IsNaN(f.Data.Column("npmi").Floats[i]) {
			t.Errorf("cell %d has %d units in common and NPMI %v", i, both, f.Data.Column("npmi").Floats[i])
		}
	}
}

// TestTriangleOfEachSide checks that the figure of a side has that side's
// concepts, and that its numbers are those of the table's rows of the side.
func TestTriangleOfEachSide(t *testing.T) {
	in := analyzertest.Input("Sovereignty and peace. Peace and sovereignty. Peace.", "Attack by states. States and attack. Peace of states.")
	r := analyze(t, in)
	want := map[string]string{name + "-target": "Peace Sovereignty", name + "-reference": "Peace Security States"}
	for _, f := range r.Figures {
		if f.Kind != "triangle" {
			continue
		}
		seen := map[string]bool{}
		for i, a := range f.Data.Column("concept_a").Texts {
			seen[a], seen[f.Data.Column("concept_b").Texts[i]] = true, true
		}
		if w := want[f.Name]; w != "" && w != strings.Join(slices.Sorted(maps.Keys(seen)), " ") {
			t.Errorf("%s has %v, want %s", f.Name, seen, w)
		}
		delete(want, f.Name)
		if f.Name == name+"-target" && !strings.HasSuffix(f.Caption, " Names: d0 = “Text 0”.") {
			t.Errorf("the caption does not say what d0 is: %s", f.Caption)
		}
	}
	if len(want) > 0 {
		t.Errorf("no figure for %v", want)
	}
}

// TestSidesHaveRows checks that a side of several documents has rows even if
// every document has some.
func TestSidesHaveRows(t *testing.T) {
	in := analyzertest.Sample()
	if !slices.Contains(analyze(t, in).Tables[0].Column("document").Texts, "the others") {
		t.Error("the reference of the only comparison has no rows")
	}
}

// TestCaptions checks what a caption must not leave out.
func TestCaptions(t *testing.T) {
	in := analyzertest.Sample()
	in.Options.Unit = tally.Window
	r := analyze(t, in)
	for _, f := range r.Figures {
		if !strings.Contains(f.Caption, "the last of a paragraph may be shorter") {
			t.Errorf("%s does not say what a window is: %s", f.Name, f.Caption)
		}
	}
	f := r.Figures[0]
	filled, thin := 0, 0
	for i, v := range f.Data.Column("npmi").Floats {
		if !math.IsNaN(v) {
			filled++
			if both := f.Data.Column("both").Ints[i]; both > 0 && both < fewUnits {
				thin++
			}
		}
	}
	if want := "Of " + result.Counted(filled, "filled cell") + ", " + verb(thin, "rests", "rest") + " on fewer than 5 windows of 10 tokens"; !strings.Contains(f.Caption, want) {
		t.Errorf("want %q in %s", want, f.Caption)
	}
	if got := others(map[int]string{1: "a", 2: otherBranches}); !strings.Contains(got, "one colour for each of the 5 branches") {
		t.Error(got)
	}
	if got := others(map[int]string{1: "a"}); got != "" {
		t.Error(got)
	}
}

func TestNetworkOfOneTie(t *testing.T) {
	r := analyze(t, hundred())
	f := r.Figures[len(r.Figures)-1]
	if f.Kind != "network" || f.Data.Rows() != 1 || f.Data.Column("source_hits").Ints[0] != 41 || f.Data.Column("target_hits").Ints[0] != 22 {
		t.Fatalf("%+v", f.Data)
	}
	if g := f.Data.Column("target_group").Texts[0]; g != "Actors" {
		t.Errorf("states are of branch %s", g)
	}
	if len(r.Findings) != 1 || !strings.Contains(r.Findings[0].Text, "in d0 is “Peace” and “States”: together in 12 of 100 paragraphs, where 6.0 would be expected (lift 2.0)") {
		t.Errorf("findings %v", r.Findings)
	}
}

// TestNeverTogether checks that a pair of which 5 units with both were to be
// expected has a row and a cell although there is none, and no other such pair.
func TestNeverTogether(t *testing.T) {
	for _, c := range []struct {
		states int64
		rows   int
	}{{16, 0}, {17, 1}} { // of 100, with peace in 30: 4.8 and 5.1 expected
		in := hundred()
		co := &in.Tally.Documents[0].Cooccurrences[1]
		co.Margins[1].N, co.Pairs = c.states, nil
		r := analyze(t, in)
		tab := r.Tables[0]
		if tab.Rows() != c.rows || len(r.Figures) != c.rows || len(r.Findings) != 0 {
			t.Fatalf("%d units with states: %d rows, %d figures, findings %v", c.states, tab.Rows(), len(r.Figures), r.Findings)
		}
		if c.rows == 0 {
			continue
		}
		for name, want := range map[string]string{"both": "0", "expected": "5.1", "lift": "0", "npmi": "-1", "log_dice": ""} {
			if got := tab.Column(name).Cell(0); got != want {
				t.Errorf("%s = %q, want %q", name, got, want)
			}
		}
		// choose(83, 30)/choose(100, 30) = 0.00118 is the lower tail alone
		if p := tab.Column("p_fisher").Floats[0]; !(p >= .00118 && p < .003) || !(tab.Column("g2").Floats[0] < 0) {
			t.Errorf("p %v, G² %v", p, tab.Column("g2").Floats[0])
		}
		if v := r.Figures[0].Data.Column("npmi").Floats[0]; v != -1 {
			t.Errorf("NPMI %v in the figure", v)
		}
		if !strings.Contains(tab.Caption, "are 1, of which 1 never stands together; 0 have no row") || len(tab.Notes) != 1 || tab.Notes[0].Code != "never-together" {
			t.Errorf("%s %v", tab.Caption, tab.Notes)
		}
	}
}

// TestNetworkWithoutKin checks that no parent stands in a network beside its child.
func TestNetworkWithoutKin(t *testing.T) {
	in := analyzertest.Input("Security of states. Cyber states. Security of cyber states. " + strings.Repeat("Nothing. ", 30) + "Security. Cyber. Attack of states. Peace.")
	f := analyze(t, in).Figures
	data := f[len(f)-1].Data
	var seen []string
	for _, column := range []string{"source", "target"} {
		seen = append(seen, data.Column(column).Texts...)
	}
	if !slices.Contains(seen, "States") || slices.Contains(seen, "Cyber security") || slices.Contains(seen, "Attack") {
		t.Errorf("the network has %v: want Security and States", seen)
	}
}

// TestSameWords checks that a tie of the codebook's making is told and left
// out of findings and figures.
func TestSameWords(t *testing.T) {
	in := hundred()
	in.Tally.Documents[0].Cooccurrences[1].Pairs[0].Shared = 7
	r := analyze(t, in)
	if got := r.Tables[0].Column("same_words").Ints[0]; got != 7 {
		t.Errorf("same_words = %d", got)
	}
	if len(r.Figures) != 0 || len(r.Findings) != 0 {
		t.Errorf("%d figures, findings %v", len(r.Figures), r.Findings)
	}
	if !slices.ContainsFunc(r.Notes, func(n result.Note) bool { return n.Code == "same-words" }) {
		t.Error("no note on the same words")
	}
	in.Tally.Documents[0].Cooccurrences[1].Pairs[0].Shared = 6
	if r := analyze(t, in); len(r.Figures) != 2 || len(r.Findings) != 1 {
		t.Errorf("half of the units on the same words: %d figures, findings %v", len(r.Figures), r.Findings)
	}
}

// TestConditional checks that a concept with hits only near other words is
// named and makes no finding, and that one with a plain pattern too is free.
func TestConditional(t *testing.T) {
	in := hundred()
	peace, _ := in.Book.Lookup("peace")
	near := codebook.Pattern{Source: "peace near/8 states", Rule: codebook.Rule{Op: codebook.OpNear, A: &codebook.Rule{}, B: &codebook.Rule{}, N: 8}}
	plain := in.Book.Concepts[peace].Patterns
	for _, c := range []struct {
		patterns []codebook.Pattern
		want     int
	}{
		{[]codebook.Pattern{near}, 0},
		{append([]codebook.Pattern{near}, plain...), 1},
		{[]codebook.Pattern{{Rule: codebook.Rule{Op: codebook.OpUnless, A: &near.Rule, B: &codebook.Rule{}}}}, 0},
		{[]codebook.Pattern{{Rule: codebook.Rule{Op: codebook.OpUnless, A: &codebook.Rule{}, B: &near.Rule}}}, 1},
		{nil, 0}, // a heading
	} {
		in.Book.Concepts[peace].Patterns = c.patterns
		r := analyze(t, in)
		noted := slices.ContainsFunc(r.Notes, func(n result.Note) bool { return n.Code == "conditional" && strings.Contains(n.Message, ": Peace;") })
		if len(r.Findings) != c.want || noted != (c.want == 0 && c.patterns != nil) {
			t.Errorf("%v: findings %v, noted %v", c.patterns, r.Findings, noted)
		}
	}
}

// TestTriangleLeavesSameWordsEmpty marks one pair of the sample as one of words.
func TestTriangleLeavesSameWordsEmpty(t *testing.T) {
	in := analyzertest.Sample()
	peace, _ := in.Book.Lookup("peace")
	for i := range in.Tally.Documents {
		for _, co := range in.Tally.Documents[i].Cooccurrences {
			for j, p := range co.Pairs {
				if in.Book.Concepts[p.A].ID == "sovereignty" && p.B == int32(peace) {
					co.Pairs[j].Shared = p.N
				}
			}
		}
	}
	f := analyze(t, in).Figures[0]
	if !strings.Contains(f.Caption, "is the same words: Sovereignty with Peace.") {
		t.Error(f.Caption)
	}
	for i, a := range f.Data.Column("concept_a").Texts {
		pair := []string{a, f.Data.Column("concept_b").Texts[i]}
		if slices.Contains(pair, "Sovereignty") && slices.Contains(pair, "Peace") && !math.IsNaN(f.Data.Column("npmi").Floats[i]) {
			t.Error("the cell is not empty")
		}
	}
}

func TestTiesWithoutSignificance(t *testing.T) {
	b := &block{listed: []pair{
		{a: 0, b: 1, npmi: .2, both: 3, q: .5}, {a: 0, b: 2, npmi: .1, both: 9, q: .6},
		{a: 1, b: 2, npmi: -.1, both: 99, q: .9}, {a: 0, b: 7, npmi: .9, both: 99, q: .01},
	}}
	got, significant := ties(b, []int{0, 1, 2})
	if significant || len(got) != 2 || got[0].b != 2 {
		t.Errorf("%v %v", got, significant)
	}
}

func TestBranchesShareLastColour(t *testing.T) {
	book := &codebook.Codebook{}
	var drawn []pair
	labels := strings.Fields("a b c d e f g h")
	for i := range labels {
		book.Concepts = append(book.Concepts, codebook.Concept{ID: labels[i], Parent: codebook.None, End: codebook.ConceptID(i + 1)})
		drawn = append(drawn, pair{a: 0, b: i})
	}
	names := map[string]bool{}
	for _, n := range branches(book, labels, drawn, []int64{1, 2, 3, 4, 5, 6, 7, 8}) {
		names[n] = true
	}
	if len(names) != groups || !names["other branches"] || !names["h"] || names["a"] {
		t.Errorf("%v: the greatest keep their names", names)
	}
}

func TestUnitNouns(t *testing.T) {
	in := analyzertest.Input("")
	in.Options.Unit = tally.Window
	if a, b := unitNoun(in), unitNouns(in); a != "window of 10 tokens" || b != "windows of 10 tokens" {
		t.Error(a, b)
	}
	in.Options.Unit = tally.Sentence
	if a, b := unitNoun(in), unitNouns(in); a != "sentence" || b != "sentences" {
		t.Error(a, b)
	}
}
