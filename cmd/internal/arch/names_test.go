package arch

import (
	"go/ast"
	"go/token"
	gotypes "go/types"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

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
		if n > maxFiles && !slices.Contains([]string{"cmd/internal/cli", "corpus/format", "reports/charts", "reports/charts/ink", "reports/tables"}, pkg) {
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
	catalogComplete(t, files, "corpus/format", describesItself)
	catalogComplete(t, files, "reports/charts", describesItself)
	catalogComplete(t, files, "reports/tables", function("io.Writer", "*result.Table", "Options", "error"))
}

// describesItself finds members by their method Info.
func describesItself(fn *ast.FuncDecl) string {
	if fn.Recv != nil && fn.Name.Name == "Info" {
		return root(fn.Recv.List[0].Type).Name
	}
	return ""
}

// function returns a member finder for functions of a signature: the types of
// the arguments and results in a row.
func function(types ...string) func(*ast.FuncDecl) string {
	return func(fn *ast.FuncDecl) string {
		if fn.Recv != nil || fn.Type.Results == nil {
			return ""
		}
		var got []string
		for _, l := range []*ast.FieldList{fn.Type.Params, fn.Type.Results} {
			for _, f := range l.List {
				for range max(1, len(f.Names)) {
					got = append(got, gotypes.ExprString(f.Type))
				}
			}
		}
		if slices.Equal(got, types) {
			return fn.Name.Name
		}
		return ""
	}
}

// catalogComplete checks that every member of a family stands in the function
// All of its package.
func catalogComplete(t *testing.T, files []file, pkg string, member func(*ast.FuncDecl) string) {
	t.Helper()
	listed := map[string]bool{}
	members := map[string]string{}
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
			if name := member(fn); name != "" {
				members[name] = f.name
			}
		}
	}
	if len(members) < 3 {
		t.Errorf("%s: only %d members found: %v", pkg, len(members), members)
	}
	for name, where := range members {
		if !listed[name] {
			t.Errorf("%s: %s is not in All()", where, name)
		}
	}
}
