package pipeline_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"concordat/pipeline"
	"concordat/reports/manifest"
)

// within fails a test that has not come to an end in time.
func within(t *testing.T, limit time.Duration, do func()) {
	t.Helper()
	begun := time.Now()
	do()
	if took := time.Since(begun); took > limit {
		t.Errorf("took %v, want at most %v", took, limit)
	}
}

// classes returns the failures of a report: document → class.
func classes(t *testing.T, files map[string][]byte) map[string]string {
	t.Helper()
	out := map[string]string{}
	if _, ok := files["failures.csv"]; !ok {
		return out
	}
	for _, r := range records(t, files, "failures.csv") {
		out[r["document"]] = r["class"]
	}
	return out
}

func same(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	for k, v := range want {
		if got[k] != v {
			t.Errorf("%s: %s is %q, want %q", what, k, got[k], v)
		}
	}
	for k, v := range got {
		if _, ok := want[k]; !ok {
			t.Errorf("%s: %s is %q, want nothing", what, k, v)
		}
	}
}

// TestP8Links is promise P8: links in a folder are not followed, loops and
// links to nothing are rows, and with follow no loop is walked twice.
func TestP8Links(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege on Windows")
	}
	dir := lay(t, map[string]string{"c/a.txt": good(1), "c/sub/b.txt": good(2), "far/x.txt": good(3)})
	for name, target := range map[string]string{
		"c/loop-a.txt": "loop-b.txt", "c/loop-b.txt": "loop-a.txt", "c/nothing.txt": "gone.txt",
		"c/up": "..", "c/self": ".", "c/sub/back": "../../c", "c/twin.txt": "a.txt", "c/out.txt": "../far/x.txt",
	} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	p := quick("c")
	p.MaxFailures = 100
	links := map[string]string{"c/loop-a.txt": "link-loop", "c/loop-b.txt": "link-loop", "c/nothing.txt": "dangling-link"}
	for _, follow := range []bool{false, true} {
		p.Follow = follow
		within(t, 20*time.Second, func() {
			out, files := done(t, dir, p)
			if len(out.Documents) != 2 {
				t.Errorf("follow %v: %d documents, want a and b once each", follow, len(out.Documents))
			}
			got := classes(t, files)
			for _, loop := range []string{"c/self", "c/sub/back"} {
				if class := got[loop]; follow && class != "link-loop" || !follow && class != "" {
					t.Errorf("follow %v: %s is %q", follow, loop, class)
				}
				delete(got, loop)
			}
			same(t, fmt.Sprint("follow ", follow), got, links)
		})
	}
}

