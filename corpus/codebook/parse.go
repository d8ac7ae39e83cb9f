package codebook

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"
)

// maxTree is the deepest level of concepts: match.Hit has a bit for each
// ancestor.
const maxTree = 32

var (
	bookKeys    = []string{"name", "version", "language", "description", "license", "case", "hyphens", "concepts"}
	conceptKeys = []string{"label", "definition", "patterns", "examples", "counterexamples", "priority", "concepts"}
)

// Parse reads a codebook file. name is used in messages and is the book's Path.
// The file is strict YAML in which every scalar is text: no is "no", 2016 is
// "2016", and *ing needs no quotes. An error is an *Errors with everything that
// is wrong, by line and column.
func Parse(name string, data []byte) (*Codebook, error) {
	r := &reader{book: &Codebook{Path: name}}
	sum := sha256.Sum256(data)
	r.book.SHA256 = hex.EncodeToString(sum[:])
	if root := r.tree(data); root != nil {
		r.readBook(root)
		r.patterns()
	}
	if len(r.problems) > 0 {
		slices.SortStableFunc(r.problems, func(a, b Problem) int {
			return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
		})
		return nil, &Errors{Name: name, Problems: r.problems}
	}
	slices.SortStableFunc(r.book.Notes, func(a, b Note) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return r.book, nil
}

// reader fills a book from a file.
type reader struct {
	source
	book   *Codebook
	firsts map[string]int // line of each concept id
	uses   [][]ConceptID  // by concept: the concepts that its rules name
}

func (r *reader) readBook(root ast.Node) {
	entries, ok := r.mapping(root, "the file")
	if !ok {
		return
	}
	b := r.book
	r.firsts = make(map[string]int)
	found := false
	for _, e := range entries {
		switch e.key.string {
		case "name":
			r.into(&b.Name, e)
		case "version":
			r.into(&b.Version, e)
		case "language":
			r.into(&b.Language, e)
		case "description":
			r.into(&b.Description, e)
		case "license":
			r.into(&b.License, e)
		case "case":
			b.Case = CaseMode(r.choice(e, "auto", "fold", "exact"))
		case "hyphens":
			b.WholeHyphen = r.choice(e, "parts", "whole") == 1
		case "concepts":
			found = true
			r.concepts(e.value, None, 0)
		default:
			r.unknown(e.key, "a codebook", bookKeys)
		}
	}
	if !found {
		r.problem(1, 1, "", "file has no concepts")
	} else if len(b.Concepts) == 0 && len(r.problems) == 0 {
		r.problem(1, 1, "", "concepts: has no concept")
	}
	if b.Name == "" {
		base := path.Base(strings.ReplaceAll(b.Path, `\`, "/"))
		b.Name = strings.TrimSuffix(base, path.Ext(base))
	}
}

// into reads a text value.
func (r *reader) into(dst *string, e entry) {
	if t, ok := r.scalar(e.value, e.key.string); ok {
		*dst = t.string
	}
}

// choice reads one of the names and returns its index, 0 if it is none.
func (r *reader) choice(e entry, names ...string) int {
	t, ok := r.scalar(e.value, e.key.string)
	if !ok {
		return 0
	}
	i := slices.Index(names, t.string)
	if i < 0 {
		hint := "write " + strings.Join(names, " or ")
		r.problem(t.line, t.column, hint, "%s: unknown value %q", e.key.string, t.string)
		return 0
	}
	return i
}

func (r *reader) unknown(key text, where string, known []string) {
	hint := suggest(key.string, known)
	switch {
	case key.string == "parent":
		hint = "put the concept under concepts: of its parent"
	case hint == "":
		hint = "keys are " + strings.Join(known, ", ")
	}
	r.problem(key.line, key.column, hint, "%s has no key %q", where, key.string)
}

func (r *reader) concepts(n ast.Node, parent ConceptID, depth int) {
	entries, ok := r.mapping(n, "concepts")
	if !ok {
		return
	}
	for _, e := range entries {
		if depth >= maxTree {
			r.problem(e.key.line, e.key.column, "", "concept %q is more than %d levels deep", e.key.string, maxTree)
			return
		}
		r.concept(e, parent, depth)
	}
}

func (r *reader) concept(e entry, parent ConceptID, depth int) {
	id := e.key.string
	if id == "" || strings.ContainsFunc(id, func(c rune) bool { return unicode.IsSpace(c) || unicode.IsControl(c) }) {
		hint := ""
		if w := strings.Fields(id); len(w) > 0 {
			hint = "write " + strings.Join(w, "-") + ", and the name under label:"
		}
		r.problem(e.key.line, e.key.column, hint, "concept id %q: an id is a text without white space", id)
	} else if line, twice := r.firsts[id]; twice {
		r.problem(e.key.line, e.key.column, "ids are unique in the file", "concept %q stands already in line %d", id, line)
	} else {
		r.firsts[id] = e.key.line
	}
	self := ConceptID(len(r.book.Concepts))
	r.book.Concepts = append(r.book.Concepts, Concept{
		ID: id, Label: labelOf(id), Parent: parent, Depth: depth,
		Line: e.key.line, Column: e.key.column,
	})
	switch n := e.value.(type) {
	case *ast.SequenceNode:
		r.book.Concepts[self].Patterns = r.sources(n, "patterns")
	case *ast.NullNode: // a heading without patterns
	case *ast.MappingNode, *ast.MappingValueNode:
		r.fields(self, n)
	default:
		if t, ok := r.scalar(n, "concept"); ok {
			r.problem(t.line, t.column, "write ["+t.string+"] for a list of patterns", "concept %q is a text", id)
		}
	}
	r.book.Concepts[self].End = ConceptID(len(r.book.Concepts))
}

func (r *reader) fields(self ConceptID, n ast.Node) {
	entries, _ := r.mapping(n, "concept")
	for _, e := range entries {
		c := &r.book.Concepts[self]
		switch e.key.string {
		case "label":
			r.into(&c.Label, e)
		case "definition":
			r.into(&c.Definition, e)
		case "patterns":
			c.Patterns = r.sources(e.value, "patterns")
		case "examples":
			c.Examples = r.examples(e)
		case "counterexamples":
			c.CounterExamples = r.examples(e)
		case "priority":
			t, ok := r.scalar(e.value, "priority")
			p, err := strconv.Atoi(t.string)
			if ok && (err != nil || p != int(int32(p))) {
				r.problem(t.line, t.column, "write a whole number; smaller wins", "priority %q is no whole number", t.string)
			}
			c.Priority = p
		case "concepts":
			r.concepts(e.value, self, c.Depth+1)
		default:
			r.unknown(e.key, "a concept", conceptKeys)
		}
	}
}

func (r *reader) sources(n ast.Node, what string) []Pattern {
	var ps []Pattern
	for _, t := range r.list(n, what) {
		ps = append(ps, Pattern{Source: t.string, Line: t.line, Column: t.column})
	}
	return ps
}

func (r *reader) examples(e entry) []Example {
	var out []Example
	for _, t := range r.list(e.value, e.key.string) {
		if strings.TrimSpace(t.string) == "" {
			r.problem(t.line, t.column, "", "an entry of %s is empty", e.key.string)
			continue
		}
		out = append(out, Example{Text: t.string, Line: t.line, Column: t.column})
	}
	return out
}

// labelOf makes a label of an id: Human rights of human-rights.
func labelOf(id string) string {
	rs := []rune(strings.ReplaceAll(id, "-", " "))
	if len(rs) > 0 {
		rs[0] = unicode.ToUpper(rs[0])
	}
	return string(rs)
}

// patterns parses every pattern, once all ids are known.
func (r *reader) patterns() {
	b := r.book
	r.uses = make([][]ConceptID, len(b.Concepts))
	o := PatternOptions{Case: b.Case, WholeHyphen: b.WholeHyphen, Book: b}
	for i := range b.Concepts {
		c := &b.Concepts[i]
		for k := range c.Patterns {
			pat := &c.Patterns[k]
			p := &parser{o: o, concept: c.ID}
			rule, err := p.pattern(pat.Source)
			var pe *PatternError
			if errors.As(err, &pe) {
				line, column := r.inside(pat, pe.Column)
				r.problem(line, column, pe.Hint, "concept %q: %s", c.ID, pe.Message)
				continue
			}
			pat.Rule = *rule
			for _, n := range p.notes {
				r.note(c, pat, n)
			}
			for _, ref := range p.refs {
				r.link(ConceptID(i), pat, ref)
			}
		}
	}
}

func (r *reader) note(c *Concept, pat *Pattern, n Note) {
	n.Concept = c.ID
	n.Line, n.Column = r.inside(pat, n.Column)
	r.book.Notes = append(r.book.Notes, n)
}

// inside returns where a character of a pattern stands in the file; the start
// of the pattern if quoting or folding moved its characters.
func (r *reader) inside(pat *Pattern, column int) (int, int) {
	rs := []rune(r.lines[min(pat.Line, len(r.lines))-1])
	start := pat.Column - 1
	if start < len(rs) && (rs[start] == '"' || rs[start] == '\'') {
		start++
	}
	if start <= len(rs) && strings.HasPrefix(string(rs[start:]), pat.Source) {
		return pat.Line, start + column
	}
	return pat.Line, pat.Column
}

// resolve fills in the concepts that the pattern names, if a book is given.
func (p *parser) resolve() error {
	if p.o.Book == nil {
		return nil
	}
	for _, ref := range p.refs {
		id, ok := p.o.Book.Lookup(ref.rule.Concept)
		if !ok {
			return patternError(ref.col, suggest(ref.rule.Concept, p.o.Book.ids()), "the codebook has no concept %q", ref.rule.Concept)
		}
		ref.rule.Ref = id
	}
	return nil
}

func (b *Codebook) ids() []string {
	ids := make([]string, len(b.Concepts))
	for i := range b.Concepts {
		ids[i] = b.Concepts[i].ID
	}
	return ids
}

// link enters that a pattern of a concept names another concept. It must not
// lead back to the concept itself.
func (r *reader) link(user ConceptID, pat *Pattern, ref reference) {
	c, used := &r.book.Concepts[user], ref.rule.Ref
	if r.reaches(used, user, make([]bool, len(r.book.Concepts))) {
		line, column := r.inside(pat, ref.col)
		r.problem(line, column, "name other concepts, and not those above it", "concept %q: concept:%s leads back to the concept itself", c.ID, ref.rule.Concept)
		return
	}
	r.uses[user] = append(r.uses[user], used)
}

// reaches reports whether the hits of one concept, which include those of its
// descendants, depend on another concept.
func (r *reader) reaches(from, to ConceptID, seen []bool) bool {
	for k := from; k < r.book.Concepts[from].End; k++ {
		if k == to {
			return true
		}
		if seen[k] {
			continue
		}
		seen[k] = true
		for _, used := range r.uses[k] {
			if r.reaches(used, to, seen) {
				return true
			}
		}
	}
	return false
}
