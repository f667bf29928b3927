// SPDX-License-Identifier: Apache-2.0
// slice_constant.go: make([]byte, 1024), used here.

package main

//go:noinline
func scenario_slice_constant() {
	b := make([]byte, 1024)
	b[sum&1023] = 1
	sum += int64(b[5])
}

func init() { add("slice_constant", scenario_slice_constant) }
