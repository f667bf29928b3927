/* SPDX-License-Identifier: Apache-2.0 */
/* run.c: byval run. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/option.h"
#include "cli/progress.h"
#include "cli/stop.h"
#include "harness/machine/pin.h"
#include "harness/measure/run.h"
#include "lib/base/plural.h"
#include "report/words/words.h"

struct options {
    const char *preset, *filter, *out, *blocks; /* NULL: not said */
    struct bv_option_list builds, resume;
    double budget_s, precision, spacing_s; /* NAN: the preset's */
    double more_s;                         /* NAN: not said */
    uint64_t seed;                         /* UINT64_MAX: drawn */
    int cpu;
    struct bv_caches caches;
    bool quiet;
};

static bool read_spacing(const char *text, void *out)
{
    if (strcmp(text, "0") != 0)
        return bv_option_seconds(text, out);
    *(double *)out = 0;
    return true;
}

/* "48K", "2M"; each larger than the one before it. */
static bool read_caches(const char *text, void *out)
{
    size_t bytes[3] = {0};
    for (size_t i = 0; i < 3; i++) {
        char *end;
        if (text[0] < '0' || text[0] > '9')
            return false;
        unsigned long long value = strtoull(text, &end, 10);
        unsigned shift = *end == 'K' ? 10 : *end == 'M' ? 20 : *end == 'G' ? 30 : 0;
        end += shift > 0;
        if (value > (1ULL << 40 >> shift) || value << shift <= (i == 0 ? 0 : bytes[i - 1]))
            return false;
        bytes[i] = value << shift;
        text = end + 1;
        if (*end == '\0' && i > 0) {
            *(struct bv_caches *)out = (struct bv_caches){bytes[0], bytes[1], bytes[2], 0};
            return true;
        }
        if (*end != ',')
            return false;
    }
    return false;
}

static bool read_blocks(const char *text, uint32_t *least, uint32_t *most)
{
    unsigned long min, max;
    char *end;
    if (text[0] < '0' || text[0] > '9')
        return false;
    min = max = strtoul(text, &end, 10);
    if (*end == ':' && end[1] >= '0' && end[1] <= '9')
        max = strtoul(end + 1, &end, 10);
    else if (*end == '\0')
        max = *most > min ? *most : min;
    *least = (uint32_t)min;
    *most = (uint32_t)max;
    return *end == '\0' && min >= 1 && max >= min && max <= 100000;
}

/* Profile first, then what was said over it. */
static enum bv_exit make_config(const struct options *chosen, struct bv_run_config *config)
{
    const char *name = chosen->preset == NULL ? "quick" : chosen->preset;
    const struct bv_preset *preset = bv_preset_find(name);
    if (preset == NULL) {
        size_t count;
        const struct bv_preset *all = bv_preset_all(&count);
        fprintf(stderr, "byval run: there is no preset '%s'; choose one of:", name);
        for (size_t i = 0; i < count; i++)
            fprintf(stderr, " %s", all[i].name);
        fputc('\n', stderr);
        return BV_EXIT_USAGE;
    }
    *config = (struct bv_run_config){
        .preset = preset,
        .filter = chosen->filter,
        .out = chosen->out,
        .builds = chosen->builds.items,
        .build_count = chosen->builds.count,
        .budget_s = isnan(chosen->budget_s) ? preset->budget_s : chosen->budget_s,
        .precision = isnan(chosen->precision) ? preset->precision : chosen->precision,
        .blocks_min = preset->blocks_min,
        .blocks_max = preset->blocks_max,
        .spacing_s = isnan(chosen->spacing_s) ? preset->spacing_s : chosen->spacing_s,
        .seed = chosen->seed,
        .cpu = chosen->cpu,
        .caches = chosen->caches,
    };
    if (chosen->blocks != NULL &&
        !read_blocks(chosen->blocks, &config->blocks_min, &config->blocks_max)) {
        fprintf(stderr,
                "byval run: '%s' is no value for --blocks MIN[:MAX]; see byval run --help\n",
                chosen->blocks);
        return BV_EXIT_USAGE;
    }
    if (chosen->builds.count > 1 && chosen->out == NULL) {
        fprintf(stderr, "byval run: several builds need --out DIR, the folder of their bundles\n");
        return BV_EXIT_USAGE;
    }
    if (chosen->seed == UINT64_MAX)
        config->seed = bv_seed_draw();
    return BV_EXIT_DONE;
}

