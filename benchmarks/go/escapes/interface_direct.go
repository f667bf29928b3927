// SPDX-License-Identifier: Apache-2.0
// interface_direct.go: a struct of 24 B as an interface whose method is called where it is converted: the type is known.

package main

//go:noinline
func scenario_interface_direct() {
	var r reader = small{sum, 2, 3}
	sum += r.read()
}

func init() { add("interface_direct", scenario_interface_direct) }
