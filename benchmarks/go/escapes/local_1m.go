// SPDX-License-Identifier: Apache-2.0
// local_1m.go: a local array of 1 MiB.

package main

//go:noinline
func scenario_local_1m() {
	var b [1 << 20]byte
	b[sum&1023] = 1
	sum += int64(b[5])
}

func init() { add("local_1m", scenario_local_1m) }
