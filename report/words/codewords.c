/* SPDX-License-Identifier: Apache-2.0 */
/* codewords.c: see codewords.h. */
#include "report/words/codewords.h"

#include <inttypes.h>
#include <stdlib.h>

#include "report/words/number_words.h"

void bv_words_ways(struct bv_text *out, uint32_t ways)
{
    static const char *const words[BV_WAY_COUNT] = {
        [BV_WAY_REGISTERS] = "in registers", [BV_WAY_MOVES] = "by moves",
        [BV_WAY_REP_MOVS] = "by rep movs",   [BV_WAY_MEMCPY] = "by memcpy",
        [BV_WAY_DUFFCOPY] = "by duffcopy",   [BV_WAY_POINTER] = "as an address",
        [BV_WAY_INLINED] = "inline",         [BV_WAY_HIDDEN] = "through a hidden pointer",
    };
    const char *gap = "";
    for (unsigned way = 0; way < BV_WAY_COUNT; way++)
        if (ways >> way & 1) {
            bv_text_format(out, "%s%s", gap, words[way]);
            gap = " and ";
        }
    if (ways == 0)
        bv_text_put(out, "-");
}

void bv_words_passages(struct bv_text *out, const char *arm, const struct bv_passage *passages,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct bv_passage *at = &passages[i];
        bv_text_put(out, i == 0 ? arm : ", ");
        bv_text_put(out, i == 0 ? " travels " : "");
        bv_words_ways(out, at->ways);
        if (count == 1) {
            bv_text_put(out,
                        at->first_bytes == at->last_bytes ? " at the only size" : " at every size");
            continue;
        }
        if (i > 0) {
            bv_text_put(out,
                        at->first_bytes == at->last_bytes && i + 1 < count ? " at " : " from ");
            bv_words_bytes(out, at->first_bytes);
        }
        if (i + 1 == count) {
            bv_text_put(out, " on");
        } else if (i == 0 || at->first_bytes != at->last_bytes) {
            bv_text_put(out, i == 0 ? " up to " : " to ");
            bv_words_bytes(out, at->last_bytes);
        }
    }
}

enum bv_status bv_words_codegen(struct bv_text *out, const struct bv_codegen *codegen,
                                const struct bv_series *series, struct bv_error *err)
{
    const char *gap = "";
    struct bv_passage *passages = calloc(series->case_count + 1, sizeof *passages);
    if (!passages)
        return bv_fail(err, BV_E_NOMEM, "out of memory while writing the page");
    for (unsigned arm = 0; arm < series->arm_count; arm++) {
        size_t count = bv_codegen_passages(codegen, series, arm, passages);
        bv_text_put(out, count > 0 ? gap : "");
        bv_words_passages(out, series->arms[arm], passages, count);
        gap = count > 0 ? "; " : gap;
    }
    free(passages);
    return BV_OK;
}

void bv_words_copied(struct bv_text *out, const struct bv_audit_arm *arm)
{
    if (arm && arm->bytes_copied >= 0)
        bv_text_format(out, "%" PRId64, arm->bytes_copied);
    else
        bv_text_put(out, "-");
}

/* A count a call: without decimals where there are none. */
static void put_share(struct bv_text *out, uint64_t total, uint64_t calls)
{
    if (total % calls == 0)
        bv_text_format(out, "%" PRIu64, total / calls);
    else
        bv_text_format(out, "%.2f", (double)total / (double)calls);
}

void bv_words_instructions(struct bv_text *out, const struct bv_audit_arm *arm,
                           const struct bv_arm_counts *counts)
{
    if (arm && arm->instructions >= 0) {
        bv_text_format(out, "%" PRId64, arm->instructions);
    } else if (counts) {
        put_share(out, counts->totals[BV_COUNT_INSTRUCTIONS], counts->calls);
        bv_text_put(out, " counted");
    } else {
        bv_text_put(out, "-");
    }
}

static void put_known(struct bv_text *out, int64_t count)
{
    bv_text_put(out, ",");
    if (count >= 0)
        bv_text_format(out, "%" PRId64, count);
}

static void put_line(struct bv_text *out, const struct bv_codegen *codegen, size_t at,
                     const char *name)
{
    const struct bv_case_info *info = codegen->summary->cases[at].info;
    const struct bv_audit_arm *arm = bv_codegen_arm(codegen, at, name);
    const struct bv_arm_counts *counts = bv_codegen_counts(codegen, at, name);
    if (!arm && !counts)
        return;
    bv_text_csv(out, info->name);
    bv_text_put(out, ",");
    bv_text_csv(out, name);
    bv_text_format(out, ",%u,", info->size_bytes);
    for (unsigned way = 0, any = 0; arm && way < BV_WAY_COUNT; way++)
        if (arm->ways >> way & 1)
            bv_text_format(out, "%s%s", any++ ? " " : "", bv_way_name((enum bv_way)way));
    put_known(out, arm ? arm->bytes_copied : -1);
    put_known(out, arm ? arm->instructions : -1);
    bv_text_put(out, !arm ? "," : codegen->audited[at]->identical ? ",yes" : ",no");
    put_known(out, arm ? (int64_t)arm->violation_count : -1);
    for (int i = 0; i < BV_COUNT_COUNT; i++) {
        bv_text_put(out, ",");
        if (counts)
            bv_text_format(out, "%.17g", (double)counts->totals[i] / (double)counts->calls);
    }
    bv_text_put(out, "\r\n");
}

void bv_codegen_csv(struct bv_text *out, const struct bv_codegen *codegen)
{
    bv_text_put(out, "case,arm,bytes,ways,copied_bytes,instructions,identical,violations");
    for (int i = 0; i < BV_COUNT_COUNT; i++)
        bv_text_format(out, ",counted_%s", bv_count_name((enum bv_count)i));
    bv_text_put(out, "\r\n");
    for (size_t i = 0; i < codegen->summary->case_count; i++)
        for (uint32_t arm = 0; arm < codegen->summary->cases[i].info->arm_count; arm++)
            put_line(out, codegen, i, codegen->summary->cases[i].info->arms[arm]);
}
