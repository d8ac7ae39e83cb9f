package arch

import (
	"bufio"
	_ "embed"
	"fmt"
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
	maxChain         = 8
)

// more holds the packages with a larger limit of exported names, and why.
var more = map[string]int{
	"analyzers/stats": 60, // one function a statistic
	"corpus":          40, // the nouns of the house
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
	only    map[string][]string // import prefix → packages
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
			if own && !f.test && !slices.Contains(allowed, inner) {
				t.Errorf("%s imports %s: not in its line of policy.txt", f.name, inner)
			}
			if own && analyzerPackage(f.pkg) && analyzerPackage(inner) && inner != f.pkg {
				t.Errorf("%s imports the analyzer %s: what two share goes to stats or result", f.name, inner)
			}
			if f.test {
				continue
			}
			for prefix, pkgs := range p.only {
				if match := hasPrefixPath(im, prefix) && (prefix != "os" || im == "os"); match && !slices.Contains(pkgs, f.pkg) {
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

// analyzerPackage reports whether a package is one analyzer's folder.
func analyzerPackage(pkg string) bool {
	name, ok := strings.CutPrefix(pkg, "analyzers/")
	return ok && !slices.Contains([]string{"result", "stats", "tally", "catalog", "analyzertest"}, name)
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

func TestEveryExportedNameIsDocumented(t *testing.T) {
	files, fset := sources(t)
	packageDoc := map[string]bool{}
	exported := map[string]int{}
	for _, f := range files {
		if f.test {
			continue
		}
		packageDoc[f.pkg] = packageDoc[f.pkg] || f.ast.Doc != nil
		for _, d := range f.ast.Decls {
			for _, miss := range undocumented(d, exported, f.pkg) {
				t.Errorf("%s: no comment on %s", fset.Position(d.Pos()), miss)
			}
		}
	}
	for pkg, ok := range packageDoc {
		if !ok {
			t.Errorf("package %s has no package comment", pkg)
		}
	}
	for pkg, n := range exported {
		limit := maxExported
		if m, ok := more[pkg]; ok {
			limit = m
		}
		if n > limit {
			t.Errorf("package %s exports %d names, at most %d", pkg, n, limit)
		}
	}
}

func undocumented(d ast.Decl, exported map[string]int, pkg string) []string {
	var miss []string
	switch x := d.(type) {
	case *ast.FuncDecl:
		if !x.Name.IsExported() || x.Recv != nil && !exportedReceiver(x) {
			return nil
		}
		if x.Recv == nil {
			exported[pkg]++
		}
		if x.Doc == nil {
			miss = append(miss, x.Name.Name)
		}
	case *ast.GenDecl:
		for _, s := range x.Specs {
			switch y := s.(type) {
			case *ast.TypeSpec:
				if y.Name.IsExported() {
					exported[pkg]++
					if x.Doc == nil && y.Doc == nil {
						miss = append(miss, y.Name.Name)
					}
				}
			case *ast.ValueSpec:
				for _, n := range y.Names {
					if n.IsExported() && x.Doc == nil && y.Doc == nil && y.Comment == nil {
						miss = append(miss, n.Name)
					}
				}
				if len(y.Names) > 0 && y.Names[0].IsExported() && x.Tok == token.VAR {
					exported[pkg]++
				}
			}
		}
	}
	return miss
}

func exportedReceiver(x *ast.FuncDecl) bool {
	id := root(x.Recv.List[0].Type)
	return id != nil && id.IsExported()
}

func TestSizes(t *testing.T) {
	files, fset := sources(t)
	count := map[string]int{}
	for _, f := range files {
		lines := fset.File(f.ast.Pos()).LineCount()
		if lines > maxFileLines {
			t.Errorf("%s has %d lines, at most %d", f.name, lines, maxFileLines)
		}
		if f.test {
			continue
		}
		count[f.pkg]++
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			if n := fset.Position(fn.End()).Line - fset.Position(fn.Pos()).Line + 1; n > maxFunctionLines {
				t.Errorf("%s: %s has %d lines, at most %d", fset.Position(fn.Pos()), fn.Name.Name, n, maxFunctionLines)
			}
		}
	}
	for pkg, n := range count {
		// A catalog family has one file a member: commands, formats, charts.
		if n > maxFiles && !slices.Contains([]string{"cmd/internal/cli", "corpus/format", "reports/charts", "reports/tables"}, pkg) {
			t.Errorf("package %s has %d files, at most %d", pkg, n, maxFiles)
		}
	}
}

// TestCatalogsAreComplete finds every member of a family in the sources and
// looks for it in the family's catalog.
func TestCatalogsAreComplete(t *testing.T) {
	files, _ := sources(t)
	catalog := map[string]string{} // catalog file → its text
	for _, name := range []string{"analyzers/catalog/catalog.go"} {
		b, err := os.ReadFile(filepath.Join(moduleRoot(t), filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		catalog[name] = string(b)
	}
	members := 0
	for _, f := range files {
		if f.test || !analyzerPackage(f.pkg) {
			continue
		}
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if ok && fn.Recv == nil && fn.Name.Name == "New" {
				members++
				call := path.Base(f.pkg) + ".New()"
				if !strings.Contains(catalog["analyzers/catalog/catalog.go"], call) {
					t.Errorf("analyzers/catalog does not list %s", call)
				}
			}
		}
	}
	if members < 8 {
		t.Errorf("only %d analyzers found", members)
	}
	for _, family := range []struct{ pkg, receiver string }{
		{"corpus/format", "Info"}, {"reports/charts", "Info"}, {"reports/tables", "Info"},
	} {
		catalogComplete(t, files, family.pkg, family.receiver)
	}
}

// catalogComplete checks that every type with the family's method stands in
// the function All of the family's catalog.go.
func catalogComplete(t *testing.T, files []file, pkg, method string) {
	t.Helper()
	listed := map[string]bool{}
	types := map[string]string{}
	for _, f := range files {
		if f.test || f.pkg != pkg {
			continue
		}
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if fn.Recv == nil && fn.Name.Name == "All" {
				ast.Inspect(fn, func(n ast.Node) bool {
					if id, ok := n.(*ast.Ident); ok {
						listed[id.Name] = true
					}
					return true
				})
			}
			if fn.Recv != nil && fn.Name.Name == method {
				if id := root(fn.Recv.List[0].Type); id != nil {
					types[id.Name] = f.name
				}
			}
		}
	}
	if len(types) < 3 {
		t.Errorf("%s: only %d members found: %v", pkg, len(types), fmt.Sprint(types))
	}
	for name, where := range types {
		if !listed[name] {
			t.Errorf("%s: %s is not in All()", where, name)
		}
	}
}
