/* SPDX-License-Identifier: Apache-2.0 */
/* journal.c: append, sync now and then, and find the last commit again. */
#include "lib/bundle/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/base/filesync.h"
#include "lib/base/jsontext.h"
#include "lib/base/memory.h"
#include "lib/bundle/journal_lines.h"
#include "lib/bundle/record.h"

struct bv_journal {
    int fd;
    off_t end;       /* behind the last commit */
    double synced_s; /* when all before it was */
    bool is_synced;
    char path[PATH_MAX];
};

static enum bv_status open_locked(const char *path, int flags, struct bv_journal **out,
                                  struct bv_error *err)
{
    struct bv_journal *journal = calloc(1, sizeof *journal);
    if (journal == NULL)
        return bv_no_memory(err);
    snprintf(journal->path, sizeof journal->path, "%s", path);
    journal->synced_s = -INFINITY;
    journal->fd = open(path, flags | O_RDWR | O_CLOEXEC, 0644);
    enum bv_status status = BV_OK;
    struct stat st;
    if (journal->fd < 0)
        status = bv_fail(err, BV_E_IO, "%s: cannot open for writing: %s", path, strerror(errno));
    else if (fstat(journal->fd, &st) != 0 || !S_ISREG(st.st_mode))
        status = bv_fail(err, BV_E_INPUT,
                         "%s: is no plain file: no bundle has such a thing; remove it", path);
    else if (flock(journal->fd, LOCK_EX | LOCK_NB) != 0)
        status =
            errno == EWOULDBLOCK
                ? bv_fail(err, BV_E_REFUSED,
                          "%s: another byval is appending to it; wait for that run to end", path)
                : bv_fail(err, BV_E_IO, "%s: cannot lock: %s", path, strerror(errno));
    if (status != BV_OK) {
        bv_journal_close(journal);
        return status;
    }
    *out = journal;
    return BV_OK;
}

enum bv_status bv_journal_create(const char *path, const struct bv_result *result,
                                 struct bv_journal **out, struct bv_error *err)
{
    struct bv_journal *journal;
    enum bv_status status = open_locked(path, O_CREAT | O_EXCL, &journal, err);
    if (status != BV_OK)
        return status;
    status = bv_journal_append_json(journal, "byval_journal", bv_record_context(result), err);
    char folder[PATH_MAX];
    memcpy(folder, journal->path, sizeof folder);
    if (status == BV_OK)
        status = bv_folder_sync(dirname(folder), err);
    if (status != BV_OK) {
        bv_journal_close(journal);
        unlink(path);
        return status;
    }
    *out = journal;
    return BV_OK;
}

static int sync_all(struct bv_journal *journal)
{
    if (!journal->is_synced && bv_file_sync(journal->fd) != 0)
        return errno;
    journal->is_synced = true;
    journal->synced_s = bv_clock_s();
    return 0;
}

/* Returns 0, or what went wrong as an errno. */
static int write_all(struct bv_journal *journal, const char *text, size_t bytes)
{
    size_t done = 0;
    while (done < bytes) {
        ssize_t n = pwrite(journal->fd, text + done, bytes - done, journal->end + (off_t)done);
        if (n < 0 && errno != EINTR)
            return errno;
        if (n == 0)
            return EIO; /* no reason is given, and none would be by the next try */
        done += n > 0 ? (size_t)n : 0;
    }
    journal->is_synced = false;
    return bv_clock_s() - journal->synced_s < BV_JOURNAL_SYNC_S ? 0 : sync_all(journal);
}

static enum bv_status write_failed(const struct bv_journal *journal, int cause,
                                   struct bv_error *err)
{
    return bv_fail(err, BV_E_IO, "%s: cannot write: %s%s", journal->path, strerror(cause),
                   cause == ENOSPC || cause == EDQUOT ? "; make room" : "");
}

enum bv_status bv_journal_append(struct bv_journal *journal, const char *text, size_t bytes,
                                 struct bv_error *err)
{
    int cause = write_all(journal, text, bytes);
    if (cause == 0) {
        journal->end += (off_t)bytes;
        return BV_OK;
    }
    /* Best effort: a reader drops an uncommitted tail by itself. */
    int cut = ftruncate(journal->fd, journal->end);
    (void)cut;
    return write_failed(journal, cause, err);
}

enum bv_status bv_journal_sync(struct bv_journal *journal, struct bv_error *err)
{
    int cause = sync_all(journal);
    return cause == 0 ? BV_OK : write_failed(journal, cause, err);
}

enum bv_status bv_journal_append_json(struct bv_journal *journal, const char *kind, json_t *payload,
                                      struct bv_error *err)
{
    json_t *line = payload == NULL ? NULL : json_pack("{s:o}", kind, payload);
    char *text = line == NULL ? NULL : json_dumps(line, BV_JSON_FLAGS);
    json_decref(line);
    if (bv_jsontext_starved() || text == NULL) {
        free(text);
        return bv_fail(err, BV_E_NOMEM, "%s: out of memory", journal->path);
    }
    size_t bytes = strlen(text);
    text[bytes] = '\n'; /* in the place of the terminator */
    enum bv_status status = bv_journal_append(journal, text, bytes + 1, err);
    free(text);
    return status;
}

