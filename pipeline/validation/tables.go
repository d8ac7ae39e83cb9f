package validation

import (
	"fmt"
	"math"
	"strings"

	"concordat/analyzers/result"
	"concordat/analyzers/stats"
	"concordat/analyzers/stats/agreement"
)

// builder puts a table together row by row.
type builder struct {
	table *result.Table
	next  int
}

func newBuilder(name, title, caption string) *builder {
	return &builder{table: &result.Table{Name: name, Title: title, Caption: caption}}
}

// column returns the next column of the row, made at the first row.
func (b *builder) column(make func() result.Column) *result.Column {
	if b.next == len(b.table.Columns) {
		b.table.Columns = append(b.table.Columns, make())
	}
	b.next++
	return &b.table.Columns[b.next-1]
}

func (b *builder) text(name, label, doc, v string) {
	c := b.column(func() result.Column { return result.Texts(name, label, doc, nil) })
	c.Texts = append(c.Texts, v)
}

func (b *builder) int(name, label, unit, doc string, v int64) {
	c := b.column(func() result.Column { return result.Ints(name, label, unit, doc, nil) })
	c.Ints = append(c.Ints, v)
}

func (b *builder) float(name, label string, digits int, doc string, v float64) {
	c := b.column(func() result.Column { return result.Floats(name, label, "", digits, doc, nil) })
	c.Floats = append(c.Floats, v)
}

// estimate adds a value with its bounds as three columns.
func (b *builder) estimate(name, label string, digits int, doc string, v stats.Interval) {
	b.float(name, label, digits, doc, v.Value)
	b.float(name+"_low", label+", low", digits, "Lower bound of the interval of "+strings.ToLower(label)+".", v.Low)
	b.float(name+"_high", label+", high", digits, "Upper bound of the interval of "+strings.ToLower(label)+".", v.High)
}

// detail makes the last columns of the row columns for data files only.
func (b *builder) detail(n int) {
	for i := b.next - n; i < b.next; i++ {
		b.table.Columns[i].Detail = true
	}
}

func (b *builder) concept(c *Concept) {
	b.text("concept", "Concept", "Id of the concept; (all) is all of them together, where a unit is a sentence and a concept.", c.ID)
	b.text("label", "Concept", "Label of the concept.", c.Label)
}

// end ends the row.
func (b *builder) end() { b.next = 0 }

func (b *builder) note(row int, code, format string, args ...any) {
	b.table.Notes = append(b.table.Notes, result.Note{Code: code, Message: fmt.Sprintf(format, args...), Table: b.table.Name, Row: row})
}

func (s *Score) percent() string { return result.Number(100*s.Options.Level, 0) + " %" }

// accuracyTable returns precision, recall and F1.
func (s *Score) accuracyTable() *result.Table {
	b := newBuilder("validation_accuracy", "Accuracy of the codebook", fmt.Sprintf(
		"A row is a concept. What the codebook finds, sentence by sentence, against what coders decided on a stratified random sample; true and false positives and negatives are plain counts of coded sentences. Precision, recall and F1 are weighted by the inverse of the chance of being drawn, and so are of the corpus; intervals (%s) are of %s rescaled bootstrap resamples within strata.",
		s.percent(), result.Whole(s.Options.Resamples)))
	for i := range s.scored {
		x := &s.scored[i]
		b.concept(&x.Concept)
		b.int("coded", "coded", "sentences", "Sentences with a decision of the coders.", x.coded)
		b.int("left_out", "left out", "sentences", "Sentences of the sample without a decision: ties that nobody settled, or that nobody could tell.", x.left)
		b.int("true_positives", "TP", "sentences", "Coded sentences with a hit that coders confirm.", x.tp)
		b.int("false_positives", "FP", "sentences", "Coded sentences with a hit in which coders do not find the concept.", x.fp)
		b.int("false_negatives", "FN", "sentences", "Coded sentences without a hit in which coders find the concept.", x.fn)
		b.int("true_negatives", "TN", "sentences", "Coded sentences without a hit and without the concept.", x.tn)
		a := &x.accuracy
		b.estimate("precision", "precision", 3, "Share of the corpus's sentences with a hit in which coders find the concept, 0 to 1, weighted.", a.Interval(agreement.Totals.Precision, s.Options.Level))
		b.estimate("recall", "recall", 3, "Share of the corpus's sentences with the concept that have a hit, 0 to 1, weighted.", a.Interval(agreement.Totals.Recall, s.Options.Level))
		b.estimate("f1", "F1", 3, "Harmonic mean of precision and recall, 0 to 1.", a.Interval(agreement.Totals.F1, s.Options.Level))
		lo, hi := stats.Wilson(x.tp, x.tp+x.fp, s.Options.Level)
		b.estimate("precision_sample", "precision in the sample", 3, "TP/(TP + FP) of the coded sentences as they are, with Wilson's interval.", stats.Interval{Value: float64(x.tp) / float64(x.tp+x.fp), Low: lo, High: hi})
		b.detail(3)
		b.estimate("specificity", "specificity", 4, "Share of the corpus's sentences without the concept that have no hit, 0 to 1, weighted.", a.Interval(agreement.Totals.Specificity, s.Options.Level))
		b.detail(3)
		b.end()
		s.accuracyNotes(b, i)
	}
	return b.table
}

