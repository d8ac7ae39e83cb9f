package pipeline

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/tally"
	"concordat/corpus"
	"concordat/pipeline/config"
)

// texts makes documents of "path id group".
func texts(lines ...string) []tally.Document {
	var out []tally.Document
	for _, l := range lines {
		f := strings.Fields(l + " ")
		d := tally.Document{ID: f[1], Origin: corpus.Origin{Path: f[0]}}
		if len(f) > 2 {
			d.Meta.Group = f[2]
		}
		out = append(out, d)
	}
	return out
}

// show prints comparisons as "target[indices] | reference[indices]".
func show(cs []analyzers.Comparison) string {
	var out []string
	for _, c := range cs {
		out = append(out, fmt.Sprintf("%s%v|%s%v", c.Target.Name, c.Target.Documents, c.Reference.Name, c.Reference.Documents))
	}
	return strings.Join(out, " ")
}

func TestComparisonsWithoutATarget(t *testing.T) {
	many := make([]string, 30)
	for i := range many {
		many[i] = fmt.Sprintf("s/%d.txt d%d", i, i)
	}
	for _, c := range []struct {
		what, args string
		docs       []string
		want       string
	}{
		{"one document", "a.txt", []string{"a.txt a"}, ""},
		{"two documents", "s", []string{"s/a.txt a", "s/b.txt b"}, "a[0]|b[1]"},
		{"the first argument is a file", "e.txt s", []string{"e.txt e", "s/a.txt a", "s/b.txt b"}, "e[0]|(rest)[1 2]"},
		{"the first argument names a document", "x=e.txt s", []string{"e.txt x", "s/a.txt a", "s/b.txt b"}, "x[0]|(rest)[1 2]"},
		{"groups", "s", []string{"s/a.txt a east", "s/b.txt b west", "s/c.txt c east"}, "east[0 2]|west[1]"},
		{"groups and others", "s", []string{"s/a.txt a east", "s/b.txt b west", "s/c.txt c"}, "east[0]|(rest)[1 2] west[1]|(rest)[0 2]"},
		{"few documents", "s", []string{"s/a.txt a", "s/b.txt b", "s/c.txt c"}, "a[0]|(rest)[1 2] b[1]|(rest)[0 2] c[2]|(rest)[0 1]"},
		{"many documents", "s", many, ""},
	} {
		docs := texts(c.docs...)
		got, err := comparisons(config.Project{Documents: strings.Fields(c.args)}, docs, groups(docs))
		if err != nil || show(got) != c.want {
			t.Errorf("%s: %s %v, want %s", c.what, show(got), err, c.want)
		}
	}
}

func TestComparisonsWithATarget(t *testing.T) {
	docs := texts("e.txt e", "s/a.txt a east", "s/b.txt b west", "t/c.txt c east")
	for _, c := range []struct{ target, refs, want string }{
		{"e", "", "e[0]|(rest)[1 2 3]"},
		{"e", "a b", "e[0]|a[1] e[0]|b[2]"},
		{"group:east", "group:west rest", "east[1 3]|b[2] east[1 3]|(rest)[0 2]"},
		{"path:s", "path:./t", "s[1 2]|c[3]"},
		{"path:e.txt", "path:s", "e[0]|s[1 2]"},
		{"eest", "", `target: no document is called "eest"`},
		{"e", "soth", `reference: no document is called "soth"`},
		{"group:south", "", `no document has group "south"`},
		{"group:east", "a", "a is in the target group:east as well"},
		{"path:.", "", "nothing is left beside the target"},
	} {
		got, err := comparisons(config.Project{Target: c.target, References: strings.Fields(c.refs)}, docs, nil)
		if err != nil {
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s against %q: %v, want %s", c.target, c.refs, err, c.want)
			}
			continue
		}
		if show(got) != c.want {
			t.Errorf("%s against %q: %s, want %s", c.target, c.refs, show(got), c.want)
		}
	}
}

