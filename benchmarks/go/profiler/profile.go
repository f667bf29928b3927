// SPDX-License-Identifier: Apache-2.0
// profile.go: what runtime/pprof writes, as lines of the worker protocol.

package main

import (
	"bufio"
	"compress/gzip"
	"errors"
	"io"
	"math"
	"runtime"
)

// Fields of the messages of github.com/google/pprof, proto/profile.proto.
const (
	profileSample, profileMapping, profileLocation, profileString, profilePeriod      = 2, 3, 4, 6, 12
	sampleLocations, sampleValues                                                     = 1, 2
	mappingID, mappingStart, mappingLimit, mappingOffset, mappingFile, mappingBuildID = 1, 2, 3, 4, 5, 6
	locationID, locationAddress                                                       = 1, 3
)

var errTorn = errors.New("what runtime/pprof wrote is torn")

type profileMappingLine struct {
	Start   uint64 `json:"start"`
	Limit   uint64 `json:"limit"`
	Offset  uint64 `json:"offset"`
	Path    string `json:"path"`
	BuildID string `json:"build_id"`
}

type profileStackLine struct {
	Values []uint64 `json:"values"`
	Frames []uint64 `json:"frames"`
}

type profileEnd struct {
	Samples uint64 `json:"samples"`
	Lost    uint64 `json:"lost"`
	Period  uint64 `json:"period"`
	CPUNs   uint64 `json:"cpu_ns"`
	WallNs  int64  `json:"wall_ns"`
	Threads int    `json:"threads"`
	Calls   uint64 `json:"calls"`
}

type profile struct {
	mappings []profileMappingLine
	stacks   []profileStackLine
	end      profileEnd
}

func varint(data []byte) (uint64, []byte, error) {
	var value uint64
	for shift := 0; shift < 64 && len(data) > 0; shift += 7 {
		b := data[0]
		data = data[1:]
		value |= uint64(b&0x7f) << uint(shift)
		if b < 0x80 {
			return value, data, nil
		}
	}
	return 0, nil, errTorn
}

// fields calls f with each field of a message: a number, or bytes.
func fields(data []byte, f func(number, value uint64, bytes []byte) error) error {
	for len(data) > 0 {
		key, rest, err := varint(data)
		if err != nil {
			return err
		}
		value, rest, err := varint(rest)
		if err != nil {
			return err
		}
		var bytes []byte
		switch key & 7 {
		case 0:
		case 2:
			if value > uint64(len(rest)) {
				return errTorn
			}
			bytes, rest = rest[:value], rest[value:]
		default:
			return errTorn
		}
		if err = f(key>>3, value, bytes); err != nil {
			return err
		}
		data = rest
	}
	return nil
}

// numbers appends a repeated field, which is packed or not.
func numbers(to []uint64, value uint64, bytes []byte) ([]uint64, error) {
	if bytes == nil {
		return append(to, value), nil
	}
	for len(bytes) > 0 {
		number, rest, err := varint(bytes)
		if err != nil {
			return nil, err
		}
		to, bytes = append(to, number), rest
	}
	return to, nil
}

func single(message []byte, wanted uint64) (found uint64, err error) {
	err = fields(message, func(number, value uint64, _ []byte) error {
		if number == wanted {
			found = value
		}
		return nil
	})
	return found, err
}

// inner is what of a stack the arm's loop called; all of one that it did not call.
func inner(frames []uint64) []uint64 {
	for i, address := range frames {
		if f := runtime.FuncForPC(uintptr(address)); f != nil && f.Name() == "main.loop" && i > 0 {
			return frames[:i]
		}
	}
	return frames
}

// valuesOf is what the protocol says of a stack.
func valuesOf(work string, values []uint64) []uint64 {
	if work != "heap" {
		return values
	}
	// Each was recorded: what samples say is what there was.
	return append(values, values[1], values[0], 0)
}

func readProfile(file io.Reader, work string) (*profile, error) {
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(unpacked)
	if err != nil {
		return nil, err
	}
	p := &profile{end: profileEnd{Period: 1}}
	var texts []string
	var samples, mappings [][]byte
	addresses := make(map[uint64]uint64)
	err = fields(text, func(number, value uint64, bytes []byte) (err error) {
		switch number {
		case profileSample:
			samples = append(samples, bytes)
		case profileMapping:
			mappings = append(mappings, bytes)
		case profileString:
			texts = append(texts, string(bytes))
		case profilePeriod:
			if work == "cpu" {
				p.end.Period = value
			}
		case profileLocation:
			var id, address uint64
			if id, err = single(bytes, locationID); err == nil {
				address, err = single(bytes, locationAddress)
				addresses[id] = address
			}
		}
		return err
	})
	for i := 0; err == nil && i < len(mappings); i++ {
		err = p.addMapping(mappings[i], texts)
	}
	for i := 0; err == nil && i < len(samples); i++ {
		err = p.addStack(samples[i], addresses, work)
	}
	return p, err
}

func (p *profile) addMapping(message []byte, texts []string) error {
	var line profileMappingLine
	name := func(number uint64) string {
		if number < uint64(len(texts)) {
			return texts[number]
		}
		return ""
	}
	err := fields(message, func(number, value uint64, _ []byte) error {
		switch number {
		case mappingStart:
			line.Start = value
		case mappingLimit:
			line.Limit = value
		case mappingOffset:
			line.Offset = value
		case mappingFile:
			line.Path = name(value)
		case mappingBuildID:
			line.BuildID = name(value)
		}
		return nil
	})
	// [vsyscall] stands where no JSON number reaches.
	if err == nil && line.Limit > line.Start && line.Limit <= math.MaxInt64 && line.Path != "" {
		p.mappings = append(p.mappings, line)
	}
	return err
}

func (p *profile) addStack(message []byte, addresses map[uint64]uint64, work string) error {
	var frames, values []uint64
	err := fields(message, func(number, value uint64, bytes []byte) (err error) {
		switch number {
		case sampleLocations:
			frames, err = numbers(frames, value, bytes)
		case sampleValues:
			values, err = numbers(values, value, bytes)
		}
		return err
	})
	if err != nil || len(frames) == 0 || len(values) < 2 || values[0] == 0 {
		return err
	}
	for i, id := range frames {
		frames[i] = addresses[id]
	}
	p.stacks = append(p.stacks, profileStackLine{valuesOf(work, values), inner(frames)})
	p.end.Samples += values[0]
	if work == "cpu" {
		p.end.CPUNs += values[1]
	}
	return nil
}

func (p *profile) say(out *bufio.Writer) error {
	for i := range p.mappings {
		if err := emit(out, map[string]*profileMappingLine{"byval_mapping": &p.mappings[i]}); err != nil {
			return err
		}
	}
	for i := range p.stacks {
		if err := emit(out, map[string]*profileStackLine{"byval_stack": &p.stacks[i]}); err != nil {
			return err
		}
	}
	return emit(out, map[string]*profileEnd{"byval_end": &p.end})
}
