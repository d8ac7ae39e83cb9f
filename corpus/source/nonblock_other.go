//go:build !unix

package source

// nonblock is nothing where opening a file never waits for a writer.
const nonblock = 0
