package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"

	"concordat/analyzers/result"
	"concordat/corpus/codebook"
	"concordat/pipeline"

	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"
	"pgregory.net/rapid"
)

// every calls f for each command of the tree.
func every(cmd *cobra.Command, f func(*cobra.Command)) {
	f(cmd)
	for _, sub := range cmd.Commands() {
		every(sub, f)
	}
}

// TestHelp holds every command to the form of help: a short line, examples
// that begin with the command itself, nothing wider than a page, and no flag
// of the house without an explanation.
func TestHelp(t *testing.T) {
	root := (&app{}).root(nil)
	every(root, func(cmd *cobra.Command) {
		path := cmd.CommandPath()
		if strings.Contains(path, "completion") { // cobra's own texts
			return
		}
		if cmd.Short == "" || strings.HasSuffix(cmd.Short, ".") {
			t.Errorf("%s: short help %q is empty or a sentence", path, cmd.Short)
		}
		if cmd.Runnable() && !cmd.HasSubCommands() && cmd.Name() != "version" && cmd.Example == "" {
			t.Errorf("%s has no example", path)
		}
		for _, line := range strings.Split(cmd.Example, "\n") {
			if line != "" && !strings.HasPrefix(line, "  concordat ") {
				t.Errorf("%s: the example %q is no command", path, line)
			}
		}
		var out bytes.Buffer
		cmd.SetOut(&out)
		if err := cmd.Help(); err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(out.String(), "\n") {
			if w := runewidth.StringWidth(line); w > 120 {
				t.Errorf("%s: %d columns: %s", path, w, line)
			}
		}
	})
}

// TestStatus holds errors to their exit statuses and messages.
func TestStatus(t *testing.T) {
	interrupted, stop := context.WithCancelCause(context.Background())
	stop(signalled{syscall.SIGINT})
	terminated, stop := context.WithCancelCause(context.Background())
	stop(signalled{syscall.SIGTERM})
	going := context.Background()
	for _, c := range []struct {
		name string
		ctx  context.Context
		err  error
		want int
		said string
	}{
		{"done", going, nil, 0, ""},
		{"done before the interruption was noticed", interrupted, nil, 0, ""},
		{"partly, then interrupted", interrupted, status(statusPartly), 3, ""},
		{"error", going, errors.New("no room"), 1, "concordat: no room\n"},
		{"usage", going, usagef("no such thing"), 2, "concordat: no such thing\n"},
		{"check", going, status(statusCheck), 4, ""},
		{"defect", going, &pipeline.Defect{Stage: "count", Input: "input 1", Value: "x"}, 70, "concordat: defect in stage count at input 1: x\nplease report it with this trace:\n\n"},
		{"interrupted", interrupted, context.Canceled, 130, "concordat: interrupted; nothing was published\n"},
		{"interrupted by its cause", interrupted, signalled{syscall.SIGINT}, 130, "concordat: interrupted; nothing was published\n"},
		{"terminated", terminated, context.Canceled, 143, "concordat: terminated; nothing was published\n"},
		{"another error while interrupted", interrupted, errors.New("no room"), 1, "concordat: no room\n"},
	} {
		var said bytes.Buffer
		a := &app{stderr: &said}
		if got := a.status(c.ctx, c.err); got != c.want || said.String() != c.said {
			t.Errorf("%s: status %d and %q, want %d and %q", c.name, got, said.String(), c.want, c.said)
		}
	}
}

// TestDefect: a panic is status 70 with a trace, and never a crash.
func TestDefect(t *testing.T) {
	var said bytes.Buffer
	code := Main([]string{"version"}, strings.NewReader(""), panics{}, &said)
	if code != statusDefect || !strings.Contains(said.String(), "defect") || !strings.Contains(said.String(), "please report it") {
		t.Errorf("status %d, %s", code, said.String())
	}
}

// panics is a standard output with a fault.
type panics struct{}

// Write panics.
func (panics) Write([]byte) (int, error) { panic("a fault of the writer") }

// TestReaderEnds: a read that gives nothing ends with the context.
func TestReaderEnds(t *testing.T) {
	never, feed := io.Pipe()
	defer feed.Close()
	ctx, cancel := context.WithCancel(context.Background())
	begun := 0
	r := &reader{ctx: ctx, r: never, begin: func() { begun++; cancel() }}
	for range 2 {
		if n, err := r.Read(make([]byte, 8)); n != 0 || !errors.Is(err, context.Canceled) {
			t.Errorf("read %d bytes, %v", n, err)
		}
	}
	if begun != 1 {
		t.Errorf("begin was called %d times", begun)
	}
	whole := &reader{ctx: context.Background(), r: strings.NewReader("a text of some length")}
	if got, err := io.ReadAll(whole); err != nil || string(got) != "a text of some length" {
		t.Errorf("read %q, %v", got, err)
	}
}

// TestLast: the end of a text fits, is an end, and is the longest that does.
func TestLast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.RuneFrom([]rune("ab 主权é\u0301z")), 0, 30, -1).Draw(t, "text")
		width := rapid.IntRange(0, 30).Draw(t, "width")
		got := last(s, width)
		if !strings.HasSuffix(s, got) {
			t.Fatalf("%q is no end of %q", got, s)
		}
		if w := runewidth.StringWidth(got); w > width {
			t.Fatalf("%q has %d columns, more than %d", got, w, width)
		}
		if strings.HasPrefix(got, "\u0301") && got != s {
			t.Fatalf("%q begins with a mark that belongs to the letter before", got)
		}
		if runewidth.StringWidth(s) <= width && got != s && !strings.HasPrefix(s, "\u0301") {
			t.Fatalf("%q fits %d columns and became %q", s, width, got)
		}
	})
}

