// SPDX-License-Identifier: Apache-2.0
// families.go: the call patterns that C has too, under the names that they have there.

package main

import (
	"fmt"
	"strconv"
)

var families = []struct {
	name  string
	stamp func(*source, []size)
}{
	{"shape", shapes},
	{"arg", arg},
	{"chain", chain},
	{"ret", ret},
	{"mutate", mutate},
	{"scan", scan},
	{"inline", inlined},
	{"null", null},
	{"churn", churn},
	{"iface", iface},
	{"closure", closure},
	{"deep", deep},
	{"threads", threads},
}

// Functions are as C calls them: bv_FAMILY_PASS_... is a callee, FAMILY_PASS_... a kernel.

func classesOf(z size) []string {
	if z.fit >= 8 {
		return []string{"int", "long", "double"}
	}
	return []string{"int"}
}

func shapes(s *source, sizes []size) {
	for _, z := range sizes {
		for _, class := range classesOf(z) {
			s.put(shape{class, z.bytes}.declaration())
		}
	}
}

// callee writes a function by value and one by pointer that read a struct.
func (s *source) callee(name string, h shape, reads string) {
	for _, pass := range []string{"value", "pointer"} {
		star := map[string]string{"value": "", "pointer": "*"}[pass]
		s.put(`
//go:noinline
func bv_{NAME}(s {STAR}{TYPE}) {RESULT} {
	{BODY}
}
`, "NAME", fmt.Sprintf(name, pass), "STAR", star, "TYPE", h.name(), "RESULT", h.result(), "BODY", h.read(reads, pass == "pointer"))
	}
}

// plainKernels writes a kernel by value and one by pointer, each a loop over calls with one object.
func (s *source) plainKernels(kernel, callee string, h shape) {
	for _, pass := range []string{"value", "pointer"} {
		s.put(`
func {KERNEL}(c *context, n uint64) {
	p := (*{TYPE})(c.object)
	sum := uint64(0)
	for ; n > 0; n-- {
		sum += {CALL}
	}
	c.sum = sum
}
`, "KERNEL", fmt.Sprintf(kernel, pass), "TYPE", h.name(),
			"CALL", h.bits(fmt.Sprintf("bv_"+callee, pass)+"("+map[string]string{"value": "*p", "pointer": "p"}[pass]+")"))
	}
}

var sites = map[string]string{"stack": "siteStack", "static": "siteStatic", "heap": "siteHeap"}

var classes = map[string]string{"int": "classInt", "long": "classLong", "double": "classDouble"}

func arg(s *source, sizes []size) {
	s.imports = []string{"math", "unsafe"}
	for _, z := range sizes {
		for _, class := range classesOf(z) {
			h := shape{class, z.bytes}
			for _, reads := range []string{"none", "one", "all"} {
				if class != "int" && reads != "one" {
					continue
				}
				callee := "arg_%s_" + h.name() + "_" + reads
				s.callee(callee, h, reads)
				s.plainKernels(callee+"_throughput", callee, h)
				argRows(s, h, reads, "throughput", callee)
				if class != "int" {
					continue
				}
				argLatency(s, h, callee)
				argRows(s, h, reads, "latency", callee)
			}
		}
	}
}

func argRows(s *source, h shape, reads, mode, callee string) {
	where := []string{"stack"}
	if h.class == "int" && reads == "one" && mode == "throughput" {
		where = []string{"stack", "static", "heap"}
	}
	for _, site := range where {
		s.row(fmt.Sprintf("arg/class:%s/reads:%s/mode:%s/site:%s/size:%d", h.class, reads, mode, site, h.size), h.size,
			"class: "+classes[h.class]+", site: "+sites[site]+",",
			"value", fmt.Sprintf(callee+"_"+mode, "value"), "pointer", fmt.Sprintf(callee+"_"+mode, "pointer"))
	}
}

func argLatency(s *source, h shape, callee string) {
	for _, pass := range []string{"value", "pointer"} {
		s.put(`
func {CALLEE}_latency(c *context, n uint64) {
	base, mask := c.object, c.mask
	p := (*{TYPE})(base)
	sum := uint64(0)
	for ; n > 0; n-- {
		bits := bv_{CALLEE}({ARGUMENT})
		sum += bits
		p = (*{TYPE})(unsafe.Pointer(uintptr(base) + uintptr(bits)&mask))
	}
	c.sum = sum
}
`, "CALLEE", fmt.Sprintf(callee, pass), "TYPE", h.name(), "ARGUMENT", map[string]string{"value": "*p", "pointer": "p"}[pass])
	}
}

