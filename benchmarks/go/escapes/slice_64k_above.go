// SPDX-License-Identifier: Apache-2.0
// slice_64k_above.go: make([]byte, 65537), used here.

package main

//go:noinline
func scenario_slice_64k_above() {
	b := make([]byte, 65537)
	b[sum&1023] = 1
	sum += int64(b[5])
}

func init() { add("slice_64k_above", scenario_slice_64k_above) }
