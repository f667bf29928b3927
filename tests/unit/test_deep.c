/* SPDX-License-Identifier: Apache-2.0 */
/* test_deep.c: family deep: which pages its arms touch, and what does not fit a stack. */
#include "benchmarks/families/deep.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "harness/kernels/layout.h"
#include "harness/kernels/select.h"

static struct bv_layout layout;

static int open_first_layout(void **unused)
{
    (void)unused;
    char kernels[PATH_MAX];
    return bv_kernels_find(NULL, kernels, NULL) != BV_OK ||
           bv_layout_open(kernels, 0, &layout, NULL) != BV_OK;
}

static int close_layout(void **unused)
{
    (void)unused;
    bv_layout_close(&layout);
    return 0;
}

static struct bv_case_ref case_named(const char *name)
{
    const struct bv_case_ref ref = bv_layout_find(&layout, name);
    if (ref.row == NULL)
        fail_msg("no case %s", name);
    return ref;
}

enum { CALLS = 16 };

struct faults {
    const struct bv_case *row;
    long of_arm[BV_ARM_MAX]; /* during CALLS calls */
};

static long faults_so_far(void)
{
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_THREAD, &usage), 0);
    return usage.ru_minflt;
}

static enum bv_status count_faults(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    struct faults *faults = arg;
    for (uint32_t arm = 0; arm < faults->row->arm_count; arm++) {
        faults->row->arms[arm].run(&ctx[arm], CALLS);
        long before = faults_so_far();
        faults->row->arms[arm].run(&ctx[arm], CALLS);
        faults->of_arm[arm] = faults_so_far() - before;
    }
    return BV_OK;
}

static struct faults faults_of(const char *name)
{
    struct bv_case_ref ref = case_named(name);
    struct bv_env env = {.seed = 1};
    struct faults faults = {.row = ref.row};
    struct bv_error err = {BV_OK, ""};
    if (ref.family->hold(ref.row, &env, count_faults, &faults, &err) != BV_OK)
        fail_msg("%s: %s", name, err.text);
    return faults;
}

/* Sanitizers shadow the memory, and keep what was freed in quarantine. */
static bool is_sanitized(void)
{
    return strstr(layout.catalogue->flags, "-fsanitize") != NULL;
}

/* Then a fault may bring 512 pages. */
static bool huge_pages_everywhere(void)
{
    char mode[64] = "";
    FILE *file = fopen("/sys/kernel/mm/transparent_hugepage/enabled", "re");
    if (file != NULL) {
        if (fgets(mode, sizeof mode, file) == NULL)
            mode[0] = '\0';
        fclose(file);
    }
    return strstr(mode, "[always]") != NULL;
}

/* One a page and call, in every arm: what the case says that it times. What was called between two
 * runs may have left a page or two below. */
static void first_touch_faults_once_a_page(void **unused)
{
    (void)unused;
    static const char *const names[] = {"deep/touch:first/size:4096", "deep/touch:first/size:65536",
                                        "deep/touch:first/size:1048576"};
    if (is_sanitized() || huge_pages_everywhere())
        skip();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct faults faults = faults_of(names[i]);
        long pages = (long)faults.row->size_bytes / DEEP_PAGE;
        assert_int_equal(faults.row->arm_count, 3);
        for (uint32_t arm = 0; arm < faults.row->arm_count; arm++)
            if (faults.of_arm[arm] < pages * CALLS - 2 ||
                faults.of_arm[arm] > pages * CALLS + pages * CALLS / 16 + 16)
                fail_msg("%s, arm %s: %ld faults in %d calls over %ld pages", names[i],
                         faults.row->arms[arm].name, faults.of_arm[arm], CALLS, pages);
    }
}

/* The allocator of this process is glibc's: it keeps what it has mapped once. */
static void warm_calls_do_not_fault(void **unused)
{
    (void)unused;
    static const char *const names[] = {"deep/touch:warm/size:4096", "deep/touch:warm/size:262144",
                                        "deep/touch:warm/size:7340032", "deep/depth:4096/size:64",
                                        "deep/depth:1024/size:4096"};
    if (is_sanitized())
        skip();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct faults faults = faults_of(names[i]);
        for (uint32_t arm = 0; arm < faults.row->arm_count; arm++)
            if (faults.of_arm[arm] > CALLS / 2)
                fail_msg("%s, arm %s: %ld faults in %d calls", names[i], faults.row->arms[arm].name,
                         faults.of_arm[arm], CALLS);
    }
}

static size_t unavailable(uint64_t stack_bytes, const char *name, const char **reason)
{
    struct bv_result result = {0};
    size_t count = 0;
    static char text[256];
    assert_int_equal(bv_select_cases(layout.catalogue, "^deep/", NULL, stack_bytes, &result, NULL),
                     BV_OK);
    for (size_t i = 0; i < result.case_count; i++) {
        const struct bv_case_info *info = &result.cases[i];
        count += info->state == BV_CASE_UNAVAILABLE;
        if (name != NULL && strcmp(info->name, name) == 0) {
            snprintf(text, sizeof text, "%s", info->reason == NULL ? "" : info->reason);
            *reason = text;
        }
    }
    bv_result_finish(&result);
    return count;
}

static void cases_need_no_more_than_the_usual_stack(void **unused)
{
    (void)unused;
    const char *reason = NULL;
    assert_int_equal(unavailable(UINT64_MAX, NULL, NULL), 0);
    assert_int_equal(unavailable(8 << 20, "deep/touch:first/size:7340032", &reason), 0);
    assert_non_null(reason);
    assert_string_equal(reason, "");
    size_t at_one_mib = unavailable(1 << 20, "deep/touch:first/size:1048576", &reason);
    assert_true(at_one_mib >= 2 * 3);
    assert_non_null(strstr(reason, "the limit is 1024 KiB; raise it with ulimit -s"));
    unavailable(1 << 20, "deep/depth:16/size:4096", &reason);
    assert_string_equal(reason, "");
    assert_true(unavailable(128 << 10, "deep/touch:warm/size:4096", &reason) > at_one_mib);
    assert_non_null(strstr(reason, "the limit is 128 KiB"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_touch_faults_once_a_page),
        cmocka_unit_test(warm_calls_do_not_fault),
        cmocka_unit_test(cases_need_no_more_than_the_usual_stack),
    };
    return cmocka_run_group_tests_name("deep", tests, open_first_layout, close_layout);
}
