// SPDX-License-Identifier: Apache-2.0
// generic_value.go: a struct by value through a generic function that calls its method.

//go:build gc

package main

func read_generic[T reader](r T) int64 { return r.read() }

//go:noinline
func scenario_generic_value() {
	sum += read_generic(small{sum & 7, 2, 3})
}

func init() { add("generic_value", scenario_generic_value) }
