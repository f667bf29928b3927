/* SPDX-License-Identifier: Apache-2.0 */
/* journal.c: what is resumed can be appended to, and resumed again. */
#include "lib/bundle/journal.h"

#include "lib/bundle/record.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *path = bv_fuzz_file(data, size);
    struct bv_result result, again;
    struct bv_journal *journal;
    struct bv_error err;
    if (bv_journal_resume(path, &result, &journal, &err) != BV_OK)
        return 0;
    const struct bv_event event = {(uint32_t)result.block_count, "resumed"};
    bv_fuzz_demand(bv_journal_append_json(journal, "byval_event", bv_record_event(&event), &err) ==
                       BV_OK,
                   "what was resumed takes another line");
    bv_journal_close(journal);
    bv_fuzz_demand(bv_journal_resume(path, &again, &journal, &err) == BV_OK,
                   "what was resumed can be resumed");
    bv_fuzz_demand(again.row_count == result.row_count && again.case_count == result.case_count &&
                       again.block_count == result.block_count &&
                       again.event_count == result.event_count + 1,
                   "nothing is lost, nothing is added");
    bv_journal_close(journal);
    bv_result_finish(&again);
    bv_result_finish(&result);
    return 0;
}
