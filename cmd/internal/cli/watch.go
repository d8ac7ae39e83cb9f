package cli

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"concordat/analyzers/result"
	"concordat/corpus/codebook"
	"concordat/corpus/source"
	"concordat/pipeline"
	"concordat/pipeline/config"
	"concordat/pipeline/progress"
	"concordat/reports/manifest"
)

const (
	// poll is how often the watched files are looked at. Looking works on every
	// system and every network drive, where being told of changes does not.
	poll = 500 * time.Millisecond
	// quiet is how long nothing must change before a run: an editor writes a
	// file in several steps, a copy of a folder takes its time.
	quiet = 300 * time.Millisecond
)

// watchRuns runs a project, and again whenever its files change, until it is
// interrupted. What goes wrong in a round is said and does not end it.
func (a *app) watchRuns(ctx context.Context, args []string, plan func() (config.Project, *pipeline.Plan, error), env pipeline.Env) error {
	var files watched
	if len(args) == 1 {
		files.project = projectOf(args[0])
	}
	changed := ""
	for {
		p, planned, err := plan()
		if p.FS != nil {
			return usagef("--watch: the sample is a part of the program and does not change; `concordat init` makes a project of your own")
		}
		if slices.ContainsFunc(p.Documents, func(d string) bool { return d == source.Stdin || strings.HasSuffix(d, "="+source.Stdin) }) {
			return usagef("--watch: standard input can be read once only; name a file")
		}
		if p.Documents != nil {
			files.of(p, planned)
		}
		before := files.stamps()
		if err == nil {
			err = a.round(ctx, planned, env, changed)
		}
		if ctx.Err() != nil {
			return a.watchEnded(ctx)
		}
		var defect *pipeline.Defect
		if errors.As(err, &defect) {
			return err
		}
		var said status
		if err != nil && !errors.As(err, &said) {
			a.say("concordat: %s", cleanLines(err.Error()))
		}
		if !a.quiet {
			a.say("watching  %s; end it with Ctrl-C", result.Counted(len(before), "file"))
		}
		if changed = files.wait(ctx, before); changed == "" {
			return a.watchEnded(ctx)
		}
	}
}

// watchEnded says how a watch ended and returns the status for it.
func (a *app) watchEnded(ctx context.Context) error {
	var sig signalled
	if !errors.As(context.Cause(ctx), &sig) {
		return ctx.Err()
	}
	if !a.quiet {
		a.say("watching ended; the report is that of the last round that was published")
	}
	return status(sig.status())
}

// round is one run of a watch.
func (a *app) round(ctx context.Context, plan *pipeline.Plan, env pipeline.Env, changed string) error {
	began := time.Now()
	clock := &stopwatch{Sink: env.Progress}
	if clock.Sink == nil {
		clock.Sink = progress.Silent()
	}
	env.Progress = clock
	// A cache sees what was published when it was opened: each round has its own.
	env.Cache = a.openCache()
	defer a.closeCache()
	if changed != "" && !a.quiet {
		a.say("changed   %s", clean(changed))
	}
	err := a.run(ctx, plan, env)
	if published := clock.ended["publish"]; !published.IsZero() && !a.quiet {
		a.say("numbers after %.2f s, report after %.2f s", clock.ended["analyse"].Sub(began).Seconds(), published.Sub(began).Seconds())
	}
	return err
}

// stopwatch notes when stages end.
type stopwatch struct {
	progress.Sink
	stage string
	ended map[string]time.Time
}

// Start begins a stage.
func (s *stopwatch) Start(stage string, total int) {
	s.stage = stage
	s.Sink.Start(stage, total)
}

// End ends the stage.
func (s *stopwatch) End(outcome string) {
	if s.ended == nil {
		s.ended = map[string]time.Time{}
	}
	s.ended[s.stage] = time.Now()
	s.Sink.End(outcome)
}

