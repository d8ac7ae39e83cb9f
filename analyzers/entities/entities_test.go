package entities

import (
	"context"
	"strings"
	"testing"

	"concordat/analyzers/analyzertest"
)

func TestContract(t *testing.T) { analyzertest.Contract(t, New()) }

func TestTable(t *testing.T) {
	in := analyzertest.Input("In Asia we meet. All of China and Asia came.", "We left Asia.")
	r, err := New().Analyze(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	tab := r.Tables[0]
	var got []string
	for row := range tab.Rows() {
		var cells []string
		for i := range tab.Columns {
			cells = append(cells, tab.Columns[i].Cell(row))
		}
		got = append(got, strings.Join(cells, "|"))
	}
	want := "d0|Asia|GPE|2|2 d0|China|GPE|1|1 d1|Asia|GPE|1|2"
	if strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !strings.Contains(tab.Caption, "4 mentions of 2 distinct entities in 2 documents") {
		t.Error(tab.Caption)
	}
	if len(r.Notes) != 1 || len(r.Methods) != 1 {
		t.Errorf("prose's limits must be told: %v %v", r.Notes, r.Methods)
	}
}
