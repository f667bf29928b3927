/* SPDX-License-Identifier: Apache-2.0 */
/* profile_callgrind.c: what callgrind writes with --dump-instr=yes.
 *
 * Source   Valgrind's manual, Callgrind Format Specification */
#include <stdlib.h>
#include <string.h>

#include "lib/base/memory.h"
#include "scan/profile.h"

/* Names that a file has told once by number. */
struct names {
    char **items;
    size_t count;
};

struct reading {
    const struct bv_binary *binary;
    struct bv_profile *out;
    struct names objects, functions;
    bool has_addresses, is_program, calls_copier, is_call_cost, starved, torn;
    uint64_t address, total;
};

enum { NAMES_MOST = 10000000 };

static const char *rest(const char *line, const char *key)
{
    size_t length = strlen(key);
    return strncmp(line, key, length) == 0 ? line + length : NULL;
}

/* "(12) name" tells a name, "(12)" means it, "name" is one. */
static const char *name_of(struct reading *reading, struct names *names, const char *text)
{
    char *end;
    if (text[0] != '(')
        return text;
    unsigned long number = strtoul(text + 1, &end, 10);
    if (*end != ')' || number >= NAMES_MOST) {
        reading->torn = true;
        return "";
    }
    while (names->count <= number && !reading->starved)
        reading->starved |= !BV_APPEND(names->items, names->count, (char *)NULL);
    if (reading->starved)
        return "";
    if (end[1] == ' ') {
        free(names->items[number]);
        names->items[number] = strdup(end + 2);
        reading->starved |= names->items[number] == NULL;
    }
    return names->items[number] != NULL ? names->items[number] : "";
}

static void finish_names(struct names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->items[i]);
    free(names->items);
}

/* "0x401000 12 3", "+4 * 3": an address, a line, costs. */
static void read_cost(struct reading *reading, const char *line)
{
    char *end;
    bool is_relative = line[0] == '+' || line[0] == '-';
    uint64_t own = reading->address;
    if (line[0] == '*') {
        end = (char *)line + 1;
    } else {
        uint64_t number = strtoull(line + is_relative, &end, is_relative ? 10 : 16);
        own = !is_relative ? number : line[0] == '+' ? own + number : own - number;
    }
    reading->address = own;
    size_t skipped = strspn(end, " ");
    end += skipped;
    end += strcspn(end, " "); /* the line */
    uint64_t cost = strtoull(end, &end, 10);
    bool is_call = reading->is_call_cost;
    reading->is_call_cost = false;
    if (!reading->is_program || cost == 0 || (is_call && !reading->calls_copier))
        return;
    const struct bv_profile_sample sample = {own, cost};
    reading->starved |= !BV_APPEND(reading->out->items, reading->out->count, sample);
}

static void read_line(struct reading *reading, const char *line)
{
    const char *text;
    if ((line[0] >= '0' && line[0] <= '9') || strchr("+-*", line[0]) != NULL) {
        if (line[0] != '\0' && reading->has_addresses)
            read_cost(reading, line);
    } else if ((text = rest(line, "ob=")) != NULL) {
        const char *name = name_of(reading, &reading->objects, text);
        reading->is_program = bv_profile_is_program(reading->binary, name, strlen(name));
    } else if ((text = rest(line, "cob=")) != NULL) {
        name_of(reading, &reading->objects, text);
    } else if ((text = rest(line, "fn=")) != NULL) {
        name_of(reading, &reading->functions, text);
    } else if ((text = rest(line, "cfn=")) != NULL) {
        const char *name = name_of(reading, &reading->functions, text);
        reading->calls_copier = strstr(name, "memcpy") != NULL || strstr(name, "memmove") != NULL;
    } else if (rest(line, "calls=") != NULL) {
        reading->is_call_cost = true;
    } else if ((text = rest(line, "positions: ")) != NULL) {
        reading->has_addresses = strcmp(text, "instr line") == 0;
    } else if ((text = rest(line, "totals: ")) != NULL ||
               (text = rest(line, "summary: ")) != NULL) {
        reading->total = strtoull(text, NULL, 10);
    }
}

enum bv_status bv_profile_callgrind(const char *data, size_t length, const char *name,
                                    const struct bv_binary *binary, struct bv_profile *out,
                                    struct bv_error *err)
{
    struct reading reading = {.binary = binary, .out = out};
    char *copy = bv_memory_text(data, length);
    enum bv_status status = copy != NULL ? BV_OK : bv_no_memory(err);
    char *left = copy, *line;
    while (status == BV_OK && (line = strsep(&left, "\n")) != NULL && !reading.starved)
        read_line(&reading, line);
    out->total = reading.total;
    out->is_exact = true;
    if (status == BV_OK && reading.starved)
        status = bv_no_memory(err);
    else if (status == BV_OK && !reading.has_addresses)
        status = bv_fail(err, BV_E_INPUT,
                         "%s: tells lines but no addresses; run valgrind --tool=callgrind "
                         "--dump-instr=yes",
                         name);
    else if (status == BV_OK && (reading.torn || reading.total == 0))
        status = bv_fail(err, BV_E_INPUT, "%s: is a torn file of callgrind: it has no total", name);
    finish_names(&reading.objects);
    finish_names(&reading.functions);
    free(copy);
    return status;
}
