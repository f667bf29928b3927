// SPDX-License-Identifier: Apache-2.0
// shape.go: the structs that are passed, by class and size, and how a callee reads them; benchmarks/shape.h in Go.

package main

import (
	"fmt"
	"strings"
)

// Go passes an array of more than one element in memory, whatever its size; fields of their own may
// come in registers, of which there are 9 for integers and 15 for floating point. So structs of up to
// so many elements have a field for each, as programs do, and beyond that an array, in memory either way.
const fieldsMax = 16

type shape struct {
	class string
	size  int
}

func (s shape) name() string { return fmt.Sprintf("%s_%d", s.class, s.size) }

func (s shape) element() (kind string, width int) {
	switch {
	case s.class == "long":
		return "uint64", 8
	case s.class == "double":
		return "float64", 8
	case s.size%4 == 0:
		return "uint32", 4
	}
	return "uint8", 1
}

func (s shape) count() int {
	_, width := s.element()
	return s.size / width
}

func (s shape) field(i int) string {
	if s.count() <= fieldsMax {
		return fmt.Sprintf("f%d", i)
	}
	return fmt.Sprintf("f[%d]", i)
}

func (s shape) middle() string { return s.field(s.count() / 2) }

func (s shape) declaration() string {
	kind, _ := s.element()
	if s.count() > fieldsMax {
		return fmt.Sprintf("type %s struct {\n\tf [%d]%s\n}\n", s.name(), s.count(), kind)
	}
	var fields []string
	for i := 0; i < s.count(); i++ {
		fields = append(fields, s.field(i))
	}
	return fmt.Sprintf("type %s struct {\n\t%s %s\n}\n", s.name(), strings.Join(fields, ", "), kind)
}

// result is the type of what a read yields.
func (s shape) result() string {
	if s.class == "double" {
		return "float64"
	}
	return "uint64"
}

// bits turns what a read yielded into an integer.
func (s shape) bits(read string) string {
	if s.class == "double" {
		return "math.Float64bits(" + read + ")"
	}
	return read
}

// read is the body of a function that reads none, one or all of the elements of s, which is a struct
// or a pointer to one.
func (s shape) read(reads string, isPointer bool) string {
	result := s.result()
	switch reads {
	case "none":
		return "return 1"
	case "one":
		return fmt.Sprintf("return %s(s.%s)", result, s.middle())
	}
	kind, width := s.element()
	sum := kind
	if width < 4 {
		sum = "uint32"
	}
	if s.count() <= fieldsMax {
		var terms []string
		for i := 0; i < s.count(); i++ {
			terms = append(terms, fmt.Sprintf("%s(s.%s)", sum, s.field(i)))
		}
		return fmt.Sprintf("return %s(%s)", result, strings.Join(terms, " + "))
	}
	if width == 1 { // in words, as far as they reach
		address := "&s"
		if isPointer {
			address = "s"
		}
		return fmt.Sprintf(`words := (*[%d]uint32)(unsafe.Pointer(%s))
	var sum uint32
	for i := range words {
		sum += words[i]
	}
	for i := %d; i < %d; i++ {
		sum += uint32(s.f[i])
	}
	return uint64(sum)`, s.size/4, address, s.size/4*4, s.size)
	}
	return fmt.Sprintf(`sum := s.f[0]
	for i := 1; i < %d; i++ {
		sum += s.f[i]
	}
	return %s(sum)`, s.count(), result)
}

// fill is code that gives every element of variable s, or *s, its contents: seed + plus + its index.
func (s shape) fill(seed string, plus int) string {
	kind, _ := s.element()
	if s.count() > fieldsMax {
		return fmt.Sprintf("for i := range s.f {\n s.f[i] = %s(%s + uint32(i) + %d)\n}\n", kind, seed, plus)
	}
	var code strings.Builder
	for i := 0; i < s.count(); i++ {
		fmt.Fprintf(&code, "s.%s = %s(%s + %d)\n", s.field(i), kind, seed, i+plus)
	}
	return code.String()
}
