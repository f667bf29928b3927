// SPDX-License-Identifier: Apache-2.0
// map_pointer.go: a pointer to a local put in a map that lives.

package main

var kept_map = map[int]*small{}

//go:noinline
func scenario_map_pointer() {
	kept_map[1] = &small{1, 2, 3}
}

func init() { add("map_pointer", scenario_map_pointer) }
