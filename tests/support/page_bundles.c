/* SPDX-License-Identifier: Apache-2.0 */
/* page_bundles.c: page_bundles DIR: bundles whose pages the browser tests look at, in DIR/NAME. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/text.h"
#include "lib/bundle/profiles.h"
#include "lib/bundle/runfile.h"
#include "tests/support/synthetic.h"

/* What would run, load or break out, wherever it is not just shown. */
static const char *const attacks[] = {
    "<script>window.pwned=1</script>",
    "</script><script>window.pwned=2</script>",
    "\"'><img src=x onerror=window.pwned=3>",
    "]]><svg onload=window.pwned=4></svg><!--",
    "</title></style></table><iframe src=javascript:window.pwned=5></iframe>",
    "javascript:window.pwned=6",
    "`touch pwned`$(touch pwned)${x}';system 'touch pwned'#",
    "%s%n%d%1$s\\n\\\"@macro{/=90 big}^a_b",
    "EOD\nEOD\nset output 'pwned'\r\n\t\x1b[2J\x01",
    "\xe2\x80\xae\xe2\x81\xa6txt.exe\xe2\x80\x8f\xe2\x80\xa8\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",
};
enum { ATTACKS = sizeof attacks / sizeof attacks[0], LONG = 10240 };

/* All attacks, then letters without a place to break the line: 10 KiB. */
static const char *everything(void)
{
    static char words[LONG + 1];
    size_t length = 0;
    for (size_t i = 0; i < ATTACKS; i++)
        length += (size_t)snprintf(words + length, sizeof words - length, "%s", attacks[i]);
    memset(words + length, 'W', LONG - length);
    return words;
}

static struct bv_synthetic *hostile(void)
{
    static const uint32_t sizes[] = {8, 16, 64, 256, 1024, 4096};
    struct bv_synthetic *s = bv_synthetic_create(1, 20);
    char name[LONG + 64];
    bv_synthetic_nulls(s, 0.004);
    for (size_t i = 0; i <= ATTACKS; i++) {
        const char *words = i < ATTACKS ? attacks[i] : everything();
        for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
            snprintf(name, sizeof name, "arg/class:%s/size:%u", words, sizes[k]);
            struct bv_synthetic_case planted = {.name = name,
                                                .size_bytes = sizes[k],
                                                .arms = {"value", words},
                                                .ns = {1 + 0.02 * sizes[k], 2},
                                                .spread = 0.003,
                                                .state = BV_CASE_PRECISE};
            bv_synthetic_add(s, &planted);
        }
        snprintf(name, sizeof name, "ret/class:%s/size:8", words);
        struct bv_synthetic_case failed = {.name = name,
                                           .size_bytes = 8,
                                           .arms = {"value", words},
                                           .state = BV_CASE_FAILED,
                                           .reason = words};
        bv_synthetic_add(s, &failed);
        bv_synthetic_warn(s, words, words);
        bv_synthetic_event(s, 1, words);
        bv_synthetic_fact(&s->result.key, words, words);
        bv_synthetic_fact(&s->result.state_before, words, words);
    }
    bv_synthetic_fact(&s->result.key, "kernel_hash", "planted");
    /* What the page's head is made of. */
    bv_synthetic_fact(&s->result.key, "cpu.model", everything());
    bv_synthetic_fact(&s->result.key, "compiler", everything());
    const char **const identity[] = {&s->result.host_name, &s->result.byval_version,
                                     &s->result.preset, &s->result.stopped};
    for (size_t i = 0; i < sizeof identity / sizeof identity[0]; i++) {
        free((void *)(uintptr_t)*identity[i]);
        *identity[i] = strdup(everything());
        if (!*identity[i])
            abort();
    }
    return s;
}

/* Copying takes a ns for 16 B, the pointer always as long: for the figure that a page opens with.
 */
static struct bv_synthetic *textbook(void)
{
    static const struct {
        const char *series;
        double ns;
    } planted[] = {
        {"churn/site:pool/life:lifo/calls:1", 6},
        {"churn/site:heap/alloc:glibc/life:lifo/calls:1", 20},
        {"churn/site:gc/live:0/life:lifo/calls:1", 500},
    };
    static const uint32_t sizes[] = {64, 128, 256, 512, 1024};
    struct bv_synthetic *s = bv_synthetic_textbook(1, 40);
    for (size_t i = 0; i < sizeof planted / sizeof planted[0]; i++)
        for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
            char name[120];
            snprintf(name, sizeof name, "%s/size:%u", planted[i].series, sizes[k]);
            struct bv_synthetic_case row = {.name = name,
                                            .size_bytes = sizes[k],
                                            .arms = {"value", "pointer"},
                                            .ns = {sizes[k] / 16.0, planted[i].ns},
                                            .spread = 0.002,
                                            .state = BV_CASE_PRECISE};
            bv_synthetic_add(s, &row);
        }
    return s;
}

/* One case at a size from 1 B to 1 GiB: times from a picosecond to a second, ratios from a
 * millionth to a million. */
