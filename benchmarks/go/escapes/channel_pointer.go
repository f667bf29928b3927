// SPDX-License-Identifier: Apache-2.0
// channel_pointer.go: a pointer to a local sent through a channel.

package main

var kept_channel = make(chan *small, 1)

//go:noinline
func scenario_channel_pointer() {
	kept_channel <- &small{1, 2, 3}
	sum += (<-kept_channel).b
}

func init() { add("channel_pointer", scenario_channel_pointer) }
