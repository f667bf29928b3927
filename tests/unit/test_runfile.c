/* SPDX-License-Identifier: Apache-2.0 */
/* test_runfile.c: run.json says all of a result, strictly, and whatever else it says is refused. */
#include "lib/bundle/runfile.h"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/golden_file.h"

enum { BLOCKS = 3 };

/* Under sanitizers a file is cut at fewer places: there it takes half a minute. */
#ifdef BV_SANITIZED
enum { STEP = 97 };
#else
enum { STEP = 7 };
#endif

/* What a name on this machine may hold at the worst. */
#define HOSTILE                                                                                    \
    "\"\\/\b\f\n\r\t\x01\x1f\x7f </script><!-- ' $(id) `id` %s%n \xe2\x80\xae\xf0\x9f\x92\xa9"

static char folder[64], path[128], again[128];

static int make_folder(void **unused)
{
    (void)unused;
    snprintf(folder, sizeof folder, "%s/test_runfile.XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/run.json", folder);
    snprintf(again, sizeof again, "%s/again.json", folder);
    return 0;
}

static int remove_folder(void **unused)
{
    (void)unused;
    unlink(path);
    unlink(again);
    return rmdir(folder);
}

static void fill(struct bv_result *r)
{
    *r = (struct bv_result){
        .schema = BV_SCHEMA,
        .byval_version = "0.1.0",
        .host_name = HOSTILE,
        .started_utc = "2026-01-01T00:00:00Z",
        .preset = "full",
        .filter = HOSTILE,
        .stopped = "budget",
        .seed = INT64_MAX,
        .budget_s = 90,
        .elapsed_s = 1.0 / 3,
        .precision = 0.02,
        .blocks_min = 16,
        .blocks_max = 64,
        .layouts = 64,
        .cpu = 3,
        .gbench = {.num_cpus = 2,
                   .mhz_per_cpu = 2600,
                   .cpu_scaling_enabled = true,
                   .library_build_type = "release",
                   .load_avg = {0.1, 1e-12, 1e12},
                   .load_avg_count = 3,
                   .caches = {{"Data", 1, 49152, 1}, {"Unified", 3, 33554432, 2}},
                   .cache_count = 2},
    };
    bv_facts_add(&r->key, "cpu.model", HOSTILE);
    bv_facts_add(&r->key, HOSTILE, "x");
    bv_facts_add(&r->key, "cpu.microcode", NULL);
    bv_facts_add(&r->key, "empty", "");
    bv_facts_add(&r->state_before, "governor", NULL);
    bv_facts_add(&r->state_after, "governor", "performance");
    bv_facts_add(&r->capture, "cpuinfo.flags", HOSTILE);
    bv_result_add_warning(r, &(struct bv_warning){HOSTILE, "advice"});
    const struct bv_case_info cases[] = {
        {.name = "arg/size:8", .arms = {"value", "pointer"}, .arm_count = 2, .size_bytes = 8},
        {.name = "ret/size:65536",
         .arms = {"value", "pointer", "outparam", HOSTILE},
         .arm_count = 4,
         .size_bytes = 65536,
         .state = BV_CASE_PRECISE},
        {.name = HOSTILE,
         .arms = {"a", "b"},
         .arm_count = 2,
         .state = BV_CASE_FAILED,
         .reason = HOSTILE},
        {.name = "null/size:8",
         .arms = {"a", "b"},
         .arm_count = 2,
         .size_bytes = 8,
         .state = BV_CASE_UNAVAILABLE,
         .reason = "no"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        bv_result_add_case(r, &cases[i]);
    for (uint32_t b = 0; b < BLOCKS; b++) {
        bv_result_add_block(r, &(struct bv_block_info){.block = b,
                                                       .layout = 63 - b,
                                                       .env_bytes = 4095,
                                                       .stack_bytes = 4080,
                                                       .start_s = b / 3.0,
                                                       .seconds = b == 0 ? NAN : 1e-9,
                                                       .canary_ghz = {INFINITY, 3.0000001},
                                                       .steal_s = NAN,
                                                       .throttled_s = b == 0 ? NAN : 0.25});
        for (uint32_t c = 0; c < 2; c++)
            for (uint32_t a = 0; a < cases[c].arm_count; a++)
                bv_result_add_row(r, &(struct bv_row){.case_index = c,
                                                      .arm_index = a,
                                                      .block = b,
                                                      .rounds = 1024,
                                                      .calls = UINT64_C(1) << 40,
                                                      .real_ns = 1e-7 * (a + 1) / 3,
                                                      .cpu_ns = 0,
                                                      .empty_ns = 0.433333333333,
                                                      .log_ratio = a == 0 ? 0 : -1.0 / 3,
                                                      .spread = b == 0 ? NAN : 0.01 * a,
                                                      .switches = INT32_MAX,
                                                      .migrations = 1,
                                                      .faults = 2});
    }
    bv_result_add_event(r, &(struct bv_event){1, HOSTILE});
}

/* Write a sample result to path. */
static char *sample(size_t *size)
{
    struct bv_result result;
    struct bv_error err;
    fill(&result);
    if (bv_runfile_write(&result, path, &err) != BV_OK)
        fail_msg("%s", err.text);
    bv_result_finish(&result);
    return bv_golden_file_read(path, size);
}

/* path is refused with a text that holds `said`. */
static void expect_refused(const char *name, enum bv_status expected, const char *said)
{
    struct bv_result result;
    struct bv_error err = {BV_OK, ""};
    memset(&result, 0x5a, sizeof result);
    struct bv_result untouched = result;
    assert_int_equal(bv_runfile_read(name, &result, &err), expected);
    assert_memory_equal(&result, &untouched, sizeof result);
    if (strstr(err.text, said) == NULL)
        fail_msg("'%s' does not hold '%s'", err.text, said);
}

static void goes_round_without_loss(void **unused)
{
    (void)unused;
    size_t size, size_again;
    char *bytes = sample(&size);
    struct bv_result read, first;
    struct bv_error err;
    assert_int_equal(bv_runfile_read(path, &read, &err), BV_OK);
    assert_int_equal(bv_runfile_write(&read, again, &err), BV_OK);
    char *bytes_again = bv_golden_file_read(again, &size_again);
    assert_int_equal(size, size_again);
    assert_memory_equal(bytes, bytes_again, size);
    free(bytes);
    free(bytes_again);

    fill(&first);
    assert_string_equal(read.host_name, HOSTILE);
    assert_string_equal(read.filter, HOSTILE);
    assert_string_equal(read.stopped, "budget");
    assert_true(read.seed == INT64_MAX);
    assert_true(read.budget_s == 90);
    assert_int_equal(read.cpu, 3);
    assert_int_equal(read.layouts, 64);
    assert_string_equal(bv_facts_get(&read.key, "cpu.model"), HOSTILE);
    assert_string_equal(bv_facts_get(&read.key, HOSTILE), "x");
    assert_null(bv_facts_get(&read.key, "cpu.microcode"));
    assert_string_equal(bv_facts_get(&read.key, "empty"), "");
    assert_int_equal(read.key.count, first.key.count);
    for (size_t i = 0; i < read.key.count; i++) /* in their order */
        assert_string_equal(read.key.items[i].name, first.key.items[i].name);
    assert_int_equal(read.case_count, first.case_count);
    for (size_t i = 0; i < read.case_count; i++) {
        assert_string_equal(read.cases[i].name, first.cases[i].name);
        assert_int_equal(read.cases[i].state, first.cases[i].state);
        assert_int_equal(read.cases[i].arm_count, first.cases[i].arm_count);
    }
    assert_string_equal(read.cases[1].arms[3], HOSTILE);
    assert_string_equal(read.cases[2].reason, HOSTILE);
    assert_int_equal(read.row_count, first.row_count);
    for (size_t i = 0; i < read.row_count; i++) {
        assert_int_equal(read.rows[i].case_index, first.rows[i].case_index);
        assert_int_equal(read.rows[i].arm_index, first.rows[i].arm_index);
        assert_int_equal(read.rows[i].block, first.rows[i].block);
        assert_true(read.rows[i].calls == first.rows[i].calls);
        assert_int_equal(read.rows[i].switches, first.rows[i].switches);
        assert_true(fabs(read.rows[i].real_ns / first.rows[i].real_ns - 1) < 1e-8);
        assert_true(fabs(read.rows[i].log_ratio - first.rows[i].log_ratio) < 1e-8);
        assert_int_equal(isnan(read.rows[i].spread), isnan(first.rows[i].spread));
        assert_false(fabs(read.rows[i].spread - first.rows[i].spread) > 1e-8);
    }
    assert_true(isnan(read.blocks[0].seconds));
    assert_true(isnan(read.blocks[0].canary_ghz[0])); /* infinity is unknown */
    assert_true(isnan(read.blocks[0].steal_s));
    assert_true(isnan(read.blocks[0].throttled_s) && read.blocks[1].throttled_s == 0.25);
    assert_string_equal(read.events[0].what, HOSTILE);
    assert_string_equal(read.warnings[0].what, HOSTILE);
    bv_result_finish(&first);
    bv_result_finish(&read);
}

/* What was judged by the rules of its time is not judged by others in a copy. */
static void keeps_the_schema_it_was_read_with(void **unused)
{
    (void)unused;
    struct bv_result result, read;
    struct bv_error err;
    for (int schema = 1; schema <= BV_SCHEMA; schema++) {
        fill(&result);
        result.schema = schema;
        assert_int_equal(bv_runfile_write(&result, path, &err), BV_OK);
        bv_result_finish(&result);
        assert_int_equal(bv_runfile_read(path, &read, &err), BV_OK);
        assert_int_equal(read.schema, schema);
        bv_result_finish(&read);
    }
}

/* Only what went on after its end says how often; only old blocks drew from a few layouts. */
static void knows_sessions_and_layouts_of_its_own(void **unused)
{
    (void)unused;
    struct bv_result result, read;
    struct bv_error err;
    for (uint32_t sessions = 0; sessions < 4; sessions++) {
        size_t size;
        fill(&result);
        result.sessions = sessions;
        result.layouts = sessions % 2 == 0 ? 0 : 64;
        result.blocks[0].layout = result.layouts == 0 ? INT32_MAX : 63;
        assert_int_equal(bv_runfile_write(&result, path, &err), BV_OK);
        char *bytes = bv_golden_file_read(path, &size);
        assert_int_equal(strstr(bytes, "\"sessions\":") != NULL, sessions > 1);
        assert_int_equal(strstr(bytes, "\"layouts\":") != NULL, result.layouts != 0);
        free(bytes);
        assert_int_equal(bv_runfile_read(path, &read, &err), BV_OK);
        assert_int_equal(read.sessions, sessions < 1 ? 1 : sessions);
        assert_int_equal(read.layouts, result.layouts);
        assert_int_equal(read.blocks[0].layout, result.blocks[0].layout);
        bv_result_finish(&read);
        bv_result_finish(&result);
    }
}

static void reads_a_folder_and_unknown_things(void **unused)
{
    (void)unused;
    struct bv_result result, read;
    struct bv_error err;
    fill(&result);
    result.host_name = NULL;
    result.filter = NULL;
    result.stopped = NULL;
    result.budget_s = INFINITY;
    result.gbench.load_avg_count = result.gbench.cache_count = 0;
    assert_int_equal(bv_runfile_write(&result, path, &err), BV_OK);
    bv_result_finish(&result);
    if (bv_runfile_read(folder, &read, &err) != BV_OK)
        fail_msg("%s", err.text);
    assert_null(read.host_name);
    assert_null(read.filter);
    assert_true(isinf(read.budget_s));
    bv_result_finish(&read);
}

/* Strict JSON, as Google Benchmark's readers want it. */
static void is_strict(void **unused)
{
    (void)unused;
    size_t size;
    char *bytes = sample(&size);
    assert_null(strstr(bytes, "NaN"));
    assert_null(strstr(bytes, "nan"));
    assert_null(strstr(bytes, "Infinity"));
    assert_null(strstr(bytes, "inf,"));
    for (size_t i = 0; i < size; i++)
        assert_true((unsigned char)bytes[i] >= ' ' || bytes[i] == '\n');
    json_error_t jerr;
    json_t *root = json_loads(bytes, JSON_REJECT_DUPLICATES, &jerr), *row;
    assert_non_null(root);
    size_t i;
    json_array_foreach(json_object_get(root, "benchmarks"), i, row)
    {
        assert_string_equal(json_string_value(json_object_get(row, "run_type")), "iteration");
        assert_string_equal(json_string_value(json_object_get(row, "time_unit")), "ns");
        assert_int_equal(json_integer_value(json_object_get(row, "repetitions")), BLOCKS);
        assert_true(json_is_real(json_object_get(row, "real_time")));
        assert_true(json_is_real(json_object_get(row, "cpu_time")));
    }
    assert_int_equal(i, BLOCKS * 6);
    json_decref(root);
    free(bytes);
}

static void refuses_a_truncated_file(void **unused)
{
    (void)unused;
    size_t size;
    char *bytes = sample(&size);
    char where[200];
    snprintf(where, sizeof where, "%s:", path);
    for (size_t cut = 0; cut < size - 1; cut += cut < size - 200 ? STEP : 1) {
        bv_golden_file_write(path, bytes, cut);
        /* Without its last bracket and newline it is not JSON; nothing shorter is either. */
        expect_refused(path, BV_E_INPUT, "not valid JSON, or cut short");
        expect_refused(path, BV_E_INPUT, where);
    }
    bv_golden_file_write(path, bytes, size - 1);
    struct bv_result read;
    assert_int_equal(bv_runfile_read(path, &read, NULL), BV_OK);
    bv_result_finish(&read);
    free(bytes);
}

static void refuses_what_is_no_result(void **unused)
{
    (void)unused;
    static const struct {
        const char *text, *said;
    } files[] = {
        {"", "run.json:1: not valid JSON, or cut short"},
        {"hello\n", "run.json:1: not valid JSON"},
        {"{\"context\":{\"context\":{}},\"context\":1}", "duplicate object key"},
        {"[]", "not a Google Benchmark result"},
        {"3", "not valid JSON"},
        {"null", "not valid JSON"},
        {"{}", "no context or no benchmarks: not a Google Benchmark result"},
        {"{\"context\":[],\"benchmarks\":[]}", "not a Google Benchmark result"},
        {"{\"context\":{},\"benchmarks\":{}}", "not a Google Benchmark result"},
        {"{\"context\":{},\"benchmarks\":[]}", "this is not a result of byval run (a plain Google "
                                               "Benchmark file cannot be reported on)"},
        {"{\"context\":{\"byval\":{}},\"benchmarks\":[]}", "context.byval.schema: is missing"},
        {"{\"context\":{\"byval\":{\"schema\":\"1\",\"version\":\"0\"}},\"benchmarks\":[]}",
         "context.byval.schema: expected a whole number, 1 or more"},
        {"{\"context\":{\"byval\":{\"schema\":0,\"version\":\"0\"}},\"benchmarks\":[]}",
         "context.byval.schema: expected a whole number, 1 or more"},
        {"{\"context\":{\"byval\":{\"schema\":3,\"version\":\"9.8.7\"}},\"benchmarks\":[]}",
         "context.byval.schema: 3, written by byval 9.8.7, is newer than this byval's 2; use a "
         "newer byval"},
        {"{\"context\":{\"byval\":{\"schema\":1,\"version\":\"0\"}},\"benchmarks\":[]}",
         "context.byval.run: is missing: expected an object"},
        {"{\"x\":1,\"x\":2}", "run.json:1: not valid JSON, or cut short: duplicate object key"},
        {"{\"x\":1\n\"y\":2}", "run.json:2: not valid JSON, or cut short: '}' expected"},
        {"{\"x\" 1}", "':' expected"},
        {"{1:2}", "string or '}' expected"},
        {"{\n\"benchmarks\":[1,\n2 3]}", "run.json:3: not valid JSON, or cut short: ']' expected"},
        {"{\"benchmarks\":[1,2,\n]}", "run.json:2: not valid JSON"},
        {"{} {", "end of file expected"},
        {"[1] 2", "end of file expected"},
        {"[1", "not valid JSON"},
        {"{\"a\":1e999}", "not valid JSON"},
        {"{\"a\":NaN}", "not valid JSON"},
        {"{\"a\":\"\xff\"}", "not valid JSON"},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        bv_golden_file_write(path, files[i].text, strlen(files[i].text));
        expect_refused(path, BV_E_INPUT, files[i].said);
    }
    /* Deeper than any stack. */
    enum { DEPTH = 200000 };
    char *deep = malloc(DEPTH);
    memset(deep, '[', DEPTH);
    bv_golden_file_write(path, deep, DEPTH);
    free(deep);
    expect_refused(path, BV_E_INPUT, "not valid JSON");

    unlink(path);
    expect_refused(path, BV_E_IO, "run.json: cannot read: No such file or directory");
    expect_refused(folder, BV_E_IO, "a run that was killed is finished by byval run --resume");
    expect_refused("/dev/null", BV_E_INPUT, "not valid JSON");
    char far[5000];
    memset(far, 'x', sizeof far - 1);
    far[sizeof far - 1] = '\0';
    expect_refused(far, BV_E_IO, "the path is too long");
}

/* Rows are read one by one, and name cases of the context: it may come after them. */
static void reads_members_in_any_order(void **unused)
{
    (void)unused;
    struct bv_result result, read;
    struct bv_error err;
    fill(&result);
    assert_int_equal(bv_runfile_write(&result, path, &err), BV_OK);
    json_t *root = json_load_file(path, 0, NULL), *turned = json_object();
    assert_non_null(root);
    json_object_set(turned, "benchmarks", json_object_get(root, "benchmarks"));
    json_object_set_new(turned, "other", json_pack("{s:[]}", "benchmarks"));
    json_object_set(turned, "context", json_object_get(root, "context"));
    assert_int_equal(json_dump_file(turned, path, JSON_INDENT(1)), 0);
    if (bv_runfile_read(path, &read, &err) != BV_OK)
        fail_msg("%s", err.text);
    assert_int_equal(read.row_count, result.row_count);
    assert_true(read.row_count > 0);
    for (size_t i = 0; i < read.row_count; i++) {
        assert_int_equal(read.rows[i].case_index, result.rows[i].case_index);
        assert_int_equal(read.rows[i].arm_index, result.rows[i].arm_index);
        assert_int_equal(read.rows[i].block, result.rows[i].block);
    }
    bv_result_finish(&read);
    bv_result_finish(&result);
    json_decref(turned);
    json_decref(root);
}

/* The spacing of blocks was called apart_s once. */
static void reads_spacing_by_its_earlier_name(void **unused)
{
    (void)unused;
    struct bv_result result, read;
    struct bv_error err;
    fill(&result);
    result.spacing_s = 0.75;
    assert_int_equal(bv_runfile_write(&result, path, &err), BV_OK);
    json_t *root = json_load_file(path, 0, NULL);
    json_t *run =
        json_object_get(json_object_get(json_object_get(root, "context"), "byval"), "run");
    assert_non_null(json_object_get(run, "spacing_s"));
    json_object_set(run, "apart_s", json_object_get(run, "spacing_s"));
    json_object_del(run, "spacing_s");
    assert_int_equal(json_dump_file(root, path, JSON_INDENT(1)), 0);
    assert_int_equal(bv_runfile_read(path, &read, &err), BV_OK);
    assert_true(read.spacing_s == 0.75);
    bv_result_finish(&read);
    bv_result_finish(&result);
    json_decref(root);
}

/* Visit every value below json, and replace it by each of some others.
 * Returns  how many variants were read as a result */
static unsigned vary(json_t *root, json_t *below, unsigned *tried)
{
    static const char *const others[] = {"null", "true", "-1",  "0",  "1e300",    "4294967297",
                                         "\"\"", "[]",   "[7]", "{}", "{\"x\":7}"};
    unsigned taken = 0;
    char *keys[64];
    size_t key_count = 0;
    const char *found;
    json_t *value;
    json_object_foreach(below, found, value)
    {
        assert_true(key_count < sizeof keys / sizeof keys[0]);
        keys[key_count++] = strdup(found);
    }
    for (size_t k = 0; k < key_count; k++) {
        const char *key = keys[k];
        value = json_incref(json_object_get(below, key));
        for (size_t i = 0; i < sizeof others / sizeof others[0] + 1; i++) {
            if (i < sizeof others / sizeof others[0])
                json_object_set_new(below, key, json_loads(others[i], JSON_DECODE_ANY, NULL));
            else
                json_object_del(below, key);
            struct bv_result result;
            struct bv_error err = {BV_OK, ""};
            assert_int_equal(json_dump_file(root, path, JSON_COMPACT), 0);
            enum bv_status status = bv_runfile_read(path, &result, &err);
            ++*tried;
            if (status == BV_OK) {
                taken++;
                for (size_t r = 0; r < result.row_count; r++)
                    assert_true(result.rows[r].case_index < result.case_count);
                bv_result_finish(&result);
            } else {
                assert_int_equal(status, BV_E_INPUT);
                assert_true(strncmp(err.text, path, strlen(path)) == 0);
            }
        }
        json_object_set(below, key, value);
        if (json_is_object(value))
            taken += vary(root, value, tried);
        else if (json_is_object(json_array_get(value, 0)))
            taken += vary(root, json_array_get(value, 0), tried);
        json_decref(value);
        free(keys[k]);
    }
    return taken;
}

static void survives_any_value_anywhere(void **unused)
{
    (void)unused;
    size_t size;
    char *bytes = sample(&size);
    json_t *root = json_loads(bytes, 0, NULL);
    unsigned tried = 0, taken = vary(root, root, &tried);
    json_decref(root);
    free(bytes);
    /* Most are refused; those of facts, optional fields and free text are not. */
    assert_true(tried > 800);
    assert_true(taken < tried / 2);
    assert_true(taken > 0);
}

/* Change the sample by replacing a text, and expect it to be refused. */
static void refuse_with(const char *bytes, const char *from, const char *to, const char *said)
{
    const char *at = strstr(bytes, from);
    assert_non_null(at);
    FILE *stream = fopen(path, "w");
    fwrite(bytes, 1, (size_t)(at - bytes), stream);
    fputs(to, stream);
    fputs(at + strlen(from), stream);
    assert_int_equal(fclose(stream), 0);
    expect_refused(path, BV_E_INPUT, said);
}

static void refuses_rows_that_break_the_format(void **unused)
{
    (void)unused;
    size_t size;
    char *bytes = sample(&size);
    refuse_with(bytes, "\"name\":\"arg/size:8/pass:value\"", "\"name\":\"arg/size:9/pass:value\"",
                "benchmarks[0].name: 'arg/size:9/pass:value' belongs to no case of the run");
    refuse_with(bytes, "\"name\":\"arg/size:8/pass:value\"", "\"name\":\"arg/size:8/pass:pointer\"",
                "a row of case 'arg/size:8' in block 0 is missing or appears twice");
    refuse_with(bytes, "\"repetition_index\":0", "\"repetition_index\":1",
                "a row of case 'arg/size:8' in block 0 is missing or appears twice");
    refuse_with(bytes, "\"repetition_index\":0", "\"repetition_index\":-1",
                "benchmarks[0].repetition_index: expected a whole number from 0 to 2147483647");
    refuse_with(bytes, "\"repetition_index\":0", "\"repetition_index\":4294967296",
                "benchmarks[0].repetition_index: expected a whole number from 0 to 2147483647");
    refuse_with(bytes, "\"bv_rounds\":1024", "\"bv_rounds\":0",
                "benchmarks[0].bv_rounds: expected a whole number from 1 to 2147483647");
    /* calls times rounds is the row's iterations. */
    refuse_with(bytes, "\"bv_calls\":1099511627776", "\"bv_calls\":9007199254740992",
                "bv_calls: expected fewer in 1024 rounds");
    refuse_with(bytes, "{\"name\":\"ret/size:65536\"", "{\"name\":\"arg/size:8\"",
                "two arms of the run are called 'arg/size:8/pass:value'");
    refuse_with(bytes, "\"arms\":[\"value\",\"pointer\"]", "\"arms\":[\"value\",\"value\"]",
                "two arms of the run are called 'arg/size:8/pass:value'");
    refuse_with(bytes, "\"run_type\":\"iteration\"", "\"run_type\":\"aggregate\"",
                "benchmarks[0].run_type: expected iteration");
    refuse_with(bytes, "\"time_unit\":\"ns\"", "\"time_unit\":\"us\"",
                "benchmarks[0].time_unit: expected ns");
    refuse_with(bytes, "\"bv_log_ratio\":", "\"bv_log\":",
                "benchmarks[0].bv_log_ratio: is missing: expected a number");
    refuse_with(bytes, "\"state\":\"precise\"", "\"state\":\"perfect\"",
                ".state: expected open, precise, failed or unavailable");
    refuse_with(bytes, "\"arms\":[\"value\",\"pointer\"]", "\"arms\":[\"value\"]",
                "context.byval.cases[0].arms: expected a list of 2 to 4");
    refuse_with(bytes, "\"arms\":[\"value\",\"pointer\"]",
                "\"arms\":[\"a\",\"b\",\"c\",\"d\",\"e\"]",
                "cases[0].arms: expected a list of 2 to 4");
    refuse_with(bytes, "\"arms\":[\"value\",\"pointer\"]", "\"arms\":[\"value\",1]",
                "context.byval.cases[0].arms[1]: expected text");
    free(bytes);
}

/* Names that differ in their last letters alone are different names, however long. */
static void keeps_long_names_apart(void **unused)
{
    (void)unused;
    enum { LONG = 10000 };
    struct bv_result result, read;
    struct bv_error err;
    char *name = malloc(LONG + 1);
    memset(name, 'x', LONG);
    name[LONG] = '\0';
    fill(&result);
    result.cases[0].name = name;
    assert_int_equal(bv_runfile_write(&result, path, &err), BV_OK);
    assert_int_equal(bv_runfile_read(path, &read, &err), BV_OK);
    assert_int_equal(read.row_count, result.row_count);
    for (size_t i = 0; i < read.row_count; i++) {
        assert_int_equal(read.rows[i].case_index, result.rows[i].case_index);
        assert_int_equal(read.rows[i].arm_index, result.rows[i].arm_index);
    }
    bv_result_finish(&read);
    bv_result_finish(&result);
    free(name);
}

static void leaves_what_was_there(void **unused)
{
    (void)unused;
    struct bv_result result;
    struct bv_error err;
    size_t size;
    free(sample(&size));
    bv_golden_file_write(path, "precious", 8);
    fill(&result);
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    /* Fails in the head, in the rows, at the last byte. */
    const size_t limits[] = {0, 100, size / 2, size - 1};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        small = (struct rlimit){limits[i], before.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
        enum bv_status status = bv_runfile_write(&result, path, &err);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_int_equal(status, BV_E_IO);
        assert_non_null(strstr(err.text, "run.json: cannot write: File too large"));
        size_t left;
        char *bytes = bv_golden_file_read(path, &left);
        assert_int_equal(left, 8);
        assert_string_equal(bytes, "precious");
        free(bytes);
    }
    /* A folder is in the way; no folder; a number that JSON does not have. */
    unlink(again);
    assert_int_equal(mkdir(again, 0755), 0);
    assert_int_equal(bv_runfile_write(&result, again, &err), BV_E_IO);
    assert_non_null(strstr(err.text, "again.json: cannot write: Is a directory"));
    assert_int_equal(rmdir(again), 0);
    assert_int_equal(bv_runfile_write(&result, "/nonexistent/run.json", &err), BV_E_IO);
    assert_non_null(strstr(err.text, "/nonexistent/run.json"));
    assert_non_null(strstr(err.text, "No such file or directory"));
    result.rows[2].log_ratio = NAN;
    assert_int_equal(bv_runfile_write(&result, path, &err), BV_E_INPUT);
    assert_non_null(
        strstr(err.text, "run.json: a row of 'ret/size:65536' in block 0 is not finite"));
    bv_result_finish(&result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goes_round_without_loss),
        cmocka_unit_test(keeps_the_schema_it_was_read_with),
        cmocka_unit_test(knows_sessions_and_layouts_of_its_own),
        cmocka_unit_test(reads_a_folder_and_unknown_things),
        cmocka_unit_test(is_strict),
        cmocka_unit_test(refuses_a_truncated_file),
        cmocka_unit_test(reads_members_in_any_order),
        cmocka_unit_test(reads_spacing_by_its_earlier_name),
        cmocka_unit_test(refuses_what_is_no_result),
        cmocka_unit_test(survives_any_value_anywhere),
        cmocka_unit_test(refuses_rows_that_break_the_format),
        cmocka_unit_test(keeps_long_names_apart),
        cmocka_unit_test(leaves_what_was_there),
    };
    return cmocka_run_group_tests_name("runfile", tests, make_folder, remove_folder);
}
