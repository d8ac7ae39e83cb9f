package cli

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"concordat/pipeline/config"
)

// The names of documents that no document or group has. Tables have (rest) for
// what is not in a target; (rest of TARGET) is used here where there are several.
const (
	allDocuments  = "(all)"
	restDocuments = "(rest)"
	restOf        = "(rest of "
)

// hitID is how the id of a hit looks.
var hitID = regexp.MustCompile(`^h[0-9a-f]{12}$`)

// question is a cell of a table: a concept, or two together, in some documents.
type question struct {
	documents []string // nil = all
	concepts  []string // one or two
}

// quoted is what is behind a question.
type quoted struct {
	hits  []hit
	unit  string  // of a joint count: "sentence" or "paragraph", else ""
	units [][]hit // that make up a joint count, a unit's hits each
}

// answer returns what is behind a question, which is the id of a hit,
// [SCOPE/]CONCEPT or [SCOPE/]CONCEPT+CONCEPT. A number that is 0 has nothing
// behind it and is no error.
func (r *record) answer(text string) (quoted, error) {
	if i := slices.IndexFunc(r.hits, func(h hit) bool { return h.ID == text }); i >= 0 {
		return quoted{hits: r.hits[i : i+1]}, nil
	}
	q, err := r.parse(text)
	if err != nil {
		return quoted{}, err
	}
	if len(q.concepts) == 2 {
		return r.joint(q)
	}
	return quoted{hits: r.behind(q)}, nil
}

// parse reads a question. Ids of documents and concepts may have slashes and
// plus signs of their own: what they are is known, so every cut is tried.
func (r *record) parse(text string) (question, error) {
	if concepts := r.asked(text); concepts != nil {
		return question{concepts: concepts}, nil
	}
	for i, c := range text {
		if c != '/' {
			continue
		}
		documents, known, err := r.scope(text[:i])
		if concepts := r.asked(text[i+1:]); known && concepts != nil {
			return question{documents, concepts}, err
		}
	}
	return question{}, r.unknown(text)
}

// asked returns the known concept, or the two with a plus sign between, that a
// text names; nil if it is anything else.
func (r *record) asked(text string) []string {
	if slices.Contains(r.concepts, text) {
		return []string{text}
	}
	for i, c := range text {
		if c == '+' && slices.Contains(r.concepts, text[:i]) && slices.Contains(r.concepts, text[i+1:]) {
			return []string{text[:i], text[i+1:]}
		}
	}
	return nil
}

// scope returns the documents that a name stands for, nil for all, and whether
// it stands for any. It is an error if it stands for several sets.
func (r *record) scope(name string) (documents []string, known bool, err error) {
	if slices.Contains(r.documents, name) {
		return []string{name}, true, nil
	}
	for _, s := range r.sides {
		if s.Name != name {
			continue
		}
		if known && !slices.Equal(documents, s.Documents) {
			remedy := "name the documents one by one"
			if name == restDocuments {
				remedy = "write " + restOf + "TARGET)"
			}
			return nil, true, usagef("%s: %q stands for other documents in each comparison; %s", r.dir, name, remedy)
		}
		documents, known = append([]string{}, s.Documents...), true
	}
	if target, ok := strings.CutPrefix(name, restOf); ok && !known && strings.HasSuffix(target, ")") {
		if documents, known, err = r.scope(strings.TrimSuffix(target, ")")); known && err == nil {
			return r.without(documents), true, nil
		}
	}
	return documents, known || name == allDocuments, err
}

// without returns the documents that are not among some; nil stands for all.
func (r *record) without(some []string) []string {
	out := []string{}
	for _, d := range r.documents {
		if some != nil && !slices.Contains(some, d) {
			out = append(out, d)
		}
	}
	return out
}

