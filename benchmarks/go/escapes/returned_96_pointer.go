// SPDX-License-Identifier: Apache-2.0
// returned_96_pointer.go: the same, returned by pointer.

package main

//go:noinline
func make_record_pointer() *record { return &record{a: sum, d: text_16, g: 1} }

//go:noinline
func scenario_returned_96_pointer() {
	r := make_record_pointer()
	sum += r.a & 7
}

func init() { add("returned_96_pointer", scenario_returned_96_pointer) }
