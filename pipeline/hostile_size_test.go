package pipeline_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// traps are texts on which a careless reader, tokenizer, segmenter or matcher
// takes time that grows with the square of their size.
var traps = map[string]func() (name, data string){
	"one line of 5 MB": func() (string, string) {
		return "x.txt", strings.Repeat("So the line of the text of the many does go on, ", 5<<20/48) + "privacy"
	},
	"one word of 2 MB": func() (string, string) { return "x.txt", strings.Repeat("sovereignty", 2<<20/11) + " privacy" },
	"100,000 paragraphs": func() (string, string) {
		return "x.txt", strings.Repeat("Human rights matter.\n\n", 100_000)
	},
	"100,000 items":            func() (string, string) { return "x.md", strings.Repeat("* privacy\n", 100_000) },
	"256 kB of spaces":         func() (string, string) { return "x.txt", "A" + strings.Repeat(" ", 256<<10) + "privacy." },
	"256 kB of line ends":      func() (string, string) { return "x.txt", "A" + strings.Repeat("\n", 256<<10) + "privacy." },
	"256 kB of tabs and lines": func() (string, string) { return "x.txt", "A" + strings.Repeat("\t\r\n ", 64<<10) + "privacy." },
	"64 kB of no-break spaces": func() (string, string) { return "x.txt", "A" + strings.Repeat("\u00a0", 32<<10) + "privacy." },
	"64 kB of dots":            func() (string, string) { return "x.txt", "A" + strings.Repeat(".", 64<<10) + " privacy." },
	"64 kB of dots and spaces": func() (string, string) { return "x.txt", "A" + strings.Repeat(". ", 32<<10) + "privacy." },
	"64 kB of parentheses":     func() (string, string) { return "x.txt", "A" + strings.Repeat("(", 64<<10) + " privacy." },
	"64 kB of quotes":          func() (string, string) { return "x.txt", "A " + strings.Repeat("\"'“", 20<<10) + " privacy." },
	"64 kB of exclamations":    func() (string, string) { return "x.txt", "A " + strings.Repeat("!?", 32<<10) + " privacy." },
	"64 kB of initials":        func() (string, string) { return "x.txt", strings.Repeat("U.S.", 16<<10) + " privacy." },
	"64 kB of hyphens":         func() (string, string) { return "x.txt", strings.Repeat("cyber-", 11<<10) + "x privacy." },
	"64 kB of apostrophes":     func() (string, string) { return "x.txt", strings.Repeat("a's ", 16<<10) + "privacy." },
	"64 kB of combining marks": func() (string, string) { return "x.txt", "e" + strings.Repeat("\u0301", 32<<10) + " privacy." },
	"64 kB of digits":          func() (string, string) { return "x.txt", strings.Repeat("1,", 32<<10) + " privacy." },
	"64 kB of links":           func() (string, string) { return "x.md", strings.Repeat("[", 64<<10) + "privacy" },
	"64 kB of stars":           func() (string, string) { return "x.md", strings.Repeat("*_", 32<<10) + "privacy" },
	"64 kB of backticks":       func() (string, string) { return "x.md", strings.Repeat("`a``", 16<<10) + "privacy" },
	"64 kB of quotations":      func() (string, string) { return "x.md", strings.Repeat(">", 64<<10) + " privacy" },
	"64 kB of pipes":           func() (string, string) { return "x.md", strings.Repeat("|", 64<<10) + "\n|-|\nprivacy" },
	"20,000 nested elements":   func() (string, string) { return "x.html", strings.Repeat("<div><table><td>", 20_000) + "privacy" },
	"64 kB of open comments":   func() (string, string) { return "x.html", "privacy " + strings.Repeat("<!-- ", 13<<10) },
	"64 kB of angles":          func() (string, string) { return "x.html", "privacy " + strings.Repeat("<", 64<<10) },
	"64 kB of entities":        func() (string, string) { return "x.html", "privacy " + strings.Repeat("&amp", 16<<10) },
	"64 kB of attributes":      func() (string, string) { return "x.html", "<p " + strings.Repeat("a=1 ", 16<<10) + ">privacy" },
	"64 kB of braces": func() (string, string) {
		return "x.jsonl", "{\"text\":\"privacy\",\"x\":" + strings.Repeat("[", 64<<10) + "\n{\"text\":\"privacy\"}\n"
	},
	"3,000 records": func() (string, string) { return "x.csv", "text\n" + strings.Repeat("privacy\n", 3_000) },
	"900 columns": func() (string, string) {
		return "x.csv", "text" + columns(900) + "\nprivacy" + strings.Repeat(",", 900) + "\n"
	},
	"a title of 5 MB": func() (string, string) {
		return "x.html", "<title>" + strings.Repeat("Long ", 1<<20) + "</title><p>privacy"
	},
	"hits without end": func() (string, string) { return "x.txt", strings.Repeat("sovereignty ", 20_000) },
}

func columns(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ",c%d", i)
	}
	return b.String()
}

// TestSizesTakeBoundedTime runs each trap through every default analyzer. The
// limit is many times what it takes and far below what a square would.
func TestSizesTakeBoundedTime(t *testing.T) {
	const limit = 20 * time.Second
	for name, trap := range traps {
		t.Run(name, func(t *testing.T) {
			file, data := trap()
			if testing.Short() && len(data) > 1<<20 {
				t.Skip("a large text")
			}
			dir := lay(t, map[string]string{"c/" + file: data, "c/good.txt": good(1)})
			p := full("c")
			p.Tables = []string{"csv"}
			within(t, limit, func() {
				out, _, err := attempt(t, dir, p, 2)
				if err != nil {
					t.Fatal(err)
				}
				n := len(out.Documents)
				if n < 2 || out.Documents[n-1].Hits == 0 { // the last is the trap's, after good
					t.Errorf("%d documents, the trap has no hit; %v", n, out.Failures)
				}
			})
		})
	}
}
