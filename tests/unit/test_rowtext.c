/* SPDX-License-Identifier: Apache-2.0 */
/* test_rowtext.c: what is read as plain text is what the reader of JSON reads, byte by byte. */
#include "lib/bundle/rowtext.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/jsontext.h"
#include "lib/base/random.h"
#include "lib/bundle/record.h"
#include "tests/support/synthetic.h"

/* A result of two cases, and what their rows are looked up by. */
struct bench {
    struct bv_synthetic *run;
    json_t *index;
};

static void start(struct bench *bench)
{
    struct bv_error err;
    bench->run = bv_synthetic_create(1, 6);
    bv_synthetic_add(bench->run, &(struct bv_synthetic_case){.name = "arg/kind:a/size:8",
                                                             .size_bytes = 8,
                                                             .arms = {"value", "pointer"},
                                                             .ns = {1, 2},
                                                             .spread = 0.01});
    bv_synthetic_add(bench->run, &(struct bv_synthetic_case){.name = "ret/size:64",
                                                             .size_bytes = 64,
                                                             .arms = {"value", "outparam", "heap"},
                                                             .ns = {12345.678, 1e-3, 7e8},
                                                             .spread = 0.1,
                                                             .switches = 3});
    assert_int_equal(bv_record_index(&bench->run->result, "run", &bench->index, &err), BV_OK);
}

static void finish(struct bench *bench)
{
    json_decref(bench->index);
    bv_synthetic_destroy(bench->run);
}

/* As runfile.c does it for what is no plain text.
 * bytes    gets how many the row has
 * Returns  whether it is sound */
static bool read_json(const struct bench *bench, const char *text, struct bv_row *row,
                      size_t *bytes)
{
    const struct bv_place place = {NULL, "row", BV_WHOLE};
    struct bv_error err;
    json_error_t why;
    json_t *json;
    if (bv_jsontext_parse(text, strlen(text), JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK, &json,
                          &why) != BV_OK)
        return false;
    *bytes = (size_t)why.position;
    bool sound = bv_record_read_row(json, bench->index, &place, row, &err) == BV_OK &&
                 bv_record_check_row(json, row, &place, &err) == BV_OK;
    json_decref(json);
    return sound;
}

static bool same_number(double a, double b)
{
    return isnan(a) ? isnan(b) != 0 : a == b && signbit(a) == signbit(b);
}

static void assert_same(const char *text, const struct bv_row *a, const struct bv_row *b)
{
    bool same = a->case_index == b->case_index && a->arm_index == b->arm_index &&
                a->block == b->block && a->rounds == b->rounds && a->calls == b->calls &&
                same_number(a->real_ns, b->real_ns) && same_number(a->cpu_ns, b->cpu_ns) &&
                same_number(a->empty_ns, b->empty_ns) && same_number(a->log_ratio, b->log_ratio) &&
                same_number(a->spread, b->spread) && a->switches == b->switches &&
                a->migrations == b->migrations && a->faults == b->faults;
    for (int i = 0; i < BV_METRIC_COUNT; i++)
        same = same && same_number(a->metrics[i], b->metrics[i]);
    if (!same)
        fail_msg("read otherwise: %s", text);
}

/* Returns  whether it was taken as plain text, which must then be right. */
static bool check(const struct bench *bench, const char *text)
{
    struct bv_row plain, json;
    size_t bytes = bv_rowtext_read(text, &bench->run->result, &plain), json_bytes = 0;
    if (bytes == 0)
        return false;
    if (!read_json(bench, text, &json, &json_bytes))
        fail_msg("the reader of JSON refuses: %s", text);
    assert_int_equal(bytes, json_bytes);
    assert_same(text, &plain, &json);
    return true;
}

static char *text_of(const struct bench *bench, const struct bv_row *row)
{
    json_t *json = bv_record_row(&bench->run->result, row, 6);
    char *text = json_dumps(json, BV_JSON_FLAGS);
    assert_non_null(text);
    json_decref(json);
    return text;
}

