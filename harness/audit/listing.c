/* SPDX-License-Identifier: Apache-2.0 */
/* listing.c: one pass over the lines, a second one over the jumps. */
#include "harness/audit/listing.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/memory.h"

/* All text stands in one growing block; until the end, lines and names are offsets into it. */
struct raw_line {
    size_t text;      /* without the operand that is an address */
    uint64_t address; /* of the instruction */
    uint64_t target;  /* of a jump or call, where has_target */
    size_t symbol;    /* what stands there, "name" or "name+0x10" */
    bool has_target;
};

struct raw_function {
    size_t name;
    uint64_t address;
    size_t first, count; /* of lines */
};

struct bv_listing {
    char format[64];
    char *text;
    size_t text_bytes, text_room;
    struct raw_line *raw;
    size_t raw_count, raw_room;
    struct raw_function *raw_functions;
    size_t function_count, function_room;
    struct bv_line *lines;
    struct bv_function *functions; /* by address */
    const struct bv_function **by_name;
    const char *prefix; /* of the functions that are kept; NULL: all are */
    bool passes_over;   /* the function whose lines come */
};

struct bv_listing *bv_listing_create(void)
{
    return calloc(1, sizeof(struct bv_listing));
}

void bv_listing_only(struct bv_listing *listing, const char *prefix)
{
    listing->prefix = prefix;
}

void bv_listing_destroy(struct bv_listing *listing)
{
    if (listing == NULL)
        return;
    free(listing->text);
    free(listing->raw);
    free(listing->raw_functions);
    free(listing->lines);
    free(listing->functions);
    free(listing->by_name);
    free(listing);
}

/* Room for so many items: the array, moved where it had to be. NULL when out of memory, and the
 * array is as it was. */
static void *grown(void *array, size_t *room, size_t needed, size_t item_bytes)
{
    if (needed <= *room)
        return array;
    size_t wanted = *room * 2 > needed ? *room * 2 : needed + 1024;
    void *larger = realloc(array, wanted * item_bytes);
    if (larger != NULL)
        *room = wanted;
    return larger;
}

/* Append text; *out is its offset. */
static bool keep(struct bv_listing *listing, const char *text, size_t length, size_t *out)
{
    char *larger = grown(listing->text, &listing->text_room, listing->text_bytes + length + 1, 1);
    if (larger == NULL)
        return false;
    listing->text = larger;
    *out = listing->text_bytes;
    memcpy(listing->text + *out, text, length);
    listing->text[*out + length] = '\0';
    listing->text_bytes += length + 1;
    return true;
}

/* "address <symbol>", as of what a line speaks of. */
static bool read_place(const char *text, uint64_t *address, const char **symbol, size_t *length)
{
    char *end;
    if (!isxdigit((unsigned char)*text))
        return false;
    *address = strtoull(text, &end, 16);
    if (strncmp(end, " <", 2) != 0)
        return false;
    *symbol = end + 2;
    *length = strcspn(*symbol, ">");
    return (*symbol)[*length] == '>';
}

static enum bv_status add_function(struct bv_listing *listing, uint64_t address, const char *name,
                                   size_t length)
{
    struct raw_function *larger = grown(listing->raw_functions, &listing->function_room,
                                        listing->function_count + 1, sizeof *larger);
    if (larger == NULL)
        return BV_E_NOMEM;
    listing->raw_functions = larger;
    struct raw_function *function = &listing->raw_functions[listing->function_count];
    *function = (struct raw_function){.address = address, .first = listing->raw_count};
    if (!keep(listing, name, length, &function->name))
        return BV_E_NOMEM;
    listing->function_count++;
    return BV_OK;
}

/* One blank between words, none behind; in place of "[rip+0x1234]  # 5678 <object>" stands
 * "[object]". Where linking put things is no property of the code. */
