// Package spill counts keys that do not fit into memory: all word n-grams, or
// all pairs of words within sentences, of a corpus of any size.
//
// A [Counter] counts in a hash table. When its memory is full, the table is
// sorted and written as a run into a temporary folder; in the end the runs and
// the table are merged. What comes out is a function of what was added, not of
// the memory, the number of counters or the order of adding.
//
// # Memory
//
// Of M bytes, 11/16 are for the table (slots of 16 bytes, filled to 3/4, with
// keys of other lengths than 8 beside them, and the smaller tables that
// growing leaves behind), a quarter for blocks of runs, and 1/16 for the first
// keys of a list by count. Sorting needs nothing more. A run so has about
// r = M/43 keys of 8 bytes, or M/(1.45·(l+33)) of l other bytes. Each opening of a
// run leaves about 1.4 kB besides, for the garbage collector.
//
// # Passes
//
// Up to F = 64 runs are merged at once, fewer only if keys are so long that
// as many blocks do not fit into M/4. The runs of K different keys are at
// least R = K/r; the last pass goes straight to the caller, and ⌈log_F R⌉ − 1
// passes before it write merged runs, smallest first (Knuth, TAOCP vol. 3,
// 2nd ed., 5.4.1 and 5.4.9: D. A. Huffman's pattern, with the first merge
// of 2 + (R−2) mod (F−1) runs so that all others are full). With 1 GiB a run has
// 25 million keys of 8 bytes, and one pass merges 1.6 thousand million. Replacement
// selection (5.4.1, too) would make runs of twice the memory from a stream, but
// a table that adds up equal keys writes a frequent key once a run. Merging
// needs as much room on disk again as the runs that it is merging.
//
// Blocks are front-coded (about 6 bytes for a key of 8 with its count) and not
// compressed: the standard library has no compressor that keeps pace.
package spill

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
)

const (
	// MinMemory is the least memory of a Counter, in bytes.
	MinMemory = 1 << 20
	// MaxKey is the greatest length of a key, in bytes.
	MaxKey = 1 << 14

	maxFanIn   = 64
	maxBlock   = 256 << 10
	countBytes = 8   // of a count before a key, in a list by count
	rowBytes   = 128 // of a row of top beside its key, with the rounding of two allocations
)

// Options are the choices of New.
type Options struct {
	// Memory is what the counter may use, in bytes; less than MinMemory is
	// taken as MinMemory.
	Memory int64
	// Dir is where the folder for temporary files is made when memory is full;
	// "" is os.TempDir().
	Dir string
}

// Counter counts keys. One goroutine may use it at a time; several workers
// have one each and Merge them. Close must be called in the end.
type Counter struct {
	ctx    context.Context // ends long calls, as in exec.CommandContext
	dir    string
	step   func(string) error
	memory int64

	table   table
	parts   []part // sorted tables, once counting has ended
	sealed  bool
	runs    []run
	folders []*folder // the first is where new runs go
	block   int       // bytes of a block
	fanIn   int       // at most; 0 is as many as memory allows
	longest int       // bytes of the longest key
	blocks  [][]byte  // buffers that nobody uses
	keys    [][]byte
	err     error // why the counter is of no use
}

var (
	errSealed = errors.New("counting has ended: the counter was read or merged")
	errClosed = errors.New("the counter is closed")
)

// New returns an empty Counter. It touches the disk only when memory is full.
// When the context ends, so does what the counter is doing, with an error.
func New(ctx context.Context, o Options) *Counter {
	return newCounter(ctx, o.Dir, max(o.Memory, MinMemory), func(string) error { return nil })
}

func newCounter(ctx context.Context, dir string, memory int64, step func(string) error) *Counter {
	return &Counter{
		ctx: ctx, dir: dir, step: step, memory: memory,
		table: newTable(memory - memory/4 - memory/16),
		block: int(min(memory/4/(maxFanIn+2)-128, maxBlock)),
	}
}

