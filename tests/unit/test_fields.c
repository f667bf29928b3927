/* SPDX-License-Identifier: Apache-2.0 */
/* test_fields.c: fields of JSON that are read, and what is said of those that are not; regions. */
#include "lib/base/fields.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/jsontext.h"

static const char *const colours[] = {"red", "green", "blue"};

struct thing {
    const char *text, *line, *missing;
    uint32_t count, index, colour;
    uint64_t large;
    int64_t maybe;
    double number, least, above;
    bool flag;
    const json_t *list, *object;
};

static enum bv_status read_thing(const char *json, struct thing *out, struct bv_error *err)
{
    const struct bv_place file = {NULL, "x.json", BV_WHOLE};
    const struct bv_place things = {&file, "things", 3};
    const struct bv_place place = {&things, "part", BV_WHOLE};
    const struct bv_field fields[] = {
        BV_TEXT("text", BV_PLAIN, &out->text),
        BV_TEXT("line", BV_ONE_LINE | BV_MAY_BE_NULL, &out->line),
        BV_TEXT("missing", BV_MAY_MISS, &out->missing),
        BV_COUNT("count", BV_PLAIN, 1, 9, &out->count),
        BV_LONG_COUNT("large", BV_PLAIN, 2, INT64_MAX, &out->large),
        BV_MAYBE_COUNT("maybe", INT64_MAX, &out->maybe),
        BV_INDEX("index", 120, &out->index),
        BV_NUMBER("number", BV_MAY_BE_NULL, &out->number),
        BV_NUMBER("least", BV_NOT_NEGATIVE, &out->least),
        BV_NUMBER("above", BV_ABOVE_0, &out->above),
        BV_FLAG("flag", &out->flag),
        BV_WORD("colour", colours, 3, &out->colour),
        BV_LIST("list", BV_PLAIN, 1, 2, &out->list),
        BV_OBJECT("object", BV_PLAIN, &out->object),
    };
    json_t *document = json_loads(json, 0, NULL);
    assert_non_null(document);
    enum bv_status status =
        bv_fields_read(document, &place, fields, sizeof fields / sizeof fields[0], true, err);
    json_decref(document); /* what was borrowed is not looked at after a refusal */
    return status;
}

#define FIELDS(text, line, count, large, maybe, index, number, least, above, flag, colour, list,   \
               object)                                                                             \
    "{\"text\":" text ",\"line\":" line ",\"count\":" count ",\"large\":" large                    \
    ",\"maybe\":" maybe ",\"index\":" index ",\"number\":" number ",\"least\":" least              \
    ",\"above\":" above ",\"flag\":" flag ",\"colour\":" colour ",\"list\":" list                  \
    ",\"object\":" object "}"

static void fields_are_read(void **unused)
{
    (void)unused;
    struct thing thing = {.missing = "as it was"};
    struct bv_error err;
    assert_int_equal(read_thing(FIELDS("\"\\n\"", "null", "9", "9223372036854775807", "null", "119",
                                       "null", "0", "0.5", "true", "\"blue\"", "[1]", "{}"),
                                &thing, &err),
                     BV_OK);
    assert_null(thing.line);
    assert_string_equal(thing.missing, "as it was");
    assert_int_equal(thing.count, 9);
    assert_true(thing.large == INT64_MAX);
    assert_int_equal(thing.maybe, -1);
    assert_int_equal(thing.index, 119);
    assert_true(isnan(thing.number) && thing.least == 0 && thing.above == 0.5);
    assert_true(thing.flag);
    assert_int_equal(thing.colour, 2);
}

