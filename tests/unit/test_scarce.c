/* SPDX-License-Identifier: Apache-2.0 */
/* test_scarce.c: memory that ends while a file is read or written: each allocation once the one
 * that fails. Nothing is taken for damaged, nothing is lost, nothing half is written. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/bundle/auditfile.h"
#include "lib/bundle/counts.h"
#include "lib/bundle/journal.h"
#include "lib/bundle/runfile.h"
#include "lib/bundle/selfcheckfile.h"

/* The linker puts these in the place of the library's; what they call is the C library's own. */
void *__real_malloc(size_t bytes);
void *__wrap_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__real_realloc(void *old, size_t bytes);
void *__wrap_realloc(void *old, size_t bytes);
ssize_t __real_getline(char **line, size_t *capacity, FILE *stream);
ssize_t __wrap_getline(char **line, size_t *capacity, FILE *stream);
ssize_t __real___getdelim(char **line, size_t *capacity, int end, FILE *stream);
ssize_t __wrap___getdelim(char **line, size_t *capacity, int end, FILE *stream);

static size_t allocations, fails_at; /* counted from 1; 0: none */

static bool fails(void)
{
    if (++allocations != fails_at)
        return false;
    errno = ENOMEM;
    return true;
}

void *__wrap_malloc(size_t bytes)
{
    return fails() ? NULL : __real_malloc(bytes);
}

void *__wrap_calloc(size_t count, size_t bytes)
{
    return fails() ? NULL : __real_calloc(count, bytes);
}

void *__wrap_realloc(void *old, size_t bytes)
{
    return fails() ? NULL : __real_realloc(old, bytes);
}

ssize_t __wrap_getline(char **line, size_t *capacity, FILE *stream)
{
    return fails() ? -1 : __real_getline(line, capacity, stream);
}

/* What getline() is with optimisation. */
ssize_t __wrap___getdelim(char **line, size_t *capacity, int end, FILE *stream)
{
    return fails() ? -1 : __real___getdelim(line, capacity, end, stream);
}

/* From now on the Nth allocation fails. */
static void begin_scarcity(size_t n)
{
    allocations = 0;
    fails_at = n;
}

/* Whether it came to that allocation. */
static bool end_scarcity(void)
{
    bool came = fails_at <= allocations;
    fails_at = 0;
    return came;
}

static char folder[64], path[128], copy[128];

static int make_folder(void **unused)
{
    (void)unused;
    snprintf(folder, sizeof folder, "%s/test_scarce.XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/file", folder);
    snprintf(copy, sizeof copy, "%s/copy", folder);
    return 0;
}

static int remove_folder(void **unused)
{
    (void)unused;
    unlink(path);
    unlink(copy);
    return rmdir(folder);
}

static char *bytes_of(const char *file, size_t *size)
{
    FILE *stream = fopen(file, "re");
    char *bytes = __real_calloc(1, 1 << 16);
    assert_non_null(stream);
    assert_non_null(bytes);
    *size = fread(bytes, 1, 1 << 16, stream);
    fclose(stream);
    return bytes;
}

static void expect_bytes(const char *file, const char *bytes, size_t size)
{
    size_t now;
    char *found = bytes_of(file, &now);
    assert_int_equal(now, size);
    assert_memory_equal(found, bytes, size);
    free(found);
}

/* What is written is whole or not there, and which of them is said. */
static void expect_written(enum bv_status status, const char *bytes, size_t size, size_t n)
{
    if (status == BV_OK)
        expect_bytes(copy, bytes, size);
    else if (access(copy, F_OK) == 0)
        fail_msg("allocation %zu: a file is there", n);
    unlink(copy);
}

/* Said so, in so many words. */
static void expect_no_memory(const struct bv_error *err, size_t n)
{
    if (strstr(err->text, "ut of memory") == NULL && strstr(err->text, strerror(ENOMEM)) == NULL)
        fail_msg("allocation %zu: %s", n, err->text);
}

/* A file of the corpus of a fuzz target. */
static void corpus(const char *name, char file[256])
{
    snprintf(file, 256, "%s/%s", BV_CORPUS, name);
    assert_int_equal(access(file, R_OK), 0);
}

/* Read a file and write it, in plenty; then each in scarcity, until there is enough. What an
 * allocation was not needed for is read whole. */
