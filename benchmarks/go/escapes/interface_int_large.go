// SPDX-License-Identifier: Apache-2.0
// interface_int_large.go: an int of 256 that is kept as interface{}.

package main

var large_int = 256

//go:noinline
func scenario_interface_int_large() {
	kept_any = large_int
}

func init() { add("interface_int_large", scenario_interface_int_large) }
