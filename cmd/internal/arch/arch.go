// Package arch holds the house rules as tests. policy.txt says which package
// may import what; the tests parse the sources, so they need no build and
// cannot pass stale.
package arch
