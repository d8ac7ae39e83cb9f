package stats

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// resampled returns the replicates of one document with one item.
func resampled(n int, id string, sizes []int32, counts []int32) *Replicates {
	var cells []Cell
	for i, c := range counts {
		if c > 0 {
			cells = append(cells, Cell{int32(i), 0, c})
		}
	}
	return drawnOnce(1, n, 1, id, sizes, cells)
}

// drawnOnce returns the replicates of one document.
func drawnOnce(items, n int, seed uint64, id string, sizes []int32, cells []Cell) *Replicates {
	d, r := NewDraws(items, n), NewReplicates(items, n)
	d.Draw(seed, id, sizes, cells)
	r.Enter(d)
	r.Settle()
	return r
}

// With blocks of equal size the rate is a mean, and the variance of the
// bootstrap of a mean is known: Σ(x−x̄)²/n².
func TestBootstrapVariance(t *testing.T) {
	sizes, counts := make([]int32, 40), make([]int32, 40)
	sum := 0.0
	for i := range sizes {
		sizes[i], counts[i] = 100, int32(i*i%7)
		sum += float64(counts[i])
	}
	mean, square := sum/40, 0.0
	for _, c := range counts {
		square += (float64(c) - mean) * (float64(c) - mean)
	}
	want := square / (40 * 40) * 100 * 100 // a count of 1 in 100 tokens is 100 per 10,000

	const n = 50_000
	rates := resampled(n, "a", sizes, counts).rates(0, nil)
	m, v := 0.0, 0.0
	for _, x := range rates {
		m += x / n
	}
	for _, x := range rates {
		v += (x - m) * (x - m) / n
	}
	// Standard errors: √(v/n) of the mean, about v√(2/n) = 0.6 % of the variance.
	if math.Abs(m-100*mean) > 4*math.Sqrt(want/n) {
		t.Errorf("mean of the replicates %v, want %v", m, 100*mean)
	}
	if math.Abs(v/want-1) > 0.03 {
		t.Errorf("variance of the replicates %v, want %v", v, want)
	}
}

// Every block is drawn equally often and every resample has as many blocks as
// the document, also for odd numbers of blocks and a last chunk that is short.
func TestDraws(t *testing.T) {
	for _, blocks := range []int{1, 2, 7, 64} {
		const n = 1000
		sizes := make([]int32, blocks)
		cells := make([]Cell, blocks)
		for i := range sizes {
			sizes[i], cells[i] = 1, Cell{int32(i), int32(i), 1}
		}
		r := drawnOnce(blocks, n, 7, "d", sizes, cells)
		for i, s := range r.sizes.totals {
			if s != int64(blocks) {
				t.Fatalf("resample %d has %d blocks of %d", i, s, blocks)
			}
		}
		for item, c := range r.counts {
			sum := int64(0)
			for _, k := range c.totals {
				sum += k
			}
			if d := float64(sum-n) / math.Sqrt(n); math.Abs(d) > 5 {
				t.Errorf("block %d of %d was drawn %d times in %d resamples", item, blocks, sum, n)
			}
		}
	}
}

// The golden draws: a change of generator, seed or order changes every report.
func TestBootstrapGolden(t *testing.T) {
	got := resampled(2000, "doc", []int32{10, 20, 30, 40, 50, 60, 70, 0}, []int32{1, 0, 2, 0, 3, 0, 5, 0}).Rate(0, .95)
	want := "{392.857 111.111 653.846 bootstrap}"
	if s := fmt.Sprintf("{%.3f %.3f %.3f %s}", got.Value, got.Low, got.High, got.Method); s != want {
		t.Errorf("interval %s, want %s", s, want)
	}
}