/* A word that can be pasted into a shell. */
static void put_word(const char *option, const char *word)
{
    bool plain = strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                              "_./+=:,@%-") == strlen(word);
    fprintf(stderr, " --%s %s", option, plain ? "" : "'");
    for (const char *c = word; *c != '\0'; c++)
        fputs(*c == '\'' ? "'\\''" : (char[]){*c, '\0'}, stderr);
    fputs(plain ? "" : "'", stderr);
}

/* How to go on with those that are not at their end. */
static void print_resume(const struct options *chosen, struct bv_run *const *runs, const bool *open,
                         size_t count)
{
    fprintf(stderr, "byval run");
    for (size_t i = 0; i < count; i++)
        if (open[i])
            put_word("resume", bv_run_folder(runs[i]));
    for (size_t i = 0; i < chosen->builds.count; i++)
        put_word("build", chosen->builds.items[i]);
}

static size_t count_left_out(const struct bv_run *run)
{
    const struct bv_result *result = bv_run_result(run);
    size_t count = 0;
    for (size_t i = 0; i < result->case_count; i++)
        count += bv_forecast_left_out(&result->cases[i]);
    return count;
}

/* What the forecast did not expect.
 * before   how many cases were left out at the beginning */
static void print_left_out(const struct bv_run *run, size_t before)
{
    const struct bv_result *result = bv_run_result(run);
    size_t count = count_left_out(run) - before;
    if (count > 0)
        fprintf(stderr,
                "byval run: measuring takes longer here than was forecast; %zu more case%s left "
                "out, so that the rest of %zu can be decided; run.json says which\n",
                count, count == 1 ? " was" : "s were", result->case_count - before - count);
}

/* What became of one run. */
static enum bv_exit print_outcome(const struct bv_run *run, bool quiet, bool *interrupted)
{
    const struct bv_result *result = bv_run_result(run);
    const char *folder = bv_run_folder(run);
    size_t counts[4] = {0};
    *interrupted = strcmp(result->stopped, "interrupted") == 0;
    for (size_t i = 0; i < result->case_count; i++)
        counts[result->cases[i].state]++;
    if (result->block_count == 0 && *interrupted)
        return BV_EXIT_FAILED;
    for (size_t i = 0; i < result->case_count; i++)
        if (result->cases[i].state == BV_CASE_FAILED)
            fprintf(stderr, "byval run: %s: %s\n", result->cases[i].name, result->cases[i].reason);
    if (!quiet)
        printf("%zu case%s in %zu block%s, %.0f s, seed %llu: %zu precise, %zu less so, "
               "%zu failed, %zu unavailable; stopped by %s\n%s/run.json\n",
               result->case_count, bv_plural(result->case_count), result->block_count,
               bv_plural(result->block_count), result->elapsed_s, (unsigned long long)result->seed,
               counts[BV_CASE_PRECISE], counts[BV_CASE_OPEN], counts[BV_CASE_FAILED],
               counts[BV_CASE_UNAVAILABLE], bv_words_stopped(result->stopped), folder);
    if (result->row_count == 0) {
        fprintf(stderr, "byval run: no case could be measured; %s: %s\n", result->cases[0].name,
                result->cases[0].reason);
        return BV_EXIT_FAILED;
    }
    if (*interrupted)
        return BV_EXIT_FAILED;
    return counts[BV_CASE_FAILED] == 0 ? BV_EXIT_DONE : BV_EXIT_FAILED;
}

/* Of several builds the first speaks for all. */
static void print_forecast(const struct bv_run *run)
{
    char text[400];
    const struct bv_forecast *forecast = bv_run_forecast(run);
    if (forecast->cases == 0)
        return;
    bv_forecast_words(forecast, bv_run_result(run)->budget_s, text, sizeof text);
    fprintf(stderr, "%s\n", text);
}

