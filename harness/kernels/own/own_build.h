/* SPDX-License-Identifier: Apache-2.0 */
/* own_build.h: from what a user asked for to a kernel library in a folder. */
#ifndef BV_OWN_BUILD_H
#define BV_OWN_BUILD_H

#include "harness/kernels/own/own_type.h"

/* What was built. */
struct bv_own_build {
    struct bv_own_type type;
    char compiler[64];   /* "gcc 12.2.0" */
    bool takes_null;     /* the user's functions get null pointers behind the object */
    bool is_unoptimised; /* without -O1 or more: what is compared is how the compiler spills */
};

/* Build kernels.so in config->folder, by the compiler and the rules. No code of the user is run.
 * out      bv_own_build_finish it
 * Errors   as bv_own_type_find, bv_own_function_find and bv_own_source_write; BV_E_INPUT (something
 *          does not compile or link: err has the compiler's words), BV_E_REFUSED (an object can be
 *          made by nothing that is known) */
enum bv_status bv_own_build(const struct bv_own_config *config, struct bv_own_build *out,
                            struct bv_error *err);
void bv_own_build_finish(struct bv_own_build *build);

#endif
