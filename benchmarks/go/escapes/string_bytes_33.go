// SPDX-License-Identifier: Apache-2.0
// string_bytes_33.go: []byte of a string of 33 B, used here.

package main

var text_33 = "0123456789abcdef0123456789abcdef0"

//go:noinline
func scenario_string_bytes_33() {
	b := []byte(text_33)
	b[0] = 'x'
	sum += int64(b[1])
}

func init() { add("string_bytes_33", scenario_string_bytes_33) }
