// SPDX-License-Identifier: Apache-2.0
// defer_closure.go: a deferred closure over a local.

package main

//go:noinline
func scenario_defer_closure() {
	n := sum
	defer func() { sum = n & 7 }()
}

func init() { add("defer_closure", scenario_defer_closure) }
