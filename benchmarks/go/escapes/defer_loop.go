// SPDX-License-Identifier: Apache-2.0
// defer_loop.go: a deferred closure in a loop.

package main

//go:noinline
func scenario_defer_loop() {
	for i := 0; i < 2; i++ {
		n := sum
		defer func() { sum = n & 7 }()
	}
}

func init() { add("defer_loop", scenario_defer_loop) }
