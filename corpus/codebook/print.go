package codebook

import (
	"fmt"
	"strings"

	"concordat/corpus"
)

// String returns the rule in canonical syntax: read with the same options, it
// gives the same rule, but for characters that folding takes apart (½). Words
// stand folded, exact ones with =, and every gap, alternative and barrier has
// one spelling.
func (r Rule) String() string {
	var b strings.Builder
	r.print(&b)
	return b.String()
}

func (r *Rule) print(b *strings.Builder) {
	switch r.Op {
	case OpSequence:
		printSequence(b, r.Sequence)
		return
	case OpConcept:
		b.WriteString("concept:")
		escape(b, r.Concept)
		return
	}
	r.A.print(b)
	switch r.Op {
	case OpNear:
		fmt.Fprintf(b, " near/%d ", r.N)
	case OpBefore:
		fmt.Fprintf(b, " before/%d ", r.N)
	case OpSentence:
		b.WriteString(" & ")
	case OpUnless, OpUnlessSentence:
		b.WriteString(" unless ")
	}
	r.B.print(b)
	if r.Op == OpSentence || r.Op == OpUnlessSentence {
		b.WriteString(" in sentence")
	}
}

// String returns the element in canonical syntax.
func (e Element) String() string {
	var b strings.Builder
	e.Allow, e.Join = 0, JoinSpace
	printSequence(&b, []Element{e})
	return b.String()
}

func printSequence(b *strings.Builder, es []Element) {
	for i := 0; i < len(es); {
		if i > 0 {
			b.WriteByte(' ')
		}
		printAllow(b, es[i].Allow)
		end := i + 1
		for end < len(es) && es[end].Join == JoinHyphen {
			end++
		}
		word := es[i:end]
		if allExact(word) {
			b.WriteByte('=')
		}
		for k := range word {
			if k > 0 {
				b.WriteByte('-')
			}
			if reserved(es, i, end) {
				b.WriteByte('\\')
			}
			word[k].print(b)
		}
		i = end
	}
}

// reserved reports whether the word es[i:end] would be read as an operator.
func reserved(es []Element, i, end int) bool {
	e := es[i]
	if end != i+1 || e.Kind != Literal || e.Exact {
		return false
	}
	return e.Text == "unless" ||
		e.Text == "sentence" && i > 0 && es[i-1].Kind == Literal && es[i-1].Text == "in"
}

// allExact reports whether a compound is exact as a whole. One that is only in
// part, US-led, owes it to its capitals and is printed as it was written.
func allExact(word []Element) bool {
	exact := false
	for _, e := range word {
		switch {
		case e.Kind == Any:
		case !e.Exact:
			return false
		default:
			exact = true
		}
	}
	return exact
}

func (e *Element) print(b *strings.Builder) {
	switch e.Kind {
	case Literal:
		escape(b, e.Text)
	case Glob:
		for _, r := range e.Text {
			if r == '*' || r == '?' {
				b.WriteRune(r)
			} else {
				escape(b, string(r))
			}
		}
	case Any:
		b.WriteByte('*')
	case Gaps:
		fmt.Fprintf(b, "{%d,%d}", e.Min, e.Max)
	case Regex:
		printRegex(b, e.Text)
	case Lemma:
		b.WriteString("lemma:")
		escape(b, e.Text)
	case TagGlob:
		b.WriteString("tag:" + e.Text)
	case Alternatives:
		for i, alt := range e.Alts {
			b.WriteByte("(|"[min(i, 1)])
			printSequence(b, alt)
		}
		b.WriteByte(')')
	}
}

// printRegex protects the slashes that are not yet protected.
func printRegex(b *strings.Builder, re string) {
	b.WriteByte('/')
	protected := false
	for _, r := range re {
		if r == '/' && !protected {
			b.WriteByte('\\')
		}
		protected = r == '\\' && !protected
		b.WriteRune(r)
	}
	b.WriteByte('/')
}

// printAllow writes a character of each kind of punctuation.
func printAllow(b *strings.Builder, allow uint8) {
	for i, s := range []string{", ", "; ", ": ", `\( `, "– ", `\| `} {
		if corpus.Gap(allow)&(1<<i) != 0 {
			b.WriteString(s)
		}
	}
}

func escape(b *strings.Builder, text string) {
	for _, r := range text {
		if strings.ContainsRune(`\*?(){}|=/&:,;`, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
}
