package tokenize

import (
	"strings"

	"concordat/corpus"
)

// tagNames are the tags of the Penn Treebank, as prose gives them; the index is
// the corpus.Tag and 0 is no tag. New names are added at the end: the numbers
// are kept in caches.
var tagNames = [...]string{
	"", "CC", "CD", "DT", "EX", "FW", "IN", "JJ", "JJR", "JJS", "LS", "MD", "NN", "NNP", "NNPS",
	"NNS", "PDT", "POS", "PRP", "PRP$", "RB", "RBR", "RBS", "RP", "SYM", "TO", "UH", "VB", "VBD",
	"VBG", "VBN", "VBP", "VBZ", "WDT", "WP", "WP$", "WRB",
}

// tagNumbers is tagNames the other way round.
var tagNumbers = func() map[string]corpus.Tag {
	m := make(map[string]corpus.Tag, len(tagNames))
	for i, name := range tagNames {
		m[name] = corpus.Tag(i)
	}
	return m
}()

// TagName returns the Penn Treebank name of a tag, "" of 0 and of unknown ones.
func TagName(t corpus.Tag) string {
	if int(t) >= len(tagNames) {
		return ""
	}
	return tagNames[t]
}

// TagOf returns the tag with a Penn Treebank name, 0 if there is none.
func TagOf(name string) corpus.Tag { return tagNumbers[name] }

// Lemma returns the base form of a folded English word with its tag: govern of
// governs, governed and governing as verbs, state of states as a noun, strong
// of stronger. Proper nouns in the singular, other parts of speech and untagged
// words are returned as they are.
//
// It is a few rules for endings with tables of exceptions, no dictionary. A
// final e is restored by the letters before the ending, so a rare verb may come
// out wrong, and forms that are spelt alike are not told apart: "bases" is
// "basis", "left" is "leave". A compound changes in its last part only.
func Lemma(folded string, tag corpus.Tag) string {
	if i := strings.LastIndexByte(folded, '-'); i >= 0 && i+1 < len(folded) {
		return folded[:i+1] + Lemma(folded[i+1:], tag)
	}
	w, _ := Possessive(folded)
	switch TagName(tag) {
	case "NNS", "NNPS":
		return singular(w)
	case "NN", "NNP":
		return w
	case "VB", "VBD", "VBG", "VBN", "VBP", "VBZ":
		return verb(w)
	case "JJR", "RBR":
		return degree(w, "er")
	case "JJS", "RBS":
		return degree(w, "est")
	}
	return folded
}

// singular returns the singular of a plural.
func singular(w string) string {
	if base, ok := nouns[w]; ok {
		return base
	}
	switch {
	case strings.HasSuffix(w, "men") && len(w) > 4:
		return w[:len(w)-2] + "an"
	case hasAnySuffix(w, "ss", "us", "is"), !strings.HasSuffix(w, "s"):
		return w
	}
	return withoutS(w)
}

// withoutS removes the ending s or es of a noun or verb.
func withoutS(w string) string {
	switch {
	case len(w) < 4:
		return strings.TrimSuffix(w, "s")
	case strings.HasSuffix(w, "ies") && len(w) > 4:
		return w[:len(w)-3] + "y"
	case hasAnySuffix(w, "sses", "shes", "ches", "xes", "zzes", "oes"):
		return w[:len(w)-2]
	}
	return strings.TrimSuffix(w, "s")
}

// verb returns the infinitive.
func verb(w string) string {
	if base, ok := verbs[w]; ok {
		return base
	}
	// Prefixed forms go with their stem: undertook, overcame, misunderstood.
	for _, p := range []string{"under", "over", "with", "mis", "fore", "out", "re", "un", "be", "for"} {
		if rest, ok := strings.CutPrefix(w, p); ok && len(rest) > 3 {
			if base, ok := verbs[rest]; ok && base != rest {
				return p + base
			}
		}
	}
	switch {
	case strings.HasSuffix(w, "ied") && len(w) > 4:
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "ing") && hasVowel(w[:len(w)-3]):
		return stem(w[:len(w)-3])
	case strings.HasSuffix(w, "eed"):
		if hasAnySuffix(w, "greed", "freed", "creed", "teed") {
			return w[:len(w)-1]
		}
		return w
	case strings.HasSuffix(w, "ed") && hasVowel(w[:len(w)-2]):
		return stem(w[:len(w)-2])
	case strings.HasSuffix(w, "s") && !hasAnySuffix(w, "ss", "us", "is"):
		return withoutS(w)
	}
	return w
}

