/* SPDX-License-Identifier: Apache-2.0 */
/* test_journal.c: a journal cut or damaged at every byte gives back what was committed, or says
 * where it is damaged. */
#include "lib/bundle/journal.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/bundle/record.h"
#include "tests/support/golden_file.h"

enum { BLOCKS = 3, CASES = 2, ARMS = 2 };

/* Every byte is tried, but under sanitizers some of them: there it takes a minute. */
#ifdef BV_SANITIZED
enum { STEP = 11 };
#else
enum { STEP = 1 };
#endif

struct fixture {
    char folder[64];
    char path[128];
    struct bv_result result;
    struct bv_error err;
    char *bytes; /* the whole journal */
    size_t size;
    size_t commits[BLOCKS + 1]; /* sizes behind the context and behind each block */
};

/* The lines of a block, as the sampler makes them. */
static char *block_text(const struct bv_result *result, uint32_t block, bool commit)
{
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    for (uint32_t i = 0; i < CASES * ARMS; i++) {
        const struct bv_row row = {
            .case_index = i / ARMS,
            .arm_index = i % ARMS,
            .block = block,
            .rounds = 12,
            .calls = 1000,
            .real_ns = 1.5 + i,
            .cpu_ns = 1.25,
            .empty_ns = 0.5,
            .log_ratio = i % ARMS * 0.125,
        };
        json_t *json = bv_record_row(result, &row, 0);
        json_dumpf(json, stream, BV_JSON_FLAGS);
        fputc('\n', stream);
        json_decref(json);
    }
    const struct bv_block_info info = {.block = block, .canary_ghz = {NAN, 3}, .steal_s = NAN};
    json_t *json = json_pack("{s:o}", "byval_block", bv_record_block(&info));
    if (commit) {
        json_dumpf(json, stream, BV_JSON_FLAGS);
        fputc('\n', stream);
    }
    json_decref(json);
    fclose(stream);
    return text;
}

