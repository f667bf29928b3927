/* SPDX-License-Identifier: Apache-2.0 */
/* test_codegen.c: what a report says of machine code, from planted audits. */
#include "report/analysis/codegen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "report/analysis/alike.h"
#include "report/page/section.h"
#include "report/words/codewords.h"
#include "tests/support/synthetic.h"
#include "tests/support/xml.h"

#define WAY(X) (1u << BV_WAY_##X)
#define COUNT(ARRAY) (sizeof(ARRAY) / sizeof(ARRAY)[0])

/* What the audit says of the first arm at each size; the second passes an address. */
static const struct {
    uint32_t bytes, ways;
} planted[] = {
    {8, WAY(REGISTERS)},
    {16, WAY(REGISTERS)},
    {17, WAY(MOVES)},
    {256, WAY(MOVES)},
    {257, WAY(MOVES) | WAY(REP_MOVS)}, /* no other way: the moves are of its last byte */
    {264, WAY(REP_MOVS)},
    {4096, WAY(REP_MOVS)},
    {8192, WAY(MEMCPY)},
};

#define SERIES "arg/class:int/reads:one/mode:throughput/site:stack"
#define HOSTILE "\"'<script>alert(1)</script>&]]>"

static const char *const copying[] = {
    "movdqu xmm0,XMMWORD PTR [rbx]", "movups XMMWORD PTR [rsp],xmm0", "call bv_f", "jne .0", "ret"};
static const char *const passing[] = {"mov rdi,rbx", "call bv_g", "jne .0", "ret"};
static const char *const reading[] = {"mov eax,DWORD PTR [rsp+0x8]", "ret"};
static const char *const hostile[] = {HOSTILE};
static const char *const violations[] = {"copies 3 of the 8 bytes " HOSTILE};

static struct bv_audit_function functions[] = {
    {"by_value", copying, 5, "mmc--"},
    {"by_pointer", passing, 4, "-c--"},
    {"callee", reading, 2, "--"},
    {HOSTILE, hostile, 1, NULL},
};

struct fixture {
    struct bv_synthetic *synthetic;
    struct bv_summary *summary;
    struct bv_audit_case cases[COUNT(planted)];
    struct bv_audit audit;
    struct bv_codegen codegen;
    char names[COUNT(planted)][100];
};

static void plant(struct fixture *f, const struct bv_counts *counts)
{
    const struct bv_summary_options defaults = {0};
    struct bv_error err;
    f->synthetic = bv_synthetic_create(1, 20);
    f->audit = (struct bv_audit){
        .tool = "objdump",
        .isa = "x86-64",
        .compiler = "cc " HOSTILE,
        .flags = "-O2",
        .functions = functions,
        .function_count = COUNT(functions),
        .cases = f->cases,
        .case_count = COUNT(planted),
    };
    for (size_t i = 0; i < COUNT(planted); i++) {
        snprintf(f->names[i], sizeof f->names[i], SERIES "/size:%u", planted[i].bytes);
        const struct bv_synthetic_case row = {.name = f->names[i],
                                              .size_bytes = planted[i].bytes,
                                              .arms = {"value", "pointer"},
                                              .ns = {2, 1},
                                              .spread = 0.01,
                                              .state = BV_CASE_PRECISE};
        bv_synthetic_add(f->synthetic, &row);
        /* The audit's order is not the run's. */
        f->cases[COUNT(planted) - 1 - i] = (struct bv_audit_case){
            .name = f->names[i],
            .size_bytes = planted[i].bytes,
            .arm_count = 2,
            .arms = {{.name = "value",
                      .loop_last = 3,
                      .callees = {2},
                      .callee_count = 1,
                      .ways = planted[i].ways,
                      .bytes_copied = planted[i].bytes > 16 ? planted[i].bytes : 0,
                      .instructions = 6},
                     {.name = "pointer",
                      .function = 1,
                      .loop_last = 2,
                      .callees = {2},
                      .callee_count = 1,
                      .ways = WAY(POINTER),
                      .instructions = -1}},
        };
    }
    assert_int_equal(bv_summary_create(&f->synthetic->result, &defaults, &f->summary, &err), BV_OK);
    assert_int_equal(bv_codegen_match(f->summary, &f->audit, counts, &f->codegen, &err), BV_OK);
}

