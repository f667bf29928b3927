// SPDX-License-Identifier: Apache-2.0
// local_10m_above.go: a local array of 10 MiB and 8 B.

package main

//go:noinline
func scenario_local_10m_above() {
	var b [10<<20 + 8]byte
	b[sum&1023] = 1
	sum += int64(b[5])
}

func init() { add("local_10m_above", scenario_local_10m_above) }
