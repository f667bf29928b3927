// SPDX-License-Identifier: Apache-2.0
// escaping.go: the call patterns that are about where an object lives: in Go, whether it escapes.

package main

import (
	"fmt"
	"strconv"
)

// churn: objects are made, handed on, and die. What is kept in a variable of the package escapes.
func churn(s *source, sizes []size) {
	s.imports = []string{"sync"}
	const chunk = "1000" // objects of an arena
	for _, z := range sizes {
		if !z.landmark {
			continue
		}
		h := shape{"int", z.bytes}
		n := strconv.Itoa(z.bytes)
		s.callee("churn_%s_"+n, h, "one")
		s.put(`
var (
	kept_churn_{N} *{TYPE}
	pool_{N} = sync.Pool{New: func() interface{} { return new({TYPE}) }}
	arena_{N} [`+chunk+`]{TYPE}
)
`, "N", n, "TYPE", h.name())
		for _, k := range []struct{ name, before, make, pass, after string }{
			{"value", "", "var s {TYPE}", "value_{N}(s)", ""},
			{"stack", "", "var s {TYPE}", "pointer_{N}(&s)", ""},
			{"gc", "", "s := new({TYPE})\n kept_churn_{N} = s", "pointer_{N}(s)", ""},
			{"pool", "", "s := pool_{N}.Get().(*{TYPE})", "pointer_{N}(s)", "pool_{N}.Put(s)"},
			{"arena", "at := 0", "if at++; at >= " + chunk + " {\n at = 0\n}\n s := &arena_{N}[at]", "pointer_{N}(s)", ""},
		} {
			s.put(`
func churn_`+k.name+`_{N}(c *context, n uint64) {
	calls := c.calls
	`+k.before+`
	sum := uint64(0)
	for ; n > 0; n-- {
		seed := uint32(n)
		`+k.make+`
		{FILL}
		for call := calls; call > 0; call-- {
			sum += bv_churn_`+k.pass+`
		}
		`+k.after+`
	}
	c.sum = sum
}
`, "N", n, "TYPE", h.name(), "FILL", h.fill("seed", 1))
		}
		for _, calls := range []int{1, 16} {
			for _, where := range [][2]string{{"stack", "site:stack"}, {"pool", "site:pool/life:lifo"}, {"arena", "site:arena"}} {
				s.row(fmt.Sprintf("churn/%s/calls:%d/size:%s", where[1], calls, n), z.bytes, fmt.Sprintf("calls: %d,", calls),
					"value", "churn_value_"+n, "pointer", "churn_"+where[0]+"_"+n)
			}
		}
		churnCollected(s, z.bytes)
	}
}

// Beside a live heap with pointers or without, under several GOGC.
func churnCollected(s *source, bytes int) {
	for _, live := range []int{0, 1, 16, 256} {
		for _, heap := range []string{"", "/heap:flat"} {
			for _, gogc := range []string{"", "50", "200", "off"} {
				if (heap != "" && live == 0) || (gogc != "" && bytes != 64) {
					continue
				}
				key, set := "", ""
				if gogc != "" {
					key, set = "/gogc:"+gogc, "gogc: "+map[string]string{"50": "50", "200": "200", "off": "gcOff"}[gogc]+","
				}
				s.row(fmt.Sprintf("churn/site:gc/live:%d%s%s/life:lifo/calls:1/size:%d", live, heap, key, bytes), bytes,
					fmt.Sprintf("calls: 1, %s regime: regime{LiveMiB: %d, Flat: %v},", set, live, heap != ""),
					"value", fmt.Sprintf("churn_value_%d", bytes), "pointer", fmt.Sprintf("churn_gc_%d", bytes))
			}
		}
	}
}