#define READ_AND_WRITE(NAME, TYPE, READ, WRITE, FINISH)                                            \
    do {                                                                                           \
        char file[256];                                                                            \
        struct TYPE of, scarce;                                                                    \
        struct bv_error err;                                                                       \
        size_t n, size;                                                                            \
        enum bv_status status;                                                                     \
        corpus(NAME, file);                                                                        \
        assert_int_equal(READ(file, &of, &err), BV_OK);                                            \
        assert_int_equal(WRITE(&of, copy, &err), BV_OK);                                           \
        char *bytes = bytes_of(copy, &size);                                                       \
        unlink(copy);                                                                              \
        bool came = true;                                                                          \
        for (n = 1; came; n++) {                                                                   \
            begin_scarcity(n);                                                                     \
            status = READ(file, &scarce, &err);                                                    \
            came = end_scarcity();                                                                 \
            if (status != BV_OK) {                                                                 \
                expect_no_memory(&err, n);                                                         \
                continue;                                                                          \
            }                                                                                      \
            expect_written(WRITE(&scarce, copy, &err), bytes, size, n);                            \
            FINISH(&scarce);                                                                       \
        }                                                                                          \
        assert_true(n > 3);                                                                        \
        came = true;                                                                               \
        for (n = 1; came; n++) {                                                                   \
            begin_scarcity(n);                                                                     \
            status = WRITE(&of, copy, &err);                                                       \
            came = end_scarcity();                                                                 \
            expect_written(status, bytes, size, n);                                                \
        }                                                                                          \
        assert_int_equal(status, BV_OK);                                                           \
        assert_true(n > 10);                                                                       \
        free(bytes);                                                                               \
        FINISH(&of);                                                                               \
    } while (0)

static void results(void **unused)
{
    (void)unused;
    READ_AND_WRITE("runfile/hostile.json", bv_result, bv_runfile_read, bv_runfile_write,
                   bv_result_finish);
}

static void audits(void **unused)
{
    (void)unused;
    READ_AND_WRITE("audit/violation.json", bv_audit, bv_audit_read, bv_audit_write,
                   bv_audit_finish);
}

static void counts(void **unused)
{
    (void)unused;
    READ_AND_WRITE("counts/whole.json", bv_counts, bv_counts_read, bv_counts_write,
                   bv_counts_finish);
}

static void selfchecks(void **unused)
{
    (void)unused;
    READ_AND_WRITE("checkfile/failed.json", bv_selfcheckfile, bv_selfcheckfile_read,
                   bv_selfcheckfile_write, bv_selfcheckfile_finish);
}

/* A journal is cut where it ends, and never where memory did. */
static void journals(void **unused)
{
    (void)unused;
    static const char *const names[] = {"journal/whole", "journal/events"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char file[256];
        struct bv_result plenty, result, again;
        struct bv_journal *journal;
        struct bv_error err;
        size_t n = 1, size;
        enum bv_status status;
        corpus(names[i], file);
        char *bytes = bytes_of(file, &size);
        FILE *stream = fopen(path, "we");
        assert_non_null(stream);
        assert_int_equal(fwrite(bytes, 1, size, stream), size);
        assert_int_equal(fclose(stream), 0);
        assert_int_equal(bv_journal_resume(path, &plenty, &journal, &err), BV_OK);
        bv_journal_close(journal);
        for (;; n++) {
            begin_scarcity(n);
            status = bv_journal_resume(path, &result, &journal, &err);
            if (!end_scarcity())
                break;
            if (status == BV_OK) {
                assert_int_equal(result.block_count, plenty.block_count);
                bv_result_finish(&result);
                bv_journal_close(journal);
            } else {
                expect_no_memory(&err, n);
            }
            expect_bytes(path, bytes, size);
        }
        assert_int_equal(status, BV_OK);
        assert_true(n > 10);
        expect_bytes(path, bytes, size);
        bv_journal_close(journal);
        /* One that begins says all of its context, or there is none. */
        for (n = 1;; n++) {
            begin_scarcity(n);
            status = bv_journal_create(copy, &result, &journal, &err);
            if (!end_scarcity())
                break;
            if (status != BV_OK)
                continue;
            bv_journal_close(journal);
            assert_int_equal(bv_journal_resume(copy, &again, &journal, &err), BV_OK);
            assert_int_equal(again.case_count, result.case_count);
            assert_int_equal(again.key.count, result.key.count);
            bv_result_finish(&again);
            bv_journal_close(journal);
            unlink(copy);
        }
        assert_int_equal(status, BV_OK);
        bv_journal_close(journal);
        bv_result_finish(&result);
        bv_result_finish(&plenty);
        free(bytes);
        unlink(copy);
        unlink(path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results),    cmocka_unit_test(audits),   cmocka_unit_test(counts),
        cmocka_unit_test(selfchecks), cmocka_unit_test(journals),
    };
    return cmocka_run_group_tests_name("scarce", tests, make_folder, remove_folder);
}
