/* SPDX-License-Identifier: Apache-2.0 */
/* fields.h: the fields of a JSON object, read by a table: one message for each thing wrong.
 *
 *     const struct bv_place place = {&file, "cases", 3};
 *     const struct bv_field fields[] = {
 *         BV_TEXT("name", BV_ONE_LINE, &to->name),
 *         BV_INDEX("function", function_count, &to->function),
 *     };
 *     status = bv_fields_read(json, &place, fields, 2, false, err);
 *
 * says "audit.json: cases[3].function: expected an index below 120". Nothing is allocated. */
#ifndef BV_FIELDS_H
#define BV_FIELDS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/base/status.h"

/* Where a value stands. */
struct bv_place {
    const struct bv_place
        *in;          /* NULL: name is the file, or what else the text comes from; may be "" */
    const char *name; /* NULL: an entry of a list within a list */
    int64_t index;    /* in the list of that name; BV_WHOLE: the field itself */
};

enum { BV_WHOLE = -1 };

/* What a field may be beside what its kind says. */
enum {
    BV_PLAIN = 0,
    BV_MAY_MISS = 1,     /* missing: what it is read to stays as it is */
    BV_MAY_BE_NULL = 2,  /* null is NULL, NAN or -1 */
    BV_ONE_LINE = 4,     /* of a text: not empty, no control characters */
    BV_NOT_NEGATIVE = 8, /* of a number */
    BV_ABOVE_0 = 16      /* of a number */
};

enum bv_field_kind {
    BV_FIELD_TEXT,
    BV_FIELD_COUNT,
    BV_FIELD_LONG_COUNT,
    BV_FIELD_MAYBE_COUNT,
    BV_FIELD_INDEX,
    BV_FIELD_NUMBER,
    BV_FIELD_FLAG,
    BV_FIELD_WORD,
    BV_FIELD_LIST,
    BV_FIELD_OBJECT
};

struct bv_field {
    const char *name;
    enum bv_field_kind kind;
    unsigned may;         /* the flags above */
    uint64_t least, most; /* of a count; of the entries of a list */
    const char *const *words;
    union {
        const char **text;
        uint32_t *count;
        uint64_t *long_count;
        int64_t *maybe_count;
        double *number;
        bool *flag;
        const json_t **json;
    } to;
};

/* Rows of a table: the field's name, the flags of what it may be, and where it is read to. */
#define BV_TEXT(name, may, at)                                                                     \
    {                                                                                              \
        name, BV_FIELD_TEXT, may, 0, 0, NULL,                                                      \
        {                                                                                          \
            .text = (at)                                                                           \
        }                                                                                          \
    }
#define BV_COUNT(name, may, least, most, at)                                                       \
    {                                                                                              \
        name, BV_FIELD_COUNT, may, least, most, NULL,                                              \
        {                                                                                          \
            .count = (at)                                                                          \
        }                                                                                          \
    }
#define BV_LONG_COUNT(name, may, least, most, at)                                                  \
    {                                                                                              \
        name, BV_FIELD_LONG_COUNT, may, least, most, NULL,                                         \
        {                                                                                          \
            .long_count = (at)                                                                     \
        }                                                                                          \
    }
/* A count, or null: -1. */
#define BV_MAYBE_COUNT(name, most, at)                                                             \
    {                                                                                              \
        name, BV_FIELD_MAYBE_COUNT, BV_MAY_BE_NULL, 0, most, NULL,                                 \
        {                                                                                          \
            .maybe_count = (at)                                                                    \
        }                                                                                          \
    }
#define BV_INDEX(name, below, at)                                                                  \
    {                                                                                              \
        name, BV_FIELD_INDEX, 0, 0, below, NULL,                                                   \
        {                                                                                          \
            .count = (at)                                                                          \
        }                                                                                          \
    }
#define BV_NUMBER(name, may, at)                                                                   \
    {                                                                                              \
        name, BV_FIELD_NUMBER, may, 0, 0, NULL,                                                    \
        {                                                                                          \
            .number = (at)                                                                         \
        }                                                                                          \
    }
#define BV_FLAG(name, at)                                                                          \
    {                                                                                              \
        name, BV_FIELD_FLAG, 0, 0, 0, NULL,                                                        \
        {                                                                                          \
            .flag = (at)                                                                           \
        }                                                                                          \
    }
/* One of word_count words, as its number. */
#define BV_WORD(name, all, word_count, at)                                                         \
    {                                                                                              \
        name, BV_FIELD_WORD, 0, 0, word_count, all,                                                \
        {                                                                                          \
            .count = (at)                                                                          \
        }                                                                                          \
    }
/* Borrowed from the document. */
#define BV_LIST(name, may, least, most, at)                                                        \
    {                                                                                              \
        name, BV_FIELD_LIST, may, least, most, NULL,                                               \
        {                                                                                          \
            .json = (at)                                                                           \
        }                                                                                          \
    }
#define BV_OBJECT(name, may, at)                                                                   \
    {                                                                                              \
        name, BV_FIELD_OBJECT, may, 0, 0, NULL,                                                    \
        {                                                                                          \
            .json = (at)                                                                           \
        }                                                                                          \
    }

/* Read the fields of an object.
 * object   NULL: it is missing
 * fields   read in their order; texts, lists and objects are borrowed from the document
 * only     refuse other fields than these
 * Errors   BV_E_INPUT: err says which field, and what was expected */
enum bv_status bv_fields_read(const json_t *object, const struct bv_place *place,
                              const struct bv_field *fields, size_t count, bool only,
                              struct bv_error *err);

/* Read one value by a row whose name does not matter: place is where the value stands. */
enum bv_status bv_value_read(const json_t *value, const struct bv_place *place,
                             struct bv_field field, struct bv_error *err);

/* Read the version of a format, which each head has as `schema`.
 * newest   the version that this byval reads; a newer one is refused
 * Errors   BV_E_INPUT */
enum bv_status bv_fields_schema(const json_t *head, const struct bv_place *place, uint32_t newest,
                                uint32_t *out, struct bv_error *err);

/* Refuse what stands somewhere, in the manner of the messages above.
 * field    of the object there; NULL: all of it
 * format   what is wrong, such as "expected ..."
 * Returns  BV_E_INPUT */
enum bv_status bv_place_fail(struct bv_error *err, const struct bv_place *place, const char *field,
                             const char *format, ...) __attribute__((format(printf, 4, 5)));

#ifdef __clang_analyzer__
#define bv_place_fail(err, ...) (bv_place_fail((err), __VA_ARGS__), BV_E_INPUT) /* see status.h */
#endif

#endif
