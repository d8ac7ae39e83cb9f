package main

import (
	"fmt"
	"math"
	"path"
	"slices"
	"strings"
	"text/template"

	_ "embed"

	"concordat/analyzers/result"
	"concordat/reports/charts"
	"concordat/reports/tables"
)

// prose is the page with places for what a record says.
//
//go:embed page.md
var prose string

// colours are the curves that have the same colour in every figure.
var colours = []string{"concordat, one core", "concordat, two cores", "wc -w"}

// page makes the page and the files that it shows, by their names in the
// repository. It is a function of the record alone.
func (r *record) page() (map[string][]byte, error) {
	out := map[string][]byte{}
	for i := range r.Series {
		s := &r.Series[i]
		data := r.data(s)
		b, err := tables.CSV(data, tables.Options{})
		if err != nil {
			return nil, fmt.Errorf("series %s: %w", s.Name, err)
		}
		out[path.Join(recordFolder, s.Name+".csv")] = b
		for _, f := range s.figures(data) {
			files, _, err := charts.Render(f, []string{"svg"}, colours, charts.Options{Creator: "concordat bench"})
			if err != nil {
				return nil, err
			}
			out[path.Join(recordFolder, f.Name+".svg")] = files["svg"]
		}
	}
	t, err := template.New("page").Funcs(template.FuncMap{
		"peers": r.peersTable, "promises": r.promisesTable, "corpora": r.corporaTable, "programs": r.programsTable,
		"series": r.seriesTable, "has": func(name string) bool { return r.series(name) != nil },
		"folder": func() string { return recordFolder }, "confidence": r.confidences, "join": strings.Join,
	}).Parse(prose)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	if err := t.Execute(&b, r); err != nil {
		return nil, err
	}
	out[pageFile] = []byte(b.String())
	return out, nil
}

// series returns the series of a name, or nil.
func (r *record) series(name string) *series {
	if i := slices.IndexFunc(r.Series, func(s series) bool { return s.Name == name }); i >= 0 {
		return &r.Series[i]
	}
	return nil
}

// corpus returns the corpus of a name; empty if there is none.
func (r *record) corpus(name string) corpus {
	for _, c := range r.Corpora {
		if c.Name == name {
			return c
		}
	}
	return corpus{}
}

// orMissing returns v, or NaN where there are no runs.
func orMissing(v float64, n int) float64 {
	if n == 0 {
		return math.NaN()
	}
	return v
}

// speed is how many megabytes a second something of so many bytes is.
func speed(bytes int64, seconds float64) float64 {
	if seconds <= 0 {
		return math.NaN()
	}
	return float64(bytes) / 1e6 / seconds
}