// Sums do not see the order of documents, and taking one document away leaves
// exactly the others.
func TestReplicatesAlgebra(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type doc struct {
			sizes []int32
			cells []Cell
		}
		docs := make([]doc, rapid.IntRange(1, 5).Draw(t, "documents"))
		for i := range docs {
			n := rapid.IntRange(1, 9).Draw(t, "blocks")
			docs[i].sizes = rapid.SliceOfN(rapid.Int32Range(0, 90), n, n).Draw(t, "sizes")
			for b := range n {
				if k := rapid.Int32Range(0, 3).Draw(t, "count"); k > 0 {
					docs[i].cells = append(docs[i].cells, Cell{int32(b), rapid.Int32Range(0, 2).Draw(t, "item"), k})
				}
			}
		}
		sum := func(order []int) *Replicates {
			r, d := NewReplicates(3, 150), NewDraws(3, 150)
			for _, i := range order {
				d.Draw(1, fmt.Sprint(i), docs[i].sizes, docs[i].cells)
				r.Enter(d)
			}
			r.Settle()
			return r
		}
		var order []int
		for i := range docs {
			order = append(order, i)
		}
		all := sum(order)
		back := slices.Clone(order)
		slices.Reverse(back)
		turned := sum(back)
		if !reflect.DeepEqual(all.sizes.totals, turned.sizes.totals) || !reflect.DeepEqual(totals(all), totals(turned)) {
			t.Fatal("the order of the documents shows")
		}
		all.Subtract(sum(order[:1]))
		rest := sum(order[1:])
		if all.Size != rest.Size || all.Blocks != rest.Blocks || !reflect.DeepEqual(all.sizes.totals, rest.sizes.totals) || !reflect.DeepEqual(all.Counts, rest.Counts) {
			t.Fatal("subtracting a document does not leave the others")
		}
		for item := range 3 {
			a, b := all.Rate(item, .95), rest.Rate(item, .95)
			if fmt.Sprint(a) != fmt.Sprint(b) { // as text, where a missing bound equals itself
				t.Fatalf("%v and %v", a, b)
			}
		}
	})
}

// Bounds are in order and, with Wilson's interval standing in where the
// bootstrap cannot vary, hold the estimate; a difference turns round with its sides.
func TestIntervals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		side := func(id string) *Replicates {
			n := rapid.IntRange(1, 20).Draw(t, "blocks")
			return resampled(400, id,
				rapid.SliceOfN(rapid.Int32Range(5, 200), n, n).Draw(t, "sizes"),
				rapid.SliceOfN(rapid.Int32Range(0, 4), n, n).Draw(t, "counts"))
		}
		a, b := side("a"), side("b")
		r := a.Rate(0, .95)
		if !(r.Low <= r.Value && r.Value <= r.High) || r.Low == r.High {
			t.Fatalf("rate %+v", r)
		}
		d, e := a.Difference(b, 0, .95), b.Difference(a, 0, .95)
		if !(d.Low <= d.Value && d.Value <= d.High) {
			t.Fatalf("difference %+v", d)
		}
		if d.Low != -e.High || d.High != -e.Low || d.Method != e.Method {
			t.Fatalf("%+v and %+v are no mirror", d, e)
		}
	})
}

// What cannot be resampled is named, and is never an interval of no width.
func TestDegenerate(t *testing.T) {
	none := resampled(100, "a", []int32{50, 50, 50}, []int32{0, 0, 0}).Rate(0, .95)
	if none.Low != 0 || none.High <= 0 || none.Method != MethodWilson {
		t.Errorf("no hits: %+v", none)
	}
	one := resampled(100, "a", []int32{500}, []int32{4}).Rate(0, .95)
	if one.Method != MethodWilson || !(one.Low < one.Value && one.Value < one.High) {
		t.Errorf("one block: %+v", one)
	}
	over := resampled(100, "a", []int32{3}, []int32{4}).Rate(0, .95)
	if over.Value != 4e4/3 || !math.IsNaN(over.Low) || over.Method != MethodNone {
		t.Errorf("more hits than tokens in one block: %+v", over)
	}
	empty := resampled(100, "a", nil, nil)
	if r := empty.Rate(0, .95); !math.IsNaN(r.Value) || r.Method != MethodNone {
		t.Errorf("no tokens: %+v", r)
	}
	other := resampled(100, "b", []int32{50, 60}, []int32{1, 2})
	if d := empty.Difference(other, 0, .95); !math.IsNaN(d.Low) || d.Method != MethodNone {
		t.Errorf("difference with no tokens: %+v", d)
	}
}

