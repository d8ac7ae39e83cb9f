package cache

import "errors"

func limited(string) error { return errors.ErrUnsupported }