// data is a series as a table: a row an arm.
func (r *record) data(s *series) *result.Table {
	var names, groups, bases, failed []string
	columns := map[string][]float64{}
	add := func(name string, v float64) { columns[name] = append(columns[name], v) }
	var runs, answers, sizes []int64
	for _, a := range s.Arms {
		c, n := r.corpus(a.Corpus), len(a.Runs)
		names, groups, bases, failed = append(names, a.Name), append(groups, a.Group), append(bases, a.Base), append(failed, a.Failed)
		runs, answers, sizes = append(runs, int64(n)), append(answers, a.Answer), append(sizes, c.Bytes)
		add("x", a.X)
		add("seconds", orMissing(a.Seconds.Median, n))
		add("seconds_low", orMissing(a.Seconds.Low, n))
		add("seconds_high", orMissing(a.Seconds.High, n))
		add("seconds_confidence", orMissing(a.Seconds.Confidence, n))
		add("mb_per_second", speed(c.Bytes, a.Seconds.Median))
		add("mb_per_second_low", speed(c.Bytes, a.Seconds.High))
		add("mb_per_second_high", speed(c.Bytes, a.Seconds.Low))
		add("peak_mb", orMissing(a.PeakMB, n))
		add("ratio", orMissing(a.Ratio.Median, a.Ratio.N))
		add("ratio_low", orMissing(a.Ratio.Low, a.Ratio.N))
		add("ratio_high", orMissing(a.Ratio.High, a.Ratio.N))
		add("ratio_confidence", orMissing(a.Ratio.Confidence, a.Ratio.N))
	}
	t := &result.Table{Name: s.Name, Title: s.Title, Columns: []result.Column{
		result.Texts("arm", "what", "what is measured", names),
		result.Texts("group", "series", "the curve that it belongs to", groups),
		result.Floats("x", s.Title, "", 0, "its place on the curve", columns["x"]),
		result.Ints("bytes", "bytes", "bytes", "size of the texts", sizes),
		result.Ints("runs", "runs", "", "runs without the one to warm up", runs),
	}}
	for _, c := range []struct {
		name, label, unit, doc string
		digits                 int
	}{
		{"seconds", "time (s)", "s", "median time of the whole process", 3},
		{"seconds_low", "", "s", "lower end of the interval of the median", 3},
		{"seconds_high", "", "s", "upper end of the interval of the median", 3},
		{"seconds_confidence", "", "", "probability that the interval covers the median", 4},
		{"mb_per_second", "MB/s", "MB/s", "bytes divided by the median time, in millions", 0},
		{"mb_per_second_low", "", "MB/s", "of the upper end", 0},
		{"mb_per_second_high", "", "MB/s", "of the lower end", 0},
		{"peak_mb", "peak memory (MB)", "MB", "greatest resident memory of the runs, 1 MB = 2^20 bytes", 0},
		{"ratio", "ratio", "", "median of the times divided by those of the base in the same rounds", 3},
		{"ratio_low", "", "", "lower end of its interval", 3},
		{"ratio_high", "", "", "upper end of its interval", 3},
		{"ratio_confidence", "", "", "probability that the interval covers it", 4},
	} {
		t.Columns = append(t.Columns, result.Floats(c.name, c.label, c.unit, c.digits, c.doc, columns[c.name]))
	}
	t.Columns = append(t.Columns,
		result.Texts("base", "base", "what the times are divided by", bases),
		result.Ints("answer", "counted", "", "the number that the program prints, -1 if none", answers),
		result.Texts("failed", "failed", "why there are no runs", failed))
	return t
}

// figures are the pictures of a series.
func (s *series) figures(data *result.Table) []*result.Figure {
	time := &result.Figure{
		Name: s.Name, Title: "Time by " + s.Title, Caption: "Median time of the whole process, with intervals.",
		Kind: "curves", Data: data, X: "x", Y: "seconds", Low: "seconds_low", High: "seconds_high", Group: "group", YLabel: "Time (s)",
	}
	switch s.Name {
	case "size":
		time.XLabel, time.XLog, time.YLog = "Text (MB)", true, true
		memory := *time
		memory.Name, memory.Title, memory.Caption = "memory", "Memory by size of the texts", "Greatest resident memory of the whole process."
		memory.Y, memory.Low, memory.High, memory.YLabel, memory.YLog = "peak_mb", "", "", "Peak memory (MB)", false
		return []*result.Figure{time, &memory}
	case "documents":
		time.XLabel, time.XLog = "Documents, of the same 100 MB", true
	case "patterns":
		time.XLabel, time.XLog = "Patterns of the codebook", true
	case "vocabulary":
		time.XLabel, time.Group = "Types in 10 MB", ""
	case "workers":
		time.XLabel = "Workers"
	case "scripts":
		time.Kind, time.X, time.Y, time.Low, time.High, time.Group = "bars", "mb_per_second", "arm", "mb_per_second_low", "mb_per_second_high", ""
		time.Title, time.XLabel, time.YLabel = "Speed by script", "Speed (MB/s), with intervals", ""
	default:
		return nil
	}
	return []*result.Figure{time}
}

// between writes an interval.
func between(e estimate) string {
	if e.N == 0 {
		return ""
	}
	return fmt.Sprintf("%.3f–%.3f", e.Low, e.High)
}

