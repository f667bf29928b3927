/* SPDX-License-Identifier: Apache-2.0 */
/* scan.c: byval scan. */
#include "scan/scan.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/option.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/scan_price.h"
#include "lib/base/memory.h"
#include "scan/output.h"

/* What --fail-over allows; all 0: anything. */
struct limit {
    double bytes, ns, share;
    bool is_set;
};

/* What was asked for. */
struct options {
    struct bv_scan_filter filter;
    const char *csv, *html, *json, *sarif, *run, *profile;
    uint64_t rows;
    struct limit limit;
    bool notes, quiet;
};

/* "64", "64B" */
static bool read_bytes(const char *text, void *out)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || errno != 0 || value > INT64_MAX)
        return false;
    if (*end == 'B')
        end++;
    *(uint64_t *)out = value;
    return *end == '\0';
}

/* "64B", "10ns", "2%" */
static bool read_limit(const char *text, void *out)
{
    struct limit *limit = out;
    char *end;
    double value = strtod(text, &end);
    *limit = (struct limit){.bytes = INFINITY, .ns = INFINITY, .share = INFINITY, .is_set = true};
    if (text[0] < '0' || text[0] > '9' || !isfinite(value))
        return false;
    if (strcmp(end, "B") == 0)
        limit->bytes = value;
    else if (strcmp(end, "ns") == 0)
        limit->ns = value;
    else if (strcmp(end, "%") == 0)
        limit->share = value / 100;
    else
        return false;
    return true;
}

/* A bv_scan_progress_fn; user is a struct bv_progress_view. */
static void show(const char *what, double share, void *user)
{
    bv_progress_share(user, share, what);
}

/* Columns of standard output; 0: it is no terminal. */
static size_t columns(void)
{
    struct winsize size = {0};
    if (isatty(STDOUT_FILENO) != 1)
        return 0;
    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
    return size.ws_col > 0 ? size.ws_col : 80;
}

/* Write a whole text to a file, or to standard output for "-"; releases it. */
static enum bv_status put_text(const char *path, struct bv_text *text, struct bv_error *err)
{
    enum bv_status status = text->failed ? bv_no_memory(err) : BV_OK;
    if (status == BV_OK && strcmp(path, "-") == 0)
        fwrite(text->data, 1, text->length, stdout);
    else if (status == BV_OK)
        status = bv_output_write(path, text, err);
    bv_text_finish(text);
    return status;
}

/* pricing  what prices the rows */
static enum bv_status write_all(const struct bv_scan *scan, const struct options *options,
                                const char *pricing, struct bv_error *err)
{
    struct bv_text text = {0};
    enum bv_status status = BV_OK;
    if (options->html != NULL) {
        bv_scan_html(scan, pricing, &text);
        status = put_text(options->html, &text, err);
    }
    if (status == BV_OK && options->csv != NULL) {
        bv_scan_csv(scan, &text);
        status = put_text(options->csv, &text, err);
    }
    if (status == BV_OK && options->json != NULL) {
        status = bv_scan_json(scan, &text, err);
        status = status == BV_OK ? put_text(options->json, &text, err) : status;
    }
    if (status == BV_OK && options->sarif != NULL) {
        status = bv_scan_sarif(scan, &text, err);
        status = status == BV_OK ? put_text(options->sarif, &text, err) : status;
    }
    if (status == BV_OK && options->notes) {
        bv_scan_notes(scan, &text);
        status = put_text("-", &text, err);
    } else if (status == BV_OK && !options->quiet) {
        bv_text_plain(&text, pricing);
        bv_text_put(&text, "\n");
        bv_scan_table(scan, columns(), options->rows, &text);
        status = put_text("-", &text, err);
    }
    return status;
}

/* Whether a row is over the limit. */
static bool is_over(const struct bv_scan *scan, const struct bv_scan_row *row,
                    const struct limit *limit)
{
    if (!bv_scan_copies(row))
        return false;
    for (int c = 0; c < BV_CONDITION_COUNT; c++)
        if (row->ns[c].estimate > limit->ns)
            return true;
    return (double)row->bytes > limit->bytes || bv_scan_share(scan, row) > limit->share;
}