void bv_journal_close(struct bv_journal *journal)
{
    if (journal == NULL)
        return;
    if (journal->fd >= 0)
        close(journal->fd);
    free(journal);
}

/* One line {kind: json}, or json itself where kind is NULL; takes the reference. */
static bool put_line(FILE *out, const char *kind, json_t *json)
{
    json_t *line = kind == NULL || json == NULL ? json : json_pack("{s:o}", kind, json);
    bool whole = line != NULL && json_dumpf(line, out, BV_JSON_FLAGS) == 0;
    fputc('\n', out);
    json_decref(line);
    return whole && !bv_jsontext_starved();
}

static int by_block(const void *a, const void *b)
{
    const struct bv_row *x = *(const struct bv_row *const *)a;
    const struct bv_row *y = *(const struct bv_row *const *)b;
    if (x->block != y->block)
        return x->block < y->block ? -1 : 1;
    return x < y ? -1 : x > y; /* as they stand */
}

/* The rows of each block, then its line.
 * room     for pointers to all rows
 * Errors   BV_E_INPUT (a row is of no block), BV_E_NOMEM */
static enum bv_status put_blocks(FILE *out, const struct bv_result *result,
                                 const struct bv_row **room, const char *path, struct bv_error *err)
{
    size_t next = 0;
    bool whole = true;
    for (size_t i = 0; i < result->row_count; i++)
        room[i] = &result->rows[i];
    qsort(room, result->row_count, sizeof *room, by_block);
    for (size_t b = 0; b < result->block_count && whole; b++) {
        for (; next < result->row_count && room[next]->block == result->blocks[b].block && whole;
             next++)
            whole = put_line(out, NULL, bv_record_row(result, room[next], 0));
        whole = whole && put_line(out, "byval_block", bv_record_block(&result->blocks[b]));
    }
    for (size_t i = 0; i < result->event_count && whole; i++)
        whole = put_line(out, "byval_event", bv_record_event(&result->events[i]));
    if (whole && next < result->row_count)
        return bv_fail(err, BV_E_INPUT,
                       "%s: cannot be made: a row of '%.200s' is of block %u, "
                       "which was not run, or does not follow",
                       path, result->cases[room[next]->case_index].name, room[next]->block);
    return whole ? BV_OK : bv_fail(err, BV_E_NOMEM, "%s: out of memory, or of room", path);
}

enum bv_status bv_journal_rebuild(const char *path, const struct bv_result *result,
                                  struct bv_error *err)
{
    struct bv_result head = *result;
    head.block_count = head.row_count = head.event_count = 0;
    const struct bv_row **rows = malloc((result->row_count + 1) * sizeof *rows);
    struct bv_newfile file;
    enum bv_status status = rows == NULL ? bv_fail(err, BV_E_NOMEM, "%s: out of memory", path)
                                         : bv_newfile_open(path, &file, err);
    if (status == BV_OK) {
        file.is_new = true;
        status = put_line(file.stream, "byval_journal", bv_record_context(&head))
                     ? put_blocks(file.stream, result, rows, path, err)
                     : bv_fail(err, BV_E_NOMEM, "%s: out of memory, or of room", path);
        if (status == BV_OK)
            status = bv_newfile_commit(&file, err);
        else
            bv_newfile_discard(&file);
    }
    free(rows);
    return status;
}

enum bv_status bv_journal_resume(const char *path, struct bv_result *result,
                                 struct bv_journal **out, struct bv_error *err)
{
    struct bv_journal *journal;
    enum bv_status status = open_locked(path, 0, &journal, err);
    if (status != BV_OK)
        return status;
    struct bv_result read = {0};
    struct bv_journal_lines reader = {.result = &read};
    FILE *stream = fopen(path, "re");
    if (stream == NULL)
        status = bv_fail(err, BV_E_IO, "%s: cannot read: %s", path, strerror(errno));
    else
        status = bv_journal_lines_read(stream, path, &reader, &journal->end, err);
    if (stream != NULL)
        fclose(stream);
    if (status == BV_OK && reader.index == NULL)
        status =
            bv_fail(err, BV_E_INPUT,
                    "%s: not even its first line is whole; delete the folder and run anew", path);
    json_decref(reader.index);
    if (status == BV_OK && ftruncate(journal->fd, journal->end) != 0)
        status = bv_fail(err, BV_E_IO, "%s: cannot cut its torn end: %s", path, strerror(errno));
    if (status != BV_OK) {
        bv_result_finish(&read);
        bv_journal_close(journal);
        return status;
    }
    read.row_count = reader.committed_rows;
    *result = read;
    *out = journal;
    return BV_OK;
}
