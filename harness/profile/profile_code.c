/* SPDX-License-Identifier: Apache-2.0 */
/* profile_code.c: objdump is asked for one function, and its lines are taken as they come. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/audit/isa.h"
#include "harness/audit/listing.h"
#include "harness/profile/profile_table.h"
#include "lib/base/child.h"
#include "lib/base/memory.h"

enum { SILENCE_S = 60, PATIENCE_S = 10 };

#ifdef __x86_64__
#define FORMAT "elf64-x86-64"
#define SYNTAX "-Mintel"
#else
#define FORMAT "elf64-littleaarch64"
#define SYNTAX "-w"
#endif

static enum bv_code_work work_of(const struct bv_insn *insn)
{
    if (insn->copies)
        return BV_CODE_COPIES;
    if (insn->kind == BV_INSN_CALL || insn->kind == BV_INSN_RETURN)
        return BV_CODE_CALLS;
    return insn->stores ? BV_CODE_STORES : insn->loads ? BV_CODE_LOADS : BV_CODE_OTHER;
}

/* "  226354:\tmov    rax,QWORD PTR [rsp]", with a blank for any number of them; other lines are
 * passed over. */
static enum bv_status take_line(struct bv_profile_code *code, const char *text, size_t length,
                                struct bv_error *err)
{
    char *end, *copy = bv_region_text(&code->storage, text, length);
    if (copy == NULL)
        return bv_no_memory(err);
    struct bv_profile_line line = {.address = strtoull(copy, &end, 16)};
    if (end == copy || end[0] != ':' || end[1] != '\t')
        return BV_OK;
    char *to = end + 2, *from = to;
    line.text = to;
    for (; *from != '\0'; from++)
        if ((*from != ' ' && *from != '\t') || (from[1] != ' ' && from[1] != '\0'))
            *to++ = *from == '\t' ? ' ' : *from;
    *to = '\0';
    struct bv_insn insn;
    bv_isa_find(FORMAT)->decode(line.text, &insn);
    line.work = work_of(&insn);
    line.calls = insn.kind == BV_INSN_CALL;
    return BV_APPEND(code->lines, code->line_count, line) ? BV_OK : bv_no_memory(err);
}

static enum bv_status disassemble(const struct bv_profile_row *row,
                                  const volatile sig_atomic_t *stop, struct bv_profile_code *code,
                                  struct bv_listing *listing, struct bv_error *err)
{
    char begin[48], end[48], how[64];
    char *const argv[] = {"objdump", "-d", "--no-show-raw-insn", SYNTAX,
                          begin,     end,  (char *)row->file,    NULL};
    char *const env[] = {"LC_ALL=C", NULL};
    struct bv_child child;
    const char *line;
    size_t length;
    snprintf(begin, sizeof begin, "--start-address=0x%" PRIx64, row->place.begin);
    snprintf(end, sizeof end, "--stop-address=0x%" PRIx64, row->place.end);
    enum bv_status status = bv_child_launch(argv, env, NULL, "", &child, err);
    if (status == BV_E_UNSUPPORTED)
        return bv_fail(err, status,
                       "there is no objdump here, which disassembles; install the package "
                       "binutils");
    if (status != BV_OK)
        return status;
    while ((status = bv_child_line(&child, SILENCE_S, stop, &line, &length, err)) == BV_OK &&
           line != NULL) {
        status = take_line(code, line, length, err);
        if (status == BV_OK && bv_listing_add(listing, line, length) != BV_OK)
            status = bv_no_memory(err);
        if (status != BV_OK)
            break;
    }
    if (bv_child_end(&child, status == BV_OK ? PATIENCE_S : 0, how, sizeof how) != 0 &&
        status == BV_OK)
        return bv_fail(err, BV_E_CHILD, "objdump -d %s: %s; see whether it works by hand",
                       row->file, how);
    return status;
}

static int by_address(const void *a, const void *b)
{
    const uint64_t *address = a;
    const struct bv_profile_line *line = b;
    return *address < line->address ? -1 : *address > line->address;
}

static struct bv_profile_line *line_at(const struct bv_profile_code *code, uint64_t address)
{
    return code->line_count == 0
               ? NULL
               : bsearch(&address, code->lines, code->line_count, sizeof *code->lines, by_address);
}

/* The same lines in the words of an audit. */
static enum bv_status take_listing(struct bv_profile_code *code, struct bv_listing *listing,
                                   struct bv_error *err)
{
    size_t count;
    enum bv_status status = bv_listing_finish(listing, err);
    if (status != BV_OK)
        return status;
    const struct bv_function *functions = bv_listing_all(listing, &count);
    for (size_t f = 0; f < count; f++)
        for (uint32_t i = 0; i < functions[f].line_count; i++) {
            struct bv_profile_line *line =
                line_at(code, bv_listing_address(listing, &functions[f], i));
            const char *text = functions[f].lines[i].text;
            if (line == NULL)
                continue;
            line->plain = bv_region_text(&code->storage, text, strlen(text));
            if (line->plain == NULL)
                return bv_no_memory(err);
        }
    return BV_OK;
}

static enum bv_status count(const struct bv_profile_table *table, const struct bv_profile_row *row,
                            struct bv_profile_code *code, struct bv_error *err)
{
    for (size_t i = 0; i < table->instruction_count; i++) {
        const struct bv_profile_row *at = &table->instructions[i];
        if (at->file == NULL || strcmp(at->file, row->file) != 0 ||
            at->address < row->place.begin || at->address >= row->place.end)
            continue;
        struct bv_profile_line *line = line_at(code, at->address);
        if (line == NULL)
            return bv_fail(err, BV_E_INPUT,
                           "%s: samples stand at 0x%" PRIx64
                           " in %s, where objdump says that no instruction begins",
                           row->file, at->address, row->place.function);
        line->count += at->values[BV_CPU_SAMPLES];
        code->counts[line->work] += at->values[BV_CPU_SAMPLES];
    }
    return BV_OK;
}

enum bv_status bv_profile_code_read(const struct bv_profile_table *table,
                                    const struct bv_profile_row *row, uint64_t samples,
                                    const volatile sig_atomic_t *stop, struct bv_profile_code *out,
                                    struct bv_error *err)
{
    *out = (struct bv_profile_code){.function = row->place.function};
    struct bv_listing *listing = bv_listing_create();
    enum bv_status status =
        listing == NULL ? bv_no_memory(err) : disassemble(row, stop, out, listing, err);
    if (status == BV_OK)
        status = take_listing(out, listing, err);
    bv_listing_destroy(listing);
    if (status == BV_OK)
        status = count(table, row, out, err);
    for (size_t i = 0; i < out->line_count; i++)
        out->lines[i].share = bv_share_interval(out->lines[i].count, samples);
    if (status != BV_OK)
        bv_profile_code_finish(out);
    return status;
}

void bv_profile_code_finish(struct bv_profile_code *code)
{
    free(code->lines);
    bv_region_finish(&code->storage);
    *code = (struct bv_profile_code){0};
}
