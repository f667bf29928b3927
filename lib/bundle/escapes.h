/* SPDX-License-Identifier: Apache-2.0 */
/* escapes.h: escapes.json, what a Go toolchain says of small programs, against what these allocate.
 */
#ifndef BV_ESCAPES_H
#define BV_ESCAPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/region.h"
#include "lib/base/status.h"

#define BV_ESCAPES_SCHEMA 1 /* a reader refuses a newer one */

/* What the compiler says of a scenario, all its lines together. */
enum bv_escape_word {
    BV_ESCAPE_SILENT, /* neither; gccgo says nothing at all */
    BV_ESCAPE_STAYS,  /* "does not escape" */
    BV_ESCAPE_LEAVES, /* "escapes to heap", "moved to heap" */
    BV_ESCAPE_WORDS
};

struct bv_escape_build {
    uint32_t says;         /* enum bv_escape_word */
    double objects, bytes; /* that a call allocates, counted while it ran; 0 or more */
};

/* A small program, built with inlining (-m) and without (-m -l). */
struct bv_escape {
    const char *name, *title;
    struct bv_escape_build inlined, plain;
};

/* Strings are borrowed from `storage`. */
struct bv_escapes {
    const char *byval_version;
    const char *compiler,
        *kernel_hash; /* of the kernels that the toolchain built; NULL: no escapes */
    struct bv_escape *items;
    size_t count;
    struct bv_region storage;
};

/* Whether the compiler's word is not borne out by the count: it stays, and is allocated; or leaves,
 * and is not. */
bool bv_escape_misleads(const struct bv_escape_build *build);

/* Whether a build without inlining has an escape that the ordinary build has not. */
bool bv_escape_is_of_l(const struct bv_escape *escape);

/* The scenario of that name; NULL where there is none. */
const struct bv_escape *bv_escapes_find(const struct bv_escapes *escapes, const char *name);

/* Read a file; scripts/escapes --json writes it.
 * out      written only on BV_OK; bv_escapes_finish it
 * Errors   BV_E_IO (cannot read), BV_E_INPUT (no JSON, no escapes, a newer schema, a field that
 * breaks the format: err says where), BV_E_NOMEM */
enum bv_status bv_escapes_read(const char *path, struct bv_escapes *out, struct bv_error *err);

/* Write a file: to a temporary name beside path, synced, then renamed.
 * Errors   BV_E_IO, BV_E_NOMEM; what stood at path is then untouched */
enum bv_status bv_escapes_write(const struct bv_escapes *escapes, const char *path,
                                struct bv_error *err);

/* Release; a zeroed one is fine. */
void bv_escapes_finish(struct bv_escapes *escapes);

#endif
