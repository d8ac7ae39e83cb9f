// Package cache keeps the outputs of stages between runs: what was computed
// once from the same bytes, by the same version, with the same options, is read
// instead of computed again.
//
// A cache is never needed and never trusted. Every value has a checksum; what is
// missing, damaged, or cannot be read or written costs time and changes no
// result. Entries are packed: a run appends its new ones to a private file, and
// one rename at Close makes that a pack that other runs see. Nothing on disk
// says where a text came from or when it was read; the files are for the user's
// eyes alone.
package cache

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

// DefaultMaxBytes is how much of a disk a cache takes unless Options say
// otherwise: 1 GiB.
const DefaultMaxBytes = 1 << 30

// Key names one output of one stage: the first 192 bits of a SHA-256, so many
// that no two will ever meet.
type Key [24]byte

// KeyOf returns the key of what a stage makes of some content. The version must
// rise with every change of what the stage makes; options stands for everything
// else that the output depends on, such as the digest of a codebook.
func KeyOf[B ~string | ~[]byte](stage, version string, content B, options string) Key {
	digest := sha256.Sum256([]byte(content))
	b := make([]byte, 0, 512) // a longer one goes to the heap
	b = binary.AppendUvarint(b, formatVersion)
	for _, field := range [...]string{stage, version, options} {
		// With its length, no field runs into the next.
		b = binary.AppendUvarint(b, uint64(len(field)))
		b = append(b, field...)
	}
	sum := sha256.Sum256(append(b, digest[:]...))
	return Key(sum[:len(Key{})])
}

// Options are the choices of Open.
type Options struct {
	// MaxBytes bounds the packs on disk; 0 stands for DefaultMaxBytes. A run that
	// is writing takes as much again at most.
	MaxBytes int64
	// ReadOnly leaves the folder exactly as it is: Put does nothing.
	ReadOnly bool
}

// Stats are what one Cache did since Open.
type Stats struct {
	Hits, Misses int64 // of Get
	Stored       int64 // entries that Put took
}

// Cache is a cache in use. A nil *Cache is valid and keeps nothing. All methods
// but Close may be called by several goroutines at once.
type Cache struct {
	dir     string
	options Options

	load    sync.Once
	packs   []*openPack // the latest used first
	damaged []string    // names of packs that no run can read

	hits, misses atomic.Int64

	mu     sync.Mutex
	draft  *draft // nil before the first Put, and after Close or an error
	stored int64
	err    error // the first of Put
	closed bool
}

// Open returns the cache in a folder, which need not exist. It reads nothing:
// the first Get does, and the first Put makes the folder. An empty dir gives
// nil, the cache that keeps nothing.
func Open(dir string, o Options) *Cache {
	if dir == "" {
		return nil
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	return &Cache{dir: dir, options: o}
}

// Get returns the value of a key, in buf if that has the room for it, and
// whether there is one. It sees what other runs had published at its first
// call, not what this run has put.
func (c *Cache) Get(k Key, buf []byte) (value []byte, ok bool) {
	if c == nil {
		return nil, false
	}
	c.load.Do(func() { c.packs, c.damaged = openPacks(c.dir) })
	for _, p := range c.packs {
		// A damaged entry may have a good twin in another pack.
		if value, ok := p.get(k, buf); ok {
			if !p.used.Load() {
				p.used.Store(true)
			}
			c.hits.Add(1)
			return value, true
		}
	}
	c.misses.Add(1)
	return nil, false
}

// Put keeps a value for runs to come. The value of a key must be a function of
// the key: of two, either may be kept. After an error, which Close
// returns, it does nothing.
func (c *Cache) Put(k Key, value []byte) {
	if c == nil || c.options.ReadOnly {
		return
	}
	sum := checksum(value)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil || c.closed {
		return
	}
	if c.draft == nil {
		if c.draft, c.err = newDraft(c.dir, c.options.MaxBytes); c.err != nil {
			return
		}
	}
	added, err := c.draft.add(k, value, sum)
	if err != nil {
		// The disk may be full: the run that computes needs the room more.
		c.err = errors.Join(err, c.draft.discard())
		c.draft = nil
		return
	}
	if added {
		c.stored++
	}
}

// Stats returns what was asked and put so far.
func (c *Cache) Stats() Stats {
	if c == nil {
		return Stats{}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return Stats{Hits: c.hits.Load(), Misses: c.misses.Load(), Stored: c.stored}
}

// Close publishes what was put and keeps the folder within its bounds. After an
// error the run's results are as good as without one: it is worth a warning at
// most. A second Close does nothing.
func (c *Cache) Close() (err error) {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil
	}
	c.closed = true
	defer func() {
		if err != nil {
			err = fmt.Errorf("cache %s: %w; nothing but time is lost", c.dir, err)
		}
	}()
	c.load.Do(func() {}) // a Get that comes too late finds nothing
	var used []string
	for _, p := range c.packs {
		if p.used.Load() {
			used = append(used, p.name)
		}
	}
	closeAll(c.packs)
	if c.options.ReadOnly {
		return nil
	}
	touch(c.dir, used)
	if c.draft == nil {
		return c.err
	}
	published, err := c.draft.publish()
	c.draft = nil
	if err != nil || published == "" {
		return err
	}
	// The time of its last write may be some milliseconds before that of touch.
	touch(c.dir, []string{published})
	return errors.Join(remove(c.dir, c.damaged), tidy(c.dir, c.options.MaxBytes))
}
