// SPDX-License-Identifier: Apache-2.0
// planted.go: what Go copies, and a CPU profile of it where a file is named.
package main

import (
	"fmt"
	"os"
	"runtime/pprof"
)

type small struct{ a, b, c int64 }
type large struct{ words [43]int64 }
type huge struct{ words [500]int64 }

var sum int64

//go:noinline
func takeSmall(s small) { sum += s.c }

//go:noinline
func takeLarge(l large) { sum += l.words[42] }

//go:noinline
func assign(to, from *huge) { *to = *from } // copies 4000

func main() {
	if len(os.Args) > 1 {
		file, err := os.Create(os.Args[1])
		if err != nil {
			panic(err)
		}
		defer file.Close()
		pprof.StartCPUProfile(file)
		defer pprof.StopCPUProfile()
	}
	var l large
	var a, b huge
	for i := 0; i < 30000000; i++ {
		takeSmall(small{int64(i), 2, 3})
		takeLarge(l) // copies 344
		if i%8 == 0 {
			assign(&a, &b)
		}
	}
	fmt.Println(sum)
}
