package format

import "slices"

// All returns every format, in the order of lists.
func All() []Format {
	return []Format{
		plain{},
		markdown{},
		html{},
		table{"csv", ','},
		table{"tsv", '\t'},
		jsonl{},
	}
}

// byName has every format under its name and its extensions, which begin with a
// dot. The first in the catalog has precedence.
var byName = func() map[string]Format {
	m := map[string]Format{}
	for _, f := range slices.Backward(All()) {
		info := f.Info()
		for _, key := range append([]string{info.Name}, info.Extensions...) {
			m[key] = f
		}
	}
	return m
}()

// Extensions returns the extensions of all formats, in the catalog's order.
func Extensions() []string {
	var out []string
	for _, f := range All() {
		out = append(out, f.Info().Extensions...)
	}
	return out
}

func names() []string {
	var out []string
	for _, f := range All() {
		out = append(out, f.Info().Name)
	}
	return out
}
