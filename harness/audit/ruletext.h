/* SPDX-License-Identifier: Apache-2.0 */
/* ruletext.h: which rule is about an arm, and the words in which rules name functions. */
#ifndef BV_RULETEXT_H
#define BV_RULETEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "benchmarks/case.h"

/* The value of a key in a case's name: "size" in "a/size:8".
 * Returns  its length, 0 where it has no such key; *value is then untouched */
size_t bv_ruletext_key(const char *name, const char *key, size_t key_length, const char **value);

/* Put {size}, {pass} ... of a rule's text in their places. A key that is not there leaves nothing,
 * and the name that comes out is found nowhere. */
void bv_ruletext_expand(const char *case_name, const char *arm, const char *text, size_t length,
                        char *out, size_t bytes);

/* A word of a rule's `calls`. */
struct bv_demand {
    char how; /* '1', '?', '+', '*' */
    char name[128];
};

/* The next word.
 * at       of the rule's `calls`; moves on
 * Returns  false at the end */
bool bv_ruletext_next(const char *case_name, const char *arm, const char **at,
                      struct bv_demand *out);

/* The first rule of a family that is about an arm; *out is NULL where there is none.
 * isa      the name of the instruction set that is judged
 * Errors   BV_E_INPUT (a rule's expression is none) */
enum bv_status bv_ruletext_find(const struct bv_family *family, const char *case_name,
                                const char *arm, const char *isa, const struct bv_code_rule **out,
                                struct bv_error *err);

#endif
