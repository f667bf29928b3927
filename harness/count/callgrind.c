/* SPDX-License-Identifier: Apache-2.0 */
/* callgrind.c: a dump line by line; cost lines behind `calls=` are sums of others. */
#include "harness/count/callgrind.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char events[] = "events: Ir Dr Dw ";

struct cost {
    uint64_t fetches, reads, writes;
};

struct sums {
    struct cost raw;
    uint64_t repeats; /* fetches that were not instructions of their own */
    uint64_t rereads; /* loads that callgrind does not tell */
};

/* No process makes more; sums of two of them are still counts. */
#define COUNT_MAX ((uint64_t)INT64_MAX / 2)

static uint64_t next_number(char **text)
{
    while (**text == ' ')
        ++*text;
    return **text >= '0' && **text <= '9' ? strtoull(*text, text, 10) : 0;
}

/* Numbers that are missing at the end of a line are zeros. */
static struct cost read_cost(char *text)
{
    struct cost cost;
    cost.fetches = next_number(&text);
    cost.reads = next_number(&text);
    cost.writes = next_number(&text);
    return cost;
}

static bool grow(uint64_t *sum, uint64_t by)
{
    if (by > COUNT_MAX - *sum)
        return false;
    *sum += by;
    return true;
}

static bool add(struct sums *sums, struct cost cost, struct bv_opcode opcode)
{
    if (!grow(&sums->raw.fetches, cost.fetches) || !grow(&sums->raw.reads, cost.reads) ||
        !grow(&sums->raw.writes, cost.writes))
        return false;
    if (opcode.repeats)
        sums->repeats += cost.writes;
    else if (opcode.modifies && cost.reads == 0)
        sums->rereads += cost.writes;
    return true;
}

/* Only what writes needs a second look. */
static enum bv_status take(const char *line, const char *object, bv_code_fn *code_at, void *user,
                           struct sums *sums, struct bv_error *err)
{
    char *rest;
    uint64_t address = strtoull(line, &rest, 16);
    struct cost cost = read_cost(rest);
    unsigned char code[BV_OPCODE_BYTES] = {0};
    struct bv_opcode opcode = {false, false};
    if (cost.writes > 0 && code_at != NULL) {
        if (!code_at(object, address, code, user))
            return bv_fail(err, BV_E_INPUT,
                           "code at 0x%" PRIx64 " of '%.200s' was executed but cannot be read",
                           address, object);
        opcode = bv_opcode_read(code);
    }
    if (!add(sums, cost, opcode))
        return bv_fail(err, BV_E_INPUT, "the counts at 0x%" PRIx64 " of '%.200s' are out of range",
                       address, object);
    return BV_OK;
}

static enum bv_status read_lines(FILE *stream, const char *path, bv_code_fn *code_at, void *user,
                                 struct bv_callgrind_counts *out, struct bv_error *err)
{
    char line[PATH_MAX + 64], object[PATH_MAX] = "";
    struct sums sums = {0};
    struct cost totals = {0};
    bool events_seen = false, totals_seen = false, skip = false;
    enum bv_status status;
    while (fgets(line, sizeof line, stream) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "ob=", 3) == 0) {
            snprintf(object, sizeof object, "%.*s", PATH_MAX - 1, line + 3);
        } else if (strncmp(line, "events: ", 8) == 0) {
            events_seen = strncmp(line, events, sizeof events - 1) == 0;
        } else if (strncmp(line, "totals: ", 8) == 0) {
            totals = read_cost(line + 8);
            totals_seen = true;
        } else if (strncmp(line, "calls=", 6) == 0) {
            skip = true;
        } else if (strncmp(line, "0x", 2) == 0) {
            if (!skip && (status = take(line, object, code_at, user, &sums, err)) != BV_OK)
                return status;
            skip = false;
        }
    }
    if (ferror(stream))
        return bv_fail(err, BV_E_IO, "%s: cannot read: %s", path, strerror(errno));
    if (!events_seen || !totals_seen)
        return bv_fail(err, BV_E_INPUT,
                       "%s: not a dump of callgrind with Ir, Dr and Dw, or cut short", path);
    if (memcmp(&totals, &sums.raw, sizeof totals) != 0 || sums.repeats > sums.raw.fetches)
        return bv_fail(err, BV_E_INPUT,
                       "%s: its lines sum up to %" PRIu64 " %" PRIu64 " %" PRIu64
                       ", its totals are %" PRIu64 " %" PRIu64 " %" PRIu64,
                       path, sums.raw.fetches, sums.raw.reads, sums.raw.writes, totals.fetches,
                       totals.reads, totals.writes);
    *out = (struct bv_callgrind_counts){
        .instructions = sums.raw.fetches - sums.repeats,
        .loads = sums.raw.reads + sums.rereads,
        .stores = sums.raw.writes,
    };
    return BV_OK;
}

