package cache

import (
	"bytes"
	"errors"
	"io/fs"
	"slices"
)

// join makes one pack of several, with the sound entries of all and each key
// once, and removes them. Entries are in the order of their keys, so two runs
// that join the same packs at once make the same file.
func join(dir string, files []file) (err error) {
	var packs []*openPack
	defer func() { closeAll(packs) }()
	var taken []string
	var size int64
	for _, f := range files {
		if size += f.size; size > mostValues {
			break // the rest waits for the next time
		}
		p, err := openOne(dir, f.name)
		switch {
		case err == nil:
			packs = append(packs, p)
			taken = append(taken, f.name)
		case errors.Is(err, errDamaged):
			taken = append(taken, f.name)
		case !errors.Is(err, fs.ErrNotExist):
			return err
		}
	}
	d, err := newDraft(dir, mostValues)
	if err != nil {
		return err
	}
	if err := copyAll(d, packs); err != nil {
		return errors.Join(err, d.discard())
	}
	published, err := d.publish()
	if err != nil {
		return err
	}
	closeAll(packs) // Windows removes no open file
	packs = nil
	return remove(dir, slices.DeleteFunc(taken, func(name string) bool { return name == published }))
}

// copyAll adds the entries of packs to a draft, in the order of their keys.
func copyAll(d *draft, packs []*openPack) error {
	type place struct{ pack, entry int }
	var all []place
	for i, p := range packs {
		for j := range p.len() {
			all = append(all, place{i, j})
		}
	}
	slices.SortStableFunc(all, func(a, b place) int {
		return bytes.Compare(packs[a.pack].key(a.entry), packs[b.pack].key(b.entry))
	})
	var buf []byte
	for _, at := range all {
		p := packs[at.pack]
		e := p.entry(at.entry)
		value, ok := p.read(e, buf)
		if !ok {
			continue
		}
		buf = value
		if _, err := d.add(Key(p.key(at.entry)), value, e.sum); err != nil {
			return err
		}
	}
	return nil
}

// closeAll closes packs, which were only read.
func closeAll(packs []*openPack) {
	for _, p := range packs {
		p.file.Close()
	}
}
