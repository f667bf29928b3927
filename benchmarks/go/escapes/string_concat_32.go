// SPDX-License-Identifier: Apache-2.0
// string_concat_32.go: concatenation to 32 B, used here.

package main

var text_16 = "0123456789abcdef"

//go:noinline
func scenario_string_concat_32() {
	s := text_16 + text_16
	sum += int64(s[3])
}

func init() { add("string_concat_32", scenario_string_concat_32) }
