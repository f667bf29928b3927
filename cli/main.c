/* SPDX-License-Identifier: Apache-2.0 */
/* main.c: byval as a table of subcommands. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "lib/base/text.h"
#include "lib/base/version.h"

static const struct {
    const char *name;
    bv_command_fn *run;
    const char *summary; /* NULL: not for people, left out of the help */
} commands[] = {
    {"run", bv_command_run, "measure, and write a result bundle"},
    {"try", bv_command_try, "measure your own type, or your own functions, in twenty seconds"},
    {"count", bv_command_count, "count what calls do: instructions, loads, stores, allocations"},
    {"profile", bv_command_profile, "say where the time of an arm goes: functions, instructions"},
    {"audit", bv_command_audit, "say what the compiler made of the kernels, from their code"},
    {"selfcheck", bv_command_selfcheck, "measure byval itself: can it be trusted on this machine?"},
    {"report", bv_command_report, "write the page of one or more bundles"},
    {"compare", bv_command_compare, "compare runs: machines, compilers, versions"},
    {"export", bv_command_export, "write what a bundle says in a format of other tools"},
    {"verify", bv_command_verify, "say whether bundles are sound: sums, format, plausibility"},
    {"contribute", bv_command_contribute, "make a scrubbed copy of a bundle to give away"},
    {"scan", bv_command_scan, "say which structs somebody's program copies, and where"},
    {"fleet", bv_command_fleet, "measure on many machines, through Slurm or over ssh"},
    {"list", bv_command_list, "print the names of all cases"},
    {"doctor", bv_command_doctor, "say what would spoil a measurement here, and how to fix it"},
    {"tally", bv_command_tally, NULL},
    {"tryout", bv_command_tryout, NULL},
};

enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

static void print_help(FILE *out)
{
    fprintf(out, "usage: byval COMMAND [OPTION]...\n\n"
                 "When is it cheaper to pass a struct by value, and when by pointer, on this "
                 "machine\nand with this compiler?\n\ncommands:\n");
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (commands[i].summary != NULL)
            fprintf(out, "  %-11s %s\n", commands[i].name, commands[i].summary);
    fprintf(out, "  %-11s %s\n", "help", "print this, or the help of a command");
    fprintf(
        out,
        "\nbyval COMMAND --help, or byval help COMMAND, describes it. byval --version prints the "
        "version.\nExit codes: 0 done, 1 failed, 2 wrong usage.\n");
}

void bv_command_put(FILE *stream, const char *words)
{
    struct bv_text text = {0};
    bv_text_plain(&text, words);
    if (text.failed || text.data)
        fputs(text.failed ? "out of memory" : text.data, stream);
    bv_text_finish(&text);
}

enum bv_exit bv_command_failed(const char *name, const struct bv_error *err)
{
    fprintf(stderr, "byval %s: ", name);
    bv_command_put(stderr, err->text); /* words of files may be in it */
    fputc('\n', stderr);
    return err->status == BV_E_USAGE ? BV_EXIT_USAGE : BV_EXIT_FAILED;
}

static int find(const char *name)
{
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i].name, name) == 0)
            return i;
    fprintf(stderr, "byval: there is no command '%s'; byval help lists them\n", name);
    return -1;
}

static enum bv_exit help(const char *topic)
{
    if (topic == NULL || strcmp(topic, "help") == 0 || strcmp(topic, "--help") == 0) {
        print_help(stdout);
        return BV_EXIT_DONE;
    }
    int i = find(topic);
    if (i < 0)
        return BV_EXIT_USAGE;
    char *words[] = {(char *)commands[i].name, "--help", NULL};
    return commands[i].run(2, words);
}

/* Else the first file that is opened takes the place of a standard stream that is closed, and what
 * is printed gets into it. Opened the wrong way round, for using it must fail. */
static void occupy_closed_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

static enum bv_exit dispatch(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return BV_EXIT_USAGE;
    }
    if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0)
        return help(argv[2]);
    if (strcmp(argv[1], "--version") == 0) {
        printf("byval %s\n", BV_VERSION);
        return BV_EXIT_DONE;
    }
    int i = find(argv[1]);
    return i < 0 ? BV_EXIT_USAGE : commands[i].run(argc - 1, argv + 1);
}

/* A reader that had enough, as head has, is no failure that anybody wants to hear of. */
static bool reader_has_left(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO};
    return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

int main(int argc, char **argv)
{
    occupy_closed_streams();
    signal(SIGCHLD, SIG_DFL); /* where it is ignored, nobody is told how a child ended */
    enum bv_exit code = dispatch(argc, argv);
    /* A full disk or a closed pipe behind standard output must not pass for success. */
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        if (!reader_has_left())
            fprintf(stderr, "byval %s: cannot write to standard output\n", argv[1]);
        return BV_EXIT_FAILED;
    }
    return (int)code;
}
