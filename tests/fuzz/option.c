/* SPDX-License-Identifier: Apache-2.0 */
/* option.c: words, one a line, against a table with a row of each kind. */
#include "cli/option.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/bundle/result.h"
#include "tests/fuzz/target.h"

enum { WORDS_MAX = 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *out = NULL;
    double budget = 1, precision = 0.5;
    uint64_t seed = 0;
    int cpu = 0, first = -1, count = 1;
    bool resume = false;
    const struct bv_option options[] = {
        {"out", "DIR", "x", bv_option_text, &out},
        {"budget", "SECONDS", "x", bv_option_seconds, &budget},
        {"precision", "SHARE", "x\nx", bv_option_fraction, &precision},
        {"seed", "N", "x", bv_option_seed, &seed},
        {"cpu", "N", "x", bv_option_cpu, &cpu},
        {"resume", NULL, "x", NULL, &resume},
    };
    char *text = bv_fuzz_string(data, size);
    const struct bv_usage usage = {
        .name = "run",
        .arguments = text[0] == '#' ? "FILE..." : "",
        .summary = "x",
        .details = "",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
    };
    char *words[WORDS_MAX + 1] = {"run"};
    for (char *line = text, *rest; line != NULL && count < WORDS_MAX; line = rest) {
        rest = strchr(line, '\n');
        if (rest != NULL)
            *rest++ = '\0';
        words[count++] = line;
    }
    if (bv_options_parse(&usage, count, words, &first) == BV_PARSED_OK) {
        bv_fuzz_demand(first >= 1 && first <= count, "the first argument is one of the words");
        bv_fuzz_demand(isfinite(budget) && budget > 0, "a budget is a time");
        bv_fuzz_demand(precision > 0 && precision < 1, "a precision is a share");
        bv_fuzz_demand(seed <= INT64_MAX, "a seed fits the file");
        bv_fuzz_demand(cpu >= BV_CPU_NONE, "a CPU is a number, auto or none");
        bv_fuzz_demand(out == NULL || out[0] != '\0', "a folder has a name");
    }
    free(text);
    return 0;
}
