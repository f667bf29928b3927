/* SPDX-License-Identifier: Apache-2.0 */
/* try.c: byval try. */

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/option.h"
#include "cli/progress.h"
#include "cli/stop.h"
#include "cli/try_answer.h"
#include "cli/try_build.h"
#include "harness/machine/pin.h"
#include "harness/measure/run.h"
#include "lib/base/program.h"

static const struct bv_preset preset = {
    .name = "try",
    .summary = "a type of the user's",
    .id = BV_PRESET_CHOICES,
    .budget_s = 15,
    .precision = 0.02,
    .blocks_min = 16,
    .blocks_max = 1024,
    .spacing_s = 0.4,
};

/* What failed; a compiler says it in several lines. */
static enum bv_exit tell_failure(struct bv_error *err)
{
    fputs("byval try: ", stderr);
    for (char *line = err->text; line != NULL;) {
        char *end = strchr(line, '\n');
        if (end != NULL)
            *end++ = '\0';
        bv_command_put(stderr, line);
        fputc('\n', stderr);
        line = end;
    }
    return err->status == BV_E_USAGE ? BV_EXIT_USAGE : BV_EXIT_FAILED;
}

static enum bv_status measure(struct bv_try_session *s, bool *interrupted, struct bv_error *err)
{
    static struct bv_error errs[BV_TRY_BUILDS_MAX];
    const char *folders[BV_TRY_BUILDS_MAX];
    struct bv_run *runs[BV_TRY_BUILDS_MAX] = {NULL};
    char temporary[PATH_MAX];
    const struct bv_try_options *a = s->options;
    snprintf(temporary, sizeof temporary, "%s/bundle", s->folder);
    for (size_t i = 0; i < s->build_count; i++)
        folders[i] = s->builds[i].folder;
    const struct bv_run_config config = {
        .preset = &preset,
        .filter = ".", /* all of it is wanted: nothing is left out */
        .out = a->out != NULL ? a->out : temporary,
        .builds = folders,
        .build_count = s->build_count,
        .budget_s = a->budget_s,
        .precision = preset.precision,
        .blocks_min = preset.blocks_min,
        .blocks_max = preset.blocks_max,
        .spacing_s = a->budget_s < preset.budget_s ? 0 : preset.spacing_s,
        .seed = a->seed,
        .cpu = a->cpu,
    };
    enum bv_status status = bv_run_begin(&config, runs, err);
    if (status != BV_OK)
        return status;
    struct bv_progress_view view = bv_progress_view_on(stderr);
    status = bv_run_measure(runs, s->build_count, s->stop, a->quiet ? NULL : bv_progress_show,
                            &view, errs);
    bv_progress_end(&view);
    for (size_t i = 0; i < s->build_count; i++) {
        const struct bv_result *result = bv_run_result(runs[i]);
        if (errs[i].status != BV_OK)
            *err = errs[i];
        *interrupted = *interrupted ||
                       (result->stopped != NULL && strcmp(result->stopped, "interrupted") == 0);
        if (errs[i].status == BV_OK && result->block_count > 0) {
            if (i > 0)
                putchar('\n');
            struct bv_error why;
            enum bv_status printed = bv_try_print_answer(s, &s->builds[i], runs[i], &why);
            if (printed != BV_OK) {
                *err = why;
                status = printed;
            } else if (a->out != NULL)
                printf("%s/run.json\n", bv_run_folder(runs[i]));
        }
    }
    for (size_t i = 0; i < s->build_count; i++)
        bv_run_finish(runs[i]);
    return status;
}

static enum bv_exit check(const struct bv_try_options *a, int argc, int first, char **argv)
{
    const char *wrong = NULL;
    if (argc - first != 1)
        wrong = argc == first ? "name a type, such as 'struct { double x, y, z; }'"
                              : "one type at a time: put quotes around it";
    else if ((a->value == NULL) != (a->pointer == NULL))
        wrong = "--value and --pointer go together";
    else if ((a->value != NULL || a->maker != NULL) && a->sources.count == 0)
        wrong = "--from names the files with the functions";
    else if (a->value != NULL && a->reads != NULL)
        wrong = "--reads is for generated functions: yours read what they read";
    else if ((a->commands == NULL) != (a->like == NULL))
        wrong = "-p DIR and --like FILE go together";
    else if (a->language != NULL && strcmp(a->language, "c") != 0 &&
             strcmp(a->language, "c++") != 0)
        wrong = "--language is c or c++";
    if (wrong == NULL)
        return BV_EXIT_DONE;
    fprintf(stderr, "byval try: %s; see byval try --help\n", wrong);
    (void)argv;
    return BV_EXIT_USAGE;
}