static void append_block(struct fixture *f, struct bv_journal *journal, uint32_t block)
{
    char *text = block_text(&f->result, block, true);
    assert_int_equal(bv_journal_append(journal, text, strlen(text), &f->err), BV_OK);
    free(text);
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    if (f == NULL)
        return -1;
    /* In memory, where that can be: this syncs thousands of files. */
    snprintf(f->folder, sizeof f->folder, "%s/test_journal.XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (mkdtemp(f->folder) == NULL)
        return -1;
    snprintf(f->path, sizeof f->path, "%s/rows.jsonl", f->folder);
    f->result = (struct bv_result){
        .schema = BV_SCHEMA,
        .byval_version = "0",
        .started_utc = "2026-01-01T00:00:00Z",
        .preset = "full",
        .budget_s = INFINITY,
        .precision = 0.02,
        .blocks_min = 16,
        .blocks_max = 64,
        .sessions = 1,
        .seed = INT64_MAX,
        .gbench = {.library_build_type = "release"},
    };
    const struct bv_case_info cases[CASES] = {
        {.name = "null/size:8", .arms = {"a", "b"}, .arm_count = ARMS, .size_bytes = 8},
        {.name = "null/size:16", .arms = {"a", "b"}, .arm_count = ARMS, .size_bytes = 16},
    };
    for (size_t i = 0; i < CASES; i++)
        assert_int_equal(bv_result_add_case(&f->result, &cases[i]), BV_OK);
    struct bv_journal *journal;
    assert_int_equal(bv_journal_create(f->path, &f->result, &journal, &f->err), BV_OK);
    free(bv_golden_file_read(f->path, &f->commits[0]));
    for (uint32_t block = 0; block < BLOCKS; block++) {
        append_block(f, journal, block);
        free(bv_golden_file_read(f->path, &f->commits[block + 1]));
    }
    bv_journal_close(journal);
    f->bytes = bv_golden_file_read(f->path, &f->size);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    unlink(f->path);
    int failed = rmdir(f->folder);
    bv_result_finish(&f->result);
    free(f->bytes);
    free(f);
    return failed;
}

static void expect_blocks(const struct bv_result *result, size_t blocks)
{
    assert_int_equal(result->block_count, blocks);
    assert_int_equal(result->row_count, blocks * CASES * ARMS);
    assert_int_equal(result->case_count, CASES);
    for (size_t i = 0; i < result->row_count; i++) {
        assert_int_equal(result->rows[i].block, i / (CASES * ARMS));
        assert_int_equal(result->rows[i].case_index, i / ARMS % CASES);
        assert_int_equal(result->rows[i].arm_index, i % ARMS);
    }
}

/* Resume a journal of so many whole blocks, append the rest, and find the file as if nothing had
 * happened. */
static void resume_and_complete(struct fixture *f, size_t blocks)
{
    struct bv_result read;
    struct bv_journal *journal;
    if (bv_journal_resume(f->path, &read, &journal, &f->err) != BV_OK)
        fail_msg("%s", f->err.text);
    expect_blocks(&read, blocks);
    bv_result_finish(&read);
    struct stat st;
    assert_int_equal(stat(f->path, &st), 0);
    assert_int_equal(st.st_size, f->commits[blocks]);
    for (size_t block = blocks; block < BLOCKS; block++)
        append_block(f, journal, (uint32_t)block);
    bv_journal_close(journal);
    size_t size;
    char *bytes = bv_golden_file_read(f->path, &size);
    assert_int_equal(size, f->size);
    assert_memory_equal(bytes, f->bytes, size);
    free(bytes);
}

static void gives_back_what_was_written(void **state)
{
    struct fixture *f = *state;
    struct bv_result read;
    struct bv_journal *journal;
    assert_int_equal(bv_journal_resume(f->path, &read, &journal, &f->err), BV_OK);
    expect_blocks(&read, BLOCKS);
    assert_true(read.seed == INT64_MAX);
    assert_true(isinf(read.budget_s));
    assert_true(isnan(read.blocks[0].canary_ghz[0]));
    assert_true(read.blocks[0].canary_ghz[1] == 3);
    assert_true(isnan(read.blocks[0].steal_s));
    assert_null(read.stopped);
    assert_null(read.filter);
    assert_true(read.rows[3].real_ns == 4.5);
    assert_true(read.rows[3].log_ratio == 0.125);
    bv_result_finish(&read);
    bv_journal_close(journal);
}

/* Torn at every byte of the last block. */
static void drops_a_torn_block(void **state)
{
    struct fixture *f = *state;
    for (size_t size = f->commits[BLOCKS - 1]; size < f->size; size += STEP) {
        bv_golden_file_write(f->path, f->bytes, size);
        resume_and_complete(f, BLOCKS - 1);
    }
}

/* Torn in the first line: nothing can be gone on with. */
static void needs_its_first_line(void **state)
{
    struct fixture *f = *state;
    struct bv_result read;
    struct bv_journal *journal;
    for (size_t size = 0; size < f->commits[0]; size += STEP) {
        bv_golden_file_write(f->path, f->bytes, size);
        assert_int_equal(bv_journal_resume(f->path, &read, &journal, &f->err), BV_E_INPUT);
        assert_non_null(strstr(f->err.text, "not even its first line is whole"));
    }
    bv_golden_file_write(f->path, f->bytes, f->commits[0]);
    resume_and_complete(f, 0);
}

static size_t line_of(const char *bytes, size_t at)
{
    size_t line = 1;
    for (size_t i = 0; i < at; i++)
        line += bytes[i] == '\n';
    return line;
}

/* A byte turned into one that JSON does not know, at every place before the last commit: refused
 * with the number of its line, or of the one that it was joined to. The file stays as it is. */
static void refuses_damage_before_the_last_commit(void **state)
{
    struct fixture *f = *state;
    size_t last_line = f->size - 2;
    while (f->bytes[last_line - 1] != '\n')
        last_line--;
    for (size_t at = 0; at < last_line; at += STEP) {
        struct bv_result read;
        struct bv_journal *journal;
        char expected[200];
        char kept = f->bytes[at];
        f->bytes[at] = '\x01';
        bv_golden_file_write(f->path, f->bytes, f->size);
        enum bv_status status = bv_journal_resume(f->path, &read, &journal, &f->err);
        f->bytes[at] = kept;
        /* The end of the line before the last commit takes that commit with it. */
        if (at == last_line - 1) {
            assert_int_equal(status, BV_OK);
            expect_blocks(&read, BLOCKS - 1);
            bv_result_finish(&read);
            bv_journal_close(journal);
            continue;
        }
        assert_int_equal(status, BV_E_INPUT);
        size_t size;
        char *after = bv_golden_file_read(f->path, &size);
        assert_int_equal(size, f->size);
        assert_int_equal(after[at], '\x01');
        after[at] = kept;
        assert_memory_equal(after, f->bytes, size);
        free(after);
        snprintf(expected, sizeof expected, "%s:%zu: not valid JSON", f->path,
                 line_of(f->bytes, at));
        if (strncmp(f->err.text, expected, strlen(expected)) != 0)
            fail_msg("byte %zu: %s", at, f->err.text);
    }
}

/* Damage in the last block, which nothing committed follows: the block is dropped. */
static void drops_a_damaged_last_block(void **state)
{
    struct fixture *f = *state;
    size_t last_line = f->size - 2;
    while (f->bytes[last_line - 1] != '\n')
        last_line--;
    for (size_t at = f->commits[BLOCKS - 1]; at < last_line; at += STEP) {
        char kept = f->bytes[at];
        f->bytes[at] = '\x01';
        bv_golden_file_write(f->path, f->bytes,
                             last_line); /* its commit did not get into the file */
        f->bytes[at] = kept;
        resume_and_complete(f, BLOCKS - 1);
    }
    for (size_t at = last_line; at < f->size; at += STEP) {
        char kept = f->bytes[at];
        f->bytes[at] = '\x01';
        bv_golden_file_write(f->path, f->bytes, f->size);
        f->bytes[at] = kept;
        resume_and_complete(f, BLOCKS - 1);
    }
}

static void refuses_other_than_the_next_block(void **state)
{
    struct fixture *f = *state;
    static const uint32_t wrong[] = {0, BLOCKS - 1, BLOCKS + 1, 1000};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct bv_result read;
        struct bv_journal *journal;
        char *text = block_text(&f->result, wrong[i], true);
        bv_golden_file_write(f->path, f->bytes, f->size);
        FILE *stream = fopen(f->path, "a");
        fputs(text, stream);
        fclose(stream);
        free(text);
        assert_int_equal(bv_journal_resume(f->path, &read, &journal, &f->err), BV_E_INPUT);
        assert_non_null(strstr(f->err.text, ":21: block "));
        assert_non_null(strstr(f->err.text, "does not follow, or has rows of another"));
    }
}

