package pipeline

import (
	"path"
	"slices"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/tally"
	"concordat/pipeline/config"
)

// maxEach is up to how many documents or groups each is set against the rest
// when the user names no target.
const maxEach = 12

// groups returns a side for each group that documents name, in order of first
// appearance; nil if there are fewer than two.
func groups(docs []tally.Document) []analyzers.Side {
	var out []analyzers.Side
	for i := range docs {
		g := docs[i].Meta.Group
		if g == "" {
			continue
		}
		j := slices.IndexFunc(out, func(s analyzers.Side) bool { return s.Name == g })
		if j < 0 {
			out = append(out, analyzers.Side{Name: g})
			j = len(out) - 1
		}
		out[j].Documents = append(out[j].Documents, i)
	}
	if len(out) < 2 {
		return nil
	}
	for i := range out {
		out[i].Name = sideName("group", out[i].Name, docs)
	}
	return out
}

// sideName returns the name of all documents with a value of metadata: the
// value, with its key before it if a document, a group or what stands for
// several documents has that name.
func sideName(key, value string, docs []tally.Document) string {
	taken := value == analyzers.All || value == analyzers.Rest
	for i := range docs {
		taken = taken || docs[i].ID == value || key != "group" && docs[i].Meta.Group == value
	}
	if taken {
		return key + ":" + value
	}
	return value
}

// comparisons decides what is set against what: the target against each
// reference if the user names them. Otherwise two documents are set side by
// side; a first argument that is one document is set against the rest; few
// groups, and failing them few documents, are each set against the rest.
func comparisons(p config.Project, docs []tally.Document, all []analyzers.Side) ([]analyzers.Comparison, error) {
	if p.Target != "" {
		return named(p, docs)
	}
	n := len(docs)
	switch {
	case n < 2:
		return nil, nil
	case n == 2:
		return []analyzers.Comparison{{Target: one(docs, 0), Reference: one(docs, 1)}}, nil
	case len(p.Documents) > 1 && isFile(p.Documents[0], docs[0]):
		return []analyzers.Comparison{against(one(docs, 0), docs)}, nil
	case len(all) == 2 && len(all[0].Documents)+len(all[1].Documents) == n:
		return []analyzers.Comparison{{Target: all[0], Reference: all[1]}}, nil
	case len(all) > 0 && len(all) <= maxEach:
		return eachAgainstRest(all, docs), nil
	case n <= maxEach:
		sides := make([]analyzers.Side, n)
		for i := range docs {
			sides[i] = one(docs, i)
		}
		return eachAgainstRest(sides, docs), nil
	}
	return nil, nil
}

func named(p config.Project, docs []tally.Document) ([]analyzers.Comparison, error) {
	target, err := side("target", p.Target, docs)
	if err != nil {
		return nil, err
	}
	refs := p.References
	if len(refs) == 0 {
		refs = []string{"rest"}
	}
	var out []analyzers.Comparison
	for _, r := range refs {
		if r == "rest" || r == analyzers.Rest {
			c := against(target, docs)
			if len(c.Reference.Documents) == 0 {
				return nil, usage("reference: nothing is left beside the target %s", strings.TrimPrefix(p.Target, "path:"))
			}
			out = append(out, c)
			continue
		}
		ref, err := side("reference", r, docs)
		if err != nil {
			return nil, err
		}
		for _, d := range ref.Documents {
			if slices.Contains(target.Documents, d) {
				return nil, usage("reference: %s is in the target %s as well; a text cannot be compared with itself", docs[d].ID, strings.TrimPrefix(p.Target, "path:"))
			}
		}
		out = append(out, analyzers.Comparison{Target: target, Reference: ref})
	}
	return out, nil
}

// side returns the documents of a specification: an id, or KEY:VALUE for all
// documents whose metadata have that value.
func side(key, spec string, docs []tally.Document) (analyzers.Side, error) {
	ids := make([]string, len(docs))
	for i := range docs {
		ids[i] = docs[i].ID
		if ids[i] == spec {
			return one(docs, i), nil
		}
	}
	if k, v, ok := strings.Cut(spec, ":"); ok {
		s := analyzers.Side{Name: sideName(k, v, docs)}
		if k == "path" && s.Name == v {
			s.Name = path.Base(v)
		}
		for i := range docs {
			if has(&docs[i], k, v) {
				s.Documents = append(s.Documents, i)
			}
		}
		switch len(s.Documents) {
		case 0:
		case 1:
			return one(docs, s.Documents[0]), nil
		default:
			return s, nil
		}
		return s, usage("%s: no document has %s %q", key, k, v)
	}
	for i := range docs {
		if docs[i].Meta.Group == spec {
			return analyzers.Side{}, usage("%s: no document is called %q, but a group is; write %q", key, spec, "group:"+spec)
		}
	}
	return analyzers.Side{}, usage("%s: no document is called %q%s; `concordat corpus` lists the ids", key, spec, config.Hint(spec, ids))
}

