/* SPDX-License-Identifier: Apache-2.0 */
/* rules.h: rules of thumb: the size up to which a tool lets a struct pass by value. */
#ifndef BV_RULES_H
#define BV_RULES_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/region.h"
#include "lib/base/status.h"

struct bv_rule {
    const char *tool, *option, *source;
    uint32_t value_up_to_bytes; /* this size too; above it, by pointer */
};

struct bv_rules {
    struct bv_rule *items;
    size_t count;
    struct bv_region storage;
};

/* Read rules.json, whose fields are in data/FORMAT.md.
 * name     of where the text is from; opens the error's text
 * out      written only on BV_OK; bv_rules_finish it
 * Errors   BV_E_INPUT (not JSON, a field that is missing, wrong or unknown: err says which),
 *          BV_E_NOMEM */
enum bv_status bv_rules_parse(const char *text, size_t length, const char *name,
                              struct bv_rules *out, struct bv_error *err);

/* The rules that byval comes with: data/rules.json as it was built. */
enum bv_status bv_rules_builtin(struct bv_rules *out, struct bv_error *err);

/* A zeroed one is fine. */
void bv_rules_finish(struct bv_rules *rules);

#endif
