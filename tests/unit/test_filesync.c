/* SPDX-License-Identifier: Apache-2.0 */
/* test_filesync.c: calls that are interrupted, or that fail without a word, of whatever writes. */
#include "lib/base/filesync.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/base/digest.h"
#include "lib/base/folder.h"
#include "lib/bundle/journal.h"

/* The linker puts these in the calls' places. */
int __real_fsync(int fd);
int __wrap_fsync(int fd);
ssize_t __real_pwrite(int fd, const void *bytes, size_t count, off_t offset);
ssize_t __wrap_pwrite(int fd, const void *bytes, size_t count, off_t offset);
int __real_ftruncate(int fd, off_t length);
int __wrap_ftruncate(int fd, off_t length);
int __real_syncfs(int fd);
int __wrap_syncfs(int fd);

/* How a call goes from now on: so many times with an error, 0 being none that errno would name. */
struct fault {
    int times, error;
};
static int fsync_count;
static struct fault fsync_fault, pwrite_fault, ftruncate_fault, syncfs_fault;

static bool strikes(struct fault *fault)
{
    if (fault->times == 0)
        return false;
    fault->times--;
    errno = fault->error;
    return true;
}

int __wrap_fsync(int fd)
{
    fsync_count++;
    return strikes(&fsync_fault) ? -1 : __real_fsync(fd);
}

ssize_t __wrap_pwrite(int fd, const void *bytes, size_t count, off_t offset)
{
    if (strikes(&pwrite_fault))
        return pwrite_fault.error == 0 ? 0 : -1;
    return __real_pwrite(fd, bytes, count, offset);
}

int __wrap_ftruncate(int fd, off_t length)
{
    return strikes(&ftruncate_fault) ? -1 : __real_ftruncate(fd, length);
}

int __wrap_syncfs(int fd)
{
    return strikes(&syncfs_fault) ? -1 : __real_syncfs(fd);
}

static char folder[64], path[96];

static int start(void **unused)
{
    (void)unused;
    strcpy(folder, "/tmp/byval-test-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/file", folder);
    return 0;
}

static int end(void **unused)
{
    (void)unused;
    unlink(path);
    return rmdir(folder); /* fails where a temporary file was left */
}

static enum bv_status write_words(const char *words, struct bv_error *err)
{
    struct bv_newfile file;
    assert_int_equal(bv_newfile_open(path, &file, err), BV_OK);
    assert_true(fputs(words, file.stream) >= 0);
    return bv_newfile_commit(&file, err);
}

static void expect_words(const char *words)
{
    char *bytes;
    size_t size;
    assert_int_equal(bv_file_read(path, &bytes, &size, NULL), BV_OK);
    assert_string_equal(bytes, words);
    free(bytes);
}

static void files(void **unused)
{
    (void)unused;
    struct bv_error err;
    fsync_fault = (struct fault){5, EINTR};
    assert_int_equal(write_words("old", &err), BV_OK);
    assert_int_equal(fsync_fault.times, 0);
    fsync_fault = (struct fault){1, EIO};
    assert_int_equal(write_words("new", &err), BV_E_IO);
    assert_non_null(strstr(err.text, "file: cannot write: Input/output error"));
    expect_words("old");
}

static const struct bv_result nothing = {.byval_version = "0",
                                         .started_utc = "2026-01-01T00:00:00Z",
                                         .preset = "full",
                                         .gbench = {.library_build_type = "release"}};

