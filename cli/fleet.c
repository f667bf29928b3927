/* SPDX-License-Identifier: Apache-2.0 */
/* fleet.c: byval fleet: its words, checked and handed to the program fleet beside byval. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/option.h"
#include "lib/base/memory.h"
#include "lib/base/program.h"

enum { LIMIT_S = 7200, SILENCE_S = 600 };

struct asked {
    const char *partition, *nodes, *hosts, *out, *resume;
    double limit_s, silence_s;
    bool all;
};

static const char *find_fault(const struct asked *a, int argc, char **argv, int first)
{
    int pools = (a->partition != NULL) + (a->nodes != NULL) + (a->hosts != NULL);
    if (a->resume != NULL)
        return pools > 0 || a->out != NULL || a->all || first < argc || a->limit_s > 0 ||
                       a->silence_s > 0
                   ? "--resume goes on with what was planned: nothing goes with it"
                   : NULL;
    if (pools != 1)
        return "name the machines: one of --partition P, --nodes LIST, --hosts FILE";
    if (a->out == NULL)
        return "--out DIR is missing";
    for (int i = first; i < argc; i++) {
        static const char *const own[] = {"--out", "--resume", "--more", "--build"};
        for (size_t k = 0; k < sizeof own / sizeof own[0]; k++)
            if (strncmp(argv[i], own[k], strlen(own[k])) == 0)
                return "of byval run's options --out, --resume, --more and --build are not for a "
                       "fleet";
        if (strchr(argv[i], '\n') != NULL)
            return "an option cannot hold a new line";
    }
    return NULL;
}

static const char details[] =
    "The options behind -- are those of byval run. Each node measures alone, with the package that "
    "this\nbyval is of; what it leaves is verified, gathered in DIR/bundles and compared in "
    "DIR/page. A node that\nfails, hangs or cannot be used is named, and another of its kind is "
    "tried once. DIR/progress.txt has\nthe state of all. With Slurm, DIR is on a disk that all "
    "nodes see. docs/FLEET.md says more.\n"
    "Exit code 1: a node that was asked for left no sound bundle; those of the others are there.\n"
    "\nexamples:\n"
    "  byval fleet --partition batch --out fleet -- --preset standard\n"
    "  byval fleet --nodes 'zen[1-8],ice2' --all --out fleet -- --budget 10m\n"
    "  byval fleet --hosts hosts.txt --out fleet\n"
    "  byval fleet --resume fleet                  after this machine was switched off\n";

enum bv_exit bv_command_fleet(int argc, char **argv)
{
    struct asked a = {0};
    const struct bv_option options[] = {
        {"partition", "P", "the nodes of this partition of Slurm", bv_option_text, &a.partition},
        {"nodes", "LIST", "these nodes of Slurm: a,b[1-4]", bv_option_text, &a.nodes},
        {"hosts", "FILE", "these hosts, one a line, by GNU parallel over ssh", bv_option_text,
         &a.hosts},
        {"all", NULL, "every node, not one of each kind", NULL, &a.all},
        {"limit", "S", "how long a node may take, or 30m, 6h (2h)", bv_option_seconds, &a.limit_s},
        {"silence", "S", "how long a node may be silent before it counts as hung (10m)",
         bv_option_seconds, &a.silence_s},
        {"out", "DIR", "folder of the fleet", bv_option_text, &a.out},
        {"resume", "DIR", "go on with a fleet, and try again what failed", bv_option_text,
         &a.resume},
    };
    const struct bv_usage usage = {
        .name = "fleet",
        .arguments = "[-- RUN-OPTION...]",
        .summary = "Measure on many machines, one of each kind or all, through Slurm or over ssh.",
        .details = details,
        .options = options,
        .option_count = sizeof options / sizeof options[0],
    };
    int first;
    enum bv_parsed parsed = bv_options_parse(&usage, argc, argv, &first);
    if (parsed != BV_PARSED_OK)
        return parsed == BV_PARSED_HELP ? BV_EXIT_DONE : BV_EXIT_USAGE;
    const char *fault = find_fault(&a, argc, argv, first);
    if (fault != NULL) {
        fprintf(stderr, "byval fleet: %s; see byval fleet --help\n", fault);
        return BV_EXIT_USAGE;
    }
    char program[PATH_MAX], hosts[PATH_MAX] = "", limit[32], silence[32];
    struct bv_error err;
    enum bv_status status = bv_program_beside("fleet", program, &err);
    if (status == BV_OK && a.hosts != NULL && realpath(a.hosts, hosts) == NULL)
        status = bv_fail(&err, BV_E_IO, "--hosts %s: %s", a.hosts, strerror(errno));
    if (status != BV_OK)
        return bv_command_failed("fleet", &err);
    snprintf(limit, sizeof limit, "%.0f", a.limit_s > 0 ? a.limit_s : LIMIT_S);
    snprintf(silence, sizeof silence, "%.0f", a.silence_s > 0 ? a.silence_s : SILENCE_S);
    const char **words = calloc((size_t)(argc - first) + 9, sizeof *words);
    if (words == NULL) {
        bv_no_memory(&err);
        return bv_command_failed("fleet", &err);
    }
    size_t n = 0;
    words[n++] = program;
    words[n++] = a.resume != NULL ? a.resume : a.out;
    if (a.resume == NULL) {
        words[n++] = a.hosts != NULL ? "ssh" : "slurm";
        words[n++] = a.hosts != NULL ? hosts : a.partition != NULL ? a.partition : a.nodes;
        words[n++] = a.hosts != NULL ? "file" : a.partition != NULL ? "partition" : "nodes";
        words[n++] = a.all ? "yes" : "no";
        words[n++] = limit;
        words[n++] = silence;
        for (int i = first; i < argc; i++)
            words[n++] = argv[i];
    }
    execv(program, (char *const *)words);
    bv_fail(&err, BV_E_IO, "%s: cannot be started: %s; bash is needed", program, strerror(errno));
    free(words);
    return bv_command_failed("fleet", &err);
}
