package spill

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"slices"
)

// head is the first record of a source that is not yet taken.
type head struct {
	prefix uint64 // the key's first 8 bytes, big-endian: most comparisons need no more
	key    []byte // valid until the source's next record
	n      int64
	live   bool // false after the source's end
}

// source gives records in the order of their keys.
type source interface {
	// next puts the next record into h; false at the end.
	next(h *head) (bool, error)
}

// pairSource reads keys of 8 bytes from a sorted table.
type pairSource struct {
	slots []slot
	key   [8]byte
}

func (s *pairSource) next(h *head) (bool, error) {
	if len(s.slots) == 0 {
		return false, nil
	}
	x := s.slots[0]
	s.slots = s.slots[1:]
	binary.BigEndian.PutUint64(s.key[:], x.key)
	h.prefix, h.key, h.n = x.key, s.key[:], x.n
	return true, nil
}

// refSource reads keys in the arena of a sorted table.
type refSource struct {
	slots []slot
	arena *arena
}

func (s *refSource) next(h *head) (bool, error) {
	if len(s.slots) == 0 {
		return false, nil
	}
	x := s.slots[0]
	s.slots = s.slots[1:]
	h.key = s.arena.key(uint32(x.key))
	h.prefix, h.n = prefix8(h.key), x.n
	return true, nil
}

// sources returns what a sorted table holds.
func (p part) sources() []source {
	var out []source
	if len(p.pairs) > 0 {
		out = append(out, &pairSource{slots: p.pairs})
	}
	if len(p.refs) > 0 {
		out = append(out, &refSource{p.refs, p.arena})
	}
	return out
}

// tree is a tree of losers (Knuth, TAOCP vol. 3, 5.4.1): each inner node has
// the source that lost there, so that the next record of the winner costs
// log₂ k comparisons.
type tree struct {
	sources []source
	heads   []head
	losers  []int // of nodes 1 to k−1; the leaves k to 2k−1 are the sources
	winner  int
}

func newTree(sources []source) (*tree, error) {
	k := len(sources)
	t := &tree{sources: sources, heads: make([]head, k), losers: make([]int, k)}
	won := make([]int, 2*k)
	for i := range k {
		if err := t.read(i); err != nil {
			return nil, err
		}
		won[k+i] = i
	}
	for node := k - 1; node > 0; node-- {
		a, b := won[2*node], won[2*node+1]
		if t.before(b, a) {
			a, b = b, a
		}
		won[node], t.losers[node] = a, b
	}
	if k > 1 {
		t.winner = won[1]
	}
	return t, nil
}

// read takes a source's next record into its head.
func (t *tree) read(i int) error {
	h := &t.heads[i]
	live, err := t.sources[i].next(h)
	h.live = live
	if !live {
		h.prefix, h.key = math.MaxUint64, nil
	}
	return err
}

// before reports whether the head of a source comes before that of another.
func (t *tree) before(a, b int) bool {
	x, y := &t.heads[a], &t.heads[b]
	if x.prefix != y.prefix {
		return x.prefix < y.prefix
	}
	if !x.live || !y.live {
		return x.live
	}
	return bytes.Compare(x.key, y.key) < 0
}

// advance takes the winner's next record and finds the new winner.
func (t *tree) advance() error {
	i := t.winner
	if err := t.read(i); err != nil {
		return err
	}
	for node := (len(t.heads) + i) / 2; node > 0; node /= 2 {
		if t.before(t.losers[node], i) {
			i, t.losers[node] = t.losers[node], i
		}
	}
	t.winner = i
	return nil
}

// merge yields the keys of all sources in their order, each once with the sum
// of its counts. The key is valid during the call. buf is room for a key.
func merge(sources []source, buf []byte, yield func(key []byte, n int64) error) error {
	if len(sources) == 0 {
		return nil
	}
	t, err := newTree(sources)
	if err != nil {
		return err
	}
	for t.heads[t.winner].live {
		h := &t.heads[t.winner]
		buf = append(buf[:0], h.key...)
		prefix, n := h.prefix, h.n
		for {
			if err := t.advance(); err != nil {
				return err
			}
			h = &t.heads[t.winner]
			if h.prefix != prefix || !h.live || !bytes.Equal(h.key, buf) {
				break
			}
			if n > math.MaxInt64-h.n {
				return errOverflow
			}
			n += h.n
		}
		if err := yield(buf, n); err != nil {
			return err
		}
	}
	return nil
}

