// SPDX-License-Identifier: Apache-2.0
// slice_64k.go: make([]byte, 65536), used here.

package main

//go:noinline
func scenario_slice_64k() {
	b := make([]byte, 65536)
	b[sum&1023] = 1
	sum += int64(b[5])
}

func init() { add("slice_64k", scenario_slice_64k) }
