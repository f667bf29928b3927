/* SPDX-License-Identifier: Apache-2.0 */
/* own_commands.h: how a file of the user's project is compiled, from compile_commands.json. */
#ifndef BV_OWN_COMMANDS_H
#define BV_OWN_COMMANDS_H

#include <limits.h>

#include "harness/kernels/own/own_compiler.h"

struct bv_own_command {
    char compiler[PATH_MAX];
    char directory[PATH_MAX];  /* where it works */
    struct bv_own_words flags; /* without what names files, and what writes beside the object */
};

/* Find the command for a file.
 * build    the folder with compile_commands.json
 * like     the file: as it stands there, or its end from a slash on
 * out      bv_own_command_finish it
 * Errors   BV_E_IO (no compile_commands.json), BV_E_INPUT (it says nothing that is understood),
 *          BV_E_USAGE (it has no such file: err names some that it has), BV_E_NOMEM
 * Source   clang's "JSON Compilation Database Format Specification" */
enum bv_status bv_own_command_find(const char *build, const char *like, struct bv_own_command *out,
                                   struct bv_error *err);
void bv_own_command_finish(struct bv_own_command *command);

#endif
