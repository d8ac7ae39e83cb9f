package corpus

// Meta is what is known about a text beside its words. Every field may be
// empty; Year is 0 where it is unknown.
type Meta struct {
	Actor string // who speaks: a state, a bloc, an author
	Year  int    // year of the text, 0 = unknown
	Kind  string // strategy, speech, treaty, commentary …
	Group string // the user's own grouping, for comparisons
	Other []Field
}

// Field is one further metadata value, in the order in which it was read.
type Field struct {
	Name, Value string
}

// Get returns the value of a metadata key as text: actor, year, kind, group,
// or the name of one of the other fields; "" where it is not known.
func (m Meta) Get(key string) string {
	switch key {
	case "actor":
		return m.Actor
	case "year":
		if m.Year == 0 {
			return ""
		}
		return itoa(m.Year)
	case "kind":
		return m.Kind
	case "group":
		return m.Group
	}
	for _, f := range m.Other {
		if f.Name == key {
			return f.Value
		}
	}
	return ""
}