/* Hold all rows against the limit. */
static enum bv_status check_limit(const struct bv_scan *scan, const struct limit *limit,
                                  struct bv_error *err)
{
    size_t over = 0;
    const struct bv_scan_row *first = NULL;
    if (!limit->is_set)
        return BV_OK;
    if (isfinite(limit->ns) && !scan->is_priced)
        return bv_fail(err, BV_E_USAGE,
                       "--fail-over in ns needs prices: measure with byval run, or "
                       "name a run with --run");
    if (isfinite(limit->share) && scan->samples == 0)
        return bv_fail(err, BV_E_USAGE, "--fail-over in %% needs a profile: give --profile");
    for (size_t i = 0; i < scan->row_count; i++)
        if (is_over(scan, &scan->rows[i], limit)) {
            first = over++ == 0 ? &scan->rows[i] : first;
        }
    if (over == 0)
        return BV_OK;
    return bv_fail(err, BV_E_MISMATCH,
                   "%zu row%s over --fail-over; the first is %" PRIu64 " B at %s:%d, in %s", over,
                   over == 1 ? " is" : "s are", first->bytes,
                   first->file != NULL ? first->file : "?", first->line, first->function);
}

/* What was not read, on standard error. */
static void print_doubts(const struct bv_scan *scan)
{
    const struct bv_functions *functions = &scan->functions;
    if (functions->torn > 0)
        fprintf(stderr,
                "byval scan: %" PRIu64 " units of the debug information are torn: some of "
                "their functions are missing\n",
                functions->torn);
    if (scan->binary.supplement.lacks[0] != '\0') {
        fprintf(stderr, "byval scan: ");
        bv_command_put(stderr, scan->binary.supplement.lacks);
        fprintf(stderr, ": its types and functions are left out\n");
    }
    if (functions->stopped[0] != '\0')
        fprintf(stderr, "byval scan: the debug information could not be read to its end: %s\n",
                functions->stopped);
}

/* By what rows are priced: a line in words, which may be foreign. */
static void put_pricing(const struct bv_scan_prices *prices, struct bv_text *out)
{
    if (prices->is_priced)
        bv_text_format(out,
                       "ns a call: what passing it by value takes more than passing its address, "
                       "by %s",
                       prices->run);
    else
        bv_text_put(out, "bytes only: byval run measures what copies cost here, and --run BUNDLE "
                         "names such a run");
}

/* Nothing that is written may be what is read. */
static enum bv_status check_outputs(const struct options *options, const char *program,
                                    struct bv_error *err)
{
    const char *const outputs[] = {options->csv, options->html, options->json, options->sarif};
    const char *const inputs[] = {program, options->profile};
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < sizeof outputs / sizeof outputs[0] && status == BV_OK; i++)
        if (outputs[i] != NULL && strcmp(outputs[i], "-") != 0)
            status = bv_output_file(outputs[i], inputs, 2, err);
    return status;
}

static enum bv_status scan_program(const char *program, const struct options *options,
                                   struct bv_scan *scan, struct bv_text *pricing,
                                   struct bv_error *err)
{
    struct bv_scan_prices prices = {0};
    struct bv_profile profile = {0};
    struct bv_scan_filter filter = options->filter;
    struct bv_progress_view view = bv_progress_view_on(stderr);
    enum bv_status status = bv_binary_open(program, &scan->binary, err);
    if (status == BV_OK)
        status = bv_scan_prices_read(options->run, scan->binary.abi, &prices, err);
    filter.candidate_bytes = prices.value_until;
    if (status == BV_OK)
        status = bv_scan_run(scan, &filter, options->quiet ? NULL : show, &view, err);
    bv_progress_end(&view);
    if (status == BV_OK && prices.is_priced)
        bv_scan_price(scan, &prices.prices);
    if (status == BV_OK && options->profile != NULL)
        status = bv_profile_read(options->profile, &scan->binary, &profile, err);
    if (status == BV_OK && options->profile != NULL)
        status = bv_scan_profile(scan, &profile, err);
    bv_profile_finish(&profile);
    put_pricing(&prices, pricing);
    bv_scan_prices_finish(&prices);
    return status;
}

