// SPDX-License-Identifier: Apache-2.0
// interface_byte.go: one byte as a value that is kept as interface{}.

package main

var kept_any interface{}

var one_byte byte = 200

//go:noinline
func scenario_interface_byte() {
	kept_any = one_byte
}

func init() { add("interface_byte", scenario_interface_byte) }