// Percentile takes the same order statistics as sorting does.
func TestPercentile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(-3, 3), 1, 300).Draw(t, "x")
		if rapid.Bool().Draw(t, "ties") {
			for i := range x {
				x[i] = math.Round(x[i])
			}
		}
		level := rapid.SampledFrom([]float64{.5, .8, .9, .95, .99}).Draw(t, "level")
		sorted := slices.Sorted(slices.Values(x))
		k := max(1, int(math.Floor(float64(len(x)+1)*math.Round(1e6*(1-level))/2e6)))
		lo, hi := Percentile(x, level)
		if lo != sorted[k-1] || hi != sorted[len(x)-k] {
			t.Fatalf("[%v, %v], want [%v, %v]", lo, hi, sorted[k-1], sorted[len(x)-k])
		}
	})
	x := make([]float64, 1999)
	for i := range x {
		x[i] = float64(i + 1)
	}
	if lo, hi := Percentile(x, .95); lo != 50 || hi != 1950 {
		t.Errorf("of 1 … 1999: [%v, %v], want [50, 1950]", lo, hi)
	}
}

// totals returns the counts by item and resample; nil for an item without hits.
func totals(r *Replicates) [][]int64 {
	out := make([][]int64, len(r.counts))
	for i := range r.counts {
		if r.Counts[i] > 0 {
			out[i] = r.counts[i].totals
		}
	}
	return out
}

// plainly draws one document block by block, as the definition has it.
func plainly(items, n int, seed uint64, id string, sizes []int32, cells []Cell) (tokens []int64, counts [][]int64) {
	var drawn []int
	for i, s := range sizes {
		if s > 0 {
			drawn = append(drawn, i)
		}
	}
	tokens, counts = make([]int64, n), make([][]int64, items)
	for i := range counts {
		counts[i] = make([]int64, n)
	}
	stream := mix(seed ^ hash(id))
	for i := range n {
		state := mix(stream + uint64(i))
		var x uint64
		for k := range drawn {
			half := x & math.MaxUint32
			if k%2 == 0 {
				state += golden
				x = mix(state)
				half = x >> 32
			}
			b := drawn[half*uint64(len(drawn))>>32]
			tokens[i] += int64(sizes[b])
			for _, c := range cells {
				if int(c.Block) == b {
					counts[c.Item][i] += int64(c.Count)
				}
			}
		}
	}
	return tokens, counts
}

