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
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe\x00\x00")):
		return nil, "", encodingError("UTF-32LE")
	case bytes.HasPrefix(data, []byte("\x00\x00\xfe\xff")):
		return nil, "", encodingError("UTF-32BE")
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		text, err = fromUTF16(data[2:], 0)
		return text, "utf-16le", err
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		text, err = fromUTF16(data[2:], 1)
		return text, "utf-16be", err
	}
	charset = "utf-8"
	if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		data, charset = data[3:], "utf-8-bom"
	}
	if what := container(data); what != "" {
		return nil, "", errorf("binary", "this is %s, whatever its name; convert it to text or give it its own extension", what)
	}
	if i := bytes.IndexByte(data, 0); i >= 0 {
		if guess := unmarkedUTF16(data); guess != "" {
			return nil, "", encodingError(guess)
		}
		if n := bytes.Count(data, []byte{0}); n*strayNUL > len(data) {
			return nil, "", errorf("binary", "byte %d is NUL, as are %d in all: this is no text", i, n)
		}
		data = bytes.ReplaceAll(data, []byte{0}, []byte{' '})
	}
	if i := firstInvalid(data); i >= 0 {
		line := 1 + bytes.Count(data[:i], []byte("\n"))
		return nil, "", errorf("encoding", "byte %d (line %d) is not UTF-8; %s", i, line, remedy(guess(data)))
	}
	if bytes.IndexByte(data, 0x1b) >= 0 {
		if g := guess(data); strings.HasPrefix(strings.ToUpper(g), "ISO-2022") {
			return nil, "", encodingError(g)
		}
	}
	return data, charset, nil
}

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

// guess names the likely encoding, "" if nothing speaks for any. It looks at
// the first megabyte.
func guess(data []byte) string {
	name := chardet.Detect(data[:min(len(data), 1<<20)]).Encoding
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
