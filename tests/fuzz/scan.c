/* SPDX-License-Identifier: Apache-2.0 */
/* scan.c: a program is scanned, or refused; what is found lies within it. */
#include "scan/scan.h"

#include "scan/output.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct bv_scan_filter filter = {.candidate_bytes = 64, .with_system = true};
    struct bv_scan scan = {0};
    struct bv_text text = {0};
    struct bv_error err;
    enum bv_status status = bv_binary_open(bv_fuzz_file(data, size), &scan.binary, &err);
    if (status == BV_OK)
        status = bv_scan_run(&scan, &filter, NULL, NULL, &err);
    if (status == BV_OK) {
        for (size_t i = 0; i < scan.copies.count; i++)
            bv_fuzz_demand(scan.copies.items[i].bytes > BV_BLOCK_COPY_LEAST &&
                               bv_binary_code(&scan.binary, scan.copies.items[i].address,
                                              scan.copies.items[i].address + 1) != NULL,
                           "a copy stands in the code");
        bv_scan_table(&scan, 80, 0, &text);
        bv_fuzz_demand(!text.failed && text.length > 0, "a table");
    }
    bv_text_finish(&text);
    bv_scan_finish(&scan);
    return 0;
}
