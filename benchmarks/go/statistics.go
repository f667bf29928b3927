// SPDX-License-Identifier: Apache-2.0
// statistics.go: what becomes of a visit's slices, as in harness/measure/round.c.

package main

import (
	"math"
	"sort"
)

// median sorts values.
func median(values []float64) float64 {
	sort.Float64s(values)
	n := len(values)
	if n == 0 {
		return math.NaN()
	}
	if n%2 == 1 {
		return values[n/2]
	}
	return (values[n/2-1] + values[n/2]) / 2
}

// A slice below the clock's step reads 0; half a nanosecond keeps its logarithm finite.
func sliceTime(ns int64) float64 {
	if ns <= 0 {
		return 0.5
	}
	return float64(ns)
}

// perCall is the median time a call, of slices of so many calls each.
func perCall(slices []int64, calls uint64, time func(int64) float64) float64 {
	values := make([]float64, len(slices))
	for i, ns := range slices {
		values[i] = time(ns) / float64(calls)
	}
	return median(values)
}

// ratios gives the median over rounds of ln(first / other), and 1.4826 x the median absolute
// deviation from it.
func ratios(first, other []int64) (ratio, spread float64) {
	values := make([]float64, len(first))
	for i := range first {
		values[i] = math.Log(sliceTime(first[i]) / sliceTime(other[i]))
	}
	ratio = median(values)
	for i := range values {
		values[i] = math.Abs(values[i] - ratio)
	}
	return ratio, 1.4826 * median(values)
}
