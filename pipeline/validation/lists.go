package validation

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"concordat/analyzers/result"
	"concordat/analyzers/stats/agreement"
)

// tables puts together everything that a scoring gives.
func (s *Score) tables() *result.Result {
	r := &result.Result{Analyzer: "validation"}
	for _, t := range []*result.Table{
		s.accuracyTable(), s.prevalenceTable(), s.groupsTable(), s.agreementTable(), s.pairsTable(), s.strataTable(),
		s.disagreements(), s.errors(), s.unitsTable(),
	} {
		if t != nil {
			r.Tables = append(r.Tables, t)
		}
	}
	r.Methods = s.methods()
	for _, c := range s.coders {
		if c.Unreadable {
			r.Notes = append(r.Notes, result.Note{Code: "encoding", Row: -1, Message: fmt.Sprintf(
				"%s is not in UTF-8: its codes are read, texts with other letters than English ones are taken from other sheets or left out", c.Name)})
		}
	}
	if len(s.coders) == 1 {
		r.Notes = append(r.Notes, result.Note{Code: "one-coder", Row: -1, Message: "there is one coder, so that nothing is known of how reliable the coding is; have a second one code the same sample"})
	}
	return r
}

// pairsTable compares coders two by two, nil for one coder.
func (s *Score) pairsTable() *result.Table {
	if len(s.coders) < 2 {
		return nil
	}
	b := newBuilder("validation_pairs", "Agreement of the coders, two by two", fmt.Sprintf(
		"A row is a concept and two coders: the sentences that both coded 1 or 0, how, and Cohen's κ with its asymptotic standard error (Fleiss, Cohen and Everitt 1969) and the normal interval (%s) of that.", s.percent()))
	z := agreement.Normal(s.Options.Level)
	row := 0
	for i := range s.scored {
		x := &s.scored[i]
		for p := range s.coders {
			for q := p + 1; q < len(s.coders); q++ {
				var n [2][2]int64
				one, two := make([]float64, len(x.ratings)), make([]float64, len(x.ratings))
				for u, codes := range x.ratings {
					one[u], two[u] = codes[p], codes[q]
					if !math.IsNaN(codes[p]) && !math.IsNaN(codes[q]) {
						n[int(codes[p])][int(codes[q])]++
					}
				}
				kappa, se, all := agreement.Kappa(one, two)
				reach := z * se
				if se == 0 {
					reach = math.NaN()
				}
				b.concept(&x.Concept)
				b.text("coder_a", "coder A", "Name of the first coder's sheet.", s.coders[p].Name)
				b.text("coder_b", "coder B", "Name of the second coder's sheet.", s.coders[q].Name)
				b.int("units", "units", "sentences", "Sentences that both coded 1 or 0.", int64(all))
				b.int("both", "both 1", "sentences", "Sentences that both coded 1.", n[1][1])
				b.int("only_a", "A 1, B 0", "sentences", "Sentences that only the first coded 1.", n[1][0])
				b.int("only_b", "A 0, B 1", "sentences", "Sentences that only the second coded 1.", n[0][1])
				b.int("neither", "both 0", "sentences", "Sentences that both coded 0.", n[0][0])
				b.float("percent", "agreement", 3, "Share of sentences with equal codes, 0 to 1.", float64(n[0][0]+n[1][1])/float64(all))
				b.float("kappa", "κ", 3, "Cohen's κ: 1 is full agreement, 0 that of chance.", kappa)
				b.float("kappa_se", "SE of κ", 3, "Asymptotic standard error of κ.", se)
				b.float("kappa_low", "κ, low", 3, "Lower bound of the interval of κ.", kappa-reach)
				b.float("kappa_high", "κ, high", 3, "Upper bound of the interval of κ.", min(kappa+reach, 1))
				b.end()
				switch {
				case se == 0:
					b.note(row, "full-agreement", "%s: %s and %s agree throughout, so that κ has no interval.", x.Label, s.coders[p].Name, s.coders[q].Name)
				case math.IsNaN(kappa):
					b.note(row, "undefined", "%s: %s and %s have no sentence in common, or gave one code throughout: κ is not defined.", x.Label, s.coders[p].Name, s.coders[q].Name)
				}
				row++
			}
		}
	}
	return b.table
}

