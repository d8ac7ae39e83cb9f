package charts

import (
	"fmt"
	"math"
	"strings"

	"concordat/analyzers/result"
)

// The figures of the tests: made-up numbers in the shape that the analyzers give.

var nan, inf = math.NaN(), math.Inf(1)

func textColumn(name string, v ...string) result.Column {
	return result.Column{Name: name, Label: name, Type: result.Text, Texts: v}
}

func floatColumn(name string, digits int, v ...float64) result.Column {
	return result.Column{Name: name, Label: name, Type: result.Float, Digits: digits, Floats: v}
}

func intColumn(name string, v ...int64) result.Column {
	return result.Column{Name: name, Label: name, Type: result.Int, Ints: v}
}

// rates are rates of two documents by concept, with half widths of intervals.
var rates = []struct {
	name           string
	a, ra, b, rb   float64
	clear          string
	hitsA, hitsB   int
	dpA, dpB, mean float64
}{
	{"Security", 14.2, 2.2, 17.8, 2.5, "", 57, 40, .38, .2, 0},
	{"Cooperation", 12.8, 2.1, 3.9, 1.1, "*", 134, 23, .11, .3, 0},
	{"Development", 9.7, 1.8, 2.2, .9, "*", 120, 18, .17, .5, 0},
	{"Governance", 8.6, 1.7, 1.4, .7, "*", 81, 9, .33, .6, 0},
	{"Sovereignty", 6.1, 1.4, .6, .5, "*", 91, 4, .29, .7, 0},
	{"International rules", 5.2, 1.3, 4.1, 1.2, "", 44, 31, .41, .4, 0},
	{"Peace", 4.9, 1.3, 1.2, .6, "*", 40, 8, .4, .5, 0},
	{"Rights and interests", 3.4, 1.1, 2.6, .9, "", 30, 20, .5, .4, 0},
	{"Critical infrastructure", 2.1, .8, 6.4, 1.5, "*", 18, 55, .6, .2, 0},
	{"Multi-stakeholder", .9, .6, 1.8, .8, "", 8, 14, .7, .6, 0},
	{"Deterrence", .3, .3, 4.8, 1.3, "*", 3, 63, .81, .61, 0},
}

var twoSeries = []string{"China 2017", "United States 2018"}

func barsFigure(documents int) *result.Figure {
	names := []string{"China 2017", "United States 2018", "European Union 2020", "Russia 2016", "UN GGE 2015"}[:documents]
	var y, g []string
	var x, lo, hi []float64
	for i, r := range rates {
		for d, n := range names {
			v, h := r.a, r.ra
			if d == 1 {
				v, h = r.b, r.rb
			} else if d > 1 {
				v, h = math.Abs(r.a-r.b)*.5+float64(i%3), .7
			}
			y, g = append(y, r.name), append(g, n)
			x, lo, hi = append(x, v), append(lo, max(0, v-h)), append(hi, v+h)
		}
	}
	return &result.Figure{Name: "frequency", Title: "Concept frequency", Caption: "Hits per 1,000 tokens with 95% intervals.",
		Kind: "bars", X: "per_1k", Y: "label", Low: "ci_low", High: "ci_high", Group: "document",
		XLabel: "Frequency per 1,000 tokens, with 95% intervals",
		Data: &result.Table{Name: "frequency_figure", Columns: []result.Column{textColumn("label", y...), textColumn("document", g...),
			floatColumn("per_1k", 1, x...), floatColumn("ci_low", 1, lo...), floatColumn("ci_high", 1, hi...)}}}
}

func dumbbellFigure() *result.Figure {
	var l, g, c []string
	var x, d []float64
	for _, i := range []int{1, 2, 3, 4, 6, 5, 7, 9, 0, 8, 10} {
		r := rates[i]
		l, g, c = append(l, r.name, r.name), append(g, twoSeries...), append(c, r.clear, r.clear)
		x, d = append(x, r.a, r.b), append(d, r.a-r.b, r.a-r.b)
	}
	return &result.Figure{Name: "comparison", Title: "Two documents", Kind: "dumbbell", X: "per_1k", Group: "side", Label: "concept",
		XLabel: "Frequency per 1,000 tokens",
		Data: &result.Table{Name: "comparison_figure", Columns: []result.Column{textColumn("concept", l...), textColumn("side", g...),
			floatColumn("per_1k", 1, x...), floatColumn("difference", 1, d...), textColumn("clear", c...)}}}
}

