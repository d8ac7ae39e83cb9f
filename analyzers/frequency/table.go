package frequency

import (
	"fmt"
	"math"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"
	"concordat/analyzers/tally"
)

// rows are the rows of the table by document and concept, as columns.
type rows struct {
	texts, concepts, labels, method, caution []string
	hits, tokens, sentences, paragraphs      []int64
	rate, low, high, share                   []float64
	thin, wilson, none                       int // rows
	short, empty                             int // documents
}

func newRows(n int) *rows {
	return &rows{
		texts: make([]string, 0, n), concepts: make([]string, 0, n), labels: make([]string, 0, n), method: make([]string, 0, n), caution: make([]string, 0, n),
		hits: make([]int64, 0, n), tokens: make([]int64, 0, n), sentences: make([]int64, 0, n), paragraphs: make([]int64, 0, n),
		rate: make([]float64, 0, n), low: make([]float64, 0, n), high: make([]float64, 0, n), share: make([]float64, 0, n),
	}
}

// document adds the rows of one document, whose rates are r.
func (t *rows) document(in *analyzers.Input, document int, r *analyzers.DocumentRates) {
	d := &in.Tally.Documents[document]
	counts := make([]tally.Count, len(in.Book.Concepts))
	for _, c := range d.Concepts {
		counts[c.Concept] = c
	}
	if d.Tokens == 0 {
		t.empty++
	} else if d.Tokens < fewTokens || r.Paragraphs < fewParagraphs {
		t.short++
	}
	seen := 0
	for i, c := range counts {
		rate := r.Unseen
		if seen < len(r.Concepts) && int(r.Concepts[seen]) == i {
			rate = r.Rates[seen]
			seen++
		}
		t.texts = append(t.texts, d.ID)
		t.concepts = append(t.concepts, in.Book.Concepts[i].ID)
		t.labels = append(t.labels, in.Book.Concepts[i].Label)
		t.hits = append(t.hits, c.Hits)
		t.tokens = append(t.tokens, d.Tokens)
		t.rate, t.low, t.high = append(t.rate, rate.Value), append(t.low, rate.Low), append(t.high, rate.High)
		t.method = append(t.method, rate.Method)
		t.sentences = append(t.sentences, c.Sentences)
		t.paragraphs = append(t.paragraphs, c.Paragraphs)
		t.share = append(t.share, share(c.Hits, d.Hits))
		t.caution = append(t.caution, caution(c.Hits, d.Tokens, r.Paragraphs))
		if c.Hits > 0 && c.Hits < fewHits {
			t.thin++
		}
		switch {
		case rate.Method == stats.MethodWilson:
			t.wilson++
		case rate.Method == stats.MethodNone && d.Tokens > 0:
			t.none++
		}
	}
}

// share returns hits as a share of all; 0 where there are none at all.
func share(hits, all int64) float64 {
	if all == 0 {
		return 0
	}
	return float64(hits) / float64(all)
}

// caution names what makes a row's interval rough, words joined by spaces.
func caution(hits, tokens int64, paragraphs int) string {
	var words []string
	if tokens < fewTokens {
		words = append(words, "few-tokens")
	}
	if paragraphs < fewParagraphs {
		words = append(words, "few-paragraphs")
	}
	if hits > 0 && hits < fewHits {
		words = append(words, "few-hits")
	}
	return strings.Join(words, " ")
}

const (
	rateDoc    = "hits per 10,000 tokens, 0 or more"
	lowDoc     = "lower bound of the interval of per_10k"
	highDoc    = "upper bound of the interval of per_10k"
	methodDoc  = "method of the interval: bootstrap = percentile bootstrap; bca = bias-corrected and accelerated bootstrap; wilson = score interval over tokens, where the bootstrap cannot vary"
	cautionDoc = "what makes the interval rough: few-tokens (under 1000), few-paragraphs (under 5), few-hits (1 to 4)"
)

func documentTable(in *analyzers.Input, r *rows) *result.Table {
	t := &result.Table{
		Name:  "frequency",
		Title: "Concept frequencies by document",
		Caption: fmt.Sprintf("Each row is one concept in one document (%s, %s): hits, and hits per 10,000 tokens with %s. The hits of a concept include those of the concepts below it.",
			result.Counted(len(in.Tally.Documents), "document"), result.Counted(len(in.Book.Concepts), "concept"), in.Options.Bootstrap()),
		Columns: []result.Column{
			result.Texts("document", "Document", "id of the document", r.texts),
			result.Texts("concept", "Concept id", "id of the concept in the codebook", r.concepts),
			result.Texts("label", "Concept", "label of the concept", r.labels),
			result.Ints("hits", "Hits", "hits", "hits of the concept and of those below it, no token twice", r.hits),
			result.Detail(result.Ints("tokens", "Tokens", "tokens", "tokens of the document, the denominator of per_10k", r.tokens)),
			result.Floats("per_10k", "Per 10,000 tokens", "per 10,000 tokens", 1, rateDoc, r.rate),
			result.Floats("ci_low", "Low", "per 10,000 tokens", 1, lowDoc, r.low),
			result.Floats("ci_high", "High", "per 10,000 tokens", 1, highDoc, r.high),
			result.Detail(result.Texts("ci_method", "Interval", methodDoc, r.method)),
			result.Ints("sentences", "Sentences", "sentences", "sentences with a hit", r.sentences),
			result.Detail(result.Ints("paragraphs", "Paragraphs", "paragraphs", "paragraphs with a hit", r.paragraphs)),
			result.Detail(result.Floats("share_of_hits", "Share of hits", "", 3, "hits as a share of all hits of the codebook in the document, from 0; 0 if there are none", r.share)),
			result.Detail(result.Texts("caution", "Caution", cautionDoc, r.caution)),
		},
		Brief: in.Options.Top,
		Lead:  "per_10k",
	}
	t.Notes = r.notes()
	return t
}