// TestP9ChangedWhileRead is promise P9: a file that is written to all the time
// is either a row that says so, or was read between two writes: then its
// digest is that of the bytes it had at that moment, no more and no less.
func TestP9ChangedWhileRead(t *testing.T) {
	dir := lay(t, map[string]string{"c/steady.txt": good(1), "c/busy.txt": strings.Repeat(good(2), 500)})
	busy := filepath.Join(dir, "c", "busy.txt")
	f, err := os.OpenFile(busy, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	stop := make(chan struct{})
	var writer sync.WaitGroup
	writer.Add(1)
	go func() {
		defer writer.Done()
		for range 20_000 {
			select {
			case <-stop:
				return
			default:
			}
			if _, err := f.WriteString("sovereignty "); err != nil {
				t.Error(err)
				return
			}
		}
	}()
	p := quick("c")
	p.Tables = []string{"csv"}
	out, files, err := attempt(t, dir, p, 2)
	close(stop)
	writer.Wait()
	if err != nil {
		t.Fatal(err)
	}
	wellFormed(t, files)
	var m manifest.Manifest
	if err := json.Unmarshal(files[manifest.FileName], &m); err != nil {
		t.Fatal(err)
	}
	final, err := os.ReadFile(busy)
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range m.Inputs {
		switch {
		case in.Path != "c/busy.txt":
		case in.Status == "used":
			if in.SHA256 != manifest.Digest(final[:in.Bytes]) || len(out.Documents) != 2 {
				t.Errorf("%d bytes with the digest %s were never in the file", in.Bytes, in.SHA256)
			}
		default:
			same(t, "failures", classes(t, files), map[string]string{"c/busy.txt": "changed-during-read"})
		}
	}
}

// TestP17Encodings is promise P17 on real files of 19 encodings: UTF-8 and
// marked UTF-16 are read as what they are; every other is a row that names
// the encoding, and none is decoded by guess.
func TestP17Encodings(t *testing.T) {
	folder := shared(t, "dirty/encodings")
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	if folder, err = filepath.Abs(folder); err != nil {
		t.Fatal(err)
	}
	p := quick(filepath.ToSlash(folder))
	p.MaxFailures = 100
	p.Tables = []string{"csv"}
	out, files := done(t, t.TempDir(), p)
	failed := map[string]string{}
	for name, class := range classes(t, files) {
		failed[path.Base(name)] = class
	}
	read, charset := map[string]bool{}, map[string]string{}
	for _, r := range records(t, files, "tables/documents.csv") {
		read[r["document"]], charset[r["document"]] = true, r["charset"]
	}
	if len(read)+len(failed) != len(entries) || len(out.Documents) != len(read) {
		t.Errorf("%d read and %d failed of %d", len(read), len(failed), len(entries))
	}
	for _, e := range entries {
		name := e.Name()
		id := strings.TrimSuffix(name, ".txt")
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		marked := bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff"))
		want := ""
		switch {
		case strings.Contains(name, "UTF-8-BOM"):
			want = "utf-8-bom"
		case strings.Contains(name, "UTF-8"):
			want = "utf-8"
			if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
				want = "utf-8-bom"
			}
		case strings.Contains(name, "UTF-16") && marked:
			_, order, _ := strings.Cut(name, "UTF-16")
			want = "utf-16" + strings.ToLower(strings.TrimSuffix(order, ".txt"))
		}
		switch {
		case want == "" && (read[id] || failed[name] != "encoding"):
			t.Errorf("%s: read %v, class %q, want a failure of class encoding", name, read[id], failed[name])
		case want != "" && charset[id] != want:
			t.Errorf("%s: charset %q, failure %q, want %s", name, charset[id], failed[name], want)
		}
	}
}

// mixed is a corpus of every format whose documents name two groups.
func mixed() map[string]string {
	files := map[string]string{
		"c/table.csv": "id,title,text,group\nr1,First,\"Cyberspace sovereignty, and privacy.\n\nHuman rights.\",east\nr2,Second,The multilateral process and the digital divide.,west\n",
		"c/lines.jsonl": "{\"id\":\"j1\",\"text\":\"Internet sovereignty and privacy of citizens.\",\"group\":\"east\"}\n" +
			"{\"id\":\"j2\",\"text\":\"Multi-stakeholder governance and human rights.\",\"group\":\"west\"}\n",
		"c/page.html":   "<html lang=en><head><title>A page</title></head><body><h1>Rules</h1><p>The United Nations and cyber norms.<p>Human rights, privacy.</body></html>",
		"c/front.md":    "---\ntitle: Front\ngroup: west\n---\n# Rules\n\nThe rule of law and *sovereignty*.\n\n* innovation\n* resilience\n",
		"c/tabs.tsv":    "id\ttext\tgroup\nt1\tArms race and deterrence in cyberspace.\teast\n",
		"c/old.txt":     "\xef\xbb\xbfThe global commons.\r\n\r\nThe digital divide.\r\n",
		"c/bad.txt":     "r\xe9gime",
		"c/index.tsv":   "path\tgroup\tyear\nold.txt\teast\t2011\n",
		"c/sub/old.txt": good(7),
	}
	for i := range 30 {
		files[fmt.Sprintf("c/sub/d%02d.txt", i)] = good(i)
	}
	return files
}

