// SPDX-License-Identifier: Apache-2.0
// row_test.go: byval-gotest: the rows named by its arguments as benchmarks of Go's package testing.
package gotest

import (
	"flag"
	"testing"
)

func BenchmarkRow(b *testing.B) {
	for _, row := range flag.Args() {
		b.Run(row, func(b *testing.B) {
			if err := measure(b, row); err != nil {
				b.Fatal(err)
			}
		})
	}
}
