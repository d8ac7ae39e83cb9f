package catalog

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers/analyzertest"
)

// TestContract holds every analyzer to the contract, also as far as its own
// package does not.
func TestContract(t *testing.T) {
	for _, a := range All() {
		t.Run(a.Info().Name, func(t *testing.T) { analyzertest.Contract(t, a) })
	}
}

// TestComplete checks that every folder with a New is in the catalog under its name.
func TestComplete(t *testing.T) {
	var names []string
	for _, a := range All() {
		names = append(names, a.Info().Name)
	}
	constructor := regexp.MustCompile(`(?m)^func New\(\) analyzers\.Analyzer`)
	files, err := filepath.Glob("../*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f, "_test.go") || !constructor.Match(src) {
			continue
		}
		found++
		if folder := filepath.Base(filepath.Dir(f)); !slices.Contains(names, folder) {
			t.Errorf("analyzer %s is not in the catalog", folder)
		}
	}
	if found != len(names) {
		t.Errorf("%d analyzers in %d folders", len(names), found)
	}
	slices.Sort(names)
	if len(slices.Compact(names)) != len(All()) {
		t.Error("two analyzers have one name")
	}
}

// TestOutputsAreUnique checks that no two analyzers write to one file.
func TestOutputsAreUnique(t *testing.T) {
	of := map[string]string{}
	for _, a := range All() {
		for _, o := range a.Info().Output {
			if other, ok := of[o]; ok && other != a.Info().Name {
				t.Errorf("%s and %s both write %s", other, a.Info().Name, o)
			}
			of[o] = a.Info().Name
		}
	}
}

func TestByName(t *testing.T) {
	for _, a := range All() {
		if got, ok := ByName(a.Info().Name); !ok || got.Info().Title != a.Info().Title {
			t.Errorf("ByName(%q) = %v, %v", a.Info().Name, got, ok)
		}
	}
	if _, ok := ByName("none"); ok {
		t.Error("there is no analyzer of that name")
	}
}
