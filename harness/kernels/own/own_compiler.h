/* SPDX-License-Identifier: Apache-2.0 */
/* own_compiler.h: the user's compiler, run by the rules of kernel.rules. */
#ifndef BV_OWN_COMPILER_H
#define BV_OWN_COMPILER_H

#include "harness/kernels/own/own_config.h"
#include "lib/base/status.h"

/* Add a word; a copy of it is kept.
 * Errors   BV_E_NOMEM */
enum bv_status bv_own_words_add(struct bv_own_words *words, const char *word, struct bv_error *err);

/* Add the words of a line as a shell would take it apart; no command is run.
 * what     names the line in an error
 * Errors   BV_E_USAGE (quotes that do not close, and the like), BV_E_NOMEM
 * Source   wordexp() */
enum bv_status bv_own_words_split(struct bv_own_words *words, const char *line, const char *what,
                                  struct bv_error *err);
/* Take a word out. */
void bv_own_words_drop(struct bv_own_words *words, size_t at);
void bv_own_words_finish(struct bv_own_words *words);

/* A compiler that was asked who it is. */
struct bv_own_compiler {
    char name[64]; /* "gcc 12.2.0" */
    bool is_clang;
    struct bv_own_words compile; /* by the rules, behind the user's own flags */
    struct bv_own_words link, libraries;
};

/* Ask a compiler who it is, and find the rules for it.
 * out      bv_own_compiler_finish it
 * Errors   BV_E_UNSUPPORTED (no such program, or none that is understood), BV_E_IO (no rules),
 *          BV_E_CHILD, BV_E_INTERRUPTED, BV_E_NOMEM */
enum bv_status bv_own_compiler_find(const struct bv_own_config *config, struct bv_own_compiler *out,
                                    struct bv_error *err);
void bv_own_compiler_finish(struct bv_own_compiler *compiler);

/* Compile a file to an object, with config's headers included first.
 * language  "c" or "c++"; NULL: by its ending
 * extra     flags behind the rules' own, NULL-terminated; NULL: none
 * Errors    BV_E_INPUT (it does not compile: err has the compiler's own words), BV_E_CHILD,
 *           BV_E_INTERRUPTED, BV_E_NOMEM */
enum bv_status bv_own_compile(const struct bv_own_config *config,
                              const struct bv_own_compiler *compiler, const char *language,
                              const char *source, const char *object, const char *const *extra,
                              struct bv_error *err);

/* Run any program, such as objcopy.
 * argv     NULL-terminated
 * what     goes in front of its words in an error: "shade.c does not compile:"
 * Errors   as bv_own_compile */
enum bv_status bv_own_run(const struct bv_own_config *config, char *const *argv, const char *what,
                          struct bv_error *err);

#endif
