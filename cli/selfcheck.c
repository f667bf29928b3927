/* SPDX-License-Identifier: Apache-2.0 */
/* selfcheck.c: byval selfcheck: many runs of one preset, then the judgement from their files. */

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/option.h"
#include "cli/progress.h"
#include "cli/selfcheck_runs.h"
#include "cli/stop.h"
#include "harness/machine/pin.h"
#include "lib/base/text.h"
#include "lib/bundle/bundle.h"
#include "lib/bundle/runfile.h"
#include "lib/bundle/selfcheckfile.h"
#include "report/compare/selfcheck.h"
#include "report/words/number_words.h"

enum { RUNS = 20, RUNS_QUICK = 5, RUNS_MAX = 99 };

/* The runs of a folder, as they were read back. */
struct evidence {
    struct bv_result results[RUNS_MAX], again;
    struct bv_summary *summaries[RUNS_MAX];
    size_t count;
    bool has_again;
};

static void evidence_destroy(struct evidence *evidence)
{
    for (size_t r = 0; evidence != NULL && r < evidence->count; r++) {
        bv_summary_destroy(evidence->summaries[r]);
        bv_result_finish(&evidence->results[r]);
    }
    if (evidence != NULL && evidence->has_again)
        bv_result_finish(&evidence->again);
    free(evidence);
}

static enum bv_status read_run(const char *folder, struct evidence *evidence, struct bv_error *err)
{
    char path[PATH_MAX];
    const struct bv_summary_options options = {.resamples = 1};
    struct bv_result *result = &evidence->results[evidence->count];
    enum bv_status status = bv_selfcheck_run_path(folder, (uint32_t)evidence->count, path, err);
    if (status == BV_OK)
        status = bv_runfile_read(path, result, err);
    if (status != BV_OK)
        return status;
    const char *first = bv_facts_get(&evidence->results[0].key, "kernel_hash");
    const char *own = bv_facts_get(&result->key, "kernel_hash");
    if (first == NULL || own == NULL || strcmp(first, own) != 0)
        status = bv_fail(err, BV_E_MISMATCH, "%s: measured other kernels than the first run", path);
    else
        status = bv_summary_create(result, &options, &evidence->summaries[evidence->count], err);
    if (status == BV_OK)
        evidence->count++;
    else
        bv_result_finish(result);
    return status;
}

static enum bv_status read_all(const char *folder, struct evidence *evidence, struct bv_error *err)
{
    char path[PATH_MAX];
    struct stat st;
    enum bv_status status = BV_OK;
    while (status == BV_OK && evidence->count < RUNS_MAX) {
        status = bv_selfcheck_run_path(folder, (uint32_t)evidence->count, path, err);
        if (status == BV_OK && evidence->count > 0 && stat(path, &st) != 0)
            break;
        if (status == BV_OK)
            status = read_run(folder, evidence, err);
    }
    if (status == BV_OK)
        status = bv_selfcheck_path(folder, "again", path, err);
    if (status == BV_OK && stat(path, &st) == 0) {
        status = bv_runfile_read(path, &evidence->again, err);
        evidence->has_again = status == BV_OK;
    }
    return status;
}

/* out      its strings are borrowed from the evidence */
static enum bv_status judge(const struct evidence *evidence, const struct bv_slice_costs *costs,
                            struct bv_selfcheckfile *out, struct bv_error *err)
{
    const struct bv_result *first = &evidence->results[0];
    const struct bv_selfcheck_input input = {
        .runs = (const struct bv_summary *const *)evidence->summaries,
        .run_count = evidence->count,
        .again = evidence->has_again ? &evidence->again : NULL,
        .costs = *costs,
    };
    *out = (struct bv_selfcheckfile){
        .version = first->byval_version,
        .started_utc = first->started_utc,
        .cpu = bv_facts_get(&first->key, "cpu.model"),
        .compiler = bv_facts_get(&first->key, "compiler"),
        .kernel_hash = bv_facts_get(&first->key, "kernel_hash"),
        .seed = first->seed,
        .runs = evidence->count,
        .costs = *costs,
    };
    for (size_t r = 0; r < evidence->count; r++) {
        out->blocks += evidence->results[r].block_count;
        out->elapsed_s += evidence->results[r].elapsed_s;
    }
    return bv_selfcheck_judge(&input, &out->check, err);
}

