/* SPDX-License-Identifier: Apache-2.0 */
/* test_numbers.c: the table of numbers, read back as a reader of RFC 4180 would. */
#include "report/export/numbers.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/summary_fixture.h"

enum { COLUMNS = 16, FIELD_SIZE = 256 };

struct line {
    char fields[COLUMNS][FIELD_SIZE];
    size_t count;
};

/* Take one record off the text. Returns where the next begins, or NULL after the last. */
static const char *read_line(const char *at, struct line *line)
{
    *line = (struct line){.count = 0};
    if (*at == '\0')
        return NULL;
    for (;;) {
        assert_in_range(line->count, 0, COLUMNS - 1);
        char *field = line->fields[line->count++];
        size_t length = 0;
        bool quoted = *at == '"';
        at += quoted;
        while (quoted ? !(at[0] == '"' && at[1] != '"') : *at != ',' && *at != '\r') {
            assert_int_not_equal(*at, '\0');
            assert_in_range(length, 0, FIELD_SIZE - 2);
            at += quoted && *at == '"';
            field[length++] = *at++;
        }
        at += quoted;
        if (*at == ',') {
            at++;
            continue;
        }
        assert_memory_equal(at, "\r\n", 2);
        assert_int_equal(line->count, COLUMNS);
        return at + 2;
    }
}

/* An empty field is NAN. */
static double number(const char *field)
{
    char *end;
    double value = strtod(field, &end);
    assert_int_equal(*end, '\0');
    return end == field ? NAN : value;
}

/* The last columns, from the blocks themselves. */
static void check_layouts(const struct bv_contest *contest, const struct line *line)
{
    double sum = 0;
    for (size_t i = 0; i < contest->sample.count; i++)
        sum += contest->sample.values[i];
    double mean = exp(sum / (double)contest->sample.count);
    assert_true(fabs(number(line->fields[12]) - mean) < 1e-12 * mean);
    assert_true(number(line->fields[13]) == contest->share_first);
    assert_true(number(line->fields[14]) == contest->share_other);
    bool wins = contest->likely == BV_VERDICT_VALUE || contest->likely == BV_VERDICT_POINTER;
    const char *likely = contest->likely == BV_VERDICT_VALUE     ? line->fields[2]
                         : contest->likely == BV_VERDICT_POINTER ? line->fields[3]
                         : contest->likely == BV_VERDICT_EQUAL   ? "equal"
                                                                 : "undecided";
    assert_string_equal(line->fields[15], likely);
    if (contest->verdict != BV_VERDICT_UNDECIDED) /* which is likely, too */
        assert_string_equal(line->fields[15], line->fields[8]);
    if (wins) /* in the median, so in half of the blocks */
        assert_true(fmax(contest->share_first, contest->share_other) >= 0.5);
}

static void every_contest_is_there_to_the_last_digit(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = bv_synthetic_textbook(1, 24);
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    struct bv_text csv = {0};
    struct line line;
    size_t contests = 0, expected = 0;
    bv_numbers_csv(&csv, summary);
    assert_false(csv.failed);
    for (size_t i = 0; i < summary->case_count; i++)
        for (uint32_t k = 0; k + 1 < summary->cases[i].info->arm_count; k++)
            expected += summary->cases[i].contests[k].sample.count > 0;
    for (const char *at = csv.data; (at = read_line(at, &line)) != NULL;) {
        if (strcmp(line.fields[0], "kind") == 0) {
            assert_string_equal(line.fields[11], "doubts"); /* new columns come last */
            assert_string_equal(line.fields[12], "mean_ratio");
            continue;
        }
        if (strcmp(line.fields[0], "contest") != 0 && strcmp(line.fields[0], "null") != 0) {
            for (size_t i = 12; i < COLUMNS; i++)
                assert_string_equal(line.fields[i], "");
            continue;
        }
        const struct bv_contest *contest = NULL;
        for (size_t i = 0; i < summary->case_count; i++)
            for (uint32_t k = 0; k + 1 < summary->cases[i].info->arm_count; k++)
                if (strcmp(summary->cases[i].info->name, line.fields[1]) == 0 &&
                    strcmp(summary->cases[i].info->arms[k + 1], line.fields[3]) == 0)
                    contest = &summary->cases[i].contests[k];
        assert_non_null(contest);
        assert_true(number(line.fields[5]) == exp(contest->effect.estimate));
        assert_true(number(line.fields[6]) == exp(contest->effect.low));
        assert_true(number(line.fields[7]) == exp(contest->effect.high));
        assert_true(number(line.fields[9]) == contest->p);
        assert_true(number(line.fields[10]) == (double)contest->sample.count);
        check_layouts(contest, &line);
        contests++;
    }
    assert_true(expected > 0);
    assert_int_equal(contests, expected);
    bv_text_finish(&csv);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

static void hostile_names_stay_words(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = bv_synthetic_create(2, 4); /* too few for an interval */
    struct bv_synthetic_case planted = {.name = "=cmd|' /C calc'!A0,\"q\"\r\n+1/size:16",
                                        .size_bytes = 16,
                                        .arms = {"@value", "-pointer"},
                                        .ns = {1, 2},
                                        .spread = 0.001,
                                        .state = BV_CASE_OPEN};
    bv_synthetic_add(synthetic, &planted);
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    struct bv_text csv = {0};
    struct line line;
    size_t contests = 0;
    bv_numbers_csv(&csv, summary);
    for (const char *at = csv.data; (at = read_line(at, &line)) != NULL;) {
        for (size_t i = 0; i < COLUMNS; i++)
            assert_true(line.fields[i][0] == '\0' || !strchr("=+-@\t\r", line.fields[i][0]));
        if (strcmp(line.fields[0], "contest") != 0)
            continue;
        assert_ptr_equal(strstr(line.fields[1], "'=cmd|' /C calc'!A0,\"q\""), line.fields[1]);
        assert_null(strpbrk(line.fields[1], "\r\n"));
        assert_string_equal(line.fields[2], "'@value");
        assert_string_equal(line.fields[3], "'-pointer");
        assert_string_equal(line.fields[6], "");
        assert_string_equal(line.fields[7], "");
        assert_non_null(strstr(line.fields[11], "too few blocks"));
        contests++;
    }
    assert_int_equal(contests, 1);
    bv_text_finish(&csv);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_contest_is_there_to_the_last_digit),
        cmocka_unit_test(hostile_names_stay_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
