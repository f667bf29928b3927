/* SPDX-License-Identifier: Apache-2.0 */
/* profile_perf.c: perf.data, in the words of `perf script`. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/child.h"
#include "lib/base/memory.h"
#include "scan/profile.h"

enum { FRAMES = 2, LINE_BYTES = 4096, SILENCE_S = 60, PATIENCE_S = 5 };

/* Where the program's code was in memory. */
struct map {
    uint64_t start, bytes, offset;
};

struct reading {
    const struct bv_binary *binary;
    struct bv_profile *out;
    struct map *maps;
    size_t map_count;
    uint64_t frames[FRAMES];
    char names[FRAMES][64];
    size_t frame_count;
    bool in_stack, starved;
};

static volatile sig_atomic_t never;

static void end_sample(struct reading *reading)
{
    const char *const names[FRAMES] = {reading->names[0], reading->names[1]};
    if (reading->frame_count > 0)
        reading->starved |= !bv_profile_add(reading->out, reading->binary, reading->frames, names,
                                            reading->frame_count, 1);
    reading->frame_count = 0;
    reading->in_stack = false;
}

/* "    5589c592c181 main (/path/of/the/program)" */
static bool read_frame(struct reading *reading, const char *text)
{
    char *end;
    uint64_t address = strtoull(text, &end, 16);
    const char *file = strrchr(end, '(');
    if (end == text || *end != ' ' || file == NULL)
        return false;
    if (reading->frame_count == FRAMES)
        return true;
    size_t at = reading->frame_count++, length = strcspn(end + 1, " ");
    snprintf(reading->names[at], sizeof reading->names[at], "%.*s",
             (int)(length < 60 ? length : 60), end + 1);
    reading->frames[at] = 0;
    if (!bv_profile_is_program(reading->binary, file + 1, strcspn(file + 1, ")")))
        return true;
    for (size_t i = reading->map_count; i-- > 0;) {
        const struct map *map = &reading->maps[i];
        if (address >= map->start && address - map->start < map->bytes) {
            reading->frames[at] =
                bv_binary_address(reading->binary, address - map->start + map->offset);
            return true;
        }
    }
    /* In call chains perf says where it stands in the file's memory. */
    if (bv_binary_code(reading->binary, address, address + 1) != NULL)
        reading->frames[at] = address;
    return true;
}

/* "... PERF_RECORD_MMAP2 6746/6746: [0x5589c592c000(0x1000) @ 0x1000 fe:00 1 2]: r-xp /path" */
static void read_map(struct reading *reading, const char *text)
{
    struct map map;
    const char *bracket = strchr(text, '['), *path = strrchr(text, ' ');
    if (bracket == NULL || path == NULL ||
        !bv_profile_is_program(reading->binary, path + 1, strlen(path + 1)) ||
        sscanf(bracket, "[0x%" SCNx64 "(0x%" SCNx64 ") @ %" SCNi64, &map.start,
               &map.bytes, // NOLINT
               (int64_t *)&map.offset) != 3)
        return;
    reading->starved |= !BV_APPEND(reading->maps, reading->map_count, map);
}

/* A line of `perf script -F pid,ip,sym,dso --show-mmap-events`: with call chains, a process and
 * then its frames behind tabs; without, all on one line. */
static void read_line(struct reading *reading, const char *line)
{
    const char *event = strstr(line, "PERF_RECORD_MMAP");
    if (event != NULL) {
        read_map(reading, event);
        return;
    }
    if (line[0] == '\t' || (reading->in_stack && line[0] == ' ')) {
        if (reading->in_stack)
            read_frame(reading, line);
        return;
    }
    end_sample(reading);
    char *end;
    strtol(line, &end, 10);
    if (end == line)
        return;
    reading->in_stack = strspn(end, " ") == strlen(end);
    if (!reading->in_stack) {
        read_frame(reading, end);
        end_sample(reading);
    }
}

/* Run perf and hear its lines. */
static enum bv_status run_perf(char *const argv[], struct reading *reading,
                               void (*hear)(struct reading *reading, const char *line),
                               const char *path, struct bv_error *err)
{
    char locale[] = "LC_ALL=C", how[64], text[LINE_BYTES];
    char *const env[] = {locale, NULL};
    struct bv_child child;
    const char *line;
    size_t length;
    enum bv_status status = bv_child_launch(argv, env, NULL, "", &child, err);
    if (status == BV_E_UNSUPPORTED)
        return bv_fail(
            err, status,
            "%s: perf is not installed, which alone reads its files; install it (Debian: "
            "linux-perf), or profile with callgrind or pprof",
            path);
    if (status != BV_OK)
        return status;
    do {
        status = bv_child_line(&child, SILENCE_S, &never, &line, &length, err);
        if (status != BV_OK || line == NULL)
            break;
        snprintf(text, sizeof text, "%.*s", (int)(length < LINE_BYTES ? length : LINE_BYTES), line);
        hear(reading, text);
    } while (!reading->starved);
    int failed = bv_child_end(&child, PATIENCE_S, how, sizeof how);
    if (status == BV_OK && reading->starved)
        return bv_no_memory(err);
    if (status == BV_OK && failed != 0)
        return bv_fail(err, BV_E_INPUT, "%s: perf cannot read it: %s", path, how);
    return status;
}

/* "HEX /path" of `perf buildid-list`: a mismatch is kept as a name. */
static void read_build(struct reading *reading, const char *line)
{
    size_t length = strspn(line, "0123456789abcdef");
    if (line[length] == ' ' && length == strlen(reading->binary->build_id) && length > 0 &&
        bv_profile_is_program(reading->binary, line + length + 1, strlen(line + length + 1)) &&
        memcmp(line, reading->binary->build_id, length) != 0)
        snprintf(reading->names[0], sizeof reading->names[0], "%.*s", (int)length, line);
}

enum bv_status bv_profile_perf(const char *path, const struct bv_binary *binary,
                               struct bv_profile *out, struct bv_error *err)
{
    struct reading reading = {.binary = binary, .out = out};
    char *const builds[] = {"perf", "buildid-list", "-i", (char *)path, NULL};
    char *const script[] = {
        "perf", "script", "-i", (char *)path, "-F", "pid,ip,sym,dso", "--show-mmap-events", NULL};
    enum bv_status status = run_perf(builds, &reading, read_build, path, err);
    if (status == BV_OK && reading.names[0][0] != '\0')
        status = bv_fail(err, BV_E_MISMATCH,
                         "%s: is of another build of %s: build id %s, and the program has %s", path,
                         binary->path, reading.names[0], binary->build_id);
    if (status == BV_OK)
        status = run_perf(script, &reading, read_line, path, err);
    if (status == BV_OK)
        end_sample(&reading);
    free(reading.maps);
    return status == BV_OK && reading.starved ? bv_no_memory(err) : status;
}