func heatmapFigure(documents int) *result.Figure {
	names := []string{"China 2017", "Russia 2016", "United States 2018", "European Union 2020", "United Kingdom 2022", "UN GGE 2015"}
	for i := len(names); i < documents; i++ {
		names = append(names, fmt.Sprintf("Speech of delegation %d", i+1))
	}
	var x, y []string
	var v []float64
	for i, r := range rates {
		for d, n := range names[:documents] {
			x, y = append(x, n), append(y, r.name)
			k := math.Abs(r.a*math.Cos(float64(d)) + r.b*math.Sin(float64(d)))
			if (i*7+d*3)%11 == 0 {
				k = 0
			}
			v = append(v, k)
		}
	}
	size := floatColumn("per_1k", 1, v...)
	size.Label = "per 1,000 tokens"
	return &result.Figure{Name: "heat", Title: "Concepts by document", Kind: "heatmap", X: "document", Y: "label", Size: "per_1k",
		Data: &result.Table{Name: "heat_figure", Columns: []result.Column{textColumn("document", x...), textColumn("label", y...), size}}}
}

func triangleFigure(names []string) *result.Figure {
	var a, b []string
	var v []float64
	for k := range names {
		for i := range k {
			if len(names) > 3 && (i*5+k*3)%17 == 0 {
				continue
			}
			a, b = append(a, names[i]), append(b, names[k])
			v = append(v, .52*math.Cos(float64(i)*.45+float64(k)*.31))
		}
	}
	size := floatColumn("npmi", 2, v...)
	size.Label = "NPMI, same sentence"
	return &result.Figure{Name: "cooccurrence", Title: "Co-occurrence", Kind: "triangle", X: "concept_a", Y: "concept_b", Size: "npmi",
		Data: &result.Table{Name: "triangle_figure", Columns: []result.Column{textColumn("concept_a", a...), textColumn("concept_b", b...), size}}}
}

var concepts = []string{"Sovereignty", "Non-interference", "Governance", "Multilateral", "Cooperation", "Development", "Security", "Infrastructure", "Deterrence"}

func keynessFigure() *result.Figure {
	words := []string{"sovereignty", "shared future", "cyberspace governance", "development", "multilateral", "peace", "cooperation",
		"critical infrastructure", "resilience", "innovation", "deterrence", "adversaries", "malicious"}
	lr := []float64{3.35, 3.02, 2.61, 2.14, 2.1, 2.03, 1.71, -1.61, -2.05, -2.26, -4, -4.32, -4.61}
	g2 := []float64{118.4, 64, 71.2, 102.7, 29.3, 47.5, 133.8, 51, 26.6, 40.2, 88.9, 96.1, 121.7}
	var side []string
	for _, v := range lr {
		if v > 0 {
			side = append(side, "China 2017")
		} else {
			side = append(side, "United States 2018")
		}
	}
	return &result.Figure{Name: "keyness", Title: "Key words", Kind: "keyness", X: "log_ratio", Label: "word", Size: "g2", Group: "side",
		XLabel: "Log ratio (doublings)",
		Data: &result.Table{Name: "keyness_figure", Columns: []result.Column{textColumn("word", words...), textColumn("side", side...),
			floatColumn("log_ratio", 2, lr...), floatColumn("g2", 1, g2...)}}}
}

func stripsFigure(documents int) *result.Figure {
	names := []string{"China 2017 (9,412 tokens)", "United States 2018 (13,087 tokens)", "European Union 2020 (8,010 tokens)", "Russia 2016 (4,001 tokens)"}
	var y, g []string
	var x, dp []float64
	var n []int64
	for d, name := range names[:documents] {
		for i, r := range rates[:6] {
			hits := r.hitsA
			if d%2 == 1 {
				hits = r.hitsB
			}
			if d == 1 && i == 4 {
				y, g, x, dp, n = append(y, r.name), append(g, name), append(x, nan), append(dp, nan), append(n, 0)
				continue
			}
			for h := range hits {
				p := 100 * math.Mod(float64(h*h)*.37+float64(h)*.618+float64(d+i)*.21, 1)
				y, g, x, dp, n = append(y, r.name), append(g, name), append(x, p), append(dp, r.dpA), append(n, int64(hits))
			}
		}
	}
	return &result.Figure{Name: "dispersion", Title: "Dispersion", Kind: "strips", X: "percent", Y: "label", Group: "document",
		XLabel: "Position in document (% of tokens)",
		Data: &result.Table{Name: "dispersion_figure", Columns: []result.Column{textColumn("label", y...), textColumn("document", g...),
			floatColumn("percent", 1, x...), intColumn("n", n...), floatColumn("dp", 2, dp...)}}}
}