// seriesTable is a series as the page has it.
func (r *record) seriesTable(name string) string {
	s := r.series(name)
	data := r.data(s)
	pick := func(name string) result.Column { return *data.Column(name) }
	t := &result.Table{Columns: []result.Column{
		pick("arm"), pick("seconds"),
		result.Texts("interval", "interval", "", each(s.Arms, func(a arm) string { return between(a.Seconds) })),
		pick("mb_per_second"), pick("peak_mb"), pick("ratio"),
		result.Texts("ratio_interval", "interval", "", each(s.Arms, func(a arm) string { return between(a.Ratio) })),
		result.Texts("base", "of the time of", "", each(s.Arms, func(a arm) string { return a.Base })),
		pick("runs"),
	}}
	return grid(t) + r.failures(s)
}

// failures says which arms of a series have no times, and why.
func (r *record) failures(s *series) string {
	var b strings.Builder
	for _, a := range s.Arms {
		if a.Failed != "" {
			fmt.Fprintf(&b, "\n\n**%s failed: %s.**", a.Name, a.Failed)
		}
	}
	return b.String()
}

// peersTable is every comparison with another program.
func (r *record) peersTable() string {
	var names, own, intervals []string
	var peer, here, ratio, peerMB, hereMB []float64
	var runs, counted []int64
	for _, p := range peers("") {
		s := r.series(p.name)
		if s == nil {
			continue
		}
		for _, a := range s.Arms[1:] {
			base := s.Arms[0]
			names, own, intervals = append(names, base.Name), append(own, strings.TrimPrefix(a.Name, "concordat, ")), append(intervals, between(a.Ratio))
			peer, here = append(peer, orMissing(base.Seconds.Median, len(base.Runs))), append(here, orMissing(a.Seconds.Median, len(a.Runs)))
			ratio = append(ratio, orMissing(a.Ratio.Median, a.Ratio.N))
			peerMB, hereMB = append(peerMB, orMissing(base.PeakMB, len(base.Runs))), append(hereMB, orMissing(a.PeakMB, len(a.Runs)))
			runs, counted = append(runs, int64(a.Ratio.N)), append(counted, base.Answer)
		}
	}
	t := &result.Table{Columns: []result.Column{
		result.Texts("peer", "program", "", names), result.Ints("counted", "it counted", "", "", counted), result.Floats("peer_s", "its time (s)", "", 3, "", peer),
		result.Texts("cores", "concordat on", "", own), result.Floats("s", "its time (s)", "", 3, "", here), result.Floats("ratio", "ratio", "", 3, "", ratio),
		result.Texts("interval", "interval", "", intervals), result.Ints("pairs", "pairs", "", "", runs),
		result.Floats("peer_mb", "its peak (MB)", "", 0, "", peerMB), result.Floats("mb", "concordat's (MB)", "", 0, "", hereMB),
	}}
	text := grid(t)
	for _, p := range peers("") {
		if s := r.series(p.name); s != nil {
			text += r.failures(s)
		}
	}
	return text
}

// measure is what a promise is about.
type measure uint8

// The measures.
const (
	ofRatio measure = iota
	ofSeconds
	ofPeak
)

// promise is what concordat says that it attains: an arm of a series is at
// most the limit.
type promise struct {
	text        string
	series, arm string
	measure     measure
	limit       float64
}

// promises are what the page is about.
var promises = []promise{
	{"the time of wc -w, on two cores", "wc", "concordat, two cores", ofRatio, .60},
	{"the time of wc -w, on one core", "wc", "concordat, one core", ofRatio, .90},
	{"the time of CountVectorizer for words", "sklearn-words", "concordat, two cores", ofRatio, 1. / 25},
	{"the time of CountVectorizer for 300 phrases", "sklearn-phrases", "concordat, two cores", ofRatio, 1. / 50},
	{"peak memory with 100 MB, in MB", "size", "concordat, two cores, 100 MB", ofPeak, 64},
	{"peak memory with 1 GB, in MB", "size", "concordat, two cores, 1000 MB", ofPeak, 128},
	{"time of 10 MB on two cores, in s", "size", "concordat, two cores, 10 MB", ofSeconds, .1},
	{"time with 3,000 patterns against 300", "patterns", "one core, 3000 patterns", ofRatio, 2},
	{"time with 30,000 patterns against 300", "patterns", "one core, 30000 patterns", ofRatio, 5},
	{"time of 80,000 files against the same texts in one", "packing", "files", ofRatio, 2},
}

