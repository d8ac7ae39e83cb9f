package tokenize

import (
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf8"

	"concordat/corpus"
	"concordat/corpus/mask"
)

// Words appends the words of the blocks of a body to dst and enters their
// types into lex. Words never cross a block, and a block gives the same words
// wherever it stands. It allocates for new types, to grow dst and, rarely, to
// fold a word; cost is linear.
//
// Word boundaries are those of Unicode Standard Annex 29, but:
//
//   - a hyphen (- ‐ ‑) joins, unless it stands between two digits:
//     multi-stakeholder, COVID-19, but 2016-2018 is two numbers;
//   - so does a hyphen at the end of a line before a small letter
//     ("long-⏎term", not before "and" and "or"), and a soft hyphen there;
//   - an apostrophe (' ’ ‘) joins digits and letters too: 1980's;
//   - a full stop joins digits and the single letters of an abbreviation, which
//     also keeps its last one: U.S., e.g., U.S.-led; and Ph.D.; elsewhere it
//     divides: "law.The";
//   - a comma joins digits; a colon or semicolon joins nothing;
//   - web and e-mail addresses are one token of kind corpus.URL;
//   - characters without a look of their own (soft hyphen, zero-width space)
//     do not divide a word;
//   - of pictographs, only emoji are tokens (kind corpus.Symbol);
//   - an underscore joins, but does not begin or end a word; superscript digits
//     are marks of notes and belong to nothing.
func Words(dst []corpus.Token, body []byte, blocks []corpus.Block, lex *corpus.Lexicon) []corpus.Token {
	var s scanner
	s.begin(dst, body, lex)
	return s.blocks(blocks)
}

// scanner finds words in three ways, which give the same. Nearly all words are
// ASCII letters and digits between other ASCII characters that cannot join
// anything: runs makes tokens of them without looking at single bytes. Most
// others have only ASCII, apostrophes, hyphens and the commonest letters:
// common goes through their bytes once. The rest go through the rules one
// character at a time: wordEnd and what it calls.
type scanner struct {
	lex   *corpus.Lexicon
	body  []byte
	out   []corpus.Token
	notes *notes // nil if nobody asks

	base  int   // index of the body's first token
	first int   // index of the block's first token
	at    int   // where the scan is: every byte before is in a token or in gap
	gap   uint8 // a corpus.Gap and gapStop: what stands between the last token and at

	edges [piece + mask.Size + 4]uint32     // scratch: where the runs of a piece start and end
	keys  [piece/2 + mask.Size]corpus.Short // scratch: the runs of a piece as words
	fold  [maxCommon]byte                   // scratch: a folded word
	rare  []byte                            // scratch: a folded word of any length
}

// notes is what the scanner notes of a document for the sentences.
type notes struct {
	starts []uint32 // by block: how many tokens stand before it
	stops  []uint32 // tokens, but for the first of a block, before which a sentence may end
	wide   bool     // one of wideEnds stands before one of stops
}

const (
	piece     = 1 << 10 // how many bytes are searched for runs at once; results do not depend on it
	maxCommon = 64      // the longest folded word that common makes
	maxShort  = 16      // the longest word that runs makes
)

// begin prepares for the words of a body, which are appended to dst. Notes are
// appended to those that are there.
func (s *scanner) begin(dst []corpus.Token, body []byte, lex *corpus.Lexicon) {
	s.lex, s.body, s.out, s.base = lex, body, dst, len(dst)
}

// blocks appends the words of blocks to those that the scanner has found in the
// body, and returns them all.
func (s *scanner) blocks(blocks []corpus.Block) []corpus.Token {
	for _, b := range blocks {
		s.block(s.body[:b.End], int(b.Start))
	}
	return s.out
}

// block appends the words of b[at:], one block. Offsets count from the start of b.
func (s *scanner) block(b []byte, at int) {
	s.first, s.at, s.gap = len(s.out), at, 0
	if s.notes != nil {
		s.notes.starts = append(s.notes.starts, uint32(s.first-s.base))
	}
	edges, inside := s.edges[:0], false
	for at < len(b) {
		next := min(at+piece, len(b))
		edges, inside = mask.Edges(edges, b[at:next], uint32(at), inside)
		if at = next; at == len(b) && inside {
			edges = append(edges, uint32(at))
		}
		n := len(edges) &^ 1
		s.runs(b, edges[:n])
		edges = edges[:copy(edges, edges[n:])] // the start of a run that goes on
	}
}

const ones, high = 0x0101010101010101, 0x8080808080808080

// look takes runs of word bytes for words, those that may be ones which runs
// makes, and looks them all up. The others have a high bit and are no words.
func (s *scanner) look(edges []uint32) []corpus.Short {
	keys, body := s.keys[:len(edges)/2], s.body
	for i := range keys {
		start, end := int(edges[0]), int(edges[1])
		edges = edges[2:]
		k := &keys[i]
		k.Lo, k.Hi = high, high
		if n := end - start; uint(n) <= maxShort && start+maxShort <= len(body) {
			w := body[start : start+maxShort]
			k.Lo = (binary.LittleEndian.Uint64(w) | 0x20*ones) & keep[n][0] // small letters; digits stay
			k.Hi = (binary.LittleEndian.Uint64(w[8:]) | 0x20*ones) & keep[n][1]
		}
	}
	s.lex.FindShort(keys)
	return keys
}

