// SPDX-License-Identifier: Apache-2.0
// returned_pointer.go: a pointer to a local is returned.

package main

type small struct{ a, b, c int64 }

//go:noinline
func make_returned_pointer() *small {
	s := small{1, 2, 3}
	return &s
}

var sum int64

//go:noinline
func scenario_returned_pointer() {
	sum += make_returned_pointer().a
}

func init() { add("returned_pointer", scenario_returned_pointer) }
