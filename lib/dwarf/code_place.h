/* SPDX-License-Identifier: Apache-2.0 */
/* code_place.h: where an address of a program's code is: in which function, of which source, in
 * which line. */
#ifndef BV_CODE_PLACE_H
#define BV_CODE_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

struct bv_code_file; /* a program or library, for its symbols and debug information */

/* Where an address is. Texts live as long as the file is open. */
struct bv_code_place {
    const char *function; /* NULL: no symbol says */
    uint64_t begin, end;  /* of the function that has a symbol: addresses in the file */
    const char *source;   /* NULL: no debug information, as line 0 */
    uint32_t line;
};

/* Open it.
 * build_id   hexadecimal digits of what was mapped; "": unknown, and not compared
 * out        bv_code_file_close it
 * Errors     BV_E_MISMATCH (the file is of another build), BV_E_IO, BV_E_INPUT, BV_E_NOMEM
 * Source     dwfl_report_elf(), and what distributions keep in /usr/lib/debug */
enum bv_status bv_code_file_open(const char *path, const char *build_id, struct bv_code_file **out,
                                 struct bv_error *err);

/* The address in the file of what was mapped from an offset of it.
 * Returns  false where no segment holds it */
bool bv_code_file_address(const struct bv_code_file *file, uint64_t offset, uint64_t *address);

enum { BV_CODE_PLACES = 16 };

/* Find out where an address of the file is: in a function that was inlined, in the one that it was
 * inlined into, where it calls it, and so on out to the function that has a symbol.
 * Returns  how many there are; at least 1 */
size_t bv_code_file_places(struct bv_code_file *file, uint64_t address,
                           struct bv_code_place out[BV_CODE_PLACES]);

/* Whether there is debug information with lines. */
bool bv_code_file_has_lines(struct bv_code_file *file);

/* NULL is fine. */
void bv_code_file_close(struct bv_code_file *file);

#endif
