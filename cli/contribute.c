/* SPDX-License-Identifier: Apache-2.0 */
/* contribute.c: byval contribute. */
#include "lib/bundle/exchange/contribute.h"

#include <stdio.h>

#include "cli/command.h"
#include "cli/option.h"
#include "cli/output.h"

static enum bv_exit contribute(const char *bundle, const char *out)
{
    char folder[PATH_MAX];
    size_t changes = 0;
    struct bv_error err;
    if (out != NULL && bv_output_folder(out, NULL, 0, &err) != BV_OK)
        return bv_command_failed("contribute", &err);
    if (bv_command_verify_bundle("contribute", bundle, false) > 0) {
        fprintf(stderr, "byval contribute: %s is not sound: nothing was written\n", bundle);
        return BV_EXIT_FAILED;
    }
    if (bv_contribute(bundle, out, folder, &changes, &err) != BV_OK)
        return bv_command_failed("contribute", &err);
    if (bv_command_verify_bundle("contribute", folder, true) > 0) {
        fprintf(stderr, "byval contribute: %s must not be given away as it is\n", folder);
        return BV_EXIT_FAILED;
    }
    printf("%s: sound; scrubbed of what named the host or a path, %zu in all\n", folder, changes);
    return BV_EXIT_DONE;
}

enum bv_exit bv_command_contribute(int argc, char **argv)
{
    const char *out = NULL;
    const struct bv_option options[] = {
        {"out", "DIR", "its folder (" BV_CONTRIBUTE_FOLDER "/MACHINE-COMPILER-PRESET-DAY)",
         bv_option_text, &out},
    };
    const struct bv_usage usage = {
        .name = "contribute",
        .arguments = "BUNDLE...",
        .summary = "Make copies of bundles that can be given away: verified, without the host's "
                   "name and\nyour paths, compressed, and sealed anew.",
        .details = "The originals stay as they are. A report inside a bundle is not copied.\n\n"
                   "example:\n"
                   "  byval contribute results/latest\n",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
    };
    int first;
    enum bv_parsed parsed = bv_options_parse(&usage, argc, argv, &first);
    if (parsed != BV_PARSED_OK)
        return parsed == BV_PARSED_HELP ? BV_EXIT_DONE : BV_EXIT_USAGE;
    if (first == argc) {
        fprintf(stderr, "byval contribute: no bundle is named; see byval contribute --help\n");
        return BV_EXIT_USAGE;
    }
    if (argc - first > 1 && out != NULL) {
        fprintf(stderr, "byval contribute: --out is the folder of one bundle\n");
        return BV_EXIT_USAGE;
    }
    enum bv_exit code = BV_EXIT_DONE;
    for (int i = first; i < argc; i++)
        if (contribute(argv[i], out) != BV_EXIT_DONE)
            code = BV_EXIT_FAILED;
    return code;
}
