package tokenize

import (
	"strings"
	"testing"
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
