/* SPDX-License-Identifier: Apache-2.0 */
/* try.c: byval try. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/option.h"
#include "cli/progress.h"
#include "cli/stop.h"
#include "harness/audit/objdump.h"
#include "harness/kernels/own/own_build.h"
#include "harness/kernels/own/own_commands.h"
#include "harness/kernels/own/own_tryout.h"
#include "harness/machine/pin.h"
#include "harness/measure/run.h"
#include "lib/base/folder.h"
#include "lib/base/plural.h"
#include "lib/base/program.h"
#include "lib/base/text.h"
#include "lib/bundle/auditfile.h"
#include "report/words/own_words.h"
#include "report/words/words.h"

enum { BUILDS_MAX = BV_OPTION_LIST_MAX };

struct asked {
    struct bv_option_list includes, sources, compilers;
    const char *type, *reads, *value, *pointer, *maker, *language, *flags, *libraries;
    const char *commands, *like, *out;
    double budget_s;
    uint64_t seed;
    int cpu;
    bool quiet;
};

/* A compiler's build. */
struct built {
    struct bv_own_build build;
    struct bv_own_words flags;
    char folder[PATH_MAX];
    bool had_lto; /* -flto was asked for, and left out */
};

struct session {
    const struct asked *asked;
    const volatile sig_atomic_t *stop;
    char folder[PATH_MAX / 2]; /* all that is built is in it, and goes with it */
    char kit[PATH_MAX];
    struct bv_own_command command;
    struct built builds[BUILDS_MAX];
    size_t build_count;
};

static const struct bv_preset preset = {
    .name = "try",
    .summary = "a type of the user's",
    .id = BV_PRESET_CHOICES,
    .budget_s = 15,
    .precision = 0.02,
    .blocks_min = 16,
    .blocks_max = 1024,
    .apart_s = 0.4,
};

/* Absolute, for compilers that work in another folder. */
static enum bv_status make_folder(struct session *s, struct bv_error *err)
{
    const char *temporary = getenv("TMPDIR");
    if (temporary == NULL || temporary[0] != '/')
        temporary = "/tmp";
    if (snprintf(s->folder, sizeof s->folder, "%s/byval-try-XXXXXX", temporary) >=
        (int)sizeof s->folder) {
        s->folder[0] = '\0'; /* a path that is cut short is somebody else's */
        return bv_fail(err, BV_E_IO, "TMPDIR: the path is too long");
    }
    if (mkdtemp(s->folder) != NULL)
        return BV_OK;
    enum bv_status status =
        bv_fail(err, BV_E_IO, "%s: cannot create the folder: %s; set TMPDIR to another", s->folder,
                strerror(errno));
    s->folder[0] = '\0';
    return status;
}

/* Build by one compiler, see what the code does, and audit it. */
static enum bv_status build_one(struct session *s, const char *compiler, struct bv_error *err)
{
    const struct asked *a = s->asked;
    struct built *b = &s->builds[s->build_count++];
    char kernels[PATH_MAX], audit_path[PATH_MAX];
    snprintf(b->folder, sizeof b->folder, "%s/%zu", s->folder, s->build_count);
    if (mkdir(b->folder, 0700) != 0)
        return bv_fail(err, BV_E_IO, "%s: %s", b->folder, strerror(errno));
    bool is_cxx = a->language != NULL && strcmp(a->language, "c") != 0;
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < s->command.flags.count && status == BV_OK; i++)
        status = bv_own_words_add(&b->flags, s->command.flags.items[i], err);
    if (status == BV_OK)
        status = bv_own_words_split(&b->flags,
                                    a->flags != NULL             ? a->flags
                                    : s->command.flags.count > 0 ? ""
                                    : is_cxx                     ? "-O2 -std=c++17"
                                                                 : "-O2",
                                    "--cflags", err);
    for (size_t i = b->flags.count; i-- > 0;)
        if (strncmp(b->flags.items[i], "-flto", 5) == 0) {
            bv_own_words_drop(&b->flags, i);
            b->had_lto = true;
        }
    const struct bv_own_config config = {
        .type = a->type,
        .includes = a->includes.items,
        .include_count = a->includes.count,
        .reads = a->reads,
        .value = a->value,
        .pointer = a->pointer,
        .maker = a->maker,
        .sources = a->sources.items,
        .source_count = a->sources.count,
        .libraries = a->libraries,
        .is_cxx = is_cxx,
        .compiler = compiler,
        .flags = &b->flags,
        .directory = s->command.directory[0] == '\0' ? NULL : s->command.directory,
        .kit = s->kit,
        .folder = b->folder,
        .stop = s->stop,
    };
    if (status == BV_OK)
        status = bv_own_build(&config, &b->build, err);
    snprintf(kernels, sizeof kernels, "%.4000s/kernels.so", b->folder);
    if (status == BV_OK)
        status = bv_own_tryout("/proc/self/exe", kernels, &config, err);
    if (status != BV_OK)
        return status;
    struct bv_audit audit = {0};
    const struct bv_objdump_config how = {.kernels = kernels, .stop = s->stop};
    struct bv_error why;
    snprintf(audit_path, sizeof audit_path, "%.4000s/audit.json", b->folder);
    status = bv_objdump_audit(&how, &audit, &why);
    if (status == BV_OK)
        status = bv_audit_write(&audit, audit_path, err);
    else if (status == BV_E_UNSUPPORTED) /* no objdump: the run says that nothing was audited */
        status = BV_OK;
    else
        *err = why;
    bv_audit_finish(&audit);
    return status;
}

