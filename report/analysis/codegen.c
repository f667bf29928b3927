/* SPDX-License-Identifier: Apache-2.0 */
/* codegen.c: see codegen.h. */
#include "report/analysis/codegen.h"

#include <stdlib.h>
#include <string.h>

/* A case of the summary by its name. */
struct entry {
    const char *name;
    size_t at;
};

static int compare_entries(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static const struct entry *find_entry(const struct entry *entries, size_t count, const char *name)
{
    const struct entry key = {name, 0};
    return bsearch(&key, entries, count, sizeof *entries, compare_entries);
}

enum bv_status bv_codegen_match(const struct bv_summary *summary, const struct bv_audit *audit,
                                const struct bv_counts *counts, struct bv_codegen *out,
                                struct bv_error *err)
{
    size_t count = summary->case_count;
    struct entry *entries = calloc(count + 1, sizeof *entries);
    struct bv_codegen codegen = {
        .audit = audit,
        .audited = calloc(count + 1, sizeof *codegen.audited),
        .counted = calloc(count + 1, sizeof *codegen.counted),
        .summary = summary,
    };
    if (!entries || !codegen.audited || !codegen.counted) {
        free(entries);
        bv_codegen_finish(&codegen);
        return bv_fail(err, BV_E_NOMEM, "out of memory while reading the machine code");
    }
    for (size_t i = 0; i < count; i++)
        entries[i] = (struct entry){summary->cases[i].info->name, i};
    qsort(entries, count, sizeof *entries, compare_entries);
    for (size_t i = 0; audit && i < audit->case_count; i++) {
        const struct entry *entry = find_entry(entries, count, audit->cases[i].name);
        if (entry)
            codegen.audited[entry->at] = &audit->cases[i];
    }
    for (size_t i = 0; counts && i < counts->case_count; i++) {
        const struct entry *entry = find_entry(entries, count, counts->cases[i].name);
        if (entry)
            codegen.counted[entry->at] = &counts->cases[i];
    }
    free(entries);
    *out = codegen;
    return BV_OK;
}

void bv_codegen_finish(struct bv_codegen *codegen)
{
    free(codegen->audited);
    free(codegen->counted);
    *codegen = (struct bv_codegen){0};
}

const struct bv_audit_arm *bv_codegen_arm(const struct bv_codegen *codegen, size_t at,
                                          const char *arm)
{
    const struct bv_audit_case *of = codegen->audited[at];
    for (uint32_t a = 0; of && a < of->arm_count; a++)
        if (strcmp(of->arms[a].name, arm) == 0)
            return &of->arms[a];
    return NULL;
}

const struct bv_arm_counts *bv_codegen_counts(const struct bv_codegen *codegen, size_t at,
                                              const char *arm)
{
    const struct bv_case_counts *of = codegen->counted[at];
    for (size_t a = 0; of && a < of->arm_count; a++)
        if (strcmp(of->arms[a].name, arm) == 0)
            return &of->arms[a];
    return NULL;
}

bool bv_codegen_has(const struct bv_codegen *codegen, const struct bv_series *series)
{
    for (size_t i = 0; i < series->case_count; i++)
        if (codegen->audited[series->cases[i]])
            return true;
    return false;
}

uint32_t bv_codegen_strategy(uint32_t ways)
{
    const uint32_t blocks = 1u << BV_WAY_REP_MOVS | 1u << BV_WAY_MEMCPY | 1u << BV_WAY_DUFFCOPY;
    return ways & blocks ? ways & ~(1u << BV_WAY_MOVES) : ways;
}

size_t bv_codegen_passages(const struct bv_codegen *codegen, const struct bv_series *series,
                           unsigned arm, struct bv_passage *out)
{
    size_t count = 0;
    for (size_t i = 0; i < series->case_count; i++) {
        size_t at = series->cases[i];
        const struct bv_audit_arm *code = bv_codegen_arm(codegen, at, series->arms[arm]);
        uint32_t bytes = codegen->summary->cases[at].info->size_bytes;
        if (!code || code->ways == 0)
            continue;
        uint32_t ways = bv_codegen_strategy(code->ways);
        if (count == 0 || out[count - 1].ways != ways)
            out[count++] = (struct bv_passage){ways, bytes, bytes};
        out[count - 1].last_bytes = bytes;
    }
    return count;
}
