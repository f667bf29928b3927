/* SPDX-License-Identifier: Apache-2.0 */
/* counting_malloc.h: what counting_malloc.c exports under the name bv_counted. */
#ifndef COUNTING_MALLOC_H
#define COUNTING_MALLOC_H

#include <stdint.h>

struct counted {
    uint64_t allocations, frees;
};

extern struct counted bv_counted;

#endif