// degree returns the positive of a comparative or superlative with the ending.
func degree(w, ending string) string {
	if base, ok := degrees[w]; ok {
		return base
	}
	s, ok := strings.CutSuffix(w, ending)
	switch {
	case !ok || !hasVowel(s):
		return w
	case strings.HasSuffix(s, "i") && len(s) > 2:
		return s[:len(s)-1] + "y"
	case hasAnySuffix(s, "at", "ng", "ll", "al", "ar", "ss", "en"):
		if hasAnySuffix(s, "lat", "rar", "squar") {
			return s + "e"
		}
		return s
	case hasAnySuffix(s, "af", "or", "im", "pl", "bl", "tl", "ur", "ir"):
		if hasAnySuffix(s, "oor", "air") {
			return s
		}
		return s + "e"
	}
	return stem(s)
}

// stem returns the infinitive of which s is what stands before ed or ing: with
// a doubled consonant undone or a final e restored.
func stem(s string) string {
	n := len(s)
	if n < 2 {
		return s
	}
	if n > 3 && s[n-1] == s[n-2] && strings.IndexByte("bdgmnprt", s[n-1]) >= 0 {
		if s == "embedd" || !hasAnySuffix(s, "add", "err", "butt") {
			return s[:n-1]
		}
		return s
	}
	if hasAnySuffix(s, "ll") && doubledL[s] {
		return s[:n-1]
	}
	for _, end := range bareEndings {
		if strings.HasSuffix(s, end) {
			return s
		}
	}
	for _, end := range silentEndings {
		if strings.HasSuffix(s, end) {
			return s + "e"
		}
	}
	return s
}

