/* SPDX-License-Identifier: Apache-2.0 */
/* try_build.h: the builds of byval try: a type, by one compiler or several. */
#ifndef BV_TRY_BUILD_H
#define BV_TRY_BUILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/option.h"
#include "harness/kernels/own/own_build.h"
#include "harness/kernels/own/own_commands.h"

enum { BV_TRY_BUILDS_MAX = BV_OPTION_LIST_MAX };

/* What the user asks for. */
struct bv_try_options {
    struct bv_option_list includes, sources, compilers;
    const char *type, *reads, *value, *pointer, *maker, *language, *flags, *libraries;
    const char *commands, *like, *out;
    double budget_s;
    uint64_t seed;
    int cpu;
    bool quiet;
};

/* A compiler's build. */
struct bv_try_build {
    struct bv_own_build build;
    struct bv_own_words flags;
    char folder[PATH_MAX];
    bool had_lto; /* -flto was asked for, and left out */
};

/* One call of byval try. */
struct bv_try_session {
    const struct bv_try_options *options;
    const volatile sig_atomic_t *stop;
    char folder[PATH_MAX / 2]; /* all that is built is in it, and goes with it */
    char kit[PATH_MAX];
    struct bv_own_command command;
    struct bv_try_build builds[BV_TRY_BUILDS_MAX];
    size_t build_count;
};

/* Make the folder that all is built in: an absolute path, for compilers that work in another one.
 */
enum bv_status bv_try_make_folder(struct bv_try_session *s, struct bv_error *err);

/* Build by every compiler: see what the code does, and audit it. */
enum bv_status bv_try_build_all(struct bv_try_session *s, struct bv_error *err);

/* Release it, and remove its folder. */
void bv_try_finish(struct bv_try_session *s);

#endif
