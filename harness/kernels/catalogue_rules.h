/* SPDX-License-Identifier: Apache-2.0 */
/* catalogue_rules.h: the rules of a family in Go, from its catalogue: what its machine code must be
 * like. */
#ifndef BV_CATALOGUE_RULES_H
#define BV_CATALOGUE_RULES_H

#include <jansson.h>

#include "benchmarks/case.h"
#include "lib/base/status.h"

/* Read an array of rules.
 * json     NULL: there are none; must outlive the rules
 * where    the file, for the error
 * out      gets rules and rule_count; free((void *)out->rules) releases them
 * Errors   BV_E_INPUT, BV_E_NOMEM */
enum bv_status bv_catalogue_rules_read(const json_t *json, const char *where, struct bv_family *out,
                                       struct bv_error *err);

#endif