// Draws packs four resamples into a word and looks for order statistics among
// a few of them: both must give what drawing and sorting plainly do, in
// documents small and so large that a word holds one number only, and whatever
// was drawn before.
func TestDrawsPlainly(t *testing.T) {
	const items = 3
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{1, 2, 99, 130, 401}).Draw(t, "resamples")
		d, sum := NewDraws(items, n), NewReplicates(items, n)
		allTokens, allCounts := make([]int64, n), make([][]int64, items)
		for range rapid.IntRange(1, 3).Draw(t, "documents") {
			longest := rapid.SampledFrom([]int32{1, 30, 900, 9000}).Draw(t, "longest")
			most := rapid.SampledFrom([]int32{1, 9, 3000, 30000}).Draw(t, "most")
			blocks := rapid.IntRange(1, 40).Draw(t, "blocks")
			sizes := rapid.SliceOfN(rapid.Int32Range(0, longest), blocks, blocks).Draw(t, "sizes")
			var cells []Cell
			for b := range blocks {
				for item := range int32(items) {
					if k := rapid.Int32Range(-2*most, most).Draw(t, "count"); k > 0 && sizes[b] > 0 {
						cells = append(cells, Cell{int32(b), item, k})
					}
				}
			}
			if rapid.Bool().Draw(t, "twins") { // item 2 is item 0
				cells = slices.DeleteFunc(cells, func(c Cell) bool { return c.Item == 2 })
				for _, c := range cells {
					if c.Item == 0 {
						cells = append(cells, Cell{c.Block, 2, c.Count})
					}
				}
			}
			id := rapid.StringN(0, 3, -1).Draw(t, "id")
			level := rapid.SampledFrom([]float64{.5, .9, .95, .999}).Draw(t, "level")
			tokens, counts := plainly(items, n, 5, id, sizes, cells)
			d.Draw(5, id, sizes, cells)
			sum.Enter(d)
			rates := d.Rates(level, nil)
			for k, item := range d.Items {
				x := make([]float64, n)
				hits := int64(0)
				for i := range x {
					x[i] = Per * float64(counts[item][i]) / float64(tokens[i])
				}
				for _, c := range cells {
					if c.Item == item {
						hits += int64(c.Count)
					}
				}
				want := Interval{Value: Per * float64(hits) / float64(d.Size), Method: MethodBootstrap}
				slices.Sort(x)
				tails := tail(n, level)
				if want.Low, want.High = x[tails-1], x[n-tails]; d.Blocks == 1 || want.Low >= want.High {
					continue // TestDegenerate has them
				}
				if rates[k] != want {
					t.Fatalf("item %d: %+v, want %+v", item, rates[k], want)
				}
			}
			for i := range allTokens {
				allTokens[i] += tokens[i]
			}
			for item, c := range counts {
				if slices.Max(c) > 0 && allCounts[item] == nil {
					allCounts[item] = make([]int64, n)
				}
				for i := range allCounts[item] {
					allCounts[item][i] += c[i]
				}
			}
		}
		sum.Settle()
		if !slices.Equal(sum.sizes.totals, allTokens) {
			t.Fatalf("tokens %v, want %v", sum.sizes.totals, allTokens)
		}
		for item, want := range allCounts {
			if want != nil && !slices.Equal(sum.counts[item].totals, want) {
				t.Fatalf("item %d: %v, want %v", item, sum.counts[item].totals, want)
			}
		}
	})
}

// One document of a usual size: 40 paragraphs, 75 items, 300 cells.
func BenchmarkDocument(b *testing.B) {
	sizes := make([]int32, 40)
	var cells []Cell
	for i := range sizes {
		sizes[i] = int32(40 + i)
		for k := range 8 {
			cells = append(cells, Cell{int32(i), int32((i*k + k*5) % 75), 1})
		}
	}
	doc, all := NewDraws(75, 2000), NewReplicates(75, 2000)
	var rates []Interval
	for b.Loop() {
		doc.Draw(1, "d", sizes, cells)
		rates = doc.Rates(.95, rates[:0])
		all.Enter(doc)
	}
}

// TestResample checks that the resamples that can be read are those of the rates.
func TestResample(t *testing.T) {
	d, r := NewDraws(3, 50), NewReplicates(3, 50)
	d.Draw(7, "a", []int32{3, 4, 0, 5}, []Cell{{0, 0, 2}, {1, 2, 1}, {3, 0, 1}})
	r.Enter(d)
	r.Settle()
	counts := []float64{9, 9, 9}
	for i, want := range r.rates(0, nil) {
		size := r.Resample(i, counts)
		if got := Per * counts[0] / float64(size); got != want || counts[1] != 0 {
			t.Fatalf("resample %d: %v of %d, rate %v, want %v", i, counts, size, got, want)
		}
	}
	if r.Len() != 50 {
		t.Errorf("%d resamples", r.Len())
	}
}

func TestBasic(t *testing.T) {
	x := make([]float64, 999)
	for i := range x {
		x[i] = float64(i + 1) // percentile bounds 25 and 975
	}
	if lo, hi := Basic(600, x, .95); lo != 225 || hi != 1175 {
		t.Errorf("[%v, %v], want [225, 1175]", lo, hi)
	}
	if lo, _ := Basic(1, nil, .95); !math.IsNaN(lo) {
		t.Error("an interval of nothing")
	}
}
