/* SPDX-License-Identifier: Apache-2.0 */
/* own_readings.h: the ways in which the kernels read an object of a type: nothing, one scalar, all,
 * or those of --reads. */
#ifndef BV_OWN_READINGS_H
#define BV_OWN_READINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/kernels/own/own_source.h"

enum { BV_OWN_READS_MAX = 4, BV_OWN_PATHS_MAX = 16, BV_OWN_ID_BYTES = 80 };

/* A way to read the type. */
struct bv_own_reading {
    char id[BV_OWN_ID_BYTES];
    char *paths[BV_OWN_PATHS_MAX]; /* of the scalars that it reads */
    size_t path_count;
    bool all;
};

struct bv_own_readings {
    struct bv_own_reading items[BV_OWN_READS_MAX];
    size_t count;
};

/* The field with a path, as --reads names it: also an element of a row, or all of the row. */
const struct bv_own_field *bv_own_readings_field(const struct bv_own_type *type, const char *path);

/* The reading that --reads asks for, by its words.
 * Errors   BV_E_USAGE (it names what is no scalar of the type), BV_E_NOMEM */
enum bv_status bv_own_readings_parse(const struct bv_own_source *source, const char *words,
                                     struct bv_own_reading *out, struct bv_error *err);

/* The scalar in the middle, as byval's own classes read one; where unions leave fewer fields than
 * scalars, the last of them. "": there is none. */
void bv_own_readings_middle(const struct bv_own_type *type, char *path, size_t bytes);

enum bv_status bv_own_readings_add(struct bv_own_readings *to, const char *id, const char *path,
                                   bool all, struct bv_error *err);

void bv_own_readings_finish(struct bv_own_readings *all);

#endif
