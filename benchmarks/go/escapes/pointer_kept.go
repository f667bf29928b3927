// SPDX-License-Identifier: Apache-2.0
// pointer_kept.go: a pointer to a local is handed to a function that keeps it.

package main

var kept *small

//go:noinline
func keep_pointer(s *small) { kept = s }

//go:noinline
func scenario_pointer_kept() {
	s := small{1, 2, 3}
	keep_pointer(&s)
}

func init() { add("pointer_kept", scenario_pointer_kept) }
