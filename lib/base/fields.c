/* SPDX-License-Identifier: Apache-2.0 */
/* fields.c: a reader and an expectation for each kind of field. */
#include "lib/base/fields.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { WORDS_BYTES = 200, PLACE_BYTES = 700 };

/* A piece of text that grows in room that may be too short. */
struct sentence {
    char *text;
    size_t bytes, used;
};

__attribute__((format(printf, 2, 3))) static void put(struct sentence *s, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int length = vsnprintf(s->text + s->used, s->bytes - s->used, format, args);
    va_end(args);
    s->used += (size_t)(length < 0 ? 0 : length);
    if (s->used >= s->bytes)
        s->used = s->bytes - 1;
}

static void put_name(struct sentence *s, const struct bv_place *in, const char *name)
{
    put(s, "%s%.100s", in->in != NULL ? "." : in->name[0] == '\0' ? "" : ": ", name);
}

static void put_place(struct sentence *s, const struct bv_place *place)
{
    if (place->in == NULL) {
        put(s, "%.500s", place->name);
        return;
    }
    put_place(s, place->in);
    if (place->name != NULL)
        put_name(s, place->in, place->name);
    if (place->index != BV_WHOLE)
        put(s, "[%" PRId64 "]", place->index);
}

#undef bv_place_fail /* the analyser's */
enum bv_status bv_place_fail(struct bv_error *err, const struct bv_place *place, const char *field,
                             const char *format, ...)
{
    char where[PLACE_BYTES] = "", what[sizeof err->text];
    struct sentence s = {where, sizeof where, 0};
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    put_place(&s, place);
    if (field != NULL)
        put_name(&s, place, field);
    return bv_fail(err, BV_E_INPUT, "%s: %s", where, what);
}

static void put_range(struct sentence *s, uint64_t least, uint64_t most)
{
    if (most >= INT64_MAX)
        put(s, ", %" PRIu64 " or more", least);
    else
        put(s, " from %" PRIu64 " to %" PRIu64, least, most);
}

static void put_expectation(struct sentence *s, const struct bv_field *field)
{
    switch (field->kind) {
    case BV_FIELD_TEXT:
        put(s, (field->may & BV_ONE_LINE) != 0 ? "a line of text" : "text");
        break;
    case BV_FIELD_COUNT:
    case BV_FIELD_LONG_COUNT:
    case BV_FIELD_MAYBE_COUNT:
        put(s, "a whole number");
        put_range(s, field->least, field->most);
        break;
    case BV_FIELD_INDEX:
        put(s, "an index below %" PRIu64, field->most);
        break;
    case BV_FIELD_NUMBER:
        put(s, "a number%s",
            (field->may & BV_ABOVE_0) != 0        ? " above 0"
            : (field->may & BV_NOT_NEGATIVE) != 0 ? ", 0 or more"
                                                  : "");
        break;
    case BV_FIELD_FLAG:
        put(s, "true or false");
        break;
    case BV_FIELD_WORD:
        for (uint64_t i = 0; i < field->most; i++)
            put(s, "%s%s", i == 0 ? "" : i + 1 == field->most ? " or " : ", ", field->words[i]);
        break;
    case BV_FIELD_LIST:
        put(s, "a list");
        if (field->least == field->most)
            put(s, " of %" PRIu64, field->most);
        else if (field->most < INT64_MAX)
            put(s, " of %" PRIu64 " to %" PRIu64, field->least, field->most);
        else if (field->least > 0)
            put(s, " of %" PRIu64 " or more", field->least);
        break;
    case BV_FIELD_OBJECT:
        put(s, "an object");
        break;
    }
    if ((field->may & BV_MAY_BE_NULL) != 0)
        put(s, ", or null");
}

static bool is_one_line(const char *text)
{
    if (text[0] == '\0')
        return false;
    for (const char *p = text; *p != '\0'; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            return false;
    return true;
}

static bool take_text(const json_t *value, const struct bv_field *field)
{
    const char *text = json_string_value(value);
    if (text == NULL || ((field->may & BV_ONE_LINE) != 0 && !is_one_line(text)))
        return false;
    *field->to.text = text;
    return true;
}

static bool take_count(const json_t *value, const struct bv_field *field)
{
    json_int_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < 0 || (uint64_t)number < field->least ||
        (uint64_t)number > field->most)
        return false;
    if (field->kind == BV_FIELD_LONG_COUNT)
        *field->to.long_count = (uint64_t)number;
    else if (field->kind == BV_FIELD_MAYBE_COUNT)
        *field->to.maybe_count = number;
    else
        *field->to.count = (uint32_t)number;
    return true;
}

static bool take_index(const json_t *value, const struct bv_field *field)
{
    json_int_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < 0 || (uint64_t)number >= field->most)
        return false;
    *field->to.count = (uint32_t)number;
    return true;
}