func chain(s *source, sizes []size) {
	for _, z := range sizes {
		h := shape{"int", z.bytes}
		s.callee("chain_%s_"+strconv.Itoa(z.bytes)+"_1", h, "one")
		for level := 2; level <= 8; level++ {
			for _, pass := range []string{"value", "pointer"} {
				s.put(`
//go:noinline
func bv_chain_{PASS}_{N}_{LEVEL}(s {STAR}{TYPE}) uint64 {
	return bv_chain_{PASS}_{N}_{BELOW}(s) + 1
}
`, "PASS", pass, "N", strconv.Itoa(z.bytes), "LEVEL", strconv.Itoa(level), "BELOW", strconv.Itoa(level-1),
					"STAR", map[string]string{"value": "", "pointer": "*"}[pass], "TYPE", h.name())
			}
		}
		for _, depth := range []int{1, 2, 4, 8} {
			name := fmt.Sprintf("chain_%%s_%d_%d", z.bytes, depth)
			s.plainKernels(name, name, h)
			s.row(fmt.Sprintf("chain/depth:%d/size:%d", depth, z.bytes), z.bytes, "", "value", fmt.Sprintf(name, "value"),
				"pointer", fmt.Sprintf(name, "pointer"))
		}
	}
}

func ret(s *source, sizes []size) {
	for _, z := range sizes {
		h := shape{"int", z.bytes}
		s.put(`
//go:noinline
func bv_ret_value_{N}(seed uint32) {TYPE} {
	var s {TYPE}
	{FILL}
	return s
}

//go:noinline
func bv_ret_outparam_{N}(s *{TYPE}, seed uint32) {
	{FILL}
}

//go:noinline
func bv_ret_heap_{N}(seed uint32) *{TYPE} {
	s := new({TYPE})
	{FILL}
	return s
}

func ret_value_{N}(c *context, n uint64) {
	sum := uint64(0)
	for ; n > 0; n-- {
		s := bv_ret_value_{N}(uint32(n))
		sum += uint64(s.{MIDDLE})
	}
	c.sum = sum
}

func ret_outparam_{N}(c *context, n uint64) {
	sum := uint64(0)
	for ; n > 0; n-- {
		var s {TYPE}
		bv_ret_outparam_{N}(&s, uint32(n))
		sum += uint64(s.{MIDDLE})
	}
	c.sum = sum
}

func ret_heap_{N}(c *context, n uint64) {
	sum := uint64(0)
	for ; n > 0; n-- {
		s := bv_ret_heap_{N}(uint32(n))
		sum += uint64(s.{MIDDLE})
	}
	c.sum = sum
}
`, "N", strconv.Itoa(z.bytes), "TYPE", h.name(), "FILL", h.fill("seed", 0), "MIDDLE", h.middle())
		n := strconv.Itoa(z.bytes)
		s.row("ret/size:"+n, z.bytes, "", "value", "ret_value_"+n, "outparam", "ret_outparam_"+n, "heap", "ret_heap_"+n)
	}
}

func mutate(s *source, sizes []size) {
	s.put("\nvar (\n\tword_terms = []uint32{{TERMS}}\n\tbyte_terms = []uint8{{TERMS}}\n)\n",
		"TERMS", "3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3")
	for _, z := range sizes {
		h := shape{"int", z.bytes}
		kind, _ := h.element()
		n := strconv.Itoa(z.bytes)
		s.put(`
//go:noinline
func bv_update_value_{N}(s {TYPE}) {TYPE} {
	s.{MIDDLE}++
	return s
}

//go:noinline
func bv_update_pointer_{N}(s *{TYPE}) {
	s.{MIDDLE}++
}

//go:noinline
func bv_accumulate_value_{N}(s {TYPE}, terms []{KIND}) {TYPE} {
	for i := range terms {
		s.{MIDDLE} += terms[i]
	}
	return s
}

//go:noinline
func bv_accumulate_pointer_{N}(s *{TYPE}, terms []{KIND}) {
	for i := range terms {
		s.{MIDDLE} += terms[i]
	}
}

//go:noinline
func bv_accumulate_local_{N}(s *{TYPE}, terms []{KIND}) {
	sum := s.{MIDDLE}
	for i := range terms {
		sum += terms[i]
	}
	s.{MIDDLE} = sum
}
`, "N", n, "TYPE", h.name(), "MIDDLE", h.middle(), "KIND", kind)
		terms := map[string]string{"uint32": "word_terms", "uint8": "byte_terms"}[kind]
		for _, k := range [][2]string{
			{"update_value", "*p = bv_update_value_{N}(*p)"},
			{"update_pointer", "bv_update_pointer_{N}(p)"},
			{"accumulate_value", "*p = bv_accumulate_value_{N}(*p, {TERMS})"},
			{"accumulate_pointer", "bv_accumulate_pointer_{N}(p, {TERMS})"},
			{"accumulate_local", "bv_accumulate_local_{N}(p, {TERMS})"},
		} {
			s.put(`
func `+k[0]+`_{N}(c *context, n uint64) {
	p := (*{TYPE})(c.object)
	sum := uint64(0)
	for ; n > 0; n-- {
		`+k[1]+`
		sum += uint64(p.{MIDDLE})
	}
	c.sum = sum
}
`, "N", n, "TYPE", h.name(), "MIDDLE", h.middle(), "TERMS", terms)
		}
		s.row("mutate/how:update/size:"+n, z.bytes, "", "value", "update_value_"+n, "pointer", "update_pointer_"+n)
		s.row("mutate/how:accumulate/size:"+n, z.bytes, "", "value", "accumulate_value_"+n, "pointer",
			"accumulate_pointer_"+n, "local", "accumulate_local_"+n)
	}
}