func networkFigure() *result.Figure {
	nodes := map[string]struct {
		hits  int64
		group string
	}{}
	add := func(group string, hits int64, names ...string) {
		for i, n := range names {
			nodes[n] = struct {
				hits  int64
				group string
			}{max(4, hits-int64(i)*hits/int64(len(names)+1)), group}
		}
	}
	add("Sovereignty & order", 62, "state", "governance", "sovereignty", "rules", "peace", "United Nations", "multilateral", "shared future", "non-interference")
	add("Security & threat", 120, "security", "threat", "infrastructure", "attack", "crime", "defence", "terrorism", "military")
	add("Development & data", 100, "cooperation", "development", "data", "rights", "digital economy", "citizens", "innovation", "culture")
	pairs := []struct {
		a, b string
		w    float64
	}{
		{"state", "sovereignty", .5}, {"sovereignty", "non-interference", .52}, {"state", "non-interference", .3}, {"sovereignty", "governance", .4},
		{"governance", "multilateral", .45}, {"multilateral", "United Nations", .42}, {"United Nations", "rules", .35}, {"governance", "rules", .31},
		{"peace", "shared future", .33}, {"governance", "shared future", .28}, {"peace", "rules", .25}, {"security", "threat", .5}, {"security", "defence", .3},
		{"threat", "attack", .45}, {"attack", "infrastructure", .4}, {"infrastructure", "security", .38}, {"crime", "terrorism", .47}, {"terrorism", "threat", .3},
		{"defence", "military", .36}, {"military", "state", .18}, {"security", "crime", .22}, {"security", "cooperation", .2}, {"crime", "cooperation", .24},
		{"cooperation", "governance", .26}, {"cooperation", "development", .4}, {"development", "digital economy", .44}, {"digital economy", "innovation", .41},
		{"development", "innovation", .35}, {"data", "digital economy", .29}, {"data", "security", .23}, {"rights", "citizens", .49}, {"citizens", "culture", .21},
		{"culture", "cooperation", .27}, {"rules", "rights", .18}, {"security", "sovereignty", .19}, {"data", "citizens", .24}, {"cooperation", "multilateral", .3},
	}
	var a, b, ga, gb, both []string
	var w []float64
	var ha, hb []int64
	for _, p := range pairs {
		a, b, w = append(a, p.a), append(b, p.b), append(w, p.w)
		ga, gb = append(ga, nodes[p.a].group), append(gb, nodes[p.b].group)
		line := ""
		if nodes[p.a].group == nodes[p.b].group {
			line = nodes[p.a].group
		}
		both = append(both, line)
		ha, hb = append(ha, nodes[p.a].hits), append(hb, nodes[p.b].hits)
	}
	size := floatColumn("npmi", 2, w...)
	size.Label = "Association (NPMI)"
	return &result.Figure{Name: "network", Title: "Network of concepts", Kind: "network", X: "source", Y: "target", Size: "npmi",
		Data: &result.Table{Name: "network_figure", Columns: []result.Column{textColumn("source", a...), textColumn("target", b...), size,
			intColumn("source_hits", ha...), intColumn("target_hits", hb...), textColumn("source_group", ga...), textColumn("target_group", gb...), textColumn("line_group", both...)}}}
}

// curvesFigure is how long five programs take for texts of five sizes: on a
// logarithmic axis each is nearly straight.
func curvesFigure(programs int) *result.Figure {
	names := []string{"concordat, two cores", "concordat, one core", "wc", "words of another program", "phrases of another program"}[:programs]
	var g []string
	var x, y, lo, hi []float64
	for p, n := range names {
		for i, size := range []float64{1, 10, 100, 1000} {
			if p > 2 && size > 100 {
				continue
			}
			v := size*[]float64{.003, .0045, .0062, .073, .48}[p]*(1+.1*float64(i%2)) + .004
			g, x, y = append(g, n), append(x, size), append(y, v)
			lo, hi = append(lo, v*.93), append(hi, v*1.12)
		}
	}
	return &result.Figure{Name: "growth", Title: "Time by size", Kind: "curves", X: "megabytes", Y: "seconds", Low: "low", High: "high", Group: "program",
		XLabel: "Texts (MB)", YLabel: "Time (s), with 95% intervals", XLog: true, YLog: true,
		Data: &result.Table{Name: "growth_figure", Columns: []result.Column{textColumn("program", g...),
			floatColumn("megabytes", 0, x...), floatColumn("seconds", 3, y...), floatColumn("low", 3, lo...), floatColumn("high", 3, hi...)}}}
}

