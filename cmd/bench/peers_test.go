package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestPeersCount runs the installed peers on a text whose words and phrases are
// counted by hand: 18 words, "security council" once and "peace" three times,
// in two lines.
func TestPeersCount(t *testing.T) {
	if testing.Short() {
		t.Skip("starts Python and R")
	}
	const text = "The Security Council met. Peace and security matter: the council, the Council of peace.\nAnother line of peace.\n"
	want := map[string]int64{"wc": 18, "rg-lines": 2, "rg-matches": 4, "sklearn-words": 18, "sklearn-phrases": 4, "stringi": 18, "quanteda": 18}

	l := &lab{dir: t.TempDir(), python: "/usr/bin/python3", corpora: map[string]corpus{}}
	found, missing := l.find()
	if len(found)+len(missing) != len(want) || len(l.peers) != len(found) {
		t.Errorf("%d peers found, %d missing, of %d", len(found), len(missing), len(want))
	}
	if len(l.peers) == 0 {
		t.Skip("no peer is installed")
	}
	if err := l.unpack(); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		if err := os.MkdirAll(filepath.Dir(l.path(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(l.path(name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(phrasesFile, "security council\npeace\n")
	for _, p := range l.peers {
		c := corpus{Name: p.corpus, Packing: string(oneFile)}
		if p.corpus == "100-files-20k" {
			c.Packing = string(files)
		}
		l.corpora[p.corpus] = c
		write(filepath.Join(p.corpus, "text.txt"), text)
		x := l.against(p).Arms[0].command
		took, printed, err := x.do()
		if err != nil {
			t.Errorf("%s: %v", p.name, err)
			continue
		}
		if got := x.answer(printed); got != want[p.name] {
			t.Errorf("%s counts %d, want %d", p.name, got, want[p.name])
		}
		if took.Seconds <= 0 || found[p.title] == "" {
			t.Errorf("%s: %+v, version %q", p.name, took, found[p.title])
		}
	}
}
