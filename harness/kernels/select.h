/* SPDX-License-Identifier: Apache-2.0 */
/* select.h: which cases of a catalogue are meant. */
#ifndef BV_SELECT_H
#define BV_SELECT_H

#include "benchmarks/case.h"
#include "harness/kernels/layout.h"
#include "lib/bundle/result.h"

/* What a case needs of the stack beside its own frames: the process's start, random offset,
 * Google Benchmark, the measuring itself. */
enum { BV_STACK_SPARE_BYTES = 160 * 1024 };

/* Append the cases that match all of the patterns to a result, in the catalogue's order. A case
 * that needs more stack than the limit grants is appended as unavailable, with its reason. preset,
 * filter  POSIX extended regular expressions over case names, without /pass:ARM; filter may be NULL
 * stack_bytes      the limit; UINT64_MAX for none
 * Errors           BV_E_USAGE (filter does not compile, or nothing matches), BV_E_NOMEM */
enum bv_status bv_select_cases(const struct bv_catalogue *catalogue, const char *preset,
                               const char *filter, uint64_t stack_bytes, struct bv_result *out,
                               struct bv_error *err);

/* The stack that a process must have to measure a case, in bytes. */
uint64_t bv_select_case_stack(const struct bv_case *row);

/* The stack that the hungriest case of a catalogue needs. */
size_t bv_select_stack_need(const struct bv_catalogue *catalogue);

/* What process each case of a result needs.
 * out      an array, one a case; free() it
 * Errors   BV_E_MISMATCH (the layout has no such case), BV_E_NOMEM */
enum bv_status bv_select_regimes(const struct bv_layout *layout, const struct bv_result *result,
                                 struct bv_regime **out, struct bv_error *err);

#endif
