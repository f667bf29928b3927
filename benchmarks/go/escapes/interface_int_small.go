// SPDX-License-Identifier: Apache-2.0
// interface_int_small.go: an int below 256 that is kept as interface{}.

package main

var small_int = 255

//go:noinline
func scenario_interface_int_small() {
	kept_any = small_int
}

func init() { add("interface_int_small", scenario_interface_int_small) }
