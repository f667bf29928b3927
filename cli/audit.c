/* SPDX-License-Identifier: Apache-2.0 */
/* audit.c: byval audit. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/option.h"
#include "cli/output.h"
#include "cli/stop.h"
#include "harness/audit/kernel_audit.h"
#include "harness/audit/objdump.h"
#include "lib/bundle/auditfile.h"

/* "moves memcpy", "-" for none. */
static const char *ways_of(const struct bv_audit_arm *arm, char *out, size_t bytes)
{
    size_t n = 0;
    snprintf(out, bytes, "-");
    for (int way = 0; way < BV_WAY_COUNT && n < bytes; way++)
        if ((arm->ways >> way & 1) != 0)
            n += (size_t)snprintf(out + n, bytes - n, "%s%s", n == 0 ? "" : " ",
                                  bv_way_name((enum bv_way)way));
    return out;
}

static const char *count_of(int64_t count, char *out, size_t bytes)
{
    snprintf(out, bytes, "-");
    if (count >= 0)
        snprintf(out, bytes, "%" PRId64, count);
    return out;
}

static void print_table(const struct bv_audit *audit)
{
    char name[600], bytes[32], instructions[32], ways[128];
    int width = 4;
    for (size_t i = 0; i < audit->case_count; i++)
        for (uint32_t a = 0; a < audit->cases[i].arm_count; a++) {
            int n = snprintf(name, sizeof name, "%s/pass:%s", audit->cases[i].name,
                             audit->cases[i].arms[a].name);
            width = n > width ? n : width;
        }
    printf("%-*s  %12s  %12s  %s\n", width, "arm", "copied, B", "instructions", "how");
    for (size_t i = 0; i < audit->case_count; i++)
        for (uint32_t a = 0; a < audit->cases[i].arm_count; a++) {
            const struct bv_audit_arm *arm = &audit->cases[i].arms[a];
            snprintf(name, sizeof name, "%s/pass:%s", audit->cases[i].name, arm->name);
            printf("%-*s  %12s  %12s  %s%s\n", width, name,
                   count_of(arm->bytes_copied, bytes, sizeof bytes),
                   count_of(arm->instructions, instructions, sizeof instructions),
                   ways_of(arm, ways, sizeof ways),
                   audit->cases[i].identical ? ", all arms the same code" : "");
        }
}

/* The same stretch of every arm, side by side. */
static void print_columns(const struct bv_audit_function *const *functions, const uint32_t *first,
                          const uint32_t *last, uint32_t count)
{
    int widths[BV_AUDIT_ARMS];
    uint32_t rows = 0;
    for (uint32_t a = 0; a < count; a++) {
        widths[a] = 10;
        if (functions[a] == NULL)
            continue;
        uint32_t lines = last[a] - first[a] + 1;
        rows = lines > rows ? lines : rows;
        for (uint32_t i = first[a]; i <= last[a]; i++) {
            int length = (int)strlen(functions[a]->lines[i]);
            widths[a] = length > widths[a] ? length : widths[a];
        }
        int length = (int)strlen(functions[a]->name) - 6;
        widths[a] = length > widths[a] ? length : widths[a];
    }
    for (uint32_t a = 0; a < count; a++)
        printf("%-*s", a + 1 < count ? widths[a] + 8 : 0,
               functions[a] == NULL ? "" : functions[a]->name);
    for (uint32_t i = 0; i < rows; i++) {
        putchar('\n');
        for (uint32_t a = 0; a < count; a++) {
            bool there = functions[a] != NULL && first[a] + i <= last[a];
            int width = a + 1 < count ? widths[a] + 2 : 0;
            if (there)
                printf("%4u  %-*s", first[a] + i, width, functions[a]->lines[first[a] + i]);
            else
                printf("%-*s", width + (width > 0 ? 6 : 0), "");
        }
    }
    fputs("\n\n", stdout);
}

static void print_listing(const struct bv_audit *audit, const struct bv_audit_case *of)
{
    const struct bv_audit_function *functions[BV_AUDIT_ARMS] = {NULL};
    uint32_t first[BV_AUDIT_ARMS] = {0}, last[BV_AUDIT_ARMS] = {0}, most = 0;
    char bytes[32], instructions[32], ways[128];
    for (uint32_t a = 0; a < of->arm_count; a++) {
        const struct bv_audit_arm *arm = &of->arms[a];
        printf("%s/pass:%s: %s; %s B copied and %s instructions a call\n", of->name, arm->name,
               ways_of(arm, ways, sizeof ways), count_of(arm->bytes_copied, bytes, sizeof bytes),
               count_of(arm->instructions, instructions, sizeof instructions));
        functions[a] = &audit->functions[arm->function];
        first[a] = arm->loop_first;
        last[a] = arm->loop_last;
        most = arm->callee_count > most ? arm->callee_count : most;
    }
    printf("\nthe loops of the callers:\n");
    print_columns(functions, first, last, of->arm_count);
    for (uint32_t c = 0; c < most; c++) {
        for (uint32_t a = 0; a < of->arm_count; a++) {
            const struct bv_audit_arm *arm = &of->arms[a];
            functions[a] = c < arm->callee_count ? &audit->functions[arm->callees[c]] : NULL;
            first[a] = 0;
            last[a] = functions[a] == NULL ? 0 : functions[a]->line_count - 1;
        }
        printf("%s:\n", c == 0 ? "the callees" : "and");
        print_columns(functions, first, last, of->arm_count);
    }
}

