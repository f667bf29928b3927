// SPDX-License-Identifier: Apache-2.0
// goroutine.go: a goroutine with a closure over a local.

package main

//go:noinline
func scenario_goroutine() {
	n := sum
	done := make(chan int64)
	go func() { done <- n }()
	sum = <-done & 7
}

func init() { add("goroutine", scenario_goroutine) }
