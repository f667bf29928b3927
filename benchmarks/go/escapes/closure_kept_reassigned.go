// SPDX-License-Identifier: Apache-2.0
// closure_kept_reassigned.go: a closure over a local of 8 B that is assigned again, kept.

package main

//go:noinline
func scenario_closure_kept_reassigned() {
	n := sum
	kept_closure = func() int64 { return n + 1 }
	n++
}

func init() { add("closure_kept_reassigned", scenario_closure_kept_reassigned) }