enum bv_status bv_callgrind_read(const char *path, bv_code_fn *code_at, void *user,
                                 struct bv_callgrind_counts *out, struct bv_error *err)
{
    FILE *stream = fopen(path, "re");
    if (stream == NULL)
        return bv_fail(err, BV_E_IO, "%s: cannot read: %s", path, strerror(errno));
    enum bv_status status = read_lines(stream, path, code_at, user, out, err);
    fclose(stream);
    return status;
}

/* callgrind names an object by the file that is mapped, the dynamic linker as it was asked for. */
static bool same_file(const char *object, const char *loaded)
{
    char path[PATH_MAX];
    if (loaded[0] == '\0')
        loaded = "/proc/self/exe";
    return strcmp(object, loaded) == 0 ||
           (realpath(loaded, path) != NULL && strcmp(object, path) == 0);
}

/* Where callgrind does not know the file, as that of tcmalloc, an address is one of the process. */
#define NAMELESS "???"

struct search {
    struct bv_code_object *found;
    uint64_t address;
};

static bool holds(const struct dl_phdr_info *info, uint64_t address)
{
    for (int i = 0; i < info->dlpi_phnum; i++) {
        uint64_t from = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
        if (info->dlpi_phdr[i].p_type == PT_LOAD && address >= from &&
            address - from < info->dlpi_phdr[i].p_memsz)
            return true;
    }
    return false;
}

static int search_object(struct dl_phdr_info *info, size_t bytes, void *arg)
{
    struct search *search = arg;
    struct bv_code_object *found = search->found;
    bool named = strcmp(found->path, NAMELESS) != 0;
    (void)bytes;
    if (named ? !same_file(found->path, info->dlpi_name) : !holds(info, search->address))
        return 0;
    found->base = named ? info->dlpi_addr : 0;
    found->shift = named ? 0 : info->dlpi_addr;
    found->parts = info->dlpi_phdr;
    found->part_count = info->dlpi_phnum;
    return 1;
}

bool bv_code_here(const char *object, uint64_t address, unsigned char out[BV_OPCODE_BYTES],
                  void *user)
{
    struct bv_code_object *last = user;
    if (strcmp(object, last->path) != 0 || strcmp(object, NAMELESS) == 0) {
        struct search search = {last, address};
        memset(last, 0, sizeof *last);
        snprintf(last->path, sizeof last->path, "%s", object);
        dl_iterate_phdr(search_object, &search);
    }
    const ElfW(Phdr) *parts = last->parts;
    for (int i = 0; i < last->part_count; i++) {
        uint64_t from = last->shift + parts[i].p_vaddr;
        if (parts[i].p_type != PT_LOAD || (parts[i].p_flags & PF_X) == 0 || address < from ||
            address - from >= parts[i].p_memsz)
            continue;
        uint64_t left = parts[i].p_memsz - (address - from);
        const unsigned char *at = (const unsigned char *)(uintptr_t)(last->base + address);
        memcpy(out, at, left < BV_OPCODE_BYTES ? left : BV_OPCODE_BYTES);
        return true;
    }
    return false;
}
