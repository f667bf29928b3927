// SPDX-License-Identifier: Apache-2.0
// returned_pointer_inlined.go: the same, of a function that can be inlined.

package main

func make_returned_pointer_inlined() *small {
	s := small{1, 2, 3}
	return &s
}

//go:noinline
func scenario_returned_pointer_inlined() {
	sum += make_returned_pointer_inlined().a
}

func init() { add("returned_pointer_inlined", scenario_returned_pointer_inlined) }
