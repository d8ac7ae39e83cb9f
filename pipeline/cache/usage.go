package cache

import (
	"errors"
	"strings"
)

// Usage is what a cache's folder holds.
type Usage struct {
	Packs   int
	Entries int   // of the packs that this version reads; a key in two packs counts twice
	Bytes   int64 // of all files of the cache, drafts as well
}

// Inspect returns what a folder holds. A missing one holds nothing.
func Inspect(dir string) (Usage, error) {
	packs, drafts, err := list(dir)
	if err != nil {
		return Usage{}, err
	}
	return measure(dir, packs, drafts), nil
}

// Clean removes all packs from a folder and the drafts of dead runs, and
// returns what it removed. Other files and the folder itself stay, and what
// running runs are writing.
func Clean(dir string) (Usage, error) {
	packs, drafts, err := list(dir)
	if err != nil {
		return Usage{}, err
	}
	freed := measure(dir, packs, nil)
	err = remove(dir, names(packs))
	swept, e := sweep(dir, drafts)
	for _, f := range swept {
		freed.Bytes += f.size
	}
	return freed, errors.Join(err, e)
}

// measure adds up files. A pack that cannot be read has no entries.
func measure(dir string, packs, drafts []file) Usage {
	u := Usage{Packs: len(packs)}
	for _, f := range packs {
		u.Bytes += f.size
		if !strings.HasPrefix(f.name, ours) {
			continue
		}
		if p, err := openOne(dir, f.name); err == nil {
			u.Entries += p.len()
			p.file.Close() // was only read
		}
	}
	for _, f := range drafts {
		u.Bytes += f.size
	}
	return u
}
