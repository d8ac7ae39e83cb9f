package codebook

// resolve fills in the concepts that the pattern names, if a book is given.
func (p *parser) resolve() error {
	if p.o.Book == nil {
		return nil
	}
	for _, ref := range p.refs {
		id, ok := p.o.Book.Lookup(ref.id)
		switch {
		case ok && !ref.bare:
			ref.rule.Ref = id
		case !ok && !ref.bare:
			return patternError(ref.col, suggest(ref.id, p.o.Book.ids()), "the codebook has no concept %q", ref.id)
		case ok:
			*ref.rule = Rule{Op: OpConcept, Ref: id, Concept: ref.id}
			p.note(ref.col, "concept", "%q is read as the concept; write \\%s for the word", ref.id, ref.id)
		}
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
