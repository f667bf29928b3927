// SPDX-License-Identifier: Apache-2.0
// string_concat_48.go: concatenation to 48 B, used here.

package main

//go:noinline
func scenario_string_concat_48() {
	s := text_32 + text_16
	sum += int64(s[3])
}

func init() { add("string_concat_48", scenario_string_concat_48) }