static const char details[] =
    "The program is read, never run. It needs debug information (-g), its own or in a debug file;\n"
    "optimize it as usual: what is looked at is the code that runs.\n\n"
    "calls: in the program's own code. copied: bytes a call, that the callers' code copies. A "
    "type\n"
    "with \"?\" is the only one in sight that has so many bytes.\n\n"
    "examples:\n"
    "  byval scan build/server                          what is copied, most first\n"
    "  byval scan --path '^src/' --least 64 build/server\n"
    "  byval scan --run results/latest build/server      with ns a call\n"
    "  byval scan --profile perf.data build/server      what costs most first\n"
    "  byval scan --notes --fail-over 64B build/server   for a build that is to fail\n"
    "  byval scan --quiet --csv copies.csv build/server  all rows, for a program\n";

enum bv_exit bv_command_scan(int argc, char **argv)
{
    struct options asked = {.filter = {.least_bytes = BV_BLOCK_COPY_LEAST + 1}, .rows = 25};
    const struct bv_option options[] = {
        {"path", "RE", "only code from files whose paths match", bv_option_text,
         &asked.filter.path},
        {"type", "RE", "only types whose names match", bv_option_text, &asked.filter.type},
        {"function", "RE", "only functions whose names match", bv_option_text,
         &asked.filter.function},
        {"least", "BYTES", "only what has so many bytes (17)", read_bytes,
         &asked.filter.least_bytes},
        {"system", NULL, "also code from files of the system and of the language", NULL,
         &asked.filter.with_system},
        {"rows", "N", "rows of each part of the table, 0 for all (25)", read_bytes, &asked.rows},
        {"csv", "FILE", "also write all rows as comma-separated values; - for standard output",
         bv_option_text, &asked.csv},
        {"html", "FILE", "also write the table as a page for a browser", bv_option_text,
         &asked.html},
        {"json", "FILE", "also write all rows as JSON; - for standard output", bv_option_text,
         &asked.json},
        {"sarif", "FILE", "also write SARIF 2.1.0, for code hosts and editors", bv_option_text,
         &asked.sarif},
        {"notes", NULL, "print file:line: note: ... in place of the table, as compilers do", NULL,
         &asked.notes},
        {"profile", "FILE",
         "sort by the samples that fell on copies: perf.data, pprof's, or callgrind's\n"
         "(valgrind --tool=callgrind --dump-instr=yes)",
         bv_option_text, &asked.profile},
        {"run", "BUNDLE",
         "price copies by this run, wherever it was measured; none: by no run\n"
         "(results/latest, if it was measured on this machine)",
         bv_option_text, &asked.run},
        {"fail-over", "LIMIT",
         "exit with 1 if a copy is over 64B, or 10ns a call, or 2% of the samples", read_limit,
         &asked.limit},
        {"quiet", NULL, "print no table and no progress", NULL, &asked.quiet},
    };
    const struct bv_usage usage = {
        .name = "scan",
        .arguments = "PROGRAM",
        .summary = "Say which structs a program, or a shared library, copies: into and out of "
                   "functions, and\nelsewhere in its code; of C, C++, Rust and Go.",
        .details = details,
        .options = options,
        .option_count = sizeof options / sizeof options[0],
    };
    int first;
    enum bv_parsed parsed = bv_options_parse(&usage, argc, argv, &first);
    if (parsed != BV_PARSED_OK)
        return parsed == BV_PARSED_HELP ? BV_EXIT_DONE : BV_EXIT_USAGE;
    if (first + 1 != argc) {
        fprintf(stderr, "byval scan: name one program; see byval scan --help\n");
        return BV_EXIT_USAGE;
    }
    struct bv_scan scan = {0};
    struct bv_text pricing = {0};
    struct bv_error err;
    enum bv_status status = check_outputs(&asked, argv[first], &err);
    if (status == BV_OK)
        status = scan_program(argv[first], &asked, &scan, &pricing, &err);
    if (status == BV_OK) {
        print_doubts(&scan);
        status = pricing.failed ? bv_no_memory(&err) : write_all(&scan, &asked, pricing.data, &err);
    }
    if (status == BV_OK)
        status = check_limit(&scan, &asked.limit, &err);
    bv_scan_finish(&scan);
    bv_text_finish(&pricing);
    return status == BV_OK ? BV_EXIT_DONE : bv_command_failed("scan", &err);
}
