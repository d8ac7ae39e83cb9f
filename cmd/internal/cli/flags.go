package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"concordat/analyzers/joint"
	"concordat/analyzers/stats/cluster"
	"concordat/analyzers/stats/distance"
	"concordat/corpus/source"
	"concordat/pipeline"
	"concordat/pipeline/config"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// choices are the flags that change a project. A flag that is not given
// leaves the project as it is.
type choices struct {
	p       config.Project // where the flags are read into
	overlap string
	unit    string
	words   bool
	scores  []string
	flags   *pflag.FlagSet

	resample, interval string
}

// codeFlags adds the flags about how texts are coded.
func (c *choices) codeFlags(cmd *cobra.Command) {
	c.p = config.Default()
	f := cmd.Flags()
	c.flags = f
	f.SortFlags = false
	f.StringVar(&c.p.Codebook, "codebook", c.p.Codebook, "shipped codebook, or a `file`")
	f.StringVar(&c.overlap, "overlap", "concept", "`policy` for hits of different concepts that share words: "+strings.Join(config.Overlaps(), ", "))
	f.StringVar(&c.p.Sentences, "sentences", c.p.Sentences, "`way` of breaking sentences: rule or prose")
	complete(cmd, "codebook", completeFiles(inFamily("codebooks")))
	complete(cmd, "overlap", completeOne(names(config.Overlaps())))
	complete(cmd, "sentences", completeOne(names([]string{"rule", "prose"})))
}

// readFlags adds the flags about what is read and how.
func (c *choices) readFlags(cmd *cobra.Command) {
	c.codeFlags(cmd)
	f := cmd.Flags()
	f.StringVar(&c.p.Format, "format", "", "`name` of the format of all documents (default: by extension)")
	f.StringVar(&c.p.TextColumn, "text-column", "", "`column` of the text in tables of texts (default text)")
	f.StringVar(&c.p.IDColumn, "id-column", "", "`column` of the id in tables of texts (default id)")
	f.BoolVar(&c.p.Follow, "follow", false, "follow symbolic links inside folders")
	complete(cmd, "format", completeOne(inFamily("formats")))
	for _, free := range []string{"text-column", "id-column"} {
		complete(cmd, free, cobra.NoFileCompletions)
	}
}

// countFlags adds the flags about what is counted.
func (c *choices) countFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	o := &c.p.Options
	f.StringVarP(&c.p.Out, "out", "o", "", "`folder` for the sheets, a CSV file each")
	f.StringVar(&c.unit, "unit", "sentence", "`name` of the unit of co-occurrence: "+strings.Join(config.Units(), ", "))
	f.IntVar(&o.Window, "window", o.Window, "`tokens` in a window")
	f.BoolVar(&c.p.RawCells, "raw-cells", false, "write CSV and TSV cells that look like formulas as they are")
	f.BoolVar(&c.p.ExcelBOM, "excel-bom", false, "begin CSV and TSV files with a byte order mark")
	complete(cmd, "unit", completeOne(names(config.Units())))
}