// strataTable returns the confusion of the machine and the coders by stratum.
func (s *Score) strataTable() *result.Table {
	b := newBuilder("validation_strata", "The sample, stratum by stratum",
		"A row is a stratum of a concept's sentences: how many there are in the corpus, how many were drawn, at random, and in how many of these coders find the concept. In hits, present is a true and absent a false positive; elsewhere, present is a false and absent a true negative.")
	for i := range s.Key.Concepts {
		c := &s.Key.Concepts[i]
		for _, st := range c.Strata {
			var n [3]int64 // absent, present, left out
			for k := range s.Key.Units {
				if u := &s.Key.Units[k]; u.Concept == c.ID && u.Class == st.Class && u.Stratum == st.Name {
					switch g := s.units[k].gold; {
					case math.IsNaN(g):
						n[2]++
					default:
						n[int(g)]++
					}
				}
			}
			b.concept(c)
			b.text("class", "class", "hit; near miss: no hit, but beside one or with a word of the concept's patterns; other.", st.Class)
			b.text("stratum", "stratum", "Group or document of the hits; all, or (others) for those too small to stand alone.", st.Name)
			b.int("size", "sentences", "sentences", "Sentences of the corpus in the stratum.", st.Size)
			b.int("drawn", "drawn", "sentences", "Sentences drawn for coding.", st.Drawn)
			b.float("probability", "probability", 4, "Chance of each of its sentences to be drawn.", float64(st.Drawn)/float64(st.Size))
			b.int("present", "present", "sentences", "Drawn sentences in which coders find the concept.", n[1])
			b.int("absent", "absent", "sentences", "Drawn sentences in which they do not.", n[0])
			b.int("left_out", "left out", "sentences", "Drawn sentences without a decision.", n[2])
			b.end()
		}
	}
	return b.table
}

// printed returns a code as coders write it.
func (s *Score) printed(coder int, id string) string {
	code, given := s.coders[coder].codes[id]
	switch {
	case !given:
		return ""
	case math.IsNaN(code):
		return "?"
	}
	return strconv.Itoa(int(code))
}

// codesOf adds what each coder entered as a column.
func (s *Score) codesOf(b *builder, id string) {
	for i, c := range s.coders {
		b.text("code_"+strconv.Itoa(i+1), c.Name, "Code of "+c.Name+".", s.printed(i, id))
	}
}

// said adds the comments of the coders.
func (s *Score) said(b *builder, id string) {
	var all []string
	for _, c := range s.coders {
		if text := c.comments[id]; text != "" {
			all = append(all, c.Name+": "+text)
		}
	}
	b.text("comments", "comments", "Comments of the coders.", strings.Join(all, " | "))
}

// quoted adds the text of a unit, as the first sheet has it whose texts can be read.
func (s *Score) quoted(b *builder, id string) {
	var p passage
	for _, c := range s.coders {
		if t, ok := c.texts[id]; ok && t.text != "" {
			p = t
			break
		}
	}
	b.text("before", "before", "The sentence before.", p.before)
	b.text("text", "text", "The sentence.", p.text)
	b.text("after", "after", "The sentence after.", p.after)
}

func (s *Score) label(concept string) *Concept {
	for i := range s.Key.Concepts {
		if s.Key.Concepts[i].ID == concept {
			return &s.Key.Concepts[i]
		}
	}
	return &Concept{ID: concept}
}

// disagreements lists what the coders have to talk about; nil if there is
// nothing. It does not say what the machine decided, and has a column for what they settle on.
func (s *Score) disagreements() *result.Table {
	b := newBuilder("validation_disagreements", "Sentences to talk about",
		"A row is a sentence that two coders coded otherwise, or that one could not tell. What the machine decided is not said. Enter 1 or 0 in the column adjudicated where you agree on one, and give the file to `concordat validate score` with the coders' sheets: it settles ties.")
	b.table.Place = result.Evidence
	rows := 0
	for i := range s.Key.Units {
		u, j := &s.Key.Units[i], &s.units[i]
		if !j.apart && !j.unsure && j.why != "adjudicated" {
			continue
		}
		rows++
		c := s.label(u.Concept)
		b.text(colUnit, "unit", "Id of the sentence and concept.", u.ID)
		b.concept(c)
		b.text("definition", "definition", "Definition of the concept.", c.Definition)
		s.quoted(b, u.ID)
		s.codesOf(b, u.ID)
		s.said(b, u.ID)
		settled := ""
		if j.why == "adjudicated" {
			settled = strconv.Itoa(int(j.gold))
		}
		b.text(colAdjudicated, "adjudicated", "What was settled: 1 or 0.", settled)
		b.end()
	}
	if rows == 0 {
		return nil
	}
	return b.table
}

