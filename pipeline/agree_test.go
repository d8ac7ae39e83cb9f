package pipeline_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"concordat/analyzers/tally"
	"concordat/pipeline"
	"concordat/pipeline/config"
)

// shared returns a file or folder of the shared corpus beside the repository,
// and skips the test where there is none, as in a fresh clone.
func shared(t *testing.T, name string) string {
	t.Helper()
	p := filepath.Join("..", "..", "shared", "corpus", filepath.FromSlash(name))
	if _, err := os.Stat(p); err != nil {
		t.Skipf("the shared corpus is not beside this repository: %v", err)
	}
	return filepath.ToSlash(p)
}

// count runs the pipeline up to its counts.
func count(t *testing.T, paths ...string) []tally.Document {
	t.Helper()
	p := config.Default()
	p.Name, p.Documents = "test", paths
	plan, err := pipeline.NewPlan(context.Background(), p, pipeline.Env{})
	if err != nil {
		t.Fatal(err)
	}
	whole, _, err := pipeline.Count(context.Background(), plan, pipeline.Env{})
	if err != nil {
		t.Fatal(err)
	}
	return whole.Documents
}

// independent are concepts of the shipped codebook as plain regular
// expressions over the raw text, written without the program's tokenizer,
// folding or matcher.
var independent = map[string]string{
	"shared-destiny":         `(?i)\b(communit(y|ies) (of|with) (a )?(shared|common) (destiny|future)|(shared|common) (destiny|future))\b`,
	"global-commons":         `(?i)\bglobal[ -]commons\b`,
	"common-concern":         `(?i)\bcommon concerns? (of|for|to) (all )?(mankind|humankind|humanity)\b`,
	"cyber-sovereignty":      `(?i)\b(cyber|cyberspace|internet|digital|data|network|information|technological) sovereignty\b`,
	"horizontal-sovereignty": `(?i)\b((horizontal|external) sovereignty|equal right to participate|equal participation (in|of|by|for) (\w+ ){0,4}(international|global|governance|order|cyberspace|countries|states|nations)|govern (\w+ ){0,4}equal (position|footing))\b`,
	"hegemony":               `(?i)\bhegemon\w*|\b(internet|cyber|digital|technological|network) dominance\b`,
	"territory-jurisdiction": `(?i)\bterritorial integrity\b|\bjurisdiction\w*|\b(its|their|national|own|sovereign|state|our) territory\b|\b(its|their|our) territories\b`,
	"ngos":                   `(?i)\bcivil society\b|\bNGOs?\b|\bnon-?government(al)? (private )?(organi[sz]ation|institution|group|actor)s?\b`,
	"multilateral":           `(?i)\bmultilateral\w*`,
	"pluralistic":            `(?i)\bpluralis\w*`,
	"arms-race":              `(?i)\b(cyber )?arms race\w*`,
	"deterrence":             `(?i)\b(deter|deters|deterred|deterring|deterrence|deterrents?)\b`,
	"situational-awareness":  `(?i)\b(situational|situation|threat|domain)[ -]awareness\b`,
	"national-security":      `(?i)\b(national|state) security\b`,
	"innovation":             `(?i)\binnovat\w*`,
	"resilience":             `(?i)\b\w*-?resilien\w*`,
	"digital-divide":         `(?i)\bdigital (divide\w*|gap\w*|inclusion|exclusion)\b`,
	"privacy":                `(?i)\bprivacy\b|\bprivate life\b`,
	"data-protection":        `(?i)\bdata[ -]protection\b|\bpersonal (data|information)\b`,
	"code-of-conduct":        `(?i)\bcodes? of (conduct|practice|behaviour)\b`,
	"rule-of-law":            `(?i)\brule of law\b`,
	"wsis":                   `World Summit on the Information Society|\bWSIS\b`,
	"igf":                    `(?i)Internet Governance Forum|\bIGF\b`,
	"wic":                    `World Internet Conference|Wuzhen`,
	"sco":                    `Shanghai Cooperation Organi[sz]ation|\bSCO\b`,
	"terrorism":              `(?i)\b(cyber-?|counter-?)?terroris\w*|\bcyber-?terror\w*|\bcounter-?terror\w*|\bviolent extremis\w*`,
	"active-defence":         `(?i)\bactive (cyber )?defen[cs]es?\b|\bdefend(s|ing)? forward\b|\bpersistent(ly)? engag(e|ing|ement)\b|\bhack[ -]back\b`,
	"russia":                 `\b(Russia|Russians?|Moscow)\b`,
	"human-rights":           `(?i)\bhuman (and civil )?rights\b|\bfundamental (rights|freedoms?)\b|\bcivil (liberties|rights)\b|\brights of (\w+ ){0,2}(citizens|individuals|users|children|women)\b`,
	"norms":                  `(?i)\bnorms of (\w+ ){0,4}(behaviou?r|conduct)\b|\bnorms\b|\bresponsible (\w+ ){0,2}(behaviour|behavior|conduct)\b|\bstate behavio\w*`,
	"nato":                   `\bNATO\b|North Atlantic (Treaty|Alliance)`,
	"united-kingdom":         `\b(UK|Britain|British)\b|\bUnited Kingdom\b`,
}

var (
	lineHyphen = regexp.MustCompile(`(\w)-\n(\w)`)
	spaces     = regexp.MustCompile(`\s+`)
)

// TestCountsAgreeWithRegularExpressions counts the hits of more than 25
// concepts in the essay and three strategies a second way.
func TestCountsAgreeWithRegularExpressions(t *testing.T) {
	files := []string{
		shared(t, "commentary/china_cooperation_proposal_2017.txt"),
		shared(t, "strategies/uk_2016.txt"),
		shared(t, "strategies/eu_nis2_2022.txt"),
		shared(t, "strategies/paris_call_2018_en.txt"),
	}
	if len(independent) < 25 {
		t.Fatalf("only %d concepts are checked", len(independent))
	}
	book, err := pipeline.LoadCodebook(context.Background(), config.Default())
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for i, doc := range count(t, files...) {
		data, err := os.ReadFile(filepath.FromSlash(files[i]))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.NewReplacer("\uFEFF", "", "’", "'", "\u00A0", " ", "\u2010", "-", "\u2011", "-").Replace(string(data))
		text = spaces.ReplaceAllString(lineHyphen.ReplaceAllString(text, "$1-$2"), " ")
		hits := map[string]int64{}
		for _, c := range doc.Concepts {
			hits[book.Concepts[c.Concept].ID] = c.Hits
		}
		for concept, expr := range independent {
			if _, ok := book.Lookup(concept); !ok {
				t.Errorf("the codebook has no concept %q", concept)
			}
			want := int64(len(regexp.MustCompile(expr).FindAllString(text, -1)))
			if want > 0 {
				found++
			}
			if hits[concept] != want {
				t.Errorf("%s in %s: %d hits, the regular expression finds %d", concept, doc.ID, hits[concept], want)
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d of the counts compared were not zero", found)
	}
}
