// SPDX-License-Identifier: Apache-2.0
// method_value.go: a method value of a struct, handed to a function that calls it.

package main

//go:noinline
func scenario_method_value() {
	s := small{sum, 2, 3}
	sum = call_closure(s.read) & 7
}

func init() { add("method_value", scenario_method_value) }