func scan(s *source, sizes []size) {
	s.imports = []string{"unsafe"}
	for _, z := range sizes {
		if !z.landmark {
			continue
		}
		h := shape{"int", z.bytes}
		n := strconv.Itoa(z.bytes)
		s.callee("scan_%s_"+n, h, "one")
		for _, k := range [][2]string{
			{"value", "value_{N}(*(*{TYPE})(unsafe.Pointer(uintptr(objects) + {N}*uintptr(i))))"},
			{"pointer", "pointer_{N}((*{TYPE})(unsafe.Pointer(uintptr(objects) + {N}*uintptr(i))))"},
			{"scattered", "pointer_{N}(*(**{TYPE})(unsafe.Pointer(uintptr(objects) + unsafe.Sizeof(objects)*uintptr(i))))"},
		} {
			s.put(`
func scan_`+k[0]+`_{N}(c *context, n uint64) {
	objects, count, i := c.object, c.count, c.next
	sum := uint64(0)
	for ; n > 0; n-- {
		sum += bv_scan_`+k[1]+`
		if i++; i >= count {
			i = 0
		}
	}
	c.next = i
	c.sum = sum
}
`, "N", n, "TYPE", h.name())
		}
		for level, set := range []string{"l1", "l2", "l3", "beyond"} {
			s.row("scan/set:"+set+"/size:"+n, z.bytes, fmt.Sprintf("site: siteSet, level: %d,", level),
				"value", "scan_value_"+n, "pointer", "scan_pointer_"+n, "scattered", "scan_scattered_"+n)
		}
	}
}

// The control: the callee in sight of the inliner.
func inlined(s *source, sizes []size) {
	for _, z := range sizes {
		h := shape{"int", z.bytes}
		n := strconv.Itoa(z.bytes)
		s.put(`
func bv_inline_value_{N}(s {TYPE}) uint64 { return uint64(s.{MIDDLE}) }

func bv_inline_pointer_{N}(s *{TYPE}) uint64 { return uint64(s.{MIDDLE}) }
`, "N", n, "TYPE", h.name(), "MIDDLE", h.middle())
		s.plainKernels("inline_%s_"+n, "inline_%s_"+n, h)
		s.row("inline/size:"+n, z.bytes, "", "value", "inline_value_"+n, "pointer", "inline_pointer_"+n)
	}
}

// Nulls: the same symbol as both arms, and twins: one source under two symbols.
func null(s *source, sizes []size) {
	for _, z := range sizes {
		if !z.landmark {
			continue
		}
		h := shape{"int", z.bytes}
		n := strconv.Itoa(z.bytes)
		for _, twin := range []string{"a", "b"} {
			name := "null_%s_" + n + "_" + twin
			s.callee(name, h, "one")
			s.plainKernels(name, name, h)
			s.put(`
var kept_{N}_{TWIN} *{TYPE}

func null_churn_{N}_{TWIN}(c *context, n uint64) {
	sum := uint64(0)
	for ; n > 0; n-- {
		s := new({TYPE})
		seed := uint32(n)
		{FILL}
		kept_{N}_{TWIN} = s
		sum += bv_null_pointer_{N}_{TWIN}(s)
	}
	c.sum = sum
}
`, "N", n, "TWIN", twin, "TYPE", h.name(), "FILL", h.fill("seed", 1))
		}
		for _, of := range []string{"value", "pointer", "churn"} {
			for _, kind := range []string{"same", "twin"} {
				other := map[string]string{"same": "a", "twin": "b"}[kind]
				s.row("null/kind:"+kind+"/of:"+of+"/size:"+n, z.bytes, "", "a", "null_"+of+"_"+n+"_a", "b",
					"null_"+of+"_"+n+"_"+other)
			}
		}
	}
}