// TestSideNamesAreUnambiguous: a group that is called like a document, or a
// value like a group, is named with its key.
func TestSideNamesAreUnambiguous(t *testing.T) {
	docs := texts("a a x", "b b x", "c x y", "d d y", "e e z")
	docs[0].Meta.Actor, docs[1].Meta.Actor = "y", "y"
	all := groups(docs)
	if all[0].Name != "group:x" || all[1].Name != "y" {
		t.Errorf("%v", all)
	}
	cs, err := comparisons(config.Project{Target: "actor:y", References: []string{"group:y"}}, docs, all)
	if err != nil || cs[0].Target.Name != "actor:y" || cs[0].Reference.Name != "y" {
		t.Errorf("%v %v", err, cs)
	}
	if _, err := comparisons(config.Project{Target: "z"}, docs, all); err == nil || !strings.Contains(err.Error(), `"group:z"`) {
		t.Errorf("no hint at the group: %v", err)
	}
	// What is left beside the target has its own name if it is one document.
	cs, err = comparisons(config.Project{Target: "path:a"}, texts("a a", "b b"), nil)
	if err != nil || cs[0].Reference.Name != "b" {
		t.Errorf("%v %v", err, cs)
	}
}

// TestSidesAreDisjoint: no document stands on both sides of a comparison, and
// a rest is everything else.
func TestSidesAreDisjoint(t *testing.T) {
	docs := texts("a a x", "b b y", "c c x", "d d")
	for _, target := range []string{"a", "group:x", "group:y", "path:d"} {
		cs, err := comparisons(config.Project{Target: target}, docs, nil)
		if err != nil {
			t.Fatal(err)
		}
		all := slices.Concat(cs[0].Target.Documents, cs[0].Reference.Documents)
		slices.Sort(all)
		if !slices.Equal(all, []int{0, 1, 2, 3}) {
			t.Errorf("%s: %v", target, all)
		}
	}
}

// TestPlanKnowsItsSides: a plan refuses what the run would refuse, unless a
// table of texts may hold the id.
func TestPlanKnowsItsSides(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"essay.txt": "States are sovereign.", "b.txt": "States are.", "t.csv": "id,text\nrow,States are.\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ documents, target, want string }{
		{"essay.txt b.txt", "esay", `target: no document is called "esay"; did you mean "essay"?`},
		{"essay.txt b.txt", "essay", ""},
		{"essay.txt b.txt", "actor:China", ""},
		{"essay.txt t.csv", "row", ""},
	} {
		p := config.Default()
		p.Name, p.Dir, p.Documents, p.Target = "x", dir, strings.Fields(c.documents), c.target
		_, err := NewPlan(t.Context(), p, Env{})
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s in %s: %v, want %q", c.target, c.documents, err, c.want)
		}
	}
}

func TestPlaced(t *testing.T) {
	docs := texts("a.txt a east", "b.txt b west", "c.txt c east", "d.txt d")
	o := analyzers.Options{Scores: []analyzers.Score{{Document: "d", Value: 1}, {Document: "group:east", Value: -1}, {Document: "a", Value: -1}}, Poles: []string{"c", "group:west"}}
	got, err := placed(o, docs)
	if want := []analyzers.Score{{Document: "a", Value: -1}, {Document: "c", Value: -1}, {Document: "d", Value: 1}}; err != nil || !slices.Equal(got.Scores, want) || !slices.Equal(got.Poles, []string{"c", "b"}) {
		t.Errorf("%+v %v, %v", got.Scores, got.Poles, err)
	}
	if o.Poles[1] != "group:west" {
		t.Error("the project's own options changed")
	}
	for _, c := range []struct {
		o    analyzers.Options
		want string
	}{
		{analyzers.Options{Scores: []analyzers.Score{{Document: "a", Value: 1}, {Document: "group:east", Value: 2}}}, "scores: a has two scores, 1 and 2"},
		{analyzers.Options{Scores: []analyzers.Score{{Document: "e", Value: 1}}}, `scores: no document is called "e"`},
		{analyzers.Options{Poles: []string{"a", "group:east"}}, "poles: group:east stands for 2 documents"},
	} {
		if _, err := placed(c.o, docs); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}
