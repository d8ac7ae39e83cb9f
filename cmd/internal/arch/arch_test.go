package arch

import (
	"bufio"
	_ "embed"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

//go:embed policy.txt
var policyText string

// The limits of the house.
const (
	maxFileLines     = 500
	maxFunctionLines = 80
	maxFiles         = 8
	maxExported      = 30
	// From cmd through pipeline, the catalog, an analyzer, the contract, tally,
	// match and codebook to corpus: one package a room, none can be left out.
	maxChain = 11
)

// more holds the packages with a larger limit of exported names, and why.
var more = map[string]int{
	"analyzers/stats": 60, // one function a statistic
	"corpus":          40, // the nouns of the house
	"pipeline":        37, // one entry a command
}

const module = "concordat"

type file struct {
	name string // relative to the module
	pkg  string // folder relative to the module
	test bool
	ast  *ast.File
}

// sources parses every Go file of the module.
func sources(t *testing.T) ([]file, *token.FileSet) {
	t.Helper()
	root := moduleRoot(t)
	fset := token.NewFileSet()
	var out []file
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			if base := d.Name(); rel != "." && (strings.HasPrefix(base, ".") || base == "testdata") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(rel, ".go") {
			return nil
		}
		f, err := parser.ParseFile(fset, p, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		out = append(out, file{rel, path.Dir(rel), strings.HasSuffix(rel, "_test.go"), f})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 20 {
		t.Fatalf("only %d Go files found below %s", len(out), root)
	}
	return out, fset
}

func moduleRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the working directory")
		}
		dir = up
	}
}

type policy struct {
	allowed map[string][]string
	only    map[string][]string // import prefix → packages, with those below them
}

func readPolicy(t *testing.T) policy {
	t.Helper()
	p := policy{map[string][]string{}, map[string][]string{}}
	sc := bufio.NewScanner(strings.NewReader(policyText))
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimSpace(sc.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		if rest, ok := strings.CutPrefix(line, "only "); ok {
			f := strings.Fields(rest)
			p.only[f[0]] = f[1:]
			continue
		}
		pkg, list, ok := strings.Cut(line, ":")
		if !ok {
			t.Fatalf("policy.txt:%d: no colon", n)
		}
		if _, twice := p.allowed[pkg]; twice {
			t.Fatalf("policy.txt:%d: %s has two lines", n, pkg)
		}
		p.allowed[pkg] = strings.Fields(list)
	}
	return p
}

func imports(f file) []string {
	var out []string
	for _, s := range f.ast.Imports {
		out = append(out, strings.Trim(s.Path.Value, `"`))
	}
	return out
}

func hasPrefixPath(s, prefix string) bool {
	return s == prefix || strings.HasPrefix(s, prefix+"/")
}

func TestImportPolicy(t *testing.T) {
	files, _ := sources(t)
	p := readPolicy(t)
	seen := map[string]bool{}
	for _, f := range files {
		allowed, known := p.allowed[f.pkg]
		if !known {
			t.Errorf("%s: package %s has no line in policy.txt", f.name, f.pkg)
			continue
		}
		seen[f.pkg] = true
		for _, im := range imports(f) {
			inner, own := strings.CutPrefix(im, module+"/")
			if own && !f.test && !slices.ContainsFunc(allowed, func(a string) bool { return allows(a, inner) }) {
				t.Errorf("%s imports %s: not in its line of policy.txt", f.name, inner)
			}
			if own && analyzerPackage(f.pkg) && analyzerPackage(inner) && inner != f.pkg {
				t.Errorf("%s imports the analyzer %s: what two share goes to stats or result", f.name, inner)
			}
			if f.test {
				continue
			}
			for prefix, pkgs := range p.only {
				if match := hasPrefixPath(im, prefix) && (prefix != "os" || im == "os"); match && !slices.ContainsFunc(pkgs, func(p string) bool { return hasPrefixPath(f.pkg, p) }) {
					t.Errorf("%s imports %s: only %v may", f.name, im, pkgs)
				}
			}
		}
	}
	for pkg := range p.allowed {
		if !seen[pkg] {
			t.Errorf("policy.txt has a line for %s, which has no Go files", pkg)
		}
	}
}

// allows reports whether an entry of the policy names a package: itself, or as
// "NAME/..." what it is below.
func allows(entry, pkg string) bool {
	above, all := strings.CutSuffix(entry, "/...")
	return entry == pkg || all && pkg != above && hasPrefixPath(pkg, above)
}

// analyzerPackage reports whether a package is one analyzer's folder.
func analyzerPackage(pkg string) bool {
	name, ok := strings.CutPrefix(pkg, "analyzers/")
	name, _, _ = strings.Cut(name, "/") // statistics have rooms below stats
	return ok && !slices.Contains([]string{"result", "stats", "tally", "joint", "catalog", "analyzertest"}, name)
}

