package match

import (
	"cmp"
	"encoding/binary"
	"slices"

	"concordat/corpus/codebook"
)

// class is a set of types that mean the same to all patterns, apart from case
// and form: they have the same words at the same parts.
type class struct {
	parts int
	arcs  []arc   // ascending
	calls []int32 // sequences that any token may start, in a sentence with such a type
}

// arc says that the parts [from, to) of a type can be read as a word of the patterns.
type arc struct {
	word     int32
	from, to uint16
}

func compareArcs(a, b arc) int {
	return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.word, b.word), cmp.Compare(a.to, b.to))
}

// net is the union of all sequences as one automaton. Its nodes are the states
// of all sequences in a row; the place of a start, where no step leads, stands
// for a sequence that may match.
type net struct {
	first []uint32 // sequence → its first node
	owner []int32  // node → its sequence
	ends  []bool   // node → its sequence may match if it is reached
}

// maxLoose is the greatest number of steps over any token that the filter
// follows in one sequence. A sequence with a wider gap may match once its gap is reached.
const maxLoose = 16

func (n *net) init(sequences []sequence) {
	for i := range sequences {
		q := &sequences[i]
		n.first = append(n.first, uint32(len(n.owner)))
		loose := 0
		for _, st := range q.states {
			for _, s := range st.steps {
				if s.kind == stepAny {
					loose++
				}
			}
		}
		for _, st := range q.states {
			n.owner = append(n.owner, int32(i))
			n.ends = append(n.ends, st.accept || slices.ContainsFunc(st.steps, func(s step) bool {
				return s.kind == stepLemma || s.kind == stepTag || s.kind == stepAny && loose > maxLoose
			}))
		}
	}
}

// filter finds the sequences that may match at a token: more than do, since it
// passes over punctuation, case, lemmas and tags, but never fewer. It is the
// net made deterministic over classes as far as texts ask for it, so a token is
// one step whatever the number of patterns.
//
// Source: subset construction, Rabin and Scott 1959, doi:10.1147/rd.32.0114;
// built lazily as in Aho, Sethi and Ullman 1986, "Compilers", section 3.7.
type filter struct {
	p       *Program
	classes []class
	masks   []wordBits // class → the words at its first part
	byKey   map[string]int32

	root    []start // of classes
	states  []filterState
	cold    []filterSet // of states, what their transitions are made from
	outs    []output    // of states
	byNodes map[string]int32
	moves   []move // open-addressed by state and class, a power of two
	filled  int    // of moves
	size    int    // nodes in all states
	limit   int    // of nodes in all states

	forgotten int // how often all states were dropped

	nodes  []uint32   // of the state in the making
	places [][]uint32 // nodes before each part of a compound
	key    []byte
}

// start is what a first token of a class leads to.
type start struct {
	words  wordBits // as in filterState
	state  int32
	known  bool // the others are
	always bool // it is not known, something may match after this token alone, or any token leads on
}

// filterState is what a scan needs to know of a set of nodes.
type filterState struct {
	words     wordBits // that lead on
	out, outs uint32   // outputs [out, outs) of filter.outs
	allow     uint8    // corpus.Gap bits that may stand before a step
	any       bool     // any token leads on
	more      bool     // something leads on
	last      int32    // the last class asked for here, -1 at first, and the state after it:
	to        int32    // most states have one way on, and so the table is spared
}

// filterSet holds the ways on from a set of nodes.
type filterSet struct {
	steps []netStep // by word
	any   []uint32  // nodes behind any token
}

type netStep struct {
	word int32
	to   uint32
}

// output is a sequence that may match. The rest is as in sequence and, if it
// stands alone, as in its pattern.
type output struct {
	sequence int32
	words    int32
	alone    bool
	concept  codebook.ConceptID
	pattern  int32
}

type move struct {
	key uint64 // state and class
	to  int32  // 0 = free, otherwise the state + 2
}

const (
	nowhere = int32(-1) // the state from which nothing leads on
	atRoot  = int32(-2) // the state before the first token

	// What bounds the memory of a filter to some tens of MB.
	maxNodes = 1 << 20
	maxMoves = 1 << 19
)

func newFilter(p *Program) filter {
	f := filter{p: p, byKey: make(map[string]int32), limit: maxNodes}
	f.classes = []class{{parts: 1}, {parts: 1}} // without words, and of newcomers
	f.masks = []wordBits{{}, {^uint64(0), ^uint64(0)}}
	f.forget()
	return f
}

// forget drops all states, not the classes.
func (f *filter) forget() {
	for i := range f.root {
		f.root[i] = start{always: true}
	}
	f.states, f.cold, f.outs = f.states[:0], nil, f.outs[:0]
	f.byNodes = make(map[string]int32)
	f.moves = make([]move, 1<<10)
	f.filled, f.size = 0, 0
	f.forgotten++
}

// wordBits is a set of words as a Bloom filter of two hashes: it may seem to
// have more of them.
type wordBits [2]uint64

func (b *wordBits) add(word int32) {
	h := uint32(word) * 0x9e3779b9
	b[0] |= 1 << (h >> 26)
	b[1] |= 1 << (h >> 20 & 63)
}

