/* SPDX-License-Identifier: Apache-2.0 */
/* try_answer.c: see try_answer.h. */
#include "cli/try_answer.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/try_build.h"
#include "harness/measure/run.h"
#include "lib/base/plural.h"
#include "lib/base/text.h"
#include "lib/bundle/auditfile.h"
#include "report/words/own_words.h"

static void print_type(const struct bv_own_type *type)
{
    static const char *const passings[BV_PASSING_COUNT] = {
        [BV_PASSING_NOTHING] = "nothing is passed: it is empty",
        [BV_PASSING_REGISTERS] = "in registers",
        [BV_PASSING_STACK] = "copied onto the stack",
        [BV_PASSING_HIDDEN] = "copied, and passed by the address of the copy",
    };
    bv_command_put(stdout, type->name);
    printf(": %llu B, aligned to %u, %llu scalar%s\n", (unsigned long long)type->size_bytes,
           type->align_bytes, (unsigned long long)type->scalar_count,
           bv_plural(type->scalar_count));
    printf("by value: %s; returned: %s\n",
           type->is_nontrivial ? "not trivially copyable: passed by address of a temporary"
                               : passings[type->passing],
           type->returned == BV_PASSING_HIDDEN      ? "put where the caller says"
           : type->returned == BV_PASSING_REGISTERS ? "in registers"
                                                    : "nothing");
}

/* What makes a comparison void, or doubtful, whatever its numbers say. */
static void print_doubts(const struct bv_try_session *s, const struct bv_try_build *b,
                         const struct bv_audit *audit)
{
    if (b->had_lto)
        printf("note: -flto is left out: across files calls may be inlined, and then nothing is "
               "passed\n");
    if (s->options->value != NULL && s->options->maker == NULL && b->build.type.has_pointers)
        printf("note: the object's pointers are null, its other bytes small numbers; --make "
               "FUNCTION gives it another\n");
    if (b->build.takes_null)
        printf("note: the functions get null pointers behind the object\n");
    if (b->build.type.align_bytes > 16)
        printf("note: allocators align to 16 bytes, the type to %u: it is not allocated here\n",
               b->build.type.align_bytes);
    for (size_t i = 0; i < audit->case_count && !b->build.is_unoptimised; i++)
        for (uint32_t a = 0; a < audit->cases[i].arm_count; a++)
            if (audit->cases[i].arms[a].violation_count > 0)
                printf("doubtful: the machine code of %s, %s: %s\n", audit->cases[i].name,
                       audit->cases[i].arms[a].name, audit->cases[i].arms[a].violations[0]);
}

enum bv_status bv_try_print_answer(const struct bv_try_session *s, const struct bv_try_build *b,
                                   const struct bv_run *run, struct bv_error *err)
{
    const struct bv_result *result = bv_run_result(run);
    struct bv_audit audit = {0};
    struct bv_error why;
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.4000s/audit.json", b->folder);
    bool audited = bv_audit_read(path, &audit, &why) == BV_OK;
    const struct bv_summary_options options = {.audit = audited ? &audit : NULL};
    struct bv_summary *summary;
    enum bv_status status = bv_summary_create(result, &options, &summary, err);
    if (status == BV_OK) {
        struct bv_text words = {0};
        print_type(&b->build.type);
        printf("%s", b->build.compiler);
        for (size_t i = 0; i < b->flags.count; i++)
            if (b->flags.items[i][0] == '-' && strchr("Ofm", b->flags.items[i][1]) != NULL)
                printf(" %s", b->flags.items[i]);
        printf("; %zu block%s in %.0f s; ratios of times with 95 %% intervals\n",
               result->block_count, bv_plural(result->block_count), result->elapsed_s);
        if (b->build.is_unoptimised)
            printf("VOID: compiled without optimisation: what is compared is how a compiler "
                   "spills; give --cflags -O2\n");
        bv_words_own(&words, summary);
        if (!words.failed && words.data != NULL)
            fputs(words.data, stdout);
        bv_text_finish(&words);
        print_doubts(s, b, &audit);
        bv_words_own_advice(&words, summary);
        if (!words.failed && words.data != NULL && !b->build.is_unoptimised)
            printf("So: %s.\n", words.data);
        bv_text_finish(&words);
        bv_summary_destroy(summary);
    }
    if (audited)
        bv_audit_finish(&audit);
    return status;
}