static enum bv_exit measure(struct bv_run *const *runs, size_t count,
                            const volatile sig_atomic_t *stop, const struct options *chosen)
{
    static struct bv_error errs[BV_OPTION_LIST_MAX];
    struct bv_progress_view view = bv_progress_view_on(stderr);
    enum bv_exit code = BV_EXIT_DONE;
    size_t blocks = 0;
    bool open[BV_OPTION_LIST_MAX] = {false}, any_interrupted = false, any_failed = false;
    size_t left_out[BV_OPTION_LIST_MAX] = {0};
    for (size_t i = 0; i < count; i++)
        left_out[i] = count_left_out(runs[i]);
    bv_run_measure(runs, count, stop, chosen->quiet ? NULL : bv_progress_show, &view, errs);
    bv_progress_end(&view);
    for (size_t i = 0; i < count; i++) {
        bool interrupted = false;
        if (!chosen->quiet)
            print_left_out(runs[i], left_out[i]);
        blocks += bv_run_result(runs[i])->block_count;
        if (errs[i].status != BV_OK) {
            bv_command_failed("run", &errs[i]);
            open[i] = any_failed = true;
            code = BV_EXIT_FAILED;
        } else if (print_outcome(runs[i], chosen->quiet, &interrupted) != BV_EXIT_DONE) {
            code = BV_EXIT_FAILED;
        }
        open[i] |= interrupted;
        any_interrupted |= interrupted;
    }
    if (any_failed)
        fprintf(stderr, "byval run: %zu block%s kept; ", blocks, blocks == 1 ? " is" : "s are");
    else if (any_interrupted && blocks == 0)
        fprintf(stderr,
                "byval run: stopped before the first block was done; nothing was measured; ");
    else if (any_interrupted)
        fprintf(stderr, "byval run: interrupted; what was measured is whole; ");
    if (any_failed || any_interrupted) {
        print_resume(chosen, runs, open, count);
        fputs(blocks == 0 && !any_failed ? " begins anew\n" : " goes on\n", stderr);
    }
    return code;
}

static const char details[] =
    "A filter is a POSIX extended regular expression over case names, as byval list prints them.\n"
    "Ctrl-C, or closing the terminal, ends the run cleanly: what was measured is kept, and "
    "--resume\n"
    "goes on with it. results/latest points to the run that ended last; resume a killed run by "
    "its\n"
    "own name.\n\n"
    "examples:\n"
    "  byval run                                  the main question, in 90 s\n"
    "  byval run --preset standard --cpu 3        every axis, on logical CPU 3\n"
    "  byval run --filter '^ret/' --budget 20     returning structs, 20 s\n"
    "  byval run --resume results/latest          go on after Ctrl-C\n"
    "  byval run --build build/a --build build/b --out both   two builds, in turn\n";

