// SPDX-License-Identifier: Apache-2.0
// main.go: writes the four profiles of Go's runtime into a folder, and says what it allocated for them.

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"sync"
	"time"
)

const (
	busyFor = 500 * time.Millisecond
	bytes   = 64 << 20 // of each size
)

var (
	kept [][]byte
	sink uint64
)

// allocate keeps so many bytes of objects of a size; each size has a line of its own in the profile.
//
//go:noinline
func allocate(size int) int {
	for i := 0; i < bytes/size; i++ {
		kept = append(kept, make([]byte, size))
	}
	return bytes / size
}

// sampled says how many objects of a size the runtime took a sample of.
func sampled(size int) (objects int64) {
	var records []runtime.MemProfileRecord
	n, ok := runtime.MemProfile(nil, true)
	for !ok { // there may be more by the time that there is room
		records = make([]runtime.MemProfileRecord, n+64)
		n, ok = runtime.MemProfile(records, true)
	}
	for _, r := range records[:n] {
		if r.AllocObjects > 0 && r.AllocBytes/r.AllocObjects == int64(size) {
			objects += r.AllocObjects
		}
	}
	return objects
}

func write(folder, name string) error {
	file, err := os.Create(filepath.Join(folder, name))
	if err != nil {
		return err
	}
	defer file.Close()
	return pprof.Lookup(name).WriteTo(file, 0)
}

func profile(folder string) error {
	file, err := os.Create(filepath.Join(folder, "cpu"))
	if err != nil {
		return err
	}
	defer file.Close()
	if err = pprof.StartCPUProfile(file); err != nil {
		return err
	}
	for end := time.Now().Add(busyFor); time.Now().Before(end); {
		for i := uint64(0); i < 1e6; i++ {
			sink += i * i
		}
	}
	pprof.StopCPUProfile()

	kept = make([][]byte, 0, 2*bytes/64)
	for _, size := range []int{64, 1024} {
		made := allocate(size)
		runtime.GC() // what was allocated is in the profile after a collection, or two
		runtime.GC()
		fmt.Printf("%d %d %d\n", size, made, sampled(size))
	}
	if err = write(folder, "heap"); err != nil {
		return err
	}

	runtime.SetBlockProfileRate(1)
	runtime.SetMutexProfileFraction(1)
	var lock sync.Mutex
	var group sync.WaitGroup
	lock.Lock()
	for i := 0; i < 2; i++ {
		group.Add(1)
		go func() {
			lock.Lock()
			time.Sleep(time.Millisecond)
			lock.Unlock()
			group.Done()
		}()
	}
	time.Sleep(10 * time.Millisecond)
	lock.Unlock()
	group.Wait()
	if err = write(folder, "block"); err == nil {
		err = write(folder, "mutex")
	}
	return err
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: profiles FOLDER")
		os.Exit(2)
	}
	if err := profile(os.Args[1]); err != nil {
		fmt.Fprintf(os.Stderr, "profiles: %v\n", err)
		os.Exit(1)
	}
}
