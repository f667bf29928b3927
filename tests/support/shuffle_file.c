/* SPDX-License-Identifier: Apache-2.0 */
/* shuffle_file.c: shuffle_file KERNELS NUMBER OUT: write the library of a layout, for any
 * processor. */
#include <stdio.h>
#include <stdlib.h>

#include "harness/kernels/layout.h"

int main(int argc, char **argv)
{
    struct bv_error err;
    if (argc != 4) {
        fprintf(stderr, "usage: shuffle_file KERNELS NUMBER OUT\n");
        return 2;
    }
    if (bv_layout_write(argv[1], (uint32_t)strtoul(argv[2], NULL, 10), argv[3], &err) == BV_OK)
        return 0;
    fprintf(stderr, "shuffle_file: %s\n", err.text);
    return 1;
}