static void journals(void **unused)
{
    (void)unused;
    static const struct {
        struct fault fsync, pwrite, ftruncate;
        const char *complaint; /* NULL: none */
    } rows[] = {
        {{3, EINTR}, {0, 0}, {0, 0}, NULL},
        {{0, 0}, {3, EINTR}, {0, 0}, NULL},
        {{1, EIO}, {0, 0}, {0, 0}, "cannot write: Input/output error"},
        {{0, 0}, {1, 0}, {0, 0}, "cannot write: Input/output error"},
        {{0, 0}, {1, ENOSPC}, {1, EROFS}, "cannot write: No space left on device; make room"},
    };
    struct bv_journal *journal;
    struct bv_error err;
    assert_int_equal(bv_journal_create(path, &nothing, &journal, &err), BV_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct stat before, after;
        assert_int_equal(stat(path, &before), 0);
        fsync_fault = rows[i].fsync;
        pwrite_fault = rows[i].pwrite;
        ftruncate_fault = rows[i].ftruncate;
        enum bv_status status = bv_journal_append(journal, "{}\n", 3, &err);
        bool is_written = status == BV_OK;
        if (is_written)
            status = bv_journal_sync(journal, &err);
        assert_int_equal(status, rows[i].complaint == NULL ? BV_OK : BV_E_IO);
        assert_int_equal(fsync_fault.times + pwrite_fault.times + ftruncate_fault.times, 0);
        assert_int_equal(stat(path, &after), 0);
        assert_int_equal(after.st_size - before.st_size, is_written ? 3 : 0);
        if (rows[i].complaint != NULL && strstr(err.text, rows[i].complaint) == NULL)
            fail_msg("row %zu: %s", i, err.text);
    }
    bv_journal_close(journal);
}

/* Blocks of some milliseconds come faster than a disk can sync them. */
static void syncs_now_and_then(void **unused)
{
    (void)unused;
    enum { APPENDS = 100 };
    struct bv_journal *journal;
    struct bv_error err;
    assert_int_equal(bv_journal_create(path, &nothing, &journal, &err), BV_OK);
    fsync_count = 0;
    for (int i = 0; i < APPENDS; i++)
        assert_int_equal(bv_journal_append(journal, "{}\n", 3, &err), BV_OK);
    assert_in_range(fsync_count, 0, APPENDS / 2);
    fsync_count = 0;
    assert_int_equal(bv_journal_sync(journal, &err), BV_OK);
    assert_int_equal(bv_journal_sync(journal, &err), BV_OK); /* there is nothing more to do */
    assert_in_range(fsync_count, 0, 1);
    bv_journal_close(journal);
}

static void reports(void **unused)
{
    (void)unused;
    struct bv_folder report;
    struct bv_error err;
    assert_int_equal(bv_folder_begin(path, &report, &err), BV_OK);
    assert_int_equal(bv_folder_write(&report, "index.html", "x", 1, &err), BV_OK);
    syncfs_fault = (struct fault){1, ENOSPC};
    assert_int_equal(bv_folder_commit(&report, &err), BV_E_IO);
    assert_non_null(strstr(err.text, "No space left on device"));
    assert_int_equal(access(path, F_OK), -1);
    fsync_fault = (struct fault){1, EINTR};
    assert_int_equal(bv_folder_commit(&report, &err), BV_OK);
    assert_int_equal(fsync_fault.times, 0); /* the folder around it is synced as well */
    snprintf(path, sizeof path, "%s/file/index.html", folder);
    expect_words("x");
    assert_int_equal(unlink(path), 0);
    snprintf(path, sizeof path, "%s/file/FILES.sha256", folder); /* lists all but itself */
    expect_words("2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881  index.html\n");
    assert_int_equal(unlink(path), 0);
    snprintf(path, sizeof path, "%s/file", folder);
    assert_int_equal(rmdir(path), 0);
}

static void digests(void **unused)
{
    (void)unused;
    const char *const paths[] = {folder};
    char text[BV_DIGEST_TEXT_BYTES];
    struct bv_error err;
    assert_int_equal(bv_digest_files(paths, 1, text, &err), BV_E_IO);
    assert_non_null(strstr(err.text, ": cannot read: Is a directory"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(files, start, end),
        cmocka_unit_test_setup_teardown(journals, start, end),
        cmocka_unit_test_setup_teardown(syncs_now_and_then, start, end),
        cmocka_unit_test_setup_teardown(reports, start, end),
        cmocka_unit_test_setup_teardown(digests, start, end),
    };
    return cmocka_run_group_tests_name("filesync", tests, NULL, NULL);
}
