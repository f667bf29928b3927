/* SPDX-License-Identifier: Apache-2.0 */
/* test_sampler.c: runs of blocks that fake_block plays: what is kept, labelled and told. */
#include "harness/measure/sampler.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/measure/round.h"

static volatile sig_atomic_t stop;

/* Every case needs the plain malloc. */
static const struct bv_regime regimes[64];

/* A run in a folder of its own. */
struct fixture {
    char folder[64];
    char journal[128];
    struct bv_result result;
    struct bv_journal *appending;
    struct bv_sampler_config config;
    struct bv_error err;
    uint32_t shown;      /* calls of the progress function */
    uint32_t stop_after; /* of these; 0: never */
};

static void show(const struct bv_progress *progress, void *user)
{
    struct fixture *f = user;
    assert_true(progress->visited <= progress->visiting);
    assert_int_equal(progress->open_count + progress->done_count, f->result.case_count);
    assert_true(progress->remaining_s >= 0);
    f->shown++;
    if (f->stop_after != 0 && f->shown == f->stop_after)
        stop = 1;
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    if (f == NULL)
        return -1;
    strcpy(f->folder, "/tmp/test_sampler.XXXXXX");
    if (mkdtemp(f->folder) == NULL)
        return -1;
    setenv("BYVAL_FAKE_FOLDER", f->folder, 1);
    snprintf(f->journal, sizeof f->journal, "%s/rows.jsonl", f->folder);
    stop = 0;
    f->config = (struct bv_sampler_config){
        .program = FAKE_BLOCK,
        .regimes = regimes,
        .silence_s = 60,
        .stop = &stop,
        .progress = show,
        .user = f,
    };
    f->result = (struct bv_result){
        .schema = BV_SCHEMA,
        .byval_version = "0",
        .started_utc = "2026-01-01T00:00:00Z",
        .preset = "full",
        .budget_s = 3600,
        .precision = 0.02,
        .blocks_min = 3,
        .blocks_max = 3,
        .sessions = 1,
        .seed = 1,
        .gbench = {.library_build_type = "release"},
    };
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[128];
    bv_journal_close(f->appending);
    bv_result_finish(&f->result);
    snprintf(command, sizeof command, "rm -rf '%s'", f->folder);
    free(f);
    return system(command);
}

static void add_case(struct fixture *f, const char *todo, int size)
{
    char name[80];
    snprintf(name, sizeof name, "fake/do:%s/size:%d", todo, size);
    const struct bv_case_info info = {
        .name = bv_result_keep(&f->result, name),
        .arms = {"value", "pointer", "other"},
        .arm_count = 3,
        .size_bytes = 8,
    };
    assert_int_equal(bv_result_add_case(&f->result, &info), BV_OK);
}

static enum bv_status sample(struct fixture *f)
{
    if (f->appending == NULL)
        assert_int_equal(bv_journal_create(f->journal, &f->result, &f->appending, &f->err), BV_OK);
    struct bv_sampling run = {.config = f->config, .result = &f->result, .journal = f->appending};
    enum bv_status status = bv_sampler_run(&run, 1);
    f->err = run.err;
    return status;
}

static size_t rows_of(const struct bv_result *result, size_t case_index)
{
    size_t count = 0;
    for (size_t i = 0; i < result->row_count; i++)
        count += result->rows[i].case_index == case_index;
    return count;
}

/* What the journal says is what the result says. */
static void expect_same_in_journal(struct fixture *f)
{
    struct bv_result read;
    bv_journal_close(f->appending);
    f->appending = NULL;
    assert_int_equal(bv_journal_resume(f->journal, &read, &f->appending, &f->err), BV_OK);
    assert_int_equal(read.row_count, f->result.row_count);
    assert_int_equal(read.block_count, f->result.block_count);
    assert_int_equal(read.event_count, f->result.event_count);
    for (size_t i = 0; i < read.event_count; i++)
        assert_string_equal(read.events[i].what, f->result.events[i].what);
    for (size_t i = 0; i < read.row_count; i++) {
        assert_int_equal(read.rows[i].case_index, f->result.rows[i].case_index);
        assert_int_equal(read.rows[i].arm_index, f->result.rows[i].arm_index);
        assert_int_equal(read.rows[i].block, f->result.rows[i].block);
        assert_true(read.rows[i].log_ratio == f->result.rows[i].log_ratio);
    }
    for (size_t i = 0; i < read.case_count; i++) {
        enum bv_case_state state = f->result.cases[i].state;
        assert_int_equal(read.cases[i].state, state == BV_CASE_PRECISE ? BV_CASE_OPEN : state);
    }
    bv_result_finish(&read);
}

