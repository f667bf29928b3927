/* SPDX-License-Identifier: Apache-2.0 */
/* rowtext.c: the members of a row stand in one order in every file of byval's, so that each name is
 * compared once. */
#include "lib/bundle/rowtext.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/bundle/record.h"

/* What a member's value is. */
enum kind { NAME, WORD, WHOLE, COUNT, CALLS, REAL };

/* Whole numbers that the row says again for readers of Google Benchmark's format. */
struct again {
    uint64_t family, instance, repetitions, threads, iterations;
};

struct member {
    const char *name;
    size_t length;    /* of the name */
    const char *word; /* of a WORD: the only one */
    size_t at;        /* of a WHOLE in struct again, of all others in struct bv_row */
    double least;     /* of a number */
    enum kind kind;
    bool may_miss;
};

#define NAMED(name) name, sizeof(name) - 1
#define ROW(field) offsetof(struct bv_row, field)
#define AGAIN(field) offsetof(struct again, field)

/* In the order in which bv_record_row() writes them; the metrics follow. */
static const struct member members[] = {
    {NAMED("name"), NULL, 0, 0, NAME, false},
    {NAMED("family_index"), NULL, AGAIN(family), 0, WHOLE, false},
    {NAMED("per_family_instance_index"), NULL, AGAIN(instance), 0, WHOLE, false},
    {NAMED("run_name"), NULL, 0, 0, NAME, false},
    {NAMED("run_type"), "iteration", 0, 0, WORD, false},
    {NAMED("repetitions"), NULL, AGAIN(repetitions), 0, WHOLE, true},
    {NAMED("repetition_index"), NULL, ROW(block), 0, COUNT, false},
    {NAMED("threads"), NULL, AGAIN(threads), 0, WHOLE, false},
    {NAMED("iterations"), NULL, AGAIN(iterations), 0, WHOLE, false},
    {NAMED("real_time"), NULL, ROW(real_ns), 0x1p-1074, REAL, false},
    {NAMED("cpu_time"), NULL, ROW(cpu_ns), 0, REAL, false},
    {NAMED("time_unit"), "ns", 0, 0, WORD, false},
    {NAMED("bv_rounds"), NULL, ROW(rounds), 1, COUNT, false},
    {NAMED("bv_calls"), NULL, ROW(calls), 1, CALLS, false},
    {NAMED("bv_empty_ns"), NULL, ROW(empty_ns), 0, REAL, false},
    {NAMED("bv_log_ratio"), NULL, ROW(log_ratio), -INFINITY, REAL, false},
    {NAMED("bv_spread"), NULL, ROW(spread), -INFINITY, REAL, true},
    {NAMED("bv_switches"), NULL, ROW(switches), 0, COUNT, false},
    {NAMED("bv_migrations"), NULL, ROW(migrations), 0, COUNT, false},
    {NAMED("bv_faults"), NULL, ROW(faults), 0, COUNT, false},
};

enum { OWN = sizeof members / sizeof members[0], ALL = OWN + BV_METRIC_COUNT };

/* room     for a metric */
static const struct member *member_at(size_t i, struct member *room)
{
    if (i < OWN)
        return &members[i];
    const char *name = bv_record_metric((enum bv_metric)(i - OWN));
    *room = (struct member){
        name, strlen(name), NULL, ROW(metrics) + (i - OWN) * sizeof(double), -INFINITY, REAL, true};
    return room;
}

/* A text in quotes, without escapes and in ASCII. Returns what follows it, NULL: it is another */
static const char *take_text(const char *at, const char **text, size_t *length)
{
    if (*at++ != '"')
        return NULL;
    *text = at;
    while (*at >= ' ' && *at < 0x7f && *at != '"' && *at != '\\')
        at++;
    *length = (size_t)(at - *text);
    return *at == '"' ? at + 1 : NULL;
}

static const char *take_digits(const char *at, uint64_t *value, int *count)
{
    for (*count = 0; *at >= '0' && *at <= '9'; at++, ++*count)
        *value = *value * 10 + (uint64_t)(*at - '0');
    return at;
}

/* A whole number, 0 or more, of 18 digits at most. */
static const char *take_whole(const char *at, uint64_t *value)
{
    int count;
    *value = 0;
    const char *end = take_digits(at, value, &count);
    bool is_whole = count > 0 && count <= 18 && (*at != '0' || count == 1);
    return is_whole && *end != '.' && *end != 'e' && *end != 'E' ? end : NULL;
}

/* A number, as exactly as strtod() has it.
 * Source   Clinger 1990: both the digits and the power of ten are exact doubles, so that one
 *          division or multiplication rounds once */
