// SPDX-License-Identifier: Apache-2.0
// random.go: the generator of lib/base/random.c and the streams of harness/measure/plan.c, number for number.

package main

import "math/bits"

const (
	streamVisit   = 4
	streamObjects = 5
	offsetStream  = 0x0bec
)

type random struct {
	state [4]uint64
}

func splitmix64(x *uint64) uint64 {
	*x += 0x9e3779b97f4a7c15
	z := *x
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

func newRandom(seed, stream uint64) *random {
	var r random
	x := seed
	y := splitmix64(&x) ^ stream
	for i := range r.state {
		r.state[i] = splitmix64(&y)
	}
	return &r
}

func (r *random) next() uint64 {
	s := &r.state
	result := bits.RotateLeft64(s[1]*5, 7) * 9
	t := s[1] << 17
	s[2] ^= s[0]
	s[3] ^= s[1]
	s[1] ^= s[2]
	s[0] ^= s[3]
	s[2] ^= t
	s[3] = bits.RotateLeft64(s[3], 45)
	return result
}

// below returns a number from 0 to bound - 1; bound > 0.
func (r *random) below(bound uint64) uint64 {
	high, low := bits.Mul64(r.next(), bound)
	if low < bound {
		threshold := -bound % bound
		for low < threshold {
			high, low = bits.Mul64(r.next(), bound)
		}
	}
	return high
}

func (r *random) shuffle(items []int) {
	for i := len(items); i > 1; i-- {
		j := r.below(uint64(i))
		items[i-1], items[j] = items[j], items[i-1]
	}
}

func planStream(seed, purpose uint64, block, item int) *random {
	return newRandom(seed, purpose<<60|uint64(item)<<30|uint64(block))
}

// round puts the arms into the order of the next round: Latin squares, each begun by a shuffle.
func (r *random) round(round int, order []int) {
	if round%len(order) == 0 {
		for i := range order {
			order[i] = i
		}
		r.shuffle(order)
		return
	}
	first := order[0]
	copy(order, order[1:])
	order[len(order)-1] = first
}
