/* SPDX-License-Identifier: Apache-2.0 */
/* test_index_claims.c: claims of runs in C and in Go side by side, and what toolchains change. */
#include "report/page/index_claims.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/page/escape_steps.h"
#include "tests/support/claims_fixture.h"

/* A run of family ret, whose pointer to a new object allocates as often as said. */
static void take(struct bv_index_run *out, const char *folder, const char *compiler, double objects,
                 const struct bv_escapes *said)
{
    struct bv_claims_fixture run;
    bool is_go = strncmp(compiler, "go", 2) == 0;
    bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
    bv_claims_fixture_case(&run, "ret", 64, (const char *const[3]){"value", "heap", NULL},
                           (const double[3]){10, 20, 0}, 0.002);
    bv_synthetic_fact(&run.synthetic->result.key, "compiler", compiler);
    for (size_t i = 0; i < run.synthetic->result.row_count; i++)
        run.synthetic->result.rows[i].metrics[BV_METRIC_ALLOCATIONS] = objects;
    if (!is_go)
        bv_claims_fixture_count(&run, "ret", 64, "heap", 10, (uint64_t)objects);
    bv_claims_fixture_judge(&run);
    memset(out, 0, sizeof *out);
    snprintf(out->folder, sizeof out->folder, "%s", folder);
    assert_int_equal(bv_index_run_take(run.summary, &run.claims, said, out), BV_OK);
    assert_int_equal(out->is_go, is_go);
    bv_claims_fixture_end(&run); /* nothing of it is needed any more */
}

static struct bv_escape items[] = {
    {"a", "a <goroutine>", {BV_ESCAPE_LEAVES, 2, 120}, {BV_ESCAPE_LEAVES, 2, 120}},
    {"b", "a pointer", {BV_ESCAPE_LEAVES, 1, 24}, {BV_ESCAPE_LEAVES, 1, 24}},
};

static const struct bv_escapes escapes = {.kernel_hash = "0", .items = items, .count = 2};

static char *told(void (*put)(struct bv_text *, const struct bv_index_run *, size_t),
                  const struct bv_index_run *runs, size_t count)
{
    struct bv_text out = {0};
    bv_text_put(&out, "");
    put(&out, runs, count);
    assert_false(out.failed);
    return out.data;
}

static char *steps(const struct bv_index_run *runs, size_t count)
{
    struct bv_escape_run asked[3];
    struct bv_text out = {0};
    for (size_t i = 0; i < count; i++)
        asked[i] = (struct bv_escape_run){runs[i].compiler, &runs[i].escapes};
    bv_text_put(&out, "");
    bv_escape_steps_put(&out, asked, count);
    assert_false(out.failed);
    return out.data;
}

static void c_and_go_are_told_apart(void **unused)
{
    (void)unused;
    struct bv_index_run runs[2];
    for (unsigned same = 0; same < 2; same++) {
        take(&runs[0], "gcc-12", "gcc 12.2.0", same, NULL);
        take(&runs[1], "go-1.23", "go 1.23.5", 1, NULL);
        char *text = told(bv_index_claims_put, runs, 2);
        assert_non_null(strstr(text, "<a href=\"go-1.23/index.html#claim-5\">confirmed</a>"));
        assert_int_equal(strstr(text, "C5 is not the same in these two runs") != NULL, !same);
        if (!same) {
            assert_non_null(strstr(text, "In C (gcc 12.2.0) refuted: For instance ret: 0"));
            assert_non_null(strstr(text, "In Go (go 1.23.5) confirmed: For instance ret: 1"));
        }
        free(text);
        text = told(bv_index_claims_put, &runs[1], 1); /* of one language */
        assert_string_equal(text, "");
        free(text);
        bv_index_run_finish(&runs[0]);
        bv_index_run_finish(&runs[1]);
    }
}

static void toolchains_that_differ_are_named(void **unused)
{
    (void)unused;
    struct bv_index_run runs[3];
    take(&runs[0], "go-1.19", "go 1.19.8", 1, &escapes);
    take(&runs[1], "gcc-12", "gcc 12.2.0", 1, NULL); /* stands between, and has none */
    items[0].inlined.bytes = 136;
    take(&runs[2], "go-1.23", "go 1.23.5", 1, &escapes);
    items[0].inlined.bytes = 120;
    char *text = steps(runs, 3);
    assert_non_null(
        strstr(text, "From go 1.19.8 to go 1.23.5, of 2 programs 1 allocates otherwise"));
    assert_non_null(strstr(text, "a &lt;goroutine&gt;: 2 objects of 120&#160;B"));
    assert_non_null(strstr(text, "then 2 objects of 136&#160;B"));
    assert_null(strstr(text, "a pointer"));
    assert_non_null(strstr(text, "differs, in Go: confirmed.</b> Of 1 step"));
    free(text);
    bv_index_run_finish(&runs[2]);
    take(&runs[2], "go-1.23", "go 1.23.5", 1, &escapes); /* the same */
    text = steps(runs, 3);
    assert_non_null(strstr(text, "differs, in Go: refuted.</b>"));
    free(text);
    text = steps(runs, 2);
    assert_string_equal(text, "");
    free(text);
    for (unsigned i = 0; i < 3; i++)
        bv_index_run_finish(&runs[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(c_and_go_are_told_apart),
        cmocka_unit_test(toolchains_that_differ_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
