package match_test

import (
	"slices"
	"testing"

	"concordat/corpus/codebook"
)

// overlapCases is the table of the design, with the other policies.
var overlapCases = []struct {
	name, text string
	concepts   []concept
	policy     codebook.Overlap
	want       map[string]int
}{
	{
		"comma is a barrier", "It's Arsenal versus Manchester United, states the announcer",
		[]concept{{id: "countries", patterns: []string{"United States"}}, {id: "team", patterns: []string{"Manchester United", "Arsenal"}}},
		codebook.OverlapConcept, map[string]int{"team": 2},
	},
	{
		"a longer word is another word", "United statehood is a good state",
		[]concept{{id: "countries", patterns: []string{"United States"}}},
		codebook.OverlapAll, map[string]int{},
	},
	{
		"any token", "the constitution in the Federal Republic of Germany",
		[]concept{{id: "countries", patterns: []string{"Federal * of *"}}},
		codebook.OverlapConcept, map[string]int{"countries": 1},
	},
	{
		"the longest in a concept", "The United States of America is bordered by the Atlantic Ocean and the Pacific Ocean",
		[]concept{{id: "countries", patterns: []string{"United States", "United States of America"}}, {id: "oceans", patterns: []string{"Ocean"}}},
		codebook.OverlapConcept, map[string]int{"countries": 1, "oceans": 2},
	},
	{"concept", british, britishBook, codebook.OverlapConcept, map[string]int{"VG": 1, "GB": 2}},
	{"codebook", british, britishBook, codebook.OverlapCodebook, map[string]int{"VG": 1, "GB": 1}},
	{
		"equal hits of two concepts stay", "Congolese are people in Republic of Congo or Democratic Republic of Congo",
		[]concept{{id: "CD", patterns: []string{"Democratic Republic of Congo", "Congolese"}}, {id: "CG", patterns: []string{"Republic of Congo", "Congolese"}}},
		codebook.OverlapCodebook, map[string]int{"CD": 2, "CG": 2},
	},
	{
		"crossing hits stay", "critical information infrastructure protection",
		[]concept{
			{id: "CII", patterns: []string{"critical information infrastructure"}},
			{id: "IP", patterns: []string{"infrastructure protection"}},
			{id: "INFRA", patterns: []string{"infrastructure"}},
		},
		codebook.OverlapCodebook, map[string]int{"CII": 1, "IP": 1},
	},
	{
		"inside two hits together is inside none", "a b c d e f",
		[]concept{{id: "K1", patterns: []string{"a b c"}}, {id: "K2", patterns: []string{"d e f"}}, {id: "K3", patterns: []string{"c d"}}},
		codebook.OverlapCodebook, map[string]int{"K1": 1, "K2": 1, "K3": 1},
	},
	{
		"no token twice in a concept", "a b a b a",
		[]concept{{id: "K", patterns: []string{"a b", "b a"}}},
		codebook.OverlapConcept, map[string]int{"K": 2},
	},
	{
		"every match", "a b a b a",
		[]concept{{id: "K", patterns: []string{"a b", "b a"}}},
		codebook.OverlapAll, map[string]int{"K": 4},
	},
	{
		"file order", "a b c",
		[]concept{{id: "K", patterns: []string{"a b"}}, {id: "L", patterns: []string{"b c", "c"}}},
		codebook.OverlapExclusive, map[string]int{"K": 1, "L": 1},
	},
	{
		"priority", "a b c",
		[]concept{{id: "K", priority: 2, patterns: []string{"a b"}}, {id: "L", priority: 1, patterns: []string{"b c", "c"}}},
		codebook.OverlapExclusive, map[string]int{"L": 1},
	},
}

// TestOverlapCases counts the hits of each concept under a policy.
func TestOverlapCases(t *testing.T) {
	for _, tt := range overlapCases {
		t.Run(tt.name, func(t *testing.T) {
			b := book(t, tt.concepts...)
			coding := code(t, b, tt.policy, tt.text)
			got := map[string]int{}
			for _, h := range coding.Hits {
				got[b.Concepts[h.Concept].ID]++
			}
			for _, c := range tt.concepts {
				if got[c.id] != tt.want[c.id] {
					t.Errorf("%s: %d hits, want %d: %q", c.id, got[c.id], tt.want[c.id], shown(b, coding))
				}
			}
		})
	}
}

