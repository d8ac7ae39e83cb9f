package source

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// refExtension is what a stem goes without: ".txt", ".md5", but not the ".2 draft"
// of "version 1.2 draft".
var refExtension = regexp.MustCompile(`^\.[A-Za-z][A-Za-z0-9]{0,7}$`)

// refIDs is IDs without haste: every candidate of every item is compared. A name is the label, else the stem of the file name
// ("strategies/a.txt" is "a"), and where stems clash, the shortest path suffix
// that is unique ("strategies/a"), or the whole path, with the extension if only that tells them
// apart. Standard input is "stdin". The names are in normal form C and valid
// UTF-8, and unique but for labels: whoever gives two texts one label is told so
// when they are read.
func refIDs(items []Item) []string {
	names := make([][]string, len(items)) // each item's candidates, shortest first
	stems := make([]string, len(items))   // each item's whole path without extension
	rivals := make(map[string]int)        // how many items have a candidate
	whole := make(map[string]int)         // how many have it as their whole path without extension
	for i, it := range items {
		names[i], stems[i] = refCandidates(it)
		whole[stems[i]]++
		for _, n := range names[i] {
			rivals[n]++
		}
	}
	ids := make([]string, len(items))
	taken := make(map[string]bool, len(items))
	for i, it := range items {
		if it.Label != "" {
			ids[i] = names[i][0] // also if it is taken: what a user names twice is not renamed in silence
			taken[ids[i]] = true
		}
	}
	for i := range items {
		if ids[i] != "" {
			continue
		}
		last := names[i][len(names[i])-1]
		ids[i] = last
		for _, n := range names[i] {
			if (rivals[n] == 1 || n == stems[i] && whole[n] == 1) && !taken[n] {
				ids[i] = n
				break
			}
		}
		for k := 2; taken[ids[i]]; k++ {
			ids[i] = last + "~" + strconv.Itoa(k)
		}
		taken[ids[i]] = true
	}
	return ids
}

// refCandidates returns a, y/a, x/y/a, then a.txt, y/a.txt, x/y/a.txt for
// x/y/a.txt, and the whole path without extension.
func refCandidates(it Item) (names []string, stem string) {
	switch {
	case it.Label != "":
		return []string{clean(it.Label)}, clean(it.Label)
	case it.Path == Stdin:
		return []string{"stdin"}, "stdin"
	}
	full := clean(strings.TrimPrefix(path.Clean(it.Path), "/"))
	stem = full
	if e := path.Ext(full); refExtension.MatchString(e) && path.Base(full) != e {
		stem = strings.TrimSuffix(full, e)
	}
	names = refSuffixes(stem)
	if stem != full {
		names = append(names, refSuffixes(full)...)
	}
	return names, stem
}

func refSuffixes(name string) []string {
	parts := strings.Split(name, "/")
	out := make([]string, 0, len(parts))
	for k := len(parts) - 1; k >= 0; k-- {
		out = append(out, strings.Join(parts[k:], "/"))
	}
	return out
}

// The names are those of the comparison of all with all.
func TestIDsAreThoseOfTheReference(t *testing.T) {
	element := rapid.SampledFrom([]string{"a", "b", "a.txt", "a.md", "a.txt.md", "a~2", "a~2.txt", ".txt", "e\u0301.txt", "é.txt", "a.2 draft", "a.12", "a.x1", "b.toolongext", "\xff", "a.b", "stdin"})
	rapid.Check(t, func(t *rapid.T) {
		items := make([]Item, rapid.IntRange(0, 12).Draw(t, "items"))
		for i := range items {
			items[i].Path = strings.Join(rapid.SliceOfN(element, 1, 4).Draw(t, "path"), "/")
			switch rapid.IntRange(0, 9).Draw(t, "kind") {
			case 0:
				items[i].Label = strings.Join(rapid.SliceOfN(element, 1, 2).Draw(t, "label"), "/")
			case 1:
				items[i].Path = Stdin
			case 2:
				items[i].Path = "/" + items[i].Path
			}
		}
		if got, want := IDs(items), refIDs(items); !slices.Equal(got, want) {
			t.Fatalf("%+v\n got %q\nwant %q", items, got, want)
		}
	})
}

// Most files of a large corpus have a stem of their own: naming them costs one
// map and no string for each.
func TestIDsOfManyFilesAllocateLittle(t *testing.T) {
	items := make([]Item, 10_000)
	for i := range items {
		items[i].Path = fmt.Sprintf("corpus/%03d/text-%05d.txt", i/100, i)
	}
	if n := testing.AllocsPerRun(1, func() { IDs(items) }); n > 100 {
		t.Errorf("%v allocations for %d names", n, len(items))
	}
}

func BenchmarkIDs(b *testing.B) {
	items := make([]Item, 83_000)
	for i := range items {
		items[i].Path = fmt.Sprintf("corpus/%03d/text-%05d.txt", i/100, i)
	}
	b.ReportAllocs()
	for b.Loop() {
		if ids := IDs(items); ids[7] != "text-00007" {
			b.Fatal(ids[7])
		}
	}
}

// A folder alone is found as it is together with one of its files: that no file
// can be there twice is only a shorter way.
func TestAFolderAloneIsFoundAlike(t *testing.T) {
	lay(t, "d/b.txt", "d/a/x.txt", "d/a.txt", "d/a-b/y.txt", "d/index.tsv", "e.txt")
	for _, dir := range []string{"d", ".", "d/../d", "./d/"} {
		alone, twice := mustFind(t, Options{}, dir), mustFind(t, Options{}, dir, dir)
		paths := func(f Found) (out []string) {
			for _, it := range append(f.Items, f.Index...) {
				out = append(out, it.Path)
			}
			return out
		}
		if got, want := paths(alone), paths(twice); !slices.Equal(got, want) || len(got) < 4 {
			t.Errorf("%s: %q, with it named twice %q", dir, got, want)
		}
	}
}