static void measures_all_cases(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 5; i++)
        add_case(f, "well", i);
    assert_int_equal(sample(f), BV_OK);
    assert_string_equal(f->result.stopped, "blocks");
    assert_int_equal(f->result.block_count, 3);
    assert_int_equal(f->result.row_count, 3 * 5 * 3);
    assert_int_equal(f->result.event_count, 0);
    for (uint32_t b = 0; b < 3; b++) {
        assert_int_equal(f->result.blocks[b].block, b);
        assert_true(f->result.blocks[b].seconds > 0);
        if (b > 0)
            assert_true(f->result.blocks[b].start_s >=
                        f->result.blocks[b - 1].start_s + f->result.blocks[b - 1].seconds);
    }
    /* Every block: every case once, its arms in order, another order of cases. */
    unsigned changes = 0;
    for (size_t i = 0; i < f->result.row_count; i++) {
        assert_int_equal(f->result.rows[i].block, i / 15);
        assert_int_equal(f->result.rows[i].arm_index, i % 3);
        changes += i >= 15 && f->result.rows[i].case_index != f->result.rows[i - 15].case_index;
    }
    assert_true(changes > 0);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(rows_of(&f->result, i), 9);
    assert_true(f->shown > 0);
    expect_same_in_journal(f);
}

/* A case that fails twice running in the same way. */
static const struct {
    const char *todo, *said;
} faults[] = {
    {"crash", "killed by SIGSEGV before it was done"},
    {"exit", "exit code 0 before it was done"},
    {"garbage", "said '[1, 2', which is not JSON"},
    {"short_garbage", "said 'x', which is not JSON"},
    {"empty_line", "said '', which is not JSON"},
    {"array", "a row: expected an object"},
    {"missing", "left out rows"},
    {"twice", "sent another row than the next one"},
    {"backwards", "sent another row than the next one"},
    {"stranger", "belongs to no case of the run"},
    {"other_block", "sent another row than the next one"},
    {"begin_again", "began another case than the next one"},
    {"begin_text", "its answer: byval_begin: expected a whole number from 0 to 2147483647"},
    {"end_early", "ended before its last case, or is another block"},
    {"error", "the moon is in the wrong phase"},
    {"mute_error", "its answer: byval_error: expected text"},
    {"no_reason", "its answer: byval_failed: expected text"},
    {"two_kinds", "is no field of this format"},
    {"counts", "sent counts in the place of times"},
    {"failed_after_rows", "said what is wrong with a case at the wrong time"},
};

static void labels_what_fails_twice(void **state)
{
    struct fixture *f = *state;
    enum { FAULTS = sizeof faults / sizeof faults[0] };
    add_case(f, "well", 1);
    for (size_t i = 0; i < FAULTS; i++)
        add_case(f, faults[i].todo, 8);
    add_case(f, "well", 2);
    assert_int_equal(sample(f), BV_OK);
    assert_int_equal(f->result.block_count, 3);
    assert_int_equal(f->result.event_count, 2 * FAULTS);
    assert_int_equal(f->result.row_count, 2 * 3 * 3);
    for (size_t i = 0; i < FAULTS; i++) {
        const struct bv_case_info *info = &f->result.cases[i + 1];
        assert_int_equal(info->state, BV_CASE_FAILED);
        if (strstr(info->reason, faults[i].said) == NULL)
            fail_msg("%s: %s", info->name, info->reason);
        assert_non_null(strstr(info->reason, ", twice in block 0"));
    }
    for (size_t i = 0; i < f->result.event_count; i++) {
        assert_int_equal(f->result.events[i].block, 0);
        assert_non_null(strstr(f->result.events[i].what, ", during fake/do:"));
        assert_non_null(strstr(f->result.events[i].what, i % 2 == 0
                                                             ? "it is run again"
                                                             : "it is run again without the case"));
    }
    expect_same_in_journal(f);
}