// linear returns the figure with linear axes.
func linear(f *result.Figure) *result.Figure {
	f.XLog, f.YLog = false, false
	return f
}

// ordinary are the figures whose pictures are looked at and kept as goldens.
func ordinary() map[string]*result.Figure {
	return map[string]*result.Figure{
		"bars": barsFigure(2), "bars-five": barsFigure(5), "dumbbell": dumbbellFigure(), "heatmap": heatmapFigure(6), "heatmap-many": heatmapFigure(16),
		"triangle": triangleFigure(concepts), "keyness": keynessFigure(), "strips": stripsFigure(2), "strips-four": stripsFigure(4), "network": networkFigure(),
		"heatmap-two":   relabelled(heatmapFigure(2), func(s string) string { return strings.ReplaceAll(strings.ToLower(s), " ", "_") + "_and_others" }),
		"dumbbell-same": sameSides(), "keyness-one-side": firstRows(keynessFigure(), 7), "triangle-near": nearZero(),
		"curves": curvesFigure(3), "curves-five": curvesFigure(5), "curves-linear": linear(curvesFigure(1)),
		"specifications": specificationsFigure(),
		"map":            biplotFigure(), "map-one": mdsFigure(), "forest": forestFigure(), "forest-ratios": ratioFigure(), "dendrogram": dendrogramFigure(),
	}
}

// sameSides is a dumbbell chart with equal and almost equal values, and with
// differences of zero and near zero.
func sameSides() *result.Figure {
	f := firstRows(dumbbellFigure(), 10)
	x, d := f.Data.Columns[2].Floats, f.Data.Columns[3].Floats
	x[1], d[0], d[1] = x[0], 0, 0
	x[3], d[2], d[3] = x[2]-.04, .04, .04
	x[5], d[4], d[5] = x[4]+.04, -.04, -.04
	return f
}

// nearZero is a triangle with values of next to nothing, and pairs that are
// never and only together.
func nearZero() *result.Figure {
	f := revalued(triangleFigure(concepts[:6]), func(v float64) float64 { return v / 60 })
	v := f.Data.Columns[2].Floats
	v[0], v[4], v[7] = -1, 1, 0
	return f
}

// triangleFigureOf is one pair.
func triangleFigureOf(a, b string) *result.Figure {
	return &result.Figure{Name: "pair", Kind: "triangle", X: "a", Y: "b", Size: "v",
		Data: &result.Table{Name: "pair", Columns: []result.Column{textColumn("a", a), textColumn("b", b), floatColumn("v", 2, .5)}}}
}

// specificationsFigure has 24 combinations of three choices; one bound is missing.
func specificationsFigure() *result.Figure {
	var overlap, hyphens, per, verdict, own []string
	var y, lo, hi []float64
	for i := range 24 {
		v := -.6 + float64(i)*.09
		overlap = append(overlap, []string{"concept", "codebook", "all", "exclusive"}[i*7%4])
		hyphens = append(hyphens, []string{"parts", "whole"}[i*5/3%2])
		per = append(per, []string{"tokens", "sentences", "paragraphs"}[i*11%3])
		own, verdict = append(own, ""), append(verdict, "more")
		if v < .5 {
			verdict[i] = "unclear"
		}
		y, lo, hi = append(y, v), append(lo, v-.5), append(hi, v+.45)
	}
	own[15], hi[23] = "the run", nan
	return &result.Figure{Name: "sensitivity", Title: "Specification curve", Caption: "Log ratios.", Kind: "specifications",
		Y: "log_ratio", Low: "ci_low", High: "ci_high", Group: "verdict", Label: "own", YLabel: "Log ratio (doublings), with 95% intervals",
		Data: &result.Table{Name: "sensitivity_figure", Columns: []result.Column{textColumn("own", own...), textColumn("verdict", verdict...),
			textColumn("overlap", overlap...), textColumn("hyphens", hyphens...), textColumn("per", per...),
			floatColumn("log_ratio", 2, y...), floatColumn("ci_low", 2, lo...), floatColumn("ci_high", 2, hi...)}}}
}