// errors lists where the machine and the coders differ; nil if nowhere.
func (s *Score) errors() *result.Table {
	b := newBuilder("validation_errors", "Where the codebook errs",
		"A row is a coded sentence that the codebook decided otherwise than the coders did: a false positive, or a false negative, which stands for as many of the corpus as its weight says.")
	b.table.Place = result.Evidence
	rows := 0
	for i := range s.Key.Units {
		u, j := &s.Key.Units[i], &s.units[i]
		if math.IsNaN(j.gold) || u.Machine == (j.gold == 1) {
			continue
		}
		rows++
		kind := "false negative"
		if u.Machine {
			kind = "false positive"
		}
		b.text(colUnit, "unit", "Id of the sentence and concept.", u.ID)
		b.concept(s.label(u.Concept))
		b.text("error", "error", "false positive: a hit that coders do not confirm; false negative: no hit where they find the concept.", kind)
		b.text("class", "class", "hit, near miss or other.", u.Class)
		b.float("weight", "weight", 1, "Sentences of the corpus that it stands for: one over its chance of being drawn.", 1/u.Probability)
		b.text("document", "document", "Document of the sentence.", u.Document)
		b.int("start", "start", "bytes", "Where the sentence begins in the document.", int64(u.Start))
		b.int("end", "end", "bytes", "Where it ends.", int64(u.End))
		s.quoted(b, u.ID)
		s.said(b, u.ID)
		b.end()
	}
	if rows == 0 {
		return nil
	}
	return b.table
}

// unitsTable lists every unit with its weight and codes, for other programs.
func (s *Score) unitsTable() *result.Table {
	b := newBuilder("validation_units", "Every unit",
		"A row is a sentence that was drawn for a concept, with its stratum, its chance of being drawn, the machine's decision, the codes and what was decided, for survey software; texts are found by document and bytes.")
	b.table.Place = result.Evidence
	for i := range s.Key.Units {
		u, j := &s.Key.Units[i], &s.units[i]
		gold := ""
		if !math.IsNaN(j.gold) {
			gold = strconv.Itoa(int(j.gold))
		}
		machine := int64(0)
		if u.Machine {
			machine = 1
		}
		b.text(colUnit, "unit", "Id of the sentence and concept.", u.ID)
		b.text("concept", "concept", "Id of the concept.", u.Concept)
		b.text("document", "document", "Document of the sentence.", u.Document)
		b.text("sha256", "SHA-256", "Digest of the document's file.", u.SHA256)
		b.int("start", "start", "bytes", "Where the sentence begins in the document.", int64(u.Start))
		b.int("end", "end", "bytes", "Where it ends.", int64(u.End))
		b.text("class", "class", "hit, near miss or other.", u.Class)
		b.text("stratum", "stratum", "Stratum in the class.", u.Stratum)
		b.float("probability", "probability", 6, "Chance of being drawn.", u.Probability)
		b.int("machine", "machine", "", "1 if the codebook finds the concept, otherwise 0.", machine)
		s.codesOf(b, u.ID)
		b.text("gold", "gold", "What was decided: 1, 0, or nothing.", gold)
		b.text("how", "how", "How it was decided: all, majority or adjudicated; or why not: tie, cannot tell, not coded.", j.why)
		b.end()
	}
	return b.table
}

// methods returns the sentences for the methods section; every number in them
// is from the run.
func (s *Score) methods() []string {
	k := s.Key
	var left, adjudicated int64
	for i := range s.units {
		if math.IsNaN(s.units[i].gold) {
			left++
		}
		if s.units[i].why == "adjudicated" {
			adjudicated++
		}
	}
	out := []string{
		fmt.Sprintf("The codebook %s, version %s (SHA-256 %s), was validated on %s, each a sentence for one of %s, drawn at random (seed %d) within strata: hits (by %s), near misses (no hit, but beside one in the text or with a word of the concept's patterns) and other sentences.",
			k.Codebook.Name, k.Codebook.Version, k.Codebook.SHA256, result.Counted(len(k.Units), "unit"), result.Counted(len(k.Concepts), "concept"), k.Seed, k.Strata),
		fmt.Sprintf("%s coded them, each in an order of its own and without knowing what the machine decided (%s). A unit counts as the majority of its coders has it; %s settled in discussion, %s left out as a tie or since nobody could tell.",
			capital(result.Counted(len(s.coders), "coder")), strings.Join(s.Coders, ", "), was(adjudicated), was(left)),
		fmt.Sprintf("Precision, recall and F1 weigh each unit by the inverse of its chance of being drawn (Horvitz and Thompson 1952); their %s intervals are percentiles of %s rescaled bootstrap resamples within strata (Rao and Wu 1988; seed %d), widened, where all coded units of a class were alike, by Jeffreys' distribution (Brown, Cai and DasGupta 2001).",
			s.percent(), result.Whole(s.Options.Resamples), s.Options.Seed),
		"The corrected share of sentences follows Rogan and Gladen (1978).",
	}
	if len(s.coders) > 1 {
		out = append(out, "Agreement is given as Krippendorff's α (2019; interval by resampled units, Zapf et al. 2016), Scott's π (1955) or Fleiss' κ (1971), Gwet's AC1 (2008), and Cohen's κ (1960) of two coders with the standard error of Fleiss, Cohen and Everitt (1969).")
	}
	return out
}

