package documents

import (
	"fmt"
	"slices"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/tally"
	"concordat/corpus/codebook"
)

const (
	fewTokens = 1000 // below it, rates per 10,000 tokens are unsteady
	gaps      = 0.02 // share of single letters in a row above which they lower the rates
	ratio     = 5    // of the longest to the shortest text, above which lengths are unequal
	named     = 5    // documents that a note names before it counts the others
)

// notes returns what to mind about the corpus as a whole.
func notes(docs []tally.Document) []result.Note {
	var out []result.Note
	add := func(code, format string, args ...any) {
		out = append(out, result.Note{Code: code, Message: fmt.Sprintf(format, args...), Table: name, Row: -1})
	}
	pick := func(keep func(*tally.Document) bool) (ids []string) {
		for i := range docs {
			if keep(&docs[i]) {
				ids = append(ids, docs[i].ID)
			}
		}
		return ids
	}
	if ids := pick(func(d *tally.Document) bool { return d.Tokens < fewTokens }); len(ids) > 0 {
		add("few-tokens", "fewer than %s tokens: %s; their rates rest on few words", result.Whole(fewTokens), list(ids))
	}
	var spaced []string
	for i := range docs {
		if d := &docs[i]; letterSpaced(d) {
			spaced = append(spaced, d.ID+" ("+spacedShare(d)+" of the tokens)")
		}
	}
	if len(spaced) > 0 {
		add("letter-spaced", "words spaced out into single letters (N a t i o n), as headings of PDF files often are: %s; they give no hits and lower all rates; close the gaps in the text and run again", list(spaced))
	}
	if ids := pick(func(d *tally.Document) bool { return d.Hits == 0 }); len(ids) > 0 {
		add("no-hits", "no hit of any concept: %s; check the language of the text and of the codebook", list(ids))
	}
	if ids := pick(func(d *tally.Document) bool { return len(d.Warnings) > 0 }); len(ids) > 0 {
		add("warnings", "read with warnings, which the table lists: %s", list(ids))
	}
	var shortest, longest *tally.Document
	for i := range docs {
		d := &docs[i]
		if d.Tokens == 0 {
			continue
		}
		if shortest == nil || d.Tokens < shortest.Tokens {
			shortest = d
		}
		if longest == nil || d.Tokens > longest.Tokens {
			longest = d
		}
	}
	if shortest != nil && longest.Tokens > ratio*shortest.Tokens {
		add("unequal-lengths", "the longest document (%s, %s) is %s times as long as the shortest (%s, %s); compare rates, never counts",
			longest.ID, result.Counted(longest.Tokens, "token"), result.Number(float64(longest.Tokens)/float64(shortest.Tokens), 1),
			shortest.ID, result.Counted(shortest.Tokens, "token"))
	}
	if tags := languages(docs); len(tags) > 1 {
		add("mixed-languages", "the documents are in several languages (%s); a codebook counts only in its own", strings.Join(tags, ", "))
	}
	return out
}

// letterSpaced reports whether words spaced out into letters lower the rates of
// a document.
func letterSpaced(d *tally.Document) bool { return float64(d.Letters) > gaps*float64(d.Tokens) }

// spacedShare returns the share of those letters in the tokens of a document.
func spacedShare(d *tally.Document) string {
	return result.Number(100*float64(d.Letters)/float64(d.Tokens), 1) + "%"
}

// list joins ids, the first few by name.
func list(ids []string) string {
	if len(ids) > named {
		return strings.Join(ids[:named], ", ") + fmt.Sprintf(" and %s more", result.Whole(len(ids)-named))
	}
	return strings.Join(ids, ", ")
}

// languages returns the known language tags, sorted.
func languages(docs []tally.Document) []string {
	var tags []string
	for i := range docs {
		if docs[i].Language != "" {
			tags = append(tags, docs[i].Language)
		}
	}
	slices.Sort(tags)
	return slices.Compact(tags)
}

// years returns the first and the last known year and how many documents have one.
func years(docs []tally.Document) (first, last, known int) {
	for i := range docs {
		y := docs[i].Meta.Year
		if y == 0 {
			continue
		}
		if known == 0 || y < first {
			first = y
		}
		if known == 0 || y > last {
			last = y
		}
		known++
	}
	return first, last, known
}

// policies names the overlap policies and says what each does.
var policies = [4]struct{ name, rule string }{
	codebook.OverlapConcept:   {"concept", "inside one concept a token belongs to one hit, and different concepts are independent of each other"},
	codebook.OverlapCodebook:  {"codebook", "a hit inside one longer hit of any concept is dropped"},
	codebook.OverlapAll:       {"all", "every match of every pattern counts"},
	codebook.OverlapExclusive: {"exclusive", "a token belongs to one concept, in the codebook's order of priority"},
}

// forms names the equivalences by which a hit can come about, in the order of
// tally.Document.Forms.
var forms = [5]string{
	"inside a hyphenated compound", "with a hyphen for a space or the reverse", "with a solid spelling for two words or the reverse",
	"past a possessive ending", "after folding of typography",
}

// methods returns the sentences on the corpus for the methods section.
func methods(in *analyzers.Input) []string {
	docs := in.Tally.Documents
	s := sum(docs)
	size := fmt.Sprintf("The corpus has %s with %s, %s and %s.", result.Counted(len(docs), "document"),
		result.Counted(s.tokens, "token"), result.Counted(s.sentences, "sentence"), result.Counted(s.paragraphs, "paragraph"))
	if first, last, known := years(docs); known > 0 {
		span := fmt.Sprintf("from %d to %d", first, last)
		if first == last {
			span = fmt.Sprintf("of %d", first)
		}
		size += fmt.Sprintf(" %s known to be %s.", subject(int64(known), "document"), span)
	}
	if tags := languages(docs); len(tags) > 0 {
		size += fmt.Sprintf(" Languages as given: %s.", strings.Join(tags, ", "))
	}
	out := []string{size,
		"A token is a running word or number (after Davis and Chapman 2022) as the tokenizer divides the text, without punctuation; a type is a distinct token after folding of case and typography. " +
			"A sentence never crosses a paragraph; a paragraph is a block of the text (paragraph, heading, list item or table cell) with at least one word."}
	if s.hits == 0 {
		return out
	}
	p := int(in.Options.Overlap)
	if p >= len(policies) {
		return out
	}
	var others []string
	for k := range policies {
		if k != p {
			others = append(others, fmt.Sprintf("%s under %q", result.Whole(s.policies[k]), policies[k].name))
		}
	}
	out = append(out, fmt.Sprintf("The codebook gave %s under the overlap policy %q: %s. The other policies would have given %s.",
		result.Counted(s.hits, "hit"), policies[p].name, policies[p].rule, strings.Join(others, ", ")))
	var equivalents []string
	for k, n := range s.forms {
		if n > 0 {
			equivalents = append(equivalents, fmt.Sprintf("%s %s", result.Whole(n), forms[k]))
		}
	}
	if len(equivalents) > 0 {
		out = append(out, fmt.Sprintf("Of these hits the following were found in another form than their pattern is written in: %s; a hit can be in several forms.",
			strings.Join(equivalents, ", ")))
	}
	return out
}

// subject returns a count that a sentence begins with: "1 document is", "12 documents are".
func subject(n int64, noun string) string {
	if n == 1 {
		return result.Counted(n, noun) + " is"
	}
	return result.Counted(n, noun) + " are"
}
