/* SPDX-License-Identifier: Apache-2.0 */
/* planted_run.c: writes a run.json of invented times, for reports of a known size or of a bad
 * shape.
 *
 *     byval list --arms | planted_run listed FILE BLOCKS   the rows of the list
 *     byval list --arms | planted_run fleet FOLDER BLOCKS NODES KINDS OUTLIERS
 *                                          FOLDER/nN/run.json of so many nodes: kinds differ by 10
 * % of their times, nodes of a kind by 2 % (one standard deviation), the last OUTLIERS nodes are 20
 * % slower planted_run ugly FILE                                what plots are seldom made for */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/bundle/runfile.h"
#include "tests/support/synthetic.h"

/* Copying costs by the byte, all else by the arm. */
static double invented_ns(const char *arm, uint32_t bytes, unsigned index)
{
    return strcmp(arm, "value") == 0 ? 1 + 0.02 * bytes : 2 + 3.0 * index;
}

/* slower   than the list, as a factor */
static void add_listed(struct bv_synthetic *synthetic, const char *name, char arms[4][64],
                       double slower)
{
    const char *size = strstr(name, "/size:");
    struct bv_synthetic_case planted = {.name = name,
                                        .size_bytes =
                                            size ? (uint32_t)strtoul(size + 6, NULL, 10) : 0,
                                        .spread = 0.01,
                                        .state = BV_CASE_PRECISE};
    bool is_null = strncmp(name, "null/", 5) == 0;
    for (unsigned i = 0; i < 4 && arms[i][0]; i++) {
        planted.arms[i] = arms[i];
        planted.ns[i] = slower * (is_null ? 2 : invented_ns(arms[i], planted.size_bytes, i));
    }
    bv_synthetic_add(synthetic, &planted);
}

static void plant_listed(struct bv_synthetic *synthetic, FILE *list, double slower)
{
    char line[512], name[512] = "", arms[4][64] = {{0}};
    unsigned count = 0;
    while (fgets(line, sizeof line, list)) {
        line[strcspn(line, "\n")] = '\0';
        char *pass = strstr(line, "/pass:");
        if (!pass)
            continue;
        *pass = '\0';
        if (strcmp(line, name) != 0) {
            if (count > 0)
                add_listed(synthetic, name, arms, slower);
            memcpy(name, line, sizeof name);
            memset(arms, 0, sizeof arms);
            count = 0;
        }
        if (count < 4)
            snprintf(arms[count++], sizeof arms[0], "%.63s", pass + strlen("/pass:"));
    }
    if (count > 0)
        add_listed(synthetic, name, arms, slower);
}

static void plant(struct bv_synthetic *synthetic, const char *series, uint32_t bytes, double a,
                  double b, double spread)
{
    char name[400];
    snprintf(name, sizeof name, "%s/size:%u", series, bytes);
    const struct bv_synthetic_case planted = {.name = name,
                                              .size_bytes = bytes,
                                              .arms = {"value", "pointer"},
                                              .ns = {a, b},
                                              .spread = spread,
                                              .state = BV_CASE_PRECISE};
    bv_synthetic_add(synthetic, &planted);
}

static void plant_ugly(struct bv_synthetic *synthetic)
{
    char lengthy[300] = "lengthy/key:";
    memset(lengthy + 12, 'W', 200);
    plant(synthetic, "one_point", 64, 2, 3, 0.01);
    for (uint32_t i = 1; i <= 40; i++) { /* sizes that crowd, one that stands far off */
        plant(synthetic, "crowded/site:stack", i == 40 ? 1u << 30 : 1000 + i, i, 20, 0.01);
        plant(synthetic, "crowded/site:heap", i == 40 ? 1u << 30 : 1000 + i, i, 21, 0.01);
    }
    for (uint32_t size = 16; size <= 4096; size *= 4) {
        plant(synthetic, "all_equal", size, 5, 5, 0);
        plant(synthetic, "spread/how:huge", size, 1, 1, 3);
        plant(synthetic, "spread/how:steep", size, size == 16 ? 0.01 : 1e8, 2, 0.01);
        plant(synthetic, lengthy, size, 1, 2, 0.01);
        for (unsigned site = 0; site < 9; site++) {
            char name[64];
            snprintf(name, sizeof name, "many_sites/site:some_site_of_many_%u", site);
            plant(synthetic, name, size, size / 16.0, 1 + site, 0.01);
        }
        static const char *const places[] = {"arena", "pool/life:lifo", "gc/live:0/life:lifo",
                                             "gc/live:256/life:lifo", "heap/alloc:glibc/life:lifo"};
        for (unsigned i = 0; i < sizeof places / sizeof places[0]; i++) {
            char name[80];
            snprintf(name, sizeof name, "churn/site:%s/calls:1", places[i]);
            plant(synthetic, name, size, size / 16.0, 4 + 10.0 * i, i == 1 ? 1 : 0.01);
        }
    }
    struct bv_synthetic_case lacking = {.name = "lacking/size:16",
                                        .size_bytes = 16,
                                        .arms = {"value", "pointer", "outparam", "boxed"},
                                        .ns = {1, 2, 3, 4},
                                        .spread = 0.01,
                                        .state = BV_CASE_PRECISE};
    bv_synthetic_add(synthetic, &lacking);
    lacking.name = "lacking/size:64";
    lacking.size_bytes = 64;
    lacking.arms[2] = NULL;
    bv_synthetic_add(synthetic, &lacking);
    lacking.name = "lacking/size:256";
    lacking.size_bytes = 256;
    lacking.state = BV_CASE_UNAVAILABLE;
    lacking.reason = "planted";
    bv_synthetic_add(synthetic, &lacking);
}