// mergeAll merges the tables and the runs, which settle has made few enough.
func (c *Counter) mergeAll(yield func(key []byte, n int64) error) error {
	sources, files, err := c.open(c.runs)
	if err != nil {
		return err
	}
	for _, p := range c.parts {
		sources = append(sources, p.sources()...)
	}
	key := c.keyBuffer()
	err = merge(sources, key, yield)
	c.keys = append(c.keys, key)
	if closeErr := c.release(files); err == nil {
		err = closeErr
	}
	return err // not joined with another: it may be the caller's
}

// settle merges runs until no more are left than can be merged at once.
func (c *Counter) settle() error {
	for fan := c.fan(); len(c.runs) > fan; {
		slices.SortStableFunc(c.runs, func(a, b run) int { return cmp.Compare(a.size, b.size) })
		n := 2 + (len(c.runs)-2)%(fan-1)
		group := slices.Clone(c.runs[:n])
		sources, files, err := c.open(group)
		if err != nil {
			return err
		}
		if err := errors.Join(c.writeRun(sources), c.release(files)); err != nil {
			return err
		}
		c.runs = slices.Delete(c.runs, 0, n)
		for _, r := range group {
			if err := r.folder.remove(r.number); err != nil {
				return err
			}
		}
	}
	return nil
}

// fan returns how many runs the memory for blocks allows to merge at once:
// each needs a block and a key, and so does what is written, and one more key
// is in the hands of merge.
func (c *Counter) fan() int {
	if c.fanIn > 0 {
		return c.fanIn
	}
	each := int64(c.blockSize() + c.longest)
	return int(min(max(c.memory/4/each-2, 2), maxFanIn))
}

// writeRun merges sources into a new run.
func (c *Counter) writeRun(sources []source) error {
	if len(sources) == 0 {
		return nil
	}
	if len(c.folders) == 0 {
		f, err := newFolder(c.dir, c.step)
		if err != nil {
			return err
		}
		c.folders = append(c.folders, f)
	}
	f := c.folders[0]
	file, number, err := f.create()
	if err != nil {
		return err
	}
	block, prev, key := c.blockBuffer(), c.keyBuffer(), c.keyBuffer()
	w := newWriter(watched{file, f}, number, c.block, block, prev, c.check)
	err = merge(sources, key, w.add)
	if err == nil {
		err = w.flush()
	}
	c.blocks, c.keys = append(c.blocks, block), append(c.keys, prev, key)
	if closeErr := file.Close(); err == nil && closeErr != nil {
		err = f.trouble(closeErr)
	}
	if err != nil {
		return err
	}
	c.runs = append(c.runs, run{f, number, w.records, w.size})
	return nil
}

// runFile is a run that is being read, with its buffers.
type runFile struct {
	file       *os.File
	block, key []byte
}

// open opens runs, whose files must be released.
func (c *Counter) open(runs []run) (sources []source, files []runFile, err error) {
	for _, r := range runs {
		file, err := r.folder.open(r.number)
		if err != nil {
			return nil, nil, errors.Join(err, c.release(files))
		}
		f := runFile{file, c.blockBuffer(), c.keyBuffer()}
		files = append(files, f)
		rd := newReader(watched{file, r.folder}, r.number, r.records, f.block, f.key, c.check)
		rd.name = file.Name()
		sources = append(sources, rd)
	}
	return sources, files, nil
}

// release closes files and keeps their buffers for others.
func (c *Counter) release(files []runFile) error {
	var errs []error
	for _, f := range files {
		c.blocks, c.keys = append(c.blocks, f.block), append(c.keys, f.key)
		errs = append(errs, f.file.Close())
	}
	return errors.Join(errs...)
}

// blockSize returns the length of a buffer for a block: a long record may need
// a longer one than others do.
func (c *Counter) blockSize() int { return max(c.block, blockHeader+c.longest+recordHead) }

// blockBuffer returns a buffer for a block that is not in use.
func (c *Counter) blockBuffer() []byte { return take(&c.blocks, c.blockSize()) }

// keyBuffer returns a buffer for a key that is not in use.
func (c *Counter) keyBuffer() []byte { return take(&c.keys, max(c.longest, 1)) }

// take takes a buffer out of a list, or makes one.
func take(list *[][]byte, size int) []byte {
	for n := len(*list); n > 0; n = len(*list) {
		b := (*list)[n-1]
		*list = (*list)[:n-1]
		if cap(b) >= size {
			return b[:cap(b)]
		}
	}
	return make([]byte, size)
}
