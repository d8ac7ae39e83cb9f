package source

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// extension is what a stem goes without: ".txt", ".md5", but not the ".2 draft"
// of "version 1.2 draft".
var extension = regexp.MustCompile(`^\.[A-Za-z][A-Za-z0-9]{0,7}$`)

// IDs names items, in their order: the label, else the stem of the file name
// ("strategies/a.txt" is "a"), and where stems clash, the shortest path suffix
// that is unique ("strategies/a"), or the whole path, with the extension if only that tells them
// apart. Standard input is "stdin". The names are in normal form C and valid
// UTF-8, and unique but for labels: whoever gives two texts one label is told so
// when they are read.
func IDs(items []Item) []string {
	names := make([][]string, len(items)) // each item's candidates, shortest first
	stems := make([]string, len(items))   // each item's whole path without extension
	rivals := make(map[string]int)        // how many items have a candidate
	whole := make(map[string]int)         // how many have it as their whole path without extension
	for i, it := range items {
		names[i], stems[i] = candidates(it)
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

// candidates returns a, y/a, x/y/a, then a.txt, y/a.txt, x/y/a.txt for
// x/y/a.txt, and the whole path without extension.
func candidates(it Item) (names []string, stem string) {
	switch {
	case it.Label != "":
		return []string{clean(it.Label)}, clean(it.Label)
	case it.Path == Stdin:
		return []string{"stdin"}, "stdin"
	}
	full := clean(strings.TrimPrefix(path.Clean(it.Path), "/"))
	stem = full
	if e := path.Ext(full); extension.MatchString(e) && path.Base(full) != e {
		stem = strings.TrimSuffix(full, e)
	}
	names = suffixes(stem)
	if stem != full {
		names = append(names, suffixes(full)...)
	}
	return names, stem
}

func suffixes(name string) []string {
	parts := strings.Split(name, "/")
	out := make([]string, 0, len(parts))
	for k := len(parts) - 1; k >= 0; k-- {
		out = append(out, strings.Join(parts[k:], "/"))
	}
	return out
}

func clean(s string) string { return norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD")) }
