// SPDX-License-Identifier: Apache-2.0
// map_local.go: a map of a few ints, used here.

package main

//go:noinline
func scenario_map_local() {
	m := map[int64]int64{1: 2, 3: 4}
	sum += m[3]
}

func init() { add("map_local", scenario_map_local) }
