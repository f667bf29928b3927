// SPDX-License-Identifier: Apache-2.0
// fmt_println.go: fmt.Fprintln of an int to a writer that drops it.

package main

import (
	"fmt"
	"io"
)

//go:noinline
func scenario_fmt_println() {
	fmt.Fprintln(io.Discard, large_int)
}

func init() { add("fmt_println", scenario_fmt_println) }