// watched is what a run depends on.
type watched struct {
	project string   // file, "" = none
	book    string   // file, "" = a shipped codebook
	list    string   // frequency list, "" = none
	roots   []string // files and folders that hold the documents
	out     string   // the report, which changes by itself
}

// of notes what a project depends on.
func (w *watched) of(p config.Project, plan *pipeline.Plan) {
	local := func(name string) string {
		if filepath.IsAbs(name) {
			return filepath.Clean(name)
		}
		return filepath.Join(p.Dir, filepath.FromSlash(name))
	}
	if w.book = ""; !slices.Contains(codebook.BuiltinNames(), p.Codebook) {
		w.book = local(p.Codebook)
	}
	if w.list = ""; p.List != "" {
		w.list = local(p.List)
	}
	w.roots = w.roots[:0]
	for _, d := range p.Documents {
		if _, err := os.Lstat(local(d)); err != nil {
			if _, path, labelled := strings.Cut(d, "="); labelled {
				d = path
			}
			if i := strings.IndexAny(d, "*?["); i >= 0 {
				d = d[:strings.LastIndexByte(d[:i], '/')+1]
			}
		}
		w.roots = append(w.roots, local(d))
	}
	if plan != nil {
		w.out, _ = filepath.Abs(plan.Out) // "" is no folder that is walked
	}
}

// stamp is what a file system says of a file; an edit changes it.
type stamp struct {
	size     int64
	modified time.Time
}

// stamps returns the stamps of all files that a run depends on. Files that
// cannot be seen are not there: that they come or go is a change.
func (w *watched) stamps() map[string]stamp {
	out := map[string]stamp{}
	note := func(name string) {
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			out[name] = stamp{info.Size(), info.ModTime()}
		}
	}
	note(w.project)
	note(w.book)
	note(w.list)
	for _, root := range w.roots {
		for _, dir := range []string{filepath.Dir(root), filepath.Dir(filepath.Dir(root))} {
			note(filepath.Join(dir, "index.tsv"))
			note(filepath.Join(dir, "index.csv"))
		}
		_ = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return nil
			case name != root && strings.HasPrefix(d.Name(), "."):
				if d.IsDir() {
					return fs.SkipDir
				}
				return nil
			case d.IsDir():
				if w.isReport(name) {
					return fs.SkipDir
				}
				return nil
			}
			note(name)
			return nil
		})
	}
	return out
}

// isReport reports whether a folder looks like a report, which is never read
// as documents.
func (w *watched) isReport(dir string) bool {
	if full, err := filepath.Abs(dir); err == nil && full == w.out {
		return true
	}
	for _, name := range []string{manifest.FileName, "index.html"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return false
		}
	}
	return true
}

// wait waits until something is not as it was before and has come to rest, and
// says what; "" if the context ends first.
func (w *watched) wait(ctx context.Context, before map[string]stamp) string {
	pause := poll
	for last := before; ; {
		select {
		case <-ctx.Done():
			return ""
		case <-time.After(pause):
		}
		now := w.stamps()
		switch {
		case !maps.Equal(now, last):
			last, pause = now, quiet
		case !maps.Equal(now, before):
			return difference(before, now)
		default:
			pause = poll
		}
	}
}

// difference names the first files that are not the same.
func difference(before, now map[string]stamp) string {
	const most = 3
	var names []string
	for name, s := range now {
		switch was, ok := before[name]; {
		case !ok:
			names = append(names, filepath.ToSlash(name)+" (new)")
		case was != s:
			names = append(names, filepath.ToSlash(name))
		}
	}
	for name := range before {
		if _, ok := now[name]; !ok {
			names = append(names, filepath.ToSlash(name)+" (gone)")
		}
	}
	slices.Sort(names)
	more := ""
	if n := len(names) - most; n > 0 {
		names, more = names[:most], " and "+result.Counted(n, "other file")
	}
	return strings.Join(names, ", ") + more
}
