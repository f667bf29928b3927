// SPDX-License-Identifier: Apache-2.0
// slice_append.go: append to an empty slice, four times.

package main

//go:noinline
func scenario_slice_append() {
	var b []int64
	for i := int64(0); i < 4; i++ {
		b = append(b, i)
	}
	sum = b[3]
}

func init() { add("slice_append", scenario_slice_append) }
