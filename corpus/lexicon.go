package corpus

// Lexicon numbers types: distinct folded words. IDs ascend in the order in
// which the types were first met, so they follow the documents, never timing.
// A Lexicon is used by one goroutine at a time.
type Lexicon struct {
	words []string
	ids   map[string]TypeID
}

// NewLexicon returns an empty lexicon.
func NewLexicon() *Lexicon { return &Lexicon{ids: make(map[string]TypeID)} }

// Intern returns the number of a folded word and enters it if it is new. The
// bytes are copied only then.
func (l *Lexicon) Intern(folded []byte) TypeID {
	if id, ok := l.ids[string(folded)]; ok {
		return id
	}
	s := string(folded)
	id := TypeID(len(l.words))
	l.words = append(l.words, s)
	l.ids[s] = id
	return id
}

// Lookup returns the number of a folded word.
func (l *Lexicon) Lookup(folded string) (TypeID, bool) {
	id, ok := l.ids[folded]
	return id, ok
}

// Word returns the folded word of an id.
func (l *Lexicon) Word(id TypeID) string { return l.words[id] }

// Len returns the number of types.
func (l *Lexicon) Len() int { return len(l.words) }