// Add counts a key n times, n ≥ 1. The key has at most MaxKey bytes and is
// copied. After an error the counter is of no use.
func (c *Counter) Add(key []byte, n int64) error {
	if n < 1 || len(key) > MaxKey {
		return c.refuse(len(key), n)
	}
	return c.add(key, n)
}

func (c *Counter) add(key []byte, n int64) error {
	c.longest = max(c.longest, len(key))
	for {
		err := c.table.add(key, n)
		if err == nil {
			return nil
		}
		if err := c.makeRoom(err); err != nil {
			return err
		}
	}
}

// AddPair counts a key of two numbers n times: the 8 bytes of a and b,
// big-endian, so that the order of keys is that of the numbers. It is the same
// as Add with these bytes, and the fastest way.
func (c *Counter) AddPair(a, b uint32, n int64) error {
	if n < 1 {
		return c.refuse(8, n)
	}
	k := uint64(a)<<32 | uint64(b)
	for {
		err := c.table.addPair(k, n)
		if err == nil {
			return nil
		}
		c.longest = max(c.longest, 8) // here, where it costs nothing
		if err := c.makeRoom(err); err != nil {
			return err
		}
	}
}

func (c *Counter) refuse(size int, n int64) error {
	if n < 1 {
		return c.fail(fmt.Errorf("a key was added %d times; at least once is meant", n))
	}
	return c.fail(fmt.Errorf("a key has %d bytes, at most %d are possible; leave such long words out", size, MaxKey))
}

// makeRoom grows the table or writes it as a run, after the error of a table
// that could not take a key.
func (c *Counter) makeRoom(why error) error {
	if c.err != nil {
		return c.err
	}
	if c.sealed {
		return errSealed
	}
	if !errors.Is(why, errFull) {
		return c.fail(why)
	}
	if c.table.grow() {
		return nil
	}
	lopsided := c.table.lopsided()
	if err := c.writeRun(c.table.sort().sources()); err != nil {
		return c.fail(err)
	}
	c.table.reset()
	if lopsided {
		c.table = newTable(c.table.share)
		runtime.GC() // the next table grows where the old one was
	}
	return nil
}

// fail makes the counter useless and removes its files.
func (c *Counter) fail(err error) error {
	if c.err == nil {
		c.err = err
		c.err = errors.Join(err, c.drop())
	}
	return c.err
}

// drop forgets everything and removes the folders.
func (c *Counter) drop() error {
	var errs []error
	for _, f := range c.folders {
		errs = append(errs, f.close())
	}
	c.table = newTable(0)
	c.parts, c.runs, c.folders, c.blocks, c.keys = nil, nil, nil, nil, nil
	return errors.Join(errs...)
}

// Close removes the temporary files and forgets the counts. Closing twice is
// no error.
func (c *Counter) Close() error {
	if c.err == nil {
		c.err = errClosed
		return c.drop()
	}
	return nil
}

// Spilled returns how many runs are on disk now, and how many bytes they have.
func (c *Counter) Spilled() (runs int, bytes int64) {
	for _, r := range c.runs {
		bytes += r.size
	}
	return len(c.runs), bytes
}

// seal ends counting: what is in memory is sorted.
func (c *Counter) seal() {
	if c.sealed {
		return
	}
	c.sealed = true
	t := c.table // the part keeps its arena
	p := t.sort()
	if len(p.pairs) > 0 {
		c.longest = max(c.longest, 8)
	}
	if len(p.pairs)+len(p.refs) > 0 {
		c.parts = append(c.parts, p)
	}
	c.table = newTable(0)
}

// Merge ends the counting of c and of the others and moves all that they hold
// into c, with the right to their memory. The others are empty and closed
// then. Adding up is left to Each and ByCount.
func (c *Counter) Merge(others ...*Counter) error {
	for _, o := range append([]*Counter{c}, others...) {
		if o.err != nil {
			return c.fail(o.err)
		}
		o.seal()
	}
	for _, o := range others {
		if o == c {
			continue
		}
		c.parts = append(c.parts, o.parts...)
		c.runs = append(c.runs, o.runs...)
		c.folders = append(c.folders, o.folders...)
		c.memory += o.memory
		c.longest = max(c.longest, o.longest)
		c.block = max(c.block, o.block)
		o.folders = nil
		if err := o.Close(); err != nil {
			return c.fail(err)
		}
	}
	c.blocks, c.keys = nil, nil // too short, perhaps
	return nil
}