static const char details[] =
    "Without --value and --pointer, byval writes a function that takes the type by value and one "
    "that\ntakes its address, and one that takes its scalars one by one where it has at most six. "
    "Nothing is\ninlined. docs/TRY.md says what is measured, and what is not.\n"
    "\nexamples:\n"
    "  byval try 'struct { double x, y, z; }'\n"
    "  byval try --include geometry.h 'struct ray' --reads dir.x\n"
    "  byval try --include geometry.h 'struct ray' --value shade_by_value \\\n"
    "      --pointer shade_by_pointer --from shade.c\n"
    "  byval try --language c++ --include '<string_view>' std::string_view\n"
    "  byval try 'struct { int x, y; }' --cc gcc --cc clang --cflags -O3 --out both\n"
    "  byval try -p build --like src/shade.c --include geometry.h 'struct ray'\n";

enum bv_exit bv_command_try(int argc, char **argv)
{
    struct bv_try_options a = {.budget_s = preset.budget_s, .seed = UINT64_MAX, .cpu = BV_PIN_AUTO};
    const struct bv_option options[] = {
        {"include", "FILE", "header with the type; several times for several", bv_option_each,
         &a.includes},
        {"reads", "WHAT", "none, one, all, or fields: dir.x,dir.y (none, one and all)",
         bv_option_text, &a.reads},
        {"value", "F", "measure your function F, which takes the type by value ...", bv_option_text,
         &a.value},
        {"pointer", "G", "... against your function G, which takes its address", bv_option_text,
         &a.pointer},
        {"from", "FILE", "source file with them; several times for several", bv_option_each,
         &a.sources},
        {"make", "H", "your function H gives the object (bytes from the seed)", bv_option_text,
         &a.maker},
        {"libs", "WORDS", "libraries that they need: '-lzstd -L/opt/lib'", bv_option_text,
         &a.libraries},
        {"language", "c|c++", "of the type (c)", bv_option_text, &a.language},
        {"cc", "CC", "compiler (gcc, or g++); several times: in turn", bv_option_each,
         &a.compilers},
        {"cflags", "WORDS", "flags for it (-O2; of C++, -O2 -std=c++17)", bv_option_text, &a.flags},
        {"p", "DIR", "compiler and flags from compile_commands.json in DIR ...", bv_option_text,
         &a.commands},
        {"like", "FILE", "... as for this file", bv_option_text, &a.like},
        {"budget", "S", "seconds of measuring, or 1m (15)", bv_option_seconds, &a.budget_s},
        {"out", "DIR", "keep the bundle; of several compilers, a folder of bundles", bv_option_text,
         &a.out},
        {"seed", "N", "seed of everything random (random)", bv_option_seed, &a.seed},
        {"cpu", "N|auto", "logical CPU to measure on (auto)", bv_option_cpu, &a.cpu},
        {"quiet", NULL, "print the answer only", NULL, &a.quiet},
    };
    const struct bv_usage usage = {
        .name = "try",
        .arguments = "TYPE",
        .summary = "Measure a type of yours, or functions of yours that take it: by value, or by "
                   "pointer?",
        .details = details,
        .options = options,
        .option_count = sizeof options / sizeof options[0],
    };
    int first;
    enum bv_parsed parsed = bv_options_parse(&usage, argc, argv, &first);
    if (parsed != BV_PARSED_OK)
        return parsed == BV_PARSED_HELP ? BV_EXIT_DONE : BV_EXIT_USAGE;
    enum bv_exit code = check(&a, argc, first, argv);
    if (code != BV_EXIT_DONE)
        return code;
    a.type = argv[first];
    if (a.seed == UINT64_MAX)
        a.seed = bv_seed_draw();
    static struct bv_try_session s;
    struct bv_error err;
    bool interrupted = false;
    s = (struct bv_try_session){.options = &a, .stop = bv_stop_watch()};
    bv_stop_outlive_readers();
    enum bv_status status = bv_program_beside("kit", s.kit, &err);
    if (status == BV_OK)
        status = bv_try_make_folder(&s, &err);
    if (status == BV_OK)
        status = bv_try_build_all(&s, &err);
    if (status == BV_OK)
        status = measure(&s, &interrupted, &err);
    bv_try_finish(&s);
    if (status != BV_OK)
        return tell_failure(&err);
    if (interrupted)
        fprintf(stderr, "byval try: interrupted\n");
    return interrupted ? BV_EXIT_FAILED : BV_EXIT_DONE;
}
