/* SPDX-License-Identifier: Apache-2.0 */
/* answer.c: a worker's lines that were read hold what their kind needs. */
#include "harness/worker/answer_line.h"

#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bv_answer_line line;
    struct bv_error err = {BV_OK, ""};
    if (bv_answer_line_read((const char *)data, size, &line, &err) != BV_OK) {
        bv_fuzz_demand(err.status != BV_OK && err.text[0] != '\0', "a refusal says why");
        return 0;
    }
    switch (line.kind) {
    case BV_ANSWER_FAILED:
    case BV_ANSWER_UNAVAILABLE:
    case BV_ANSWER_ERROR:
        bv_fuzz_demand(line.text != NULL, "there is a text");
        break;
    case BV_ANSWER_TALLY:
        bv_fuzz_demand(json_is_array(line.json), "counts are a list");
        break;
    case BV_ANSWER_MAPPING:
    case BV_ANSWER_STACK:
    case BV_ANSWER_END:
        bv_fuzz_demand(json_is_object(line.json), "an end is an object, as is part of a profile");
        break;
    case BV_ANSWER_BEGIN:
        bv_fuzz_demand(line.number <= INT32_MAX, "an index is one");
        break;
    case BV_ANSWER_ROW:
    case BV_ANSWER_COUNT:
        bv_fuzz_demand(line.json != NULL, "a row is all of the line");
        break;
    }
    bv_answer_line_finish(&line);
    return 0;
}
