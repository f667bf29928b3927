/* SPDX-License-Identifier: Apache-2.0 */
/* own_source.h: own_type.h and own_rows.h, which tell the kernels of benchmarks/own/ about a type.
 */
#ifndef BV_OWN_SOURCE_H
#define BV_OWN_SOURCE_H

#include "harness/kernels/own/own_function.h"

/* What they are about. */
struct bv_own_source {
    const struct bv_own_config *config;
    const struct bv_own_compiler *compiler;
    const struct bv_own_type *type;
    const struct bv_own_function *value, *pointer, *maker; /* NULL: not given */
};

/* Write both into the folder.
 * Errors   BV_E_USAGE (--reads names what is no scalar of the type), BV_E_IO, BV_E_NOMEM */
enum bv_status bv_own_source_write(const struct bv_own_source *source, struct bv_error *err);

#endif
