package lint

import (
	"context"
	"strings"
	"testing"

	"concordat/corpus/codebook"
	"concordat/corpus/match"
)

// demanded are the concepts that cyberspace-governance must have under these
// names: reports and scripts refer to them.
const demanded = `
	shared-destiny shared-destiny-cyberspace shared-destiny-mankind global-commons common-concern common-heritage
	sovereignty cyber-sovereignty sovereign-equality vertical-sovereignty horizontal-sovereignty non-interference
	territory-jurisdiction internet-hegemony
	principle-peace principle-sovereignty principle-shared-governance principle-shared-benefits
	goal-sovereignty-security goal-international-rules goal-fair-governance goal-rights-interests
	goal-digital-economy-cooperation goal-culture-exchange
	field-peace-stability field-rule-based-order field-partnership field-governance-reform field-terrorism-crime
	field-rights-privacy field-digital-economy field-infrastructure field-culture
	multi-stakeholder multilateral multiparty multi-tiered government-led ngo-led pluralistic
	peace use-of-force peaceful-settlement militarization arms-race active-defence deterrence situational-awareness
	attribution
	security cyber-security national-security information-security overall-national-security critical-infrastructure
	threats
	development digital-divide innovation openness capacity-building resilience
	un-charter international-law norms code-of-conduct confidence-building
	human-rights privacy freedom-of-expression free-flow data-protection
	states united-nations international-organisations internet-companies technical-community ngos individuals
	china united-states russia european-union united-kingdom france australia chile the-west
	igf wsis icann itu gge-oewg sco wic budapest-convention`

func builtin(t *testing.T, name string) *codebook.Codebook {
	t.Helper()
	data, ok := codebook.Builtin(name)
	if !ok {
		t.Fatalf("no codebook %q", name)
	}
	b, err := codebook.Parse("builtin:"+name, data)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestCyberspaceGovernanceIsComplete(t *testing.T) {
	b := builtin(t, "cyberspace-governance")
	for _, id := range strings.Fields(demanded) {
		if _, ok := b.Lookup(id); !ok {
			t.Errorf("no concept %q", id)
		}
	}
	if n := len(b.Concepts); n < 70 {
		t.Errorf("%d concepts, want at least 70", n)
	}
	labels := map[string]string{}
	for _, c := range b.Concepts {
		if c.Label == "" || c.Definition == "" || len(c.Examples) == 0 || len(c.CounterExamples) == 0 {
			t.Errorf("%s lacks a label, a definition, an example or a counter-example", c.ID)
		}
		if other, ok := labels[c.Label]; ok {
			t.Errorf("%s and %s have one label, %q", c.ID, other, c.Label)
		}
		labels[c.Label] = c.ID
	}
}

// TestCyberspaceGovernanceIsSound allows only two kinds of remark, both meant
// as written: punctuation that a pattern asks for, and a word that is a
// concept's name too.
func TestCyberspaceGovernanceIsSound(t *testing.T) {
	r, err := Check(context.Background(), builtin(t, "cyberspace-governance"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.ExamplesRun < 2*r.Concepts || r.ExamplesFailed > 0 {
		t.Errorf("%d examples run for %d concepts, %d failed", r.ExamplesRun, r.Concepts, r.ExamplesFailed)
	}
	for _, f := range r.Findings {
		if f.Severity != Info || f.Code != "barrier" && f.Code != "word" {
			t.Errorf("%d:%d: %s %s: %s: %s", f.Line, f.Column, f.Severity, f.Code, f.Concept, f.Message)
		}
	}
}

// TestCyberspaceGovernanceTraps codes sentences in which a concept lies near
// another: the left one must be found, the right ones must not.
func TestCyberspaceGovernanceTraps(t *testing.T) {
	b := builtin(t, "cyberspace-governance")
	for _, x := range []struct{ text, found, not string }{
		{"The plan states that states are equal.", "states", "united-nations"},
		{"The Charter of the United Nations forbids it.", "un-charter", "united-nations"},
		{"The Charter of the Union protects fundamental rights.", "human-rights", "un-charter"},
		{"They conduct research, and the development of software costs much.", "", "development"},
		{"The economic development of the region is slow.", "development", ""},
		{"Latin America votes.", "", "united-states"},
		{"The cyber warning network saw a worm.", "", "militarization"},
		{"A regional cyber war would harm all.", "militarization", "cyber-attacks"},
		{"Access to information about the case was refused.", "", "free-flow freedom-of-expression"},
		{"All parties to the conflict met all stakeholders.", "", "multiparty multi-stakeholder"},
		{"The service offers an out-of-court dispute settlement.", "", "peaceful-settlement"},
		{"They oppose hegemony.", "hegemony", "internet-hegemony"},
		{"The army trains for cyber defence.", "cyber-defence", "active-defence"},
		{"Democratic People's Republic of Korea.", "north-korea", "south-korea"},
		{"The domain name system has root servers.", "internet-resources", "icann"},
		{"The companies sell pumps.", "private-sector", "internet-companies"},
		{"They cite Directive (EU) 2016/1148.", "eu-legal-acts", "european-union"},
	} {
		found := concepts(t, b, x.text)
		for _, id := range strings.Fields(x.found + " " + x.not) {
			if _, ok := b.Lookup(id); !ok {
				t.Errorf("no concept %q", id)
			}
		}
		for _, id := range strings.Fields(x.found) {
			if !found[id] {
				t.Errorf("%s: not found in %q", id, x.text)
			}
		}
		for _, id := range strings.Fields(x.not) {
			if found[id] {
				t.Errorf("%s: found in %q", id, x.text)
			}
		}
	}
}

// concepts returns the concepts of a book that have hits in a text.
func concepts(t *testing.T, b *codebook.Codebook, body string) map[string]bool {
	t.Helper()
	p, err := match.Compile(b, match.Options{Policy: codebook.OverlapConcept})
	if err != nil {
		t.Fatal(err)
	}
	coding, err := p.NewMatcher().Code(document(t, body))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, h := range coding.Hits {
		found[b.Concepts[h.Concept].ID] = true
	}
	return found
}
