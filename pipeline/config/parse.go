package config

import (
	"slices"
	"strconv"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/joint"
	"concordat/analyzers/stats/cluster"
	"concordat/analyzers/stats/distance"
	"concordat/corpus/strict"
)

// Key is one key of a project file.
type Key struct {
	Name, Doc string
	read      func(r *reader, e strict.Entry)
}

// Keys returns every key of a project file, in the order of the documentation.
func Keys() []Key {
	return []Key{
		{"name", "of the report's folder; default: that of the project's folder", func(r *reader, e strict.Entry) { r.Into(&r.p.Name, e) }},
		{"title", "of the report", func(r *reader, e strict.Entry) { r.Into(&r.p.Title, e) }},
		{"documents", `files, folders and globs, relative to this file; "ID=PATH" names a document`, func(r *reader, e strict.Entry) { r.p.Documents = r.texts(e) }},
		{"codebook", "a shipped codebook, or a file", func(r *reader, e strict.Entry) { r.Into(&r.p.Codebook, e) }},
		{"target", `what is compared: a document's id, or KEY:VALUE for all documents with that metadata ("group:strategies")`, func(r *reader, e strict.Entry) { r.Into(&r.p.Target, e) }},
		{"reference", `what it is compared with: the same, a list of them, or "rest"`, func(r *reader, e strict.Entry) { r.p.References = r.texts(e) }},
		{"analyzers", "what is computed, or all; default: `concordat list analyzers` marks them", func(r *reader, e strict.Entry) { r.p.Analyzers = r.texts(e) }},
		{"evidence", "yes lists every hit with its quotation; no writes no such list, which takes time and room, and then numbers do not open", func(r *reader, e strict.Entry) {
			r.p.Evidence = r.Choice(e, "yes", "no", "true", "false")%2 == 0
		}},
		{"overlap", "policy for hits of different concepts that share words: concept, codebook, all, exclusive", func(r *reader, e strict.Entry) {
			if o, err := ParseOverlap(Overlaps()[r.Choice(e, Overlaps()...)]); err == nil {
				r.p.Options.Overlap = o
			}
		}},
		{"unit", "of co-occurrence: sentence, paragraph, window", func(r *reader, e strict.Entry) { r.unit(e) }},
		{"association", "unit in which association and differential look for pairs: sentence, paragraph, section, document, or a window around the node: window, left, right; default: that of unit", func(r *reader, e strict.Entry) {
			r.p.Options.Association = joint.Units()[r.Choice(e, joint.Units()...)]
		}},
		{"window", "tokens in a window; of association and differential on either side of the node", func(r *reader, e strict.Entry) { r.integer(&r.p.Options.Window, e) }},
		{"level", "of every interval, between 0 and 1", func(r *reader, e strict.Entry) { r.float(&r.p.Options.Level, e) }},
		{"resamples", "of the bootstrap, and draws of permutation tests", func(r *reader, e strict.Entry) { r.integer(&r.p.Options.Resamples, e) }},
		{"resample", "what the bootstrap draws: paragraph, sentence, or document where a side has five or more", func(r *reader, e strict.Entry) {
			r.p.Options.Resample = analyzers.Resample(r.Choice(e, Resamples()...))
		}},
		{"interval", "kind of the bootstrap's intervals: percentile, or bca (bias-corrected and accelerated, slower)", func(r *reader, e strict.Entry) {
			r.p.Options.BCa = r.Choice(e, Intervals()...) == 1
		}},
		{"seed", "of the bootstrap and of permutation tests", func(r *reader, e strict.Entry) { r.seed(e) }},
		{"min_count", "smallest count of a word in word lists", func(r *reader, e strict.Entry) { r.integer(&r.p.Options.MinCount, e) }},
		{"top", "rows and bars in figures", func(r *reader, e strict.Entry) { r.integer(&r.p.Options.Top, e) }},
		{"concepts", "the concepts that figures show; default: the most frequent", func(r *reader, e strict.Entry) { r.p.Options.Concepts = r.texts(e) }},
		{"concordance", "a concept whose concordance is written", func(r *reader, e strict.Entry) { r.Into(&r.p.Options.Query, e) }},
		{"width", "characters of context in a concordance", func(r *reader, e strict.Entry) { r.integer(&r.p.Options.Width, e) }},
		{"parts", "equal parts of a document for dispersion", func(r *reader, e strict.Entry) { r.integer(&r.p.Options.Parts, e) }},
		{"diversity_window", "words in a window of the moving-average type–token ratio; texts are comparable at one size only", func(r *reader, e strict.Entry) { r.integer(&r.p.Options.DiversityWindow, e) }},
		{"reuse_words", "least number of words that a reused passage has in common", func(r *reader, e strict.Entry) { r.integer(&r.p.Options.ReuseWords, e) }},
		{"scores", `of the reference documents of wordscores: {ID: SCORE}, or a list of ID=SCORE; the id may be KEY:VALUE for all documents with that metadata ("group:strategies")`, func(r *reader, e strict.Entry) { r.scores(e) }},
		{"poles", "two documents' ids that fix the direction of wordfish: the first has the smaller position", func(r *reader, e strict.Entry) { r.p.Options.Poles = r.texts(e) }},
		{"scaling", "what wordscores and wordfish count: words, concepts", func(r *reader, e strict.Entry) {
			r.p.Options.Scaling = Scalings()[r.Choice(e, Scalings()...)]
		}},
		{"edges", "of the concept network: significant joins concepts by a test of each pair, disparity keeps the heaviest ties of each concept", func(r *reader, e strict.Entry) {
			r.p.Options.Edges = EdgeRules()[r.Choice(e, EdgeRules()...)]
		}},
		{"actors", "who the actors of the two-mode network are: document, actor, group; default: the groups, failing them the actors, failing them the documents", func(r *reader, e strict.Entry) {
			r.p.Options.Actors = ActorKinds()[r.Choice(e, ActorKinds()...)]
		}},
		{"profile", "what documents are compared by in similarity, clustering, mds and correspondence: concepts, or the most frequent words", func(r *reader, e strict.Entry) { r.named(&r.p.Options.Profile, e, Profiles()) }},
		{"profile_words", "how many of the most frequent words a profile of words has", func(r *reader, e strict.Entry) { r.integer(&r.p.Options.ProfileWords, e) }},
		{"distance", "between profiles in clustering and mds: jensen-shannon, hellinger, cosine, delta (Burrows), cosine-delta", func(r *reader, e strict.Entry) { r.named(&r.p.Options.Distance, e, distance.Names()) }},
		{"linkage", "of clustering: ward, average, complete, single", func(r *reader, e strict.Entry) { r.named(&r.p.Options.Linkage, e, cluster.Linkages()) }},
		{"stopwords", "yes leaves function words out of word lists, no keeps them", func(r *reader, e strict.Entry) { r.p.Options.Stopwords = r.Choice(e, "yes", "no") == 0 }},
		{"keyness_features", "what keyness compares: words, ngrams, lemmas, tags, concepts; default: words and concepts. Lemmas and tags take time", func(r *reader, e strict.Entry) { r.p.Options.Features = r.texts(e) }},
		{"ngram", "words of an n-gram of keyness, 2 to 4", func(r *reader, e strict.Entry) { r.integer(&r.p.Options.NGram, e) }},
		{"simple_maths", "what simple maths adds to rates per million: 1 favours rare words, 100 common ones", func(r *reader, e strict.Entry) { r.float(&r.p.Options.SimpleMaths, e) }},
		{"reference_list", "a frequency list of another corpus for keyness: a CSV or TSV file with the columns word, frequency and, if known, documents, and rows (total) and (minimum)", func(r *reader, e strict.Entry) { r.Into(&r.p.List, e) }},
		{"reference_total", "tokens of the list's corpus, if the list has no row (total)", func(r *reader, e strict.Entry) { r.total(&r.p.ListTotal, e) }},
		{"sentences", "rule for the house's own rule, or prose", func(r *reader, e strict.Entry) {
			r.p.Sentences = []string{"rule", "prose"}[r.Choice(e, "rule", "prose")]
		}},
		{"format", "of all documents, by name; default: by extension", func(r *reader, e strict.Entry) { r.Into(&r.p.Format, e) }},
		{"text_column", "column of the text in tables of texts", func(r *reader, e strict.Entry) { r.Into(&r.p.TextColumn, e) }},
		{"id_column", "column of the id in tables of texts", func(r *reader, e strict.Entry) { r.Into(&r.p.IDColumn, e) }},
		{"follow", "yes follows symbolic links inside folders", func(r *reader, e strict.Entry) { r.p.Follow = r.Choice(e, "no", "yes") == 1 }},
		{"max_failures", "percent of documents that may fail before nothing is published", func(r *reader, e strict.Entry) { r.percent(&r.p.MaxFailures, e) }},
		{"tables", "formats of tables", func(r *reader, e strict.Entry) { r.p.Tables = r.texts(e) }},
		{"figures", "formats of figures", func(r *reader, e strict.Entry) { r.p.Figures = r.texts(e) }},
		{"preset", "look of figures", func(r *reader, e strict.Entry) { r.Into(&r.p.Preset, e) }},
		{"anonymous", "yes leaves the tool's and persons' names out of figures", func(r *reader, e strict.Entry) { r.p.Anonymous = r.Choice(e, "no", "yes") == 1 }},
		{"raw_cells", "yes writes cells that begin with = + - @ as they are", func(r *reader, e strict.Entry) { r.p.RawCells = r.Choice(e, "no", "yes") == 1 }},
		{"excel_bom", "yes begins CSV and TSV files with a byte order mark", func(r *reader, e strict.Entry) { r.p.ExcelBOM = r.Choice(e, "no", "yes") == 1 }},
		{"out", "folder of the report; default: reports/NAME beside this file", func(r *reader, e strict.Entry) { r.Into(&r.p.Out, e) }},
	}
}

