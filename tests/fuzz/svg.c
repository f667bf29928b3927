/* SPDX-License-Identifier: Apache-2.0 */
/* svg.c: what gets into a page carries no code, whatever the drawing was. */
#include "report/page/svg.h"

#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *svg = bv_fuzz_string(data, size);
    struct bv_text out = {0};
    struct bv_error err;
    if (bv_svg_inline(svg, "f01-arg", "a & \"b\" <c>", &out, &err) == BV_OK && out.data != NULL)
        bv_fuzz_demand(strcasestr(out.data, "<script") == NULL &&
                           strcasestr(out.data, "<foreignObject") == NULL &&
                           strcasestr(out.data, "<a ") == NULL &&
                           strcasestr(out.data, "<image") == NULL,
                       "no element that could run or load anything");
    bv_text_finish(&out);
    free(svg);
    return 0;
}
