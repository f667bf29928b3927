// SPDX-License-Identifier: Apache-2.0
// interface_struct_byte.go: a struct of one byte that is kept as interface{}.

package main

var byte_struct struct{ b byte }

//go:noinline
func scenario_interface_struct_byte() {
	kept_any = byte_struct
}

func init() { add("interface_struct_byte", scenario_interface_struct_byte) }