func (t *rows) notes() []result.Note {
	var notes []result.Note
	add := func(n int, code, message string) {
		if n > 0 {
			notes = append(notes, result.Note{Code: code, Message: fmt.Sprintf(message, result.Whole(n)), Table: "frequency", Row: -1})
		}
	}
	add(t.empty, "no-tokens", "documents without tokens: %s; their rates are missing")
	add(t.none, "no-interval", "rows with more hits than tokens in one paragraph: %s; they have no interval")
	add(t.short, "short-documents", "documents of fewer than 1000 tokens or five paragraphs: %s; their intervals are rough and tend to be too narrow (column caution)")
	add(t.thin, "few-hits", "rows with one to four hits: %s; their intervals are rough (column caution)")
	add(t.wilson, "wilson-interval", "rows whose bootstrap cannot vary: %s; they have Wilson's interval over tokens, which is a lower bound on the uncertainty since tokens are not independent")
	return notes
}

// totalTable has a row for each concept in all documents together.
func totalTable(in *analyzers.Input, all *stats.Replicates) *result.Table {
	n := len(in.Book.Concepts)
	sums := in.Totals(in.Whole())
	var ids, labels, method, cautions []string
	errors := in.RatioSE(in.Whole())
	depth, tokens := make([]int64, n), make([]int64, n)
	rate, low, high := make([]float64, n), make([]float64, n), make([]float64, n)
	missing := false
	for i := range in.Book.Concepts {
		c := &in.Book.Concepts[i]
		r := all.Rate(i, in.Options.Level)
		ids, labels = append(ids, c.ID), append(labels, c.Label)
		depth[i], tokens[i] = int64(c.Depth), sums.Tokens
		rate[i], low[i], high[i] = r.Value, r.Low, r.High
		method = append(method, r.Method)
		cautions = append(cautions, caution(sums.Hits[i], sums.Tokens, all.Blocks))
		missing = missing || math.IsNaN(r.Value) || math.IsNaN(r.Low)
	}
	t := &result.Table{
		Name:  "frequency_total",
		Title: "Concept frequencies in all documents",
		Caption: fmt.Sprintf("Each row is one concept in all documents together (%s, %s): hits, documents with a hit, and hits per 10,000 tokens with %s. Long documents weigh more than short ones; the documents themselves are taken as given.",
			result.Counted(sums.Documents, "document"), result.Counted(sums.Tokens, "token"), in.Options.Bootstrap()),
		Columns: []result.Column{
			result.Texts("concept", "Concept id", "id of the concept in the codebook", ids),
			result.Texts("label", "Concept", "label of the concept", labels),
			result.Ints("depth", "Depth", "", "depth in the codebook's tree, 0 = top", depth),
			result.Ints("hits", "Hits", "hits", "hits of the concept and of those below it, no token twice", sums.Hits),
			result.Ints("documents", "Documents", "documents", "documents with a hit", sums.Present),
			result.Detail(result.Ints("tokens", "Tokens", "tokens", "tokens of all documents, the denominator of per_10k", tokens)),
			result.Floats("per_10k", "Per 10,000 tokens", "per 10,000 tokens", 1, rateDoc, rate),
			result.Floats("ci_low", "Low", "per 10,000 tokens", 1, lowDoc, low),
			result.Floats("ci_high", "High", "per 10,000 tokens", 1, highDoc, high),
			result.Detail(result.Texts("ci_method", "Interval", methodDoc, method)),
			result.Detail(result.Floats("se", "Standard error", "per 10,000 tokens", 2, "standard error of per_10k as a ratio of sums over what the bootstrap draws, by linearization, without a bootstrap: a check of the interval; 0 where nothing varies", errors)),
			result.Detail(result.Texts("caution", "Caution", cautionDoc, cautions)),
		},
	}
	if missing {
		t.Notes = []result.Note{{Code: "no-interval", Message: "without tokens there are no rates, and with more hits than tokens no intervals", Table: t.Name, Row: -1}}
	}
	return t
}
