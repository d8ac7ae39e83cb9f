package pipeline

import (
	"encoding/csv"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"concordat/reports/manifest"
)

// dataPackage is what the rules of the Data Package standard (v2) are tested on.
type dataPackage struct {
	Schema    string `json:"$schema"`
	Name      string
	Title     string
	Tool      struct{ Name, Version string }
	Sources   []struct{ Title, Hash string }
	Resources []struct {
		Name, Path, Type, Format, MediaType, Encoding, Hash string
		Bytes                                               int64
		Schema                                              struct {
			Fields        []struct{ Name, Type, Title, Description string }
			MissingValues []string
		}
	}
}

// TestDataPackage: datapackage.json of a report keeps the standard's rules and
// describes every CSV file, with its digest and its columns as they are.
func TestDataPackage(t *testing.T) {
	p, err := Sample()
	if err != nil {
		t.Fatal(err)
	}
	p.Out, p.Options.Resamples, p.Figures, p.Tables = filepath.Join(t.TempDir(), "sample"), 100, []string{"svg"}, []string{"csv"}
	plan, err := NewPlan(t.Context(), p, Env{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), plan, Env{}); err != nil {
		t.Fatal(err)
	}
	report := os.DirFS(p.Out)
	data, err := fs.ReadFile(report, "datapackage.json")
	if err != nil {
		t.Fatal(err)
	}
	var d dataPackage
	if err := json.Unmarshal(data, &d); err != nil {
		t.Fatal(err)
	}
	if d.Schema != "https://datapackage.org/profiles/2.0/datapackage.json" || d.Name != "sample" || d.Title == "" || d.Tool.Version != Version() || len(d.Sources) != 11 {
		t.Errorf("%+v, %d sources, not the ten texts and the codebook", d.Tool, len(d.Sources))
	}
	for _, s := range d.Sources {
		if s.Title == "" || !regexp.MustCompile(`^sha256:[0-9a-f]{64}$`).MatchString(s.Hash) {
			t.Errorf("source %+v", s)
		}
	}
	var all, have []string
	for _, pattern := range []string{"*.csv", "*/*.csv"} {
		found, err := fs.Glob(report, pattern)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	names, rule := map[string]bool{}, regexp.MustCompile(`^[a-z0-9._-]+$`)
	for _, r := range d.Resources {
		have = append(have, r.Path)
		if names[r.Name] || !rule.MatchString(r.Name) || r.Type != "table" || r.Format != "csv" || r.MediaType != "text/csv" || r.Encoding != "utf-8" || !slices.Equal(r.Schema.MissingValues, []string{""}) {
			t.Errorf("resource %+v", r)
		}
		names[r.Name] = true
		data, err := fs.ReadFile(report, r.Path)
		if err != nil || int64(len(data)) != r.Bytes || "sha256:"+manifest.Digest(data) != r.Hash {
			t.Errorf("%s: %v, or its size or digest is wrong", r.Path, err)
			continue
		}
		rows, err := csv.NewReader(strings.NewReader(string(data))).ReadAll()
		if err != nil || len(rows) == 0 || len(rows[0]) != len(r.Schema.Fields) {
			t.Errorf("%s: %v, or it has other columns", r.Path, err)
			continue
		}
		for i, f := range r.Schema.Fields {
			if f.Name != rows[0][i] || f.Title == "" || f.Description == "" {
				t.Errorf("%s: field %+v is column %s", r.Path, f, rows[0][i])
			}
			for _, row := range rows[1:] {
				if !ofType(f.Type, row[i]) {
					t.Fatalf("%s: %q in %s is no %s", r.Path, row[i], f.Name, f.Type)
				}
			}
		}
	}
	slices.Sort(all)
	if !slices.Equal(all, have) {
		t.Errorf("CSV files are\n%v, described are\n%v", all, have)
	}
	v, err := Verify(t.Context(), report, VerifyOptions{Dir: p.Out}, Env{})
	if err != nil || !v.Reran || len(v.Differences)+len(v.Rerun) > 0 {
		t.Errorf("%v: %+v", err, v)
	}
}

// ofType reports whether a cell can be read as its field says.
func ofType(kind, cell string) bool {
	var err error
	switch {
	case cell == "":
	case kind == "integer":
		_, err = strconv.ParseInt(cell, 10, 64)
	case kind == "number":
		_, err = strconv.ParseFloat(cell, 64)
	case kind != "string":
		return false
	}
	return err == nil
}