// runs makes tokens of runs of word bytes and of what stands between them.
func (s *scanner) runs(b []byte, edges []uint32) {
	keys, at := s.look(edges), s.at
	out := slices.Grow(s.out, len(keys))
	for i := range keys {
		start, end := int(edges[0]), int(edges[1])
		edges = edges[2:]
		if start >= at {
			if start-at != 1 || b[at] != ' ' {
				s.out, s.at = out, at
				s.between(b, start)
			}
			k := &keys[i]
			if all := k.Lo | k.Hi; all&high == 0 && (end == len(b) || asciiBits[b[end]]&bitJoin == 0 || !mayGoOn(b, end)) {
				kind := corpus.Word
				if all&(0x40*ones) == 0 {
					kind = corpus.Number
				}
				n, gap := len(out), corpus.Gap(0)
				if s.gap != 0 {
					gap = s.barrier(n)
				}
				id := k.Type
				if !k.Known {
					id = s.lex.InternShort(k.Lo, k.Hi)
				}
				out = out[:n+1]
				t := &out[n] // set in place: to copy a token that was just written is slow
				t.Start, t.End, t.Type, t.Kind, t.Gap, t.Tag = uint32(start), uint32(end), id, kind, gap, 0
				at = end
				continue
			}
			at = start
		} // else a longer token has taken the run, or a part of it
		s.out, s.at = out, at
		s.run(b, end)
		out, at = slices.Grow(s.out, len(keys)-i), s.at
	}
	s.out, s.at = out, at
}

// keep has by length the masks that leave a word of so many bytes.
var keep = func() (t [maxShort + 1][2]uint64) {
	for n := range t {
		for i := range n {
			t[n][i/8] |= 0xff << (i % 8 * 8)
		}
	}
	return t
}()

// run makes tokens of what is left of a run of word bytes that ends at end, and
// of what the last of them takes beyond it.
func (s *scanner) run(b []byte, end int) {
	for s.at < end {
		i := s.at
		if lead := b[i]; lead == 0xE2 && i+2 < len(b) && b[i+1] == 0x80 {
			if m := general[b[i+2]]; m.gap&gapAsk == 0 {
				s.gap |= m.gap
				s.at += 3
				continue
			}
		} else if lead >= 0xE4 && lead <= 0xE9 && aloneHan(b, i) {
			s.add(i+3, corpus.Word, b[i:i+3])
			continue
		} else if n, to, kind := s.common(b, i); to > i {
			s.add(to, kind, s.fold[:n])
			continue
		}
		to, kind := i, corpus.Word
		if asciiBits[b[i]]&bitPlain != 0 {
			to, kind = wordEnd(b, i)
		} else {
			to, kind = tokenAt(b, i)
		}
		if to > i {
			s.rare = Fold(s.rare[:0], b[i:to])
			s.add(to, kind, s.rare)
			if b[to-1] == '.' {
				s.gap = gapStop
			}
			continue
		}
		s.separate(b)
	}
}

// add appends the token that starts where the scan is.
func (s *scanner) add(end int, kind corpus.Kind, folded []byte) {
	s.out = append(s.out, corpus.Token{
		Start: uint32(s.at), End: uint32(end), Type: s.lex.Intern(folded), Kind: kind, Gap: s.barrier(len(s.out)),
	})
	s.at = end
}

// barrier returns what stands before token i, notes it if a sentence may end
// there, and begins the next gap.
func (s *scanner) barrier(i int) corpus.Gap {
	gap := s.gap
	s.gap = 0
	if i == s.first {
		return 0
	}
	if gap&gapStop != 0 && s.notes != nil {
		s.notes.stops = append(s.notes.stops, uint32(i-s.base))
	}
	return corpus.Gap(gap &^ gapStop)
}

// common returns the end and kind of the word that starts at b[i], and the
// length of its folded form in s.fold, if it is made of ASCII letters and digits,
// the letters of small, apostrophes, hyphens and numbers with commas and a full stop,
// and if it is certain where it ends. Otherwise it returns i as the end.
func (s *scanner) common(b []byte, i int) (n, end int, kind corpus.Kind) {
	var seen, last uint8
	fraction := false
	j := i
	for j < len(b) {
		if n > maxCommon-2 {
			return 0, i, corpus.Word
		}
		c := b[j]
		if bits := asciiBits[c] & bitPlain; bits != 0 {
			s.fold[n] = lower[c]
			seen, last = seen|bits, bits
			n, j = n+1, j+1
			continue
		}
		if r := smallLetter(b, j); r != 0 {
			if r >= utf8.RuneSelf {
				s.fold[n] = 0xC0 | byte(r>>6)
				n, r = n+1, 0x80|r&0x3F
			}
			s.fold[n] = byte(r)
			seen, last = seen|bitLetter, bitLetter
			n, j = n+1, j+2
			continue
		}
		size, as := 0, c
		if j > i {
			size, as = joiner(b, j, seen, last)
		}
		switch {
		case size < 0 || j == i:
			return 0, i, corpus.Word
		case size > 0:
			s.fold[n] = as
			n, j = n+1, j+size
			fraction = fraction || as == '.'
			continue
		}
		break
	}
	if j == i || fraction && addressGoesOn(b, j) {
		return 0, i, corpus.Word
	}
	if seen == bitDigit {
		kind = corpus.Number
	}
	return n, j, kind
}