// runFlags adds the flags about what is computed and written.
func (c *choices) runFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	o := &c.p.Options
	f.StringVar(&c.p.Name, "name", "", "`name` of the report")
	f.StringVar(&c.p.Title, "title", "", "`title` of the report")
	f.StringVarP(&c.p.Out, "out", "o", "", "`folder` of the report (default reports/NAME)")
	f.StringVar(&c.p.Target, "target", "", "document `id` or KEY:VALUE that is compared")
	f.StringSliceVar(&c.p.References, "reference", nil, "`ids`, KEY:VALUE or rest that it is compared with")
	f.StringSliceVar(&c.p.Analyzers, "analyzers", nil, "`names` of what is computed, or all (default: those that list analyzers marks)")
	f.BoolVar(&c.p.Evidence, "evidence", true, "list every hit with its quotation; without, a run is faster and its numbers do not open")
	f.StringSliceVar(&o.Concepts, "concept", nil, "`ids` of the concepts that figures show (default: the most frequent)")
	f.StringVar(&c.unit, "unit", "sentence", "`name` of the unit of co-occurrence: "+strings.Join(config.Units(), ", "))
	f.IntVar(&o.Window, "window", o.Window, "`tokens` in a window")
	f.StringVar(&o.Association, "association", "", "`name` of the unit of association (default that of --unit): "+strings.Join(joint.Units(), ", "))
	f.Float64Var(&o.Level, "level", o.Level, "`confidence` of every interval")
	f.IntVar(&o.Resamples, "resamples", o.Resamples, "`number` of the bootstrap's resamples, and of the draws of permutation tests")
	f.StringVar(&c.resample, "resample", config.Resamples()[0], "`block` that the bootstrap draws: "+strings.Join(config.Resamples(), ", "))
	f.StringVar(&c.interval, "interval", config.Intervals()[0], "`kind` of the bootstrap's intervals: "+strings.Join(config.Intervals(), ", "))
	f.Uint64Var(&o.Seed, "seed", o.Seed, "`number` that fixes what is drawn by chance")
	f.IntVar(&o.MinCount, "min-count", o.MinCount, "smallest `count` of a word in word lists")
	f.IntVar(&o.Top, "top", o.Top, "`number` of rows and bars in figures")
	f.IntVar(&o.Parts, "parts", o.Parts, "`number` of equal parts of a document for dispersion")
	f.IntVar(&o.DiversityWindow, "diversity-window", o.DiversityWindow, "`words` in a window of the moving-average type–token ratio")
	f.IntVar(&o.ReuseWords, "reuse-words", o.ReuseWords, "least number of `words` that a reused passage has in common")
	f.StringSliceVar(&c.scores, "score", nil, "`ID=SCORE` of the reference documents of wordscores; the id may be KEY:VALUE")
	f.StringSliceVar(&o.Poles, "poles", nil, "two `ids` that fix the direction of wordfish, the smaller position first")
	f.StringVar(&o.Scaling, "scaling", config.Scalings()[0], "`name` of what wordscores and wordfish count: "+strings.Join(config.Scalings(), ", "))
	f.StringVar(&o.Edges, "edges", config.EdgeRules()[0], "`rule` for the edges of the concept network: "+strings.Join(config.EdgeRules(), ", "))
	f.StringVar(&o.Actors, "actors", "", "`name` of what the actors of the two-mode network are: "+strings.Join(config.ActorKinds(), ", ")+" (default: the first of group, actor, document that the texts name)")
	f.StringVar(&o.Profile, "profile", o.Profile, "what documents are compared by in similarity, clustering, mds and correspondence: `concepts` or words")
	f.IntVar(&o.ProfileWords, "profile-words", o.ProfileWords, "`number` of most frequent words in a profile of words")
	f.StringVar(&o.Distance, "distance", o.Distance, "`name` of the distance of profiles in clustering and mds: "+strings.Join(distance.Names(), ", "))
	f.StringVar(&o.Linkage, "linkage", o.Linkage, "`name` of the linkage of clustering: "+strings.Join(cluster.Linkages(), ", "))
	f.BoolVar(&c.words, "stopwords", true, "leave function words out of word lists")
	f.StringSliceVar(&o.Features, "keyness-features", o.Features, "`names` of what keyness compares: "+strings.Join(config.Features(), ", "))
	f.IntVar(&o.NGram, "ngram", o.NGram, "`words` of an n-gram of keyness, 2 to 4")
	f.Float64Var(&o.SimpleMaths, "simple-maths", o.SimpleMaths, "`number` that simple maths adds to rates per million")
	f.StringVar(&c.p.List, "reference-list", "", "`file` with the frequencies of another corpus, for keyness")
	f.Int64Var(&c.p.ListTotal, "reference-total", 0, "`tokens` of that corpus, if the list does not say it")
	f.IntVar(&c.p.MaxFailures, "max-failures", c.p.MaxFailures, "`percent` of documents that may fail, where there are 20 or more")
	f.StringSliceVar(&c.p.Tables, "tables", c.p.Tables, "`names` of the formats of tables")
	f.StringSliceVar(&c.p.Figures, "figures", c.p.Figures, "`names` of the formats of figures")
	f.StringVar(&c.p.Preset, "preset", c.p.Preset, "`name` of the look of figures")
	f.BoolVar(&c.p.Anonymous, "anonymous", false, "no names in figures' metadata")
	f.BoolVar(&c.p.RawCells, "raw-cells", false, "write CSV and TSV cells that look like formulas as they are")
	f.BoolVar(&c.p.ExcelBOM, "excel-bom", false, "begin CSV and TSV files with a byte order mark")
	complete(cmd, "analyzers", completeList(inFamily("analyzers")))
	complete(cmd, "keyness-features", completeList(names(config.Features())))
	complete(cmd, "concept", completeList(conceptNames))
	complete(cmd, "unit", completeOne(names(config.Units())))
	complete(cmd, "scaling", completeOne(names(config.Scalings())))
	complete(cmd, "edges", completeOne(names(config.EdgeRules())))
	complete(cmd, "actors", completeOne(names(config.ActorKinds())))
	complete(cmd, "profile", completeOne(names(config.Profiles())))
	complete(cmd, "distance", completeOne(names(distance.Names())))
	complete(cmd, "linkage", completeOne(names(cluster.Linkages())))
	complete(cmd, "resample", completeOne(names(config.Resamples())))
	complete(cmd, "interval", completeOne(names(config.Intervals())))
	complete(cmd, "association", completeOne(names(joint.Units())))
	complete(cmd, "tables", completeList(inFamily("tables")))
	complete(cmd, "figures", completeList(inFamily("figures")))
	complete(cmd, "preset", completeOne(inFamily("presets")))
	for _, free := range []string{"name", "title", "target", "reference", "score", "poles"} {
		complete(cmd, free, cobra.NoFileCompletions)
	}
}

