// SPDX-License-Identifier: Apache-2.0
// clock_gc.go: the monotonic clock of the gc toolchain's runtime, and what else is different under it.

//go:build gc

package main

import (
	"math"
	"runtime"
	_ "unsafe" // for go:linkname
)

// nanotime reads CLOCK_MONOTONIC through the vDSO, as clock_gettime does in C.
//
//go:linkname nanotime runtime.nanotime
func nanotime() int64

func compilerName() string { return "go " + runtime.Version()[len("go"):] }

// canaryGHz is the effective clock, from dependent additions; nil: unknown.
func canaryGHz() *float64 {
	const tries, blocks = 5, 2000
	best := int64(math.MaxInt64)
	step := canaryStep
	for try := 0; try < tries; try++ {
		sum := 0
		begin := nanotime()
		for block := 0; block < blocks; block++ {
			sum = sum + step
			sum = sum ^ step
			sum = sum + step
			sum = sum ^ step
			sum = sum + step
			sum = sum ^ step
			sum = sum + step
			sum = sum ^ step
		}
		ns := nanotime() - begin
		canarySink = sum
		if ns < best {
			best = ns
		}
	}
	if best <= 0 {
		return nil
	}
	ghz := 8 * blocks / float64(best)
	return &ghz
}

var canaryStep, canarySink = 1, 0

// emptyRun is a kernel's loop without its call.
func emptyRun(c *context, n uint64) {
	for ; n > 0; n-- {
	}
	c.sum = 0
}
