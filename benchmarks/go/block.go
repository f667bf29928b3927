// SPDX-License-Identifier: Apache-2.0
// block.go: the life of a block: be linked in its layout, be the process that it asks for, visit its cases.

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"unsafe"
)

const (
	prSetDeathSignal = 1
	linkedMark       = "BYVAL_GO_LINKED=1"
	frameBytes       = 64
)

func init() {
	runtime.LockOSThread() // what is bound to a CPU is this thread
}

// inMemory makes an anonymous file with such contents, ready to be read.
func inMemory(name string, contents io.Reader) (*os.File, error) {
	text, err := syscall.BytePtrFromString(name)
	if err != nil {
		return nil, err
	}
	fd, _, e := syscall.Syscall(sysMemfdCreate, uintptr(unsafe.Pointer(text)), 1, 0)
	if e != 0 {
		return nil, fmt.Errorf("a file in memory: %v", e)
	}
	file := os.NewFile(fd, name)
	if _, err = io.Copy(file, contents); err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	return file, err
}

// link makes this program with its functions in another order, as the script beside it does.
func link(number int) (*os.File, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	build := filepath.Dir(self)
	folder, err := os.MkdirTemp(build, "layout-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	made := filepath.Join(folder, "kernels")
	command := exec.Command(filepath.Join(build, "layout"), strconv.Itoa(number), made)
	if said, err := command.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("layout %d cannot be linked: %v: %.400s", number, err, said)
	}
	program, err := os.Open(made)
	if err != nil {
		return nil, err
	}
	defer program.Close()
	return inMemory("kernels", program)
}

// become replaces this process with the layout that the job names, with the job on its standard
// input again, and on the CPUs that its runtime is to see.
func become(j *job, text []byte) error {
	program := "/proc/self/exe"
	if j.Layout != 0 {
		linked, err := link(j.Layout)
		if err != nil {
			return err
		}
		program = fmt.Sprintf("/proc/self/fd/%d", linked.Fd())
	}
	input, err := inMemory("job", bytes.NewReader(text))
	if err != nil {
		return err
	}
	if err = syscall.Dup3(int(input.Fd()), 0, 0); err != nil {
		return err
	}
	if j.regime.Procs {
		all, err := parseCPUs(j.CPUs)
		if err != nil {
			return err
		}
		if err = bind(all); err != nil {
			return err
		}
	}
	return syscall.Exec(program, os.Args, append(os.Environ(), linkedMark))
}

// settle makes the process what its regime says, or says what is wrong with it.
func settle(j *job) error {
	have, err := affinity()
	if err != nil {
		return err
	}
	if j.regime.Procs {
		var one cpuSet
		one.add(j.CPU)
		if err = bind(one); err != nil {
			return err
		}
	} else if have.count() != 1 || !have.has(j.CPU) || runtime.GOMAXPROCS(0) != 1 {
		return fmt.Errorf("the process is not bound to CPU %d; byval run starts this program", j.CPU)
	}
	makeLiveHeap(j.regime.LiveMiB<<20, j.regime.Flat)
	return nil
}

// below runs f so many bytes further down the stack, or a few more.
//
//go:noinline
func below(bytes int, f func() error) error {
	var frame [frameBytes]byte
	if bytes > 0 {
		frame[bytes%frameBytes] = 1
		err := below(bytes-2*frameBytes, f)
		runtime.KeepAlive(&frame)
		return err
	}
	return f()
}

func runBlock(in io.Reader, out *bufio.Writer) error {
	// Ctrl-C, the end of a terminal, and what stops a service, reach all processes; the parent decides. A
	// killed parent takes us along.
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	syscall.RawSyscall(syscall.SYS_PRCTL, prSetDeathSignal, uintptr(syscall.SIGKILL), 0)
	text, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	j, err := readJob(text)
	if err != nil {
		return err
	}
	if os.Getenv("BYVAL_GO_LINKED") == "" {
		err = become(j, text)
	} else {
		err = below(j.StackBytes, func() error { return visitAll(j, out) })
	}
	if err != nil {
		if told := emit(out, map[string]string{"byval_error": err.Error()}); told != nil {
			return told
		}
	}
	return err
}

func visitAll(j *job, out *bufio.Writer) error {
	if err := settle(j); err != nil {
		return err
	}
	known := make(map[string]*testCase)
	for i := range cases {
		known[cases[i].name] = &cases[i]
	}
	info := blockInfo{Block: j.Block, Regime: j.Regime, Layout: j.Layout, EnvBytes: j.EnvBytes,
		StackBytes: j.StackBytes, Allocator: compilerName() + " runtime, GOMAXPROCS " + strconv.Itoa(runtime.GOMAXPROCS(0))}
	steal := stealSeconds()
	info.Canary[0] = canaryGHz()
	for at := range j.Cases {
		if err := emit(out, map[string]int{"byval_begin": j.Cases[at].Index}); err != nil {
			return err
		}
		if err := visitOne(j, at, known[j.Cases[at].Name], out); err != nil {
			return err
		}
	}
	info.Canary[1] = canaryGHz()
	if now := stealSeconds(); steal != nil && now != nil {
		info.StealS = finite(*now - *steal)
	}
	return emit(out, map[string]blockInfo{"byval_end": info})
}

// visitOne says the rows of a case, or why there are none.
func visitOne(j *job, at int, t *testCase, out *bufio.Writer) error {
	var rows []row
	env := environment{l1d: j.L1d, l2: j.L2, l3: j.L3, seed: planStream(j.Seed, streamObjects, j.Block, 0).next()}
	err := hold(t, &env, func(ctx []context) (failed error) {
		rows, failed = visit(j, at, t, ctx)
		return failed
	})
	if err != nil {
		kind := "byval_failed"
		if _, cannot := err.(unavailable); cannot {
			kind = "byval_unavailable"
		}
		return emit(out, map[string]string{kind: err.Error()})
	}
	for i := range rows {
		if err = emit(out, rows[i]); err != nil {
			return err
		}
	}
	return nil
}
