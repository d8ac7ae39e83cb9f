package tokenize

import (
	"strings"
	"testing"

	"concordat/corpus"
)

func TestTagNames(t *testing.T) {
	for i := range tagNames {
		if got := TagOf(TagName(corpus.Tag(i))); got != corpus.Tag(i) {
			t.Errorf("tag %d comes back as %d", i, got)
		}
	}
	if TagOf("NNP") == 0 || TagOf("nonsense") != 0 || TagName(250) != "" {
		t.Error("unknown tags and names must give 0 and the empty string")
	}
}

// The words are grouped by tag; each line is "form base" pairs.
func TestLemma(t *testing.T) {
	for tag, list := range map[string]string{
		"NNS": `states state countries country policies policy processes process crises crisis women woman
			stakeholders stakeholder analyses analysis approaches approach taxes tax children child gentlemen gentleman
			uses use cases case purposes purpose viruses virus heroes hero norms norm series series data data
			multi-stakeholders multi-stakeholder states' states' lives life policemen policeman responses response`,
		"NNP":  "paris paris china's china united united",
		"NNPS": "nations nation states state",
		"VBZ":  "governs govern applies apply watches watch uses use does do is be has have passes pass undergoes undergo",
		"VBD": `governed govern shared share created create applied apply planned plan called call ensured ensure
			took take undertook undertake understood understand agreed agree needed need followed follow
			monitored monitor provided provide occurred occur used use considered consider developed develop
			supported support treated treat visited visit limited limit managed manage strengthened strengthen
			required require defined define trained train explored explore declared declare appeared appear
			enabled enable included include avoided avoid contributed contribute constituted constitute
			recognised recognise recognized recognize advanced advance enforced enforce argued argue deployed deploy
			controlled control addressed address focused focus challenged challenge belonged belong added add
			reviewed review repeated repeat facilitated facilitate respected respect conducted conduct
			convened convene described describe invoked invoke proposed propose assumed assume claimed claim
			exploited exploit benefited benefit interfered interfere intervened intervene exercised exercise`,
		"VBG": `governing govern sharing share making make building build planning plan being be lying lie
			bringing bring safeguarding safeguard respecting respect using use regulating regulate setting set
			promoting promote upholding uphold seeing see enhancing enhance bridging bridge protecting protect
			implementing implement hacking hack spying spy restoring restore targeting target including include`,
		"VBN": "seen see given give held hold bound bind withdrawn withdraw",
		"JJR": "stronger strong larger large safer safe easier easy bigger big better good greater great later late simpler simple poorer poor",
		"JJS": "strongest strong largest large safest safe easiest easy most much highest high",
		"JJ":  "better better governing governing",
		"IN":  "during during",
	} {
		f := strings.Fields(list)
		for i := 0; i < len(f); i += 2 {
			if got := Lemma(f[i], TagOf(tag)); got != f[i+1] {
				t.Errorf("%s/%s: got %s, want %s", f[i], tag, got, f[i+1])
			}
		}
	}
	if got := Lemma("governs", 0); got != "governs" {
		t.Errorf("an untagged word becomes %s", got)
	}
}
