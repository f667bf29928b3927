// SPDX-License-Identifier: Apache-2.0
// string_bytes_32.go: []byte of a string of 32 B, used here.

package main

var text_32 = "0123456789abcdef0123456789abcdef"

//go:noinline
func scenario_string_bytes_32() {
	b := []byte(text_32)
	b[0] = 'x'
	sum += int64(b[1])
}

func init() { add("string_bytes_32", scenario_string_bytes_32) }
