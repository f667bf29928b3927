// SPDX-License-Identifier: Apache-2.0
// fmt_sprint.go: fmt.Sprint of a short string.

package main

import (
	"fmt"
)

var kept_text string

//go:noinline
func scenario_fmt_sprint() {
	kept_text = fmt.Sprint("byval")
}

func init() { add("fmt_sprint", scenario_fmt_sprint) }
