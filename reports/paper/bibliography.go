package paper

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"concordat/analyzers/result"
)

// bibliography is the entries of a kit, in the order of their keys.
type bibliography struct{ entries []entry }

// entry is one entry of a BibTeX file.
type entry struct {
	kind, key string
	fields    [][2]string
}

// newBibliography gathers the program, the codebook, the texts and the papers.
func newBibliography(k *Kit) *bibliography {
	b := &bibliography{}
	program, version, _ := strings.Cut(k.Program, " ")
	b.add("misc", "concordat", [][2]string{{"key", program}, {"title", program}, {"howpublished", "Computer program, version " + version}})
	c := &k.Codebook
	if c.Name != "" {
		b.add("misc", "codebook-"+c.Name, [][2]string{{"key", c.Name}, {"title", "Codebook " + c.Name}, {"howpublished", "Version " + c.Version}, {"note", "SHA-256 " + c.SHA256}})
	}
	for _, s := range k.Sources {
		fields := [][2]string{{"key", s.ID}, {"author", literal(s.Actor)}, {"title", cmp.Or(s.Title, s.ID)}}
		if s.Year != 0 {
			fields = append(fields, [2]string{"year", strconv.Itoa(s.Year)})
		}
		note := "Text analysed as " + s.ID
		if s.SHA256 != "" {
			note += ", SHA-256 " + s.SHA256
		}
		fields = append(fields, [2]string{"howpublished", s.URL}, [2]string{"language", s.Language}, [2]string{"note", note})
		b.add("misc", "text-"+s.ID, fields)
	}
	for _, r := range k.Cited {
		kind, fields := parse(r)
		b.add(kind, r.Key, fields)
	}
	slices.SortStableFunc(b.entries, func(x, y entry) int { return cmp.Compare(x.key, y.key) })
	return b
}

// literal keeps the name of a body from being read as first and last names.
func literal(name string) string {
	if name == "" {
		return ""
	}
	return "{" + name + "}"
}

// add adds an entry; a key that is taken gets a number.
func (b *bibliography) add(kind, key string, fields [][2]string) {
	key = plainKey(key)
	unique := key
	for n := 2; slices.ContainsFunc(b.entries, func(e entry) bool { return e.key == unique }); n++ {
		unique = key + "-" + strconv.Itoa(n)
	}
	b.entries = append(b.entries, entry{kind, unique, fields})
}

var notInKeys = regexp.MustCompile(`[^A-Za-z0-9:_.-]+`)

// plainKey makes a key of an id: BibTeX allows few characters.
func plainKey(s string) string {
	if s = strings.Trim(notInKeys.ReplaceAllString(s, "-"), "-"); s == "" {
		return "text"
	}
	return s
}

func (b *bibliography) keys() []string {
	out := make([]string, len(b.entries))
	for i, e := range b.entries {
		out[i] = e.key
	}
	return out
}

func (b *bibliography) file() []byte {
	var out strings.Builder
	out.WriteString("% The program, the codebook, the texts and the papers behind the methods.\n")
	for _, e := range b.entries {
		fmt.Fprintf(&out, "\n@%s{%s,\n", e.kind, e.key)
		for _, f := range e.fields {
			if f[1] == "" {
				continue
			}
			value := f[1]
			if inner, body := strings.CutPrefix(value, "{"); body {
				value = "{" + balanced(escape(strings.TrimSuffix(inner, "}"))) + "}"
			} else {
				value = balanced(escape(value))
			}
			if f[0] == "title" {
				value = "{" + value + "}" // keeps its capitals
			}
			if f[0] == "doi" {
				value = f[1]
			}
			fmt.Fprintf(&out, "  %s = {%s},\n", f[0], value)
		}
		out.WriteString("}\n")
	}
	return []byte(out.String())
}

// balanced writes the braces of a text as commands: BibTeX counts braces also
// where they are escaped.
func balanced(s string) string {
	return strings.NewReplacer(`\{`, `\textbraceleft{}`, `\}`, `\textbraceright{}`).Replace(s)
}

// The parts of a reference: who, when and the rest; of the rest, an article's
// title, journal, volume, number and pages.
var (
	whoWhen = regexp.MustCompile(`^(.+?) \((\d{4})[a-z]?\)[.,] (.+)$`)
	article = regexp.MustCompile(`^(.+[?!]|.+[.,]) (\p{Lu}[^.,?!]*?(?:,? [A-Z])?) (\d+)(?:\(([^)]+)\))?(?:, ([0-9][0-9A-Za-z–.-]*?))?\.?$`)
)

// parse returns a reference as a BibTeX entry. What cannot be told apart stays
// together in one field, so that nothing is lost.
func parse(r result.Reference) (kind string, fields [][2]string) {
	m := whoWhen.FindStringSubmatch(r.Text)
	if m == nil {
		return "misc", [][2]string{{"title", r.Text}, {"doi", r.DOI}}
	}
	fields = [][2]string{{"author", authors(m[1])}}
	rest := m[3]
	if a := article.FindStringSubmatch(rest); a != nil {
		return "article", append(fields, [2]string{"title", strings.TrimRight(a[1], ".,")}, [2]string{"journal", a[2]}, [2]string{"year", m[2]},
			[2]string{"volume", a[3]}, [2]string{"number", a[4]}, [2]string{"pages", a[5]}, [2]string{"doi", r.DOI})
	}
	title, where := rest, ""
	if i := strings.Index(rest, ". "); i > 0 {
		title, where = rest[:i], strings.TrimSuffix(rest[i+2:], ".")
	}
	return "misc", append(fields, [2]string{"title", strings.TrimSuffix(title, ".")}, [2]string{"howpublished", where}, [2]string{"year", m[2]}, [2]string{"doi", r.DOI})
}

// authors returns "Family, G. and Other, H." of "Family, G. and Other, H.",
// "Family, G., Third, I. and Other, H." or "Family, G., Third, I., & Other, H.".
func authors(s string) string {
	s, others := strings.CutSuffix(s, " et al.")
	s = strings.NewReplacer(", & ", ", ", " & ", ", ", ", and ", ", ", " and ", ", ").Replace(s)
	parts := strings.Split(s, ", ")
	if len(parts)%2 == 1 {
		return literal(strings.Join(parts, ", "))
	}
	var out []string
	for i := 0; i < len(parts); i += 2 {
		out = append(out, parts[i]+", "+parts[i+1])
	}
	if others {
		out = append(out, "others")
	}
	return strings.Join(out, " and ")
}