// iface: a struct as a value of an interface type, by which its method is called.
func iface(s *source, sizes []size) {
	s.put(`
type by_value interface{ value() uint64 }

type by_pointer interface{ pointer() uint64 }

//go:noinline
func bv_iface_value(x by_value) uint64 { return x.value() }

//go:noinline
func bv_iface_pointer(x by_pointer) uint64 { return x.pointer() }
`)
	for _, z := range sizes {
		if z.bytes != 1 && !(z.landmark && z.bytes <= 256) {
			continue
		}
		h := shape{"int", z.bytes}
		n := strconv.Itoa(z.bytes)
		s.put(`
//go:noinline
func (s {TYPE}) value() uint64 { return uint64(s.{MIDDLE}) }

//go:noinline
func (s *{TYPE}) pointer() uint64 { return uint64(s.{MIDDLE}) }
`, "TYPE", h.name(), "MIDDLE", h.middle())
		for _, k := range [][2]string{{"value", "p.value()"}, {"pointer", "bv_iface_pointer(p)"}, {"boxed", "bv_iface_value(*p)"}} {
			s.put(`
func iface_{PASS}_{N}(c *context, n uint64) {
	p := (*{TYPE})(c.object)
	sum := uint64(0)
	for ; n > 0; n-- {
		sum += {CALL}
	}
	c.sum = sum
}
`, "PASS", k[0], "N", n, "TYPE", h.name(), "CALL", k[1])
		}
		s.row("iface/size:"+n, z.bytes, "site: siteHeap,", "value", "iface_value_"+n, "pointer", "iface_pointer_"+n, "boxed", "iface_boxed_"+n)
	}
	anything(s)
}

// What an interface holds without an allocation, and what not: it is kept, so that it escapes.
func anything(s *source) {
	s.put("\nvar (\n\tkept_any interface{}\n\tkept_text string\n\tkept_int int\n\tkept_pointer *int\n\tany_int int\n\tany_text string\n)\n")
	for _, k := range []struct {
		name, set, kind, kept, variable string
		bytes                           int
	}{
		{"int0", "any_int = 0", "int", "kept_int", "any_int", 8},
		{"int255", "any_int = 255", "int", "kept_int", "any_int", 8},
		{"int256", "any_int = 256", "int", "kept_int", "any_int", 8},
		{"empty_string", "any_text = \"\"", "string", "kept_text", "any_text", 16},
		{"string", "any_text = \"byval\"", "string", "kept_text", "any_text", 16},
		{"pointer", "", "*int", "kept_pointer", "&any_int", 8},
	} {
		s.put(`
//go:noinline
func bv_any_plain_{NAME}(x {KIND}) uint64 {
	{KEPT} = x
	return 1
}

func any_plain_{NAME}(c *context, n uint64) {
	{SET}
	sum := uint64(0)
	for ; n > 0; n-- {
		sum += bv_any_plain_{NAME}({VARIABLE})
	}
	c.sum = sum
}

func any_boxed_{NAME}(c *context, n uint64) {
	{SET}
	sum := uint64(0)
	for ; n > 0; n-- {
		sum += bv_any_boxed({VARIABLE})
	}
	c.sum = sum
}
`, "NAME", k.name, "KIND", k.kind, "KEPT", k.kept, "SET", k.set, "VARIABLE", k.variable)
		s.row(fmt.Sprintf("iface/holds:%s/size:%d", k.name, k.bytes), k.bytes, "", "value", "any_plain_"+k.name, "boxed", "any_boxed_"+k.name)
	}
	s.put(`
//go:noinline
func bv_any_boxed(x interface{}) uint64 {
	kept_any = x
	return 1
}
`)
}

// closure: a function and what it captures: up to 128 B that are never assigned again by value, else by
// reference; handed to a function that calls it, or kept.
func closure(s *source, sizes []size) {
	s.put(`
var kept_closure func() uint64

//go:noinline
func bv_closure_local(f func() uint64) uint64 { return f() }

//go:noinline
func bv_closure_stored(f func() uint64) uint64 {
	kept_closure = f
	return kept_closure()
}
`)
	for _, z := range sizes {
		if z.bytes != 136 && !(z.landmark && z.bytes <= 256) {
			continue
		}
		h := shape{"int", z.bytes}
		n := strconv.Itoa(z.bytes)
		for _, use := range []string{"local", "stored"} {
			for _, k := range [][3]string{{"value", "s := *p", ""}, {"pointer", "s := p", ""}, {"reassigned", "s := *p", "s = *p"}} {
				s.put(`
func closure_{PASS}_{N}_{USE}(c *context, n uint64) {
	p := (*{TYPE})(c.object)
	sum := uint64(0)
	for ; n > 0; n-- {
		`+k[1]+`
		f := func() uint64 { return uint64(s.{MIDDLE}) }
		`+k[2]+`
		sum += bv_closure_{USE}(f)
	}
	c.sum = sum
}
`, "PASS", k[0], "N", n, "USE", use, "TYPE", h.name(), "MIDDLE", h.middle())
			}
			s.row("closure/use:"+use+"/size:"+n, z.bytes, "site: siteHeap,", "value", "closure_value_"+n+"_"+use,
				"pointer", "closure_pointer_"+n+"_"+use, "reassigned", "closure_reassigned_"+n+"_"+use)
		}
	}
}