// fewCoded is the number of coded sentences below which a note warns.
const fewCoded = 30

func (s *Score) accuracyNotes(b *builder, i int) {
	x := &s.scored[i]
	together := x.ID == allConcepts
	if math.IsNaN(x.accuracy.Precision()) || math.IsNaN(x.accuracy.Recall()) {
		b.note(i, "undefined", "%s: without a coded hit there is no precision, and without a sentence in which coders find the concept no recall; where no sentence of a class was coded, what rests on it is not known.", x.Label)
	}
	r := x.accuracy.Interval(agreement.Totals.Recall, s.Options.Level)
	if !math.IsNaN(r.Value) && math.IsNaN(r.Low) {
		b.note(i, "no-interval", "%s: in more than half of the resamples nothing has the concept, so that recall has no interval.", x.Label)
	}
	if together {
		return
	}
	if fixed := x.accuracy.Fixed; fixed != nil {
		b.note(i, "no-variation", "%s: all coded sentences of a class were decided alike (%s), so that resampling alone would claim certainty; the intervals also allow for what Jeffreys' distribution says of the sentences that nobody coded.", x.Label, strings.Join(fixed, ", "))
	}
	if x.tp+x.fp > 0 && x.tp+x.fp < fewCoded {
		b.note(i, "few-units", "%s: precision rests on %s only.", x.Label, result.Counted(x.tp+x.fp, "coded hit"))
	}
	if x.fn == 0 && x.tn > 0 && !math.IsNaN(x.accuracy.Recall()) {
		b.note(i, "nothing-missed", "%s: none of the %s without a hit has the concept. The recall of 1 says that nothing missed was drawn, not that nothing is missed: see its lower bound.", x.Label, result.Counted(x.tn, "coded sentence"))
	}
	if x.left > 0 {
		b.note(i, "left-out", "%s: %s of the sample left out; the others of their strata stand for them.", x.Label, result.Counted(x.left, "sentence"))
	}
}

// prevalenceTable returns the share of sentences with a concept, as found and
// as corrected.
func (s *Score) prevalenceTable() *result.Table {
	b := newBuilder("validation_prevalence", "How much of the corpus has a concept", fmt.Sprintf(
		"A row is a concept. Sentences of the corpus, those in which the codebook finds the concept, and the share corrected for misclassification (Rogan and Gladen 1978) with sensitivity and specificity from the coded sample of the same corpus, where it equals the weighted estimate of the sample itself. Intervals: %s, rescaled bootstrap within strata.", s.percent()))
	for i := range s.scored {
		x := &s.scored[i]
		t := x.accuracy.Totals
		b.concept(&x.Concept)
		b.int("sentences", "sentences", "sentences", "Sentences of the corpus; in the row of all concepts, once for each.", int64(math.Round(t.Hits+t.Others)))
		b.int("hit_sentences", "with a hit", "sentences", "Sentences in which the codebook finds the concept.", int64(math.Round(t.Hits)))
		b.float("share_found", "share found", 4, "Sentences with a hit over sentences: known, no estimate.", t.Apparent())
		b.estimate("share_corrected", "share corrected", 4, "Estimated share of sentences in which coders would find the concept.", x.accuracy.Interval(agreement.Totals.Prevalence, s.Options.Level))
		b.end()
		if math.IsNaN(t.Prevalence()) {
			b.note(i, "undefined", "%s: a class of its sentences has no coded one, so that the share cannot be estimated.", x.Label)
		}
	}
	return b.table
}

