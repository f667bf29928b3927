// SPDX-License-Identifier: Apache-2.0
// local_128k_above.go: a local array of 128 KiB and 8 B.

package main

//go:noinline
func scenario_local_128k_above() {
	var b [128<<10 + 8]byte
	b[sum&1023] = 1
	sum += int64(b[5])
}

func init() { add("local_128k_above", scenario_local_128k_above) }
