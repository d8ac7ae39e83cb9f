package association

import (
	"cmp"
	"math"
	"slices"

	"concordat/analyzers"
	"concordat/analyzers/joint"
	"concordat/analyzers/stats"
	"concordat/corpus"
)

// The kinds of pairs, in the order of the table.
const (
	concepts = iota // of two concepts
	mixed           // of a concept and a word
	words           // of two words
	kinds
)

// kindNames are the names of the kinds, by kind.
func kindNames() []string { return []string{"concept-concept", "concept-word", "word-word"} }

const (
	thinCell   = 5    // expected count below which approximations are rough, and that no joint unit says little
	wordsMost  = 1000 // words that are paired with each other
	listedMost = 500  // pairs with words that are listed of a kind and side
	boundMost  = 5000 // pairs of concepts that are listed of a side
	level      = 0.05 // of the adjusted p-values
)

// pair is one pair of a family.
type pair struct {
	joint.Pair
	table          stats.Contingency
	expected, g2   float64
	logP           float64 // natural logarithm of the two-sided p-value
	bh, by         float64
	labelA, labelB string
	idA, idB       string
	kind           int
}

// family is the pairs of one kind on one side.
type family struct {
	size  int64  // the pairs that were asked about
	told  int    // those that say something
	pairs []pair // what is listed, the most attracted first
}

// side is what stands together in one document or set of documents.
type side struct {
	analyzers.Side
	title    string
	families [kinds]family
	nodes    []int64 // units with each concept, in windows the tokens near it
	eligible int     // words frequent enough
	paired   int     // words that were paired with each other
	profiles []profile
}

// counter counts and tests.
type counter struct {
	in     *analyzers.Input
	joint  *joint.Counter
	unit   joint.Unit
	labels []string
	choice joint.Choice
}

func newCounter(in *analyzers.Input) *counter {
	k := &counter{in: in, unit: joint.Choose(in.Options.Association, in.Options.Unit), labels: analyzers.Labels(in.Book)}
	k.joint = joint.NewCounter(in.Book, &in.Tally, k.unit, in.Options.Window)
	k.choice = joint.Choice{Allowed: in.Listed(), Least: int64(max(in.Options.MinCount, 1)), Most: wordsMost}
	return k
}

// side counts and tests one side.
func (k *counter) side(s analyzers.Side) *side {
	out := &side{Side: s, title: k.in.Prose(s)}
	cs := k.joint.Concepts(s.Documents)
	ws := k.joint.Words(s.Documents, k.choice)
	out.nodes, out.eligible, out.paired = cs.Nodes, ws.Eligible, ws.Paired
	profiles := make([]profile, len(out.nodes))
	for kind, f := range []joint.Family{cs, ws.Concepts, ws.Words} {
		out.families[kind] = k.test(kind, f, func(p *pair) { k.enter(profiles, p) })
	}
	out.profiles = k.told(profiles, out)
	return out
}

// test tests a family, and tells of every pair that stands together clearly
// more often than expected, the clearest first.
func (k *counter) test(kind int, f joint.Family, attracted func(p *pair)) family {
	type tested struct{ g2, logP float64 }
	type margins struct{ both, ofA, ofB, n int64 }
	known := map[margins]tested{} // tables come again and again
	scores, ps := make([]tested, len(f.Pairs)), make([]float64, len(f.Pairs))
	var told []int
	for i, p := range f.Pairs {
		of := margins{p.Both, min(p.OfA, p.OfB), max(p.OfA, p.OfB), p.N}
		t, ok := known[of]
		if !ok {
			c := stats.FromMargins(of.both, of.ofA, of.ofB, of.n)
			t = tested{c.G2(), c.LogFisherP()}
			known[of] = t
		}
		scores[i], ps[i] = t, math.Exp(t.logP)
		if p.Both > 0 || float64(p.OfA)*float64(p.OfB) >= thinCell*float64(p.N) {
			told = append(told, i)
		}
	}
	bh, by := stats.FalseDiscovery(ps, f.Size)
	slices.SortFunc(told, func(x, y int) int {
		if d := math.Abs(scores[y].g2) - math.Abs(scores[x].g2); d < 0 {
			return -1
		} else if d > 0 {
			return 1
		}
		return cmp.Or(cmp.Compare(f.Pairs[y].Both, f.Pairs[x].Both), x-y)
	})
	out := family{size: f.Size, told: len(told)}
	most := listedMost
	if kind == concepts {
		most = boundMost
	}
	for rank, i := range told {
		clear := kind != words && scores[i].g2 > 0 && bh[i] < level && f.Pairs[i].Both >= k.choice.Least
		if rank >= most && !clear {
			continue
		}
		c := stats.FromMargins(f.Pairs[i].Both, f.Pairs[i].OfA, f.Pairs[i].OfB, f.Pairs[i].N)
		p := pair{Pair: f.Pairs[i], kind: kind, table: c, expected: c.Expected(), g2: scores[i].g2, logP: scores[i].logP, bh: bh[i], by: by[i]}
		k.name(&p)
		if clear {
			attracted(&p)
		}
		if rank < most {
			out.pairs = append(out.pairs, p)
		}
	}
	slices.SortFunc(out.pairs, order)
	return out
}

// sameWords reports whether most of what two concepts have in common is the
// same words: a tie of the codebook's making.
func (p *pair) sameWords() bool { return 2*p.Same > p.Both && p.Both > 0 }

// order is that of the table: attraction by evidence, then repulsion.
func order(x, y pair) int {
	return cmp.Or(cmp.Compare(y.g2, x.g2), cmp.Compare(y.Both, x.Both), cmp.Compare(x.idA, y.idA), cmp.Compare(x.idB, y.idB))
}

// name gives a pair the ids and labels of its items.
func (k *counter) name(p *pair) {
	word := func(t int32) string { return k.in.Tally.Words.Word(corpus.TypeID(t)) }
	if p.kind == words {
		p.idA, p.labelA = word(p.A), word(p.A)
	} else {
		p.idA, p.labelA = k.in.Book.Concepts[p.A].ID, k.labels[p.A]
	}
	if p.kind == concepts {
		p.idB, p.labelB = k.in.Book.Concepts[p.B].ID, k.labels[p.B]
	} else {
		p.idB, p.labelB = word(p.B), word(p.B)
	}
}