static void add_extremes(struct bv_synthetic *s, const char *series, const char *const arms[4])
{
    for (unsigned k = 0; k <= 10; k++) {
        char name[400];
        struct bv_synthetic_case row = {.size_bytes = 1u << 3 * k,
                                        .spread = 0.1,
                                        .state = k == 4 ? BV_CASE_UNAVAILABLE : BV_CASE_PRECISE,
                                        .reason = k == 4 ? "not on this machine" : NULL};
        snprintf(name, sizeof name, "%s/size:%u", series, row.size_bytes);
        row.name = name;
        for (unsigned arm = 0; arm < 4; arm++) {
            row.arms[arm] = arms[arm];
            row.ns[arm] = pow(10, arm % 2 == 0 ? -3 + 1.2 * k : 9 - 1.2 * k) / (arm < 2 ? 1 : 2);
        }
        bv_synthetic_add(s, &row);
    }
}

/* The widest labels that a figure can have. */
static struct bv_synthetic *extremes(void)
{
    static const char *const two[4] = {"value", "pointer"};
    static const char *const four[4] = {
        "value_WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
        "pointer_MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM",
        "a_copy_and_a_pointer_to_it_which_the_callee_then_copies_once_more", "another"};
    static const char *const places[] = {
        "arg/class:int/reads:one/mode:throughput/site:stack",
        "arg/class:int/reads:one/mode:throughput/site:heap",
        "inline/class:int/reads:every_field_of_the_struct_and_then_all_over_again/mode:latency",
        "churn/site:arena/life:lifo/calls:1",
        "churn/site:pool/life:lifo/calls:1",
        "churn/site:heap/alloc:an_allocator_with_a_long_name/life:lifo/calls:1",
        "churn/site:gc/live:1073741824/life:lifo/calls:1",
    };
    struct bv_synthetic *s = bv_synthetic_create(1, 20);
    bv_synthetic_nulls(s, 0.004);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        add_extremes(s, places[i], two);
    add_extremes(s, "ret/class:WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW/mode:throughput", four);
    return s;
}

static void write_bundle(const char *folder, const char *name, struct bv_synthetic *synthetic)
{
    char path[4096];
    struct bv_error err;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (mkdir(path, 0755) != 0 && errno != EEXIST) {
        perror(path);
        exit(1);
    }
    snprintf(path, sizeof path, "%s/%s/run.json", folder, name);
    if (bv_runfile_write(&synthetic->result, path, &err) != BV_OK) {
        fprintf(stderr, "%s\n", err.text);
        exit(1);
    }
    bv_synthetic_destroy(synthetic);
}

/* Profiles of one of its cases, whose functions and machine code are attacks that call each other.
 */
static void write_profiles(const char *folder, const char *name)
{
    enum { FUNCTIONS = ATTACKS + 1 };
    static struct bv_profile_function functions[FUNCTIONS];
    static uint32_t way[FUNCTIONS];
    static uint64_t counts[FUNCTIONS];
    static const char *lines[FUNCTIONS];
    static struct bv_profile_path paths[FUNCTIONS];
    char path[4096], marks[FUNCTIONS + 1] = "";
    struct bv_error err;
    for (uint32_t i = 0; i < FUNCTIONS; i++) {
        struct bv_text line = {0};
        bv_text_plain(&line, i < ATTACKS ? attacks[i] : everything());
        functions[i] = (struct bv_profile_function){line.data, line.data};
        lines[i] = line.data;
        way[i] = i;
        counts[i] = 1;
        marks[i] = "mc-"[i % 3];
        paths[i] = (struct bv_profile_path){.functions = way, .depth = i + 1, .values = {100}};
    }
    struct bv_profile_listing code = {0, lines, marks, counts, FUNCTIONS};
    struct bv_arm_profile item = {.case_name = lines[0],
                                  .arm = lines[1],
                                  .kind = BV_PROFILE_CPU,
                                  .date = lines[2],
                                  .calls = 1,
                                  .threads = 1,
                                  .functions = functions,
                                  .function_count = FUNCTIONS,
                                  .paths = paths,
                                  .path_count = FUNCTIONS,
                                  .listings = &code,
                                  .listing_count = 1};
    const struct bv_profiles profiles = {
        .byval_version = lines[0], .kernel_hash = "planted", .items = &item, .count = 1};
    snprintf(path, sizeof path, "%s/%s/profiles.json", folder, name);
    if (bv_profiles_write(&profiles, path, &err) != BV_OK) {
        fprintf(stderr, "%s\n", err.text);
        exit(1);
    }
    for (uint32_t i = 0; i < FUNCTIONS; i++)
        free((void *)(uintptr_t)lines[i]);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: page_bundles DIR\n", stderr);
        return 2;
    }
    write_bundle(argv[1], "textbook", textbook());
    write_bundle(argv[1], "hostile", hostile());
    write_profiles(argv[1], "hostile");
    write_bundle(argv[1], "extremes", extremes());
    write_bundle(argv[1], "open", bv_synthetic_open());
    return 0;
}
