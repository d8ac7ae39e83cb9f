package validation

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"concordat/analyzers/result"
	"concordat/analyzers/stats"
	"concordat/analyzers/stats/agreement"
)

// ScoreOptions are the choices of a scoring.
type ScoreOptions struct {
	Sheets    []string `json:"sheets"`
	Key       string   `json:"key"`
	Seed      uint64   `json:"seed"` // of resampling
	Resamples int      `json:"resamples"`
	Level     float64  `json:"level"` // confidence of intervals
	Partial   bool     `json:"partial"`
}

// Check reports what is wrong with the choices of a scoring.
func (o ScoreOptions) Check() error {
	var errs []error
	if o.Resamples < 100 || o.Resamples > 1_000_000 {
		errs = append(errs, fmt.Errorf("resamples: %d is not between 100 and 1,000,000", o.Resamples))
	}
	if !(o.Level >= 0.5 && o.Level < 1) {
		errs = append(errs, fmt.Errorf("level: %v is not between 0.5 and 1, such as 0.95", o.Level))
	}
	return errors.Join(errs...)
}

// Score is what coders' sheets say of a codebook.
type Score struct {
	Key     *Key
	Coders  []string // their names
	Result  *result.Result
	Options ScoreOptions
	coders  []*Coder
	units   []judged // as Key.Units
	scored  []scored // as Key.Concepts, and all of them together at the end if there are several
}

// judged is a unit with what its coders settled on.
type judged struct {
	gold    float64 // 1, 0, or NaN: left out
	why     string  // it is left out: "tie", "cannot tell" or "not coded"; else how it was settled: "all", "majority", "adjudicated"
	apart   bool    // two coders gave different codes
	unsure  bool    // one entered ?
	ratings []float64
}

// scored is what is known of a concept.
type scored struct {
	Concept
	left     int64 // units left out
	coded    int64
	tp, fp   int64 // in the sample, unweighted
	fn, tn   int64
	accuracy agreement.Accuracy
	ratings  agreement.Ratings
	alpha    stats.Interval
	lost     int
}