// TestP23BytesDoNotDependOnTheMachine is promise P23 on a corpus of every
// format: the workers, the order in which the files were made, the language
// and the time zone of the machine change no byte of the report.
func TestP23BytesDoNotDependOnTheMachine(t *testing.T) {
	files := mixed()
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	p := full("c")
	random := rand.New(rand.NewPCG(1, 2))
	var first map[string][]byte
	for i, m := range []struct {
		workers    int
		lang, zone string
	}{{1, "C", "UTC"}, {2, "de_DE.UTF-8", "Asia/Tokyo"}, {7, "tr_TR.UTF-8", "America/St_Johns"}} {
		t.Setenv("LANG", m.lang)
		t.Setenv("LC_ALL", m.lang)
		t.Setenv("TZ", m.zone)
		random.Shuffle(len(names), func(a, b int) { names[a], names[b] = names[b], names[a] })
		dir := lay(t, files, names...)
		out, got, err := attempt(t, dir, p, m.workers)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			if len(out.Documents) != 39 || len(out.Failures) != 1 || len(got) < 50 {
				t.Fatalf("%d documents, %d failures, %d files", len(out.Documents), len(out.Failures), len(got))
			}
			wellFormed(t, got)
			first = got
			continue
		}
		sameFiles(t, fmt.Sprintf("%+v", m), first, got)
	}
}

// TestNothingToRead: a run without a single good document publishes nothing
// and says why, document by document.
func TestNothingToRead(t *testing.T) {
	dir := lay(t, map[string]string{"c/void.txt": "", "c/latin.txt": "r\xe9gime"})
	_, _, err := attempt(t, dir, quick("c"), 2)
	var usage *pipeline.UsageError
	if !errors.As(err, &usage) || !strings.Contains(err.Error(), "c/void.txt") || !strings.Contains(err.Error(), "c/latin.txt") {
		t.Errorf("got %v", err)
	}
	files := map[string]string{}
	for i := range 200 {
		files[fmt.Sprintf("c/%03d.txt", i)] = "r\xe9gime"
	}
	_, _, err = attempt(t, lay(t, files), quick("c"), 2)
	if err == nil || strings.Count(err.Error(), "\n") != 11 || !strings.HasSuffix(err.Error(), "and 190 more") {
		t.Errorf("200 failures: %v", err)
	}
}

// TestRunDoesNotReadItsOwnReport: a run of the current folder, which holds the
// report of the run before, gives the same bytes again and verifies.
func TestRunDoesNotReadItsOwnReport(t *testing.T) {
	t.Chdir(lay(t, map[string]string{"a.txt": good(1), "sub/b.md": good(2)}))
	p := quick(".")
	env := pipeline.Env{Now: clock}
	var first map[string][]byte
	for range 2 {
		plan, err := pipeline.NewPlan(context.Background(), p, env)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := pipeline.Run(context.Background(), plan, env); err != nil {
			t.Fatal(err)
		}
		got := written(t, plan.Out)
		if first != nil {
			sameFiles(t, "the second run", first, got)
		}
		first = got
	}
	v, err := pipeline.Verify(context.Background(), os.DirFS("reports/test"), pipeline.VerifyOptions{Dir: "reports/test"}, env)
	if err != nil || !v.Reran || len(v.Differences)+len(v.Rerun) > 0 {
		t.Errorf("%+v, %v", v, err)
	}
}

// TestFilesThatAreNotThere: a missing codebook or project is called what the
// user called it, and neither is taken for a labelled path or a folder's file.
func TestFilesThatAreNotThere(t *testing.T) {
	t.Chdir(lay(t, map[string]string{"b.yaml": "name: x\n", "d.yaml/only.txt": "name: x\n"}))
	for name, want := range map[string]string{
		"./none.yaml": "./none.yaml: no such file", "a=b.yaml": "a=b.yaml: no such file", "d.yaml": "d.yaml: is not one file", "-": "-: there is no standard input",
	} {
		if _, err := pipeline.LoadProject(context.Background(), name); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "_=") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