static const char *take_real(const char *at, double *value)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const char *from = at;
    uint64_t digits = 0, exponent = 0;
    int whole, fraction = 0, exponent_digits = 0;
    bool minus = *at == '-', exponent_minus = false;
    const char *first = at + minus;
    at = take_digits(first, &digits, &whole);
    if (whole == 0 || (*first == '0' && whole > 1))
        return NULL;
    if (*at == '.') {
        at = take_digits(at + 1, &digits, &fraction);
        if (fraction == 0)
            return NULL;
    }
    if (*at == 'e' || *at == 'E') {
        at++;
        exponent_minus = *at == '-';
        at = take_digits(at + (*at == '-' || *at == '+'), &exponent, &exponent_digits);
        if (exponent_digits == 0 || exponent_digits > 3)
            return NULL;
    }
    if (whole + fraction > 15)
        return NULL;
    int power = (exponent_minus ? -(int)exponent : (int)exponent) - fraction;
    if (power < -22 || power > 22)
        return NULL;
    double exact = power < 0 ? (double)digits / powers[-power] : (double)digits * powers[power];
    *value = minus ? -exact : exact;
    return at > from ? at : NULL;
}

/* What a row says beside its numbers. */
struct reading {
    const char *names[2];
    size_t name_lengths[2];
    struct again again;
    uint32_t seen;
};

static const char *take_value(const char *at, const struct member *member, struct reading *reading,
                              struct bv_row *row)
{
    const char *text;
    size_t length;
    uint64_t whole;
    double real;
    switch (member->kind) {
    case NAME: {
        size_t which = member->length != sizeof "name" - 1;
        return take_text(at, &reading->names[which], &reading->name_lengths[which]);
    }
    case WORD:
        at = take_text(at, &text, &length);
        return at && length == strlen(member->word) && memcmp(text, member->word, length) == 0
                   ? at
                   : NULL;
    case REAL:
        at = take_real(at, &real);
        if (!at || !(real >= member->least))
            return NULL;
        *(double *)(void *)((char *)row + member->at) = real;
        return at;
    case WHOLE:
    case COUNT:
    case CALLS:
        break;
    }
    at = take_whole(at, &whole);
    if (!at || (double)whole < member->least || (member->kind == COUNT && whole > INT32_MAX))
        return NULL;
    if (member->kind == COUNT)
        *(uint32_t *)(void *)((char *)row + member->at) = (uint32_t)whole;
    else if (member->kind == CALLS)
        row->calls = whole;
    else
        *(uint64_t *)(void *)((char *)&reading->again + member->at) = whole;
    return at;
}

/* Which member is called so, from the one that is expected on; ALL: none is. */
static size_t member_called(const char *name, size_t length, size_t expected, struct member *room,
                            const struct member **out)
{
    for (size_t k = 0; k < ALL; k++) {
        size_t i = expected + k < ALL ? expected + k : expected + k - ALL;
        *out = member_at(i, room);
        if ((*out)->length == length && memcmp((*out)->name, name, length) == 0)
            return i;
    }
    return ALL;
}

/* Whether both names are those of this arm. */
static bool is_called(const struct reading *reading, const char *name, const char *arm)
{
    static const char between[] = "/pass:";
    size_t name_length = strlen(name), arm_length = strlen(arm);
    size_t before = name_length + sizeof between - 1;
    for (size_t i = 0; i < 2; i++) {
        const char *own = reading->names[i];
        if (reading->name_lengths[i] != before + arm_length ||
            memcmp(own, name, name_length) != 0 ||
            memcmp(own + name_length, between, sizeof between - 1) != 0 ||
            memcmp(own + before, arm, arm_length) != 0)
            return false;
    }
    return true;
}

/* Whether what is said twice is the same, and all that must be there is. */
static bool is_sound(const struct reading *reading, const struct bv_result *result,
                     const struct bv_row *row)
{
    const struct again *again = &reading->again;
    for (size_t i = 0; i < OWN; i++)
        if (!members[i].may_miss && (reading->seen & 1u << i) == 0)
            return false;
    return again->threads == 1 && again->family < result->case_count &&
           again->instance < result->cases[again->family].arm_count &&
           row->calls <= INT64_MAX / row->rounds && again->iterations == row->calls * row->rounds &&
           is_called(reading, result->cases[again->family].name,
                     result->cases[again->family].arms[again->instance]);
}

size_t bv_rowtext_read(const char *text, const struct bv_result *result, struct bv_row *out)
{
    struct bv_row row = {.spread = NAN};
    struct reading reading = {.seen = 0};
    const char *at = text;
    for (int i = 0; i < BV_METRIC_COUNT; i++)
        row.metrics[i] = NAN;
    if (*at++ != '{')
        return 0;
    for (size_t expected = 0;; at++) {
        const char *name;
        size_t length;
        struct member room;
        const struct member *member;
        at = take_text(at, &name, &length);
        if (!at || *at++ != ':')
            return 0;
        size_t i = member_called(name, length, expected, &room, &member);
        if (i == ALL || (reading.seen & 1u << i) != 0)
            return 0;
        reading.seen |= 1u << i;
        expected = i + 1;
        at = take_value(at, member, &reading, &row);
        if (!at || (*at != ',' && *at != '}'))
            return 0;
        if (*at == '}')
            break;
    }
    if (!is_sound(&reading, result, &row))
        return 0;
    row.case_index = (uint32_t)reading.again.family;
    row.arm_index = (uint32_t)reading.again.instance;
    *out = row;
    return (size_t)(at + 1 - text);
}
