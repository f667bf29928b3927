/* SPDX-License-Identifier: Apache-2.0 */
/* listing.h: what `objdump -d --no-show-raw-insn` prints, as functions without addresses. */
#ifndef BV_LISTING_H
#define BV_LISTING_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

/* An instruction: "mov rax,[rsp+0x8]", "jne .3", "call malloc@plt". */
struct bv_line {
    const char *text;
    int32_t target; /* of a jump within the function: its line; else -1 */
};

struct bv_function {
    const char *name;
    uint64_t address;
    const struct bv_line *lines;
    uint32_t line_count;
};

struct bv_listing; /* its functions, by address and by name */

/* Begin an empty listing; bv_listing_destroy it.
 * Returns  NULL when out of memory */
struct bv_listing *bv_listing_create(void);

/* Keep only the functions whose names begin so: of a whole program, those that are asked about.
 * prefix   must outlive the listing */
void bv_listing_only(struct bv_listing *listing, const char *prefix);

/* Take in the next line that objdump prints; what is no line of code is passed over.
 * text     text_length bytes, need not be terminated
 * Errors   BV_E_NOMEM */
enum bv_status bv_listing_add(struct bv_listing *listing, const char *text, size_t text_length);

/* After the last line: put the jumps' targets in their places and the padding out.
 * Errors   BV_E_INPUT (no code), BV_E_NOMEM */
enum bv_status bv_listing_finish(struct bv_listing *listing, struct bv_error *err);

/* What objdump calls the file's format: "elf64-x86-64"; "" where it said nothing. */
const char *bv_listing_format(const struct bv_listing *listing);

/* A function; NULL where there is none. Of several of one name, the first. */
const struct bv_function *bv_listing_at(const struct bv_listing *listing, uint64_t address);
const struct bv_function *bv_listing_named(const struct bv_listing *listing, const char *name);

/* All of them, by address. */
const struct bv_function *bv_listing_all(const struct bv_listing *listing, size_t *count);

/* The address of a line of one of its functions, line < line_count. */
uint64_t bv_listing_address(const struct bv_listing *listing, const struct bv_function *of,
                            uint32_t line);

/* Release; NULL is fine. */
void bv_listing_destroy(struct bv_listing *listing);

#endif
