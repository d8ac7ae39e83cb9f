//go:build unix

package source

import "syscall"

// nonblock lets the opening of a FIFO return at once, so that fstat can tell
// what was opened even if the name changed its meaning since it was found.
const nonblock = syscall.O_NONBLOCK
