// SPDX-License-Identifier: Apache-2.0
// closure_kept_128.go: a closure over an array of 128 B, kept.

package main

var array_128 [16]int64

//go:noinline
func scenario_closure_kept_128() {
	a := array_128
	kept_closure = func() int64 { return a[3] }
}

func init() { add("closure_kept_128", scenario_closure_kept_128) }
