/* SPDX-License-Identifier: Apache-2.0 */
/* opened_catalogue.c: see opened_catalogue.h. */
#include "tests/support/opened_catalogue.h"

#include <stdio.h>
#include <stdlib.h>

#include "harness/kernels/layout.h"

const struct bv_catalogue *bv_opened_catalogue(uint32_t number)
{
    static struct bv_layout layout;
    static uint32_t opened;
    struct bv_error err;
    if (opened != number)
        bv_layout_close(&layout);
    opened = number;
    if (layout.catalogue == NULL &&
        bv_layout_open(getenv("BYVAL_KERNELS"), number, &layout, &err) != BV_OK) {
        fprintf(stderr, "%s\n", err.text);
        abort();
    }
    return layout.catalogue;
}
