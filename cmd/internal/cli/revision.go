package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"concordat/analyzers/catalog"
	"concordat/analyzers/result"
	"concordat/pipeline"
	"concordat/pipeline/config"
)

// revisionAnalyzer is the analyzer of versions.
const revisionAnalyzer = "revision"

// asRevision makes a comparison one of versions: the later one is the target, so
// that differences are what it has more.
func asRevision(p *config.Project, old, new string) {
	p.Target, p.References = sideOf(new), []string{sideOf(old)}
	p.Title = stem(old) + " to " + stem(new) + ", a revision"
	p.Name = stem(old) + "-to-" + stem(new)
}

// withRevision adds the analyzer of versions to those that are chosen, or else to
// the default ones.
func withRevision(p *config.Project) {
	if slices.Equal(p.Analyzers, []string{"all"}) || slices.Contains(p.Analyzers, revisionAnalyzer) {
		return
	}
	if len(p.Analyzers) == 0 {
		for _, a := range catalog.All() {
			if info := a.Info(); info.Default && (p.Evidence || info.Name != "evidence") {
				p.Analyzers = append(p.Analyzers, info.Name)
			}
		}
	}
	p.Analyzers = append(p.Analyzers, revisionAnalyzer)
}

// isOrAre continues a number of things.
func isOrAre(n int) string {
	if n == 1 {
		return " is"
	}
	return " are"
}

// revised answers with what a revision did to the concepts: those that are asked
// for, or else those with a hit that was not simply kept.
func (a *app) revised(out *pipeline.Outcome, concepts []string) error {
	versions, paragraphs, t := tableOf(out.Results, "revision"), tableOf(out.Results, "revision_paragraphs"), tableOf(out.Results, "revision_concepts")
	if t == nil || versions == nil || versions.Rows() == 0 {
		return errors.New("the revision gave no table; have both versions words?")
	}
	if a.json {
		fields := outcomeJSON(out)
		for i, table := range []*result.Table{t, versions, paragraphs} {
			raw, err := tableJSON(table)
			if err != nil {
				return err
			}
			fields[[]string{"table", "versions", "paragraphs"}[i]] = raw
		}
		if err := a.answer("compare", fields); err != nil {
			return err
		}
		return a.partly(out.Failures)
	}
	var fates []string
	for _, name := range []string{"kept", "reworded", "moved", "split", "merged", "dropped", "added"} {
		if n := versions.Column(name).Ints[0]; n > 0 {
			fates = append(fates, result.Whole(n)+" "+name)
		}
	}
	if _, err := fmt.Fprintf(a.stdout, "old: %s · new: %s\nparagraphs: %s\n", clean(versions.Column("old_document").Texts[0]), clean(versions.Column("new_document").Texts[0]), strings.Join(fates, " · ")); err != nil {
		return err
	}
	var rows []int
	for r, id := range t.Column("concept").Texts {
		changed := t.Column("rephrased").Ints[r]+t.Column("lost").Ints[r]+t.Column("gained").Ints[r] > 0
		if slices.Contains(concepts, id) || len(concepts) == 0 && changed {
			rows = append(rows, r)
		}
	}
	if len(rows) > 0 {
		if err := a.print(t, rows, []string{"concept", "old_hits", "new_hits", "kept", "rephrased", "lost", "gained"}, "rephrased", "kept"); err != nil {
			return err
		}
	}
	a.summary(out)
	if !a.quiet {
		if n := t.Rows() - len(rows); n > 0 && len(concepts) == 0 {
			a.say("concepts all of whose hits were kept are left out: %d", n)
		}
		a.say("report: %s", page(out))
	}
	return a.partly(out.Failures)
}
