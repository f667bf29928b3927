/* SPDX-License-Identifier: Apache-2.0 */
/* listing.c: what a disassembler prints becomes functions that can be found, with jumps into them.
 */
#include "harness/listing.h"

#include <string.h>

#include "tests/fuzz/target.h"

static void look(const struct bv_listing *listing)
{
    size_t count;
    const struct bv_function *all = bv_listing_all(listing, &count);
    for (size_t f = 0; f < count; f++) {
        const struct bv_function *at = bv_listing_at(listing, all[f].address);
        const struct bv_function *named = bv_listing_named(listing, all[f].name);
        bv_fuzz_demand(at != NULL && at->address == all[f].address, "a function has an address");
        bv_fuzz_demand(named != NULL && strcmp(named->name, all[f].name) == 0, "and a name");
        for (uint32_t i = 0; i < all[f].line_count; i++) {
            const struct bv_line *line = &all[f].lines[i];
            bv_fuzz_demand(strchr(line->text, '\n') == NULL, "a line is one line");
            bv_fuzz_demand(line->target >= -1 && line->target < (int32_t)all[f].line_count,
                           "a target is a line of the function, or none");
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bv_listing *listing = bv_listing_create();
    struct bv_error err;
    bv_fuzz_demand(listing != NULL, "memory");
    for (size_t at = 0; at < size;) {
        const uint8_t *end = memchr(data + at, '\n', size - at);
        size_t length = end == NULL ? size - at : (size_t)(end - data) - at;
        bv_fuzz_demand(bv_listing_add(listing, (const char *)data + at, length) == BV_OK,
                       "any line can be taken in");
        at += length + 1;
    }
    if (bv_listing_finish(listing, &err) == BV_OK)
        look(listing);
    bv_listing_destroy(listing);
    return 0;
}
