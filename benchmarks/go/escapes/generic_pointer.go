// SPDX-License-Identifier: Apache-2.0
// generic_pointer.go: a pointer to a local through a generic function that calls its method.

//go:build gc

package main

func read_generic_pointer[T pointer_reader](r T) int64 { return r.readPointer() }

//go:noinline
func scenario_generic_pointer() {
	sum += read_generic_pointer(&small{sum & 7, 2, 3})
}

func init() { add("generic_pointer", scenario_generic_pointer) }
