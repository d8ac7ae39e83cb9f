package tokenize

import (
	"strings"
	"testing"

	"concordat/corpus"
)

func TestTags(t *testing.T) {
	const s = "China's government doesn’t regulate the ‘sovereignty’ of 'security' quickly. The U.S. said: “It must govern.”"
	d := documents(t, Options{Tags: true}, paragraphs("t", s))[0]
	var got []string
	for _, tok := range d.Tokens {
		got = append(got, s[tok.Start:tok.End]+"/"+TagName(tok.Tag))
	}
	const want = "China's/NNP government/NN doesn’t/VBZ regulate/VB the/DT sovereignty/NN of/IN security/NN quickly/RB " +
		"The/DT U.S./NNP said/VBD It/PRP must/MD govern/VB"
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
	if !d.Tagged || len(d.Warnings) > 0 {
		t.Errorf("tagged %v, warnings %v", d.Tagged, d.Warnings)
	}
}

func TestEntities(t *testing.T) {
	const s = "The minister met Barack Obama in Beijing. Later the United Nations met in New York"
	d := documents(t, Options{Entities: true}, paragraphs("t", s))[0]
	var got []string
	for _, e := range d.Entities {
		got = append(got, s[d.Tokens[e.First].Start:d.Tokens[e.End-1].End]+"/"+e.Label)
	}
	if want := "Barack Obama/PERSON, Beijing/GPE, United Nations/ORGANIZATION, New York/GPE"; strings.Join(got, ", ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, ", "), want)
	}
}

// On real texts nearly every word has a tag, and the same one in every run.
func TestTagsOfCorpus(t *testing.T) {
	text := func() *corpus.Text { return shared(t, "commentary/china_cooperation_proposal_2017.txt")[0] }
	first := documents(t, Options{Tags: true}, text())[0]
	again := documents(t, Options{Tags: true}, text())[0]
	untagged := 0
	for i, tok := range first.Tokens {
		if tok != again.Tokens[i] {
			t.Errorf("token %d differs between two runs", i)
		}
		if tok.Tag == 0 {
			untagged++
		}
	}
	if len(first.Tokens) < 1500 || untagged > len(first.Tokens)/200 || len(first.Warnings) > 0 {
		t.Errorf("%d of %d words have no tag; warnings %v", untagged, len(first.Tokens), first.Warnings)
	}
}

// What prose's own tokenizer loses or panics on must not shift the tags after it.
func TestTagsSurvive(t *testing.T) {
	for _, s := range []string{"'security' and ‘llama’ ", "ȺȺȺȺ's law. ", "\"(((\"...!!! ", "America's. ", "don't can't we'll "} {
		body := s + "States govern. The states govern cyberspace."
		d := documents(t, Options{Tags: true, Entities: true}, together(body))[0]
		last := d.Tokens[len(d.Tokens)-1]
		if TagName(last.Tag) != "NN" {
			t.Errorf("%q: cyberspace is tagged %q", body, TagName(last.Tag))
		}
	}
}
