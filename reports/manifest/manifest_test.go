package manifest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"concordat/reports/manifest"
	"concordat/reports/reporttest"
)

func files() []manifest.File {
	return []manifest.File{
		{Path: "tables/b.csv", Write: func(w io.Writer) error {
			_, err := io.WriteString(w, "b")
			_, err2 := io.WriteString(w, "\n")
			return errors.Join(err, err2)
		}},
		{Path: "index.html", Data: []byte("<p>")},
		{Path: "tables/a.csv", Data: nil},
	}
}

func outputs(t testing.TB) []manifest.Output {
	t.Helper()
	var outputs []manifest.Output
	for _, f := range files() {
		var b bytes.Buffer
		o, err := f.Into(&b)
		if err != nil || o.Bytes != int64(b.Len()) || o.SHA256 != manifest.Digest(b.Bytes()) {
			t.Errorf("%s: %+v, %v, but %q was written", f.Path, o, err, b.Bytes())
		}
		outputs = append(outputs, o)
	}
	return outputs
}

func TestWriteError(t *testing.T) {
	full := errors.New("full")
	f := manifest.File{Path: "a", Write: func(w io.Writer) error { return full }}
	if _, err := f.Into(io.Discard); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

func run() manifest.Manifest {
	return manifest.Manifest{
		Name: "sample", Created: "2026-01-02T03:04:05Z", Seed: 1,
		Tool:    manifest.Tool{Name: "concordat", Version: "v0.1.0", Go: "go1.26", Modules: []manifest.Module{{Path: "b", Version: "v2"}, {Path: "a", Version: "v1"}}},
		Command: []string{"run", "<a & b>"}, Options: json.RawMessage(`{"unit":"sentence"}`), Codebook: json.RawMessage(`{"name":"c"}`),
		Inputs: []manifest.Input{{Path: "z.txt", Status: "empty"}, {Path: "a.txt", Bytes: 3, SHA256: manifest.Digest([]byte("abc")), Documents: []string{"a"}, Status: "used"}},
	}
}

func build(t *testing.T) ([]byte, *manifest.Manifest) {
	t.Helper()
	data, err := manifest.Build(run(), outputs(t))
	if err != nil {
		t.Fatal(err)
	}
	m, err := manifest.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return data, m
}

func TestBuild(t *testing.T) {
	data, m := build(t)
	reporttest.Golden(t, "manifest.json", data)
	// The digest of "abc" is the first test vector of FIPS 180-2.
	if m.Inputs[0].SHA256 != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("digest of abc is %s", m.Inputs[0].SHA256)
	}
	in := run()
	if _, err := manifest.Build(in, outputs(t)); err != nil || in.Inputs[0].Path != "z.txt" || in.Tool.Modules[0].Path != "b" {
		t.Error("Build changed its argument")
	}
	bad := run()
	bad.Options = json.RawMessage(`{`)
	if _, err := manifest.Build(bad, nil); err == nil {
		t.Error("broken options were accepted")
	}
}

func TestParseRefuses(t *testing.T) {
	data, _ := build(t)
	for name, text := range map[string]string{
		"no json": "x", "no schema": "{}", "a newer schema": strings.Replace(string(data), `"schema_version": 1`, `"schema_version": 2`, 1),
		"a path out": strings.Replace(string(data), "index.html", "../index.html", 1), "an absolute path": strings.Replace(string(data), "index.html", "/index.html", 1),
		"a backslash": strings.Replace(string(data), "index.html", `a\\b`, 1), "a repeated path": strings.Replace(string(data), "tables/b.csv", "tables/a.csv", 1),
	} {
		if _, err := manifest.Parse([]byte(text)); err == nil {
			t.Errorf("Parse accepted %s", name)
		}
	}
}

