/* SPDX-License-Identifier: Apache-2.0 */
/* audit.c: what readers, writers and makers of an audit share. */
#include "lib/bundle/audit.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "lib/base/memory.h"

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
