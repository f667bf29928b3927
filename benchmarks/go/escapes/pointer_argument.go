// SPDX-License-Identifier: Apache-2.0
// pointer_argument.go: a pointer to a local is handed to a function that only reads.

package main

//go:noinline
func read_pointer(s *small) int64 { return s.b }

//go:noinline
func scenario_pointer_argument() {
	s := small{1, 2, 3}
	sum += read_pointer(&s)
}

func init() { add("pointer_argument", scenario_pointer_argument) }
