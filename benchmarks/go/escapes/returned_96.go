// SPDX-License-Identifier: Apache-2.0
// returned_96.go: 96 B (three ints, three strings, three doubles) returned by value.

package main

type record struct {
	a, b, c int64
	d, e, f string
	g, h, i float64
}

//go:noinline
func make_record() record { return record{a: sum, d: text_16, g: 1} }

//go:noinline
func scenario_returned_96() {
	r := make_record()
	sum += r.a & 7
}

func init() { add("returned_96", scenario_returned_96) }