// TestWrap: no word is lost or broken, and only a single word is too wide.
func TestWrap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "sovereignty", "主权", "of", "\x1b[1mbold\x1b[0m"}), 0, 20).Draw(t, "words")
		width := rapid.IntRange(1, 40).Draw(t, "width")
		lines := wrap(strings.Join(words, " "), width)
		if got := strings.Fields(strings.Join(lines, " ")); strings.Join(got, " ") != strings.Join(words, " ") {
			t.Fatalf("%q became %q", words, got)
		}
		for _, l := range lines {
			plain := strings.NewReplacer("\x1b[1m", "", "\x1b[0m", "").Replace(l)
			if runewidth.StringWidth(plain) > width && strings.Contains(plain, " ") {
				t.Fatalf("%q is wider than %d", plain, width)
			}
		}
	})
}

// TestFit: rows fit where they can, columns of numbers and of names never give
// way, and columns to spare go first, the last of them before the others.
func TestFit(t *testing.T) {
	g := grid{
		head:  []string{"document", "title", "tokens", "types", "coverage"},
		right: []bool{false, false, true, true, true},
		cells: [][]string{{"a-long-document-id", strings.Repeat("title ", 10), "1000", "300", "12.5"}},
	}
	widths := g.widths()
	g.fit(widths, 70)
	if want := []int{18, 25, 6, 5, 8}; !equal(widths, want) {
		t.Errorf("widths %v, want %v", widths, want)
	}
	widths = g.widths()
	g.fit(widths, 10)
	if want := []int{18, leastText, 6, 5, 8}; !equal(widths, want) {
		t.Errorf("widths %v, want %v", widths, want)
	}
	if got := g.least(g.widths()); got != 18+leastText+6+5+8+8 {
		t.Errorf("least %d", got)
	}
	g.leaveOut("types")
	g.leaveOut("no such column")
	if strings.Join(g.head, " ") != "document title tokens coverage" || strings.Join(g.cells[0][2:], " ") != "1000 12.5" || len(g.right) != 4 {
		t.Errorf("after leaving types out: %+v", g)
	}
}

func equal(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// TestClean: an indent stays, and nothing steers the terminal.
func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"    deep":           "    deep",
		"plain":              "plain",
		"\x1b[31mred":        "␛[31mred",
		"two\nlines":         "two lines",
		"turn \u202eround":   "turn [U+202E]round",
		"  主权\x07 and bells": "  主权␇ and bells",
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestGridAligns: wide characters take two columns, and off a terminal every
// cell is whole.
func TestGridAligns(t *testing.T) {
	var out bytes.Buffer
	a := &app{stdout: &out}
	long := strings.Repeat("long ", 60) + "end"
	err := a.write(grid{
		head: []string{"name", "hits", "text"}, right: []bool{false, true, false},
		cells: [][]string{{"主权", "7", "x"}, {"law", "1,234", long}},
	})
	if want := "name   hits  text\n主权      7  x\nlaw   1,234  " + long + "\n"; err != nil || out.String() != want {
		t.Errorf("%v, wrote\n%s\nwant\n%s", err, out.String(), want)
	}
}

// TestPointed: the caret stands below the place, also after wide characters.
func TestPointed(t *testing.T) {
	for _, pattern := range []string{"cyber (", "主权 ("} {
		_, _, parsed := codebook.ParsePattern(pattern, codebook.PatternOptions{})
		got := pointed(pattern, parsed).Error()
		lines := strings.Split(got, "\n")
		if len(lines) != 3 || lines[1] != "    "+pattern {
			t.Fatalf("%q", got)
		}
		if at := runewidth.StringWidth(strings.TrimSuffix(lines[2], "^")); at != 4+runewidth.StringWidth(strings.TrimSuffix(pattern, "(")) {
			t.Errorf("the caret is at %d:\n%s", at, got)
		}
	}
	if other := errors.New("other"); !errors.Is(pointed("x", other), other) {
		t.Error("an error of something else is changed")
	}
}

// TestCompareRows: what is shown of a comparison, and in which order.
func TestCompareRows(t *testing.T) {
	table := &result.Table{Columns: []result.Column{
		result.Texts("concept", "Concept", "Id.", []string{"less", "none", "more", "same"}),
		result.Ints("target_hits", "Hits", "", "Hits.", []int64{1, 0, 5, 2}),
		result.Ints("reference_hits", "Hits", "", "Hits.", []int64{4, 0, 0, 2}),
		result.Floats("difference", "Difference", "", 1, "Difference.", []float64{-3, 0, 5, 0}),
	}}
	if got := compareRows(table, nil); !equal(got, []int{2, 3, 0}) {
		t.Errorf("rows %v", got)
	}
	if got := compareRows(table, []string{"none", "less"}); !equal(got, []int{1, 0}) {
		t.Errorf("rows %v", got)
	}
}

// TestReferenceOf: a text that lies in the folder it is compared with.
func TestReferenceOf(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"a.txt", "b.txt", "path:b.txt"},
		{"texts/a.txt", "texts", "rest"},
		{"x=texts/a.txt", "./texts/", "rest"},
		{"a.txt", ".", "rest"},
		{"a.txt", "a.txt", "path:a.txt"},
		{"texts", "texts/a.txt", "path:texts/a.txt"},
		{"texts-2/a.txt", "texts", "path:texts"},
		{"a.txt", "us=b.txt", "us"},
	} {
		if got := referenceOf(c.a, c.b); got != c.want {
			t.Errorf("referenceOf(%q, %q) = %q, want %q", c.a, c.b, got, c.want)
		}
	}
}
