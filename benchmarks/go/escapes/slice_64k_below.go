// SPDX-License-Identifier: Apache-2.0
// slice_64k_below.go: make([]byte, 65535), used here.

package main

//go:noinline
func scenario_slice_64k_below() {
	b := make([]byte, 65535)
	b[sum&1023] = 1
	sum += int64(b[5])
}

func init() { add("slice_64k_below", scenario_slice_64k_below) }
