/* SPDX-License-Identifier: Apache-2.0 */
/* export.c: byval export. */
#include "report/export/export.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/option.h"
#include "cli/output.h"
#include "lib/bundle/bundle_open.h"
#include "lib/bundle/runfile.h"

static enum bv_status export_run(const char *run, const struct bv_export_format *format,
                                 const char *out, struct bv_error *err)
{
    struct bv_audit audit = {0};
    const struct bv_summary_options options = {.audit = &audit};
    struct bv_result result;
    struct bv_summary *summary;
    struct bv_text text = {0};
    enum bv_status status = out == NULL ? BV_OK : bv_output_file(out, &run, 1, err);
    if (status == BV_OK)
        status = bv_runfile_read(run, &result, err);
    if (status != BV_OK)
        return status;
    if (result.row_count == 0)
        status =
            bv_fail(err, BV_E_INPUT, "%s: no case was measured: nothing is to be exported", run);
    if (status == BV_OK)
        status = bv_open_bundle_audit(run, &result, &audit, err);
    if (status == BV_OK)
        status = bv_summary_create(&result, &options, &summary, err);
    if (status == BV_OK) {
        format->write(&text, summary);
        bv_summary_destroy(summary);
        if (text.failed)
            status = bv_fail(err, BV_E_NOMEM, "out of memory while exporting %s", run);
        else if (out != NULL)
            status = bv_output_write(out, &text, err);
        else
            fwrite(text.data, 1, text.length, stdout); /* main() sees to what cannot be written */
    }
    bv_text_finish(&text);
    bv_audit_finish(&audit);
    bv_result_finish(&result);
    return status;
}

static void print_formats(FILE *stream, const char *before, const char *between)
{
    size_t count;
    const struct bv_export_format *formats = bv_export_formats(&count);
    for (size_t i = 0; i < count; i++)
        fprintf(stream, "%s%s", i == 0 ? before : between, formats[i].name);
    fputc('\n', stream);
}

/* What --help says below the options. */
static void put_details(struct bv_text *out)
{
    size_t count;
    const struct bv_export_format *formats = bv_export_formats(&count);
    for (size_t i = 0; i < count; i++)
        bv_text_format(out, "  %-7s %s\n", formats[i].name, formats[i].summary);
    bv_text_put(out,
                "\nTimes are net of the empty loop, as in the report. data/FORMAT.md describes "
                "the formats.\n\n"
                "examples:\n"
                "  byval export results/latest --format go >new.txt\n"
                "  byval export results/latest --format lint --out lint.txt\n");
}

enum bv_exit bv_command_export(int argc, char **argv)
{
    const char *name = NULL, *out = NULL;
    bool list = false;
    const struct bv_option options[] = {
        {"format", "NAME", "one of those below", bv_option_text, &name},
        {"list", NULL, "print the names of the formats, and nothing else", NULL, &list},
        {"out", "FILE", "write there (standard output)", bv_option_text, &out},
    };
    struct bv_text details = {0};
    put_details(&details);
    const struct bv_usage usage = {
        .name = "export",
        .arguments = "BUNDLE",
        .summary = "Write what a bundle says in a format that other tools read.",
        .details = details.failed ? "" : details.data,
        .options = options,
        .option_count = sizeof options / sizeof options[0],
    };
    int first;
    enum bv_parsed parsed = bv_options_parse(&usage, argc, argv, &first);
    bv_text_finish(&details);
    if (parsed != BV_PARSED_OK)
        return parsed == BV_PARSED_HELP ? BV_EXIT_DONE : BV_EXIT_USAGE;
    if (list) {
        print_formats(stdout, "", "\n");
        return BV_EXIT_DONE;
    }
    if (first + 1 != argc) {
        fprintf(stderr, "byval export: %s; see byval export --help\n",
                first == argc ? "no bundle is named" : "one bundle at a time");
        return BV_EXIT_USAGE;
    }
    const struct bv_export_format *format = name == NULL ? NULL : bv_export_find(name);
    if (format == NULL) {
        if (name == NULL)
            fprintf(stderr, "byval export: --format is missing");
        else
            fprintf(stderr, "byval export: there is no format '%s'", name);
        print_formats(stderr, "; choose one of: ", " ");
        return BV_EXIT_USAGE;
    }
    struct bv_error err;
    if (export_run(argv[first], format, out, &err) != BV_OK)
        return bv_command_failed("export", &err);
    return BV_EXIT_DONE;
}
