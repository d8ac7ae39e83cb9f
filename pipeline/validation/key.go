package validation

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

const (
	keyKind       = "concordat/validation-key"
	schemaVersion = 1
)

// Key is what coders must not see: of each unit where it stands, what the
// machine decided and how likely it was to be drawn.
type Key struct {
	SchemaVersion int        `json:"schema_version"`
	Kind          string     `json:"kind"`
	Seed          uint64     `json:"seed"`
	PerConcept    int        `json:"per_concept"`
	Strata        string     `json:"strata"`    // what divides hits: group, document or none
	Overlap       string     `json:"overlap"`   // policy
	Sentences     string     `json:"sentences"` // how they are broken
	Tokenizer     string     `json:"tokenizer"` // its version
	Tool          string     `json:"tool"`      // and its version
	Codebook      BookRecord `json:"codebook"`
	Concepts      []Concept  `json:"concepts"`
	Units         []Unit     `json:"units"` // by concept, then by id
}

// BookRecord says which codebook made the machine's decisions.
type BookRecord struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	SHA256  string `json:"sha256"`
}

// Concept is a concept with the strata of the corpus's sentences.
type Concept struct {
	ID         string    `json:"id"`
	Label      string    `json:"label"`
	Definition string    `json:"definition"`
	Strata     []Stratum `json:"strata"`
	Groups     []Group   `json:"groups,omitempty"` // none where documents have no groups
}

// Stratum is a part of a class of sentences.
type Stratum struct {
	Name  string `json:"name"`
	Class string `json:"class"`
	Size  int64  `json:"size"`
	Drawn int64  `json:"drawn"`
}

// Group is a group of documents: its sentences, and those with a hit.
type Group struct {
	Name      string `json:"name"`
	Sentences int64  `json:"sentences"`
	Hits      int64  `json:"hits"`
}

// Unit is a sentence that was drawn for a concept.
type Unit struct {
	ID          string  `json:"id"`
	Concept     string  `json:"concept"`
	Document    string  `json:"document"`
	SHA256      string  `json:"sha256"` // of the document's file
	Start       uint32  `json:"start"`  // bytes of the document
	End         uint32  `json:"end"`
	Class       string  `json:"class"`
	Stratum     string  `json:"stratum"`
	Machine     bool    `json:"machine"`     // the concept has a hit in it
	Probability float64 `json:"probability"` // of being drawn
}

// WriteTo writes the key as JSON, a unit a line.
func (k *Key) WriteTo(w io.Writer) (int64, error) {
	head := *k
	head.Units = nil
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(head); err != nil {
		return 0, err
	}
	b.Truncate(bytes.LastIndex(b.Bytes(), []byte("null\n}")))
	b.WriteString("[")
	for i := range k.Units {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n    ")
		var line bytes.Buffer
		e := json.NewEncoder(&line)
		e.SetEscapeHTML(false)
		if err := e.Encode(&k.Units[i]); err != nil {
			return 0, err
		}
		b.Write(bytes.TrimSpace(line.Bytes()))
	}
	b.WriteString("\n  ]\n}\n")
	return b.WriteTo(w)
}

// ParseKey reads a key and checks that it is whole: that the units of each
// stratum are as many as were drawn, each with its probability.
func ParseKey(name string, data []byte) (*Key, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	k := new(Key)
	if err := d.Decode(k); err != nil {
		return nil, fmt.Errorf("%s: no key of a validation sample: %w", name, err)
	}
	if k.Kind != keyKind || k.SchemaVersion != schemaVersion {
		return nil, fmt.Errorf("%s: is %q, version %d, and no key of a validation sample that this program knows", name, k.Kind, k.SchemaVersion)
	}
	if err := k.check(); err != nil {
		return nil, fmt.Errorf("%s: the key was changed: %w; take the file that `concordat validate sample` wrote", name, err)
	}
	return k, nil
}

func (k *Key) check() error {
	type place struct{ concept, class, stratum string }
	drawn, sizes := map[place]int64{}, map[place]Stratum{}
	for _, c := range k.Concepts {
		for _, s := range c.Strata {
			p := place{c.ID, s.Class, s.Name}
			if _, twice := sizes[p]; twice || s.Drawn < 1 || s.Drawn > s.Size || !slices.Contains(classes[:], s.Class) {
				return fmt.Errorf("concept %s: stratum %s, %s is no stratum: %d of %d drawn", c.ID, s.Class, s.Name, s.Drawn, s.Size)
			}
			sizes[p] = s
		}
	}
	ids := map[string]bool{}
	for _, u := range k.Units {
		p := place{u.Concept, u.Class, u.Stratum}
		s, known := sizes[p]
		switch {
		case !known:
			return fmt.Errorf("unit %s is of a stratum that is not there", u.ID)
		case ids[u.ID]:
			return fmt.Errorf("unit %s stands there twice", u.ID)
		case u.Machine != (u.Class == ClassHit) || math.Abs(u.Probability-float64(s.Drawn)/float64(s.Size)) > 1e-12:
			return fmt.Errorf("unit %s is not as its stratum is", u.ID)
		}
		ids[u.ID] = true
		drawn[p]++
	}
	var errs []error
	for _, c := range k.Concepts {
		for _, s := range c.Strata {
			if n := drawn[place{c.ID, s.Class, s.Name}]; n != s.Drawn {
				errs = append(errs, fmt.Errorf("concept %s: stratum %s, %s has %d units and not %d", c.ID, s.Class, s.Name, n, s.Drawn))
			}
		}
	}
	return errors.Join(errs...)
}

// KeyName returns the name of the key beside a sheet: sheet.key.json for
// sheet.csv, and for sheet-coder2.csv.
func KeyName(sheet string) string {
	stem := sheet
	if i := strings.LastIndexByte(sheet, '.'); i > strings.LastIndexAny(sheet, `/\`) {
		stem = sheet[:i]
	}
	if i := strings.LastIndex(stem, coderMark); i >= 0 && i > strings.LastIndexAny(stem, `/\`) {
		stem = stem[:i]
	}
	return stem + ".key.json"
}
