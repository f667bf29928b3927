// SPDX-License-Identifier: Apache-2.0
// local_128k.go: a local array of 128 KiB.

package main

//go:noinline
func scenario_local_128k() {
	var b [128 << 10]byte
	b[sum&1023] = 1
	sum += int64(b[5])
}

func init() { add("local_128k", scenario_local_128k) }