enum bv_exit bv_command_run(int argc, char **argv)
{
    struct options chosen = {.budget_s = NAN,
                             .precision = NAN,
                             .spacing_s = NAN,
                             .more_s = NAN,
                             .seed = UINT64_MAX,
                             .cpu = BV_PIN_AUTO};
    const struct bv_option options[] = {
        {"preset", "NAME", "quick, standard or full (quick)", bv_option_text, &chosen.preset},
        {"profile", "NAME", NULL, bv_option_text, &chosen.preset},
        {"filter", "RE", "only the preset's cases whose names match", bv_option_text,
         &chosen.filter},
        {"out", "DIR", "folder of the bundle (results/HOST-UTCTIME)", bv_option_text, &chosen.out},
        {"budget", "S", "seconds of measuring, or 10m, 2h (by preset)", bv_option_seconds,
         &chosen.budget_s},
        {"precision", "P", "width of a 95 % interval at which a case is done,\n0.02 or 2%",
         bv_option_fraction, &chosen.precision},
        {"blocks", "MIN[:MAX]", "fewest blocks before a case is done, and most", bv_option_text,
         &chosen.blocks},
        {"spacing", "S",
         "seconds between the starts of a case's blocks, at least (1):\nblocks in a row see the "
         "machine in one state",
         read_spacing, &chosen.spacing_s},
        {"apart", "S", NULL, read_spacing, &chosen.spacing_s},
        {"seed", "N", "seed of everything random (random)", bv_option_seed, &chosen.seed},
        {"cpu", "N|auto|none",
         "logical CPU to measure on (auto). none: do not bind, for\nsystems that cannot; every "
         "number is then doubtful",
         bv_option_cpu, &chosen.cpu},
        {"caches", "L1D,L2[,L3]",
         "sizes of the caches, such as 32K,1M,32M, where the\nsystem does not report them",
         read_caches, &chosen.caches},
        {"build", "DIR",
         "measure the kernels in this build folder; given several\ntimes, all builds in turn, a "
         "bundle each",
         bv_option_each, &chosen.builds},
        {"resume", "DIR", "go on with a killed or interrupted run", bv_option_each, &chosen.resume},
        {"more", "S", "measure the finished BUNDLEs for S more seconds", bv_option_seconds,
         &chosen.more_s},
        {"quiet", NULL, "print errors only", NULL, &chosen.quiet},
    };
    const struct bv_usage usage = {
        .name = "run",
        .arguments = "[BUNDLE...]",
        .summary = "Measure the cases of a preset, block after block, until each is precise or "
                   "the\nbudget ends, and write a result bundle.",
        .details = details,
        .options = options,
        .option_count = sizeof options / sizeof options[0],
    };
    int first;
    enum bv_parsed parsed = bv_options_parse(&usage, argc, argv, &first);
    if (parsed != BV_PARSED_OK)
        return parsed == BV_PARSED_HELP ? BV_EXIT_DONE : BV_EXIT_USAGE;
    struct bv_run_config config;
    struct bv_run *runs[BV_OPTION_LIST_MAX];
    size_t count = chosen.resume.count;
    struct bv_error err;
    enum bv_status status;
    const volatile sig_atomic_t *stop = bv_stop_watch();
    bv_stop_outlive_readers();
    bool more = !isnan(chosen.more_s);
    if (more != (first < argc)) {
        if (more)
            fprintf(stderr, "byval run: --more S goes on with finished runs: name their bundles\n");
        else
            fprintf(stderr,
                    "byval run: unexpected argument '%s': only --more S takes bundles; see byval "
                    "run --help\n",
                    argv[first]);
        return BV_EXIT_USAGE;
    }
    if (more && (count > 0 || argc - first > BV_OPTION_LIST_MAX)) {
        fprintf(stderr,
                "byval run: --resume and --more exclude each other, and %d bundles at most "
                "go on together\n",
                BV_OPTION_LIST_MAX);
        return BV_EXIT_USAGE;
    }
    if (count > 0 || more) {
        if (chosen.preset != NULL || chosen.filter != NULL || chosen.out != NULL ||
            chosen.blocks != NULL || chosen.seed != UINT64_MAX || chosen.cpu != BV_PIN_AUTO ||
            chosen.caches.l1d_bytes != 0 || !isnan(chosen.precision) || !isnan(chosen.spacing_s)) {
            fprintf(
                stderr,
                "byval run: --%s goes on with the bundle's own plan; only %s--build and --quiet "
                "go with it\n",
                more ? "more" : "resume", more ? "" : "--budget, ");
            return BV_EXIT_USAGE;
        }
        if (more && !isnan(chosen.budget_s)) {
            fprintf(stderr, "byval run: --more says how long; --budget does not go with it\n");
            return BV_EXIT_USAGE;
        }
        count = more ? (size_t)(argc - first) : count;
        status = more ? bv_run_more((const char *const *)argv + first, count, chosen.builds.items,
                                    chosen.builds.count, chosen.more_s, runs, &err)
                      : bv_run_resume(chosen.resume.items, count, chosen.builds.items,
                                      chosen.builds.count, chosen.budget_s, runs, &err);
    } else {
        enum bv_exit code = make_config(&chosen, &config);
        if (code != BV_EXIT_DONE)
            return code;
        count = chosen.builds.count > 0 ? chosen.builds.count : 1;
        status = bv_run_begin(&config, runs, &err);
    }
    if (status != BV_OK)
        return bv_command_failed("run", &err);
    if (!chosen.quiet)
        print_forecast(runs[0]);
    enum bv_exit code = measure(runs, count, stop, &chosen);
    for (size_t i = 0; i < count; i++)
        bv_run_finish(runs[i]);
    return code;
}