static void uproot(struct fixture *f)
{
    bv_codegen_finish(&f->codegen);
    bv_summary_destroy(f->summary);
    bv_synthetic_destroy(f->synthetic);
}

static void a_series_tells_where_its_code_changes(void **unused)
{
    (void)unused;
    struct fixture f;
    struct bv_text words = {0};
    struct bv_error err;
    plant(&f, NULL);
    assert_int_equal(f.summary->series_count, 1);
    assert_int_equal(bv_words_codegen(&words, &f.codegen, &f.summary->series[0], &err), BV_OK);
    assert_string_equal(
        words.data, "value travels in registers up to 16 B, by moves from 17 B to 256 B, by rep "
                    "movs from 257 B to 4 KiB, by memcpy from 8 KiB on; pointer travels as an "
                    "address at every size");
    bv_text_finish(&words);
    uproot(&f);
}

static void sizes_that_were_not_audited_are_passed_over(void **unused)
{
    (void)unused;
    struct fixture f;
    struct bv_text words = {0};
    struct bv_error err;
    plant(&f, NULL);
    for (size_t i = 0; i < COUNT(planted); i++)
        if (i != 2)
            f.codegen.audited[f.summary->series[0].cases[i]] = NULL;
    assert_int_equal(bv_words_codegen(&words, &f.codegen, &f.summary->series[0], &err), BV_OK);
    assert_string_equal(words.data,
                        "value travels by moves at the only size; pointer travels as an "
                        "address at the only size");
    bv_text_finish(&words);
    uproot(&f);
}

static void lines_are_alike_but_for_numbers(void **unused)
{
    (void)unused;
    assert_true(bv_alike_lines("mov ecx,0x20", "mov ecx,0x180"));
    assert_true(bv_alike_lines("call bv_arg_value_int_64_one", "call bv_arg_value_int_4096_one"));
    assert_true(bv_alike_lines("ldr q0,[x1,#16]", "ldr q0,[x1,#-128]"));
    assert_false(bv_alike_lines("mov ecx,0x20", "mov edx,0x20"));
    assert_false(bv_alike_lines("movups xmm0,xmm1", "movups xmm0,xmm2"));
    assert_false(bv_alike_lines("jne .12", "jne .13"));
    assert_false(bv_alike_lines("mov rax,[rsp]", "mov rax,[rsp+0x8]"));
    assert_false(bv_alike_lines("call bv_arg_64", "call bv_arg_"));
    assert_false(bv_alike_lines("ret", ""));
}

static void numbers_stand_in_the_csv(void **unused)
{
    (void)unused;
    static struct bv_arm_counts arms[] = {{"pointer", 8, {44, 16, 8, 0, 0, 0}}};
    static struct bv_case_counts counted[] = {{SERIES "/size:17", 17, false, NULL, 1, arms}};
    static struct bv_counts counts = {.cases = counted, .case_count = 1};
    struct fixture f;
    struct bv_text csv = {0}, words = {0};
    plant(&f, &counts);
    bv_codegen_csv(&csv, &f.codegen);
    assert_non_null(strstr(
        csv.data, "\r\n\"" SERIES "/size:17\",\"value\",17,moves,17,6,no,0,,,,,,\r\n\"" SERIES
                  "/size:17\",\"pointer\",17,pointer,0,,no,0,5.5,2,1,0,0,0\r\n"));
    size_t at = f.summary->series[0].cases[2];
    bv_words_instructions(&words, bv_codegen_arm(&f.codegen, at, "pointer"),
                          bv_codegen_counts(&f.codegen, at, "pointer"));
    assert_string_equal(words.data, "5.50 counted");
    bv_text_finish(&words);
    bv_text_finish(&csv);
    uproot(&f);
}

static size_t occurrences(const char *text, const char *of)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, of)) != NULL; at++)
        count++;
    return count;
}

