package strict

import (
	"fmt"
	"strings"

	"concordat/corpus/spelling"
)

// Problem is one thing that is wrong in a file.
type Problem struct {
	Line, Column int // 1-based, in characters
	Message      string
	Excerpt      string // the line, and a caret below the column; "" where there is no line to show
	Hint         string // the remedy, where there is one clear one
}

// Errors is everything that is wrong in a file, in the order of the lines.
type Errors struct {
	Name     string // of the file
	Problems []Problem
}

// Error returns every problem: place and message, then the excerpt and the hint.
func (e *Errors) Error() string {
	var b strings.Builder
	for i, p := range e.Problems {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s:%d:%d: %s", e.Name, p.Line, p.Column, p.Message)
		if p.Excerpt != "" {
			b.WriteString("\n    " + strings.ReplaceAll(p.Excerpt, "\n", "\n    "))
		}
		if p.Hint != "" {
			b.WriteString("\n    hint: " + p.Hint)
		}
	}
	return b.String()
}

// excerpt returns the line with a caret below the column, cut to what fits a
// terminal.
func excerpt(lines []string, line, column int) string {
	const width = 100
	if line < 1 || line > len(lines) {
		return ""
	}
	rs := []rune(strings.TrimRight(lines[line-1], "\r"))
	at := min(max(column-1, 0), len(rs))
	start := max(0, at-width*2/3)
	end := min(len(rs), start+width)
	var text, caret strings.Builder
	for i, r := range rs[start:end] {
		if r < ' ' {
			r = ' '
		}
		text.WriteRune(r)
		if start+i < at {
			caret.WriteByte(' ')
		}
	}
	if strings.TrimSpace(text.String()) == "" {
		return ""
	}
	return strings.TrimRight(text.String(), " ") + "\n" + caret.String() + "^"
}

// Suggest returns "did you mean …?" for the name nearest to what was written,
// "" if none is near.
func Suggest(written string, names []string) string {
	if n := spelling.Nearest(written, names); n != "" {
		return fmt.Sprintf("did you mean %q?", n)
	}
	return ""
}