static int write_run(struct bv_synthetic *synthetic, const char *path, bool is_told)
{
    struct bv_error err;
    bv_synthetic_fact(&synthetic->result.key, "cache.l1d", "32768");
    bv_synthetic_fact(&synthetic->result.key, "cache.l2", "1048576");
    synthetic->result.filter = "";
    synthetic->result.gbench.library_build_type = "release";
    enum bv_status status = bv_runfile_write(&synthetic->result, path, &err);
    if (status != BV_OK)
        fprintf(stderr, "%s\n", err.text);
    else if (is_told)
        printf("%zu rows of %zu cases\n", synthetic->result.row_count,
               synthetic->result.case_count);
    bv_synthetic_destroy(synthetic);
    return status == BV_OK ? 0 : 1;
}

/* The sum of twelve uniform ones, less its mean, is near enough to normal. */
static double normal(struct bv_random *random)
{
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += bv_random_unit(random);
    return sum;
}

static unsigned long number(const char *text)
{
    return strtoul(text, NULL, 10);
}

static int plant_fleet(FILE *list, char **argv)
{
    unsigned long nodes = number(argv[4]), kinds = number(argv[5]), outliers = number(argv[6]);
    struct bv_random random = bv_random_seed(7, 0);
    int failed = 0;
    for (unsigned long i = 0; i < nodes && !failed; i++) {
        char path[4096], kind[32];
        double level = 0.1 * (double)(i % kinds) + 0.02 * normal(&random);
        struct bv_synthetic *synthetic = bv_synthetic_create(i + 1, (uint32_t)number(argv[3]));
        rewind(list);
        plant_listed(synthetic, list, exp(level + (i >= nodes - outliers ? 0.2 : 0)));
        snprintf(kind, sizeof kind, "model %lu", i % kinds);
        bv_synthetic_fact(&synthetic->result.key, "cpu.model", kind);
        bv_synthetic_fact(&synthetic->result.key, "compiler", "gcc 12.2.0");
        bv_synthetic_fact(&synthetic->result.key, "compiler.flags", "-O2");
        snprintf(path, sizeof path, "%s/n%lu", argv[2], i);
        failed = mkdir(path, 0755);
        snprintf(path, sizeof path, "%s/n%lu/run.json", argv[2], i);
        failed = failed || write_run(synthetic, path, i == 0) != 0;
    }
    return failed ? 1 : 0;
}

/* The list may be read as often as there are nodes. */
static FILE *list_of(FILE *from)
{
    FILE *list = tmpfile();
    for (int c; list && (c = getc(from)) != EOF;)
        putc(c, list);
    if (list)
        rewind(list);
    return list;
}

int main(int argc, char **argv)
{
    bool listed = argc == 4 && strcmp(argv[1], "listed") == 0;
    bool fleet = argc == 7 && strcmp(argv[1], "fleet") == 0 && number(argv[5]) > 0;
    if (!listed && !fleet && !(argc == 3 && strcmp(argv[1], "ugly") == 0)) {
        fprintf(stderr, "usage: planted_run listed FILE BLOCKS <LIST | planted_run ugly FILE | "
                        "planted_run fleet FOLDER BLOCKS NODES KINDS OUTLIERS <LIST\n");
        return 2;
    }
    FILE *list = listed || fleet ? list_of(stdin) : NULL;
    if ((listed || fleet) && !list)
        return 1;
    int code;
    if (fleet) {
        code = plant_fleet(list, argv);
    } else {
        struct bv_synthetic *synthetic =
            bv_synthetic_create(1, listed ? (uint32_t)number(argv[3]) : 20);
        if (listed)
            plant_listed(synthetic, list, 1);
        else
            plant_ugly(synthetic);
        code = write_run(synthetic, argv[2], true);
    }
    if (list)
        fclose(list);
    return code;
}