// meets is false if the sets have no word in common.
func (b *wordBits) meets(o *wordBits) bool { return b[0]&o[0] != 0 && b[1]&o[1] != 0 }

// mark returns the mark of a type.
func (f *filter) mark(info *typeInfo, rest bool) mark {
	var k mark
	if len(info.halves) > 0 {
		k |= mayHalve
	}
	if rest {
		k |= mayEnd
	}
	plain := info.parts == 1
	c := class{parts: info.parts}
	for _, e := range info.edges {
		plain = plain && e.form == 0 && !e.exact
		c.arcs = append(c.arcs, arc{e.word, e.from, e.to})
		w := &f.p.words.list[e.word]
		if len(w.starts) > 0 {
			k |= mayStart
		}
		if len(w.calls) > 0 {
			k |= mayCall
		}
	}
	if plain {
		k |= isPlain
	}
	return k | mark(f.class(c))
}

// class returns the number of a class.
func (f *filter) class(c class) int32 {
	if c.parts == 1 && len(c.arcs) == 0 {
		return 0
	}
	slices.SortFunc(c.arcs, compareArcs)
	c.arcs = slices.Compact(c.arcs)
	key := binary.AppendUvarint(f.key[:0], uint64(c.parts))
	for _, a := range c.arcs {
		key = binary.AppendUvarint(key, uint64(a.word))
		key = binary.AppendUvarint(key, uint64(a.from)<<16|uint64(a.to))
	}
	f.key = key
	if n, ok := f.byKey[string(key)]; ok {
		return n
	}
	var mask wordBits
	for _, a := range c.arcs {
		c.calls = append(c.calls, f.p.words.list[a.word].calls...)
		if a.from == 0 {
			mask.add(a.word)
		}
	}
	slices.Sort(c.calls)
	c.calls = slices.Compact(c.calls)
	n := int32(len(f.classes))
	f.byKey[string(key)] = n
	f.classes = append(f.classes, c)
	f.masks = append(f.masks, mask)
	return n
}

// begin returns the state after a first token of a class.
func (f *filter) begin(class int32) int32 {
	for len(f.root) < len(f.classes) {
		f.root = append(f.root, start{always: true})
	}
	if r := f.root[class]; r.known {
		return r.state
	}
	r := start{state: f.step(atRoot, class), known: true}
	if r.state != nowhere {
		st := &f.states[r.state]
		r.words, r.always = st.words, st.any || st.outs > st.out
	}
	f.root[class] = r
	return r.state
}

// next returns the state after a token of a class.
func (f *filter) next(from, class int32) int32 {
	st := &f.states[from]
	if !st.any && !st.words.meets(&f.masks[class]) {
		return nowhere
	}
	if st.last == class {
		return st.to
	}
	key := uint64(from)<<32 | uint64(class)
	mask := uint64(len(f.moves) - 1)
	i := key * 0x9e3779b97f4a7c15 >> 32 & mask
	for ; f.moves[i].to != 0; i = (i + 1) & mask {
		if f.moves[i].key == key {
			st.last, st.to = class, f.moves[i].to-2
			return st.to
		}
	}
	before := f.forgotten
	to := f.step(from, class)
	if f.forgotten != before {
		return to // from is another state now
	}
	f.moves[i] = move{key, to + 2}
	if f.filled++; 2*f.filled > len(f.moves) {
		f.growMoves()
	}
	return to
}

// growMoves doubles the table, or empties it if it is as large as may be.
func (f *filter) growMoves() {
	if f.filled > maxMoves {
		clear(f.moves)
		f.filled = 0
		return
	}
	old := f.moves
	f.moves = make([]move, 2*len(old))
	mask := uint64(len(f.moves) - 1)
	for _, mv := range old {
		if mv.to == 0 {
			continue
		}
		i := mv.key * 0x9e3779b97f4a7c15 >> 32 & mask
		for f.moves[i].to != 0 {
			i = (i + 1) & mask
		}
		f.moves[i] = mv
	}
}

// step works out the state after a token of a class.
func (f *filter) step(from, class int32) int32 {
	c := &f.classes[class]
	f.nodes = f.nodes[:0]
	if c.parts > 1 {
		f.stepParts(from, c)
		return f.state()
	}
	for _, a := range c.arcs {
		if from == atRoot {
			f.nodes = f.startWith(f.nodes, a.word)
		} else {
			f.nodes = f.cold[from].follow(f.nodes, a.word)
		}
	}
	if from != atRoot {
		f.nodes = append(f.nodes, f.cold[from].any...)
	}
	return f.state()
}

