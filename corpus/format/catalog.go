package format

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
