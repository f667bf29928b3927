// SPDX-License-Identifier: Apache-2.0
// main.go: what each scenario allocates, counted: a line each of name, objects and bytes a call.

package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

const (
	calls = 100
	tries = 5
)

type scenario struct {
	name string
	run  func()
}

var scenarios []scenario

func add(name string, run func()) {
	scenarios = append(scenarios, scenario{name, run})
}

// The least of some tries: the runtime may allocate besides.
func count(run func()) (objects, bytes uint64) {
	objects, bytes = ^uint64(0), ^uint64(0)
	for try := 0; try < tries; try++ {
		var before, after runtime.MemStats
		runtime.GC()
		run() // the collector empties pools
		runtime.ReadMemStats(&before)
		for i := 0; i < calls; i++ {
			run()
		}
		runtime.ReadMemStats(&after)
		if n := after.Mallocs - before.Mallocs; n < objects {
			objects = n
		}
		if n := after.TotalAlloc - before.TotalAlloc; n < bytes {
			bytes = n
		}
	}
	return objects, bytes
}

func main() {
	debug.SetGCPercent(-1)
	for _, s := range scenarios {
		objects, bytes := count(s.run)
		fmt.Printf("%s %.4g %.6g\n", s.name, float64(objects)/calls, float64(bytes)/calls)
	}
}