static void test_takes_what_byval_writes(void **unused)
{
    struct bench bench;
    (void)unused;
    start(&bench);
    struct bv_result *result = &bench.run->result;
    for (size_t i = 0; i < result->row_count; i++) {
        struct bv_row *row = &result->rows[i];
        row->spread = i % 2 ? 0.25 * (double)i : NAN;
        for (int k = 0; k < BV_METRIC_COUNT; k++)
            row->metrics[k] = (i + (size_t)k) % 3 ? 1e-7 * (double)(i + 1) : NAN;
        char *text = text_of(&bench, row);
        assert_true(check(&bench, text));
        free(text);
    }
    finish(&bench);
}

/* Every byte of a row, gone or changed: it is read as JSON has it, or left to JSON. */
static void test_a_byte_that_differs(void **unused)
{
    static const char bytes[] = "0159-+.eE,:{}[]\" \\nb\x80\x01";
    struct bench bench;
    size_t taken = 0, left = 0;
    (void)unused;
    start(&bench);
    bench.run->result.rows[3].spread = 0.5;
    for (size_t i = 2; i < 5; i++) {
        char *text = text_of(&bench, &bench.run->result.rows[i]);
        size_t length = strlen(text);
        for (size_t at = 0; at < length; at++) {
            char *other = malloc(length + 2);
            assert_non_null(other);
            for (size_t b = 0; b <= sizeof bytes - 1; b++) { /* the last is a NUL */
                memcpy(other, text, length + 1);
                other[at] = bytes[b];
                check(&bench, other) ? taken++ : left++;
                memcpy(other + at + 1, text + at, length + 1 - at);
                check(&bench, other) ? taken++ : left++;
            }
            memcpy(other, text, at);
            memcpy(other + at, text + at + 1, length - at);
            check(&bench, other) ? taken++ : left++;
            free(other);
        }
        free(text);
    }
    /* Digits of times differ and are still times; names and brackets must not. */
    assert_true(taken > 1000);
    assert_true(left > 1000);
    finish(&bench);
}

static void test_members(void **unused)
{
    static const char *const texts[] = {
        "{\"name\":\"arg/kind:a/size:8/pass:value\"}", /* most are missing */
        "{}",
        "[]",
        "",
        "{\"name\":\"\\u0061rg/kind:a/size:8/pass:value\",",
    };
    struct bench bench;
    struct bv_row row;
    (void)unused;
    start(&bench);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(bv_rowtext_read(texts[i], &bench.run->result, &row), 0);
    row = bench.run->result.rows[0];
    for (int i = 0; i < BV_METRIC_COUNT; i++)
        row.metrics[i] = NAN;
    char *text = text_of(&bench, &row), longer[2000];
    /* Twice the same member, and one that is not known, are for the reader of JSON. */
    snprintf(longer, sizeof longer, "%.*s,\"threads\":1}", (int)strlen(text) - 1, text);
    assert_int_equal(bv_rowtext_read(longer, &bench.run->result, &row), 0);
    snprintf(longer, sizeof longer, "%.*s,\"new\":1}", (int)strlen(text) - 1, text);
    assert_int_equal(bv_rowtext_read(longer, &bench.run->result, &row), 0);
    /* In another order it is the same row. */
    snprintf(longer, sizeof longer, "{\"bv_pause_max_ns\":2.5,%s", text + 1);
    assert_true(check(&bench, longer));
    free(text);
    finish(&bench);
}

/* 15 digits and a small power of ten, as exactly as the reader of JSON has them. */
static void test_numbers(void **unused)
{
    struct bench bench;
    struct bv_random r = bv_random_seed(7, 0);
    size_t taken = 0;
    (void)unused;
    start(&bench);
    char *text = text_of(&bench, &bench.run->result.rows[1]);
    char *at = strstr(text, "\"bv_log_ratio\":");
    assert_non_null(at);
    at += strlen("\"bv_log_ratio\":");
    const char *after = at + strcspn(at, ",");
    for (int i = 0; i < 20000; i++) {
        char longer[2000];
        double x = (bv_random_unit(&r) - 0.5) * pow(10, (double)bv_random_below(&r, 60) - 30);
        snprintf(longer, sizeof longer, "%.*s%.*g%s", (int)(at - text), text,
                 1 + (int)bv_random_below(&r, 17), x, after);
        taken += check(&bench, longer);
    }
    assert_true(taken > 5000);
    free(text);
    finish(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_takes_what_byval_writes),
        cmocka_unit_test(test_a_byte_that_differs),
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
