/* SPDX-License-Identifier: Apache-2.0 */
/* allocations.h: what changes between runs of what is allocated: small programs from Go toolchain
 * to Go toolchain, and calls of cases from the first side of a comparison to another one. */
#ifndef BV_ALLOCATIONS_H
#define BV_ALLOCATIONS_H

#include "lib/bundle/escapes.h"
#include "report/compare/compare.h"

/* What a run has of escapes. */
struct bv_escape_run {
    const char *compiler;             /* name and version, without flags; NULL: unknown */
    const struct bv_escapes *escapes; /* NULL, or without items: none */
};

/* From one toolchain to the next that has any. */
struct bv_escape_step {
    const struct bv_escape_run *from, *to;
    size_t programs; /* that both have */
    size_t counted;  /* of these: allocate otherwise */
    size_t said;     /* of these: the compilers say otherwise whether it escapes */
    size_t changed;  /* either */
};

/* A walk over them. */
struct bv_escape_steps {
    const struct bv_escape_run *runs;
    size_t count, at;
    const struct bv_escape_run *before;
};

struct bv_escape_steps bv_escape_steps(const struct bv_escape_run *runs, size_t count);

/* A toolchain that comes twice is no step from one to the next.
 * Returns  false after the last one; out is then as it was */
bool bv_escape_steps_next(struct bv_escape_steps *walk, struct bv_escape_step *out);

/* A program of a step that changed. */
struct bv_escape_change {
    const struct bv_escape *then, *now;
    bool is_counted, is_said;
};

/* at       where to look on; begin with 0
 * Returns  false after the last one; out is then as it was */
bool bv_escape_change_next(const struct bv_escape_step *step, size_t *at,
                           struct bv_escape_change *out);

/* The sides of a comparison as such runs.
 * out      room for BV_SIDES_MAX of them */
void bv_escape_runs_of(const struct bv_comparison *comparison, struct bv_escape_run *out);

/* A call that allocates otherwise on a side than on the first one. */
struct bv_allocation_change {
    const char *name, *arm; /* of the case */
    size_t side;            /* 1 .. */
    double first, second;   /* objects a call */
};

/* A walk over them, case by case. */
struct bv_allocation_changes {
    const struct bv_comparison *comparison;
    size_t at_case, side;
    uint32_t arm;
    size_t common; /* arms and sides so far that both know their allocations */
};

struct bv_allocation_changes bv_allocation_changes(const struct bv_comparison *comparison);

/* Returns  false after the last one; out is then as it was, and walk->common is of all of them */
bool bv_allocation_changes_next(struct bv_allocation_changes *walk,
                                struct bv_allocation_change *out);

#endif
