package format

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
)

// Decode returns a file's text as UTF-8 and the name of its encoding: "utf-8",
// "utf-8-bom", "utf-16le" or "utf-16be", the last two only with a byte order
// mark. The mark is not part of the text. Any other encoding is an *Error
// of class "encoding" that names the likely one and the remedy. NUL bytes are
// of class "binary"; up to one in a thousand bytes of UTF-8 are strays and become
// spaces. Data that needs no change is returned as it is, not copied.
func Decode(data []byte) (text []byte, charset string, err error) {
	text, charset, _, err = decode(data)
	return text, charset, err
}

// decode also returns the number of NUL bytes that became spaces.
func decode(data []byte) (text []byte, charset string, strays int64, err error) {
	charset, mark, err := opening(data)
	if err != nil {
		return nil, "", 0, err
	}
	data = data[mark:]
	switch charset {
	case "utf-16le":
		text, err = fromUTF16(data, 0)
		return text, charset, 0, err
	case "utf-16be":
		text, err = fromUTF16(data, 1)
		return text, charset, 0, err
	}
	seen := survey{head: data[:min(len(data), guessed)]}
	seen.add(data)
	if err := seen.verdict(); err != nil {
		return nil, "", 0, err
	}
	if seen.nuls > 0 {
		data = bytes.ReplaceAll(data, []byte{0}, []byte{' '})
	}
	return data, charset, seen.nuls, nil
}

// opening tells by a file's first bytes what it may be, and the length of the
// byte order mark.
func opening(data []byte) (charset string, mark int, err error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe\x00\x00")):
		return "", 0, encodingError("UTF-32LE")
	case bytes.HasPrefix(data, []byte("\x00\x00\xfe\xff")):
		return "", 0, encodingError("UTF-32BE")
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return "utf-16le", 2, nil
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return "utf-16be", 2, nil
	}
	charset = "utf-8"
	if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		mark, charset = 3, "utf-8-bom"
	}
	if what := container(data[mark:]); what != "" {
		return "", 0, errorf("binary", "this is %s, whatever its name; convert it to text or give it its own extension", what)
	}
	return charset, mark, nil
}

// survey is what must be known of all the bytes of a text, which may come in
// parts, before it can be called UTF-8. No part may end within a rune.
type survey struct {
	head     []byte // the first bytes, up to guessed, as they were read
	bytes    int64
	lines    int64 // line ends before the part at hand, kept by whoever adds several
	nuls     int64
	firstNUL int64
	broken   bool  // there are bytes that are not UTF-8
	badByte  int64 // the first of them
	badLine  int64
	escapes  bool // an ESC, with which some encodings of 7 bits switch their tables
}

// add looks at the next part.
func (s *survey) add(part []byte) {
	if i := bytes.IndexByte(part, 0); i >= 0 {
		if s.nuls == 0 {
			s.firstNUL = s.bytes + int64(i)
		}
		s.nuls += int64(bytes.Count(part[i:], []byte{0}))
	}
	if !s.broken {
		if i := firstInvalid(part); i >= 0 {
			s.broken, s.badByte = true, s.bytes+int64(i)
			s.badLine = 1 + s.lines + int64(bytes.Count(part[:i], []byte("\n")))
		}
		s.escapes = s.escapes || bytes.IndexByte(part, 0x1b) >= 0
	}
	s.bytes += int64(len(part))
}

// verdict says of the whole text why it is none, nil if it is one.
func (s *survey) verdict() error {
	if s.nuls > 0 {
		if name := unmarkedUTF16(s.head); name != "" {
			return encodingError(name)
		}
		if s.nuls*strayNUL > s.bytes {
			return errorf("binary", "byte %d is NUL, as are %d in all: this is no text", s.firstNUL, s.nuls)
		}
	}
	if s.broken {
		return errorf("encoding", "byte %d (line %d) is not UTF-8; %s", s.badByte, s.badLine, remedy(s.guess()))
	}
	if s.escapes {
		if g := s.guess(); strings.HasPrefix(g, "ISO-2022") {
			return encodingError(g)
		}
	}
	return nil
}

// guess names the likely encoding, "" if nothing speaks for any.
func (s *survey) guess() string {
	return guess(bytes.ReplaceAll(s.head, []byte{0}, []byte{' '}))
}

// guessed is how much of a text its encoding is guessed by.
const guessed = 1 << 20

// strayNUL is how many bytes a text has for each stray NUL at least.
const strayNUL = 1000

func encodingError(name string) error {
	return errorf("encoding", "the file is not UTF-8; %s", remedy(name))
}

func remedy(name string) string {
	if name == "" {
		return "its encoding is not recognised; convert it with iconv -f ENCODING -t UTF-8"
	}
	return "it looks like " + name + "; if so, convert it with iconv -f " + name + " -t UTF-8"
}

// guess names the likely encoding, "" if nothing speaks for any.
func guess(data []byte) string {
	name := chardet.Detect(data).Encoding
	switch strings.ToLower(name) {
	case "ascii", "utf-8", "utf-8-sig":
		return "" // it is not
	case "gb2312":
		return "GB18030" // which holds GB2312 and GBK
	}
	return strings.ToUpper(name)
}

func firstInvalid(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// container names what a file is by its first bytes, "" if it may be text.
func container(data []byte) string {
	for _, m := range []struct{ magic, what string }{
		{"%PDF-", "a PDF"},
		{"PK\x03\x04", "a ZIP file, such as a Word or OpenDocument text"},
		{"\xd0\xcf\x11\xe0", "an old Microsoft Office file"},
		{`{\rtf`, "an RTF text"},
		{"\x1f\x8b", "a gzip file"},
	} {
		if bytes.HasPrefix(data, []byte(m.magic)) {
			return m.what
		}
	}
	return ""
}

// unmarkedUTF16 recognises UTF-16 of a European language without a mark by its
// NULs, which stand almost only in every other byte.
func unmarkedUTF16(data []byte) string {
	var nul [2]int
	head := data[:min(len(data), 4096)&^1]
	for i, b := range head {
		if b == 0 {
			nul[i&1]++
		}
	}
	half := len(head) / 2
	switch {
	case half < 4:
		return ""
	case nul[1]*2 > half && nul[0]*10 <= half:
		return "UTF-16LE"
	case nul[0]*2 > half && nul[1]*10 <= half:
		return "UTF-16BE"
	}
	return ""
}

// fromUTF16 decodes UTF-16 of which byte high of each pair is the upper one.
func fromUTF16(data []byte, low int) ([]byte, error) {
	if len(data)%2 != 0 {
		return nil, errorf("encoding", "the file ends within a character of UTF-16: it is cut off")
	}
	unit := func(i int) rune { return rune(data[i+low]) | rune(data[i+1-low])<<8 }
	out := make([]byte, 0, len(data))
	for i := 0; i < len(data); i += 2 {
		r := unit(i)
		switch {
		case r == 0:
			return nil, errorf("binary", "byte %d is a NUL character: this is no text", i+2)
		case utf16.IsSurrogate(r):
			pair := rune(utf8.RuneError)
			if i+2 < len(data) {
				pair = utf16.DecodeRune(r, unit(i+2))
			}
			if pair == utf8.RuneError {
				return nil, errorf("encoding", "byte %d: half a character of UTF-16; the file is damaged", i+2)
			}
			r = pair
			i += 2
		}
		out = utf8.AppendRune(out, r)
	}
	return out, nil
}