// deep: large locals, a word about where a toolchain moves them to the heap; and goroutines whose stacks grow.
func deep(s *source, sizes []size) {
	s.imports = []string{"runtime"}
	for _, around := range []int{64 << 10, 128 << 10, 1 << 20, 10 << 20} {
		for _, bytes := range []int{around - 8, around, around + 8} {
			n := strconv.Itoa(bytes)
			for _, k := range [][2]string{{"stack", "var a [{N}]byte"}, {"heap", "a := new([{N}]byte)"}} {
				s.put(`
//go:noinline
func bv_deep_`+k[0]+`_{N}(seed uint32) uint64 {
	`+k[1]+`
	for i := 0; i < {N}; i += 4096 {
		a[i] = byte(seed)
	}
	return uint64(a[int(seed)%{N}]) + 1
}

func deep_`+k[0]+`_{N}(c *context, n uint64) {
	sum := uint64(0)
	for ; n > 0; n-- {
		sum += bv_deep_`+k[0]+`_{N}(uint32(n))
	}
	c.sum = sum
}
`, "N", n)
			}
			s.row("deep/touch:warm/size:"+n, bytes, "site: siteNone,", "stack", "deep_stack_"+n, "heap", "deep_heap_"+n)
		}
	}
	for _, bytes := range []int{64, 1024, 4096, 16384, 65536} {
		n := strconv.Itoa(bytes)
		s.put(`
//go:noinline
func bv_deep_frame_{N}(seed uint32) uint64 {
	var a [{N}]byte
	a[int(seed)%{N}] = byte(seed)
	return uint64(a[int(seed>>1)%{N}]) + 1
}

func deep_warm_{N}(c *context, n uint64) {
	runtime.UnlockOSThread()
	defer runtime.LockOSThread()
	done := make(chan uint64)
	sum := uint64(0)
	for ; n > 0; n-- {
		go func(seed uint32) { done <- uint64(seed) }(uint32(n))
		sum += bv_deep_frame_{N}(uint32(<-done))
	}
	c.sum = sum
}

func deep_grow_{N}(c *context, n uint64) {
	runtime.UnlockOSThread()
	defer runtime.LockOSThread()
	done := make(chan uint64)
	sum := uint64(0)
	for ; n > 0; n-- {
		go func(seed uint32) { done <- bv_deep_frame_{N}(seed) }(uint32(n))
		sum += <-done
	}
	c.sum = sum
}
`, "N", n)
		s.row("deep/stack:goroutine/size:"+n, bytes, "site: siteNone,", "warm", "deep_warm_"+n, "grow", "deep_grow_"+n)
	}
}

// threads: goroutines that allocate, on all cores.
func threads(s *source, sizes []size) {
	for _, count := range []int{1, 2, 4} {
		for _, pass := range []string{"value", "gc"} {
			s.put(`
func threads_{PASS}_{COUNT}(c *context, n uint64) {
	done := make(chan uint64)
	for i := uint64(0); i < {COUNT}; i++ {
		go func(n uint64) {
			own := context{calls: 1}
			churn_{PASS}_64(&own, n)
			done <- own.sum
		}((n + i) / {COUNT})
	}
	sum := uint64(0)
	for i := 0; i < {COUNT}; i++ {
		sum += <-done
	}
	c.sum = sum
}
`, "PASS", pass, "COUNT", strconv.Itoa(count))
		}
		s.row(fmt.Sprintf("threads/count:%d/free:own/size:64", count), 64, "site: siteNone, regime: regime{Procs: true},",
			"value", fmt.Sprintf("threads_value_%d", count), "pointer", fmt.Sprintf("threads_gc_%d", count))
	}
}
