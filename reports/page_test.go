package reports

import (
	"slices"
	"testing"

	"concordat/analyzers/result"
)

// What two analyzers say word for word of their methods stands once.
func TestMethodsAreSaidOnce(t *testing.T) {
	r := &Report{Methods: []string{"The run."}, Sections: []Section{
		{Result: &result.Result{Methods: []string{"Rates.", "Paragraphs are drawn."}}},
		{},
		{Result: &result.Result{Methods: []string{"Paragraphs are drawn.", "Differences."}}},
		{Result: &result.Result{Methods: []string{"Rates."}}},
	}}
	if got, want := paragraphs(r), []string{"The run.", "Rates. Paragraphs are drawn.", "Differences."}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
