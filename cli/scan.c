/* SPDX-License-Identifier: Apache-2.0 */
/* scan.c: byval scan. */
#include "scan/scan.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/option.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "lib/base/memory.h"
#include "scan/output.h"

/* What was asked for. */
struct options {
    struct bv_scan_filter filter;
    const char *csv, *json;
    uint64_t rows;
    bool quiet;
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

/* A bar that is drawn over, on a terminal only. */
static void show(const char *what, double share, void *user)
{
    const bool *terminal = user;
    if (*terminal) {
        fprintf(stderr, "\r%s: %3.0f %%\033[K", what, 100 * (share > 1 ? 1 : share));
        fflush(stderr);
    }
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

static enum bv_status write_all(const struct bv_scan *scan, const struct options *options,
                                struct bv_error *err)
{
    struct bv_text text = {0};
    enum bv_status status = BV_OK;
    if (options->csv != NULL) {
        bv_scan_csv(scan, &text);
        status = put_text(options->csv, &text, err);
    }
    if (status == BV_OK && options->json != NULL) {
        status = bv_scan_json(scan, &text, err);
        status = status == BV_OK ? put_text(options->json, &text, err) : status;
    }
    if (status == BV_OK && !options->quiet) {
        bv_scan_table(scan, columns(), options->rows, &text);
        status = put_text("-", &text, err);
    }
    return status;
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
    if (functions->stopped[0] != '\0')
        fprintf(stderr, "byval scan: the debug information could not be read to its end: %s\n",
                functions->stopped);
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
    "  byval scan --quiet --csv copies.csv build/server  all rows, for a program\n";

enum bv_exit bv_command_scan(int argc, char **argv)
{
    struct options asked = {.filter = {.least_bytes = BV_BLOCK_COPY_LEAST + 1}, .rows = 25};
    const struct bv_option options[] = {
        {"path", "RE", "only what stands in files whose paths match", bv_option_text,
         &asked.filter.path},
        {"type", "RE", "only types whose names match", bv_option_text, &asked.filter.type},
        {"function", "RE", "only functions whose names match", bv_option_text,
         &asked.filter.function},
        {"least", "BYTES", "only what has so many bytes (17)", read_bytes,
         &asked.filter.least_bytes},
        {"system", NULL, "also what stands in the system's and the languages' own files", NULL,
         &asked.filter.with_system},
        {"rows", "N", "rows of each part of the table, 0 for all (25)", read_bytes, &asked.rows},
        {"csv", "FILE", "also write all rows as comma-separated values; - for standard output",
         bv_option_text, &asked.csv},
        {"json", "FILE", "also write all rows as JSON; - for standard output", bv_option_text,
         &asked.json},
        {"quiet", NULL, "print no table", NULL, &asked.quiet},
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
    struct bv_error err;
    bool terminal = bv_terminal_redraws(stderr);
    const char *const outputs[] = {asked.csv, asked.json};
    const char *const inputs[] = {argv[first]};
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < 2 && status == BV_OK; i++)
        if (outputs[i] != NULL && strcmp(outputs[i], "-") != 0)
            status = bv_output_file(outputs[i], inputs, 1, &err);
    if (status == BV_OK)
        status = bv_scan_run(argv[first], &asked.filter, show, &terminal, &scan, &err);
    if (terminal)
        fprintf(stderr, "\r\033[K");
    if (status == BV_OK) {
        print_doubts(&scan);
        status = write_all(&scan, &asked, &err);
    }
    bv_scan_finish(&scan);
    return status == BV_OK ? BV_EXIT_DONE : bv_command_failed("scan", &err);
}
