/* SPDX-License-Identifier: Apache-2.0 */
/* claims_fixture.c: see claims_fixture.h. */
#include "tests/support/claims_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *const plain_lines[] = {"mov rax,rdi", "call bv_malloc_like", "ret"};
static const char *const malloc_lines[] = {"push rbx", "call malloc@plt", "ret"};
static const char *const outside_lines[] = {"call malloc@plt", "mov rax,rdi", "ret"};
static struct bv_audit_function functions[] = {{"plain", plain_lines, 3, NULL},
                                               {"allocating", malloc_lines, 3, NULL},
                                               {"before_the_loop", outside_lines, 3, NULL}};

void bv_claims_fixture_begin(struct bv_claims_fixture *run, uint32_t blocks)
{
    memset(run, 0, sizeof *run);
    run->synthetic = bv_synthetic_create(1, blocks);
    bv_synthetic_nulls(run->synthetic, 0.002);
    run->audit =
        (struct bv_audit){.functions = functions, .function_count = 3, .cases = run->audit_cases};
    run->counts.cases = run->count_cases;
}

void bv_claims_fixture_end(struct bv_claims_fixture *run)
{
    bv_claims_finish(&run->claims);
    bv_summary_destroy(run->summary);
    bv_synthetic_destroy(run->synthetic);
}

void bv_claims_fixture_judge(struct bv_claims_fixture *run)
{
    const struct bv_summary_options defaults = {.resamples = 200};
    struct bv_error err;
    if (bv_summary_create(&run->synthetic->result, &defaults, &run->summary, &err) != BV_OK)
        fail_msg("%s", err.text);
    struct bv_codegen codegen;
    const struct bv_known known = {
        .summary = run->summary, .codegen = &codegen, .escapes = run->escapes};
    assert_int_equal(bv_codegen_match(run->summary, run->has_audit ? &run->audit : NULL,
                                      run->has_counts ? &run->counts : NULL, &codegen, &err),
                     BV_OK);
    assert_int_equal(bv_claims_judge(&known, &run->claims), BV_OK);
    bv_codegen_finish(&codegen);
}

const struct bv_claim *bv_claims_fixture_claim(const struct bv_claims_fixture *run, const char *id)
{
    for (size_t i = 0; i < run->claims.count; i++)
        if (strcmp(run->claims.items[i].guidance->id, id) == 0)
            return &run->claims.items[i];
    fail_msg("no claim %s", id);
    return NULL;
}

void bv_claims_fixture_check(const struct bv_claims_fixture *run, const char *id,
                             enum bv_judgement expected)
{
    const struct bv_claim *claim = bv_claims_fixture_claim(run, id);
    if (claim->judgement != expected)
        fail_msg("%s: %s, not %s: %s", id, bv_judgement_words(claim->judgement),
                 bv_judgement_words(expected), claim->why);
}

void bv_claims_fixture_says(const struct bv_claims_fixture *run, const char *id, const char *words)
{
    const struct bv_claim *claim = bv_claims_fixture_claim(run, id);
    if (!strstr(claim->why, words) && !strstr(claim->replied, words))
        fail_msg("%s does not say \"%s\": %s %s", id, words, claim->replied, claim->why);
}

void bv_claims_fixture_case(struct bv_claims_fixture *run, const char *series, uint32_t bytes,
                            const char *const arms[3], const double ns[3], double spread)
{
    static const char *const usual[3] = {"value", "pointer", NULL};
    char name[160];
    const char *const *used = arms ? arms : usual;
    snprintf(name, sizeof name, "%s/size:%u", series, bytes);
    struct bv_synthetic_case planted = {
        .name = name, .size_bytes = bytes, .spread = spread, .state = BV_CASE_PRECISE};
    for (size_t i = 0; i < 3 && used[i]; i++) {
        planted.arms[i] = used[i];
        planted.ns[i] = ns[i];
    }
    bv_synthetic_add(run->synthetic, &planted);
}

void bv_claims_fixture_ratio(struct bv_claims_fixture *run, const char *series, uint32_t bytes,
                             double ratio)
{
    bv_claims_fixture_case(run, series, bytes, NULL, (const double[3]){10, 10 * ratio, 0}, 0.002);
}

void bv_claims_fixture_wide(struct bv_claims_fixture *run, const char *series, uint32_t bytes)
{
    bv_claims_fixture_case(run, series, bytes, NULL, (const double[3]){10, 10, 0}, 1.5);
}

static const char *kept(struct bv_claims_fixture *run, const char *series, uint32_t bytes)
{
    char *name = run->names[run->name_count++];
    assert_true(run->name_count <= 2 * BV_HEARING_CASES_MAX);
    snprintf(name, sizeof run->names[0], "%s/size:%u", series, bytes);
    return name;
}

void bv_claims_fixture_code(struct bv_claims_fixture *run, const char *series, uint32_t bytes,
                            const char *arm, uint32_t function, uint32_t callee)
{
    size_t at = 0;
    const char *name = kept(run, series, bytes);
    while (at < run->audit.case_count && strcmp(run->audit_cases[at].name, name) != 0)
        at++;
    struct bv_audit_case *of = &run->audit_cases[at];
    run->has_audit = true;
    if (at == run->audit.case_count) {
        assert_true(++run->audit.case_count <= BV_HEARING_CASES_MAX);
        *of = (struct bv_audit_case){.name = name, .size_bytes = bytes};
    }
    of->arms[of->arm_count++] = (struct bv_audit_arm){.name = arm,
                                                      .function = function,
                                                      .loop_first = 1,
                                                      .loop_last = 1,
                                                      .callees = {callee % 3},
                                                      .callee_count = callee < 3};
}

void bv_claims_fixture_count(struct bv_claims_fixture *run, const char *series, uint32_t bytes,
                             const char *arm, uint64_t instructions, uint64_t allocations)
{
    size_t at = 0;
    const char *name = kept(run, series, bytes);
    while (at < run->counts.case_count && strcmp(run->count_cases[at].name, name) != 0)
        at++;
    struct bv_case_counts *of = &run->count_cases[at];
    run->has_counts = true;
    if (at == run->counts.case_count) {
        assert_true(++run->counts.case_count <= BV_HEARING_CASES_MAX);
        *of = (struct bv_case_counts){.name = name, .size_bytes = bytes, .arms = run->arms[at]};
    }
    of->arms[of->arm_count++] =
        (struct bv_arm_counts){.name = arm,
                               .calls = 100,
                               .totals = {[BV_COUNT_INSTRUCTIONS] = 100 * instructions,
                                          [BV_COUNT_ALLOCATIONS] = 100 * allocations}};
}
