/* SPDX-License-Identifier: Apache-2.0 */
/* scan_price.h: the run that prices a scan: which one, and whether it is about this machine. */
#ifndef BV_SCAN_PRICE_H
#define BV_SCAN_PRICE_H

#include <stdbool.h>

#include "scan/price.h"

struct bv_scan_prices {
    bool is_priced;
    char run[4096]; /* as it was named */
    struct bv_prices prices;
    uint32_t value_until; /* bytes up to which a struct goes by value, whatever the condition; 0: no
                             size */
};

/* Read the run that prices a program.
 * run      as it was named; NULL: results/latest, if there is one and the program is for its
 *          processor; "none": no prices
 * abi      of the program
 * out      bv_scan_prices_finish it
 * Errors   BV_E_MISMATCH (results/latest was measured on another machine; a run that was named, on
 *          another architecture), BV_E_INPUT (the run did not measure what prices are made of), and
 *          those of reading a run */
enum bv_status bv_scan_prices_read(const char *run, enum bv_abi abi, struct bv_scan_prices *out,
                                   struct bv_error *err);

/* A zeroed one is fine. */
void bv_scan_prices_finish(struct bv_scan_prices *prices);

#endif