// unknown is the error for a question that names what the report does not have.
func (r *record) unknown(text string) error {
	if hitID.MatchString(text) {
		return usagef("%s: no hit has the id %s; ids change when the texts or the codebook do", r.dir, text)
	}
	if _, known, _ := r.scope(text); known {
		return usagef("%s: %q is no concept; ask for one in it: %s/CONCEPT", r.dir, text, text)
	}
	scope, rest, where := "", text, ""
	if i := strings.LastIndexByte(text, '/'); i >= 0 {
		scope, rest = text[:i], text[i+1:]
		if _, known, _ := r.scope(scope); !known {
			where = fmt.Sprintf("no document and no side is called %q%s", scope, config.Hint(scope, r.scopes()))
		}
	}
	var wrong []string
	if where != "" {
		wrong = append(wrong, where)
	}
	parts := strings.Split(rest, "+")
	for _, c := range parts {
		switch {
		case slices.Contains(r.concepts, c):
		case r.complete:
			wrong = append(wrong, fmt.Sprintf("no concept is called %q%s", c, config.Hint(c, r.concepts)))
		default:
			wrong = append(wrong, fmt.Sprintf("there is no hit of %q%s", c, config.Hint(c, r.concepts)))
		}
	}
	if len(wrong) == 0 {
		wrong = append(wrong, fmt.Sprintf("%d concepts; a joint count is of two", len(parts)))
	}
	return usagef("%s: %s: %s", r.dir, text, strings.Join(wrong, "; "))
}

// behind returns the hits that any of a question's concepts counts.
func (r *record) behind(q question) []hit {
	var out []hit
	for _, h := range r.hits {
		if (q.documents == nil || slices.Contains(q.documents, h.Document)) && slices.ContainsFunc(q.concepts, h.counts) {
			out = append(out, h)
		}
	}
	return out
}

// joint returns the units in which both concepts of a question have a hit. A
// hit belongs to the unit of its first token, as where units are counted.
func (r *record) joint(q question) (quoted, error) {
	a, b := q.concepts[0], q.concepts[1]
	if a == b {
		return quoted{}, usagef("%s+%s: a joint count is of two different concepts", a, b)
	}
	number := func(h *hit) int64 { return h.Sentence }
	switch r.unit {
	case "sentence":
	case "paragraph":
		number = func(h *hit) int64 { return h.Paragraph }
	default:
		return quoted{}, usagef("%s: joint counts of a %s cannot be opened, the evidence does not number them; run the report with --unit sentence or paragraph", r.dir, r.unit)
	}
	hits := r.behind(q)
	if slices.ContainsFunc(hits, func(h hit) bool { return h.counts(a) && h.counts(b) }) {
		return quoted{}, usagef("%s+%s: one of the two is above the other in the codebook and counts its hits; such pairs have no joint count", a, b)
	}
	out := quoted{unit: r.unit}
	for start, end := 0, 0; start < len(hits); start = end {
		first := &hits[start]
		end = start + 1
		for end < len(hits) && hits[end].Document == first.Document && number(&hits[end]) == number(first) {
			end++
		}
		unit := hits[start:end]
		has := func(concept string) bool {
			return slices.ContainsFunc(unit, func(h hit) bool { return h.counts(concept) })
		}
		if has(a) && has(b) {
			out.units = append(out.units, unit)
			out.hits = append(out.hits, unit...)
		}
	}
	return out, nil
}

// scopes returns the names of everything that documents can be called.
func (r *record) scopes() []string {
	out := append(slices.Clone(r.documents), allDocuments)
	for _, s := range r.sides {
		out = append(out, s.Name)
	}
	return distinct(out)
}

// questions returns the concepts, alone and after every scope in which they
// have a hit, sorted.
func (r *record) questions() []string {
	seen := map[string]bool{}
	in := map[string][]string{} // document → its names and those of its sides
	for _, d := range r.documents {
		in[d] = []string{d, allDocuments}
	}
	for _, s := range r.sides {
		for _, d := range s.Documents {
			in[d] = append(in[d], s.Name)
		}
	}
	for i := range r.hits {
		h := &r.hits[i]
		for _, id := range h.concepts() {
			seen[id] = true
			for _, scope := range in[h.Document] {
				seen[scope+"/"+id] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