func TestLongestImportChain(t *testing.T) {
	files, _ := sources(t)
	next := map[string]map[string]bool{}
	for _, f := range files {
		if f.test {
			continue
		}
		if next[f.pkg] == nil {
			next[f.pkg] = map[string]bool{}
		}
		for _, im := range imports(f) {
			if inner, ok := strings.CutPrefix(im, module+"/"); ok {
				next[f.pkg][inner] = true
			}
		}
	}
	depth := map[string]int{}
	var walk func(string) int
	walk = func(p string) int {
		if d, ok := depth[p]; ok {
			return d
		}
		d := 1
		for q := range next[p] {
			d = max(d, 1+walk(q))
		}
		depth[p] = d
		return d
	}
	for p := range next {
		if d := walk(p); d > maxChain {
			t.Errorf("the longest import chain from %s has %d packages, at most %d", p, d, maxChain)
		}
	}
}

func TestNoInitAndNoChangingState(t *testing.T) {
	files, fset := sources(t)
	vars := map[string]map[string]bool{} // package → its package-level variables
	for _, f := range files {
		if f.test {
			continue
		}
		for _, d := range f.ast.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.VAR {
				continue
			}
			for _, s := range g.Specs {
				for _, n := range s.(*ast.ValueSpec).Names {
					if vars[f.pkg] == nil {
						vars[f.pkg] = map[string]bool{}
					}
					vars[f.pkg][n.Name] = true
				}
			}
		}
	}
	for _, f := range files {
		if f.test {
			continue
		}
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			if fn.Name.Name == "init" && fn.Recv == nil {
				t.Errorf("%s: init()", fset.Position(fn.Pos()))
			}
			local := locals(fn)
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				for _, x := range assigned(n) {
					if id := root(x); id != nil && vars[f.pkg][id.Name] && !local[id.Name] {
						t.Errorf("%s: the package variable %s changes", fset.Position(n.Pos()), id.Name)
					}
				}
				return true
			})
		}
	}
}

// locals returns the names that a function declares itself.
func locals(fn *ast.FuncDecl) map[string]bool {
	out := map[string]bool{}
	fields := func(l *ast.FieldList) {
		if l == nil {
			return
		}
		for _, f := range l.List {
			for _, n := range f.Names {
				out[n.Name] = true
			}
		}
	}
	fields(fn.Recv)
	ast.Inspect(fn, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.FuncType:
			fields(x.Params)
			fields(x.Results)
		case *ast.AssignStmt:
			if x.Tok == token.DEFINE {
				for _, l := range x.Lhs {
					if id, ok := l.(*ast.Ident); ok {
						out[id.Name] = true
					}
				}
			}
		case *ast.RangeStmt:
			for _, l := range []ast.Expr{x.Key, x.Value} {
				if id, ok := l.(*ast.Ident); ok && x.Tok == token.DEFINE {
					out[id.Name] = true
				}
			}
		case *ast.ValueSpec:
			for _, id := range x.Names {
				out[id.Name] = true
			}
		}
		return true
	})
	return out
}

// assigned returns the expressions that a statement writes to.
func assigned(n ast.Node) []ast.Expr {
	switch x := n.(type) {
	case *ast.AssignStmt:
		if x.Tok != token.DEFINE {
			return x.Lhs
		}
	case *ast.IncDecStmt:
		return []ast.Expr{x.X}
	}
	return nil
}

// root returns the identifier at the bottom of a selector or index expression.
func root(x ast.Expr) *ast.Ident {
	for {
		switch y := x.(type) {
		case *ast.Ident:
			return y
		case *ast.IndexExpr:
			x = y.X
		case *ast.SelectorExpr:
			x = y.X
		case *ast.StarExpr:
			x = y.X
		case *ast.ParenExpr:
			x = y.X
		default:
			return nil
		}
	}
}

// TestClockGoroutinesAndExits keeps time, concurrency and process exits in
// their rooms.
func TestClockGoroutinesAndExits(t *testing.T) {
	files, fset := sources(t)
	inPipeline := func(p string) bool { return p == "pipeline" || strings.HasPrefix(p, "pipeline/") }
	for _, f := range files {
		if f.test {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.GoStmt:
				if !inPipeline(f.pkg) && !strings.HasPrefix(f.pkg, "cmd/") {
					t.Errorf("%s: a goroutine outside pipeline", fset.Position(x.Pos()))
				}
			case *ast.SelectorExpr:
				id, ok := x.X.(*ast.Ident)
				if !ok {
					return true
				}
				switch id.Name + "." + x.Sel.Name {
				case "time.Now", "time.Since":
					if !inPipeline(f.pkg) && !strings.HasPrefix(f.pkg, "cmd/") {
						t.Errorf("%s: the clock outside pipeline", fset.Position(x.Pos()))
					}
				case "os.Exit":
					if !strings.HasPrefix(f.pkg, "cmd/") {
						t.Errorf("%s: os.Exit outside cmd", fset.Position(x.Pos()))
					}
				}
			}
			return true
		})
	}
}
