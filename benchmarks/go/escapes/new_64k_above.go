// SPDX-License-Identifier: Apache-2.0
// new_64k_above.go: new([65544]byte), used here.

package main

//go:noinline
func scenario_new_64k_above() {
	b := new([65544]byte)
	b[sum&1023] = 1
	sum += int64(b[5])
}

func init() { add("new_64k_above", scenario_new_64k_above) }
