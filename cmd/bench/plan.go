package main

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// scriptFiles are the peers' programs that need a script.
//
//go:embed peers
var scriptFiles embed.FS

// lab is where the series are run: the program, its peers and the texts.
type lab struct {
	dir     string // the work folder
	program string // the built concordat
	python  string
	corpora map[string]corpus
	peers   []peer // those that are installed
	huge    bool
	way     string // of breaking sentences, "" = concordat's default
}

// peer is another program that counts words or phrases.
type peer struct {
	name    string   // of its series: "wc"
	title   string   // "wc -w"
	version []string // a command whose first line tells the version
	args    func(l *lab, path string) []string
	env     []string
	corpus  string // "100-one": see specs
}

// peers are the programs that concordat is compared with.
func peers(python string) []peer {
	r := []string{"Rscript", "--vanilla"}
	version := func(pkg string) []string {
		return append(slices.Clone(r), "-e", fmt.Sprintf(`cat(as.character(packageVersion("%s")))`, pkg))
	}
	sklearn := []string{python, "-c", "import sklearn; print(sklearn.__version__)"}
	ripgrep := func(count string) func(*lab, string) []string {
		return func(l *lab, path string) []string {
			return []string{"rg", "--no-config", "-i", "-w", "-F", count, "-f", l.path(phrasesFile), path}
		}
	}
	script := func(program []string, name string, more ...string) func(*lab, string) []string {
		return func(l *lab, path string) []string {
			args := append(slices.Clone(program), l.path(name), path)
			return append(args, each(more, l.path)...)
		}
	}
	return []peer{
		{"wc", "wc -w", []string{"wc", "--version"}, func(_ *lab, path string) []string { return []string{"wc", "-w", path} }, []string{"LC_ALL=C"}, "100-one"},
		{"rg-lines", "ripgrep, lines with one of 300 phrases", []string{"rg", "--version"}, ripgrep("-c"), nil, "100-one"},
		{"rg-matches", "ripgrep, matches of 300 phrases", []string{"rg", "--version"}, ripgrep("--count-matches"), nil, "100-one"},
		{"sklearn-words", "CountVectorizer, words", sklearn, script([]string{python}, "vectorize.py"), nil, "100-files-20k"},
		{"sklearn-phrases", "CountVectorizer, 300 phrases", sklearn, script([]string{python}, "vectorize.py", phrasesFile), nil, "100-files-20k"},
		{"stringi", "stringi, words", version("stringi"), script(r, "stringi.R"), nil, "100-one"},
		{"quanteda", "quanteda, words and 300 phrases", version("quanteda"), script(r, "quanteda.R", phrasesFile), nil, "10-one"},
	}
}

// find keeps the peers that are installed and returns what every program says
// of its version, with those that are missing.
func (l *lab) find() (found map[string]string, missing []string) {
	found = map[string]string{}
	for _, p := range peers(l.python) {
		out, err := exec.Command(p.version[0], p.version[1:]...).Output()
		if err != nil {
			missing = append(missing, p.title)
			continue
		}
		first, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
		found[p.title] = first
		l.peers = append(l.peers, p)
	}
	return found, missing
}