// apply puts the flags that were given into a project and gives it a name. If
// a flag is wrong, the error has also what a plan would refuse.
func (c *choices) apply(ctx context.Context, p *config.Project) error {
	wrong := c.put(p)
	if p.Name == "" {
		p.Name = nameOf(*p)
	}
	if wrong == nil {
		return nil
	}
	_, more := pipeline.NewPlan(ctx, *p, pipeline.Env{})
	return &pipeline.UsageError{Err: errors.Join(wrong, more)}
}

// put puts the flags that were given into a project. What is wrong with a flag
// leaves the project as it is.
func (c *choices) put(p *config.Project) error {
	var errs []error
	set := func(name string, do func()) {
		if f := c.flags.Lookup(name); f != nil && f.Changed {
			do()
		}
	}
	from, o, to := &c.p, &c.p.Options, &p.Options
	set("codebook", func() { p.Codebook = fromHere(p, from.Codebook) })
	set("sentences", func() { p.Sentences = from.Sentences })
	set("format", func() { p.Format = from.Format })
	set("text-column", func() { p.TextColumn = from.TextColumn })
	set("id-column", func() { p.IDColumn = from.IDColumn })
	set("follow", func() { p.Follow = from.Follow })
	set("overlap", func() {
		policy, err := config.ParseOverlap(c.overlap)
		if errs = append(errs, err); err == nil {
			to.Overlap = policy
		}
	})
	set("name", func() { p.Name = from.Name })
	set("title", func() { p.Title = from.Title })
	set("out", func() { p.Out = from.Out })
	set("target", func() { p.Target, p.References = from.Target, nil })
	set("reference", func() { p.References = from.References })
	set("analyzers", func() { p.Analyzers = from.Analyzers })
	set("evidence", func() { p.Evidence = from.Evidence })
	set("concept", func() { to.Concepts = o.Concepts })
	set("unit", func() {
		unit, err := config.ParseUnit(c.unit)
		if errs = append(errs, err); err == nil {
			to.Unit = unit
		}
	})
	set("association", func() { to.Association = o.Association })
	set("window", func() { to.Window = o.Window })
	set("level", func() { to.Level = o.Level })
	set("resamples", func() { to.Resamples = o.Resamples })
	resample, interval := to.Resample.String(), config.Interval(*to)
	set("resample", func() { resample = c.resample })
	set("interval", func() { interval = c.interval })
	errs = append(errs, config.PutResampling(to, resample, interval))
	set("seed", func() { to.Seed = o.Seed })
	set("min-count", func() { to.MinCount = o.MinCount })
	set("top", func() { to.Top = o.Top })
	set("parts", func() { to.Parts = o.Parts })
	set("diversity-window", func() { to.DiversityWindow = o.DiversityWindow })
	set("reuse-words", func() { to.ReuseWords = o.ReuseWords })
	set("score", func() {
		to.Scores = nil
		for _, text := range c.scores {
			s, err := config.ParseScore(text)
			if errs = append(errs, err); err == nil {
				to.Scores = append(to.Scores, s)
			}
		}
	})
	set("poles", func() { to.Poles = o.Poles })
	set("scaling", func() { to.Scaling = o.Scaling })
	set("edges", func() { to.Edges = o.Edges })
	set("actors", func() { to.Actors = o.Actors })
	set("profile", func() { to.Profile = o.Profile })
	set("profile-words", func() { to.ProfileWords = o.ProfileWords })
	set("distance", func() { to.Distance = o.Distance })
	set("linkage", func() { to.Linkage = o.Linkage })
	set("stopwords", func() { to.Stopwords = c.words })
	set("keyness-features", func() { to.Features = o.Features })
	set("ngram", func() { to.NGram = o.NGram })
	set("simple-maths", func() { to.SimpleMaths = o.SimpleMaths })
	set("reference-list", func() { p.List = fileFromHere(p, from.List) })
	set("reference-total", func() { p.ListTotal = from.ListTotal })
	set("max-failures", func() { p.MaxFailures = from.MaxFailures })
	set("tables", func() { p.Tables = from.Tables })
	set("figures", func() { p.Figures = from.Figures })
	set("preset", func() { p.Preset = from.Preset })
	set("anonymous", func() { p.Anonymous = from.Anonymous })
	set("raw-cells", func() { p.RawCells = from.RawCells })
	set("excel-bom", func() { p.ExcelBOM = from.ExcelBOM })
	return errors.Join(errs...)
}

