package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"concordat/analyzers"
	"concordat/corpus/sample"
	"concordat/pipeline/config"
	"concordat/reports/manifest"
)

// Verification is what became of verifying a report.
type Verification struct {
	Manifest    *manifest.Manifest
	Differences []manifest.Difference // files that are not as the manifest has them
	Reran       bool                  // the run was repeated from the manifest
	Rerun       []manifest.Difference // files that the repeated run would make otherwise
	NoRerun     string                // why the run could not be repeated
}

// VerifyOptions are the choices of Verify.
type VerifyOptions struct {
	Dir         string // folder of the report, where the way to its inputs starts
	Base        string // folder that the inputs' relative names start from, "" = where it was, if the report stands in it, or the current one
	DigestsOnly bool   // compare digests, do not run again
}

// Verify checks a report against its manifest and, unless only the digests
// are wanted, runs it again in memory and compares every byte. The inputs are
// looked for where they were if the report stands in their project or below
// the folder where it was made; otherwise in o.Base or the current folder.
func Verify(ctx context.Context, report fs.FS, o VerifyOptions, env Env) (_ *Verification, err error) {
	data, err := fs.ReadFile(report, manifest.FileName)
	if err != nil {
		return nil, &UsageError{fmt.Errorf("%w; name the folder of a report", err)}
	}
	m, err := manifest.Parse(data)
	if err != nil {
		return nil, &UsageError{err}
	}
	v := &Verification{Manifest: m}
	if v.Differences, err = manifest.Verify(report, m); err != nil {
		return nil, err
	}
	if o.DigestsOnly {
		v.NoRerun = "only the digests were asked for"
		return v, nil
	}
	files, done, err := repeat(ctx, m, o, env)
	defer func() { err = errors.Join(err, done()) }()
	if err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		v.NoRerun = err.Error()
		return v, nil
	}
	v.Reran = true
	env.defaults()
	each := func(n int, do func(i int) error) error { return forAll(ctx, env.Workers, "digest", n, do) }
	outputs, err := manifest.WriteAll(files, each, func(f manifest.File) (manifest.Output, error) { return f.Into(io.Discard) })
	if err != nil {
		return nil, err
	}
	v.Rerun = compare(m, outputs)
	return v, nil
}

// repeat makes the files of a report or a count again from its manifest. They
// can be written until done is called, which is never nil.
func repeat(ctx context.Context, m *manifest.Manifest, o VerifyOptions, env Env) (files []manifest.File, done func() error, err error) {
	done = func() error { return nil }
	if m.Tool.Version != version {
		return nil, done, fmt.Errorf("the report was made by %s %s, this is %s; use that version", m.Tool.Name, m.Tool.Version, version)
	}
	usual := analyzers.DefaultOptions()
	d := Decision{Evidence: true, Diversity: usual.DiversityWindow, Reuse: usual.ReuseWords,
		Profile: usual.Profile, Words: usual.ProfileWords, Distance: usual.Distance, Linkage: usual.Linkage} // which older manifests do not say
	if err := json.Unmarshal(m.Options, &d); err != nil {
		return nil, done, fmt.Errorf("%s: options: %w", manifest.FileName, err)
	}
	if d.Validation != nil {
		files, err := scoreAgain(ctx, m, d, o)
		return files, done, err
	}
	p, err := d.project(m.Name, m.Seed)
	if err != nil {
		return nil, done, err
	}
	if p.Path == samplePath {
		p.FS = sample.FS
	} else {
		p.Dir = o.Base
		if p.Dir == "" && d.Base != "" {
			p.Dir = filepath.Join(o.Dir, filepath.FromSlash(d.Base))
		}
	}
	plan, err := NewPlan(ctx, p, env)
	if err != nil {
		return nil, done, err
	}
	if err := sameBook(m, plan); err != nil {
		return nil, done, err
	}
	if err := sameList(m, plan); err != nil {
		return nil, done, err
	}
	env.defaults()
	env.Cache = nil // what is verified is computed, not remembered
	if len(d.Sheets) > 0 {
		_, files, done, err = countFiles(ctx, plan, env, TotalOptions{Sheets: d.Sheets, N: d.NGram})
		return files, done, err
	}
	made, err := render(ctx, plan, env, nil)
	if err != nil {
		return nil, done, err
	}
	for _, f := range made.reading.Files {
		if err := sameInput(m, f.Path, f.SHA256); err != nil {
			return nil, done, err
		}
	}
	return made.files, done, nil
}

// sameInput returns an error if a file that was read is not as it was.
func sameInput(m *manifest.Manifest, path, sum string) error {
	for _, in := range m.Inputs {
		if in.Path == path && in.SHA256 != sum {
			return fmt.Errorf("input %s has changed since: its SHA-256 was %s and is %s", path, in.SHA256, sum)
		}
	}
	return nil
}

// scoreAgain makes the files of a score again.
func scoreAgain(ctx context.Context, m *manifest.Manifest, d Decision, o VerifyOptions) ([]manifest.File, error) {
	dir := o.Base
	if dir == "" && d.Base != "" {
		dir = filepath.Join(o.Dir, filepath.FromSlash(d.Base))
	}
	s, inputs, err := Score(ctx, *d.Validation, dir)
	if err != nil {
		return nil, err
	}
	for _, in := range inputs {
		if err := sameInput(m, in.Path, in.SHA256); err != nil {
			return nil, err
		}
	}
	p := config.Default()
	p.Tables, p.RawCells, p.ExcelBOM = d.Tables, d.RawCells, d.ExcelBOM
	return scoreFiles(s, p), nil
}

// sameBook returns an error if the codebook is not the one of the manifest.
func sameBook(m *manifest.Manifest, plan *Plan) error {
	var book struct {
		SHA256 string `json:"sha256"`
	}
	if err := json.Unmarshal(m.Codebook, &book); err != nil {
		return fmt.Errorf("%s: codebook: %w", manifest.FileName, err)
	}
	if book.SHA256 != plan.Book.SHA256 {
		return fmt.Errorf("codebook %s has changed since: its SHA-256 was %s and is %s", plan.Book.Path, book.SHA256, plan.Book.SHA256)
	}
	return nil
}

// sameList returns an error if the frequency list is not the one of the manifest.
func sameList(m *manifest.Manifest, plan *Plan) error {
	for _, in := range m.Inputs {
		if in.Status == listStatus && plan.List != nil && in.SHA256 != plan.List.SHA256 {
			return fmt.Errorf("reference list %s has changed since: its SHA-256 was %s and is %s", in.Path, in.SHA256, plan.List.SHA256)
		}
	}
	return nil
}

// compare sets the files of a repeated run against the manifest's digests.
func compare(m *manifest.Manifest, files []manifest.Output) []manifest.Difference {
	made := make(map[string]string, len(files))
	for _, f := range files {
		made[f.Path] = f.SHA256
	}
	var out []manifest.Difference
	for _, o := range m.Outputs {
		switch sum, ok := made[o.Path]; {
		case !ok:
			out = append(out, manifest.Difference{Path: o.Path, State: manifest.Missing})
		case sum != o.SHA256:
			out = append(out, manifest.Difference{Path: o.Path, State: manifest.Changed})
		}
		delete(made, o.Path)
	}
	for _, f := range files {
		if _, extra := made[f.Path]; extra {
			out = append(out, manifest.Difference{Path: f.Path, State: manifest.Foreign})
		}
	}
	return out
}