static void each_wrong_field_is_named(void **unused)
{
    (void)unused;
    static const struct {
        const char *json, *said;
    } wrong[] = {
        {"[]", ": expected an object"},
        {"{}", ".text: is missing: expected text"},
        {FIELDS("1", "null", "9", "2", "1", "1", "1", "0", "1", "true", "\"red\"", "[1]", "{}"),
         ".text: expected text"},
        {FIELDS("null", "null", "9", "2", "1", "1", "1", "0", "1", "true", "\"red\"", "[1]", "{}"),
         ".text: expected text"},
        {FIELDS("\"\"", "\"\"", "9", "2", "1", "1", "1", "0", "1", "true", "\"red\"", "[1]", "{}"),
         ".line: expected a line of text, or null"},
        {FIELDS("\"\"", "\"a\\nb\"", "9", "2", "1", "1", "1", "0", "1", "true", "\"red\"", "[1]",
                "{}"),
         ".line: expected a line of text, or null"},
        {FIELDS("\"\"", "null", "10", "2", "1", "1", "1", "0", "1", "true", "\"red\"", "[1]", "{}"),
         ".count: expected a whole number from 1 to 9"},
        {FIELDS("\"\"", "null", "1.0", "2", "1", "1", "1", "0", "1", "true", "\"red\"", "[1]",
                "{}"),
         ".count: expected a whole number from 1 to 9"},
        {FIELDS("\"\"", "null", "9", "1", "1", "1", "1", "0", "1", "true", "\"red\"", "[1]", "{}"),
         ".large: expected a whole number, 2 or more"},
        {FIELDS("\"\"", "null", "9", "2", "-1", "1", "1", "0", "1", "true", "\"red\"", "[1]", "{}"),
         ".maybe: expected a whole number, 0 or more, or null"},
        {FIELDS("\"\"", "null", "9", "2", "1", "120", "1", "0", "1", "true", "\"red\"", "[1]",
                "{}"),
         ".index: expected an index below 120"},
        {FIELDS("\"\"", "null", "9", "2", "1", "1", "\"1\"", "0", "1", "true", "\"red\"", "[1]",
                "{}"),
         ".number: expected a number, or null"},
        {FIELDS("\"\"", "null", "9", "2", "1", "1", "1", "-0.1", "1", "true", "\"red\"", "[1]",
                "{}"),
         ".least: expected a number, 0 or more"},
        {FIELDS("\"\"", "null", "9", "2", "1", "1", "1", "0", "0", "true", "\"red\"", "[1]", "{}"),
         ".above: expected a number above 0"},
        {FIELDS("\"\"", "null", "9", "2", "1", "1", "1", "0", "1", "1", "\"red\"", "[1]", "{}"),
         ".flag: expected true or false"},
        {FIELDS("\"\"", "null", "9", "2", "1", "1", "1", "0", "1", "true", "\"grey\"", "[1]", "{}"),
         ".colour: expected red, green or blue"},
        {FIELDS("\"\"", "null", "9", "2", "1", "1", "1", "0", "1", "true", "\"red\"", "[]", "{}"),
         ".list: expected a list of 1 to 2"},
        {FIELDS("\"\"", "null", "9", "2", "1", "1", "1", "0", "1", "true", "\"red\"", "[1]", "[]"),
         ".object: expected an object"},
        {FIELDS("\"\"", "null", "9", "2", "1", "1", "1", "0", "1", "true", "\"red\"", "[1]",
                "{},\"other\":1"),
         ".other: is no field of this format; remove it"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct thing thing = {0};
        struct bv_error err = {BV_OK, ""};
        char said[200];
        snprintf(said, sizeof said, "x.json: things[3].part%s", wrong[i].said);
        assert_int_equal(read_thing(wrong[i].json, &thing, &err), BV_E_INPUT);
        assert_string_equal(err.text, said);
    }
}

static void places_are_named(void **unused)
{
    (void)unused;
    const struct bv_place file = {NULL, "x.json", BV_WHOLE};
    const struct bv_place rows = {&file, "rows", 7}, row = {&rows, NULL, 2};
    struct bv_error err;
    double number;
    bv_place_fail(&err, &file, NULL, "expected %d", 1);
    assert_string_equal(err.text, "x.json: expected 1");
    bv_place_fail(&err, &file, "rows", "expected %d", 1);
    assert_string_equal(err.text, "x.json: rows: expected 1");
    assert_int_equal(bv_value_read(NULL, &row, (struct bv_field)BV_NUMBER(NULL, 0, &number), &err),
                     BV_E_INPUT);
    assert_string_equal(err.text, "x.json: rows[7][2]: is missing: expected a number");
}

/* A document in a region is the region's; so is text, and what was lent stays the lender's. */
static void regions_own_what_is_taken_of_them(void **unused)
{
    (void)unused;
    static char lent[200];
    struct bv_region region = {0};
    bv_region_lend(&region, lent + 1, sizeof lent - 1);
    char *first = bv_region_text(&region, "first and more", 5);
    assert_string_equal(first, "first");
    assert_true(first >= lent && first < lent + sizeof lent);
    for (size_t bytes = 1; bytes < 5000000; bytes = bytes * 2 + 1) {
        char *taken = bv_region_take(&region, bytes);
        assert_non_null(taken);
        assert_int_equal((uintptr_t)taken % _Alignof(max_align_t), 0);
        assert_int_equal(taken[0] | taken[bytes - 1], 0);
        memset(taken, 1, bytes);
    }
    static const char text[] = "{\"a\": [1, 2, {\"b\": \"some text that is long enough\"}]}";
    const json_t *json;
    json_error_t why;
    assert_int_equal(bv_jsontext_parse_into(&region, text, sizeof text - 1, 0, &json, &why), BV_OK);
    assert_int_equal(json_array_size(json_object_get(json, "a")), 3);
    assert_int_equal(bv_jsontext_parse_into(&region, text, sizeof text - 2, 0, &json, &why),
                     BV_E_INPUT);
    assert_null(json);
    assert_null(bv_region_take(&region, SIZE_MAX - 1));
    assert_string_equal(first, "first");
    bv_region_finish(&region);
    assert_null(region.next);
    bv_region_finish(&region);
    bv_region_finish(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_read),
        cmocka_unit_test(each_wrong_field_is_named),
        cmocka_unit_test(places_are_named),
        cmocka_unit_test(regions_own_what_is_taken_of_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
