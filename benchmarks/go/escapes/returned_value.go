// SPDX-License-Identifier: Apache-2.0
// returned_value.go: a struct of 24 B is returned.

package main

//go:noinline
func make_returned_value() small { return small{1, 2, 3} }

//go:noinline
func scenario_returned_value() {
	sum += make_returned_value().a
}

func init() { add("returned_value", scenario_returned_value) }
