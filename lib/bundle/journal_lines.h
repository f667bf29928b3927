/* SPDX-License-Identifier: Apache-2.0 */
/* journal_lines.h: the lines of a journal, as a result. */
#ifndef BV_JOURNAL_LINES_H
#define BV_JOURNAL_LINES_H

#include <stddef.h>
#include <stdio.h>

#include <jansson.h>

#include "lib/bundle/result.h"

struct bv_journal_lines {
    struct bv_result *result;
    json_t *index;
    size_t committed_rows;
};

/* Read up to the last commit; a damaged line is an error only if a commit stands behind it. */
enum bv_status bv_journal_lines_read(FILE *stream, const char *path,
                                     struct bv_journal_lines *reader, off_t *end,
                                     struct bv_error *err);

#endif