static enum bv_status build_all(struct session *s, struct bv_error *err)
{
    const struct asked *a = s->asked;
    bool is_cxx = a->language != NULL && strcmp(a->language, "c") != 0;
    enum bv_status status = BV_OK;
    if (a->commands != NULL)
        status = bv_own_command_find(a->commands, a->like, &s->command, err);
    const char *one = s->command.compiler[0] != '\0' ? s->command.compiler : is_cxx ? "g++" : "gcc";
    for (size_t i = 0; i < a->compilers.count && status == BV_OK; i++)
        status = build_one(s, a->compilers.items[i], err);
    if (a->compilers.count == 0 && status == BV_OK)
        status = build_one(s, one, err);
    return status;
}

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
static void print_doubts(const struct session *s, const struct built *b,
                         const struct bv_audit *audit)
{
    if (b->had_lto)
        printf("note: -flto is left out: across files calls may be inlined, and then nothing is "
               "passed\n");
    if (s->asked->value != NULL && s->asked->maker == NULL && b->build.type.has_pointers)
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

static enum bv_status print_answer(const struct session *s, const struct built *b,
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

static enum bv_status measure(struct session *s, bool *interrupted, struct bv_error *err)
{
    static struct bv_error errs[BUILDS_MAX];
    const char *folders[BUILDS_MAX];
    struct bv_run *runs[BUILDS_MAX] = {NULL};
    char temporary[PATH_MAX];
    const struct asked *a = s->asked;
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
        .apart_s = a->budget_s < preset.budget_s ? 0 : preset.apart_s,
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
            enum bv_status told = print_answer(s, &s->builds[i], runs[i], &why);
            if (told != BV_OK) {
                *err = why;
                status = told;
            } else if (a->out != NULL)
                printf("%s/run.json\n", bv_run_folder(runs[i]));
        }
    }
    for (size_t i = 0; i < s->build_count; i++)
        bv_run_finish(runs[i]);
    return status;
}

static void finish(struct session *s)
{
    for (size_t i = 0; i < s->build_count; i++) {
        bv_own_words_finish(&s->builds[i].flags);
        bv_own_build_finish(&s->builds[i].build);
    }
    bv_own_command_finish(&s->command);
    if (s->folder[0] != '\0')
        bv_tree_remove(s->folder);
}

static enum bv_exit check(const struct asked *a, int argc, int first, char **argv)
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
    struct asked a = {.budget_s = preset.budget_s, .seed = UINT64_MAX, .cpu = BV_PIN_AUTO};
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
    static struct session s;
    struct bv_error err;
    bool interrupted = false;
    s = (struct session){.asked = &a, .stop = bv_stop_watch()};
    bv_stop_outlive_readers();
    enum bv_status status = bv_program_beside("kit", s.kit, &err);
    if (status == BV_OK)
        status = make_folder(&s, &err);
    if (status == BV_OK)
        status = build_all(&s, &err);
    if (status == BV_OK)
        status = measure(&s, &interrupted, &err);
    finish(&s);
    if (status != BV_OK)
        return tell_failure(&err);
    if (interrupted)
        fprintf(stderr, "byval try: interrupted\n");
    return interrupted ? BV_EXIT_FAILED : BV_EXIT_DONE;
}