type reader struct {
	*strict.File
	p Project
}

// Parse reads a project file; name is used in messages. Everything that is
// wrong in it is reported at once, as a *strict.Errors.
func Parse(name string, data []byte) (Project, error) {
	file, root := strict.Read(name, data, "project")
	r := &reader{File: file, p: Default()}
	if root == nil {
		return Project{}, r.Err()
	}
	keys := Keys()
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.Name
	}
	entries, _ := r.Mapping(root, "the file")
	for _, e := range entries {
		i := slices.Index(names, e.Key.Value)
		if i < 0 {
			r.Unknown(e.Key, "a project", names)
			continue
		}
		keys[i].read(r, e)
	}
	return r.p, r.Err()
}

// texts reads a list of texts; one text is a list of one.
func (r *reader) texts(e strict.Entry) []string {
	if !strict.IsList(e.Value) {
		var s string
		r.Into(&s, e)
		return []string{s}
	}
	var out []string
	for _, t := range r.List(e.Value, e.Key.Value) {
		out = append(out, t.Value)
	}
	return out
}

// scores reads a mapping of ids to scores, or a list of ID=SCORE.
func (r *reader) scores(e strict.Entry) {
	if strict.IsList(e.Value) {
		for _, t := range r.List(e.Value, e.Key.Value) {
			s, err := ParseScore(t.Value)
			if err != nil {
				r.Problem(t.Line, t.Column, "write china-2017=-1", "%s: %q is not ID=SCORE", e.Key.Value, t.Value)
				continue
			}
			r.p.Options.Scores = append(r.p.Options.Scores, s)
		}
		return
	}
	entries, _ := r.Mapping(e.Value, e.Key.Value)
	for _, s := range entries {
		t, ok := r.Scalar(s.Value, e.Key.Value)
		if !ok {
			continue
		}
		v, err := ParseScore(s.Key.Value + "=" + t.Value)
		if err != nil {
			r.Problem(t.Line, t.Column, "write it with a point: -1, 0.5", "%s: %q is no number", e.Key.Value, t.Value)
			continue
		}
		r.p.Options.Scores = append(r.p.Options.Scores, v)
	}
}

