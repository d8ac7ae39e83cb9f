package datapackage_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"concordat/analyzers/result"
	"concordat/reports/datapackage"
	"concordat/reports/manifest"
)

func described() (*datapackage.Package, []manifest.Output) {
	t := &result.Table{Name: "a", Title: "A", Caption: "C.", Columns: []result.Column{
		result.Texts("word", "Word", "The word.", []string{"x"}), result.Ints("n", "Count", "tokens", "How often.", []int64{1}),
		result.Floats("p", "p", "", -1, "Of a test.", []float64{0.5}),
	}}
	return &datapackage.Package{Name: "Mein Bericht (2)", Title: "T <&>", Tool: manifest.Tool{Name: "concordat", Version: "1.2.3"},
			Sources: []datapackage.Source{{Title: "Text", URL: "https://example.org/t", SHA256: "ab"}, {Title: "Local", URL: "../t.txt"}, {Title: "Codebook", Version: "2"}},
			Resources: []datapackage.Resource{
				{Path: "tables/a.csv", Title: "A", Caption: "C.", Table: t}, {Path: "evidence/a.csv", Title: "E", Caption: "D.", Table: t},
			}},
		[]manifest.Output{{Path: "evidence/a.csv", Bytes: 7, SHA256: "0e"}, {Path: "index.html", Bytes: 1, SHA256: "ff"}, {Path: "tables/a.csv", Bytes: 9, SHA256: "0a"}}
}

func TestBuild(t *testing.T) {
	p, outputs := described()
	data, err := datapackage.Build(p, outputs)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := datapackage.Build(p, outputs); err != nil || !bytes.Equal(data, again) {
		t.Errorf("two descriptions differ (%v)", err)
	}
	var got map[string]any
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	fields := []any{
		map[string]any{"name": "word", "type": "string", "title": "Word", "description": "The word."},
		map[string]any{"name": "n", "type": "integer", "title": "Count", "description": "How often.", "unit": "tokens"},
		map[string]any{"name": "p", "type": "number", "title": "p", "description": "Of a test."},
	}
	file := func(name, path, title, caption string, size float64, hash string) any {
		return map[string]any{"$schema": "https://datapackage.org/profiles/2.0/dataresource.json", "name": name, "path": path, "type": "table",
			"title": title, "description": caption, "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "bytes": size, "hash": hash,
			"dialect": map[string]any{"lineTerminator": "\n"}, "schema": map[string]any{"fields": fields, "missingValues": []any{""}}}
	}
	want := map[string]any{
		"$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "name": "mein-bericht--2", "title": "T <&>",
		"tool": map[string]any{"name": "concordat", "version": "1.2.3"},
		"sources": []any{
			map[string]any{"title": "Text", "path": "https://example.org/t", "hash": "sha256:ab"},
			map[string]any{"title": "Local"}, map[string]any{"title": "Codebook", "version": "2"},
		},
		"resources": []any{file("evidence.a", "evidence/a.csv", "E", "D.", 7, "sha256:0e"), file("tables.a", "tables/a.csv", "A", "C.", 9, "sha256:0a")},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s", data)
	}
	if _, err := datapackage.Build(p, outputs[:2]); err == nil || !strings.Contains(err.Error(), "tables/a.csv was not written") {
		t.Errorf("a file that was not written: %v", err)
	}
	p.Name = "主权"
	if data, err := datapackage.Build(p, outputs); err != nil || !strings.Contains(string(data), `"name": "report"`) {
		t.Errorf("a name without Latin letters: %v\n%s", err, data)
	}
}
