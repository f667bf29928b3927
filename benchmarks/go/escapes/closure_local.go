// SPDX-License-Identifier: Apache-2.0
// closure_local.go: a closure over a local, called where it is made.

package main

//go:noinline
func scenario_closure_local() {
	n := sum
	f := func() int64 { return n + 1 }
	sum = f() & 7
}

func init() { add("closure_local", scenario_closure_local) }
