// SPDX-License-Identifier: Apache-2.0
// closure_kept_136.go: a closure over an array of 136 B, kept.

package main

var array_136 [17]int64

//go:noinline
func scenario_closure_kept_136() {
	a := array_136
	kept_closure = func() int64 { return a[3] }
}

func init() { add("closure_kept_136", scenario_closure_kept_136) }
