//go:build !linux && !darwin && !windows

package folder

import "errors"

// exchange is not there: these systems cannot swap two folders at once.
func exchange(string, string) error { return errors.ErrUnsupported }