static void runs_again_what_fails_once(void **state)
{
    struct fixture *f = *state;
    add_case(f, "well", 1);
    add_case(f, "crash_once", 8);
    assert_int_equal(sample(f), BV_OK);
    assert_int_equal(f->result.event_count, 1);
    assert_non_null(strstr(f->result.events[0].what, "killed by SIGSEGV before it was done, during "
                                                     "fake/do:crash_once/size:8; its rows are "
                                                     "dropped, it is run again"));
    assert_int_equal(f->result.cases[1].state, BV_CASE_OPEN);
    assert_int_equal(f->result.row_count, 2 * 3 * 3);
    expect_same_in_journal(f);
}

static void keeps_the_rows_of_a_case_that_fails_late(void **state)
{
    struct fixture *f = *state;
    f->result.blocks_min = 4;
    f->result.blocks_max = 4;
    add_case(f, "well", 1);
    add_case(f, "crash_late", 8);
    assert_int_equal(sample(f), BV_OK);
    assert_int_equal(f->result.block_count, 4);
    assert_int_equal(f->result.cases[1].state, BV_CASE_FAILED);
    assert_int_equal(rows_of(&f->result, 0), 4 * 3);
    assert_int_equal(rows_of(&f->result, 1), 2 * 3);
    expect_same_in_journal(f);
}

/* Failures at one case and another are nobody's fault; too many of them end the run. */
static void does_not_add_up_failures_of_different_cases(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 4; i++)
        add_case(f, "wander", i);
    assert_int_equal(sample(f), BV_OK);
    assert_int_equal(f->result.event_count, 4);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(f->result.cases[i].state, BV_CASE_OPEN);
        assert_int_equal(rows_of(&f->result, (size_t)i), 3 * 3);
    }
    expect_same_in_journal(f);
}

static void gives_up_when_everything_dies(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 12; i++)
        add_case(f, "wander", i);
    assert_int_equal(sample(f), BV_E_CHILD);
    assert_non_null(strstr(f->err.text, "block 0 failed 6 times, during one case and another"));
    assert_int_equal(f->result.event_count, 6);
    assert_int_equal(f->result.row_count, 0);
    expect_same_in_journal(f);
    /* They have died their deaths: it can be gone on with. */
    assert_int_equal(f->result.block_count, 0);
}

static void gives_up_before_the_first_case(void **state)
{
    struct fixture *f = *state;
    add_case(f, "before", 8);
    assert_int_equal(sample(f), BV_E_CHILD);
    assert_string_equal(
        f->err.text, "block 0 failed twice before its first case: exit code 7 before it was done");
    f->config.program = "/nonexistent/byval";
    assert_int_equal(sample(f), BV_E_CHILD);
    assert_non_null(strstr(f->err.text, "/nonexistent/byval block: cannot be started: "));
}

static void takes_labels(void **state)
{
    struct fixture *f = *state;
    add_case(f, "unavailable", 8);
    add_case(f, "well", 1);
    add_case(f, "failed", 8);
    assert_int_equal(sample(f), BV_OK);
    assert_int_equal(f->result.event_count, 0);
    assert_int_equal(f->result.cases[0].state, BV_CASE_UNAVAILABLE);
    assert_string_equal(f->result.cases[0].reason, "no such thing here");
    assert_int_equal(f->result.cases[2].state, BV_CASE_FAILED);
    assert_string_equal(f->result.cases[2].reason, "wrong sums");
    assert_int_equal(f->result.row_count, 3 * 3);
    expect_same_in_journal(f);
}

static void ends_when_no_case_is_left(void **state)
{
    struct fixture *f = *state;
    add_case(f, "crash", 1);
    add_case(f, "crash", 2);
    assert_int_equal(sample(f), BV_OK);
    assert_int_equal(f->result.block_count, 0);
    assert_int_equal(f->result.event_count, 4);
    assert_string_equal(f->result.stopped, "decided");
    expect_same_in_journal(f);
}

static void kills_what_is_silent(void **state)
{
    struct fixture *f = *state;
    add_case(f, "hang", 8);
    add_case(f, "well", 1);
    add_case(f, "drip", 8);
    f->config.silence_s = 0.3;
    assert_int_equal(sample(f), BV_OK);
    assert_int_equal(f->result.cases[0].state, BV_CASE_FAILED);
    assert_string_equal(f->result.cases[0].reason, "said nothing for 0.3 s, twice in block 0");
    assert_string_equal(f->result.cases[2].reason, "said nothing for 0.3 s, twice in block 0");
    assert_int_equal(f->result.row_count, 3 * 3);
    assert_int_equal(f->result.event_count, 4);
}

