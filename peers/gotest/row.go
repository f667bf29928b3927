// SPDX-License-Identifier: Apache-2.0
// row.go: what Go's tests, which may not call C themselves, need of libbyval-visit.so.
package gotest

// #cgo LDFLAGS: -lbyval-visit -Wl,-rpath,$ORIGIN
// #include <stdlib.h>
// #include "peers/one_arm.h"
// void gotestBody(struct bv_one_arm *visit, void *user);
import "C"

import (
	"errors"
	"testing"
	"unsafe"
)

var running *testing.B

// The loop over b.N is the kernel's own: one call into C is timed, and no call back.
//
//export gotestBody
func gotestBody(visit *C.struct_bv_one_arm, _ unsafe.Pointer) {
	running.ResetTimer()
	C.bv_one_arm_call(visit, C.uint64_t(running.N))
	running.StopTimer()
}

func measure(b *testing.B, row string) error {
	running = b
	name := C.CString(row)
	defer C.free(unsafe.Pointer(name))
	var failure C.struct_bv_error
	if C.bv_one_arm_row(name, (*C.bv_one_arm_body)(C.gotestBody), nil, &failure) != C.BV_OK {
		return errors.New(C.GoString(&failure.text[0]))
	}
	return nil
}
