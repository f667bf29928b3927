/* SPDX-License-Identifier: Apache-2.0 */
/* catalogue.c: what a kernel library exports. */
#include "benchmarks/case.h"
#include "benchmarks/empty.h"

#ifdef __clang__
/* __clang_version__ has more than the version: a space, at the least. */
#define TEXT(X) #X
#define VALUE(X) TEXT(X)
#define COMPILER                                                                                   \
    "clang " VALUE(__clang_major__) "." VALUE(__clang_minor__) "." VALUE(__clang_patchlevel__)
#else
#define COMPILER "gcc " __VERSION__
#endif

#define BV_FAMILY(NAME) extern const struct bv_family bv_family_##NAME;
#include "benchmarks/families.def"
#undef BV_FAMILY

static const struct bv_family *const families[] = {
#define BV_FAMILY(NAME) &bv_family_##NAME,
#include "benchmarks/families.def"
#undef BV_FAMILY
};

extern const struct bv_catalogue bv_catalogue;

__attribute__((visibility("default"))) const struct bv_catalogue bv_catalogue = {
    .abi = BV_CATALOGUE_ABI,
    .compiler = COMPILER,
    .flags = BV_KERNEL_FLAGS,
    .families = families,
    .family_count = sizeof families / sizeof families[0],
    .empty = bv_empty_run,
};