static volatile sig_atomic_t alarms_left;

/* What has not ended by the last of them never would. */
static void take_alarm(int signal_number)
{
    (void)signal_number;
    if (--alarms_left == 0)
        stop = 1;
}

/* Signals every so often, for ten seconds; 0: no more of them. */
static void raise_storm(int interval_us)
{
    const struct sigaction action = {.sa_handler = interval_us > 0 ? take_alarm : SIG_IGN};
    const struct timeval moment = {.tv_usec = interval_us};
    const struct itimerval storm = {moment, moment};
    alarms_left = interval_us > 0 ? 10000000 / interval_us : 0;
    assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
    assert_int_equal(setitimer(ITIMER_REAL, &storm, NULL), 0);
}

static void kills_what_is_silent_in_a_storm_of_signals(void **state)
{
    struct fixture *f = *state;
    add_case(f, "hang", 8);
    add_case(f, "well", 1);
    f->config.silence_s = 0.3;
    raise_storm(10000);
    enum bv_status status = sample(f);
    raise_storm(0);
    assert_int_equal(status, BV_OK);
    assert_string_equal(f->result.stopped, "blocks");
    assert_string_equal(f->result.cases[0].reason, "said nothing for 0.3 s, twice in block 0");
    assert_int_equal(f->result.row_count, 3 * 3);
}

/* Its patience with one that has said all is a time, not a number of waits. */
static void lets_blocks_end_in_a_storm_of_signals(void **state)
{
    struct fixture *f = *state;
    add_case(f, "slow_end", 8);
    f->result.blocks_min = 1;
    f->result.blocks_max = 1;
    raise_storm(100);
    enum bv_status status = sample(f);
    raise_storm(0);
    assert_int_equal(status, BV_OK);
    assert_int_equal(f->result.event_count, 0);
}

static void tells_of_a_bad_end(void **state)
{
    struct fixture *f = *state;
    add_case(f, "bad_end", 8);
    f->result.blocks_min = 1;
    f->result.blocks_max = 1;
    assert_int_equal(sample(f), BV_OK);
    assert_int_equal(f->result.row_count, 3);
    assert_int_equal(f->result.event_count, 1);
    assert_string_equal(f->result.events[0].what,
                        "the block was complete, but did not end cleanly: exit code 9");
    expect_same_in_journal(f);
}

/* It would count for another regime than the one whose turn it was, for ever. */
static void refuses_a_block_of_another_regime(void **state)
{
    struct fixture *f = *state;
    add_case(f, "other_regime", 8);
    assert_int_equal(sample(f), BV_OK);
    assert_int_equal(f->result.block_count, 0);
    assert_int_equal(f->result.cases[0].state, BV_CASE_FAILED);
}

/* A case that a look has decided is visited until it has met 96 blocks. */
static void retires_precise_cases(void **state)
{
    struct fixture *f = *state;
    add_case(f, "well", 1);
    add_case(f, "spread", 1);
    add_case(f, "well", 2);
    f->result.budget_s = INFINITY; /* over which rests are spread */
    f->result.blocks_min = 16;
    f->result.blocks_max = 98;
    assert_int_equal(sample(f), BV_OK);
    assert_string_equal(f->result.stopped, "blocks");
    assert_int_equal(f->result.cases[0].state, BV_CASE_PRECISE);
    assert_int_equal(f->result.cases[1].state, BV_CASE_OPEN);
    assert_int_equal(f->result.cases[2].state, BV_CASE_PRECISE);
    assert_int_equal(rows_of(&f->result, 0), 96 * 3);
    assert_int_equal(rows_of(&f->result, 1), 98 * 3);
    assert_int_equal(rows_of(&f->result, 2), 96 * 3);
    expect_same_in_journal(f);
}

static void ends_when_all_is_decided(void **state)
{
    struct fixture *f = *state;
    add_case(f, "well", 1);
    f->result.budget_s = INFINITY;
    f->result.blocks_min = 16;
    f->result.blocks_max = 100;
    assert_int_equal(sample(f), BV_OK);
    assert_string_equal(f->result.stopped, "decided");
    assert_int_equal(f->result.block_count, 96);
    assert_int_equal(f->result.cases[0].state, BV_CASE_PRECISE);
}