// joiner returns the size and the folded form of what stands at b[j], after a
// letter or digit, if it joins that to the next; 0 if the word ends there; −1 if
// that is for wordEnd to say. seen has the bits of the word so far, last those
// of its last character.
func joiner(b []byte, j int, seen, last uint8) (size int, as byte) {
	size, as = 1, b[j]
	switch {
	case as == 0xE2:
		if j+2 >= len(b) || b[j+1] != 0x80 {
			return -1, 0
		}
		if m := b[j+2]; m == 0x98 || m == 0x99 { // ‘ ’
			size, as = 3, '\''
		} else if general[m].ends {
			return 0, 0
		} else {
			return -1, 0
		}
	case as >= utf8.RuneSelf:
		return -1, 0
	case !mayGoOn(b, j):
		return 0, 0
	}
	k := j + size
	if k == len(b) {
		return 0, 0
	}
	next := asciiBits[b[k]]
	switch {
	case as == '\'' && next == bitHigh && k+2 < len(b) && b[k] == 0xE2 && b[k+1] == 0x80 && general[b[k+2]].ends:
		return 0, 0 // before a closing quotation mark or a dash
	case as == '\'' && next&(bitPlain|bitHigh) == 0:
		return 0, 0
	case as == '\'' || as == '-':
		if last&next&bitDigit != 0 {
			if as == '-' {
				return 0, 0
			}
			return size, as
		}
		if next&bitPlain != 0 || smallLetter(b, k) != 0 {
			return size, as
		}
	case as == ',' && next&bitHigh == 0:
		if last&next&bitDigit != 0 {
			return size, as
		}
		return 0, 0
	case as == '.' && seen == bitDigit && next == bitDigit:
		return size, as
	}
	return -1, 0
}

// addressGoesOn reports whether a number with a full stop that ends at b[j] may
// be the start of an e-mail address.
func addressGoesOn(b []byte, j int) bool {
	const mailbox = "._%+-@"
	return j+1 < len(b) && strings.IndexByte(mailbox, b[j]) >= 0 &&
		(asciiBits[b[j+1]]&bitPlain != 0 || strings.IndexByte(mailbox, b[j+1]) >= 0)
}

// mayGoOn reports whether the word before b[j] may go on there. It only has to
// be false where the plain word is certain to end.
func mayGoOn(b []byte, j int) bool {
	switch {
	case j == len(b):
		return false
	case asciiBits[b[j]] == bitHigh:
		return true
	case asciiBits[b[j]] != bitJoin || j+1 == len(b):
		return false
	}
	c, next := b[j], asciiBits[b[j+1]]
	return next&(bitPlain|bitHigh) != 0 || c == '_' ||
		c == '-' && next == bitSpace || c == ':' && b[j+1] == '/'
}

// between passes over the bytes before to, none of which is a word byte.
func (s *scanner) between(b []byte, to int) {
	for s.at < to {
		c := b[s.at]
		bits := asciiGap[c]
		if bits&gapAsk != 0 && (c == '-' || s.at+1 < len(b) && b[s.at+1] == '.') {
			s.separate(b)
			continue
		}
		s.gap |= bits &^ gapAsk
		s.at++
	}
}

// separate passes over one character that belongs to no word.
func (s *scanner) separate(b []byte) {
	switch r, _ := utf8.DecodeRune(b[s.at:]); r {
	case '.', '!', '?', '…':
		s.gap |= gapStop
	case '。', '！', '？':
		s.gap |= gapStop
		if s.notes != nil {
			s.notes.wide = true
		}
	}
	afterWord := len(s.out) > s.first && int(s.out[len(s.out)-1].End) == s.at
	gap, size := separator(b, s.at, afterWord)
	s.gap |= uint8(gap)
	s.at += size
}

// separator returns what the character at b[i], which belongs to no word, is to
// patterns, and its size. afterWord says that a word ends at i.
func separator(b []byte, i int, afterWord bool) (corpus.Gap, int) {
	r, size := utf8.DecodeRune(b[i:])
	switch {
	case isHyphen(r):
		// A hyphen on one side of a word is part of its spelling (pre- and
		// post-war, -5); a spaced one, a double one and one between
		// numbers is a dash.
		next, _ := utf8.DecodeRune(b[i+size:])
		if c := classOf(next); afterWord != (c == clLetter || c == clDigit) {
			if next == '-' {
				return corpus.GapDash, size
			}
			return 0, size
		}
		return corpus.GapDash, size
	case r == '.' && i+1 < len(b) && b[i+1] == '.', r == '…':
		for size < len(b)-i && b[i+size] == '.' {
			size++
		}
		return corpus.GapOther, size // something is left out
	}
	return gapOf(r), size
}
