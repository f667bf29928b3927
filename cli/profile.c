/* SPDX-License-Identifier: Apache-2.0 */
/* profile.c: byval profile. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/option.h"
#include "cli/output.h"
#include "cli/profile_bundle.h"
#include "cli/stop.h"
#include "harness/profile/gperftools_file.h"
#include "harness/profile/pprof_file.h"
#include "harness/profile/profile_record.h"
#include "harness/profile/profile_session.h"
#include "harness/profile/profile_table.h"

#define GPERFTOOLS_ENDING ".prof"

enum { FUNCTIONS_SHOWN = 10, INSTRUCTIONS_SHOWN = 10, SECONDS_MOST = 3600 };

static bool is_gperftools(const char *path)
{
    size_t length = strlen(path), ending = strlen(GPERFTOOLS_ENDING);
    return length > ending && strcmp(path + length - ending, GPERFTOOLS_ENDING) == 0;
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static void print_share(const struct bv_profile_row *row)
{
    char interval[40];
    snprintf(interval, sizeof interval, "%.1f..%.1f %%", 100 * row->share.low,
             100 * row->share.high);
    printf("%8" PRIu64 "  %6.2f %%  %14s  ", row->values[BV_CPU_SAMPLES], 100 * row->share.estimate,
           interval);
}

static void print_function(const struct bv_profile_row *row)
{
    bv_command_put(stdout, row->place.function == NULL ? "(no symbol)" : row->place.function);
    if (row->file != NULL) {
        fputs("  ", stdout);
        bv_command_put(stdout, last_part(row->file));
    }
    putchar('\n');
}

static void print_instruction(const struct bv_profile_row *row)
{
    printf("%8" PRIx64 "  ", row->address);
    bv_command_put(stdout, row->place.function == NULL ? "(no symbol)" : row->place.function);
    if (row->place.source != NULL) {
        fputs("  ", stdout);
        bv_command_put(stdout, last_part(row->place.source));
        printf(":%" PRIu32, row->place.line);
    }
    putchar('\n');
}

/* What was allocated, what of it is live, and what a sample in 512 KiB would have made of it. */
static void print_heap(const struct bv_profile_row *row)
{
    printf("%10" PRIu64 "  %14" PRIu64 "  %10" PRIu64 "  %12" PRIu64 "  %8" PRIu64 "  %14" PRIu64
           "  %10.0f  ",
           row->values[BV_HEAP_OBJECTS], row->values[BV_HEAP_BYTES],
           row->values[BV_HEAP_LIVE_OBJECTS], row->values[BV_HEAP_LIVE_BYTES],
           row->values[BV_HEAP_SAMPLES], row->values[BV_HEAP_SAMPLED_BYTES], sqrt(row->variance));
}

static void print_waits(const struct bv_profile_row *row)
{
    uint64_t waits = row->values[BV_WAIT_COUNT], ns = row->values[BV_WAIT_NS];
    printf("%10" PRIu64 "  %14.6f  %14.3f  ", waits, (double)ns * 1e-9,
           (double)ns * 1e-3 / (double)waits);
}

static void print_rows(const struct bv_stack_profile *profile, const struct bv_profile_row *rows,
                       size_t count, size_t most, void (*print)(const struct bv_profile_row *row))
{
    for (size_t i = 0; i < count && i < most; i++) {
        if (profile->kind == BV_PROFILE_HEAP)
            print_heap(&rows[i]);
        else if (profile->kind == BV_PROFILE_WAIT)
            print_waits(&rows[i]);
        else
            print_share(&rows[i]);
        print(&rows[i]);
    }
}

static void print_head(const struct bv_stack_profile *profile)
{
    printf("%s/pass:%s\n", profile->case_name, profile->arm);
    if (profile->kind != BV_PROFILE_CPU)
        printf("%" PRIu64 " %s, %" PRIu64 " lost; %" PRIu64 " calls\n", profile->samples,
               bv_profile_traits_of(profile->kind)->counted, profile->lost, profile->calls);
    else
        printf("%" PRIu64 " samples, %" PRIu64 " lost, at %" PRIu32 " Hz; %.3f s of CPU time, "
               "%" PRIu64 " calls, %" PRIu32 " thread%s\n",
               profile->samples, profile->lost, profile->rate_hz, (double)profile->cpu_ns * 1e-9,
               profile->calls, profile->threads, profile->threads == 1 ? "" : "s");
}

static void print_columns(const struct bv_stack_profile *profile, const char *last)
{
    if (profile->kind == BV_PROFILE_HEAP)
        printf("\n%10s  %14s  %10s  %12s  %8s  %14s  %10s  %s\n", "objects", "bytes", "live",
               "live bytes", "samples", "by samples", "+-", last);
    else if (profile->kind == BV_PROFILE_WAIT)
        printf("\n%10s  %14s  %14s  %s\n", "waits", "seconds", "us a wait", last);
    else
        printf("\n%8s  %8s  %14s  %s\n", "samples", "share", "95 %", last);
}

