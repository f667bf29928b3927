// SPDX-License-Identifier: Apache-2.0
// object.go: fills objects, and hands them to a body at the site that their case asks for.

package main

import (
	"fmt"
	"math"
	"unsafe"
)

const (
	siteAlign   = 64
	offsetStep  = 16
	largest     = 65536
	orderStream = 0x5ca7
)

// What a case may know about the machine.
type environment struct {
	l1d, l2, l3 int // bytes; 0: unknown
	seed        uint64
}

type room [largest + 2*siteAlign]byte

var staticRoom room

// At most 251, so that bytes hold it.
func small(index, salt int) uint64 {
	return 1 + uint64((index*5+salt*3)%251)
}

func fill(c class, object unsafe.Pointer, size, salt int) {
	width := 8
	if c == classInt && size%4 == 0 {
		width = 4
	} else if c == classInt {
		width = 1
	}
	for at, i := 0, 0; at < size; at, i = at+width, i+1 {
		value := small(i, salt)
		field := unsafe.Pointer(uintptr(object) + uintptr(at))
		switch {
		case c == classDouble:
			*(*float64)(field) = float64(value)
		case c == classLong:
			*(*uint64)(field) = value
		case width == 4:
			*(*uint32)(field) = uint32(value)
		default:
			*(*uint8)(field) = uint8(value)
		}
	}
}

func offset(seed uint64) uintptr {
	return offsetStep * uintptr(newRandom(seed, offsetStream).below(siteAlign/offsetStep))
}

func place(room unsafe.Pointer, offset uintptr) unsafe.Pointer {
	up := (siteAlign - uintptr(room)%siteAlign) % siteAlign
	return unsafe.Pointer(uintptr(room) + up + offset)
}

// withContexts calls body with a context an arm. They lie on the stack, as the object may.
func withContexts(t *testCase, object unsafe.Pointer, count int, body func([]context) error) error {
	var ctx [armMax]context
	for i := range t.arms {
		ctx[i] = context{object: object, count: count, calls: t.calls}
	}
	return body((*[armMax]context)(noescape(unsafe.Pointer(&ctx)))[:len(t.arms)])
}

//go:noinline
func holdStack(t *testCase, offset uintptr, body func([]context) error) error {
	var here room
	return withContexts(t, place(noescape(unsafe.Pointer(&here)), offset), 0, body)
}

// hold builds the case's objects and calls body. An error that is not body's own says why the case
// cannot be measured here.
func hold(t *testCase, env *environment, body func([]context) error) error {
	filled := func(ctx []context) error {
		reset(t, ctx)
		return body(ctx)
	}
	switch t.site {
	case siteNone:
		return withContexts(t, nil, 0, body)
	case siteStack:
		return holdStack(t, offset(env.seed), filled)
	case siteStatic:
		return withContexts(t, place(unsafe.Pointer(&staticRoom), offset(env.seed)), 0, filled)
	case siteHeap:
		return withContexts(t, place(unsafe.Pointer(new(room)), offset(env.seed)), 0, filled)
	}
	return holdSet(t, env, body)
}

// reset brings contexts and objects back to the state in which body received them.
func reset(t *testCase, ctx []context) {
	if t.site != siteSet && t.site != siteNone {
		fill(t.class, ctx[0].object, t.size, 0)
	}
	for i := range ctx {
		ctx[i].next = 0
		ctx[i].sum = 0
	}
}

// A working set: an array, and the same objects scattered over the heap.
func holdSet(t *testCase, env *environment, body func([]context) error) error {
	caches := [...]int{env.l1d, env.l2, env.l3, env.l3}
	bytes := caches[t.level] / 2
	below := 0
	if t.level > 0 {
		below = caches[t.level-1]
	}
	if t.level == len(caches)-1 {
		bytes = int(math.Min(math.Max(64<<20, float64(2*env.l3)), 256<<20))
	}
	switch {
	case caches[t.level] == 0:
		return unavailable("the size of the cache is unknown here")
	case bytes <= below:
		return unavailable(fmt.Sprintf("a working set of %d bytes would still fit the cache of %d bytes below", bytes, below))
	case bytes/t.size < 2:
		return unavailable(fmt.Sprintf("fewer than two objects of %d bytes in %d bytes", t.size, bytes))
	}
	count := bytes / t.size
	array := make([]uint64, (bytes+2*siteAlign)/8)
	scattered := make([]unsafe.Pointer, count)
	order := make([]int, count)
	for i := range order {
		order[i] = i
	}
	newRandom(env.seed, orderStream).shuffle(order)
	objects := place(unsafe.Pointer(&array[0]), offset(env.seed))
	for _, i := range order {
		object := make([]uint64, (t.size+7)/8)
		scattered[i] = unsafe.Pointer(&object[0])
		fill(t.class, scattered[i], t.size, i)
		fill(t.class, unsafe.Pointer(uintptr(objects)+uintptr(i*t.size)), t.size, i)
	}
	return withContexts(t, objects, count, func(ctx []context) error {
		ctx[2].object = unsafe.Pointer(&scattered[0])
		return body(ctx)
	})
}

// Why a case cannot be measured on this machine.
type unavailable string

func (u unavailable) Error() string { return string(u) }
