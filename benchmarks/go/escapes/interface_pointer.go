// SPDX-License-Identifier: Apache-2.0
// interface_pointer.go: a pointer to a local as an interface argument.

package main

type pointer_reader interface{ readPointer() int64 }

//go:noinline
func (s *small) readPointer() int64 { return s.c }

//go:noinline
func read_interface_pointer(r pointer_reader) int64 { return r.readPointer() }

//go:noinline
func scenario_interface_pointer() {
	sum += read_interface_pointer(&small{sum, 2, 3})
}

func init() { add("interface_pointer", scenario_interface_pointer) }