/* An event or a label commits itself, and must not commit rows that lack their block. */
static void takes_events_and_labels(void **state)
{
    struct fixture *f = *state;
    struct bv_result read;
    struct bv_journal *journal;
    const struct bv_event event = {BLOCKS, "died"};
    struct bv_case_info label = f->result.cases[1];
    label.state = BV_CASE_FAILED;
    label.reason = "hostile \"\\\n\x01 \xe2\x82\xac </script>";
    assert_int_equal(bv_journal_resume(f->path, &read, &journal, &f->err), BV_OK);
    bv_result_finish(&read);
    assert_int_equal(bv_journal_append_json(journal, "byval_event", bv_record_event(&event), NULL),
                     BV_OK);
    assert_int_equal(bv_journal_append_json(journal, "byval_case", bv_record_case(&label), NULL),
                     BV_OK);
    assert_int_equal(bv_journal_append_json(journal, "byval_case", NULL, &f->err), BV_E_NOMEM);
    char *rows = block_text(&f->result, BLOCKS, false);
    assert_int_equal(bv_journal_append(journal, rows, strlen(rows), NULL), BV_OK);
    bv_journal_close(journal);

    assert_int_equal(bv_journal_resume(f->path, &read, &journal, &f->err), BV_OK);
    expect_blocks(&read, BLOCKS);
    assert_int_equal(read.event_count, 1);
    assert_int_equal(read.events[0].block, BLOCKS);
    assert_string_equal(read.events[0].what, "died");
    assert_int_equal(read.cases[0].state, BV_CASE_OPEN);
    assert_int_equal(read.cases[1].state, BV_CASE_FAILED);
    assert_string_equal(read.cases[1].reason, label.reason);
    bv_result_finish(&read);

    assert_int_equal(bv_journal_append(journal, rows, strlen(rows), NULL), BV_OK);
    assert_int_equal(bv_journal_append_json(journal, "byval_event", bv_record_event(&event), NULL),
                     BV_OK);
    bv_journal_close(journal);
    free(rows);
    assert_int_equal(bv_journal_resume(f->path, &read, &journal, &f->err), BV_E_INPUT);
    assert_non_null(strstr(f->err.text, "rows before it lack their byval_block line"));
}

