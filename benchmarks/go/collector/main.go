// SPDX-License-Identifier: Apache-2.0
// main.go: what Go's collector lets a program allocate from one collection to the next, beside what its rule says, and
// what an object of 64 B costs. Rows of a Markdown table; bytes in MiB.

package main

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"sort"
	"strconv"
	"syscall"
	"time"
)

const (
	mib         = 1 << 20
	objectBytes = 64
	heapLeast   = 4 * mib // of a heap, at GOGC=100: runtime, heapminimum
	steps       = 32      // of a cycle: so finely it is seen where one ends
)

type node struct {
	left, right *node
	payload     [6]uint64
}

type object [objectBytes / 8]uint64

var (
	tree  []*node
	flat  [][]byte
	taken *object
)

// keep makes a live heap of so many bytes: nodes of a binary tree whose neighbours lie anywhere, or objects without pointers.
func keep(bytes int, isFlat bool) {
	tree, flat = nil, nil
	if isFlat {
		for ; bytes > 0; bytes -= 1 << 10 {
			flat = append(flat, make([]byte, 1<<10))
		}
		return
	}
	tree = make([]*node, bytes/(64+8)) // a node, and its place here
	for i := range tree {
		tree[i] = new(node)
	}
	state := uint64(1)
	for i := len(tree) - 1; i > 0; i-- {
		state = state*6364136223846793005 + 1442695040888963407
		j := int((state >> 33) % uint64(i+1))
		tree[i], tree[j] = tree[j], tree[i]
	}
	for i := range tree {
		if 2*i+2 < len(tree) {
			tree[i].left, tree[i].right = tree[2*i+1], tree[2*i+2]
		}
	}
}

//go:noinline
func allocate(count int) {
	for i := 0; i < count; i++ {
		taken = new(object)
	}
}

func cpuNs() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		fmt.Fprintln(os.Stderr, "collector:", err)
		os.Exit(1)
	}
	return float64(usage.Utime.Nano() + usage.Stime.Nano())
}

// rule is what may be allocated before the next collection, by GOGC and what the last one found alive.
func rule(live float64, gogc int) float64 {
	return math.Max(live*float64(gogc)/100, heapLeast*float64(gogc)/100-live)
}

func measure(name string, gogc, cycles int) {
	debug.SetGCPercent(gogc)
	runtime.GC()
	runtime.GC() // the first may leave to sweep what the second then knows to be gone
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	live := float64(memory.HeapAlloc)
	predicted, own := rule(live, gogc), float64(memory.NextGC)-live
	var stats debug.GCStats
	debug.ReadGCStats(&stats)
	first, seen := stats.NumGC, stats.NumGC
	count := int(predicted)/objectBytes/steps + 1
	allocated, whole := 0, 0 // whole: until the last cycle that ended
	begin, beginCPU := time.Now(), cpuNs()
	for seen-first < int64(cycles) {
		allocate(count)
		allocated += count
		if debug.ReadGCStats(&stats); stats.NumGC != seen {
			seen, whole = stats.NumGC, allocated
		}
	}
	wall, cpu := float64(time.Since(begin).Nanoseconds())/float64(allocated), (cpuNs()-beginCPU)/float64(allocated)
	pauses := stats.Pause
	if len(pauses) > int(seen-first) {
		pauses = pauses[:seen-first]
	}
	sort.Slice(pauses, func(a, b int) bool { return pauses[a] < pauses[b] })
	cycle := float64(whole*objectBytes) / float64(seen-first)
	fmt.Printf("| %s | %s | %d | %.2f | %.2f | %.2f | %.2f | %.2f | %d | %.0f | %.1f | %.1f |\n", runtime.Version(), name, gogc, live/mib,
		predicted/mib, own/mib, cycle/mib, cycle/predicted, seen-first, float64(pauses[len(pauses)/2].Nanoseconds())/1e3, wall, cpu)
}

// main takes the live heaps as arguments, in MiB.
func main() {
	runtime.GOMAXPROCS(1)
	for _, argument := range os.Args[1:] {
		size, err := strconv.Atoi(argument)
		if err != nil || size < 0 || size > 4096 {
			fmt.Fprintf(os.Stderr, "collector: %q: expected MiB, 0 to 4096\n", argument)
			os.Exit(2)
		}
		cycles := 32
		if size >= 16 {
			cycles = 4 + 256/size
		}
		for _, isFlat := range []bool{false, true} {
			keep(size*mib, isFlat)
			for _, gogc := range []int{50, 100, 200} {
				name := argument
				if isFlat {
					name += ", no pointers"
				}
				if size > 0 || !isFlat {
					measure(name, gogc, cycles)
				}
			}
		}
	}
}
