// SPDX-License-Identifier: Apache-2.0
// visit.go: one case during its visit: check the sums, count allocations, warm up, measure.

package main

import (
	"fmt"
	"math"
	"runtime"
	"runtime/debug"
	"sort"
	"time"
	"unsafe"
)

// As in harness/measure/round.c.
const (
	sliceMaxNs   = 200000
	slowNs       = 60000
	fewer        = 10
	emptyEvery   = 8
	emptyLeast   = 3
	callsMaxLog2 = 40
	roundsFirst  = 12
	roundMax     = 1024
)

// Of a case that allocates, a slice lasts over whole cycles of the collector: of this many bytes at least.
const (
	cycleBytesLeast = 8 << 20
	cycleRounds     = 6
	countCalls      = 1024
	countBytesMost  = 64 << 20
	countTries      = 3
)

// One call, an odd few, and enough to come round a small working set.
var sumCalls = [...]uint64{1, 7, 100}

func sumsOf(t *testCase, ctx []context, a int) (sums [len(sumCalls)]uint64) {
	for i, n := range sumCalls {
		reset(t, ctx)
		t.arms[a].run(&ctx[a], n)
		sums[i] = ctx[a].sum
	}
	return sums
}

// checkSums says whether all arms do the same work.
func checkSums(t *testCase, ctx []context) error {
	first := sumsOf(t, ctx, 0)
	for a := range t.arms {
		sums := sumsOf(t, ctx, a)
		for i, n := range sumCalls {
			if sums[i] != first[i] {
				return fmt.Errorf("case %s: after %d calls arm %s gives checksum %x, arm %s %x; they do not do the same work",
					t.name, n, t.arms[0].name, first[i], t.arms[a].name, sums[i])
			}
			if i > 0 && sums[i] == sums[i-1] {
				return fmt.Errorf("case %s: arm %s gives checksum %x for %d calls and for %d; does it make its calls?",
					t.name, t.arms[a].name, sums[i], sumCalls[i-1], n)
			}
		}
	}
	reset(t, ctx)
	return nil
}

// What a call of an arm allocates, exactly.
type allocation struct {
	objects, bytes float64
}

// countAllocations runs an arm with the collector off. The runtime may allocate besides: the least of
// some tries is the arm's own.
func countAllocations(run kernel, c *context, largest int) allocation {
	defer debug.SetGCPercent(debug.SetGCPercent(gcOff))
	n := uint64(countCalls)
	for n > 1 && n*uint64(largest) > countBytesMost {
		n /= 2
	}
	least := allocation{math.Inf(1), math.Inf(1)}
	for try := 0; try < countTries; try++ {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		run(c, n)
		runtime.ReadMemStats(&after)
		least.objects = math.Min(least.objects, float64(after.Mallocs-before.Mallocs)/float64(n))
		least.bytes = math.Min(least.bytes, float64(after.TotalAlloc-before.TotalAlloc)/float64(n))
	}
	return least
}

func slice(run kernel, c *context, calls uint64) int64 {
	start := nanotime()
	run(c, calls)
	return nanotime() - start
}

// calibrate finds the number of calls at which the slices are long enough.
func calibrate(t *testCase, ctx []context, sliceNs int64) uint64 {
	for log2 := 0; ; log2++ {
		calls := uint64(1) << log2
		fastest, slowest := int64(math.MaxInt64), int64(0)
		for a := range t.arms {
			ns := slice(t.arms[a].run, &ctx[a], calls)
			if again := slice(t.arms[a].run, &ctx[a], calls); again < ns { // an interruption makes one long, not two
				ns = again
			}
			if ns < fastest {
				fastest = ns
			}
			if ns > slowest {
				slowest = ns
			}
		}
		if fastest >= sliceNs || slowest >= sliceMaxNs || (fastest >= sliceNs/fewer && slowest >= slowNs) ||
			log2+1 == callsMaxLog2 {
			return calls
		}
	}
}

// What a visit measured, by arm and round.
type times struct {
	slices, cpu [armMax][]int64
	empty       []int64
	collections [armMax]int64
	pauses      [armMax][]float64 // ns
}

// takePauses adds what the collector did since, to an arm's account.
func (m *times) takePauses(a int, since int64, stats *debug.GCStats) {
	debug.ReadGCStats(stats)
	m.collections[a] += stats.NumGC - since
	for i := int64(0); i < stats.NumGC-since && i < int64(len(stats.Pause)); i++ {
		m.pauses[a] = append(m.pauses[a], float64(stats.Pause[i]/time.Nanosecond))
	}
}

