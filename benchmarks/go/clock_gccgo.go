// SPDX-License-Identifier: Apache-2.0
// clock_gccgo.go: the monotonic clock of gccgo's runtime, and what else is different under it.

//go:build gccgo

package main

import (
	"runtime"
	"strings"
	"sync/atomic"
	_ "unsafe" // for go:linkname
)

//go:linkname nanotime runtime.nanotime
func nanotime() int64

// Version says "go1.18 gccgo (Debian 12.2.0-14+deb12u1) 12.2.0 linux/amd64".
func compilerName() string {
	fields := strings.Fields(runtime.Version())
	for _, field := range fields[1:] {
		if field[0] >= '0' && field[0] <= '9' && strings.Count(field, ".") == 2 {
			return "gccgo " + field
		}
	}
	return "gccgo " + fields[0]
}

// gccgo would fold the additions into a product: the clock is left unknown.
func canaryGHz() *float64 { return nil }

// emptyRun is a kernel's loop without its call. A loop without the load would be removed.
func emptyRun(c *context, n uint64) {
	for ; n > 0; n-- {
		atomic.LoadUint64(&c.sum)
	}
	c.sum = 0
}
