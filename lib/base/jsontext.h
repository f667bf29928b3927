/* SPDX-License-Identifier: Apache-2.0 */
/* jsontext.h: text as JSON, which tells want of memory from damage.
 *
 * For want of memory the parser of Jansson 2.14 calls text invalid, or drops a character of it and
 * goes on, past the end of a string if that was its quote (lex_save() in its load.c). So a malloc
 * that fails while it parses does not return to it: it longjmps out. No simpler way is known: a
 * NULL would be an overrun of memory, and how much a text will need is not known before. What was
 * made by then is lost, unless it stands in a region. */
#ifndef BV_JSONTEXT_H
#define BV_JSONTEXT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "lib/base/region.h"
#include "lib/base/status.h"

/* How every JSON text of byval is written: strict, one line, 9 significant digits. */
#define BV_JSON_FLAGS (JSON_COMPACT | JSON_REAL_PRECISION(9))

/* Parse text as JSON.
 * flags    of json_loadb(), but for JSON_REJECT_DUPLICATES, which is always set
 * out      gets a new reference, NULL unless BV_OK
 * why      as json_loadb() fills it
 * Errors   BV_E_INPUT, BV_E_NOMEM
 * Source   json_loadb() */
enum bv_status bv_jsontext_parse(const char *text, size_t length, size_t flags, json_t **out,
                                 json_error_t *why);

/* The same into a region, which owns the document: nobody may json_decref it, nor change it.
 * out      lives as long as the region */
enum bv_status bv_jsontext_parse_into(struct bv_region *into, const char *text, size_t length,
                                      size_t flags, const json_t **out, json_error_t *why);

/* Whether Jansson has wanted memory in this thread since this was asked before. Then what it made
 * is not to be used, even where it said nothing, and what it found missing may be there. */
bool bv_jsontext_starved(void);

/* Why a text is no JSON as byval reads it, seen from its first bytes: a byte order mark, or UTF-16,
 * as some editors and shells save it.
 * Returns  what is wrong and what to do, to follow the file's name; NULL where it is not that */
const char *bv_jsontext_encoding(const char *text, size_t length);

/* Parse a whole file's text into a region.
 * file     what it is called in messages
 * Errors   BV_E_INPUT (err says in which line), BV_E_NOMEM */
enum bv_status bv_jsontext_file(struct bv_region *into, const char *text, size_t length,
                                const char *file, const json_t **out, struct bv_error *err);

/* Write some text and a value behind it, on one line, and release the value.
 * json     NULL: what was to be written could not be made
 * Returns  false: it is not written, for want of memory or of room */
bool bv_jsontext_put(FILE *stream, const char *before, json_t *json);

#endif
