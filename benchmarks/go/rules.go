// SPDX-License-Identifier: Apache-2.0
// rules.go: what the machine code of each family must be like; byval audit holds it against them.

package main

// One rule; an arm obeys the first that is about it. In Calls, {size}, {pass} and {KEY} stand for what the
// case's name says, and "?NAME" may be called or not; see struct bv_code_rule in benchmarks/case.h.
type rule struct {
	Cases     string `json:"cases,omitempty"` // regular expression over case names; empty: all
	Arm       string `json:"arm,omitempty"`   // empty: all
	Travel    string `json:"travel"`          // value, made, result, pointer, inline, free
	Calls     string `json:"calls,omitempty"`
	Allocates int    `json:"allocates,omitempty"` // places in the loop and its callees that do; -1: any
	MoreBytes int    `json:"more_bytes,omitempty"`
	SameCode  bool   `json:"same_code,omitempty"` // as the first arm
}

const (
	argCallee  = "main.bv_arg_{pass}_{class}_{size}_{reads}"
	updateOf   = "main.bv_{how}_{pass}_{size}"
	sliceBytes = 24
)

var rules = map[string][]rule{
	"arg": {
		{Arm: "value", Travel: "value", Calls: argCallee},
		{Travel: "pointer", Calls: argCallee},
	},
	"chain": {
		{Arm: "value", Travel: "value", Calls: "main.bv_chain_{pass}_{size}_{depth}"},
		{Travel: "pointer", Calls: "main.bv_chain_{pass}_{size}_{depth}"},
	},
	"ret": {
		{Arm: "value", Travel: "result", Calls: "main.bv_ret_{pass}_{size}"},
		{Arm: "outparam", Travel: "pointer", Calls: "main.bv_ret_{pass}_{size}"},
		{Travel: "pointer", Calls: "main.bv_ret_{pass}_{size}", Allocates: 1},
	},
	"mutate": {
		{Cases: "/how:update/", Arm: "value", Travel: "value", Calls: updateOf},
		{Arm: "value", Travel: "value", Calls: updateOf, MoreBytes: sliceBytes},
		{Travel: "pointer", Calls: updateOf},
	},
	"scan": {
		{Arm: "value", Travel: "value", Calls: "main.bv_scan_value_{size}"},
		{Travel: "pointer", Calls: "main.bv_scan_pointer_{size}"},
	},
	"inline": {{Travel: "inline"}},
	"null": {
		{Cases: "/kind:same/of:value/", Travel: "value", Calls: "main.bv_null_value_{size}_a", SameCode: true},
		{Cases: "/kind:twin/of:value/", Travel: "value", Calls: "main.bv_null_value_{size}_{pass}", SameCode: true},
		{Cases: "/kind:same/of:pointer/", Travel: "pointer", Calls: "main.bv_null_pointer_{size}_a", SameCode: true},
		{Cases: "/kind:twin/of:pointer/", Travel: "pointer", Calls: "main.bv_null_pointer_{size}_{pass}", SameCode: true},
		{Cases: "/kind:same/", Travel: "free", Calls: "main.bv_null_pointer_{size}_a", Allocates: 1, SameCode: true},
		// Not the same text: each keeps its object in a variable of its own.
		{Travel: "free", Calls: "main.bv_null_pointer_{size}_{pass}", Allocates: 1},
	},
	"churn": {
		{Arm: "value", Travel: "made", Calls: "main.bv_churn_value_{size}"},
		{Cases: "/site:gc/", Travel: "pointer", Calls: "main.bv_churn_pointer_{size}", Allocates: 1},
		{Cases: "/site:pool/", Travel: "pointer", Calls: "main.bv_churn_pointer_{size} sync.(*Pool).Get sync.(*Pool).Put"},
		{Travel: "pointer", Calls: "main.bv_churn_pointer_{size}"},
	},
	"iface": {
		{Cases: "/holds:", Arm: "value", Travel: "free", Calls: "main.bv_any_plain_{holds}"},
		// A pointer is the interface's word itself; of all others a call decides, by what they are.
		{Cases: "/holds:pointer/", Travel: "free", Calls: "main.bv_any_boxed"},
		{Cases: "/holds:", Travel: "free", Calls: "main.bv_any_boxed", Allocates: 1},
		{Arm: "value", Travel: "value", Calls: "main.int_{size}.value"},
		{Arm: "pointer", Travel: "pointer", Calls: "main.bv_iface_pointer"},
		// One byte is one of 256 that the runtime has ready.
		{Cases: "/size:1$", Travel: "free", Calls: "main.bv_iface_value"},
		{Travel: "free", Calls: "main.bv_iface_value", Allocates: 1},
	},
	"closure": {
		{Cases: "/use:local/", Travel: "free", Calls: "main.bv_closure_local"},
		{Arm: "pointer", Travel: "free", Calls: "main.bv_closure_stored", Allocates: 1},
		// Above 128 B, and where it is assigned again, the variable is an object of its own.
		{Cases: "/size:(136|256)$", Travel: "free", Calls: "main.bv_closure_stored", Allocates: 2},
		{Arm: "reassigned", Travel: "free", Calls: "main.bv_closure_stored", Allocates: 2},
		{Travel: "free", Calls: "main.bv_closure_stored", Allocates: 1},
	},
	"deep": {
		{Cases: "/stack:goroutine/", Travel: "free", Calls: "?", Allocates: -1},
		{Cases: "/size:10485768$", Travel: "free", Calls: "main.bv_deep_{pass}_{size}", Allocates: 1},
		{Arm: "stack", Travel: "free", Calls: "main.bv_deep_{pass}_{size}"},
		{Cases: "/size:655(28|36)$", Travel: "free", Calls: "main.bv_deep_{pass}_{size}"},
		{Travel: "free", Calls: "main.bv_deep_{pass}_{size}", Allocates: 1},
	},
	"threads": {{Travel: "free", Calls: "?", Allocates: -1}},
}
