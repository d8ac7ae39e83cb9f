package readability

import "strings"

// compounds are first parts of compounds whose e is silent inside the word, as
// in therefore and stakeholder.
var compounds = []string{
	"base", "code", "fore", "frame", "home", "large", "life", "line", "name", "place", "safe", "side", "space", "stake", "state", "there", "time", "trade", "where", "white", "whole", "wide", "fire", "like", "some", "more",
	"guide", "peace", "else", "pipe", "mile", "house", "live", "note", "here", "gate", "nine", "stale", "score", "grave", "wave", "love", "hope", "rule", "smoke", "bride", "spokes",
}

// exceptions are words that the rules count wrongly, and words that texts on
// policy use often, by their syllables. Inflected forms follow.
var exceptions = numbered(
	`people:2 business:2 forester:3 every:2 chaos:2 area:3 idea:3 science:2 suicide:3 nuclear:3 linear:3 pioneer:3 theatre:3 reality:4 theory:3 museum:3 real:1 really:2 ideal:2 ideally:3 create:2 created:3 creates:2 creating:3 creation:3 creative:3 creator:3
	react:2 preamble:3 coalition:4 society:4 anxiety:4 variety:4 propriety:4 notoriety:5 sobriety:4 piety:3 dialogue:3 catalogue:3 analogue:3 monologue:3 prologue:2 colleague:2 league:1 vague:1 technique:2 unique:2
	communique:4 regime:2 recipe:3 catastrophe:4 apostrophe:4 hyperbole:4 simile:3 acne:2 cafe:2 cliche:2 naive:2 naivete:3 fiance:3 resume:2 employee:3 committee:3 referee:3
	business:2 businesses:3 businessman:3 businessmen:3 evening:2 wednesday:2 aisle:1 isle:1 wicked:2 naked:2 sacred:2 hundred:2 kindred:2 hatred:2 rugged:2 ragged:2 crooked:2 learned:1 beloved:3 alleged:2
	initiative:4 australia:3 australian:3 brazilian:3 jamaica:3 georgia:2 georgian:2 kenya:2 kenyan:2 venezuela:4 venezuelan:4 chile:2 denuclearization:7 denuclearisation:7
	resilient:3 resilience:3 resiliency:4 convenience:3 inconvenient:4 overseas:3 undersea:3 seabed:2 embed:2 embedded:3 embeds:2 ahmed:2 mohammed:3 mohamed:3 bloodshed:2 watershed:3 testbed:2 shed:1 bed:1 infrared:3
	theater:3 extraordinary:5 extraordinarily:6 foreseeable:4 unforeseeable:5 unforeseen:3 nevertheless:4 nonetheless:3 santiago:4 croatia:3 croatian:3 vienna:3 freer:2 heroin:3 conduit:3 materiel:4 montreal:3
	alienation:5 enthusiasm:5 servicemen:3 conscientious:4 glacier:2 beforehand:3 aforementioned:4 laureate:3 delineate:4 delineation:5 diamond:2 coalesce:3 reignite:3 oneself:2 policeman:3 policemen:3 realities:4 giant:2 preeminent:4 preeminence:4 iceland:2 livelihood:3 hereditary:5 heresy:3 heretic:3 heretical:4
	period:3 maybe:2 somebody:3 something:2 sometimes:2 somewhere:2 someone:2 anyone:3 everyone:3 everything:3 everybody:4 everywhere:3 everyday:3 forever:3 however:3 whatever:3 wherever:3 whenever:3 whoever:3
	moreover:3 whereas:2 foreign:2 foreigner:3 forensic:3 forefront:2 foremost:2 foresee:2 forego:2 forearm:2
	parliament:3 parliamentary:5 parliamentarian:6 marriage:2 carriage:2 miniature:4 christian:2 question:2 suggestion:3 digestion:3 congestion:3 exhaustion:3 bastion:2 righteous:2 soldier:2 frontier:2 pier:1 tier:1
	cashier:2 premier:2 brigadier:4 financier:3 opinion:3 union:2 reunion:3 communion:3 companion:3 dominion:3 million:2 billion:2 trillion:2 rebellion:3 battalion:3 onion:2 behavior:3 behaviour:3 behavioral:4 behavioural:4 savior:2 saviour:2
	senior:2 junior:2 brilliant:2 civilian:3 familiar:3 peculiar:3 auxiliary:4 alien:3 alienate:4 italian:3 julian:2 william:2 spaniel:2 genius:2 convenient:3 lenient:3
	asia:2 asian:2 russia:2 russian:2 malaysia:3 indonesia:4 tunisia:3 eurasia:3 eurasian:3 persia:2 persian:2 australasia:4 caucasian:3 india:3 indian:3 china:2 europe:2 european:4 europeans:4 caribbean:4 mediterranean:6 korean:3 guinea:2 eritrea:4
	israel:3 israeli:3 michael:2 iraq:2 iran:2 iraqi:3 ukraine:2 ukrainian:4 syria:3 syrian:3 korea:3 kuwait:2 taiwan:2 hawaii:3 samoa:3 sierra:3 leone:3 sao:2 paulo:2 bahrain:2 qatar:2 suez:2 maria:3 vietnam:3 niue:2 zimbabwe:3 niger:2 nigeria:4 algeria:4 liberia:4
	cooperate:4 cooperation:5 cooperative:5 cooperating:5 cooperates:4 cooperated:5 coordinate:4 coordination:5 coordinator:5 coordinating:5 coordinated:5 coordinates:4 coexist:3 coexistence:4 coerce:2 coercion:3 coercive:3
	poetry:3 poetic:3 oasis:3 boa:2 zoology:4 heroine:3 heroic:3 stoic:2 egoism:4 maoist:2 jesuit:3 altruism:4 altruistic:4
	actual:3 casual:3 usual:3 visual:3 manual:3 annual:3 mutual:3 ritual:3 virtual:3 sexual:3 gradual:3 persuade:2 persuasion:3 persuasive:3 dissuade:2 dissuasion:3 suede:1 suave:1 assuage:2 language:2 guard:1 guarantee:3 guaranteed:3 guarantees:3
	quality:3 equality:4 equal:2 equally:3 quantity:3 adequate:3 frequent:2 guest:1 guess:1 argue:2 argued:2 argues:2 arguing:3 ague:2 value:2 valued:2 values:2 rescue:2 fugue:1 rogue:1 plague:1 intrigue:2 vogue:1 segue:2
	queue:1 liaison:3 liaise:2 liaising:3 liaises:3 liaised:2 suite:1 biscuit:2 circuit:2 build:1 building:2 buildings:2 guide:1 guidance:2 guild:1 guilt:1 penguin:2 languish:2 distinguish:3 extinguish:3 anguish:2 linguistic:3 linguist:2 bilingual:3 lingual:2 multilingual:4 pursue:2 pursuing:3 pursuit:2 issuing:3 valuing:3 rescuing:3
	recruit:2 fruit:1 suit:1 juice:1 bruise:1 cruise:1 nuisance:2 lawsuit:2 continuing:4 evacuee:4 intuitive:4 tuition:3 intuition:4 fruition:3 genuine:3 ambiguity:5 ambiguous:4 contiguous:4 exiguous:4 argument:3 arguably:4
	continue:3 continuum:4 vacuum:3 influence:3 influential:4 fluent:2 affluent:3 fluency:3 influx:2 minuet:3 statue:2 virtue:2 tissue:2 issue:2 avenue:3 revenue:3 venue:2 barbecue:3
	element:3 elements:3 elemental:4 elementary:5 supplement:3 supplementary:5 implement:3 complement:3 complementary:5 implementation:5 clement:2 cement:2 inclement:3 vehement:3 tenement:3 sediment:3 moment:2 comment:2 document:3
	movement:2 acre:2 massacre:3 ogre:2 meagre:2 euchre:2 lucre:2 cadre:2
	science:2 scientific:4 scientist:3 conscience:2 conscious:2 prescience:2 experience:4 audience:3 obedience:4 patience:2 deity:3 spontaneity:5 homogeneity:6 albeit:3 atheist:3 protein:2 caffeine:2 reign:1 rein:1 reins:1 reindeer:2
	reach:1 read:1 ready:2 readily:3 readiness:3 reader:2 reading:2 realm:1 realise:3 realize:3 realised:3 realized:3 realises:4 realizes:4 realising:4 realizing:4 realisation:5 realization:5 realism:4 realist:3 realistic:4 realistically:6 reason:2 rear:1 real-time:2 realign:3 readjust:3 reap:1
	reuse:2 reused:2 reiterate:4 reinforce:3 reinforcement:4 reunification:6 deescalate:4 deescalation:5 preempt:2 preemption:3 preemptive:3 preexisting:4 reexamine:4 reelect:3 reopen:3 beyond:2 diagnosis:4
	area:3 cyberattack:4 cyberarea:5 cyberoperation:6 interoperable:6 interoperability:8 microeconomic:6 macroeconomic:6 socioeconomic:7 geopolitical:6 geographic:4 geography:4 geometry:4 video:3 audio:3 stereo:3 rodeo:3 radio:3 ratio:3 portfolio:4 studio:3 folio:3 trio:2 scenario:4
	leopard:2 jeopardy:3 jeopardize:3 jeopardise:3 surgeon:2 pigeon:2 dungeon:2 sturgeon:2 yeoman:2 george:1 geoffrey:2 luncheon:2 truncheon:2 people's:2 peoples:2 pageant:2 sergeant:2 vengeance:2 ocean:2 oceanic:4 simultaneous:5
	chocolate:2 vegetable:3 comfortable:3 temperature:4 literature:4 interest:2 interesting:3 interested:3 interests:2 favourite:3 favorite:3 definite:3 infinite:3 opposite:3 composite:3 requisite:3 exquisite:3 granite:2 favour:2 colonel:2
	machine:2 vaccine:2 medicine:3 discipline:3 engine:2 doctrine:2 genuine:3 feminine:3 masculine:3 determine:3 examine:3 imagine:3 famine:2
	safety:2 safeguard:2 ninety:2 surety:3 entirety:4 nicety:3 subtlety:3 lonely:2 likelihood:3 awesome:2 wholesome:2 lonesome:2 handsome:2 troublesome:3 cumbersome:3 burdensome:3 threesome:2
	diversity:4 through:1 though:1 thought:1 although:2 eye:1 eyes:1 buoy:2 buoyant:2 ewe:1 owe:1 owed:1 awe:1 dye:1 rye:1 bye:1 goodbye:2 aye:1 lye:1 tied:1 lied:1 died:1 dies:1 lies:1 ties:1 die:1 lie:1 tie:1 pie:1 shoe:1 shoes:1 toe:1 toes:1 goes:1 does:1 foes:1 heroes:2 echoes:2 vetoes:2 woes:1 canoe:2
	flying:2 dying:2 lying:2 tying:2 crying:2 trying:2 drying:2 prying:2 buying:2 saying:2 higher:2 fire:1 hire:1 wire:1 tire:1 desire:2 entire:2 require:2 acquire:2 inquire:2 retire:2 iron:2 hour:1 our:1 ours:1 flour:1 sour:1 power:2 tower:2 flower:2 lawyer:2 prayer:1 layer:2 player:2 mayor:2
	vehicle:3 trauma:2 saudi:2 louis:2 toward:2 towards:2 world:1 girl:1 earth:1 threat:1 great:1 break:1 health:1 wealth:1 breadth:1 dreamt:1 drought:1 brought:1 schism:3 prism:2 chasm:2 plasma:2 spasm:2
	colour:2 honour:2 labour:2 neighbour:2 rapporteur:3 entrepreneur:4 entrepreneurial:6 entrepreneurship:5 amateur:3 liqueur:2 milieu:2 lieu:1 adieu:2 view:1 review:2 interview:3 bureau:2 bureaucracy:4 bureaucratic:4 bureaucrat:3 plateau:2 beauty:2 beautiful:3 chateau:2 ` + `
	anti:2 semi:2 co:1 de:1 re:1 eg:2 ie:2 etc:4 vs:2 mr:2 mrs:2 dr:2 usa:3 uk:2 un:2 eu:2 us:1 icts:4 ict:3 ip:2 tv:2 nato:2 unesco:3 internet:3`)

// numbered reads words with their syllables, word:n; a word alone is a
// reminder that the rules have it right and is passed over.
func numbered(text string) map[string]int {
	out := map[string]int{}
	for _, f := range strings.Fields(text) {
		if word, n, ok := strings.Cut(f, ":"); ok {
			out[word] = int(n[0] - '0')
		}
	}
	return out
}
