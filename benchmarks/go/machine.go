// SPDX-License-Identifier: Apache-2.0
// machine.go: clocks, and what the process is like: the CPU that it is bound to, time that was stolen.

package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"unsafe"
)

const (
	rusageThread        = 1
	clockProcessCPUTime = 2
)

// processNs is the CPU time of all threads of the process.
func processNs() int64 {
	var t syscall.Timespec
	syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, clockProcessCPUTime, uintptr(unsafe.Pointer(&t)), 0)
	return t.Nano()
}

type cpuSet [16]uint64 // 1,024 CPUs

func (s *cpuSet) has(cpu int) bool { return s[cpu/64]>>(cpu%64)&1 != 0 }
func (s *cpuSet) add(cpu int)      { s[cpu/64] |= 1 << (cpu % 64) }

func (s *cpuSet) count() (n int) {
	for cpu := 0; cpu < 64*len(s); cpu++ {
		if s.has(cpu) {
			n++
		}
	}
	return n
}

func affinity() (s cpuSet, err error) {
	_, _, e := syscall.RawSyscall(syscall.SYS_SCHED_GETAFFINITY, 0, unsafe.Sizeof(s), uintptr(unsafe.Pointer(&s)))
	if e != 0 {
		err = fmt.Errorf("cannot tell which CPUs may be used: %v", e)
	}
	return s, err
}

// bind binds the calling thread; those that it starts later inherit that.
func bind(s cpuSet) error {
	_, _, e := syscall.RawSyscall(syscall.SYS_SCHED_SETAFFINITY, 0, unsafe.Sizeof(s), uintptr(unsafe.Pointer(&s)))
	if e != 0 {
		return fmt.Errorf("cannot bind to the CPUs that the job names: %v", e)
	}
	return nil
}

// parseCPUs reads a list such as 0-3,8.
func parseCPUs(list string) (s cpuSet, err error) {
	for _, part := range strings.Split(list, ",") {
		ends := strings.SplitN(part, "-", 2)
		first, e1 := strconv.Atoi(ends[0])
		last, e2 := strconv.Atoi(ends[len(ends)-1])
		if e1 != nil || e2 != nil || first < 0 || last >= 64*len(s) {
			return s, fmt.Errorf("cpus: '%s' is no list of CPUs", list)
		}
		for cpu := first; cpu <= last; cpu++ {
			s.add(cpu)
		}
	}
	return s, nil
}

// stealSeconds is what the hypervisor took from all CPUs; nil: unknown.
func stealSeconds() *float64 {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return nil
	}
	fields := strings.Fields(strings.SplitN(string(text), "\n", 2)[0])
	if len(fields) < 9 {
		return nil
	}
	ticks, err := strconv.ParseFloat(fields[8], 64)
	if err != nil {
		return nil
	}
	seconds := ticks / 100
	return &seconds
}

type threadCounts struct {
	switches, faults int64
}

func threadUsage() threadCounts {
	var u syscall.Rusage
	syscall.Getrusage(rusageThread, &u)
	return threadCounts{u.Nivcsw, u.Minflt + u.Majflt}
}
