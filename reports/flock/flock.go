// Package flock locks files between processes. The system ends a lock when the
// process that has it dies, so that what a dead run left behind can be told.
package flock

import "errors"

// ErrBusy says that another process has the lock.
var ErrBusy = errors.New("locked by another process")
