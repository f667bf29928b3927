// SPDX-License-Identifier: Apache-2.0
// interface_argument.go: a struct of 24 B as an interface argument whose method is called.

package main

type reader interface{ read() int64 }

//go:noinline
func (s small) read() int64 { return s.c }

//go:noinline
func read_interface(r reader) int64 { return r.read() }

//go:noinline
func scenario_interface_argument() {
	sum += read_interface(small{sum, 2, 3})
}

func init() { add("interface_argument", scenario_interface_argument) }
