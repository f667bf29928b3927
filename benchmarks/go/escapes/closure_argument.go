// SPDX-License-Identifier: Apache-2.0
// closure_argument.go: a closure over a local, handed to a function that calls it.

package main

//go:noinline
func call_closure(f func() int64) int64 { return f() }

//go:noinline
func scenario_closure_argument() {
	n := sum
	sum = call_closure(func() int64 { return n + 1 }) & 7
}

func init() { add("closure_argument", scenario_closure_argument) }