func hasAnySuffix(s string, endings ...string) bool {
	for _, e := range endings {
		if strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}

func hasVowel(s string) bool { return strings.ContainsAny(s, "aeiouy") }

// silentEndings are the ends of stems that have lost an e; bareEndings, looked
// at first, are the exceptions.
var (
	silentEndings = strings.Fields(`v u c s z at iz dg ag eg ig og ug rg lg ng bl pl tl dl gl fl cl kl zl in un
		ut ot it plet pet let id od ud ad ced ped ur ir ar plor stor gnor scor bor terfer adher rever sever al il consol
		ul om im am um op ap ip yp ik ak ok uk ob ib breath cloth bath loath sooth re gre free tee cre tun conven
		terven traven cit rit quir pos`)
	bareEndings = strings.Fields(`ss focus bias canvas sync eat reat oat combat format hat eet visit limit edit nefit
		xploit hibit audit profit licit posit ransit cruit wait dit input output rout ebut out pilot oot ain oin ein een
		een aid avoid raid ood oud ead oad ead aul uel ail eil oil eal veil foil coil ial nal tal cal dal mal ral oal
		our ccur urmur air oar ear eir ool oom aim claim eam oam eep eap oap oup oop eep eak oak ook eek velop allop
		gallop nchor belong long hang wrong ing rong oing eg og vetoed solicit merit habit inherit spirit submit permit
		admit commit omit emit credit hear bear eer target budget market interpret ocket pocket fit knit split hit sit
		quit suit bait tool fool cool pool soul foul ship rship help step gossip worship equip kidnap wrap map
		inform reform ferret pivot riot ballot allot barrel label total rival bottom custom ransom blossom victim
		bargain begin admin margin ruin origin bulletin erstand interim program diagram telegram`)
	doubledL = set("controll", "patroll", "compell", "propell", "expell", "repell", "dispell", "excell", "rebell", "cancell",
		"labell", "travell", "signall", "modell", "channell", "levell", "counsell", "enroll", "extoll", "fulfill", "distill",
		"instill", "fuell", "tunnell", "marshall", "rivall", "totall", "unravell", "quarrell", "equall", "annull")
)

// pairs makes a table of "form base" lines.
func pairs(s string) map[string]string {
	m := map[string]string{}
	f := strings.Fields(s)
	for i := 0; i+1 < len(f); i += 2 {
		m[f[i]] = f[i+1]
	}
	return m
}

var nouns = pairs(`
	men man women woman children child people people feet foot teeth tooth mice mouse geese goose lives life
	wives wife knives knife leaves leaf halves half selves self shelves shelf thieves thief wolves wolf loaves loaf
	criteria criterion phenomena phenomenon analyses analysis crises crisis theses thesis bases basis hypotheses hypothesis
	syntheses synthesis diagnoses diagnosis emphases emphasis parentheses parenthesis axes axis indices index matrices matrix vertices vertex
	appendices appendix series series species species news news means means politics politics economics economics
	physics physics ethics ethics mathematics mathematics headquarters headquarters data data media media
	corpora corpus memoranda memorandum referenda referendum fora forum curricula curriculum strata stratum
	viruses virus statuses status campuses campus buses bus bonuses bonus censuses census consensuses consensus
	focuses focus gases gas biases bias shoes shoe ties tie lies lie pies pie toes toe foes foe
	movies movie cookies cookie caches cache niches niche headaches headache axe axe quizzes quiz
	bacteria bacterium alumni alumnus stimuli stimulus nuclei nucleus radii radius
	themselves themselves ourselves ourselves cyberspaces cyberspace`)

var verbs = pairs(`
	am be is be are be was be were be been be being be 's be 're be 'm be has have had have having have 've have
	does do did do done do doing do goes go went go gone go going go said say says say made make making make
	took take taken take taking take came come coming come became become becoming become got get gotten get gave give given give giving give
	saw see seen see seeing see knew know known know thought think told tell found find kept keep held hold
	left leave brought bring bought buy built build sent send spent spend lent lend bent bend met meet led lead
	read read lost lose felt feel dealt deal meant mean heard hear stood stand understood understand withstood withstand
	wrote write written write drove drive driven drive rose rise risen rise arose arise arisen arise chose choose chosen choose
	spoke speak spoken speak broke break broken break woke wake stole steal stolen steal froze freeze frozen freeze
	wove weave woven weave grew grow grown grow drew draw drawn draw threw throw thrown throw flew fly flown fly
	blew blow blown blow showed show shown show began begin begun begin beginning begin ran run running run won win winning win
	sang sing sung sing sank sink sunk sink drank drink drunk drink swam swim swum swim sprang spring sprung spring
	shrank shrink shrunk shrink fought fight taught teach caught catch sought seek laid lay paid pay lain lie
	lay lie lying lie dying die tying tie vying vie lied lie died die tied tie vied vie ate eat eaten eat fell fall fallen fall
	forgot forget forgotten forget hid hide hidden hide bit bite bitten bite beat beat beaten beat
	sat sit slept sleep swept sweep wept weep crept creep shot shoot sold sell struck strike stricken strike
	swore swear sworn swear tore tear torn tear wore wear worn wear bore bear borne bear born bear
	hung hang dug dig stuck stick spun spin lit light fed feed bled bleed bred breed fled flee sped speed
	bound bind wound wind ground grind forbade forbid forbidden forbid shook shake shaken shake proven prove
	let let put put set set cut cut hit hit cost cost shut shut spread spread split split hurt hurt quit quit
	using use used use seeing see agreeing agree fleeing flee freeing free guaranteeing guarantee overseeing oversee oversaw oversee overseen oversee
	might might could could would would should should shall shall will will must must may may can can
	bring bring sing sing ring ring spring spring swing swing fling fling cling cling sting sting string string
	need need needs need succeed succeed proceed proceed exceed exceed feed feed breed breed bleed bleed speed speed
	focussed focus focussing focus focused focus focusing focus pass pass discuss discuss address address process process
	programmed program programming program benefited benefit benefitting benefit benefitted benefit
	vetoes veto echoes echo does do undergoes undergo caused cause based base cited cite
	travelling travel picnicking picnic trafficking traffic trafficked traffic mimicked mimic panicked panic
	dyeing dye singeing singe ageing age age age is be fulfilled fulfil fulfilling fulfil hoping hope hoped hope
	coping cope coped cope scoped scope sloped slope wiped wipe postponed postpone telephoned telephone
	owing owe owed owe lied lie tasked task quoted quote voted vote promoted promote devoted devote noted note denoted denote
	united unite invited invite ignited ignite excited excite reunited reunite expedited expedite
	created create creating create uniting unite inviting invite exciting excite`)

var degrees = pairs(`
	better good best good worse bad worst bad more much most much less little least little further far furthest far
	farther far farthest far elder old eldest old bigger big biggest big hotter hot hottest hot freer free freest free
	later late latest late wider wide widest wide larger large largest large closer close closest close finer fine finest fine
	truer true truest true bluer blue nicer nice nicest nice latter latter other other wiser wise wisest wise
	stronger strong strongest strong longer long longest long younger young youngest young
	never never ever ever over over under under former former outer outer inner inner upper upper utmost utmost
	foremost foremost higher high highest high lower low lowest low newer new newest new fewer few fewest few`)