static void the_section_shows_each_listing_once(void **unused)
{
    (void)unused;
    struct fixture f;
    struct bv_text inside = {0}, page = {0};
    struct bv_error err;
    char why[200];
    size_t scripts;
    plant(&f, NULL);
    f.cases[0].arms[1].function = 3;
    f.cases[0].arms[1].loop_last = 0;
    f.cases[0].arms[1].violations = violations;
    f.cases[0].arms[1].violation_count = 1;
    const struct bv_report_figures figure_set = {.count = 0};
    const struct bv_page of = {
        .summary = f.summary, .figure_set = &figure_set, .codegen = &f.codegen, .audit = &f.audit};
    assert_int_equal(bv_section_code(&of, &inside, &err), BV_OK);
    bv_text_format(&page, "<div>%s</div>", inside.data);
    if (bv_xml_check(page.data, "script", &scripts, why, sizeof why) != 0)
        fail_msg("%s", why);
    assert_int_equal(scripts, 0);
    for (size_t i = 0; i < COUNT(functions); i++) {
        char id[40];
        snprintf(id, sizeof id, "id=\"code-f%zu\"", i);
        assert_int_equal(occurrences(page.data, id), 1);
    }
    assert_int_equal(occurrences(page.data, "<pre"), COUNT(functions));
    /* What copies is told apart without colour; the first mark is the legend's. */
    assert_int_equal(occurrences(page.data, "<mark>"), 3);
    assert_non_null(strstr(page.data, "   1 * <mark>movups XMMWORD PTR [rsp],xmm0</mark>\n"));
    assert_non_null(strstr(page.data, "   2 > call bv_f\n"));
    /* The sizes whose code is the same stand together, and each can be linked to. */
    assert_non_null(strstr(page.data, "<summary>264&#160;B to 4&#160;KiB</summary>"));
    for (size_t i = 0; i < COUNT(planted); i++) {
        char id[40];
        snprintf(id, sizeof id, "<span id=\"code-c%u\">", f.summary->series[0].cases[i]);
        assert_int_equal(occurrences(page.data, id), 1);
    }
    assert_non_null(strstr(page.data, "breaks 1 of the rules"));
    assert_non_null(strstr(page.data, "<li>copies 3 of the 8 bytes "));
    bv_text_finish(&page);
    bv_text_finish(&inside);
    uproot(&f);
}

static void what_hands_nothing_over_has_no_sentence(void **unused)
{
    (void)unused;
    struct fixture f;
    struct bv_text words = {0};
    struct bv_error err;
    plant(&f, NULL);
    for (size_t i = 0; i < COUNT(planted); i++)
        f.cases[i].arms[0].ways = f.cases[i].arms[1].ways = 0;
    assert_int_equal(bv_words_codegen(&words, &f.codegen, &f.summary->series[0], &err), BV_OK);
    assert_int_equal(words.length, 0);
    bv_text_finish(&words);
    uproot(&f);
}

/* Every case can be linked to, also where its listing is left out. */
static void series_that_are_not_drawn_have_no_listings(void **unused)
{
    (void)unused;
    struct fixture f;
    struct bv_text inside = {0};
    struct bv_error err;
    plant(&f, NULL);
    f.summary->main_series = f.summary->series_count; /* none */
    const struct bv_report_figures figure_set = {.count = 0};
    const struct bv_page of = {
        .summary = f.summary, .figure_set = &figure_set, .codegen = &f.codegen};
    assert_int_equal(bv_section_code(&of, &inside, &err), BV_OK);
    assert_int_equal(occurrences(inside.data, "<pre"), 0);
    assert_int_equal(occurrences(inside.data, "<span id=\"code-c"), COUNT(planted));
    assert_non_null(strstr(inside.data, "The listings of 8 cases"));
    bv_text_finish(&inside);
    uproot(&f);
}

static void without_an_audit_there_is_no_section(void **unused)
{
    (void)unused;
    struct fixture f;
    struct bv_text inside = {0};
    struct bv_error err;
    plant(&f, NULL);
    f.codegen.audit = NULL;
    const struct bv_page of = {.summary = f.summary, .codegen = &f.codegen};
    assert_int_equal(bv_section_code(&of, &inside, &err), BV_OK);
    assert_int_equal(inside.length, 0);
    uproot(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_series_tells_where_its_code_changes),
        cmocka_unit_test(sizes_that_were_not_audited_are_passed_over),
        cmocka_unit_test(lines_are_alike_but_for_numbers),
        cmocka_unit_test(numbers_stand_in_the_csv),
        cmocka_unit_test(the_section_shows_each_listing_once),
        cmocka_unit_test(what_hands_nothing_over_has_no_sentence),
        cmocka_unit_test(series_that_are_not_drawn_have_no_listings),
        cmocka_unit_test(without_an_audit_there_is_no_section),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