// named reads one of some names.
func (r *reader) named(dst *string, e strict.Entry, names []string) {
	*dst = names[r.Choice(e, names...)]
}

func (r *reader) integer(dst *int, e strict.Entry) {
	t, ok := r.Scalar(e.Value, e.Key.Value)
	if !ok {
		return
	}
	n, err := strconv.Atoi(strings.ReplaceAll(t.Value, "_", ""))
	if err != nil {
		r.Problem(t.Line, t.Column, "write digits", "%s: %q is no whole number", e.Key.Value, t.Value)
		return
	}
	*dst = n
}

func (r *reader) total(dst *int64, e strict.Entry) {
	t, ok := r.Scalar(e.Value, e.Key.Value)
	if !ok {
		return
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(t.Value, "_", ""), 10, 64)
	if err != nil || n < 1 {
		r.Problem(t.Line, t.Column, "write digits", "%s: %q is no whole number from 1", e.Key.Value, t.Value)
		return
	}
	*dst = n
}

func (r *reader) percent(dst *int, e strict.Entry) {
	t, ok := r.Scalar(e.Value, e.Key.Value)
	if !ok {
		return
	}
	n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(t.Value, "%")))
	if err != nil {
		r.Problem(t.Line, t.Column, "write 5 or 5%", "%s: %q is no percentage", e.Key.Value, t.Value)
		return
	}
	*dst = n
}

func (r *reader) float(dst *float64, e strict.Entry) {
	t, ok := r.Scalar(e.Value, e.Key.Value)
	if !ok {
		return
	}
	x, err := strconv.ParseFloat(t.Value, 64)
	if err != nil {
		r.Problem(t.Line, t.Column, "write it with a point: 0.95", "%s: %q is no number", e.Key.Value, t.Value)
		return
	}
	*dst = x
}

func (r *reader) seed(e strict.Entry) {
	t, ok := r.Scalar(e.Value, e.Key.Value)
	if !ok {
		return
	}
	n, err := strconv.ParseUint(t.Value, 10, 64)
	if err != nil {
		r.Problem(t.Line, t.Column, "write digits", "%s: %q is no whole number from 0", e.Key.Value, t.Value)
		return
	}
	r.p.Options.Seed = n
}

func (r *reader) unit(e strict.Entry) {
	if u, err := ParseUnit(Units()[r.Choice(e, Units()...)]); err == nil {
		r.p.Options.Unit = u
	}
}
