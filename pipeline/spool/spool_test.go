package spool_test

import (
	"bytes"
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"

	"concordat/pipeline/spool"
)

// What is written comes back, twice, in whatever pieces, in memory or on disk,
// and leaves nothing behind.
func TestSpool(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("TMP", dir)
	for _, size := range []int{0, 1, 1000, 4 << 20, 4<<20 + 1, 9 << 20} {
		var want bytes.Buffer
		var s spool.Spool
		for i := 0; want.Len() < size; i++ {
			piece := []byte(strings.Repeat(string(rune('a'+i%26)), min(100_000, size-want.Len())))
			want.Write(piece)
			if n, err := s.Write(piece); n != len(piece) || err != nil {
				t.Fatal(n, err)
			}
		}
		for range 2 {
			var got bytes.Buffer
			n, err := s.WriteTo(&got)
			if err != nil || n != int64(size) || s.Size() != n || !bytes.Equal(got.Bytes(), want.Bytes()) {
				t.Fatalf("%d of %d bytes: %v", n, size, err)
			}
		}
		if err := errors.Join(s.Close(), s.Close()); err != nil {
			t.Error(err)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// An error of the temporary folder says where it is and what to do.
func TestNoFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows finds another temporary folder")
	}
	t.Setenv("TMPDIR", t.TempDir()+"/none")
	var s spool.Spool
	if _, err := s.Write(make([]byte, 5<<20)); err == nil || !strings.Contains(err.Error(), "/none") || !strings.Contains(err.Error(), "TMPDIR") {
		t.Errorf("%v", err)
	}
}
