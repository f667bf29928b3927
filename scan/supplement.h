/* SPDX-License-Identifier: Apache-2.0 */
/* supplement.h: what several programs' debug information has in common, in a file of its own: dwz
 * writes such. */
#ifndef BV_SUPPLEMENT_H
#define BV_SUPPLEMENT_H

#include <elfutils/libdw.h>

#include "lib/base/status.h"

struct bv_supplement {
    Dwarf *dwarf;     /* NULL: none is needed, or it is missing */
    int fd;           /* of it, if `dwarf` is there */
    char lacks[1700]; /* what is missing, in foreign words; "": nothing */
};

/* Find and open it, if debug information needs it. If it is missing, that is no error:
 * `lacks` says so, and its types and functions are left out.
 * dwarf    gets it
 * from     file of the debug information, which names it by a path from its own folder
 * out      zeroed; bv_supplement_close it when `dwarf` is closed, whatever comes back
 * Errors   BV_E_MISMATCH (it is of another build), BV_E_INPUT (no honest ELF file)
 * Source   .gnu_debugaltlink of dwz */
enum bv_status bv_supplement_open(Dwarf *dwarf, const char *from, struct bv_supplement *out,
                                  struct bv_error *err);

/* A zeroed one is fine. */
void bv_supplement_close(struct bv_supplement *supplement);

#endif