// fromHere returns a path given on the command line, which is relative to the
// current folder, as the project's folder sees it.
func fromHere(p *config.Project, name string) string {
	if !strings.ContainsAny(name, "./\\") { // a shipped codebook
		return name
	}
	return fileFromHere(p, name)
}

// fileFromHere is fromHere of what is a file in any case.
func fileFromHere(p *config.Project, name string) string {
	if p.Dir == "" || filepath.IsAbs(name) {
		return filepath.ToSlash(name)
	}
	if rel, err := filepath.Rel(p.Dir, name); err == nil {
		return filepath.ToSlash(rel)
	}
	return name
}

// project returns the project of a command's arguments: that of a project
// file, of paths, or with nothing the sample.
func (c *choices) project(ctx context.Context, args []string) (config.Project, error) {
	var p config.Project
	var err error
	switch {
	case len(args) == 0:
		p, err = pipeline.Sample()
	case len(args) == 1 && projectOf(args[0]) != "":
		if p, err = pipeline.LoadProject(ctx, projectOf(args[0])); err != nil {
			err = &pipeline.UsageError{Err: err}
		}
	default:
		p = config.Default()
		for _, a := range args {
			if isYAML(a) {
				return p, usagef("%s is a project file, which says itself what is read; name it alone", a)
			}
			p.Documents = append(p.Documents, filepath.ToSlash(a))
		}
	}
	if err != nil {
		return p, err
	}
	return p, c.apply(ctx, &p)
}

// projectOf returns the project file that an argument stands for: a YAML file,
// or that of a folder which has a project.yaml; "" if it stands for texts.
func projectOf(arg string) string {
	if isYAML(arg) {
		return arg
	}
	name := filepath.Join(arg, projectFileName)
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	return name
}

func isYAML(name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return ext == ".yaml" || ext == ".yml"
}

// nameOf makes a report's name of a project's folder, or of the first path.
func nameOf(p config.Project) string {
	name := ""
	switch {
	case p.Path != "":
		if dir, err := filepath.Abs(p.Dir); err == nil {
			name = filepath.Base(dir)
		}
	case len(p.Documents) > 0:
		name = stem(p.Documents[0])
	}
	if config.CheckName(name) != nil {
		return "report"
	}
	return name
}

// stem returns the name of a path without its folder and extension; of
// ID=PATH it is the id.
func stem(arg string) string {
	if label, _, ok := strings.Cut(arg, "="); ok {
		return label
	}
	if arg == source.Stdin {
		return "stdin"
	}
	base := filepath.Base(filepath.Clean(arg))
	return strings.TrimSuffix(base, filepath.Ext(base))
}
