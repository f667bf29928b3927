// SPDX-License-Identifier: Apache-2.0
// slice_variable.go: make([]byte, n) of 64 B, used here.

package main

var slice_length = 64

//go:noinline
func scenario_slice_variable() {
	b := make([]byte, slice_length)
	b[sum&1] = 1
	sum += int64(b[5])
}

func init() { add("slice_variable", scenario_slice_variable) }