/* Every instruction of a function, and in a line below what they do. */
static void print_code(const struct bv_profile_code *code, uint64_t samples)
{
    static const char *const works[BV_CODE_WORKS] = {"copies", "calls and returns", "stores",
                                                     "loads", "other"};
    fputs("\n", stdout);
    bv_command_put(stdout, code->function);
    fputs(":\n", stdout);
    for (size_t i = 0; i < code->line_count; i++) {
        const struct bv_profile_line *line = &code->lines[i];
        if (line->count > 0)
            printf("%8" PRIu64 "  %6.2f %%", line->count, 100 * line->share.estimate);
        else
            printf("%18s", "");
        printf("  %8" PRIx64 "  ", line->address);
        bv_command_put(stdout, line->text);
        putchar('\n');
    }
    fputs("  of all samples:", stdout);
    for (int i = 0; i < BV_CODE_WORKS; i++)
        printf("%s %.1f %% %s", i == 0 ? "" : ",", 100 * (double)code->counts[i] / (double)samples,
               works[i]);
    putchar('\n');
}

static enum bv_status print_codes(const struct bv_stack_profile *profile,
                                  const struct bv_profile_table *table,
                                  const volatile sig_atomic_t *stop, struct bv_error *err)
{
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < table->function_count && status == BV_OK; i++) {
        const struct bv_profile_row *row = &table->functions[i];
        struct bv_profile_code code;
        if (row->share.estimate < BV_PROFILE_CODE_LEAST || row->place.function == NULL ||
            row->place.end <= row->place.begin)
            continue;
        status = bv_profile_code_read(table, row, profile->samples, stop, &code, err);
        if (status != BV_OK)
            break;
        print_code(&code, profile->samples);
        bv_profile_code_finish(&code);
    }
    return status;
}

static enum bv_status print_tables(const struct bv_stack_profile *profile, bool with_code,
                                   const volatile sig_atomic_t *stop, struct bv_error *err)
{
    struct bv_profile_table table;
    enum bv_status status = bv_profile_table_make(profile, &table, err);
    if (status != BV_OK)
        return status;
    print_head(profile);
    print_columns(profile, "function");
    print_rows(profile, table.functions, table.function_count, FUNCTIONS_SHOWN, print_function);
    print_columns(profile, profile->kind != BV_PROFILE_CPU ? " address  call, in"
                                                           : " address  instruction, in");
    print_rows(profile, table.instructions, table.instruction_count, INSTRUCTIONS_SHOWN,
               print_instruction);
    if (with_code)
        status = print_codes(profile, &table, stop, err);
    bv_profile_table_finish(&table);
    return status;
}

static enum bv_status profile(const struct bv_profile_config *config, const char *out, bool quiet,
                              bool with_code, struct bv_error *err)
{
    struct bv_stack_profile profile = {0};
    enum bv_status status = out == NULL ? BV_OK : bv_output_file(out, NULL, 0, err);
    if (status == BV_OK)
        status = bv_profile_session_run(config, &profile, err);
    if (status == BV_OK && out != NULL)
        status = is_gperftools(out) ? bv_gperftools_file_write(&profile, out, err)
                                    : bv_pprof_file_write(&profile, out, err);
    if (status == BV_OK && !quiet)
        status = print_tables(&profile, with_code, config->stop, err);
    bv_stack_profile_finish(&profile);
    return status;
}

static const char details[] =
    "One arm of one case runs in a loop, in a process of its own, its functions in the order in "
    "which\n"
    "they were linked. A timer of each thread takes a stack RATE times a second of CPU time. The\n"
    "share of a function or an instruction is that of the samples that stopped there, with the\n"
    "interval that so many samples give. A sample may stop an instruction or two behind the one "
    "that\n"
    "took the time. docs/PROFILE.md says more.\n\n"
    "With --kind heap every allocation from malloc is recorded, with its stack: how many, how "
    "many\n"
    "bytes, and what was not freed by the end; and beside it what a profiler that takes a sample "
    "in\n"
    "512 KiB would have said of the bytes, with the standard deviation of that.\n\n"
    "With --kind lock every wait for a mutex that another thread has, and for a condition "
    "variable, is\n"
    "recorded with the stack of who waits: how often, and how long.\n\n"
    "With --bundle the profiles go into the bundle of a finished run, for its page, and with paths "
    "for\n"
    "pprof into its folder profiles/. Unless --arms is given, all arms of the few cases are "
    "profiled "
    "on\n"
    "which the first screen of the report rests.\n\n"
    "FILE is pprof's profile.proto, which go tool pprof, pprof and byval scan read; with the "
    "ending\n" GPERFTOOLS_ENDING " it is in the older format of gperftools, which google-pprof "
    "reads.\n\n"
    "examples:\n"
    "  byval profile ret/size:256                              returning by value\n"
    "  byval profile ret/size:256 --arm outparam --seconds 5   and through a pointer\n"
    "  byval profile ret/size:512 --code                       which instructions copy\n"
    "  byval profile ret/size:64 --arm heap --kind heap        which calls allocate, and how much\n"
    "  byval profile ret/size:256 --out ret.pb.gz              for go tool pprof -top ret.pb.gz\n"
    "  byval profile --bundle results/latest --kind cpu,heap   for the page of a run\n"
    "  byval profile --bundle results/latest --arms '^arg/.*/size:(256|257)/'\n"
    "  byval profile ret/size:256 --out ret.prof               for google-pprof --text\n";