/* What the rules of the families say against the code, with the code, on standard error.
 * brief    only of how many cases */
static enum bv_exit print_violations(const struct bv_audit *audit, bool brief)
{
    enum { LISTINGS = 3 };
    size_t broken = bv_audit_broken(audit), cases = 0;
    if (broken == 0)
        return BV_EXIT_DONE;
    for (size_t i = 0; i < audit->case_count && !brief; i++) {
        const struct bv_audit_case *of = &audit->cases[i];
        uint32_t count = 0;
        for (uint32_t a = 0; a < of->arm_count; a++)
            for (uint32_t v = 0; v < of->arms[a].violation_count; v++, count++)
                fprintf(stderr, "byval audit: %s/pass:%s: %s\n", of->name, of->arms[a].name,
                        of->arms[a].violations[v]);
        if (count > 0 && cases++ < LISTINGS)
            print_listing(audit, of);
    }
    fprintf(stderr,
            "byval audit: %zu of %zu cases break the rules of their families: their times would "
            "not mean what they say%s\n",
            broken, audit->case_count,
            brief ? ", and are marked as doubtful; byval audit --quiet prints all that breaks one"
                  : "");
    return BV_EXIT_FAILED;
}

static const char details[] =
    "Bytes: what caller and callees load from memory and store back, per call. Instructions: "
    "those\n"
    "of the loop and of everything it calls, where the path does not depend on data.\n"
    "Exit code 1: the code of some arm is not what its family promises. Its times mean nothing.\n"
    "\nexamples:\n"
    "  byval audit --filter '^arg/class:int/reads:one/.*/site:stack/'   how int structs travel\n"
    "  byval audit --case ret/size:64                        the machine code of a case, by arm\n"
    "  byval audit --quiet --out audit.json                  all that is known, as a file\n";

static enum bv_exit show(const struct bv_audit *audit, const char *case_name, bool quiet,
                         bool brief)
{
    if (case_name != NULL)
        print_listing(audit, bv_audit_case(audit, case_name));
    else if (!quiet && !brief)
        print_table(audit);
    return print_violations(audit, brief);
}

enum bv_exit bv_command_audit(int argc, char **argv)
{
    const char *case_name = NULL, *out = NULL;
    bool quiet = false, brief = false;
    struct bv_objdump_config config = {.stop = bv_stop_watch()};
    const struct bv_option options[] = {
        {"filter", "RE", "only the cases whose names match", bv_option_text, &config.filter},
        {"case", "NAME", "print the machine code of this case, arm beside arm", bv_option_text,
         &case_name},
        {"kernels", "FILE", "audit this kernel library (kernels.so beside byval)", bv_option_text,
         &config.kernels},
        {"foreign", "FILE", "audit this object instead: of the same sources, for another processor",
         bv_option_text, &config.foreign},
        {"beside", "COMPILER=FILE",
         "put what another compiler made of family escape beside it: its object, linked",
         bv_option_text, &config.beside},
        {"out", "FILE", "also write what was found, with the code", bv_option_text, &out},
        {"quiet", NULL, "print what breaks a rule, and nothing else", NULL, &quiet},
        {"brief", NULL, "print in one line how many cases break a rule, if any do", NULL, &brief},
    };
    const struct bv_usage usage = {
        .name = "audit",
        .arguments = "",
        .summary = "Disassemble the kernels and say what the compiler made of every arm: how the "
                   "struct\ntravels, and whether the code is what its family promises.",
        .details = details,
        .options = options,
        .option_count = sizeof options / sizeof options[0],
    };
    int first;
    enum bv_parsed parsed = bv_options_parse(&usage, argc, argv, &first);
    if (parsed != BV_PARSED_OK)
        return parsed == BV_PARSED_HELP ? BV_EXIT_DONE : BV_EXIT_USAGE;
    if (config.foreign != NULL && config.kernels == NULL) {
        fprintf(stderr,
                "byval audit: --foreign needs --kernels, a kernel library of this machine\n");
        return BV_EXIT_USAGE;
    }
    struct bv_audit audit = {0};
    struct bv_error err;
    const char *const inputs[] = {config.kernels, config.foreign};
    enum bv_status status = out == NULL ? BV_OK : bv_output_file(out, inputs, 2, &err);
    if (status == BV_OK)
        status = bv_objdump_audit(&config, &audit, &err);
    if (status == BV_OK && audit.case_count == 0)
        status = bv_fail(&err, BV_E_USAGE, "no case matches; byval list prints the names");
    if (status == BV_OK && case_name != NULL && bv_audit_case(&audit, case_name) == NULL)
        status = bv_fail(&err, BV_E_USAGE, "there is no case '%s'; byval list prints the names",
                         case_name);
    if (status == BV_OK && out != NULL)
        status = bv_audit_write(&audit, out, &err);
    enum bv_exit code =
        status == BV_OK ? show(&audit, case_name, quiet, brief) : bv_command_failed("audit", &err);
    bv_audit_finish(&audit);
    return code;
}
