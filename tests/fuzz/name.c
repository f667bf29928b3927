/* SPDX-License-Identifier: Apache-2.0 */
/* name.c: a case's name comes apart into pieces of itself. */
#include "report/analysis/name.h"

#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/target.h"

static void demand_within(struct bv_span span, const char *text, size_t length)
{
    bv_fuzz_demand(span.start >= text && span.length <= length &&
                       (size_t)(span.start - text) <= length - span.length,
                   "a piece lies within the name");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = bv_fuzz_string(data, size);
    size_t length = strlen(text);
    struct bv_name name = bv_name_parse(text);
    demand_within(name.family, text, length);
    char *series = malloc(length + 1);
    bv_fuzz_demand(series != NULL && name.key_count <= BV_NAME_KEYS_MAX, "no more keys than fit");
    size_t whole = bv_name_series(&name, NULL, series);
    bv_fuzz_demand(whole <= length && strlen(series) == whole, "the series is no longer");
    for (size_t i = 0; i < name.key_count; i++) {
        char key[16] = "";
        struct bv_span span = name.keys[i].key;
        demand_within(span, text, length);
        demand_within(name.keys[i].value, text, length);
        if (span.length < sizeof key) {
            memcpy(key, span.start, span.length);
            bv_fuzz_demand(bv_name_series(&name, key, series) <= whole, "to skip a key is shorter");
            demand_within(bv_name_value(&name, key), text, length);
        }
    }
    free(series);
    free(text);
    return 0;
}
