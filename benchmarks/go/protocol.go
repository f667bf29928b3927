// SPDX-License-Identifier: Apache-2.0
// protocol.go: the worker protocol (data/FORMAT.md): a job in, lines out; and the catalogue.

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"reflect"
	"runtime"
	"strings"
)

const protocolVersion = 1

type job struct {
	Protocol   int    `json:"byval_job"`
	Work       string `json:"work"`
	Regime     string `json:"regime"`
	Block      int    `json:"block"`
	Seed       uint64 `json:"seed"`
	Layout     int    `json:"layout"`
	EnvBytes   int    `json:"env_bytes"`
	StackBytes int    `json:"stack_bytes"`
	CPU        int    `json:"cpu"`
	SliceNs    int64  `json:"slice_ns"`
	L1d        int    `json:"l1d_bytes"`
	L2         int    `json:"l2_bytes"`
	L3         int    `json:"l3_bytes"`
	CPUs       string `json:"cpus"`
	Cases      []struct {
		Name   string `json:"name"`
		Index  int    `json:"index"`
		Calls  uint64 `json:"calls"` // 0: nothing is known yet
		Rounds int    `json:"rounds"`
	} `json:"cases"`
	regime regime // of all its cases
}

func readJob(text []byte) (*job, error) {
	var j job
	if err := json.Unmarshal(text, &j); err != nil {
		return nil, fmt.Errorf("the job on standard input is unreadable: %v; byval run starts this program", err)
	}
	if j.Protocol != protocolVersion || j.Work != "times" {
		return nil, fmt.Errorf("the job on standard input: expected version %d and work times, not %d and '%s'",
			protocolVersion, j.Protocol, j.Work)
	}
	known := make(map[string]bool)
	for i := range cases {
		if cases[i].regime.String() == j.Regime {
			j.regime = cases[i].regime
			known[cases[i].name] = true
		}
	}
	for _, c := range j.Cases {
		if !known[c.Name] {
			return nil, fmt.Errorf("the kernels have no case '%.200s' of regime '%s'; build anew", c.Name, j.Regime)
		}
	}
	return &j, nil
}

// A measured number; not finite: nil, which is null, or left out.
func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

type row struct {
	Name           string   `json:"name"`
	RunType        string   `json:"run_type"`
	Block          int      `json:"repetition_index"`
	RealNs         float64  `json:"real_time"`
	CPUNs          float64  `json:"cpu_time"`
	TimeUnit       string   `json:"time_unit"`
	Rounds         int      `json:"bv_rounds"`
	Calls          uint64   `json:"bv_calls"`
	EmptyNs        float64  `json:"bv_empty_ns"`
	LogRatio       float64  `json:"bv_log_ratio"`
	Spread         *float64 `json:"bv_spread,omitempty"`
	Switches       int64    `json:"bv_switches"`
	Migrations     int      `json:"bv_migrations"`
	Faults         int64    `json:"bv_faults"`
	Collections    *float64 `json:"bv_collections,omitempty"`
	PauseP50       *float64 `json:"bv_pause_p50_ns,omitempty"`
	PauseP99       *float64 `json:"bv_pause_p99_ns,omitempty"`
	PauseMax       *float64 `json:"bv_pause_max_ns,omitempty"`
	Traced         *float64 `json:"bv_traced_bytes,omitempty"`
	Allocations    *float64 `json:"bv_allocations,omitempty"`
	AllocatedBytes *float64 `json:"bv_allocated_bytes,omitempty"`
	Budget         *float64 `json:"bv_budget_bytes,omitempty"`
}

type blockInfo struct {
	Block      int         `json:"block"`
	Regime     string      `json:"regime"`
	Allocator  string      `json:"allocator"`
	Layout     int         `json:"layout"`
	EnvBytes   int         `json:"env_bytes"`
	StackBytes int         `json:"stack_bytes"`
	StartS     *float64    `json:"start_s"`
	Seconds    *float64    `json:"seconds"`
	Canary     [2]*float64 `json:"canary_ghz"`
	StealS     *float64    `json:"steal_s"`
}

// emit writes a line at once: the parent waits for it.
func emit(out *bufio.Writer, line interface{}) error {
	text, err := json.Marshal(line)
	if err != nil {
		return err
	}
	if _, err = out.Write(append(text, '\n')); err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("the parent does not listen: %v", err)
	}
	return nil
}

func (t *testCase) armNames() (names, functions []string) {
	for _, a := range t.arms {
		names = append(names, a.name)
		functions = append(functions, runtime.FuncForPC(reflect.ValueOf(a.run).Pointer()).Name())
	}
	return names, functions
}

// String is what bv_regime_name says of the process, by which the parent knows it.
func (r regime) String() string {
	text := "go"
	if r.LiveMiB > 0 {
		text += fmt.Sprintf(" live:%d", r.LiveMiB)
	}
	if r.Flat {
		text += " flat"
	}
	if r.Procs {
		text += " threads"
	}
	return text
}

// Set by the linker: what the compiler was given.
var flags = "unknown"

// writeCatalogue writes the cases as harness/kernels/catalogue_file.c reads them.
func writeCatalogue(out io.Writer) error {
	type entry struct {
		Name      string   `json:"name"`
		Arms      []string `json:"arms"`
		Functions []string `json:"functions"` // the arms', as the linker calls them
		Size      int      `json:"size_bytes"`
		Regime    regime   `json:"regime"`
	}
	type familyEntry struct {
		family
		Rules []rule  `json:"rules"`
		Cases []entry `json:"cases"`
	}
	list := struct {
		Compiler string        `json:"compiler"`
		Flags    string        `json:"flags"`
		Families []familyEntry `json:"families"`
	}{Compiler: compilerName(), Flags: flags}
	for _, f := range families {
		e := familyEntry{f, rules[f.Name], []entry{}}
		for i := range cases {
			t := &cases[i]
			if strings.HasPrefix(t.name, f.Name+"/") {
				names, functions := t.armNames()
				e.Cases = append(e.Cases, entry{t.name, names, functions, t.size, t.regime})
			}
		}
		list.Families = append(list.Families, e)
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", " ")
	return encoder.Encode(list)
}

func writeSums(out io.Writer) error {
	var failed error
	for i := range cases {
		t := &cases[i]
		err := hold(t, &environment{l1d: 32 << 10, l2: 512 << 10, l3: 32 << 20, seed: 1}, func(ctx []context) error {
			for a := range t.arms {
				for _, n := range sumCalls {
					reset(t, ctx)
					t.arms[a].run(&ctx[a], n)
					fmt.Fprintf(out, "%s/pass:%s %d %x\n", t.name, t.arms[a].name, n, ctx[a].sum)
				}
			}
			return nil
		})
		if err != nil {
			failed = fmt.Errorf("%s: %v", t.name, err)
		}
	}
	return failed
}
