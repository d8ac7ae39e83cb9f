package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"concordat/cmd/internal/cli"
	"concordat/corpus/sample"
)

// example is a command of the README with what it prints first.
type example struct {
	line    int
	command string
	want    []string
}

// examples returns the commands of the fenced console blocks of a Markdown
// text: lines that begin with "$ ", each with the lines up to the next.
func examples(markdown string) []example {
	var out []example
	inside := false
	for i, line := range strings.Split(markdown, "\n") {
		switch command, isCommand := strings.CutPrefix(line, "$ "); {
		case strings.HasPrefix(line, "```"):
			inside = line == "```console"
		case inside && isCommand:
			out = append(out, example{line: i + 1, command: command})
		case inside && len(out) > 0:
			last := &out[len(out)-1]
			last.want = append(last.want, line)
		}
	}
	return out
}

// pattern returns what an output has to match: each line is the beginning of
// one, "…" in a line stands for any text, and alone for any lines.
func (e example) pattern() *regexp.Regexp {
	var b strings.Builder
	b.WriteString(`\A`)
	for _, line := range e.want {
		if line == "…" {
			b.WriteString(`(?:[^\n]*\n)*?`)
			continue
		}
		parts := strings.Split(line, "…")
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		b.WriteString(strings.Join(parts, `[^\n]*`) + `[^\n]*\n`)
	}
	return regexp.MustCompile(b.String())
}

// words splits a command as a shell does: at blanks, but for those between
// quotes.
func words(command string) ([]string, error) {
	var out []string
	var word strings.Builder
	quote, begun := rune(0), false
	for _, r := range command {
		switch {
		case quote == 0 && (r == '\'' || r == '"'):
			quote, begun = r, true
		case r == quote:
			quote = 0
		case quote == 0 && r == ' ':
			if begun {
				out = append(out, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("%s: a quote is open", command)
	}
	if begun {
		out = append(out, word.String())
	}
	return out, nil
}

// Two versions of a code of conduct, written for the README.
const (
	code2011 = `Code of conduct

(a) To respect the sovereignty of all states and the diversity of their history.

(b) To refrain from hostile acts and from the spread of cyber weapons.

(c) To help developing countries to close the digital divide.

(d) To build a culture of information security in every part of society.
`
	code2015 = `Code of conduct

(1) To respect the sovereignty of all states and the diversity of their history.

(2) Not to interfere in the internal affairs of other states by means of networks.

(3) To help developing countries to close the digital divide.

(4) To build confidence and a culture of information security in every part of society.
`
)

// TestReadmeCommands runs the concordat commands of the README, in its order
// and in one folder that has the files which they name, and compares what they
// print first.
func TestReadmeCommands(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Skipf("no README.md above: %v", err)
	}
	all := examples(string(readme))
	dir := t.TempDir()
	for name, from := range map[string]string{
		"essay.txt": "commentary-2017", "china_2017.txt": "china-2017", "us_2018.txt": "us-2011",
		"a.txt": "china-2017", "b.txt": "us-2011",
		"strategies/russia.md": "russia-2016", "strategies/eu.md": "eu-2013", "speeches/paris.txt": "paris-call-2018",
	} {
		data, err := fs.ReadFile(sample.FS, "texts/"+from+".md")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{"code_2011.txt": code2011, "code_2015.txt": code2015} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	ran := 0
	for _, e := range all {
		command := strings.Replace(e.command, "go run ./cmd/concordat", "concordat", 1)
		args, err := words(command)
		if err != nil {
			t.Errorf("README.md:%d: %v", e.line, err)
			continue
		}
		if args[0] != "concordat" {
			continue
		}
		ran++
		var stdout, stderr bytes.Buffer
		if code := cli.Main(args[1:], strings.NewReader(""), &stdout, &stderr); code != 0 {
			t.Errorf("README.md:%d: %s: exit status %d\n%s", e.line, e.command, code, &stderr)
			continue
		}
		if strings.HasPrefix(e.command, "concordat validate sample ") {
			code(t, dir)
		}
		if !e.pattern().Match(stdout.Bytes()) {
			t.Errorf("README.md:%d: %s: prints\n%s\nwant\n%s", e.line, e.command, &stdout, strings.Join(e.want, "\n"))
		}
	}
	if ran == 0 {
		t.Error("README.md has no concordat command in a console block")
	}
}

// code fills in the coders' sheets, as people would between two commands: 1
// where a sentence has the concept's own word.
func code(t *testing.T, dir string) {
	t.Helper()
	sheets, err := filepath.Glob(filepath.Join(dir, "sheet-coder*.csv"))
	if err != nil || len(sheets) == 0 {
		t.Fatalf("no coders' sheets: %v", err)
	}
	for _, name := range sheets {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(bytes.NewReader(data))
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			row[8] = "0" // unit_id, concept, label, definition, document, before, text, after, code
			if strings.Contains(strings.ToLower(row[6]), row[1][:6]) {
				row[8] = "1"
			}
		}
		var out bytes.Buffer
		if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestExamples holds the reading of console blocks to what the README relies on.
func TestExamples(t *testing.T) {
	got := examples("text\n```console\n$ concordat a\nx … z\n…\nend\n$ concordat b 'c d'\n```\n```yaml\n$ no\n```\n")
	if len(got) != 2 || got[0].line != 3 || got[1].command != "concordat b 'c d'" || len(got[0].want) != 3 || got[1].want != nil {
		t.Fatalf("examples: %+v", got)
	}
	for out, want := range map[string]bool{
		"x y zz\nend\n":              true,
		"x z\n":                      false,
		"x and z\n1\n2\nend of it\n": true,
		"1\nx y z\nend\n":            false,
		"x y\nend\n":                 false,
	} {
		if got[0].pattern().MatchString(out) != want {
			t.Errorf("%q matches: %t", out, !want)
		}
	}
	args, err := words(`concordat kwic 'a (b|c)' "d  e" f`)
	if err != nil || strings.Join(args, "|") != "concordat|kwic|a (b|c)|d  e|f" {
		t.Errorf("words: %q, %v", args, err)
	}
	if _, err := words("concordat 'x"); err == nil {
		t.Error("an open quote is no error")
	}
}
