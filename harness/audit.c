/* SPDX-License-Identifier: Apache-2.0 */
/* audit.c: what readers, writers and makers of an audit share. */
#include "harness/audit.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

static const char *const way_names[BV_WAY_COUNT] = {
    "registers", "moves", "rep_movs", "memcpy", "pointer", "hidden_pointer", "inlined",
};

const char *bv_way_name(enum bv_way way)
{
    return way_names[way];
}

const struct bv_audit_case *bv_audit_case(const struct bv_audit *audit, const char *case_name)
{
    for (size_t i = 0; i < audit->case_count; i++)
        if (strcmp(audit->cases[i].name, case_name) == 0)
            return &audit->cases[i];
    return NULL;
}

const struct bv_audit_arm *bv_audit_find(const struct bv_audit *audit, const char *case_name,
                                         const char *arm)
{
    const struct bv_audit_case *of = bv_audit_case(audit, case_name);
    for (uint32_t a = 0; of != NULL && a < of->arm_count; a++)
        if (strcmp(of->arms[a].name, arm) == 0)
            return &of->arms[a];
    return NULL;
}

size_t bv_audit_violations(const struct bv_audit *audit)
{
    size_t count = 0;
    for (size_t i = 0; i < audit->case_count; i++)
        for (uint32_t a = 0; a < audit->cases[i].arm_count; a++)
            count += audit->cases[i].arms[a].violation_count;
    return count;
}

/* An audit is some hundred thousand short strings: they are cut from chunks. */
struct chunk {
    struct chunk *before;
    size_t used, bytes;
    alignas(max_align_t) char room[];
};

enum { CHUNK_BYTES = 1 << 16 };

void *bv_audit_room(struct bv_audit *audit, size_t bytes)
{
    struct chunk *chunk = audit->storage;
    const size_t unit = alignof(max_align_t);
    if (bytes > SIZE_MAX / 2)
        return NULL;
    bytes = (bytes + unit - 1) / unit * unit;
    if (chunk == NULL || chunk->bytes - chunk->used < bytes) {
        size_t room = bytes > CHUNK_BYTES ? bytes : (size_t)CHUNK_BYTES;
        chunk = calloc(1, sizeof *chunk + room);
        if (chunk == NULL)
            return NULL;
        chunk->before = audit->storage;
        chunk->bytes = room;
        audit->storage = chunk;
    }
    void *out = chunk->room + chunk->used;
    chunk->used += bytes;
    return out;
}

const char *bv_audit_keep(struct bv_audit *audit, const char *text, size_t length)
{
    char *copy = bv_audit_room(audit, length + 1);
    if (copy != NULL)
        memcpy(copy, text, length);
    return copy;
}

void bv_audit_finish(struct bv_audit *audit)
{
    for (struct chunk *chunk = audit->storage, *before; chunk != NULL; chunk = before) {
        before = chunk->before;
        free(chunk);
    }
    memset(audit, 0, sizeof *audit);
}
