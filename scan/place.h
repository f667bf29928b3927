/* SPDX-License-Identifier: Apache-2.0 */
/* place.h: what the source says where a copy stands: line, inlined function, type. */
#ifndef BV_PLACE_H
#define BV_PLACE_H

#include <stdbool.h>

#include "scan/block_copy.h"
#include "scan/functions.h"

struct bv_copy_place {
    const char *file; /* NULL: DWARF does not say it */
    int line;
    const char *inlined; /* the function that was inlined there; NULL: none was */
    bool is_system;      /* all of it stands in files of the system or of a language */
    Dwarf_Die type;      /* if has_type */
    bool has_type;
    bool is_guess; /* of the type: the only one in sight of so many bytes */
};

/* Find it. A copy within inlined functions of the system counts for the line that calls them. */
void bv_copy_place_find(const struct bv_binary *binary, const struct bv_functions *functions,
                        const struct bv_block_copy *copy, struct bv_copy_place *out);

/* The file that declares an entry, also in DWARF that counts files from 0; NULL: it is not said. */
const char *bv_declared_file(Dwarf_Die *entry);

/* The line on which an entry is declared; where that is not said, as by Go, that of its first
 * instruction; 0: unknown. */
int bv_declared_line(Dwarf_Die *entry);

/* Whether a file belongs to the system or to a language rather than to a program. NULL: no. */
bool bv_file_is_system(const char *file);

#endif
