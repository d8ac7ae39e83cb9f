package source

import (
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// IDs names items, in their order: the label, else the stem of the file name
// ("strategies/a.txt" is "a"), and where stems clash, the shortest path suffix
// that is unique ("strategies/a"), or the whole path, with the extension if only that tells them
// apart. Standard input is "stdin". The names are in normal form C and valid
// UTF-8, and unique but for labels: whoever gives two texts one label is told so
// when they are read.
func IDs(items []Item) []string {
	n := naming{
		items: items, ids: make([]string, len(items)),
		short:  make(map[string]bearers, len(items)),
		rivals: map[string]int{}, whole: map[string]int{}, chosen: map[string]bool{},
	}
	for i, it := range items {
		stem, _ := names(it)
		b := n.short[last(stem)]
		if b.count == 0 {
			b.first = int32(i)
		}
		b.count++
		n.short[last(stem)] = b
		if it.Label != "" {
			n.ids[i] = stem // also if it is taken: what a user names twice is not renamed in silence
			n.chosen[stem] = true
		}
	}
	for _, it := range items {
		// A name with its extension matters only where it is the stem of another.
		if stem, full := names(it); stem != full {
			if b, rival := n.short[last(full)]; rival {
				b.count++
				n.short[last(full)] = b
			}
		}
	}
	n.countRivals()
	for i := range items {
		if n.ids[i] == "" {
			n.name(i)
		}
	}
	return n.ids
}

// naming is one call of IDs. Most items have a stem of their own and need no
// look at the names of others; only for the rest are all their names compared.
type naming struct {
	items []Item
	ids   []string
	short map[string]bearers // the last elements of the stems

	// Of the items that share a last element with another one only:
	rivals map[string]int  // how many have a candidate
	whole  map[string]int  // how many have it as their whole path without extension
	chosen map[string]bool // labels, and the ids of such items
}

// bearers says how many items end in a name, with or without the extension, and
// which has it first as its stem.
type bearers struct{ count, first int32 }

// alone reports whether no other item ends in the last element of a stem. What
// is alone is named by it.
func (n *naming) alone(stem string) bool { return n.short[last(stem)].count == 1 }

// countRivals compares the candidates of the items that are not alone with those
// of all the items that can have one of them.
func (n *naming) countRivals() {
	shared := map[string]bool{} // the last elements of those candidates
	for _, it := range n.items {
		// What is alone may still be taken by an id that ends in ~2.
		if stem, full := names(it); !n.alone(stem) || strings.Contains(last(stem), "~") {
			shared[last(stem)], shared[last(full)] = true, true
		}
	}
	if len(shared) == 0 {
		return
	}
	for _, it := range n.items {
		stem, full := names(it)
		if !shared[last(stem)] && !shared[last(full)] {
			continue
		}
		n.whole[stem]++
		for _, c := range candidates(it, stem, full) {
			n.rivals[c]++
		}
	}
}

// name chooses the id of an item without a label.
func (n *naming) name(i int) {
	stem, full := names(n.items[i])
	if n.alone(stem) && !n.taken(last(stem)) {
		n.ids[i] = last(stem)
		return
	}
	id := full
	for _, c := range candidates(n.items[i], stem, full) {
		if (n.rivals[c] == 1 || c == stem && n.whole[c] == 1) && !n.taken(c) {
			id = c
			break
		}
	}
	for k := 2; n.taken(id); k++ {
		id = full + "~" + strconv.Itoa(k)
	}
	n.ids[i] = id
	n.chosen[id] = true
}

// taken reports whether an id is that of an item.
func (n *naming) taken(id string) bool {
	if n.chosen[id] {
		return true
	}
	b, ok := n.short[id]
	return ok && n.ids[b.first] == id
}

// names returns the name of an item, clean and without a leading slash, and its
// stem: the same without the extension. A label is both.
func names(it Item) (stem, full string) {
	switch {
	case it.Label != "":
		full = clean(it.Label)
		return full, full
	case it.Path == Stdin:
		return "stdin", "stdin"
	}
	full = clean(strings.TrimPrefix(path.Clean(it.Path), "/"))
	if e := path.Ext(full); isExtension(e) && last(full) != e {
		return full[:len(full)-len(e)], full
	}
	return full, full
}

// candidates returns a, y/a, x/y/a, then a.txt, y/a.txt, x/y/a.txt for
// x/y/a.txt. A label is the only candidate of its item.
func candidates(it Item, stem, full string) []string {
	if it.Label != "" {
		return []string{full}
	}
	out := suffixes(nil, stem)
	if stem != full {
		out = suffixes(out, full)
	}
	return out
}

// suffixes appends those suffixes of a path that begin after a slash, shortest
// first, and the path.
func suffixes(out []string, name string) []string {
	for i := len(name) - 1; i >= 0; i-- {
		if name[i] == '/' {
			out = append(out, name[i+1:])
		}
	}
	return append(out, name)
}

// last returns what follows the last slash.
func last(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// isExtension reports whether e is what a stem goes without: ".txt", ".md5", but
// not the ".2 draft" of "version 1.2 draft".
func isExtension(e string) bool {
	if len(e) < 2 || len(e) > 9 {
		return false
	}
	for i := 1; i < len(e); i++ {
		letter := e[i]|0x20 >= 'a' && e[i]|0x20 <= 'z'
		if !letter && (i == 1 || e[i] < '0' || e[i] > '9') {
			return false
		}
	}
	return true
}

func clean(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD"))
		}
	}
	return s
}
