package analyzers_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"

	"pgregory.net/rapid"
)

// A hit counts once: "cyber" is one of security and of cyber security, which is
// below it, so it counts for the latter alone; states do not count for actors.
func TestProfilesCountOnce(t *testing.T) {
	p := analyzertest.Input("Cyber security. Security of states.", "Peace.").Profiles(30)
	if len(p) != 1 || p[0].Of != "document" {
		t.Fatalf("%d sets", len(p))
	}
	var got []string
	for k, f := range p[0].Features {
		got = append(got, f.Key+strings.Repeat("+", int(p[0].Counts[0][k])))
	}
	if s := strings.Join(got, " "); s != "security++ cyber+ peace states+" {
		t.Error(s)
	}
	if p[0].Rates[0][0] != 1e4*2/5 || p[0].Sum(0) != 4 {
		t.Errorf("rates %v, sum %v", p[0].Rates[0], p[0].Sum(0))
	}
}

// The resamples of a group are sums of those of its documents, and those of all
// words and concepts share their draws with the bootstrap of the run.
func TestProfileDraws(t *testing.T) {
	in := analyzertest.Sample()
	in.Groups = []analyzers.Side{{Name: "g", Documents: []int{0, 1}}, {Name: "h", Documents: []int{2}}}
	b, err := in.Resampled(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	side, err := b.Side(t.Context(), in.Groups[0])
	if err != nil {
		t.Fatal(err)
	}
	peace, _ := in.Book.Lookup("peace")
	for _, profile := range []string{"concepts", "words"} {
		in.Options.Profile = profile
		for _, p := range in.Profiles(30)[1:] {
			d, err := p.Draw(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			k := slices.IndexFunc(p.Features, func(f analyzers.Feature) bool { return f.Key == "peace" })
			rows, counts := p.NewRows(), make([]float64, len(in.Book.Concepts))
			for i := range d.Len() {
				d.Resample(i, rows)
				size := side.Resample(i, counts)
				if want := 1e4 * counts[peace] / float64(size); math.Abs(rows[0][k]-want) > 1e-9 {
					t.Fatalf("%s: resample %d has %v of peace, want %v", profile, i, rows[0][k], want)
				}
			}
			if d.Blocks(0) != side.Blocks {
				t.Errorf("%d paragraphs, want %d", d.Blocks(0), side.Blocks)
			}
		}
	}
}

// Profiles of words have the most frequent ones with all of their tokens.
func TestWordProfiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"peace ", "war ", "the ", "the ", "states. ", "of\n\n"})
		texts := rapid.SliceOfN(rapid.Map(rapid.SliceOfN(word, 1, 30), func(w []string) string { return strings.Join(w, "") }), 2, 3).Draw(t, "texts")
		in := analyzertest.Input(texts...)
		in.Options.Profile, in.Options.ProfileWords, in.Options.Resamples = "words", 3, 1
		p := in.Profiles(30)[0]
		for s := range p.Sides {
			one := in.ProfilesOf("document", p.Sides[s:s+1])
			sum := 0.0
			for _, n := range one.Counts[0] {
				sum += n
			}
			want := 0
			for _, f := range p.Features {
				want += strings.Count(texts[s], f.Key)
			}
			if sum != float64(want) {
				t.Fatalf("%v counts in %q, want %d", sum, texts[s], want)
			}
		}
		if !slices.IsSortedFunc(p.Features, func(a, b analyzers.Feature) int {
			count := func(f analyzers.Feature) int { return strings.Count(strings.Join(texts, " "), f.Key) }
			return count(b) - count(a)
		}) {
			t.Fatalf("words %v are not by falling frequency", p.Features)
		}
	})
}

func TestProfileNotes(t *testing.T) {
	in := analyzertest.Input("Peace.", "Nothing.", strings.Repeat("Peace. ", analyzers.Thin))
	in.Options.Resample = analyzers.ByDocument
	notes := in.Profiles(30)[0].Notes("x")
	var codes []string
	for _, n := range notes {
		codes = append(codes, n.Code)
	}
	if !slices.Equal(codes, []string{"paragraphs-drawn", "no-counts", "few-counts"}) || !strings.HasSuffix(notes[1].Message, ": d1") || !strings.Contains(notes[2].Message, " d0 (1);") {
		t.Errorf("%v", notes)
	}
}

// Where the numbers would be too many there are fewer resamples, and the texts
// say how many were made.
func TestProfilesSayTheirResamples(t *testing.T) {
	in := analyzertest.Sample()
	in.Options.Resamples, in.Options.Seed = 500, 7
	p := in.Each()
	if s := p.Resamples(); s != "500 resamples, seed 7" {
		t.Error(s)
	}
	in.Options.Resamples = 10_000_000
	d, err := p.Only(0).Draw(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if s := p.Only(0).Resamples(); d.Len() >= 10_000_000 || !strings.Contains(strings.ReplaceAll(s, ",", ""), fmt.Sprintf("%d resamples and not the 10000000 asked for", d.Len())) {
		t.Errorf("%d resamples, said %q", d.Len(), s)
	}
}

func TestGroupsOf(t *testing.T) {
	in := &analyzers.Input{Groups: []analyzers.Side{{Name: "g", Documents: []int{0, 1, 2}}, {Name: "h", Documents: []int{2, 3}}}}
	one := func(i int) analyzers.Side { return analyzers.Side{Name: "d", Documents: []int{i}} }
	got, series := in.GroupsOf([]analyzers.Side{one(3), one(1), one(2), one(0), one(4)})
	if !slices.Equal(got, []string{"h", "g", "several", "g", "none"}) || !slices.Equal(series, []string{"g", "h", "several", "none"}) {
		t.Errorf("%q, %q", got, series)
	}
	for name, sides := range map[string][]analyzers.Side{"one group": {one(0), one(1)}, "groups of one": {one(0), one(3)}, "a group": {one(0), one(1), one(3), in.Groups[0]}} {
		if got, series := in.GroupsOf(sides); got != nil || series != nil {
			t.Errorf("%s: %q", name, got)
		}
	}
}