func measure(t *testCase, ctx []context, calls uint64, rounds int, r *random, allocates bool) *times {
	var m times
	var stats debug.GCStats
	var nothing context
	empty := (*context)(noescape(unsafe.Pointer(&nothing)))
	order := make([]int, len(t.arms))
	for a := range t.arms {
		m.slices[a], m.cpu[a] = make([]int64, rounds), make([]int64, rounds)
	}
	step := rounds / emptyLeast
	if step < 1 {
		step = 1
	} else if step > emptyEvery {
		step = emptyEvery
	}
	for round := 0; round < rounds; round++ {
		r.round(round, order)
		for _, a := range order {
			if allocates {
				debug.ReadGCStats(&stats)
			}
			since := stats.NumGC
			cpu := processNs()
			m.slices[a][round] = slice(t.arms[a].run, &ctx[a], calls)
			m.cpu[a][round] = processNs() - cpu
			if allocates {
				m.takePauses(a, since, &stats)
			}
			if allocates && t.gogc == gcOff {
				runtime.GC()
			}
		}
		if round%step == 0 {
			m.empty = append(m.empty, slice(emptyRun, empty, calls))
		}
	}
	return &m
}

// budget is what may be allocated before the next collection, by the collector's own account, right
// after one; and what that found alive.
func budget() (bytes, live float64) {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	if stats.NextGC > math.MaxInt64/2 { // the collector is off
		return math.NaN(), float64(stats.HeapAlloc)
	}
	return float64(stats.NextGC) - float64(stats.HeapAlloc), float64(stats.HeapAlloc)
}

func percentile(sorted []float64, p float64) *float64 {
	if len(sorted) == 0 {
		return nil
	}
	return finite(sorted[int(math.Ceil(p*float64(len(sorted))))-1])
}

// visit measures a case while its objects live.
// Returns a row an arm
func visit(j *job, at int, t *testCase, ctx []context) ([]row, error) {
	if t.gogc != 0 {
		defer debug.SetGCPercent(debug.SetGCPercent(t.gogc))
	}
	if err := checkSums(t, ctx); err != nil {
		return nil, err
	}
	var counts [armMax]allocation
	most := 0.0
	for a := range t.arms {
		counts[a] = countAllocations(t.arms[a].run, &ctx[a], t.size)
		most = math.Max(most, counts[a].bytes)
	}
	calls, rounds := j.Cases[at].Calls, j.Cases[at].Rounds
	var room, live float64
	allocates := most >= 1 // a byte a call: below is the runtime's own
	if allocates {
		room, live = budget()
	}
	if allocates && !math.IsNaN(room) {
		bytes := room * math.Max(1, math.Ceil(cycleBytesLeast/room))
		calls, rounds = uint64(math.Max(1, bytes/most)), cycleRounds
	} else if calls == 0 {
		calls = calibrate(t, ctx, j.SliceNs)
	}
	if rounds == 0 {
		rounds = roundsFirst
	}
	if rounds > roundMax {
		rounds = roundMax
	}
	if rounds > len(t.arms) {
		rounds -= rounds % len(t.arms)
	}
	for a := range t.arms {
		slice(t.arms[a].run, &ctx[a], calls) // warm up
	}
	before := threadUsage()
	m := measure(t, ctx, calls, rounds, planStream(j.Seed, streamVisit, j.Block, j.Cases[at].Index), allocates)
	after := threadUsage()
	rows := make([]row, len(t.arms))
	for a := range t.arms {
		ratio, spread := ratios(m.slices[0], m.slices[a])
		rows[a] = row{
			Name: t.name + "/pass:" + t.arms[a].name, RunType: "iteration", Block: j.Block, TimeUnit: "ns",
			Rounds: rounds, Calls: calls,
			RealNs:         perCall(m.slices[a], calls, sliceTime),
			CPUNs:          perCall(m.cpu[a], calls, func(ns int64) float64 { return float64(ns) }),
			EmptyNs:        perCall(m.empty, calls, func(ns int64) float64 { return float64(ns) }),
			LogRatio:       ratio,
			Spread:         finite(spread),
			Switches:       after.switches - before.switches,
			Faults:         after.faults - before.faults,
			Allocations:    finite(counts[a].objects),
			AllocatedBytes: finite(counts[a].bytes),
		}
		if allocates && counts[a].bytes >= 1 {
			sort.Float64s(m.pauses[a])
			rows[a].Collections = finite(float64(m.collections[a]))
			rows[a].PauseP50 = percentile(m.pauses[a], 0.5)
			rows[a].PauseP99 = percentile(m.pauses[a], 0.99)
			rows[a].PauseMax = percentile(m.pauses[a], 1)
			rows[a].Budget = finite(room)
			if !t.regime.Flat {
				rows[a].Traced = finite(live)
			}
		}
	}
	return rows, nil
}