// Each ends counting and calls yield for every key in the order of the keys
// (that of bytes.Compare), with its count. The key is valid during the call
// only. An error of yield ends it and is returned as it is; the counter can be
// read again. After any other error, what came before was right but is not
// all, and the counter is of no use.
func (c *Counter) Each(yield func(key []byte, n int64) error) error {
	if c.err != nil {
		return c.err
	}
	c.seal()
	if err := c.settle(); err != nil {
		return c.fail(err)
	}
	var stopped error
	records := 0
	err := c.mergeAll(func(key []byte, n int64) error {
		if records++; records&0xfff == 0 {
			if err := c.check(); err != nil {
				return err
			}
		}
		stopped = yield(key, n)
		return stopped
	})
	if err != nil && stopped == nil {
		return c.fail(err)
	}
	return err
}

// ByCount is like Each, in falling order of count; keys with equal counts are
// in the order of keys. Only the first k keys come, all of them if k ≤ 0.
//
// A k with k·(128 + the longest key's bytes) ≤ M/16 costs one pass like
// Each. Otherwise the keys are sorted once more, on disk if need be.
func (c *Counter) ByCount(k int, yield func(key []byte, n int64) error) error {
	if c.err != nil {
		return c.err
	}
	c.seal()
	if k > 0 && int64(k) <= c.memory/16/int64(rowBytes+c.longest) {
		return c.first(k, yield)
	}
	second, err := c.second()
	if err != nil {
		return c.fail(err)
	}
	defer func() { _ = second.Close() }() // of use to nobody: what was yielded is right
	var buf []byte
	err = c.Each(func(key []byte, n int64) error {
		buf = append(binary.BigEndian.AppendUint64(buf[:0], uint64(math.MaxInt64-n)), key...)
		return second.add(buf, 1)
	})
	if err != nil {
		return err
	}
	given := 0
	err = second.Each(func(key []byte, _ int64) error {
		if given++; k > 0 && given > k {
			return errEnough
		}
		return yield(key[countBytes:], math.MaxInt64-int64(binary.BigEndian.Uint64(key)))
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// errEnough ends a list after its first keys.
var errEnough = errors.New("enough")

// first yields the first k keys by count, which fit into memory.
func (c *Counter) first(k int, yield func(key []byte, n int64) error) error {
	t := top{k: k, rows: make([]row, 0, k)}
	err := c.Each(func(key []byte, n int64) error {
		t.offer(key, n, c.longest)
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(t.rows, func(x, y row) int {
		if y.after(x) {
			return -1
		}
		return 1
	})
	for _, r := range t.rows {
		if err := yield(r.key, r.n); err != nil {
			return err
		}
	}
	return nil
}

// second returns a counter for the list by count. It has the memory that the
// tables do not use; if they use more than an eighth, they are
// written to disk first.
func (c *Counter) second() (*Counter, error) {
	var held int64
	for _, p := range c.parts {
		held += p.bytes
	}
	if held > c.memory/8 {
		for len(c.parts) > 0 {
			if err := c.writeRun(c.parts[0].sources()); err != nil {
				return nil, err
			}
			c.parts[0] = part{} // or the list would keep its memory
			c.parts = c.parts[1:]
		}
		held = 0
	}
	runtime.GC() // an earlier list, or the tables, make room for this one
	return newCounter(c.ctx, c.dir, max(c.memory-c.memory/4-c.memory/16-held, MinMemory/8), c.step), nil
}

// check reports why the context has ended.
func (c *Counter) check() error {
	if c.ctx.Err() != nil {
		return context.Cause(c.ctx)
	}
	return nil
}
