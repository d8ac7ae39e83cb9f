package tokenize

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// maxAddress bounds the look ahead for an address without a scheme: 64 bytes of
// a mailbox, @ and 253 of a domain (RFC 5321, section 4.5.3.1).
const maxAddress = 64 + 1 + 253

// domains are the last labels by which a bare domain is known. Country codes
// are left out: "law.in" is more often a missing space.
var domains = map[string]bool{
	"com": true, "org": true, "net": true, "gov": true, "edu": true, "int": true, "mil": true,
	"info": true, "eu": true, "uk": true, "cn": true,
}

// address returns the end of the web or e-mail address that starts with this
// word, if r, at w.pos, shows that it is one; otherwise 0. It is tried once a word.
func (w *word) address(r rune) int {
	if w.tried || r != '.' && r != '@' && r != ':' {
		return 0
	}
	if r != ':' && w.next(w.pos+1) != clLetter && w.next(w.pos+1) != clDigit {
		return 0
	}
	b := w.b[w.start:]
	if n := schemeEnd(b); n > 0 {
		w.tried = true
		return w.start + webEnd(b, n)
	}
	if r == ':' {
		return 0
	}
	w.tried = true
	if n := mailEnd(b); n > 0 {
		return w.start + n
	}
	if n := domainEnd(b); n > 0 {
		if n < len(b) && b[n] == '/' {
			n = webEnd(b, n)
		}
		return w.start + n
	}
	return 0
}

// schemeEnd returns the end of the scheme or "www." with which b begins, if a
// character of an address follows; otherwise 0.
func schemeEnd(b []byte) int {
	for _, s := range []string{"http://", "https://", "ftp://", "www."} {
		if len(b) > len(s) && bytes.EqualFold(b[:len(s)], []byte(s)) && asciiBits[b[len(s)]]&(bitPlain|bitHigh) != 0 {
			return len(s)
		}
	}
	return 0
}

// webEnd returns the end of the web address b[:n…]: before white space, a
// quotation mark or angle bracket, and without the punctuation of the sentence.
func webEnd(b []byte, n int) int {
	end, open := n, 0
	for i := n; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if unicode.IsSpace(r) || bytes.ContainsRune([]byte("<>\"“”«»"), r) {
			break
		}
		i += size
		switch {
		case r == '(':
			open++
		case r == ')' && open > 0:
			open--
			end = i
		case bytes.ContainsRune([]byte(").,;:!?]}'’‘*…、。"), r):
		default:
			end = i
		}
	}
	return end
}

// mailEnd returns the end of the e-mail address with which b begins, otherwise 0.
func mailEnd(b []byte) int {
	b = b[:min(len(b), maxAddress)]
	i := 0
	for i < len(b) && (asciiBits[b[i]]&bitPlain != 0 || bytes.IndexByte([]byte("._%+-"), b[i]) >= 0) {
		i++
	}
	if i == 0 || i == len(b) || b[i] != '@' {
		return 0
	}
	n := labels(b[i+1:])
	if bytes.IndexByte(b[i+1:i+1+n], '.') < 0 {
		return 0
	}
	return i + 1 + n
}

// domainEnd returns the end of the bare domain with which b begins, otherwise 0.
func domainEnd(b []byte) int {
	b = b[:min(len(b), maxAddress)]
	n := labels(b)
	dot := bytes.LastIndexByte(b[:n], '.')
	if dot < 0 || !domains[string(b[dot+1:n])] {
		return 0
	}
	return n
}

// labels returns the length of the letters, digits, hyphens and inner full
// stops with which b begins.
func labels(b []byte) int {
	end := 0
	for i := 0; i < len(b); i++ {
		switch {
		case asciiBits[b[i]]&bitPlain != 0:
			end = i + 1
		case b[i] == '-' && i > 0:
		case b[i] == '.' && end == i && i > 0:
		default:
			return end
		}
	}
	return end
}
