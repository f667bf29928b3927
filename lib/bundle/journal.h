/* SPDX-License-Identifier: Apache-2.0 */
/* journal.h: rows.jsonl, to which a run appends block by block, and from which it resumes.
 *
 * Line 1 is {"byval_journal": {the context}}. Then come, in one write a block, its rows and a line
 * {"byval_block": ...} that commits them; {"byval_event": ...} and {"byval_case": ...} commit
 * themselves. Rows without a commit behind them belong to a block that was under way.
 *
 * What is written outlives this process; what is synced, the machine's fall too. A sync takes as
 * long as a short block, so that there is one in BV_JOURNAL_SYNC_S at most. */
#ifndef BV_JOURNAL_H
#define BV_JOURNAL_H

#include <jansson.h>

#include "lib/bundle/result.h"

struct bv_journal;

#define BV_JOURNAL_SYNC_S 1.0

/* Begin path, which must not exist, with the result's context.
 * Errors   BV_E_IO, BV_E_NOMEM */
enum bv_status bv_journal_create(const char *path, const struct bv_result *result,
                                 struct bv_journal **out, struct bv_error *err);

/* Read a journal, cut what was not committed, and go on appending to it.
 * result   filled with what was committed; bv_result_finish it
 * Errors   BV_E_IO, BV_E_INPUT (a line before the last commit is damaged: err says which),
 *          BV_E_REFUSED (another process appends to it), BV_E_NOMEM */
enum bv_status bv_journal_resume(const char *path, struct bv_result *result,
                                 struct bv_journal **out, struct bv_error *err);

/* Write the journal that a finished result would have left, so that it can be gone on with. It is
 * there whole, or not at all.
 * path     what stands there stays
 * result   its cases and plan are those that the journal begins with
 * Errors   BV_E_IO (something stands there, too), BV_E_INPUT (a row is of no block), BV_E_NOMEM */
enum bv_status bv_journal_rebuild(const char *path, const struct bv_result *result,
                                  struct bv_error *err);

/* Append lines; sync them and those before if the last sync was BV_JOURNAL_SYNC_S ago. All of them
 * get into the file, or, as far as a reader can see, none.
 * text     whole lines, the last of which commits
 * Errors   BV_E_IO; the file is cut back to what it was */
enum bv_status bv_journal_append(struct bv_journal *journal, const char *text, size_t bytes,
                                 struct bv_error *err);

/* Append one line {"kind": payload}; takes the reference of payload, which may be NULL (no memory).
 * Errors   as bv_journal_append, BV_E_NOMEM */
enum bv_status bv_journal_append_json(struct bv_journal *journal, const char *kind, json_t *payload,
                                      struct bv_error *err);

/* Sync what is not synced yet.
 * Errors   BV_E_IO */
enum bv_status bv_journal_sync(struct bv_journal *journal, struct bv_error *err);

/* Close, unsynced; NULL is fine. */
void bv_journal_close(struct bv_journal *journal);

#endif
