// Package analyzertest is the contract that every analyzer passes, and small
// inputs to test analyzers with.
package analyzertest

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"concordat/analyzers"
	"concordat/analyzers/tally"
	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/match"
)

// Book returns a small codebook. Every pattern is one word, given in Source;
// "cyber" is a pattern of two concepts, so their hits share tokens.
//
//	sovereignty: sovereignty, sovereign
//	  non-interference: interference
//	security: security, cyber
//	  cyber: cyber
//	    attack: attack, attacks
//	peace: peace
//	actors (no patterns)
//	  states: states, china
//	never: zyzzyva
func Book() *codebook.Codebook {
	b := &codebook.Codebook{Name: "test", Version: "1", Path: "test.yaml"}
	add := func(parent codebook.ConceptID, id, label string, words ...string) codebook.ConceptID {
		c := codebook.Concept{ID: id, Label: label, Parent: parent, Priority: len(b.Concepts)}
		if parent != codebook.None {
			c.Depth = b.Concepts[parent].Depth + 1
		}
		for _, w := range words {
			c.Patterns = append(c.Patterns, codebook.Pattern{Source: w})
		}
		b.Concepts = append(b.Concepts, c)
		at := codebook.ConceptID(len(b.Concepts) - 1)
		for k := at; k != codebook.None; k = b.Concepts[k].Parent {
			b.Concepts[k].End = at + 1
		}
		return at
	}
	sovereignty := add(codebook.None, "sovereignty", "Sovereignty", "sovereignty", "sovereign")
	add(sovereignty, "non-interference", "Non-interference", "interference")
	security := add(codebook.None, "security", "Security", "security", "cyber")
	cyber := add(security, "cyber", "Cyber security", "cyber")
	add(cyber, "attack", "Attack", "attack", "attacks")
	add(codebook.None, "peace", "Peace", "peace")
	actors := add(codebook.None, "actors", "Actors")
	add(actors, "states", "States", "states", "china")
	add(codebook.None, "never", "Never", "zyzzyva")
	return b
}

// Input counts texts with Book and everything else asked for. Paragraphs are
// parted by blank lines, one that begins with # is a heading, and a word with
// a full stop ends a sentence. Words with a capital inside a sentence are
// entities. Documents are named d0, d1 …; the first is compared with the others.
func Input(texts ...string) *analyzers.Input {
	in := &analyzers.Input{Book: Book(), Options: analyzers.DefaultOptions()}
	in.Options.Resamples = 200
	var parts []tally.Tally
	o := tally.Options{Words: true, Positions: true, Quotes: true, Entities: true, Sections: true, Text: true,
		Units: []tally.Unit{tally.Sentence, tally.Paragraph, tally.Window}, Window: in.Options.Window, Context: 240}
	for i, text := range texts {
		d := document(i, text)
		one := tally.Of(code(d, in.Book), in.Book, i, o)
		vary(d, in.Book, &one.Documents[0])
		parts = append(parts, one)
	}
	in.Variants = []analyzers.Variant{{}, {Overlap: codebook.OverlapExclusive}}
	in.Tally = tally.Merge(parts...)
	if len(texts) > 1 {
		reference := analyzers.Side{Name: "the others"}
		for i := 1; i < len(texts); i++ {
			reference.Documents = append(reference.Documents, i)
		}
		target := analyzers.Side{Name: "d0", Documents: []int{0}}
		in.Comparisons = []analyzers.Comparison{{Target: target, Reference: reference}}
	}
	return in
}

// Sample returns three short texts in which every part of Book but "never" occurs.
func Sample() *analyzers.Input {
	in := Input(
		"# Sovereignty\n\nThe states respect sovereignty and peace. No interference in sovereign states of Asia.\n\n"+
			"Peace and security need sovereignty. China wants peace. "+strings.Repeat("The text goes on and on. ", 12)+
			"\n\nCyber attacks end peace. States of Asia object.",
		strings.Repeat("Cyber security and cyber attack. States answer every attack. ", 8)+
			"\n\nSecurity is all.\n\n"+strings.Repeat("Nothing of interest here. ", 20),
		"Sovereignty. Peace.\n\nSovereign states, sovereign peace.",
	)
	in.Options.Query = "peace"
	return in
}

