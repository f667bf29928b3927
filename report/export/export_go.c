/* SPDX-License-Identifier: Apache-2.0 */
/* export_go.c: case names become sub-benchmarks, `key:value` becomes `key=value`. */
#include <stdint.h>
#include <string.h>

#include "lib/bundle/net_time.h"
#include "report/export/export.h"

enum { LINES_LEAST = 10 }; /* what benchstat's advice is: -count=10 */

/* Letters of a benchmark's name: no space, which ends it, and no hyphen, since what follows the
 * last one is taken for GOMAXPROCS. */
static void put_letters(struct bv_text *out, const char *name, bool is_name_start)
{
    bool key = true;
    for (const char *c = name; *c; c++) {
        char letter = *c > ' ' && *c < 0x7f && *c != '-' ? *c : '_';
        if (c == name && is_name_start && letter >= 'a' && letter <= 'z')
            letter = (char)(letter - 'a' + 'A'); /* or it is no benchmark to Go */
        if (letter == '/')
            key = true;
        if (letter == ':' && key) {
            key = false;
            letter = '=';
        }
        bv_text_put_span(out, &letter, 1);
    }
}

static void put_config(struct bv_text *out, const char *key, const char *value)
{
    if (!value)
        return;
    bv_text_format(out, "%s: ", key);
    bv_text_plain(out, value);
    bv_text_put(out, "\n");
}

/* As Go calls it. */
static const char *architecture(const char *machine)
{
    static const char *const names[][2] = {
        {"x86_64", "amd64"}, {"aarch64", "arm64"}, {"i686", "386"}};
    for (size_t i = 0; machine && i < sizeof names / sizeof names[0]; i++)
        if (strcmp(machine, names[i][0]) == 0)
            return names[i][1];
    return machine;
}

void bv_export_go(struct bv_text *out, const struct bv_summary *summary)
{
    const struct bv_result *result = summary->result;
    put_config(out, "goos", "linux");
    put_config(out, "goarch", architecture(bv_facts_get(&result->key, "arch")));
    put_config(out, "pkg", "byval");
    put_config(out, "cpu", bv_facts_get(&result->key, "cpu.model"));
    put_config(out, "compiler", bv_facts_get(&result->key, "compiler"));
    put_config(out, "flags", bv_facts_get(&result->key, "compiler.flags"));
    size_t few = 0;
    for (size_t i = 0; i < summary->case_count; i++)
        few += summary->cases[i].blocks > 0 && summary->cases[i].blocks < LINES_LEAST;
    if (few > 0) /* not a line of the format: readers pass over it */
        bv_text_format(out, "# cases with fewer than %d lines an arm: %zu; measure for longer\n",
                       LINES_LEAST, few);
    for (size_t i = 0; i < result->row_count; i++) {
        const struct bv_row *row = &result->rows[i];
        if (!bv_summary_takes(summary, row))
            continue;
        const struct bv_case_info *info = &result->cases[row->case_index];
        bv_text_put(out, "Benchmark");
        put_letters(out, info->name, true);
        bv_text_put(out, "/pass=");
        put_letters(out, info->arms[row->arm_index], false);
        bv_text_format(out, " %llu %.9g ns/op\n", (unsigned long long)(row->rounds * row->calls),
                       bv_net_of(row).ns);
    }
}