/* "cpu,heap": which kinds are named.
 * Returns  how many; 0: another word is among them */
static size_t read_kinds(const char *words, bool kinds[BV_PROFILE_KINDS])
{
    size_t count = 0;
    for (const char *word = words; word != NULL; count++) {
        const char *comma = strchr(word, ',');
        size_t length = comma == NULL ? strlen(word) : (size_t)(comma - word);
        enum bv_profile_kind kind = 0;
        while (kind < BV_PROFILE_KINDS && (strlen(bv_profile_kind_name(kind)) != length ||
                                           strncmp(bv_profile_kind_name(kind), word, length) != 0))
            kind++;
        if (kind == BV_PROFILE_KINDS)
            return 0;
        kinds[kind] = true;
        word = comma == NULL ? NULL : comma + 1;
    }
    return count;
}

static enum bv_exit profile_bundle(const struct bv_profile_bundle_config *config)
{
    struct bv_error err;
    size_t failed;
    enum bv_status status = bv_profile_bundle(config, &failed, &err);
    if (status != BV_OK)
        return bv_command_failed("profile", &err);
    return failed == 0 ? BV_EXIT_DONE : BV_EXIT_FAILED;
}

enum bv_exit bv_command_profile(int argc, char **argv)
{
    struct bv_profile_config config = {.seconds = 2, .rate_hz = 997, .seed = 1};
    struct bv_profile_bundle_config into = {0};
    const char *kind = "cpu", *out = NULL;
    bool code = false;
    const struct bv_option options[] = {
        {"arm", "ARM", "which way to do its work (the first, by value)", bv_option_text,
         &config.arm},
        {"kind", "KIND",
         "cpu: where CPU time goes; heap: what allocates;\nlock: who waits for locks (cpu); with "
         "--bundle several: cpu,heap",
         bv_option_text, &kind},
        {"seconds", "S", "run for so long (2)", bv_option_seconds, &config.seconds},
        {"rate", "HZ", "samples a second, 1 to 10000 (997)", bv_option_rate, &config.rate_hz},
        {"code", NULL, "print the machine code of the functions that have 5 % of the samples", NULL,
         &code},
        {"out", "FILE", "also write the profile, with all its stacks", bv_option_text, &out},
        {"bundle", "RUN", "put profiles into the bundle of a run", bv_option_text, &into.folder},
        {"arms", "RE", "with --bundle, of the arms whose CASE/pass:ARM matches", bv_option_text,
         &into.arms},
        {"quiet", NULL, "print no tables", NULL, &into.quiet},
    };
    const struct bv_usage usage = {
        .name = "profile",
        .arguments = "CASE|--bundle RUN",
        .summary = "Say in which functions and at which instructions an arm of a case spends its\n"
                   "time, allocates, or waits for locks.",
        .details = details,
        .options = options,
        .option_count = sizeof options / sizeof options[0],
    };
    int first;
    enum bv_parsed parsed = bv_options_parse(&usage, argc, argv, &first);
    if (parsed != BV_PARSED_OK)
        return parsed == BV_PARSED_HELP ? BV_EXIT_DONE : BV_EXIT_USAGE;
    const char *wrong = NULL;
    const size_t kinds = read_kinds(kind, into.kinds);
    while (kinds > 0 && !into.kinds[config.kind])
        config.kind++;
    if (argc - first != (into.folder == NULL))
        wrong = into.folder == NULL ? "expected one CASE; byval list names them all"
                                    : "--bundle: expected no CASE; --arms says which";
    else if (kinds == 0 || (kinds > 1 && into.folder == NULL))
        wrong = into.folder == NULL ? "--kind: expected cpu, heap or lock"
                                    : "--kind: expected some of cpu, heap and lock, as cpu,heap";
    else if (into.folder != NULL && (config.arm != NULL || out != NULL || code))
        wrong = "--bundle: goes with neither --arm, --out nor --code";
    else if (into.folder == NULL && into.arms != NULL)
        wrong = "--arms: goes with --bundle alone; --arm names one";
    else if (code && config.kind != BV_PROFILE_CPU)
        wrong = "--code: goes with --kind cpu alone";
    else if (config.rate_hz > BV_PROFILE_RATE_MOST_HZ)
        wrong = "--rate: expected 1 to 10000";
    else if (config.seconds > SECONDS_MOST)
        wrong = "--seconds: expected an hour at most";
    if (wrong != NULL) {
        fprintf(stderr, "byval profile: %s\n", wrong);
        return BV_EXIT_USAGE;
    }
    config.stop = bv_stop_watch();
    if (into.folder != NULL) {
        into.session = config;
        return profile_bundle(&into);
    }
    config.case_name = argv[first];
    struct bv_error err;
    enum bv_status status = profile(&config, out, into.quiet, code, &err);
    return status == BV_OK ? BV_EXIT_DONE : bv_command_failed("profile", &err);
}