/* The next of the 96 is due in a quarter of an hour. */
static void lets_decided_cases_rest(void **state)
{
    struct fixture *f = *state;
    add_case(f, "well", 1);
    add_case(f, "spread", 1);
    f->result.blocks_min = 16;
    f->result.blocks_max = 30;
    assert_int_equal(sample(f), BV_OK);
    assert_string_equal(f->result.stopped, "blocks");
    assert_int_equal(rows_of(&f->result, 0), 24 * 3);
    assert_int_equal(rows_of(&f->result, 1), 30 * 3);
    expect_same_in_journal(f);
}

/* What earlier visits found out is told to the later ones. */
static void visits_are_planned_by_what_was_learned(void **state)
{
    struct fixture *f = *state;
    add_case(f, "well", 1);
    f->result.blocks_min = f->result.blocks_max = 10;
    assert_int_equal(sample(f), BV_OK);
    assert_int_equal(f->result.row_count, 10 * 3);
    for (size_t i = 0; i < f->result.row_count; i++) {
        assert_int_equal(f->result.rows[i].calls, 1000);
        assert_int_equal(f->result.rows[i].rounds,
                         f->result.rows[i].block < 8 ? BV_ROUNDS_FIRST : BV_ROUNDS_LEAST);
    }
}

/* The interval is narrow when the run ends, though not at a count at which one may look. */
static void is_precise_at_the_end_by_its_width(void **state)
{
    struct fixture *f = *state;
    add_case(f, "well", 1);
    add_case(f, "spread", 1);
    f->result.blocks_min = 17;
    f->result.blocks_max = 18;
    assert_int_equal(sample(f), BV_OK);
    assert_string_equal(f->result.stopped, "blocks");
    assert_int_equal(f->result.cases[0].state, BV_CASE_PRECISE);
    assert_int_equal(f->result.cases[1].state, BV_CASE_OPEN);
    assert_int_equal(rows_of(&f->result, 0), 18 * 3);
}

static void stops_at_the_budget(void **state)
{
    struct fixture *f = *state;
    add_case(f, "spread", 1);
    f->result.blocks_min = 16;
    f->result.blocks_max = 100000;
    f->result.budget_s = 1e-9; /* the first block is always run */
    assert_int_equal(sample(f), BV_OK);
    assert_string_equal(f->result.stopped, "budget");
    assert_int_equal(f->result.block_count, 1);
    f->result.budget_s = f->result.elapsed_s * 8;
    assert_int_equal(sample(f), BV_OK);
    assert_string_equal(f->result.stopped, "budget");
    assert_true(f->result.block_count > 1);
    assert_true(f->result.elapsed_s > 0);
    expect_same_in_journal(f);
}

static void stops_when_interrupted(void **state)
{
    struct fixture *f = *state;
    add_case(f, "well", 1);
    add_case(f, "well", 2);
    f->result.blocks_min = 15;
    f->result.blocks_max = 15;
    f->stop_after = 30;
    assert_int_equal(sample(f), BV_OK);
    assert_string_equal(f->result.stopped, "interrupted");
    size_t before = f->result.block_count;
    assert_true(before > 0 && before < 15);
    assert_int_equal(f->result.row_count, before * 2 * 3);
    assert_int_equal(f->result.event_count, 0);
    expect_same_in_journal(f);
    stop = 0;
    assert_int_equal(sample(f), BV_OK);
    assert_string_equal(f->result.stopped, "blocks");
    assert_int_equal(f->result.block_count, 15);
    assert_int_equal(f->result.row_count, 15 * 2 * 3);
    expect_same_in_journal(f);
}

static void interrupts_a_hanging_block(void **state)
{
    struct fixture *f = *state;
    add_case(f, "hang", 8);
    f->stop_after = 1;
    assert_int_equal(sample(f), BV_OK);
    assert_string_equal(f->result.stopped, "interrupted");
    assert_int_equal(f->result.block_count, 0);
    assert_int_equal(f->result.event_count, 0);
}

