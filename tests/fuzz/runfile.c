/* SPDX-License-Identifier: Apache-2.0 */
/* runfile.c: a row that was read can be written and read again, and is the same. */
#include "lib/bundle/runfile.h"

#include <stdlib.h>

#include "lib/base/jsontext.h"
#include "lib/bundle/record.h"
#include "lib/bundle/rowtext.h"
#include "tests/fuzz/target.h"

static void round_trip(const struct bv_result *result, const struct bv_row *row,
                       const json_t *index)
{
    struct bv_row back = {0};
    struct bv_error err;
    const struct bv_place place = {NULL, "row", BV_WHOLE};
    json_t *json = bv_record_row(result, row, 1);
    bv_fuzz_demand(json != NULL && bv_record_read_row(json, index, &place, &back, &err) == BV_OK,
                   "a row that was read can be written");
    bv_fuzz_demand(back.case_index == row->case_index && back.arm_index == row->arm_index &&
                       back.block == row->block && back.calls == row->calls &&
                       back.rounds == row->rounds,
                   "a row stays what it is");
    bv_fuzz_demand(json_integer_value(json_object_get(json, "iterations")) > 0,
                   "a row has iterations");
    char *text = json_dumps(json, BV_JSON_FLAGS);
    struct bv_row plain;
    if (text != NULL && bv_rowtext_read(text, result, &plain) > 0)
        bv_fuzz_demand(plain.case_index == row->case_index && plain.arm_index == row->arm_index &&
                           plain.block == row->block && plain.calls == row->calls &&
                           plain.rounds == row->rounds,
                       "plain text is read as JSON is");
    free(text);
    json_decref(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bv_result result;
    struct bv_error err;
    if (bv_runfile_read(bv_fuzz_file(data, size), &result, &err) != BV_OK)
        return 0;
    json_t *index = NULL;
    bv_fuzz_demand(bv_record_index(&result, "result", &index, &err) == BV_OK, "rows have names");
    for (size_t i = 0; i < result.row_count; i++)
        round_trip(&result, &result.rows[i], index);
    json_decref(index);
    json_t *context = bv_record_context(&result);
    bv_fuzz_demand(context != NULL, "a context that was read can be written");
    json_decref(context);
    bv_result_finish(&result);
    return 0;
}