const british = "British Virgin Islands is a British overseas territory"

var britishBook = []concept{{id: "VG", patterns: []string{"British Virgin Islands", "Virgin Island*"}}, {id: "GB", patterns: []string{"British", "Brit*"}}}

// TestPatterns shows what one pattern finds in one text.
func TestPatterns(t *testing.T) {
	tests := []struct {
		pattern, text string
		want          []string
	}{
		{"security", "Security and security-related work", []string{"k:Security", "k:security-related part"}},
		{"develop*", "co-development develops", []string{"k:co-development part", "k:develops"}},
		{"multi stakeholder", "multi stakeholder, multi-stakeholder, multistakeholder", []string{"k:multi stakeholder", "k:multi-stakeholder hyphen", "k:multistakeholder solid"}},
		{"multi-stakeholder", "multi stakeholder, multi-stakeholder, multistakeholder", []string{"k:multi stakeholder hyphen", "k:multi-stakeholder", "k:multistakeholder solid"}},
		{"multistakeholder", "multi stakeholder, multi-stakeholder, multistakeholder", []string{"k:multi stakeholder solid", "k:multi-stakeholder solid", "k:multistakeholder"}},
		{"multi-stakehold*", "multistakeholders and multi-stakeholder's", []string{"k:multistakeholders solid", "k:multi-stakeholder's"}},
		{"cooperat*", "co-operation and coöperation", []string{"k:co-operation solid"}},
		{"antic*", "anti-corruption", nil},
		{"information", "in formation", nil},
		{"multistakeholder", "multi, stakeholder", nil},
		{"multi stakeholder model", "multi-stakeholder model", []string{"k:multi-stakeholder model hyphen"}},
		{"stakeholder model", "multi-stakeholder model", []string{"k:multi-stakeholder model part"}},
		{"China", "China's and China’s", []string{"k:China's possessive", "k:China’s possessive folded"}},
		{"it", "It's", nil},
		{"US", "US, us and U.S. Government", []string{"k:US", "k:U.S."}},
		{"=China", "china China", []string{"k:China"}},
		{"=UN", "UN-led, un-led", []string{"k:UN-led part"}},
		{"community of shared (destiny|future)", "a community of shared future, of shared destiny", []string{"k:community of shared future"}},
		{"(cyber|) security", "cyber security; security", []string{"k:cyber security", "k:security"}},
		{"a {0,2} d", "a d a b d a b c d a b b b d", []string{"k:a d", "k:a b d", "k:a b c d"}},
		{"a {1,2} d", "a d a, b d", nil},
		{"united, states", "united, states", []string{"k:united, states"}},
		{"united, states", "united; states", nil},
		{"a *", "a (b", nil},
		{"/s.*y/", "Security is silly", []string{"k:Security", "k:silly"}},
		{"security unless social security", "security, social security", []string{"k:security"}},
		{"security near/2 net*", "security of the net\nSecurity of the whole net", []string{"k:security"}},
		{"security before/2 net*", "net security of the net, net security", []string{"k:security"}},
		{"security & net in sentence", "security a b c d e f g net\nSecurity", []string{"k:security"}},
		{"security unless net in sentence", "security a b c d e f g net\nSecurity", []string{"k:Security"}},
		{"a near/3 a", "a b\na b a", []string{"k:a", "k:a"}},
	}
	for _, tt := range tests {
		t.Run(tt.pattern+" in "+tt.text, func(t *testing.T) {
			b := book(t, concept{id: "k", patterns: []string{tt.pattern}})
			got := shown(b, code(t, b, codebook.OverlapConcept, tt.text))
			if !slices.Equal(got, tt.want) && len(got)+len(tt.want) > 0 {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