/* The journal cannot be written: the run ends, and the result holds whole blocks only. */
static void ends_with_the_journal(void **state)
{
    struct fixture *f = *state;
    struct stat st;
    add_case(f, "well", 1);
    assert_int_equal(sample(f), BV_OK);
    assert_int_equal(stat(f->journal, &st), 0);
    bv_journal_close(f->appending);
    struct bv_result read;
    assert_int_equal(bv_journal_resume(f->journal, &read, &f->appending, &f->err), BV_OK);
    bv_result_finish(&f->result);
    f->result = read;
    f->result.blocks_min = 10;
    f->result.blocks_max = 10;
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = (rlim_t)st.st_size + 1000; /* less than a block's rows */
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum bv_status status = sample(f);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(status, BV_E_IO);
    assert_non_null(strstr(f->err.text, "rows.jsonl: cannot write: File too large"));
    assert_int_equal(f->result.block_count, 3);
    assert_int_equal(f->result.row_count, 3 * 3);
    expect_same_in_journal(f);
    assert_int_equal(sample(f), BV_OK);
    assert_int_equal(f->result.block_count, 10);
    expect_same_in_journal(f);
}

#define RUN(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

/* Which run a block was of, as the progress of each tells. */
struct turns {
    char order[64];
};
struct turn_user {
    struct turns *turns;
    const struct bv_result *result;
    char letter;
    size_t blocks;
};

static void note_turn(const struct bv_progress *progress, void *user)
{
    struct turn_user *u = user;
    (void)progress;
    if (u->result->block_count + 1 == u->blocks)
        return;
    u->blocks = u->result->block_count + 1;
    size_t length = strlen(u->turns->order);
    if (length + 1 < sizeof u->turns->order)
        u->turns->order[length] = u->letter;
}

/* Two runs, the second of which stops after fewer blocks. */
static void runs_take_turns(void **state)
{
    struct fixture *f = *state;
    char second[160];
    struct turns turns = {""};
    add_case(f, "", 8);
    struct bv_result other = f->result;
    other.cases = NULL;
    other.case_count = 0;
    other.storage = (struct bv_region){0};
    other.blocks_min = other.blocks_max = 2;
    assert_int_equal(bv_result_add_case(&other, &f->result.cases[0]), BV_OK);
    struct turn_user users[] = {{&turns, &f->result, 'a', 0}, {&turns, &other, 'b', 0}};
    struct bv_sampling runs[] = {{.config = f->config, .result = &f->result},
                                 {.config = f->config, .result = &other}};
    snprintf(second, sizeof second, "%s/second.jsonl", f->folder);
    assert_int_equal(bv_journal_create(f->journal, &f->result, &f->appending, &f->err), BV_OK);
    runs[0].journal = f->appending;
    assert_int_equal(bv_journal_create(second, &other, &runs[1].journal, &f->err), BV_OK);
    for (size_t i = 0; i < 2; i++) {
        runs[i].config.progress = note_turn;
        runs[i].config.user = &users[i];
    }
    assert_int_equal(bv_sampler_run(runs, 2), BV_OK);
    assert_string_equal(turns.order, "abbaa");
    assert_int_equal(f->result.block_count, 3);
    assert_int_equal(other.block_count, 2);
    bv_journal_close(runs[1].journal);
    bv_result_finish(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(measures_all_cases),
        RUN(runs_take_turns),
        RUN(labels_what_fails_twice),
        RUN(runs_again_what_fails_once),
        RUN(keeps_the_rows_of_a_case_that_fails_late),
        RUN(does_not_add_up_failures_of_different_cases),
        RUN(gives_up_when_everything_dies),
        RUN(gives_up_before_the_first_case),
        RUN(takes_labels),
        RUN(ends_when_no_case_is_left),
        RUN(kills_what_is_silent),
        RUN(kills_what_is_silent_in_a_storm_of_signals),
        RUN(lets_blocks_end_in_a_storm_of_signals),
        RUN(tells_of_a_bad_end),
        RUN(refuses_a_block_of_another_regime),
        RUN(retires_precise_cases),
        RUN(ends_when_all_is_decided),
        RUN(lets_decided_cases_rest),
        RUN(visits_are_planned_by_what_was_learned),
        RUN(is_precise_at_the_end_by_its_width),
        RUN(stops_at_the_budget),
        RUN(stops_when_interrupted),
        RUN(interrupts_a_hanging_block),
        RUN(ends_with_the_journal),
    };
    return cmocka_run_group_tests_name("sampler", tests, NULL, NULL);
}
