package cli

import (
	"fmt"
	"math"
	"os"
	"path/filepath"

	"concordat/analyzers/result"
	"concordat/pipeline"
	"concordat/pipeline/cache"

	"github.com/spf13/cobra"
)

// cacheVariable names the folder of the cache, for who wants another than the
// user's cache folder.
const cacheVariable = "CONCORDAT_CACHE"

// cacheFolder returns the folder of the cache.
func cacheFolder() (string, error) {
	if dir := os.Getenv(cacheVariable); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no folder for the cache: %w; set %s", err, cacheVariable)
	}
	return filepath.Join(dir, pipeline.ToolName), nil
}

// openCache returns the cache of this run, nil with --no-cache or where there is
// no folder for one.
func (a *app) openCache() *cache.Cache {
	if a.cache != nil || a.noCache {
		return a.cache
	}
	dir, err := cacheFolder()
	if err != nil {
		return nil // what is only faster with a cache is no reason to say so
	}
	a.cache = cache.Open(dir, cache.Options{})
	return a.cache
}

// closeCache publishes what this run, or this round of a watch, has put.
func (a *app) closeCache() {
	if err := a.cache.Close(); err != nil && !a.quiet {
		a.say("warning: %s", cleanLines(err.Error()))
	}
	a.cache = nil
}

func (a *app) cacheCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "cache",
		Short: "Say what is kept between runs, or remove it",
		Long: `What prose said of a text is kept (its sentences, tags and names, if they were
asked for), so that the next run reads it instead of asking again. Nothing
depends on it: without it, or if it is damaged, a run takes longer and says the
same. It has parts of texts, for your eyes alone. What went unused longest is
dropped when there is more than the limit.

It lies in your cache folder, or in the folder that ` + cacheVariable + ` names.`,
		Example: `  concordat cache
  concordat cache clean`,
		RunE: func(*cobra.Command, []string) error { return a.cacheStats() },
	}
	cmd.AddCommand(
		&cobra.Command{
			Use:     "stats",
			Short:   "Say what is kept and where",
			Example: "  concordat cache stats --json",
			Args:    takes(0, 0),
			RunE:    func(*cobra.Command, []string) error { return a.cacheStats() },
		},
		&cobra.Command{
			Use:     "clean",
			Short:   "Remove all that is kept",
			Long:    "Remove all that is kept. Other files in the folder stay.",
			Example: "  concordat cache clean",
			Args:    takes(0, 0),
			RunE:    func(*cobra.Command, []string) error { return a.cacheClean() },
		},
	)
	return cmd
}

func (a *app) cacheStats() error {
	dir, err := cacheFolder()
	if err != nil {
		return err
	}
	u, err := cache.Inspect(dir)
	if err != nil {
		return fmt.Errorf("cache: %w; %s can name another folder", err, cacheVariable)
	}
	if a.json {
		return a.answer("cache", map[string]any{
			"folder": filepath.ToSlash(dir), "packs": u.Packs, "entries": u.Entries, "bytes": u.Bytes, "max_bytes": int64(cache.DefaultMaxBytes),
		})
	}
	_, err = fmt.Fprintf(a.stdout, "%s\n%s in %s, %s of at most %s\n", clean(dir),
		result.Counted(u.Entries, "result"), result.Counted(u.Packs, "pack"), size(u.Bytes), size(cache.DefaultMaxBytes))
	return err
}

func (a *app) cacheClean() error {
	dir, err := cacheFolder()
	if err != nil {
		return err
	}
	u, err := cache.Clean(dir)
	if err != nil {
		return fmt.Errorf("cache: %w; %s can name another folder", err, cacheVariable)
	}
	if a.json {
		return a.answer("cache-clean", map[string]any{"folder": filepath.ToSlash(dir), "packs": u.Packs, "entries": u.Entries, "bytes": u.Bytes})
	}
	if u == (cache.Usage{}) {
		_, err = fmt.Fprintf(a.stdout, "%s\nthere was nothing to remove\n", clean(dir))
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "%s\nremoved %s in %s; %s freed\n", clean(dir),
		result.Counted(u.Entries, "result"), result.Counted(u.Packs, "pack"), size(u.Bytes))
	return err
}

// size returns a number of bytes as people read it: "812 bytes", "12.3 MiB".
func size(n int64) string {
	if n < 1<<10 {
		return result.Counted(n, "byte")
	}
	x, unit := float64(n)/(1<<10), "KiB"
	for _, larger := range []string{"MiB", "GiB", "TiB"} {
		if math.Round(x*10)/10 < 1<<10 {
			break
		}
		x, unit = x/(1<<10), larger
	}
	return fmt.Sprintf("%.1f %s", x, unit)
}