static void has_one_writer(void **state)
{
    struct fixture *f = *state;
    struct bv_result read, second;
    struct bv_journal *journal, *other;
    assert_int_equal(bv_journal_resume(f->path, &read, &journal, &f->err), BV_OK);
    assert_int_equal(bv_journal_resume(f->path, &second, &other, &f->err), BV_E_REFUSED);
    assert_non_null(strstr(f->err.text, "another byval is appending to it"));
    assert_int_equal(bv_journal_create(f->path, &f->result, &other, &f->err), BV_E_IO);
    assert_non_null(strstr(f->err.text, "File exists"));
    bv_journal_close(journal);
    bv_result_finish(&read);
    resume_and_complete(f, BLOCKS);
}

static void leaves_nothing_when_it_cannot_begin(void **state)
{
    struct fixture *f = *state;
    struct bv_journal *journal;
    assert_int_equal(bv_journal_create("/nonexistent/rows.jsonl", &f->result, &journal, &f->err),
                     BV_E_IO);
    assert_string_equal(f->err.text, "/nonexistent/rows.jsonl: cannot open for writing: No such "
                                     "file or directory");
    bv_journal_close(NULL);
}

/* The file of another name in the folder. */
static const char *beside(const struct fixture *f)
{
    static char path[sizeof f->folder + 16];
    snprintf(path, sizeof path, "%s/again.jsonl", f->folder);
    return path;
}

static size_t files_in(const char *folder)
{
    size_t count = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(dir);
    return count;
}

/* What a run left is the same from what it read, in whatever order its rows stand. */
static void is_made_anew_from_what_was_read(void **state)
{
    struct fixture *f = *state;
    struct bv_result read;
    struct bv_journal *journal;
    assert_int_equal(bv_journal_resume(f->path, &read, &journal, &f->err), BV_OK);
    bv_journal_close(journal);
    for (unsigned order = 0; order < 2; order++) {
        size_t size;
        if (order == 1) { /* case by case, the last block first */
            struct bv_row rows[BLOCKS * CASES * ARMS] = {0};
            size_t count = 0;
            for (uint32_t i = 0; i < CASES; i++)
                for (uint32_t block = BLOCKS; block-- > 0;)
                    for (size_t k = 0; k < read.row_count; k++)
                        if (read.rows[k].case_index == i && read.rows[k].block == block)
                            rows[count++] = read.rows[k];
            assert_int_equal(count, read.row_count);
            memcpy(read.rows, rows, sizeof rows);
        }
        assert_int_equal(bv_journal_rebuild(beside(f), &read, &f->err), BV_OK);
        char *bytes = bv_golden_file_read(beside(f), &size);
        assert_int_equal(size, f->size);
        assert_memory_equal(bytes, f->bytes, size);
        free(bytes);
        assert_int_equal(unlink(beside(f)), 0);
    }
    bv_result_finish(&read);
}

