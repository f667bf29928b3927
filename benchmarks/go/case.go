// SPDX-License-Identifier: Apache-2.0
// case.go: the contract between the cases and what measures them; benchmarks/case.h in Go.

package main

import "unsafe"

const armMax = 4

// What a kernel works on; one an arm. It may lie on the stack, and so may what it points to.
type context struct {
	object unsafe.Pointer // what the arm passes: initialised, at the case's site
	mask   uintptr        // always 0, but the compiler cannot know: makes a call depend on the last
	count  int            // scan: objects in the working set
	next   int            // scan: where the next run goes on
	calls  int            // churn: of the callee, an object
	sum    uint64         // out: checksum of the last run, equal for all arms of a case
}

// A kernel makes n calls of its arm and stores their checksum. It owns the loop.
type kernel func(c *context, n uint64)

type arm struct {
	name string
	run  kernel
}

// What the process of a block must be like. Its name is what bv_regime_name makes of it.
type regime struct {
	LiveMiB int  `json:"live_mib"` // live heap beside the case's own objects
	Flat    bool `json:"flat"`     // of objects without pointers
	Procs   bool `json:"threads"`  // GOMAXPROCS is the number of cores, not 1
}

// How the case's objects are made, and what for.
type class int

const (
	classInt class = iota
	classLong
	classDouble
)

type site int

const (
	siteStack site = iota
	siteStatic
	siteHeap
	siteSet  // scan: a working set
	siteNone // the kernels make their objects themselves
)

const gcOff = -1

// One point of a family's parameters.
type testCase struct {
	name   string // family/key:value/.../size:N, without the pass; unique
	size   int    // of the struct that is passed, bytes
	class  class
	site   site
	level  int    // scan: of the working set
	calls  int    // churn: of the callee, an object
	gogc   int    // while it is measured; 0: 100, as a process has by itself
	regime regime // what its process must be like
	arms   []arm  // [0] is the reference of the ratios: value
}

// A call pattern: what each preset measures of it, a POSIX extended regular expression over the names of
// its cases, without "NAME/" and from the beginning; empty: nothing.
type family struct {
	Name    string  `json:"name"`
	Summary string  `json:"summary"`
	Presets presets `json:"presets"`
}

type presets struct {
	Quick     string `json:"quick,omitempty"`
	Standard  string `json:"standard,omitempty"`
	Selfcheck string `json:"selfcheck,omitempty"`
}

var families = []family{
	{"arg", "one struct handed to one function, by field class, reads, mode and site", presets{
		"class:int/reads:(none|one|all)/mode:throughput/site:stack/|class:int/reads:one/mode:latency/site:stack/size:(16|64|256|1024)$" +
			"|class:int/reads:one/mode:throughput/site:(static|heap)/size:(16|64|256)$|class:(long|double)/.*/size:(16|64|72|80)$",
		".", "class:int/reads:one/mode:throughput/site:stack/size:(32|64|257|1024)$"}},
	{"chain", "a struct passed down 1, 2, 4 or 8 frames; the last one reads it", presets{"depth:4/size:(16|64|256)$", ".", "depth:4/size:64$"}},
	{"ret", "a struct made by a function: returned, written through a pointer, or put in fresh memory", presets{"size:(16|64|96|256|1024)$", ".", "size:64$"}},
	{"mutate", "a struct that is changed: copy, modify and return, or in place", presets{"how:[a-z]+/size:(16|64|256)$", ".", "how:update/size:64$"}},
	{"scan", "a function over an array by value and by pointer, and over scattered objects", presets{"set:l2/size:(16|64|256)$", ".", ""}},
	{"inline", "control: the callee is visible to the inliner, both arms must be equal", presets{"size:(16|64|256)$", ".", ""}},
	{"null", "nulls: the same symbol as both arms, and layout twins", presets{
		"kind:[a-z]+/of:(value/size:(16|64|256|1024)|(pointer|churn)/size:(64|1024))$",
		"kind:[a-z]+/of:(value/|(pointer|churn)/size:(16|64|256|1024)$)", "kind:[a-z]+/of:(value|churn)/size:(16|64|256|1024)$"}},
	{"churn", "objects made, handed on and dying: values, or pointers to where they were obtained", presets{
		"site:(stack|pool/life:lifo|arena)/calls:1/size:(64|256|1024)$|site:gc/live:(0|16)/life:lifo/calls:1/size:(64|1024)$", ".",
		"site:gc/live:0/life:lifo/calls:1/size:(64|1024)$"}},
	{"iface", "a struct as a value of an interface type, called through it; what such a value holds without allocating", presets{
		"size:(1|16|64)$|holds:", ".", ""}},
	{"closure", "a function and what it captures, handed on or kept", presets{"use:[a-z]+/size:(16|64|128|136)$", ".", ""}},
	{"deep", "large locals, on the stack or moved to the heap; goroutines whose stacks grow", presets{"", ".", ""}},
	{"threads", "goroutines that allocate, on all cores", presets{"", ".", ""}},
}

// A family's cases are stamped into a file of their own, whose init appends them.
var cases []testCase

// Functions that only take room between the others; see pad in generate/main.go.
var padding []func()

//go:noinline
func padStep() {}

// noescape hides a pointer to the stack from the compiler: contexts and objects stay where they are.
//
//go:nosplit
func noescape(p unsafe.Pointer) unsafe.Pointer {
	x := uintptr(p)
	return unsafe.Pointer(x ^ 0)
}