static enum bv_status add_line(struct bv_listing *listing, uint64_t address, const char *code)
{
    char text[256];
    size_t n = 0;
    struct raw_line line = {.address = address};
    const char *comment = strstr(code, " #"), *symbol = NULL;
    uint64_t place;
    size_t length = 0;
    const char *remark = strstr(code, " //");
    const char *end = code + strlen(code);
    if (comment != NULL &&
        read_place(comment + 2 + strspn(comment + 2, " "), &place, &symbol, &length))
        end = comment;
    else
        comment = NULL;
    if (remark != NULL && remark < end)
        end = remark;
    for (const char *p = code; p < end && n < sizeof text - 1; p++) {
        uint64_t target;
        const char *of;
        size_t of_length;
        if (comment != NULL && strncmp(p, "[rip", 4) == 0) {
            bool whole = memchr(symbol, '+', length) == NULL && length < 100;
            n += (size_t)snprintf(text + n, sizeof text - n, "[%.*s]", whole ? (int)length : 3,
                                  whole ? symbol : "rip");
            n = n < sizeof text ? n : sizeof text - 1;
            p += strcspn(p, "]");
            if (*p == '\0')
                break;
        } else if ((p > code && (p[-1] == ' ' || p[-1] == '\t' || p[-1] == ',')) &&
                   read_place(p, &target, &of, &of_length)) {
            line.has_target = true;
            line.target = target;
            if (!keep(listing, of, of_length, &line.symbol))
                return BV_E_NOMEM;
            break;
        } else if (!isspace((unsigned char)*p)) {
            text[n++] = *p;
        } else if (n > 0 && text[n - 1] != ' ') {
            text[n++] = ' ';
        }
    }
    while (n > 0 && text[n - 1] == ' ')
        n--;
    struct raw_line *larger =
        grown(listing->raw, &listing->raw_room, listing->raw_count + 1, sizeof *larger);
    if (larger == NULL)
        return BV_E_NOMEM;
    listing->raw = larger;
    if (!keep(listing, text, n, &line.text))
        return BV_E_NOMEM;
    listing->raw[listing->raw_count++] = line;
    listing->raw_functions[listing->function_count - 1].count++;
    return BV_OK;
}

/* No line of code is longer than a symbol and a few words. */
enum { LINE_MAX_BYTES = 1024 };

enum bv_status bv_listing_add(struct bv_listing *listing, const char *text, size_t text_length)
{
    static const char format[] = "file format ";
    char line[LINE_MAX_BYTES];
    snprintf(line, sizeof line, "%.*s",
             (int)(text_length < sizeof line ? text_length : sizeof line - 1), text);
    const char *said = strstr(line, format), *symbol;
    uint64_t address;
    size_t length;
    if (said != NULL && listing->format[0] == '\0') {
        snprintf(listing->format, sizeof listing->format, "%s", said + sizeof format - 1);
        return BV_OK;
    }
    if (read_place(line, &address, &symbol, &length) && symbol[length + 1] == ':') {
        listing->passes_over = listing->prefix != NULL &&
                               strncmp(symbol, listing->prefix, strlen(listing->prefix)) != 0;
        return listing->passes_over ? BV_OK : add_function(listing, address, symbol, length);
    }
    if (listing->passes_over)
        return BV_OK;
    char *end;
    address = strtoull(line, &end, 16);
    if (line[0] != ' ' || end == line || end[0] != ':' || end[1] != '\t' ||
        listing->function_count == 0)
        return BV_OK;
    return add_line(listing, address, end + 2);
}

static bool is_padding(const char *text)
{
    static const char *const padding[] = {"int3", "nop", "cs nop", "data16", "xchg ax,ax", "udf"};
    for (size_t i = 0; i < sizeof padding / sizeof padding[0]; i++)
        if (strncmp(text, padding[i], strlen(padding[i])) == 0)
            return true;
    return false;
}

static int32_t line_at(const struct bv_listing *listing, const struct raw_function *of,
                       uint64_t address)
{
    size_t low = 0, high = of->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (listing->raw[of->first + middle].address < address)
            low = middle + 1;
        else
            high = middle;
    }
    return low < of->count && listing->raw[of->first + low].address == address ? (int32_t)low : -1;
}