// unpack writes the peers' scripts into the work folder.
func (l *lab) unpack() error {
	entries, err := fs.ReadDir(scriptFiles, "peers")
	if err != nil {
		return err
	}
	for _, e := range entries {
		b, err := fs.ReadFile(scriptFiles, "peers/"+e.Name())
		if err != nil {
			return err
		}
		if err := os.WriteFile(l.path(e.Name()), b, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (l *lab) path(name string) string { return filepath.Join(l.dir, name) }

// The corpora are named by their size, in megabytes, and packing.
var (
	corpusSizes   = []int64{1, 10, 100, 1000}
	documentSizes = []int64{1_000_000, 100_000, 10_000, 1_000} // bytes, of 100 MB
	coinedWords   = []int64{0, 63_000, 219_000}                // so that 10 MB have 27,000, 88,000 and 210,000 types
)

const hugeSize = 10_000

// specs returns what the series need. Mega is how many bytes are a megabyte.
func specs(mega int64, huge bool) []spec {
	sizes := slices.Clone(corpusSizes)
	if huge {
		sizes = append(sizes, hugeSize)
	}
	var out []spec
	for _, n := range sizes {
		out = append(out, spec{Name: fmt.Sprintf("%d-one", n), Bytes: n * mega, Packing: oneFile})
	}
	for _, p := range []packing{files, records} {
		short := map[packing]string{files: "files", records: "records"}[p]
		for _, n := range documentSizes {
			out = append(out, spec{Name: fmt.Sprintf("100-%s-%d", short, n), Bytes: 100 * mega, Packing: p, Document: n})
		}
	}
	out = append(out,
		spec{Name: "100-files-20k", Bytes: 100 * mega, Packing: files, Document: 20_000},
		spec{Name: "100-files-1.2k", Bytes: 100 * mega, Packing: files, Document: 1_200},
		spec{Name: "100-records-1.2k", Bytes: 100 * mega, Packing: records, Document: 1_200},
	)
	for _, n := range coinedWords {
		out = append(out, spec{Name: fmt.Sprintf("10-types-%d", n), Bytes: 10 * mega, Packing: oneFile, Writing: fmt.Sprintf("types %d", n)})
	}
	for _, s := range scripts {
		out = append(out, spec{Name: "100-" + strings.ReplaceAll(strings.ToLower(s.name), " ", "-"), Bytes: 100 * mega, Packing: oneFile, Writing: s.name})
	}
	return out
}

// cores is how much of the machine a program is given.
type cores struct {
	name string
	pin  []string // the command that keeps it there
	env  []string
}

// one and two cores: the first of the machine, or what there is.
var (
	one = cores{"one core", []string{"taskset", "-c", "0"}, []string{"GOMAXPROCS=1"}}
	two = cores{"two cores", nil, nil}
)

// count is the command under test on a corpus.
func (l *lab) count(c cores, name, book string, more ...string) command {
	out := l.path("out")
	args := append(slices.Clone(c.pin), l.program, "count", "--codebook", l.path(book), "--out", out)
	if l.way != "" {
		args = append(args, "--sentences", l.way)
	}
	args = append(args, more...)
	return command{args: append(args, l.corpora[name].path(l.dir)), env: c.env, sheets: out}
}

// usualBook is the codebook where the number of patterns is not the question.
var usualBook = codebookFile(usual, "")

// series returns everything that is measured, in the order of the page.
func (l *lab) series() []series {
	var out []series
	for _, p := range l.peers {
		out = append(out, l.against(p))
	}
	return append(out, l.sizes(), l.documents(), l.packings(), l.patterns(), l.vocabulary(), l.scripts(), l.sentences(), l.workers())
}

// against compares with a peer, on one core and on two.
func (l *lab) against(p peer) series {
	path := l.corpora[p.corpus].path(l.dir)
	s := series{Name: p.name, Title: p.title, Arms: []arm{{Name: p.title, Corpus: p.corpus, command: command{args: p.args(l, path), env: p.env}}}}
	for _, c := range []cores{one, two} {
		s.Arms = append(s.Arms, arm{Name: "concordat, " + c.name, Base: p.title, Corpus: p.corpus, command: l.count(c, p.corpus, usualBook)})
	}
	return s
}

// sizes is how time and memory grow with the texts.
func (l *lab) sizes() series {
	s := series{Name: "size", Title: "size of the texts"}
	sizes := slices.Clone(corpusSizes)
	if l.huge {
		sizes = append(sizes, hugeSize)
	}
	for _, n := range sizes {
		name := fmt.Sprintf("%d-one", n)
		wc := arm{Name: fmt.Sprintf("wc -w, %d MB", n), Group: "wc -w", X: float64(n), Corpus: name}
		wc.command = command{args: []string{"wc", "-w", l.corpora[name].path(l.dir)}, env: []string{"LC_ALL=C"}}
		s.Arms = append(s.Arms, wc)
		for _, c := range []cores{one, two} {
			s.Arms = append(s.Arms, arm{
				Name: fmt.Sprintf("concordat, %s, %d MB", c.name, n), Group: "concordat, " + c.name, X: float64(n),
				Base: wc.Name, Corpus: name, command: l.count(c, name, usualBook),
			})
		}
	}
	return s
}

// documents is how time grows with the number of documents, of the same text.
func (l *lab) documents() series {
	s := series{Name: "documents", Title: "number of documents"}
	add := func(group, name, base string) {
		documents := l.corpora[name].Documents
		s.Arms = append(s.Arms, arm{
			Name: fmt.Sprintf("%s, %d", group, documents), Group: group, X: float64(documents),
			Base: base, Corpus: name, command: l.count(one, name, usualBook),
		})
	}
	add("files", "100-one", "")
	for _, g := range []string{"files", "records"} {
		for _, n := range documentSizes {
			add(map[string]string{"files": "files", "records": "records of one file"}[g], fmt.Sprintf("100-%s-%d", g, n), s.Arms[0].Name)
		}
	}
	return s
}

// packings is what it costs that the same documents are in files of their own.
func (l *lab) packings() series {
	s := series{Name: "packing", Title: "the same documents, in one file and in files of their own"}
	base := ""
	for _, p := range []struct{ title, corpus string }{
		{"records of one JSON lines file", "100-records-1.2k"}, {"files", "100-files-1.2k"},
	} {
		s.Arms = append(s.Arms, arm{Name: p.title, Base: base, Corpus: p.corpus, command: l.count(one, p.corpus, usualBook)})
		base = s.Arms[0].Name
	}
	return s
}

// patterns is how time grows with the codebook, with and without the pairs of
// its concepts, whose number grows with the square of theirs.
func (l *lab) patterns() series {
	s := series{Name: "patterns", Title: "number of patterns"}
	for _, g := range []struct {
		cores
		title string
		more  []string
	}{
		{one, "one core", []string{"--sheet", "concepts,documents,features,words"}},
		{two, "two cores", []string{"--sheet", "concepts,documents,features,words"}},
		{one, "one core and pairs", nil},
	} {
		for _, n := range patternCounts {
			a := arm{Name: fmt.Sprintf("%s, %d patterns", g.title, n), Group: "concordat, " + g.title, X: float64(n), Corpus: "100-one"}
			if a.command = l.count(g.cores, "100-one", codebookFile(n, ""), g.more...); n != usual {
				a.Base = fmt.Sprintf("%s, %d patterns", g.title, usual)
			}
			s.Arms = append(s.Arms, a)
		}
	}
	return s
}

// vocabulary is how time grows with the number of types.
func (l *lab) vocabulary() series {
	s := series{Name: "vocabulary", Title: "number of types"}
	for _, n := range coinedWords {
		name := fmt.Sprintf("10-types-%d", n)
		a := arm{Group: "concordat, one core", X: float64(l.corpora[name].Types), Corpus: name, command: l.count(one, name, usualBook)}
		a.Name = fmt.Sprintf("%d types", l.corpora[name].Types)
		if len(s.Arms) > 0 {
			a.Base = s.Arms[0].Name
		}
		s.Arms = append(s.Arms, a)
	}
	return s
}

// scripts is how fast texts in other writings are.
func (l *lab) scripts() series {
	s := series{Name: "scripts", Title: "scripts"}
	for _, w := range scripts {
		name := "100-" + strings.ReplaceAll(strings.ToLower(w.name), " ", "-")
		a := arm{Name: w.name, Corpus: name, command: l.count(one, name, codebookFile(usual, w.name))}
		if len(s.Arms) > 0 {
			a.Base = s.Arms[0].Name
		}
		s.Arms = append(s.Arms, a)
	}
	return s
}

// sentences is what either way of breaking sentences costs.
func (l *lab) sentences() series {
	s := series{Name: "sentences", Title: "way of breaking sentences"}
	for _, way := range []string{"rule", "prose"} {
		s.Arms = append(s.Arms, arm{Name: way, Corpus: "100-one", command: l.count(one, "100-one", usualBook, "--sentences", way)})
	}
	s.Arms[1].Base = s.Arms[0].Name
	return s
}

// workers is what a second worker gives, in one long text and in many.
func (l *lab) workers() series {
	s := series{Name: "workers", Title: "number of workers"}
	for _, p := range []struct{ group, corpus string }{{"one text", "100-one"}, {"texts of 20 KB", "100-files-20k"}} {
		for n := 1; n <= 2; n++ {
			a := arm{Name: fmt.Sprintf("%s, %d", p.group, n), Group: p.group, X: float64(n), Corpus: p.corpus}
			if a.command = l.count(two, p.corpus, usualBook, "--workers", fmt.Sprint(n)); n > 1 {
				a.Base = fmt.Sprintf("%s, 1", p.group)
			}
			s.Arms = append(s.Arms, a)
		}
	}
	return s
}