static bool take_number(const json_t *value, const struct bv_field *field)
{
    double number = json_number_value(value);
    if (!json_is_number(value) || ((field->may & BV_NOT_NEGATIVE) != 0 && number < 0) ||
        ((field->may & BV_ABOVE_0) != 0 && number <= 0))
        return false;
    *field->to.number = number;
    return true;
}

static bool take_word(const json_t *value, const struct bv_field *field)
{
    const char *text = json_string_value(value);
    for (uint32_t i = 0; text != NULL && i < field->most; i++)
        if (strcmp(text, field->words[i]) == 0) {
            *field->to.count = i;
            return true;
        }
    return false;
}

static bool take_json(const json_t *value, const struct bv_field *field)
{
    if (field->kind == BV_FIELD_OBJECT
            ? !json_is_object(value)
            : !json_is_array(value) || json_array_size(value) < field->least ||
                  json_array_size(value) > field->most)
        return false;
    *field->to.json = value;
    return true;
}

static void take_null(const struct bv_field *field)
{
    if (field->kind == BV_FIELD_TEXT)
        *field->to.text = NULL;
    else if (field->kind == BV_FIELD_NUMBER)
        *field->to.number = NAN;
    else if (field->kind == BV_FIELD_MAYBE_COUNT)
        *field->to.maybe_count = -1;
}

static bool take(const json_t *value, const struct bv_field *field)
{
    if (json_is_null(value) && (field->may & BV_MAY_BE_NULL) != 0) {
        take_null(field);
        return true;
    }
    switch (field->kind) {
    case BV_FIELD_TEXT:
        return take_text(value, field);
    case BV_FIELD_COUNT:
    case BV_FIELD_LONG_COUNT:
    case BV_FIELD_MAYBE_COUNT:
        return take_count(value, field);
    case BV_FIELD_INDEX:
        return take_index(value, field);
    case BV_FIELD_NUMBER:
        return take_number(value, field);
    case BV_FIELD_FLAG:
        *field->to.flag = json_is_true(value);
        return json_is_boolean(value);
    case BV_FIELD_WORD:
        return take_word(value, field);
    case BV_FIELD_LIST:
    case BV_FIELD_OBJECT:
        return take_json(value, field);
    }
    return false;
}

static enum bv_status read_value(const json_t *value, const struct bv_place *place,
                                 const struct bv_field *field, const char *name,
                                 struct bv_error *err)
{
    if ((value == NULL && (field->may & BV_MAY_MISS) != 0) || take(value, field))
        return BV_OK;
    char words[WORDS_BYTES] = "";
    struct sentence s = {words, sizeof words, 0};
    put_expectation(&s, field);
    return bv_place_fail(err, place, name, "%sexpected %s", value == NULL ? "is missing: " : "",
                         words);
}

static bool is_known(const char *name, const struct bv_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(fields[i].name, name) == 0)
            return true;
    return false;
}

enum bv_status bv_fields_read(const json_t *object, const struct bv_place *place,
                              const struct bv_field *fields, size_t count, bool only,
                              struct bv_error *err)
{
    if (!json_is_object(object))
        return bv_place_fail(err, place, NULL, "%sexpected an object",
                             object == NULL ? "is missing: " : "");
    for (size_t i = 0; i < count; i++) {
        enum bv_status status = read_value(json_object_get(object, fields[i].name), place,
                                           &fields[i], fields[i].name, err);
        if (status != BV_OK)
            return status;
    }
    if (!only)
        return BV_OK;
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object, name, value)
    {
        if (!is_known(name, fields, count))
            return bv_place_fail(err, place, name, "is no field of this format; remove it");
    }
    return BV_OK;
}

enum bv_status bv_value_read(const json_t *value, const struct bv_place *place,
                             struct bv_field field, struct bv_error *err)
{
    return read_value(value, place, &field, NULL, err);
}

enum bv_status bv_fields_schema(const json_t *head, const struct bv_place *place, uint32_t newest,
                                uint32_t *out, struct bv_error *err)
{
    uint64_t schema = 0;
    const struct bv_field field = BV_LONG_COUNT("schema", BV_PLAIN, 1, INT64_MAX, &schema);
    enum bv_status status = bv_fields_read(head, place, &field, 1, false, err);
    *out = (uint32_t)schema;
    if (status != BV_OK || schema <= newest)
        return status;
    const char *version = json_string_value(json_object_get(head, "version"));
    return bv_place_fail(err, place, "schema",
                         "%" PRIu64 "%s%.40s, is newer than this byval's %u; use a newer byval",
                         schema, version == NULL ? "" : ", written by byval ",
                         version == NULL ? "" : version, newest);
}