static void put_number(const char *before, double share, int width)
{
    struct bv_text text = {0};
    bv_words_share(&text, share);
    printf("%s%*s", before, width, text.data == NULL ? "?" : text.data);
    bv_text_finish(&text);
}

static void print_table(const struct bv_selfcheckfile *file)
{
    printf("%zu runs of the preset selfcheck, %zu blocks, %.0f s, seeds from %llu\n\n", file->runs,
           file->blocks, file->elapsed_s, (unsigned long long)file->seed);
    for (int i = 0; i < BV_CHECK_COUNT; i++) {
        const struct bv_check_kind *kind = bv_check_kind((enum bv_check_id)i);
        const struct bv_check *check = &file->check.checks[i];
        printf("%-9s  %-62s", bv_check_verdict_word(check->verdict), kind->question);
        put_number(" ", check->measured, 8);
        put_number(kind->at_least ? "  at least " : "  at most  ", check->target, -7);
        printf(" %zu %s\n%11s%s\n", check->count, kind->units, "", check->detail);
        if (check->verdict == BV_CHECK_SHORT && check->count < kind->needed)
            printf("%11sto pass takes %zu %s\n", "", kind->needed, kind->units);
    }
}

static enum bv_exit print_outcome(const struct bv_selfcheckfile *file, bool quiet)
{
    enum bv_check_verdict verdict = bv_selfcheck_verdict(&file->check);
    if (!quiet)
        print_table(file);
    if (verdict == BV_CHECK_FAILED)
        fprintf(stderr, "byval selfcheck: FAILED: do not trust what byval says on this "
                        "machine before the cause is known; see docs/STATISTICS.md\n");
    if (verdict == BV_CHECK_SHORT)
        fprintf(stderr,
                "byval selfcheck: nothing failed, but too little was measured to pass; run "
                "it without --quick and with %d runs\n",
                RUNS);
    return verdict == BV_CHECK_PASSED ? BV_EXIT_DONE : BV_EXIT_FAILED;
}

static enum bv_status store(const struct bv_selfcheckfile *file, const char *folder,
                            struct bv_error *err)
{
    char path[PATH_MAX];
    enum bv_status status = bv_bundle_path(folder, BV_BUNDLE_SELFCHECK, path, sizeof path, err);
    if (status == BV_OK)
        status = bv_selfcheckfile_write(file, path, err);
    return status == BV_OK ? bv_bundle_seal(folder, err) : status;
}

/* What slices cost is not in the runs' files. */
static enum bv_status read_costs(const char *folder, struct bv_slice_costs *out,
                                 struct bv_error *err)
{
    char path[PATH_MAX];
    struct bv_selfcheckfile file;
    enum bv_status status = bv_bundle_path(folder, BV_BUNDLE_SELFCHECK, path, sizeof path, err);
    if (status == BV_OK)
        status = bv_selfcheckfile_read(path, &file, err);
    if (status != BV_OK)
        return status;
    *out = file.costs;
    bv_selfcheckfile_finish(&file);
    return BV_OK;
}

static enum bv_exit check(struct bv_selfcheck_session *s, const char *from, bool quiet)
{
    struct bv_slice_costs costs = {NAN, NAN, NAN, 0};
    struct bv_selfcheckfile file;
    struct bv_error err;
    struct evidence *evidence = calloc(1, sizeof *evidence);
    enum bv_status status = evidence == NULL ? bv_fail(&err, BV_E_NOMEM, "out of memory") : BV_OK;
    if (status == BV_OK)
        status = from ? read_costs(from, &costs, &err) : bv_selfcheck_measure(s, &costs, &err);
    if (status == BV_E_INTERRUPTED)
        fprintf(stderr,
                "byval selfcheck: interrupted after %u of %u runs; nothing was judged; what was "
                "measured is in %s\n",
                s->done, s->runs, s->folder);
    if (status == BV_OK)
        status = read_all(from ? from : s->folder, evidence, &err);
    if (status == BV_OK)
        status = judge(evidence, &costs, &file, &err);
    if (status == BV_OK && !from)
        status = store(&file, s->folder, &err);
    enum bv_exit code = BV_EXIT_FAILED;
    if (status == BV_OK)
        code = print_outcome(&file, quiet);
    else if (status != BV_E_INTERRUPTED)
        code = bv_command_failed("selfcheck", &err);
    if (status == BV_OK && !from && !quiet)
        printf("%s/%s\n", s->folder, BV_BUNDLE_SELFCHECK);
    evidence_destroy(evidence);
    return code;
}

