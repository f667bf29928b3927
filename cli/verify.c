/* SPDX-License-Identifier: Apache-2.0 */
/* verify.c: byval verify. */
#include "lib/bundle/exchange/verify.h"

#include <stdio.h>

#include "cli/command.h"
#include "cli/option.h"

/* Who tells of which bundle. */
struct teller {
    const char *command, *folder;
};

/* A bundle's words are foreign, and its name may be. */
static void print_problem(const char *what, void *user)
{
    const struct teller *teller = user;
    fprintf(stderr, "byval %s: ", teller->command);
    bv_command_put(stderr, teller->folder);
    fputs(": ", stderr);
    bv_command_put(stderr, what);
    fputc('\n', stderr);
}

size_t bv_command_verify_bundle(const char *command, const char *folder, bool is_public)
{
    struct teller teller = {command, folder};
    return bv_verify_bundle(folder, is_public, print_problem, &teller);
}

enum bv_exit bv_command_verify(int argc, char **argv)
{
    bool is_public = false, quiet = false;
    const struct bv_option options[] = {
        {"public", NULL, "nothing may name a host or a path either", NULL, &is_public},
        {"quiet", NULL, "print problems and warnings only", NULL, &quiet},
    };
    const struct bv_usage usage = {
        .name = "verify",
        .arguments = "BUNDLE...",
        .summary = "Check whether bundles that came from somebody else are sound.",
        .details =
            "It checks the checksums; that a bundle holds its own plain files and nothing else;\n"
            "that all of them can be read and are about the same kernels; and that the times are\n"
            "possible. It also says for how many cases the machine code is not what their "
            "families\n"
            "promise. A bundle that passes may still be invented.\n\n"
            "examples:\n"
            "  byval verify results/latest\n"
            "  byval verify --public data/runs/*\n",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
    };
    int first, unsound = 0;
    enum bv_parsed parsed = bv_options_parse(&usage, argc, argv, &first);
    if (parsed != BV_PARSED_OK)
        return parsed == BV_PARSED_HELP ? BV_EXIT_DONE : BV_EXIT_USAGE;
    if (first == argc) {
        fprintf(stderr, "byval verify: no bundle is named; see byval verify --help\n");
        return BV_EXIT_USAGE;
    }
    for (int i = first; i < argc; i++) {
        if (bv_command_verify_bundle("verify", argv[i], is_public) > 0)
            unsound++;
        else if (!quiet) {
            bv_command_put(stdout, argv[i]);
            printf(": sound\n");
        }
    }
    return unsound == 0 ? BV_EXIT_DONE : BV_EXIT_FAILED;
}