// NewScore joins coders' sheets to their key and computes what they say. What
// is wrong with any of the sheets is said at once.
func NewScore(k *Key, files []File, o ScoreOptions) (*Score, error) {
	sheets, err := readSheets(k, files, o.Partial)
	if err != nil {
		return nil, err
	}
	s := &Score{Key: k, Options: o}
	settled := map[string]float64{}
	by := map[string]string{}
	for _, c := range sheets {
		if !c.Settled {
			s.coders = append(s.coders, c)
			continue
		}
		for id, code := range c.codes {
			if was, twice := settled[id]; twice && was != code && !(math.IsNaN(was) && math.IsNaN(code)) {
				return nil, fmt.Errorf("unit %s was settled otherwise in %s than in %s; keep one", id, by[id], c.Name)
			}
			settled[id], by[id] = code, c.Name
		}
	}
	if len(s.coders) == 0 {
		return nil, errors.New("there is no coder's sheet, only settled disagreements; name the coders' sheets as well")
	}
	for _, c := range s.coders {
		s.Coders = append(s.Coders, c.Name)
	}
	for i := range k.Units {
		s.units = append(s.units, s.judge(&k.Units[i], settled))
	}
	s.estimate()
	s.Result = s.tables()
	for _, t := range s.Result.Tables {
		if err := t.Check(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// readSheets reads all sheets; coders whose files have one name are told apart
// by their folders.
func readSheets(k *Key, files []File, partial bool) ([]*Coder, error) {
	var out []*Coder
	var errs []error
	for i, f := range files {
		c, err := ReadSheet(f, k, partial)
		if errs = append(errs, err); c == nil {
			continue
		}
		for j, other := range files {
			if i != j && coderName(other.Name) == c.Name {
				c.Name = f.Name
				break
			}
		}
		if slices.ContainsFunc(out, func(o *Coder) bool { return o.Name == c.Name }) {
			errs = append(errs, fmt.Errorf("%s: the sheet is named twice", f.Name))
		}
		out = append(out, c)
	}
	return out, errors.Join(errs...)
}

// judge settles a unit: by majority of the codes 1 and 0; a tie by the sheet of
// settled disagreements, if it is there, otherwise not at all.
func (s *Score) judge(u *Unit, settled map[string]float64) judged {
	j := judged{gold: math.NaN(), why: "not coded"}
	n := [2]int{}
	for _, c := range s.coders {
		code, given := c.codes[u.ID]
		if !given {
			code = math.NaN()
		} else if j.why == "not coded" {
			j.why = "cannot tell"
		}
		j.unsure = j.unsure || given && math.IsNaN(code)
		j.ratings = append(j.ratings, code)
		if !math.IsNaN(code) {
			n[int(code)]++
		}
	}
	j.apart = n[0] > 0 && n[1] > 0
	switch {
	case n[1] > n[0]:
		j.gold = 1
	case n[0] > n[1]:
		j.gold = 0
	default:
		if n[0] > 0 {
			j.why = "tie"
		}
		if code, ok := settled[u.ID]; ok && !math.IsNaN(code) {
			j.gold, j.why = code, "adjudicated"
		}
		return j
	}
	if j.why = "all"; j.apart {
		j.why = "majority"
	}
	return j
}

// estimate computes what the codes say, concept by concept and together.
func (s *Score) estimate() {
	all := scored{Concept: Concept{ID: allConcepts, Label: allLabel}}
	for _, c := range s.Key.Concepts {
		x := scored{Concept: c}
		strata := make([]agreement.Stratum, len(c.Strata))
		for i, st := range c.Strata {
			strata[i] = agreement.Stratum{Hit: st.Class == ClassHit, Class: st.Class, Size: st.Size}
		}
		for i := range s.Key.Units {
			u, j := &s.Key.Units[i], &s.units[i]
			if u.Concept != c.ID {
				continue
			}
			x.ratings = append(x.ratings, j.ratings)
			if math.IsNaN(j.gold) {
				x.left++
				continue
			}
			k := slices.IndexFunc(c.Strata, func(st Stratum) bool { return st.Class == u.Class && st.Name == u.Stratum })
			strata[k].Coded++
			x.coded++
			switch {
			case u.Machine && j.gold == 1:
				x.tp++
			case u.Machine:
				x.fp++
			case j.gold == 1:
				x.fn++
			default:
				x.tn++
			}
			strata[k].Present += int64(j.gold)
		}
		x.accuracy = agreement.Of(strata, stats.NewStream(s.Options.Seed, "validate-accuracy", c.ID), s.Options.Resamples)
		all.add(&x)
		s.reliability(&x)
		s.scored = append(s.scored, x)
	}
	if len(s.scored) > 1 {
		s.reliability(&all)
		s.scored = append(s.scored, all)
	}
}

// The row of all concepts together: a unit is a sentence and a concept.
const allConcepts, allLabel = "(all)", "All concepts"

func (x *scored) add(o *scored) {
	x.left, x.coded = x.left+o.left, x.coded+o.coded
	x.tp, x.fp, x.fn, x.tn = x.tp+o.tp, x.fp+o.fp, x.fn+o.fn, x.tn+o.tn
	x.accuracy = x.accuracy.Plus(o.accuracy)
	x.ratings = append(x.ratings, o.ratings...)
}

func (s *Score) reliability(x *scored) {
	x.alpha, x.lost = agreement.AlphaInterval(x.ratings, agreement.Nominal, s.Options.Level, stats.NewStream(s.Options.Seed, "validate-alpha", x.ID), s.Options.Resamples)
}

// Threshold is the least that a measure must reach in every concept; 0 is none.
type Threshold struct {
	Precision, Recall, Alpha float64
}

// Below returns a sentence for each concept and measure that does not reach the
// threshold, or has no value to reach it with.
func (s *Score) Below(least Threshold) []string {
	var out []string
	say := func(x *scored, name string, v, least float64) {
		switch {
		case least <= 0 || v >= least:
		case math.IsNaN(v):
			out = append(out, fmt.Sprintf("%s: %s is not defined, and must be %v or more", x.ID, name, least))
		default:
			out = append(out, fmt.Sprintf("%s: %s %s is less than %v", x.ID, name, result.Number(v, 3), least))
		}
	}
	for i := range s.scored {
		x := &s.scored[i]
		if x.ID == allConcepts && len(s.scored) > 1 {
			continue
		}
		say(x, "precision", x.accuracy.Precision(), least.Precision)
		say(x, "recall", x.accuracy.Recall(), least.Recall)
		say(x, "α", x.alpha.Value, least.Alpha)
	}
	return out
}