/* results/selfcheck-N, N being the first that is free. */
static const char *default_folder(char *out, size_t bytes)
{
    struct stat st;
    unsigned n = 1;
    do
        snprintf(out, bytes, "results/selfcheck-%u", n++);
    while (lstat(out, &st) == 0);
    return out;
}

static bool read_runs(const char *text, void *out)
{
    char *end;
    unsigned long runs = text[0] >= '1' && text[0] <= '9' ? strtoul(text, &end, 10) : 0;
    *(uint32_t *)out = (uint32_t)runs;
    return runs >= 2 && runs <= RUNS_MAX && *end == '\0';
}

static const char details[] =
    "It measures cases with a known truth, again and again: the same code twice, the same source\n"
    "twice, and pairs where one does 1, 2 or 5 % more work. It also measures cases whose "
    "blocks\n"
    "differ, and holds each run's intervals against the other runs. docs/STATISTICS.md explains "
    "each\n"
    "check. The folder is a bundle: byval report shows the table. A bundle of the same kernels "
    "shows\n"
    "it, too, if selfcheck.json is copied into it.\n"
    "Exits with 0 only if all checks passed: --quick measures too little for that.\n\n"
    "examples:\n"
    "  byval selfcheck                          all of it, in some three minutes\n"
    "  byval selfcheck --quick                  a first look, in 40 s\n"
    "  byval selfcheck --from results/selfcheck-1   judge anew what was measured\n";

enum bv_exit bv_command_selfcheck(int argc, char **argv)
{
    struct bv_selfcheck_session s = {.cpu = BV_PIN_AUTO, .seed = UINT64_MAX};
    const char *from = NULL;
    bool quick = false;
    const struct bv_option options[] = {
        {"out", "DIR", "folder of the bundle (results/selfcheck-N)", bv_option_text, &s.folder},
        {"runs", "N", "how often to measure, 2 to 99 (20)", read_runs, &s.runs},
        {"quick", NULL, "5 runs only: it can fail, but is too short to pass", NULL, &quick},
        {"seed", "N", "of the first run (random)", bv_option_seed, &s.seed},
        {"cpu", "N|auto", "logical CPU to measure on (auto)", bv_option_cpu, &s.cpu},
        {"from", "DIR", "measure nothing: judge the runs of an earlier selfcheck", bv_option_text,
         &from},
        {"quiet", NULL, "print errors only", NULL, &s.quiet},
    };
    const struct bv_usage usage = {
        .name = "selfcheck",
        .arguments = "",
        .summary = "Measure byval itself on this machine, and fail where it does not keep what it "
                   "promises.",
        .details = details,
        .options = options,
        .option_count = sizeof options / sizeof options[0],
    };
    char folder[64];
    int first;
    enum bv_parsed parsed = bv_options_parse(&usage, argc, argv, &first);
    if (parsed != BV_PARSED_OK)
        return parsed == BV_PARSED_HELP ? BV_EXIT_DONE : BV_EXIT_USAGE;
    if ((from && (s.folder || s.runs || quick || s.seed != UINT64_MAX || s.cpu != BV_PIN_AUTO)) ||
        (quick && s.runs)) {
        fprintf(stderr, "byval selfcheck: %s\n",
                from ? "--from measures nothing; only --quiet goes with it"
                     : "--quick and --runs exclude each other");
        return BV_EXIT_USAGE;
    }
    if (!s.folder)
        s.folder = default_folder(folder, sizeof folder);
    if (s.runs == 0)
        s.runs = quick ? RUNS_QUICK : RUNS;
    if (s.seed == UINT64_MAX)
        s.seed = bv_seed_draw();
    s.stop = bv_stop_watch();
    s.view = bv_progress_view_on(stderr);
    s.view.things = "runs";
    return check(&s, from, s.quiet);
}