// MethodsText returns the methods and their references as Markdown.
func (s *Score) MethodsText() string {
	var b strings.Builder
	b.WriteString("# Methods of the validation\n\n" + strings.Join(s.Result.Methods, " ") + "\n\n## References\n\n")
	for _, r := range references() {
		b.WriteString("- " + r.Text + ", https://doi.org/" + r.DOI + "\n")
	}
	return b.String()
}

func was(n int64) string {
	if n == 1 {
		return "1 was"
	}
	return result.Whole(n) + " were"
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// references are the publications behind the numbers.
func references() []result.Reference {
	return []result.Reference{
		{Key: "brown2001", Text: "Brown, L. D., Cai, T. T. and DasGupta, A. (2001), Interval Estimation for a Binomial Proportion, Statistical Science 16(2), 101–133", DOI: "10.1214/ss/1009213286"},
		{Key: "cohen1960", Text: "Cohen, J. (1960), A Coefficient of Agreement for Nominal Scales, Educational and Psychological Measurement 20(1), 37–46", DOI: "10.1177/001316446002000104"},
		{Key: "fleiss1969", Text: "Fleiss, J. L., Cohen, J. and Everitt, B. S. (1969), Large sample standard errors of kappa and weighted kappa, Psychological Bulletin 72(5), 323–327", DOI: "10.1037/h0028106"},
		{Key: "fleiss1971", Text: "Fleiss, J. L. (1971), Measuring nominal scale agreement among many raters, Psychological Bulletin 76(5), 378–382", DOI: "10.1037/h0031619"},
		{Key: "gwet2008", Text: "Gwet, K. L. (2008), Computing inter-rater reliability and its variance in the presence of high agreement, British Journal of Mathematical and Statistical Psychology 61(1), 29–48", DOI: "10.1348/000711006X126600"},
		{Key: "horvitz1952", Text: "Horvitz, D. G. and Thompson, D. J. (1952), A Generalization of Sampling Without Replacement from a Finite Universe, Journal of the American Statistical Association 47, 663–685", DOI: "10.1080/01621459.1952.10483446"},
		{Key: "krippendorff2019", Text: "Krippendorff, K. (2019), Content Analysis: An Introduction to Its Methodology, 4th ed., Sage, chapter 12", DOI: "10.4135/9781071878781"},
		{Key: "rao1988", Text: "Rao, J. N. K. and Wu, C. F. J. (1988), Resampling Inference with Complex Survey Data, Journal of the American Statistical Association 83, 231–241", DOI: "10.1080/01621459.1988.10478591"},
		{Key: "rogan1978", Text: "Rogan, W. J. and Gladen, B. (1978), Estimating prevalence from the results of a screening test, American Journal of Epidemiology 107(1), 71–76", DOI: "10.1093/oxfordjournals.aje.a112510"},
		{Key: "scott1955", Text: "Scott, W. A. (1955), Reliability of Content Analysis: The Case of Nominal Scale Coding, Public Opinion Quarterly 19(3), 321–325", DOI: "10.1086/266577"},
		{Key: "wilson1927", Text: "Wilson, E. B. (1927), Probable Inference, the Law of Succession, and Statistical Inference, Journal of the American Statistical Association 22, 209–212", DOI: "10.1080/01621459.1927.10502953"},
		{Key: "zapf2016", Text: "Zapf, A., Castell, S., Morawietz, L. and Karch, A. (2016), Measuring inter-rater reliability for nominal data – which coefficients and confidence intervals are appropriate?, BMC Medical Research Methodology 16, 93", DOI: "10.1186/s12874-016-0200-9"},
	}
}
