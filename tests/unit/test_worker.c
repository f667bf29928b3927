/* SPDX-License-Identifier: Apache-2.0 */
/* test_worker.c: the worker protocol: jobs that are read as they were written, those that are
 * refused, and the lines of an answer. */
#include "harness/worker/worker_job.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/worker/answer_line.h"

static enum bv_status decode(const char *text, struct bv_worker_job *out, struct bv_error *err)
{
    int fd = memfd_create("job", MFD_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    lseek(fd, 0, SEEK_SET);
    enum bv_status status = bv_worker_job_decode(fd, out, err);
    close(fd);
    return status;
}

static const char *names[] = {"a/size:8", "b/\"\n/size:8"};
static struct bv_worker_visit visits[] = {{7, 12, 5000000000}, {3, 0, 0}};
static const struct bv_worker_job job = {
    .work = BV_WORK_ALLOCATIONS,
    .seed = INT64_MAX,
    .regime = {.allocator = BV_ALLOCATOR_GLIBC, .live_mib = 64, .collector = true, .slow = true},
    .l1d_bytes = 32768,
    .l3_bytes = 1ull << 33,
    .cpus = "0-3,8",
    .block = 4,
    .layout = INT32_MAX,
    .env_bytes = 4095,
    .stack_bytes = 16,
    .cpu = 5,
    .slice_ns = 100000,
    .case_count = 2,
    .names = names,
    .visits = visits,
};

static void a_job_is_read_as_written(void **unused)
{
    (void)unused;
    struct bv_worker_job read;
    struct bv_error err;
    char *text = bv_worker_job_encode(&job);
    assert_non_null(text);
    assert_non_null(strstr(text, "\"regime\":\"gc live:64\""));
    assert_int_equal(decode(text, &read, &err), BV_OK);
    assert_int_equal(read.work, job.work);
    assert_true(read.seed == job.seed && read.l1d_bytes == job.l1d_bytes && read.l2_bytes == 0 &&
                read.l3_bytes == job.l3_bytes);
    assert_int_equal(read.regime.allocator, BV_ALLOCATOR_GLIBC);
    assert_int_equal(read.regime.live_mib, 64);
    assert_true(read.regime.collector && !read.regime.threads && read.regime.slow);
    assert_string_equal(read.cpus, "0-3,8");
    assert_null(read.kernels);
    assert_int_equal(read.block, 4);
    assert_int_equal(read.layout, INT32_MAX);
    assert_int_equal(read.env_bytes, 4095);
    assert_int_equal(read.stack_bytes, 16);
    assert_int_equal(read.cpu, 5);
    assert_int_equal(read.slice_ns, 100000);
    assert_int_equal(read.case_count, 2);
    for (int i = 0; i < 2; i++) {
        assert_string_equal(read.names[i], names[i]);
        assert_memory_equal(&read.visits[i], &visits[i], sizeof visits[i]);
    }
    bv_worker_job_finish(&read);
    free(text);
    struct bv_worker_job unbound = job;
    unbound.cpu = -1;
    text = bv_worker_job_encode(&unbound);
    assert_int_equal(decode(text, &read, &err), BV_OK);
    assert_int_equal(read.cpu, -1);
    bv_worker_job_finish(&read);
    free(text);
}

/* A written job with one thing changed.
 * said     what the refusal says, after its place */
static void refused(const char *from, const char *to, const char *said)
{
    struct bv_worker_job read;
    struct bv_error err;
    char *text = bv_worker_job_encode(&job), changed[2000];
    const char *at = strstr(text, from);
    assert_non_null(at);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    assert_int_equal(decode(changed, &read, &err), BV_E_INPUT);
    if (strstr(err.text, said) == NULL)
        fail_msg("'%s' instead of '%s'", err.text, said);
    assert_memory_equal(err.text, "the job on standard input: ", 27);
    free(text);
}

static void other_jobs_are_refused(void **unused)
{
    (void)unused;
    refused("\"byval_job\":1", "\"byval_job\":2", "byval_job: expected a whole number from 1 to 1");
    refused("\"allocations\"", "\"nothing\"",
            "work: expected times, instructions, allocations, cpu, heap or wait");
    refused("\"glibc\"", "\"ptmalloc\"", "allocator: expected glibc, ");
    refused("\"index\":3", "\"index\":-3", "cases[1].index: expected a whole number");
    refused("\"seed\":", "\"seeds\":", "seed: is missing: expected a whole number, 0 or more");
    refused("}]}", "}]", "not valid JSON");
    refused("\"allocations\"", "\"cpu\"", "profile: is missing: expected an object");
}

static void a_profile_is_read_as_written(void **unused)
{
    (void)unused;
    struct bv_worker_job read, profile = job;
    struct bv_error err;
    profile.work = BV_WORK_CPU;
    profile.arm = "pointer";
    profile.profile_ns = 2000000001;
    profile.rate_hz = 997;
    char *text = bv_worker_job_encode(&profile);
    assert_int_equal(decode(text, &read, &err), BV_OK);
    assert_int_equal(read.work, BV_WORK_CPU);
    assert_string_equal(read.arm, "pointer");
    assert_true(read.profile_ns == 2000000001 && read.rate_hz == 997);
    bv_worker_job_finish(&read);
    free(text);
}

static void lines_are_read(void **unused)
{
    (void)unused;
    static const struct {
        const char *text;
        enum bv_answer_kind kind;
        const char *said; /* NULL: it is read */
    } lines[] = {
        {"{\"byval_begin\": 7}", BV_ANSWER_BEGIN, NULL},
        {"{\"byval_failed\": \"sums\"}", BV_ANSWER_FAILED, NULL},
        {"{\"byval_unavailable\": \"absent\"}", BV_ANSWER_UNAVAILABLE, NULL},
        {"{\"byval_tally\": [[1]]}", BV_ANSWER_TALLY, NULL},
        {"{\"byval_mapping\": {}}", BV_ANSWER_MAPPING, NULL},
        {"{\"byval_stack\": {}}", BV_ANSWER_STACK, NULL},
        {"{\"byval_end\": {}}", BV_ANSWER_END, NULL},
        {"{\"byval_error\": \"no\"}", BV_ANSWER_ERROR, NULL},
        {"{\"name\": \"a/size:8/pass:value\"}", BV_ANSWER_ROW, NULL},
        {"{\"byval_begin\": 7, \"x\": 1}", 0,
         "its answer: x: is no field of this format; remove it"},
        {"{\"byval_stack\": [1]}", 0, "its answer: byval_stack: expected an object"},
        {"{\"byval_end\": true}", 0, "its answer: byval_end: expected an object"},
        {"}{\x01", 0, "said '}{\\x01', which is not JSON"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct bv_answer_line line;
        struct bv_error err;
        enum bv_status status =
            bv_answer_line_read(lines[i].text, strlen(lines[i].text), &line, &err);
        assert_int_equal(status, lines[i].said == NULL ? BV_OK : BV_E_CHILD);
        if (lines[i].said != NULL) {
            assert_string_equal(err.text, lines[i].said);
            continue;
        }
        assert_int_equal(line.kind, lines[i].kind);
        assert_true(line.kind != BV_ANSWER_BEGIN || line.number == 7);
        assert_true(line.kind != BV_ANSWER_FAILED || strcmp(line.text, "sums") == 0);
        assert_true(line.kind != BV_ANSWER_TALLY || json_array_size(line.json) == 1);
        bv_answer_line_finish(&line);
    }
}

static void lines_are_said_as_they_are_read(void **unused)
{
    (void)unused;
    char *text = NULL;
    size_t bytes;
    FILE *out = open_memstream(&text, &bytes);
    bv_answer_line_say(out, BV_ANSWER_BEGIN, json_integer(7));
    bv_answer_line_say(out, BV_ANSWER_ROW, json_pack("{s:i}", "block", 1));
    bv_answer_line_say(out, BV_ANSWER_END, NULL);
    fclose(out);
    assert_string_equal(text, "{\"byval_begin\":7}\n{\"block\":1}\n\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_job_is_read_as_written),        cmocka_unit_test(other_jobs_are_refused),
        cmocka_unit_test(a_profile_is_read_as_written),    cmocka_unit_test(lines_are_read),
        cmocka_unit_test(lines_are_said_as_they_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
