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

	"concordat/corpus/strict"
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
// "2016", and *ing needs no quotes. An error is a *strict.Errors with everything
// that is wrong, by line and column.
func Parse(name string, data []byte) (*Codebook, error) {
	file, root := strict.Read(name, data, "codebook")
	r := &reader{File: file, book: &Codebook{Path: name}}
	sum := sha256.Sum256(data)
	r.book.SHA256 = hex.EncodeToString(sum[:])
	if root != nil {
		r.readBook(root)
		r.patterns()
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(r.book.Notes, func(a, b Note) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return r.book, nil
}

// reader fills a book from a file.
type reader struct {
	*strict.File
	book   *Codebook
	firsts map[string]int // line of each concept id
	uses   [][]ConceptID  // by concept: the concepts that its rules name
}

func (r *reader) readBook(root strict.Node) {
	entries, ok := r.Mapping(root, "the file")
	if !ok {
		return
	}
	b := r.book
	r.firsts = make(map[string]int)
	found := false
	for _, e := range entries {
		switch e.Key.Value {
		case "name":
			r.Into(&b.Name, e)
		case "version":
			r.Into(&b.Version, e)
		case "language":
			r.Into(&b.Language, e)
		case "description":
			r.Into(&b.Description, e)
		case "license":
			r.Into(&b.License, e)
		case "case":
			b.Case = CaseMode(r.Choice(e, "auto", "fold", "exact"))
		case "hyphens":
			b.WholeHyphen = r.Choice(e, "parts", "whole") == 1
		case "concepts":
			found = true
			r.concepts(e.Value, None, 0)
		default:
			r.Unknown(e.Key, "a codebook", bookKeys)
		}
	}
	if !found {
		r.Problem(1, 1, "", "file has no concepts")
	} else if len(b.Concepts) == 0 && r.Err() == nil {
		r.Problem(1, 1, "", "concepts: has no concept")
	}
	if b.Name == "" {
		base := path.Base(strings.ReplaceAll(b.Path, `\`, "/"))
		b.Name = strings.TrimSuffix(base, path.Ext(base))
	}
}

func (r *reader) concepts(n strict.Node, parent ConceptID, depth int) {
	entries, ok := r.Mapping(n, "concepts")
	if !ok {
		return
	}
	for _, e := range entries {
		if depth >= maxTree {
			r.Problem(e.Key.Line, e.Key.Column, "", "concept %q is more than %d levels deep", e.Key.Value, maxTree)
			return
		}
		r.concept(e, parent, depth)
	}
}

func (r *reader) concept(e strict.Entry, parent ConceptID, depth int) {
	id := e.Key.Value
	if id == "" || strings.ContainsFunc(id, func(c rune) bool { return unicode.IsSpace(c) || unicode.IsControl(c) }) {
		hint := ""
		if w := strings.Fields(id); len(w) > 0 {
			hint = "write " + strings.Join(w, "-") + ", and the name under label:"
		}
		r.Problem(e.Key.Line, e.Key.Column, hint, "concept id %q: an id is a text without white space", id)
	} else if line, twice := r.firsts[id]; twice {
		r.Problem(e.Key.Line, e.Key.Column, "ids are unique in the file", "concept %q stands already in line %d", id, line)
	} else {
		r.firsts[id] = e.Key.Line
	}
	self := ConceptID(len(r.book.Concepts))
	r.book.Concepts = append(r.book.Concepts, Concept{
		ID: id, Label: labelOf(id), Parent: parent, Depth: depth,
		Line: e.Key.Line, Column: e.Key.Column,
	})
	switch n := e.Value; {
	case strict.IsEmpty(n): // a heading without patterns
	case strict.IsList(n):
		r.book.Concepts[self].Patterns = r.sources(n, "patterns")
	case strict.IsMapping(n):
		r.fields(self, n)
	default:
		if t, ok := r.Scalar(n, "concept"); ok {
			r.Problem(t.Line, t.Column, "write ["+t.Value+"] for a list of patterns", "concept %q is a text", id)
		}
	}
	r.book.Concepts[self].End = ConceptID(len(r.book.Concepts))
}

func (r *reader) fields(self ConceptID, n strict.Node) {
	entries, _ := r.Mapping(n, "concept")
	for _, e := range entries {
		c := &r.book.Concepts[self]
		switch e.Key.Value {
		case "label":
			r.Into(&c.Label, e)
		case "definition":
			r.Into(&c.Definition, e)
		case "patterns":
			c.Patterns = r.sources(e.Value, "patterns")
		case "examples":
			c.Examples = r.examples(e)
		case "counterexamples":
			c.CounterExamples = r.examples(e)
		case "priority":
			t, ok := r.Scalar(e.Value, "priority")
			p, err := strconv.Atoi(t.Value)
			if ok && (err != nil || p != int(int32(p))) {
				r.Problem(t.Line, t.Column, "write a whole number; smaller wins", "priority %q is no whole number", t.Value)
			}
			c.Priority = p
		case "concepts":
			r.concepts(e.Value, self, c.Depth+1)
		case "parent":
			r.Problem(e.Key.Line, e.Key.Column, "put the concept under concepts: of its parent", "a concept has no key %q", e.Key.Value)
		default:
			r.Unknown(e.Key, "a concept", conceptKeys)
		}
	}
}

func (r *reader) sources(n strict.Node, what string) []Pattern {
	var ps []Pattern
	for _, t := range r.List(n, what) {
		ps = append(ps, Pattern{Source: t.Value, Line: t.Line, Column: t.Column})
	}
	return ps
}

func (r *reader) examples(e strict.Entry) []Example {
	var out []Example
	for _, t := range r.List(e.Value, e.Key.Value) {
		if strings.TrimSpace(t.Value) == "" {
			r.Problem(t.Line, t.Column, "", "an entry of %s is empty", e.Key.Value)
			continue
		}
		out = append(out, Example{Text: t.Value, Line: t.Line, Column: t.Column})
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
				r.Problem(line, column, pe.Hint, "concept %q: %s", c.ID, pe.Message)
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
	rs := []rune(r.Line(pat.Line))
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
			return patternError(ref.col, strict.Suggest(ref.rule.Concept, p.o.Book.ids()), "the codebook has no concept %q", ref.rule.Concept)
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
		r.Problem(line, column, "name other concepts, and not those above it", "concept %q: concept:%s leads back to the concept itself", c.ID, ref.rule.Concept)
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
