/* SPDX-License-Identifier: Apache-2.0 */
/* target.h: what a fuzz target is, and what targets share. */
#ifndef BV_FUZZ_TARGET_H
#define BV_FUZZ_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What NAME.c defines: read the bytes as the world gave them. Returns 0, always.
 * Source   libFuzzer, which calls it by this name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes as a file in memory, for a reader that takes a path.
 * Returns  the path, until the next call */
const char *bv_fuzz_file(const uint8_t *data, size_t size);

/* The bytes as a string, of those up to the first zero; free() it. */
char *bv_fuzz_string(const uint8_t *data, size_t size);

/* Abort, saying what, unless it is true. */
void bv_fuzz_demand(bool truth, const char *what);

#endif