// document makes a document without the tokenizer, so that a test of an
// analyzer tests nothing else.
func document(ordinal int, text string) *corpus.Document {
	d := &corpus.Document{
		Text: &corpus.Text{
			ID: fmt.Sprintf("d%d", ordinal), Title: fmt.Sprintf("Text %d", ordinal), Language: "en", Body: []byte(text),
			Meta:   corpus.Meta{Actor: "Actor", Year: 2010 + ordinal, Kind: "speech"},
			Origin: corpus.Origin{Path: "text", Format: "plain", Charset: "utf-8", Bytes: int64(len(text)), SHA256: strings.Repeat("0", 64)},
		},
		Lexicon: corpus.NewLexicon(),
	}
	at := 0
	for _, block := range strings.SplitAfter(text, "\n\n") {
		b := corpus.Block{Span: corpus.Span{Start: uint32(at), End: uint32(at + len(block))}}
		if strings.HasPrefix(block, "# ") {
			b.Kind, b.Start = corpus.Heading, b.Start+2
		}
		if strings.TrimSpace(block) != "" {
			d.Blocks = append(d.Blocks, b)
			sentences(d, at, block)
		}
		at += len(block)
	}
	return d
}

// sentences appends the tokens and sentences of one block at a byte offset.
func sentences(d *corpus.Document, at int, block string) {
	first, letters := len(d.Tokens), func(r rune) bool { return !unicode.IsLetter(r) }
	flush := func() {
		if len(d.Tokens) > first {
			d.Sentences = append(d.Sentences, corpus.Sentence{
				First: uint32(first), End: uint32(len(d.Tokens)), Block: uint32(len(d.Blocks) - 1)})
			first = len(d.Tokens)
		}
	}
	rest := block
	for _, word := range strings.FieldsFunc(block, letters) {
		i := strings.Index(rest, word)
		if strings.Contains(rest[:i], ".") {
			flush()
		}
		start := at + len(block) - len(rest) + i
		d.Tokens = append(d.Tokens, corpus.Token{Start: uint32(start), End: uint32(start + len(word)),
			Type: d.Lexicon.Intern([]byte(strings.ToLower(word)))})
		if n := uint32(len(d.Tokens)); int(n) > first+1 && unicode.IsUpper([]rune(word)[0]) {
			d.Entities = append(d.Entities, corpus.Entity{First: n - 1, End: n, Label: "GPE"})
		}
		rest = rest[i+len(word):]
	}
	flush()
}

// code finds the words of a codebook in a document. Every ancestor counts
// every hit but one on a word that is its own pattern too: no other concepts
// of Book share words.
func code(d *corpus.Document, b *codebook.Codebook) *match.Coding {
	c := &match.Coding{Document: d}
	for i, tok := range d.Tokens {
		before := len(c.Hits)
		for id := range b.Concepts {
			p := slices.IndexFunc(b.Concepts[id].Patterns, func(p codebook.Pattern) bool {
				return p.Source == d.Lexicon.Word(tok.Type)
			})
			if p < 0 {
				continue
			}
			h := match.Hit{Concept: codebook.ConceptID(id), Pattern: int32(p), First: uint32(i), End: uint32(i + 1)}
			step := 0
			for a := b.Concepts[id].Parent; a != codebook.None; a = b.Concepts[a].Parent {
				if !slices.ContainsFunc(c.Hits[before:], func(o match.Hit) bool { return o.Concept == a }) {
					h.Up |= 1 << step
				}
				step++
			}
			c.Hits = append(c.Hits, h)
		}
		if len(c.Hits) > before {
			c.Covered++
		}
	}
	n := int64(len(c.Hits))
	c.Policies = match.Policies{Concept: n, Codebook: c.Covered, All: n, Exclusive: c.Covered}
	return c
}

// vary adds to a tally its variants, the run's own and one in which only the
// first concept to claim a word has it, and what each pattern brings.
func vary(d *corpus.Document, b *codebook.Codebook, to *tally.Document) {
	own := code(d, b).Hits
	once := slices.CompactFunc(slices.Clone(own), func(x, y match.Hit) bool { return x.First == y.First })
	to.Variants = [][]tally.Position{tally.Positions(own, b), tally.Positions(once, b)}
	for c := range b.Concepts {
		for p := range b.Concepts[c].Patterns {
			less := *b
			less.Concepts = slices.Clone(b.Concepts)
			less.Concepts[c].Patterns = slices.Clone(b.Concepts[c].Patterns)
			less.Concepts[c].Patterns[p].Source = ""
			rest := tally.Positions(code(d, &less).Hits, b)
			o := tally.Omission{Concept: int32(c), Pattern: int32(p), Lost: missing(to.Variants[0], rest), Gained: missing(rest, to.Variants[0])}
			if len(o.Lost) > 0 {
				to.Omissions = append(to.Omissions, o)
			}
		}
	}
}

// missing returns the positions that another list lacks.
func missing(ps, other []tally.Position) []tally.Position {
	return slices.DeleteFunc(slices.Clone(ps), func(p tally.Position) bool { return slices.Contains(other, p) })
}
