/* SPDX-License-Identifier: Apache-2.0 */
/* audit.c: what readers, writers and makers of an audit share. */
#include "lib/bundle/audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "lib/base/memory.h"

static const char *const way_names[BV_WAY_COUNT] = {
    "registers", "moves", "rep_movs", "memcpy", "duffcopy", "pointer", "hidden_pointer", "inlined",
};

const char *bv_way_name(enum bv_way way)
{
    return way_names[way];
}

bool bv_audit_go_allocates(const char *callee)
{
    static const char runtime[] = "runtime.";
    static const char *const names[] = {"newobject", "mallocgc", "convT",  "makeslice", "growslice",
                                        "makechan",  "makemap",  "concat", "rawstring", "rawbyte"};
    if (strncmp(callee, runtime, sizeof runtime - 1) != 0)
        return false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strncmp(callee + sizeof runtime - 1, names[i], strlen(names[i])) == 0)
            return true;
    return false;
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

bool bv_audit_is_broken(const struct bv_audit_case *of)
{
    for (uint32_t a = 0; a < of->arm_count; a++)
        if (of->arms[a].violation_count > 0)
            return true;
    return false;
}

size_t bv_audit_broken(const struct bv_audit *audit)
{
    size_t count = 0;
    for (size_t i = 0; i < audit->case_count; i++)
        count += bv_audit_is_broken(&audit->cases[i]);
    return count;
}

/* The new index of a function, which gets the next one when it is met for the first time. */
static uint32_t renumber(uint32_t *indices, uint32_t function, uint32_t *count)
{
    if (indices[function] == UINT32_MAX)
        indices[function] = (*count)++;
    return indices[function];
}

/* A copy of a function that lives as long as the audit. Returns: whether there was memory */
static bool copy_function(struct bv_region *storage, const struct bv_audit_function *from,
                          struct bv_audit_function *to)
{
    const char **lines = bv_region_take(storage, from->line_count * sizeof *lines);
    to->name = bv_region_text(storage, from->name, strlen(from->name));
    to->line_count = from->line_count;
    to->lines = lines;
    if (from->marks != NULL)
        to->marks = bv_region_text(storage, from->marks, from->line_count);
    bool done = lines != NULL && to->name != NULL && (to->marks == NULL) == (from->marks == NULL);
    for (uint32_t i = 0; i < from->line_count && done; i++)
        done = (lines[i] = bv_region_text(storage, from->lines[i], strlen(from->lines[i]))) != NULL;
    return done;
}

enum bv_status bv_audit_beside(struct bv_audit *audit, const struct bv_audit *other,
                               const char *compiler, struct bv_error *err)
{
    const size_t count = audit->function_count;
    struct bv_audit_function *functions =
        bv_region_take(&audit->storage, (count + other->function_count) * sizeof *functions);
    if (functions == NULL)
        return bv_no_memory(err);
    memcpy(functions, audit->functions, count * sizeof *functions);
    for (size_t f = 0; f < other->function_count; f++)
        if (!copy_function(&audit->storage, &other->functions[f], &functions[count + f]))
            return bv_no_memory(err);
    audit->functions = functions;
    audit->function_count = count + other->function_count;
    for (size_t i = 0; i < audit->case_count; i++) {
        struct bv_audit_case *to = &audit->cases[i];
        const struct bv_audit_case *from = bv_audit_case(other, to->name);
        if (from == NULL || to->arm_count == BV_AUDIT_ARMS)
            continue;
        char name[120];
        int length =
            snprintf(name, sizeof name, "%.40s" BV_AUDIT_BY "%.60s", from->arms[0].name, compiler);
        struct bv_audit_arm arm = from->arms[0];
        arm.name = bv_region_text(&audit->storage, name, (size_t)length);
        if (arm.name == NULL)
            return bv_no_memory(err);
        arm.function += (uint32_t)count;
        for (uint32_t c = 0; c < arm.callee_count; c++)
            arm.callees[c] += (uint32_t)count;
        arm.violations = NULL; /* the rules are for what is measured */
        arm.violation_count = 0;
        to->arms[to->arm_count++] = arm;
    }
    return BV_OK;
}

enum bv_status bv_audit_narrow(struct bv_audit *audit, const char *const *names, size_t count,
                               struct bv_error *err)
{
    json_t *wanted = json_object();
    uint32_t *indices = malloc((audit->function_count + 1) * sizeof *indices), functions = 0;
    struct bv_audit_function *kept =
        bv_region_take(&audit->storage, audit->function_count * sizeof *audit->functions);
    bool ok = wanted != NULL && indices != NULL && kept != NULL;
    for (size_t i = 0; i < count && ok; i++)
        ok = json_object_set_new(wanted, names[i], json_true()) == 0;
    if (ok) {
        size_t cases = 0;
        memset(indices, 0xff, audit->function_count * sizeof *indices);
        for (size_t i = 0; i < audit->case_count; i++) {
            if (json_object_get(wanted, audit->cases[i].name) == NULL)
                continue;
            struct bv_audit_case *of = &audit->cases[cases++];
            *of = audit->cases[i];
            for (uint32_t a = 0; a < of->arm_count; a++) {
                struct bv_audit_arm *arm = &of->arms[a];
                arm->function = renumber(indices, arm->function, &functions);
                for (uint32_t c = 0; c < arm->callee_count; c++)
                    arm->callees[c] = renumber(indices, arm->callees[c], &functions);
            }
        }
        audit->case_count = cases;
        for (size_t f = 0; f < audit->function_count; f++)
            if (indices[f] != UINT32_MAX)
                kept[indices[f]] = audit->functions[f];
        audit->functions = kept;
        audit->function_count = functions;
    }
    free(indices);
    json_decref(wanted);
    return ok ? BV_OK : bv_no_memory(err);
}

void bv_audit_finish(struct bv_audit *audit)
{
    bv_region_finish(&audit->storage);
    memset(audit, 0, sizeof *audit);
}