func TestVerify(t *testing.T) {
	data, m := build(t)
	for name, c := range map[string]struct {
		change func(fstest.MapFS)
		want   []manifest.Difference
	}{
		"whole":         {func(fstest.MapFS) {}, nil},
		"missing":       {func(f fstest.MapFS) { delete(f, "tables/a.csv") }, []manifest.Difference{{Path: "tables/a.csv", State: manifest.Missing}}},
		"one byte":      {func(f fstest.MapFS) { f["tables/b.csv"].Data = []byte("c\n") }, []manifest.Difference{{Path: "tables/b.csv", State: manifest.Changed}}},
		"longer":        {func(f fstest.MapFS) { f["tables/a.csv"].Data = []byte(" ") }, []manifest.Difference{{Path: "tables/a.csv", State: manifest.Changed}}},
		"foreign":       {func(f fstest.MapFS) { f["notes.txt"] = &fstest.MapFile{} }, []manifest.Difference{{Path: "notes.txt", State: manifest.Foreign}}},
		"foreign dir":   {func(f fstest.MapFS) { f["my/deep/notes.txt"] = &fstest.MapFile{} }, []manifest.Difference{{Path: "my", State: manifest.Foreign}}},
		"no file":       {func(f fstest.MapFS) { f["index.html"].Mode = fs.ModeSymlink }, []manifest.Difference{{Path: "index.html", State: manifest.Changed}}},
		"several":       {func(f fstest.MapFS) { delete(f, "index.html"); f["a"] = &fstest.MapFile{} }, []manifest.Difference{{Path: "a", State: manifest.Foreign}, {Path: "index.html", State: manifest.Missing}}},
		"foreign in ..": {func(f fstest.MapFS) { f["tables/.x"] = &fstest.MapFile{} }, []manifest.Difference{{Path: "tables/.x", State: manifest.Foreign}}},
	} {
		fsys := fstest.MapFS{manifest.FileName: {Data: data}}
		for _, f := range files() {
			var b bytes.Buffer
			if _, err := f.Into(&b); err != nil {
				t.Fatal(err)
			}
			fsys[f.Path] = &fstest.MapFile{Data: b.Bytes()}
		}
		c.change(fsys)
		if got, err := manifest.Verify(fsys, m); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, %v; want %v", name, got, err, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	data, err := manifest.Build(run(), outputs(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"schema":"concordat/manifest","schema_version":1,"outputs":[{"path":"a/../b"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := manifest.Parse(data)
		if err != nil {
			return
		}
		for _, o := range m.Outputs {
			if strings.HasPrefix(o.Path, "/") || slices.Contains(strings.Split(o.Path, "/"), "..") {
				t.Errorf("path %q was accepted", o.Path)
			}
		}
	})
}

// A file that is made from the others knows them all, in order, and is known to
// the manifest like them.
func TestWriteAll(t *testing.T) {
	var seen []manifest.Output
	files := []manifest.File{
		{Path: "b", Data: []byte("bb")},
		{Path: "all", From: func(others []manifest.Output) ([]byte, error) {
			seen = others
			return []byte("of the others"), nil
		}},
		{Path: "a", Data: []byte("a")},
	}
	each := func(n int, do func(i int) error) error {
		for i := range n {
			if err := do(i); err != nil {
				return err
			}
		}
		return nil
	}
	into := func(f manifest.File) (manifest.Output, error) { return f.Into(io.Discard) }
	outputs, err := manifest.WriteAll(files, each, into)
	if err != nil {
		t.Fatal(err)
	}
	digest := func(path, data string) manifest.Output {
		return manifest.Output{Path: path, Bytes: int64(len(data)), SHA256: manifest.Digest([]byte(data))}
	}
	if want := []manifest.Output{digest("b", "bb"), digest("all", "of the others"), digest("a", "a")}; !slices.Equal(outputs, want) {
		t.Errorf("outputs %v, want %v", outputs, want)
	}
	if want := []manifest.Output{digest("a", "a"), digest("b", "bb")}; !slices.Equal(seen, want) {
		t.Errorf("the others are %v, want %v", seen, want)
	}
	if files[1].From == nil || files[1].Data != nil {
		t.Error("the files of the caller are changed")
	}
	if _, err := files[1].Into(io.Discard); err == nil {
		t.Error("a file that is made from others was written without them")
	}
	full := errors.New("full")
	files[1].From = func([]manifest.Output) ([]byte, error) { return nil, full }
	if _, err := manifest.WriteAll(files, each, into); !errors.Is(err, full) || !strings.Contains(err.Error(), "all: ") {
		t.Errorf("%v", err)
	}
}
