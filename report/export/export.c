/* SPDX-License-Identifier: Apache-2.0 */
/* export.c: the table of formats. */
#include "report/export/export.h"

#include <string.h>

#include "report/export/numbers.h"

static const struct bv_export_format formats[] = {
    {"gbench", "Google Benchmark JSON without aggregates, times net", bv_export_gbench},
    {"go", "Go benchmark text, for benchstat", bv_export_go},
    {"csv", "every computed number, as numbers.csv of a report", bv_numbers_csv},
    {"bmf", "Bencher Metric Format", bv_export_bmf},
    {"lint", "settings of golangci-lint, clippy, clang and gcc", bv_export_lint},
};

enum { FORMAT_COUNT = sizeof formats / sizeof formats[0] };

const struct bv_export_format *bv_export_formats(size_t *count)
{
    *count = FORMAT_COUNT;
    return formats;
}

const struct bv_export_format *bv_export_find(const char *name)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}
