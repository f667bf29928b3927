// SPDX-License-Identifier: Apache-2.0
// main.go: the kernels in Go as a program that profiles one arm: built of the same sources, but for their main.go.

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"syscall"
)

const batchNs = 1000000 // that calls take at least, between two looks at the clock

type profileJob struct {
	job
	Profile struct {
		Arm string `json:"arm"`
		Ns  int64  `json:"ns"`
	} `json:"profile"`
}

func main() {
	runtime.MemProfileRate = 0 // what is recorded is the loop
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	syscall.RawSyscall(syscall.SYS_PRCTL, prSetDeathSignal, uintptr(syscall.SIGKILL), 0)
	out := bufio.NewWriter(os.Stdout)
	if err := answer(os.Stdin, out); err != nil {
		emit(out, map[string]string{"byval_error": err.Error()})
		os.Exit(1)
	}
}

func answer(in io.Reader, out *bufio.Writer) error {
	var j profileJob
	text, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	if err = json.Unmarshal(text, &j); err != nil || j.Protocol != protocolVersion || len(j.Cases) != 1 {
		return fmt.Errorf("the job on standard input is no profile's; byval profile starts this program")
	}
	for i := range cases {
		t := &cases[i]
		for a := range t.arms {
			if t.name == j.Cases[0].Name && t.arms[a].name == j.Profile.Arm {
				return profileArm(&j, t, a, out)
			}
		}
	}
	return fmt.Errorf("the kernels have no arm '%.40s' of case '%.200s'; build anew", j.Profile.Arm, j.Cases[0].Name)
}

// profileArm says the profile of an arm, or why there is none.
func profileArm(j *profileJob, t *testCase, a int, out *bufio.Writer) error {
	var p *profile
	if err := emit(out, map[string]int{"byval_begin": j.Cases[0].Index}); err != nil {
		return err
	}
	if !t.regime.Procs {
		runtime.GOMAXPROCS(1)
	}
	makeLiveHeap(t.regime.LiveMiB<<20, t.regime.Flat)
	env := environment{l1d: j.L1d, l2: j.L2, l3: j.L3, seed: planStream(j.Seed, streamObjects, 0, 0).next()}
	err := hold(t, &env, func(ctx []context) (failed error) {
		if t.gogc != 0 {
			defer debug.SetGCPercent(debug.SetGCPercent(t.gogc))
		}
		if failed = checkSums(t, ctx); failed == nil {
			p, failed = record(j, t.arms[a].run, &ctx[a])
		}
		return failed
	})
	if err != nil {
		kind := "byval_failed"
		if _, cannot := err.(unavailable); cannot {
			kind = "byval_unavailable"
		}
		if err = emit(out, map[string]string{kind: err.Error()}); err != nil {
			return err
		}
		return emit(out, map[string]*profileEnd{"byval_end": {Period: 1, Threads: 1}})
	}
	return p.say(out)
}

// loop runs an arm for so long; stacks are said from what it calls inwards.
//
//go:noinline
func loop(run kernel, c *context, ns int64) (calls uint64) {
	n := uint64(1)
	for begin := nanotime(); ; {
		before := nanotime()
		run(c, n)
		after := nanotime()
		calls += n
		if after-begin >= ns {
			return calls
		}
		if after-before < batchNs {
			n *= 2
		}
	}
}

// record runs the arm under Go's own profiler of a kind.
func record(j *profileJob, run kernel, c *context) (*profile, error) {
	var file bytes.Buffer
	var err error
	slice(run, c, 1) // warm up
	begin := nanotime()
	var calls uint64
	switch j.Work {
	case "cpu":
		if err = pprof.StartCPUProfile(&file); err == nil {
			calls = loop(run, c, j.Profile.Ns)
			pprof.StopCPUProfile()
		}
	case "heap":
		runtime.MemProfileRate = 1 // each
		calls = loop(run, c, j.Profile.Ns)
		runtime.MemProfileRate = 0
		runtime.GC() // what is freed is known after the next one only
		runtime.GC()
		err = pprof.Lookup("heap").WriteTo(&file, 0)
	case "wait":
		runtime.SetBlockProfileRate(1) // each
		calls = loop(run, c, j.Profile.Ns)
		runtime.SetBlockProfileRate(0)
		err = pprof.Lookup("block").WriteTo(&file, 0)
	default:
		err = fmt.Errorf("expected work cpu, heap or wait, not '%s'", j.Work)
	}
	if err != nil {
		return nil, err
	}
	p, err := readProfile(&file, j.Work)
	if err != nil {
		return nil, err
	}
	p.end.Calls, p.end.WallNs = calls, nanotime()-begin
	p.end.Threads = runtime.GOMAXPROCS(0)
	return p, nil
}