/* "call 1234 <name>" becomes "call name", a jump "jne .3". */
static bool name_target(struct bv_listing *listing, const struct raw_function *of,
                        struct raw_line *raw, struct bv_line *line)
{
    char text[512], where[200];
    line->target = line_at(listing, of, raw->target);
    if (line->target >= 0)
        snprintf(where, sizeof where, ".%d", (int)line->target);
    else {
        snprintf(where, sizeof where, "%s", listing->text + raw->symbol);
        /* By how much is a property of the layout, but says how much duffcopy copies. */
        char *inside = strncmp(where, "runtime.duff", 12) == 0 ? NULL : strchr(where, '+');
        if (inside != NULL)
            inside[1] = '\0';
    }
    int n = snprintf(text, sizeof text, "%s %s", listing->text + raw->text, where);
    return keep(listing, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1, &raw->text);
}

static int by_address(const void *a, const void *b)
{
    const struct bv_function *x = a, *y = b;
    return (x->address > y->address) - (x->address < y->address);
}

static int by_name(const void *a, const void *b)
{
    const struct bv_function *const *x = a, *const *y = b;
    int order = strcmp((*x)->name, (*y)->name);
    return order != 0 ? order : by_address(*x, *y);
}

enum bv_status bv_listing_finish(struct bv_listing *listing, struct bv_error *err)
{
    if (listing->raw_count == 0)
        return bv_fail(err, BV_E_INPUT, "the disassembler printed no code");
    listing->lines = calloc(listing->raw_count, sizeof *listing->lines);
    listing->functions = calloc(listing->function_count, sizeof *listing->functions);
    listing->by_name = calloc(listing->function_count, sizeof(struct bv_function *));
    if (listing->lines == NULL || listing->functions == NULL || listing->by_name == NULL)
        return bv_no_memory(err);
    for (size_t f = 0; f < listing->function_count; f++) {
        struct raw_function *of = &listing->raw_functions[f];
        while (of->count > 0 &&
               is_padding(listing->text + listing->raw[of->first + of->count - 1].text))
            of->count--;
        for (size_t i = 0; i < of->count; i++) {
            struct raw_line *raw = &listing->raw[of->first + i];
            struct bv_line *line = &listing->lines[of->first + i];
            line->target = -1;
            if (raw->has_target && !name_target(listing, of, raw, line))
                return bv_no_memory(err);
        }
    }
    /* The text does not move any more. */
    for (size_t i = 0; i < listing->raw_count; i++)
        listing->lines[i].text = listing->text + listing->raw[i].text;
    for (size_t f = 0; f < listing->function_count; f++) {
        const struct raw_function *of = &listing->raw_functions[f];
        listing->functions[f] = (struct bv_function){
            .name = listing->text + of->name,
            .address = of->address,
            .lines = listing->lines + of->first,
            .line_count = (uint32_t)of->count,
        };
    }
    qsort(listing->functions, listing->function_count, sizeof *listing->functions, by_address);
    for (size_t f = 0; f < listing->function_count; f++)
        listing->by_name[f] = &listing->functions[f];
    qsort(listing->by_name, listing->function_count, sizeof(struct bv_function *), by_name);
    return BV_OK;
}

const char *bv_listing_format(const struct bv_listing *listing)
{
    return listing->format;
}

uint64_t bv_listing_address(const struct bv_listing *listing, const struct bv_function *of,
                            uint32_t line)
{
    return listing->raw[of->lines - listing->lines + line].address;
}

const struct bv_function *bv_listing_at(const struct bv_listing *listing, uint64_t address)
{
    const struct bv_function key = {.address = address};
    return bsearch(&key, listing->functions, listing->function_count, sizeof *listing->functions,
                   by_address);
}

const struct bv_function *bv_listing_named(const struct bv_listing *listing, const char *name)
{
    size_t low = 0, high = listing->function_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(listing->by_name[middle]->name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == listing->function_count || strcmp(listing->by_name[low]->name, name) != 0)
        return NULL;
    return listing->by_name[low];
}

const struct bv_function *bv_listing_all(const struct bv_listing *listing, size_t *count)
{
    *count = listing->function_count;
    return listing->functions;
}
