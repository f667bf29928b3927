// SPDX-License-Identifier: Apache-2.0
// closure_kept.go: a closure over a local of 8 B, kept.

package main

var kept_closure func() int64

//go:noinline
func scenario_closure_kept() {
	n := sum
	kept_closure = func() int64 { return n + 1 }
}

func init() { add("closure_kept", scenario_closure_kept) }
