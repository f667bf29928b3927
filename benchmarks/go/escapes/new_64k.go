// SPDX-License-Identifier: Apache-2.0
// new_64k.go: new([65536]byte), used here.

package main

//go:noinline
func scenario_new_64k() {
	b := new([65536]byte)
	b[sum&1023] = 1
	sum += int64(b[5])
}

func init() { add("new_64k", scenario_new_64k) }