/* It goes on as a run that was interrupted does, by its new plan. */
static void can_be_gone_on_with_when_it_is_made_anew(void **state)
{
    struct fixture *f = *state;
    struct bv_result read, again;
    struct bv_journal *journal;
    assert_int_equal(bv_journal_resume(f->path, &read, &journal, &f->err), BV_OK);
    bv_journal_close(journal);
    read.sessions = 3;
    read.budget_s = 90;
    read.blocks_max = 128;
    read.cases[1].state = BV_CASE_FAILED;
    read.cases[1].reason = "died";
    assert_int_equal(bv_result_add_event(&read, &(struct bv_event){1, "was repeated"}), BV_OK);
    assert_int_equal(bv_journal_rebuild(beside(f), &read, &f->err), BV_OK);
    bv_result_finish(&read);
    assert_int_equal(bv_journal_resume(beside(f), &again, &journal, &f->err), BV_OK);
    expect_blocks(&again, BLOCKS);
    assert_int_equal(again.sessions, 3);
    assert_true(again.budget_s == 90);
    assert_int_equal(again.blocks_max, 128);
    assert_int_equal(again.cases[1].state, BV_CASE_FAILED);
    assert_string_equal(again.cases[1].reason, "died");
    assert_int_equal(again.event_count, 1);
    assert_string_equal(again.events[0].what, "was repeated");
    bv_result_finish(&again);
    append_block(f, journal, BLOCKS);
    bv_journal_close(journal);
    assert_int_equal(bv_journal_resume(beside(f), &again, &journal, &f->err), BV_OK);
    expect_blocks(&again, BLOCKS + 1);
    bv_result_finish(&again);
    bv_journal_close(journal);
    assert_int_equal(unlink(beside(f)), 0);
}

/* There whole or not at all; and never in the place of another. */
static void is_not_made_anew_by_halves(void **state)
{
    struct fixture *f = *state;
    struct bv_result read;
    struct bv_journal *journal;
    assert_int_equal(bv_journal_resume(f->path, &read, &journal, &f->err), BV_OK);
    assert_int_equal(bv_journal_rebuild("/nonexistent/rows.jsonl", &read, &f->err), BV_E_IO);
    assert_int_equal(bv_journal_rebuild(f->path, &read, &f->err), BV_E_IO);
    assert_non_null(strstr(f->err.text, "rows.jsonl: cannot write: File exists"));
    read.block_count--; /* the rows of the last one are then of none */
    assert_int_equal(bv_journal_rebuild(beside(f), &read, &f->err), BV_E_INPUT);
    assert_non_null(strstr(f->err.text, "a row of 'null/size:8' is of block 2, which was not run"));
    bv_journal_close(journal);
    assert_int_equal(files_in(f->folder), 1);
    read.block_count++;
    bv_result_finish(&read);
    resume_and_complete(f, BLOCKS); /* what was there is what it was */
}

#define RUN(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(gives_back_what_was_written),
        RUN(drops_a_torn_block),
        RUN(needs_its_first_line),
        RUN(refuses_damage_before_the_last_commit),
        RUN(drops_a_damaged_last_block),
        RUN(refuses_other_than_the_next_block),
        RUN(takes_events_and_labels),
        RUN(has_one_writer),
        RUN(leaves_nothing_when_it_cannot_begin),
        RUN(is_made_anew_from_what_was_read),
        RUN(can_be_gone_on_with_when_it_is_made_anew),
        RUN(is_not_made_anew_by_halves),
    };
    return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
