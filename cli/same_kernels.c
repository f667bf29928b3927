/* SPDX-License-Identifier: Apache-2.0 */
/* same_kernels.c: see same_kernels.h. */
#include "cli/same_kernels.h"

#include <string.h>

#include "harness/count/count_session.h"

enum bv_status bv_same_kernels(const struct bv_result *run, const char *folder, const char *done,
                               const char *doing, char kernels[BV_DIGEST_TEXT_BYTES],
                               struct bv_error *err)
{
    enum bv_status status = bv_count_session_kernels(kernels, err);
    if (status != BV_OK)
        return status;
    const char *measured = bv_facts_get(&run->key, "kernel_hash");
    if (measured != NULL && strcmp(measured, kernels) == 0)
        return BV_OK;
    return bv_fail(err, BV_E_MISMATCH,
                   "%s: was measured with other kernels (%.16s) than would be %s (%.16s); %s with "
                   "the byval that measured it",
                   folder, measured == NULL ? "unknown" : measured, done, kernels, doing);
}