// verdict says whether a value with its interval is within a limit.
func verdict(e estimate, limit float64) string {
	switch {
	case e.High <= limit:
		return "kept"
	case e.Low > limit:
		return "missed"
	case e.Median <= limit:
		return "kept by the median, not by the interval"
	}
	return "missed by the median, not by the interval"
}

// of returns what a series says of the promise; N is 0 where it says nothing.
func (p promise) of(s *series) estimate {
	if s == nil {
		return estimate{}
	}
	a := s.arm(p.arm)
	if a == nil || len(a.Runs) == 0 {
		return estimate{}
	}
	switch p.measure {
	case ofSeconds:
		return a.Seconds
	case ofPeak:
		return estimate{Median: a.PeakMB, Low: a.PeakMB, High: a.PeakMB, N: len(a.Runs)}
	}
	return a.Ratio
}

// promisesTable is what is promised beside what is measured.
func (r *record) promisesTable() string {
	var texts, measured, verdicts []string
	var limits []float64
	for _, p := range promises {
		e := p.of(r.series(p.series))
		got, said := "", "not measured"
		if s := r.series(p.series); s != nil && s.arm(p.arm) != nil && s.arm(p.arm).Failed != "" {
			said = "missed: it failed"
		}
		if e.N > 0 {
			said = verdict(e, p.limit)
			if got = fmt.Sprintf("%.3f (%s)", e.Median, between(e)); p.measure == ofPeak {
				got = fmt.Sprintf("%.0f", e.Median)
			}
		}
		texts, measured, verdicts, limits = append(texts, p.text), append(measured, got), append(verdicts, said), append(limits, p.limit)
	}
	t := &result.Table{Columns: []result.Column{
		result.Texts("promise", "promise: at most", "", texts), result.Floats("limit", "limit", "", 2, "", limits),
		result.Texts("measured", "measured (interval)", "", measured), result.Texts("verdict", "verdict", "", verdicts),
	}}
	return grid(t)
}

// grid is a whole table of the page.
func grid(t *result.Table) string { return strings.TrimSpace(tables.MarkdownGrid(t, t.Rows())) }

// corporaTable is what the texts are.
func (r *record) corporaTable() string {
	var names, kinds, sums []string
	var bytes, documents, words, tokens []int64
	for _, c := range r.Corpora {
		names, kinds, sums = append(names, c.Name), append(kinds, c.Packing), append(sums, c.SHA256[:min(12, len(c.SHA256))])
		bytes, documents, words, tokens = append(bytes, c.Bytes), append(documents, int64(c.Documents)), append(words, c.Words), append(tokens, c.Tokens)
	}
	return grid(&result.Table{Columns: []result.Column{
		result.Texts("name", "texts", "", names), result.Texts("packing", "as", "", kinds), result.Ints("bytes", "bytes", "", "", bytes),
		result.Ints("documents", "documents", "", "", documents), result.Ints("words", "words (wc)", "", "", words),
		result.Ints("tokens", "words (concordat)", "", "", tokens), result.Texts("sha256", "SHA-256", "", sums),
	}})
}

// programsTable is the other programs with their versions.
func (r *record) programsTable() string {
	var names, versions []string
	for _, p := range r.Programs {
		names, versions = append(names, p.Name), append(versions, p.Version)
	}
	return grid(&result.Table{Columns: []result.Column{result.Texts("program", "program", "", names), result.Texts("version", "version", "", versions)}})
}

// confidences says with what probability the intervals cover the medians, by
// the number of runs.
func (r *record) confidences() string {
	by := map[int]float64{}
	for _, s := range r.Series {
		for _, a := range s.Arms {
			by[a.Seconds.N] = a.Seconds.Confidence
			by[a.Ratio.N] = max(by[a.Ratio.N], a.Ratio.Confidence)
		}
	}
	delete(by, 0)
	var ns []int
	for n := range by {
		ns = append(ns, n)
	}
	slices.Sort(ns)
	slices.Reverse(ns)
	return strings.Join(each(ns, func(n int) string { return fmt.Sprintf("%.1f %% with %d", 100*by[n], n) }), ", ")
}