// groupsTable returns the corrected shares of groups, nil if there are none.
func (s *Score) groupsTable() *result.Table {
	b := newBuilder("validation_groups", "How much of each group of documents has a concept", fmt.Sprintf(
		"A row is a concept in a group. The share of its sentences with a hit, corrected for misclassification (Rogan and Gladen 1978) with the sensitivity and specificity of the concept in the whole corpus, which are taken to hold in every group. Intervals: %s, rescaled bootstrap of the two.", s.percent()))
	row := 0
	for i := range s.scored {
		x := &s.scored[i]
		for _, g := range x.Groups {
			q := float64(g.Hits) / float64(g.Sentences)
			correct := func(t agreement.Totals) float64 {
				v, _ := agreement.RoganGladen(q, t.Recall(), t.Specificity())
				return v
			}
			v := x.accuracy.Interval(correct, s.Options.Level)
			_, clipped := agreement.RoganGladen(q, x.accuracy.Recall(), x.accuracy.Specificity())
			b.concept(&x.Concept)
			b.text("group", "group", "Group of documents.", g.Name)
			b.int("sentences", "sentences", "sentences", "Sentences of the group.", g.Sentences)
			b.int("hit_sentences", "with a hit", "sentences", "Sentences of the group in which the codebook finds the concept.", g.Hits)
			b.float("share_found", "share found", 4, "Sentences with a hit over sentences.", q)
			b.estimate("share_corrected", "share corrected", 4, "Share of sentences with the concept, corrected and clipped to 0 to 1.", v)
			b.end()
			if clipped {
				b.note(row, "clipped", "%s in %s: the correction falls outside 0 to 1 and is clipped; the errors of the codebook are not the same in every group, or chance is large.", x.Label, g.Name)
			}
			if math.IsNaN(v.Low) {
				b.note(row, "undefined", "%s in %s: there is no correction or no interval, since recall and specificity are not known or the codebook does no better than a guess.", x.Label, g.Name)
			}
			row++
		}
	}
	if row == 0 {
		return nil
	}
	return b.table
}

// agreementTable returns the reliability of the coding, nil for one coder.
func (s *Score) agreementTable() *result.Table {
	if len(s.coders) < 2 {
		return nil
	}
	b := newBuilder("validation_agreement", "Agreement of the coders", fmt.Sprintf(
		"A row is a concept. Agreement of %s on the sentences that two or more of them coded 1 or 0 (? is no code). Krippendorff's α is nominal; with two codes its ordinal, interval and ratio forms are the same. Its interval (%s) resamples sentences %s times. The sample holds far more hits than the corpus, so the coefficients are of the sample. Customary: α of 0.800 or more, 0.667 for tentative conclusions (Krippendorff 2019).",
		result.Counted(len(s.coders), "coder"), s.percent(), result.Whole(s.Options.Resamples)))
	for i := range s.scored {
		x := &s.scored[i]
		units, _ := x.ratings.Pairable()
		b.concept(&x.Concept)
		b.int("units", "units", "sentences", "Sentences that two coders or more coded 1 or 0.", int64(units))
		b.float("percent", "agreement", 3, "Share of pairs of codes that are equal, 0 to 1, without allowance for chance.", agreement.Percent(x.ratings))
		b.estimate("alpha", "α", 3, "Krippendorff's α: 1 is full agreement, 0 that of chance.", x.alpha)
		b.float("pi", "π", 3, "Scott's π, for more than two coders Fleiss' κ.", agreement.Pi(x.ratings))
		b.float("ac1", "AC1", 3, "Gwet's AC1, which does not fall where nearly all codes are the same.", agreement.AC1(x.ratings, 2))
		b.end()
		switch {
		case units == 0:
			b.note(i, "undefined", "%s: no sentence was coded by two coders.", x.Label)
		case math.IsNaN(x.alpha.Value):
			b.note(i, "undefined", "%s: all codes are the same, so that α and π have nothing to measure.", x.Label)
		case x.alpha.Value == 1:
			b.note(i, "full-agreement", "%s: the coders agree on every sentence, so that α has no interval: it cannot vary when resampled.", x.Label)
		case math.IsNaN(x.alpha.Low):
			b.note(i, "no-interval", "%s: too few sentences, or too few with each code, for an interval of α.", x.Label)
		case x.lost > 0:
			b.note(i, "lost-resamples", "%s: %s of %s had one code only and are left out of the interval of α.", x.Label, result.Counted(x.lost, "resample"), result.Whole(s.Options.Resamples))
		}
	}
	return b.table
}
