/* SPDX-License-Identifier: Apache-2.0 */
/* record.h: the parts of a result as JSON, the same in run.json, in rows.jsonl and in the pipe. */
#ifndef BV_RECORD_H
#define BV_RECORD_H

#include <jansson.h>

#include "lib/base/fields.h"
#include "lib/base/jsontext.h"
#include "lib/bundle/result.h"

/* Look-up from row names (case name + /pass:ARM) to cases and arms of a result.
 * where    the file, or what else the cases come from; opens the error's text
 * out      a new reference, written only on BV_OK; build anew after adding cases
 * Errors   BV_E_INPUT (two arms have rows of the same name: err says which), BV_E_NOMEM */
enum bv_status bv_record_index(const struct bv_result *result, const char *where, json_t **out,
                               struct bv_error *err);

/* What a metric is called in a row. */
const char *bv_record_metric(enum bv_metric metric);

/* A row as Google Benchmark writes one.
 * repetitions   blocks that the case has in all; 0 while that is unknown
 * Returns       a new reference, NULL when out of memory */
json_t *bv_record_row(const struct bv_result *result, const struct bv_row *row,
                      uint32_t repetitions);

/* Check and read a row.
 * place    where it stands
 * Errors   BV_E_INPUT */
enum bv_status bv_record_read_row(const json_t *json, const json_t *index,
                                  const struct bv_place *place, struct bv_row *out,
                                  struct bv_error *err);

/* What stands in the row of a whole file for readers of Google Benchmark's format alone must say
 * the same as byval's own fields: of two tellings one would be wrong. byval itself reads its own.
 * row      as bv_record_read_row() read it
 * place    where it stands; the error's text adds no foreign words
 * Errors   BV_E_INPUT */
enum bv_status bv_record_check_row(const json_t *json, const struct bv_row *row,
                                   const struct bv_place *place, struct bv_error *err);

json_t *bv_record_block(const struct bv_block_info *block);
enum bv_status bv_record_read_block(const json_t *json, const struct bv_place *place,
                                    struct bv_block_info *out, struct bv_error *err);

/* `text`s of event and case are borrowed from json. */
json_t *bv_record_event(const struct bv_event *event);
enum bv_status bv_record_read_event(const json_t *json, const struct bv_place *place,
                                    struct bv_event *out, struct bv_error *err);

json_t *bv_record_case(const struct bv_case_info *info);
enum bv_status bv_record_read_case(const json_t *json, const struct bv_place *place,
                                   struct bv_case_info *out, struct bv_error *err);

/* Everything of a result but its rows: the `context` of the file. */
json_t *bv_record_context(const struct bv_result *result);

/* Fill an empty result from a context; strings stay borrowed from json, which must outlive out.
 * Errors   BV_E_INPUT (not byval's, a newer schema, a field of the wrong type), BV_E_NOMEM */
enum bv_status bv_record_read_context(const json_t *json, const struct bv_place *place,
                                      struct bv_result *out, struct bv_error *err);

#endif
