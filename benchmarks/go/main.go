// SPDX-License-Identifier: Apache-2.0
// main.go: the kernels in Go as a program: it says which cases it has, and measures a block of them.

package main

import (
	"bufio"
	"fmt"
	"os"
)

const usage = `usage: kernels block|catalogue|sums
  block      measure what the job on standard input asks for; byval run starts it
  catalogue  print the cases as JSON, as a build folder keeps them in kernels.json
  sums       print the checksum of each arm of each case after 1, 7 and 100 calls
`

func main() {
	if len(os.Args) != 2 {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	}
	out := bufio.NewWriter(os.Stdout)
	var err error
	switch os.Args[1] {
	case "block":
		err = runBlock(os.Stdin, out)
	case "catalogue":
		err = writeCatalogue(out)
	case "sums":
		err = writeSums(out)
	default:
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	}
	if flushed := out.Flush(); err == nil {
		err = flushed
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "kernels %s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
}
