// SPDX-License-Identifier: Apache-2.0
// local_10m.go: a local array of 10 MiB.

package main

//go:noinline
func scenario_local_10m() {
	var b [10 << 20]byte
	b[sum&1023] = 1
	sum += int64(b[5])
}

func init() { add("local_10m", scenario_local_10m) }