// stepParts adds the nodes behind a compound, of which each part can be a
// word, and several, and a match can begin and end between them.
func (f *filter) stepParts(from int32, c *class) {
	for len(f.places) <= c.parts {
		f.places = append(f.places, nil)
	}
	for i := range f.places {
		f.places[i] = f.places[i][:0]
	}
	for _, a := range c.arcs {
		if from == atRoot {
			f.places[a.to] = f.startWith(f.places[a.to], a.word)
		} else if a.from == 0 {
			f.places[a.to] = f.cold[from].follow(f.places[a.to], a.word)
		}
	}
	if from != atRoot {
		f.places[1] = append(f.places[1], f.cold[from].any...)
		f.places[c.parts] = append(f.places[c.parts], f.cold[from].any...)
	}
	arcs := c.arcs
	for i := 1; i < c.parts; i++ {
		slices.Sort(f.places[i])
		f.places[i] = slices.Compact(f.places[i])
		for len(arcs) > 0 && int(arcs[0].from) < i {
			arcs = arcs[1:]
		}
		for _, n := range f.places[i] {
			f.advance(n, i, arcs)
		}
	}
	f.nodes = append(f.nodes, f.places[c.parts]...)
}

// advance adds the nodes behind node n, which was reached before part i of a
// compound, to the places behind. arcs are those from part i on.
func (f *filter) advance(n uint32, i int, arcs []arc) {
	if f.isOutput(n) {
		f.nodes = append(f.nodes, n)
		return
	}
	for _, s := range f.stepsOf(n) {
		to := f.target(n, s.to)
		if s.kind == stepAny {
			f.places[i+1] = append(f.places[i+1], to)
			continue
		}
		for _, a := range arcs {
			if int(a.from) != i {
				break
			}
			if a.word == s.word {
				f.places[a.to] = append(f.places[a.to], to)
			}
		}
	}
}

// startWith appends the nodes that a word leads to from the starts.
func (f *filter) startWith(to []uint32, word int32) []uint32 {
	for _, q := range f.p.words.list[word].starts {
		for _, s := range f.p.sequences[q].states[0].steps {
			if s.word == word {
				to = append(to, f.target(f.p.net.first[q], s.to))
			}
		}
	}
	return to
}

// follow appends the nodes that a word leads to.
func (c *filterSet) follow(to []uint32, word int32) []uint32 {
	i, _ := slices.BinarySearchFunc(c.steps, word, func(s netStep, w int32) int { return cmp.Compare(s.word, w) })
	for ; i < len(c.steps) && c.steps[i].word == word; i++ {
		to = append(to, c.steps[i].to)
	}
	return to
}

// target returns the node of a state of the sequence of node n: if it is
// enough to reach it, the sequence's first.
func (f *filter) target(n uint32, state int32) uint32 {
	first := f.p.net.first[f.p.net.owner[n]]
	if to := first + uint32(state); !f.p.net.ends[to] {
		return to
	}
	return first
}

// isOutput reports whether a node stands for a sequence that may match.
func (f *filter) isOutput(n uint32) bool { return f.p.net.first[f.p.net.owner[n]] == n }

func (f *filter) stepsOf(n uint32) []step {
	q := f.p.net.owner[n]
	return f.p.sequences[q].states[n-f.p.net.first[q]].steps
}

// state returns the state of the nodes gathered. Nothing more is asked of a
// sequence that may match.
func (f *filter) state() int32 {
	slices.Sort(f.nodes)
	nodes, done := f.nodes[:0], int32(-1)
	for _, n := range slices.Compact(f.nodes) {
		q := f.p.net.owner[n]
		if q == done {
			continue
		}
		if f.p.net.first[q] == n {
			done = q
		}
		nodes = append(nodes, n)
	}
	if len(nodes) == 0 {
		return nowhere
	}
	key := f.key[:0]
	for _, n := range nodes {
		key = binary.LittleEndian.AppendUint32(key, n)
	}
	f.key = key
	if s, ok := f.byNodes[string(key)]; ok {
		return s
	}
	if f.size > f.limit {
		f.forget()
	}
	f.byNodes[string(key)] = int32(len(f.states))
	f.add(nodes)
	return int32(len(f.states) - 1)
}

// add enters a state.
func (f *filter) add(nodes []uint32) {
	f.size += 4 + len(nodes) // a state is worth some nodes
	st := filterState{out: uint32(len(f.outs)), last: -1}
	var c filterSet
	for _, n := range nodes {
		if f.isOutput(n) {
			f.outs = append(f.outs, f.output(f.p.net.owner[n]))
			continue
		}
		for _, s := range f.stepsOf(n) {
			to := f.target(n, s.to)
			st.allow |= s.allow
			if s.kind == stepAny {
				c.any = append(c.any, to)
				continue
			}
			st.words.add(s.word)
			c.steps = append(c.steps, netStep{s.word, to})
		}
	}
	slices.SortFunc(c.steps, func(a, b netStep) int {
		return cmp.Or(cmp.Compare(a.word, b.word), cmp.Compare(a.to, b.to))
	})
	st.outs = uint32(len(f.outs))
	st.any = len(c.any) > 0
	st.more = st.any || len(c.steps) > 0
	f.states = append(f.states, st)
	f.cold = append(f.cold, c)
}

func (f *filter) output(number int32) output {
	q := &f.p.sequences[number]
	out := output{sequence: number, words: q.words, alone: q.alone >= 0}
	if out.alone {
		out.concept, out.pattern = f.p.patterns[q.alone].concept, f.p.patterns[q.alone].index
	}
	return out
}