// has reports whether a document has a value of metadata. The key path stands
// for where it came from: a file, or a folder above it.
func has(d *tally.Document, key, value string) bool {
	switch key {
	case "path":
		p, folder := path.Clean(d.Origin.Path), path.Clean(value)
		return p == folder || folder == "." || strings.HasPrefix(p, folder+"/")
	case "language":
		return d.Language == value
	}
	return d.Meta.Get(key) == value
}

// placed returns options whose scores and poles are of single documents that
// there are: scores in the documents' order.
func placed(o analyzers.Options, docs []tally.Document) (analyzers.Options, error) {
	scores := map[int]float64{}
	for _, s := range o.Scores {
		of, err := side("scores", s.Document, docs)
		if err != nil {
			return o, err
		}
		for _, d := range of.Documents {
			if v, twice := scores[d]; twice && v != s.Value {
				return o, usage("scores: %s has two scores, %v and %v; give it one", docs[d].ID, v, s.Value)
			}
			scores[d] = s.Value
		}
	}
	o.Scores = nil
	for d := range docs {
		if v, ok := scores[d]; ok {
			o.Scores = append(o.Scores, analyzers.Score{Document: docs[d].ID, Value: v})
		}
	}
	poles := slices.Clone(o.Poles)
	for i, name := range poles {
		of, err := side("poles", name, docs)
		if err != nil {
			return o, err
		}
		if len(of.Documents) != 1 {
			return o, usage("poles: %s stands for %d documents; name one", name, len(of.Documents))
		}
		poles[i] = docs[of.Documents[0]].ID
	}
	o.Poles = poles
	return o, nil
}

func one(docs []tally.Document, i int) analyzers.Side {
	return analyzers.Side{Name: docs[i].ID, Documents: []int{i}}
}

// against sets a side against all other documents.
func against(target analyzers.Side, docs []tally.Document) analyzers.Comparison {
	ref := analyzers.Side{Name: analyzers.Rest}
	for i := range docs {
		if !slices.Contains(target.Documents, i) {
			ref.Documents = append(ref.Documents, i)
		}
	}
	if len(ref.Documents) == 1 {
		ref = one(docs, ref.Documents[0])
	}
	return analyzers.Comparison{Target: target, Reference: ref}
}

func eachAgainstRest(sides []analyzers.Side, docs []tally.Document) []analyzers.Comparison {
	var out []analyzers.Comparison
	for _, s := range sides {
		if c := against(s, docs); len(c.Reference.Documents) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// isFile reports whether an argument named just the one document.
func isFile(arg string, d tally.Document) bool {
	name := pathOf(arg)
	return d.Origin.Record == 0 && (d.Origin.Path == name || strings.HasSuffix(d.Origin.Path, "/"+strings.TrimPrefix(name, "./")))
}

// pathOf returns the path of an argument that may be ID=PATH.
func pathOf(arg string) string {
	if _, name, ok := strings.Cut(arg, "="); ok {
		return name
	}
	return arg
}

// Rule says what a plan compares with what, as far as that is decided before
// the texts are read.
func Rule(p *Plan) string {
	c := p.Project
	switch {
	case c.Target != "":
		refs := c.References
		if len(refs) == 0 {
			refs = []string{"rest"}
		}
		return strings.TrimPrefix(c.Target, "path:") + " against " + strings.ReplaceAll(strings.Join(refs, ", "), "path:", "")
	case len(p.IDs) == 1:
		return "none: there is one file"
	case len(p.IDs) == 2:
		return p.IDs[0] + " against " + p.IDs[1] + ", unless the files hold several texts"
	case len(c.Documents) > 1 && len(p.Found.Items) > 0 && path.Clean(p.Found.Items[0].Path) == path.Clean(pathOf(c.Documents[0])):
		return p.IDs[0] + " against the rest, since the first argument is one file"
	}
	return "each group against the rest if the texts name groups (two groups: against each other), otherwise each of up to 12 documents; name a target to decide"
}
