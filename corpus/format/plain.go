package format

import (
	"concordat/corpus"
	"concordat/corpus/format/layout"
)

// plain reads text without markup: the body is the file as it is.
type plain struct{}

// Info describes plain text.
func (plain) Info() Info {
	return Info{
		Name: "plain", Title: "Plain text", Extensions: []string{".txt", ".text"},
		Doc: "the file is one text; paragraphs, headings and list items are told by rules",
	}
}

// Read returns one text.
func (plain) Read(in Input) ([]corpus.Text, []corpus.Failure, error) {
	if int64(len(in.Data)) > maxBody {
		return nil, nil, errorf("too-large", "its text has more than 4 GiB; split it")
	}
	return []corpus.Text{{ID: in.ID, Body: in.Data, Blocks: layout.Blocks(in.Data)}}, nil, nil
}
