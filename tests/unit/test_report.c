/* SPDX-License-Identifier: Apache-2.0 */
/* test_report.c: the folder that a report writes: its page, its figures, its failures. */
#include "report/site/report.h"

#include <ctype.h>
#include <dirent.h>
#include <fts.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/base/folder.h"
#include "report/page/csp.h"
#include "report/words/words.h"
#include "tests/support/synthetic.h"
#include "tests/support/xml.h"

static const struct bv_report_options defaults = {0};

/* An empty folder for each test; its path is the test's state. */
static int enter(void **state)
{
    char *path = strdup("/tmp/byval-report-XXXXXX");
    *state = path;
    return path && mkdtemp(path) ? 0 : -1;
}

static int leave(void **state)
{
    char *roots[] = {*state, NULL};
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    FTSENT *entry;
    while (tree && (entry = fts_read(tree)) != NULL)
        if (entry->fts_info != FTS_D)
            remove(entry->fts_accpath);
    fts_close(tree);
    free(*state);
    return 0;
}

/* The path of something in a folder; good for a few calls. */
static const char *below(const char *folder, const char *name)
{
    static char paths[8][1024];
    static unsigned turn;
    char *path = paths[turn++ % 8];
    size_t length = strlen(folder), name_size = strlen(name) + 1;
    assert_in_range(length + 1 + name_size, 1, sizeof paths[0]);
    memmove(path, folder, length + 1); /* which may stand in an earlier one */
    path[length] = '/';
    memcpy(path + length + 1, name, name_size);
    return path;
}

/* Write the report of one or several results. */
static const char *const folder_names[] = {"laptop", "laptop", "../<x>"};

static enum bv_status write_report(const struct bv_report_source *sources, size_t count,
                                   const struct bv_report_options *options, const char *out,
                                   struct bv_error *err)
{
    const struct bv_summary_options summary_options = {.bundle = "results/it's here"};
    struct bv_report *report;
    enum bv_status status = bv_report_begin(out, count > 1, options, &report, err);
    if (status != BV_OK)
        return status;
    for (size_t i = 0; i < count; i++)
        assert_int_equal(bv_report_place(report, folder_names[i], err), BV_OK);
    /* The last first: their order is that of the places. */
    for (size_t i = count; status == BV_OK && i-- > 0;) {
        struct bv_summary *summary;
        assert_int_equal(bv_summary_create(sources[i].result, &summary_options, &summary, err),
                         BV_OK);
        status = bv_report_add(report, i, &sources[i], summary, NULL, err);
        bv_summary_destroy(summary);
    }
    if (status == BV_OK)
        return bv_report_commit(report, err);
    bv_report_drop(report);
    return status;
}

static size_t entries_of(const char *folder)
{
    size_t count = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(dir);
    return count;
}

/* Not inlined: gcc 12 would take what strstr() finds in the text for a pointer to `data`. */
__attribute__((noinline)) static char *read_whole(const char *path)
{
    char *data = NULL;
    size_t length;
    struct bv_error err;
    if (bv_file_read(path, &data, &length, &err) != BV_OK)
        fail_msg("%s", err.text);
    return data;
}

static void write_whole(const char *path, const char *words)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(words, file);
    fclose(file);
}

static void write_one(const struct bv_synthetic *synthetic, const char *out)
{
    struct bv_report_source source = {.result = &synthetic->result};
    struct bv_error err;
    if (write_report(&source, 1, &defaults, out, &err) != BV_OK)
        fail_msg("%s", err.text);
}

/* scripts   how many there must be: a page has one of its own, a drawing none */
static void check_well_formed(const char *text, size_t scripts)
{
    char why[200];
    size_t found;
    if (bv_xml_check(text, "script", &found, why, sizeof why) != 0)
        fail_msg("%s", why);
    assert_int_equal(found, scripts);
}

/* A small result of one series. */
static struct bv_synthetic *small_result(const char *series, const char *other_arm)
{
    struct bv_synthetic *synthetic = bv_synthetic_create(1, 20);
    static const uint32_t sizes[] = {8, 16, 64, 256};
    for (size_t i = 0; i < 4; i++) {
        char name[256];
        snprintf(name, sizeof name, "%s/size:%u", series, sizes[i]);
        struct bv_synthetic_case planted = {.name = name,
                                            .size_bytes = sizes[i],
                                            .arms = {"value", other_arm},
                                            .ns = {sizes[i] <= 16 ? 2 : 4, 2},
                                            .spread = 0.003,
                                            .state = BV_CASE_PRECISE};
        bv_synthetic_add(synthetic, &planted);
    }
    return synthetic;
}

static void the_page_answers_first(void **state)
{
    struct bv_synthetic *synthetic = bv_synthetic_textbook(1, 40);
    const char *out = below(*state, "out");
    write_one(synthetic, out);
    char *page = read_whole(below(out, "index.html"));
    check_well_formed(page, 1);
    const char *headline = strstr(page, "<h1>");
    assert_non_null(headline);
    assert_non_null(strstr(headline, "<h1>By value up to 16&#160;B, by pointer from 17&#160;B on, "
                                     "whatever the condition.</h1>"));
    assert_non_null(strstr(headline, "This is over all 17 conditions of passing one struct"));
    assert_non_null(strstr(headline, "</b> (a struct of ints is passed to a function that reads "
                                     "one of its fields, again and again; it is on the "
                                     "stack): "));
    static const char *const parts[] = {"<h1>",
                                        "f01-arg-int-one-throughput-times",
                                        "<h2>The article's guidance, judged",
                                        "depends</span>: <a href=\"#claim-2\">C2</a>",
                                        "<article class=\"claim\" id=\"claim-2\">",
                                        "<p lang=\"zh\" class=\"note\">占用内存较大的结构体",
                                        "Above 512&#160;B, is by pointer faster? Yes 77, no 0",
                                        "<h2>The answer, family by family",
                                        "<h2>Crossovers",
                                        "Family arg",
                                        "Family ret",
                                        "<h2>Can I trust this?",
                                        "What makes these numbers doubtful",
                                        "Nulls and noise floor",
                                        "The run",
                                        "<h2>The machine",
                                        "All cases",
                                        "<h2>How to read this"};
    const char *at = page;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const char *found = strstr(at, parts[i]);
        if (!found)
            fail_msg("%s is missing or out of order", parts[i]);
        else
            at = found;
    }
    assert_non_null(strstr(page, "checksum of pointer differs from that of value: 17, not 18"));
    assert_non_null(strstr(page, "died by signal 11 and was repeated"));
    assert_non_null(strstr(page, "compare runs of this machine only"));
    assert_non_null(strstr(page, "<tr><th scope=\"row\">governor</th>"
                                 "<td><span class=\"unknown\">unknown</span></td>"));
    /* The sentence of the terminal stands in the page, brackets and all. */
    char *text = read_whole(below(out, "summary.txt"));
    assert_non_null(strstr(text, "16 B [sharp]; pointer wins from 17 B [sharp] on"));
    assert_non_null(strstr(page, "16&#160;B [sharp]; pointer wins from 17&#160;B [sharp] on"));
    free(text);
    free(page);
    bv_synthetic_destroy(synthetic);
}

static void the_page_says_what_is_open(void **state)
{
    struct bv_synthetic *synthetic = bv_synthetic_open();
    const char *out = below(*state, "out");
    write_one(synthetic, out);
    char *page = read_whole(below(out, "index.html"));
    check_well_formed(page, 1);
    static const char *const parts[] = {
        "In another link layout the same source can differ: at 20&#160;B value wins in 10&#160;% "
        "of the layouts and pointer in 90&#160;%. A program gets one layout",
        "Undecided: 30 of 50 contests; of 1 the <a href=\"#cases\">table of all cases</a> says "
        "what is likely. More blocks decide more: "
        "<code>byval run --more 90 &#39;results/it&#39;\\&#39;&#39;s here&#39;</code>",
        "Small points are single blocks, each with its own link layout: at most 200 a size",
        "Small points: single blocks. <a",
        "title=\"21 B: undecided, pointer likely\">b</span>",
        "title=\"22 B: undecided\">?</span>",
        "Likely is a weaker word than a verdict: about one in twenty of these words is wrong.",
        ">20 %</td>", /* value, at 21 B */
        ">80 %</td><td class=\"verdict\">undecided, <span class=\"likely\">pointer likely</span>",
    };
    const char *at = page;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const char *found = strstr(at, parts[i]);
        if (!found)
            fail_msg("%s is missing or out of order", parts[i]);
        else
            at = found;
    }
    assert_null(strstr(at + strlen(parts[sizeof parts / sizeof parts[0] - 1]),
                       "class=\"likely\"")); /* no other is */
    char *text = read_whole(below(out, "summary.txt"));
    assert_non_null(strstr(text, "30 undecided; this decides more: byval run --more 90 "
                                 "'results/it'\\''s here'\n"));
    free(text);
    free(page);
    bv_synthetic_destroy(synthetic);
}

static void check_command(const struct bv_synthetic *synthetic, const char *bundle,
                          const char *expected)
{
    const struct bv_summary_options options = {.bundle = bundle};
    struct bv_summary *summary;
    struct bv_text words = {0};
    assert_int_equal(bv_summary_create(&synthetic->result, &options, &summary, NULL), BV_OK);
    bv_words_more(&words, summary);
    assert_string_equal(words.data ? words.data : "", expected);
    bv_text_finish(&words);
    bv_summary_destroy(summary);
}

static void the_command_can_be_pasted(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = bv_synthetic_open();
    check_command(synthetic, NULL, "byval run --more 90 BUNDLE");
    check_command(synthetic, "a\nb", "byval run --more 90 BUNDLE");
    check_command(synthetic, "results/a-1.2", "byval run --more 90 results/a-1.2");
    check_command(synthetic, "-x", "byval run --more 90 ./-x");
    check_command(synthetic, "a b$(c)", "byval run --more 90 'a b$(c)'");
    synthetic->result.schema = BV_SCHEMA_LOOKS - 1; /* which cannot be gone on with */
    check_command(synthetic, "a", "");
    bv_synthetic_destroy(synthetic);
    synthetic = bv_synthetic_textbook(1, 40); /* where all is decided */
    check_command(synthetic, "a", "");
    bv_synthetic_destroy(synthetic);
}

/* What the policy must say of the only such element. */
static void hash_element(const char *page, const char *name, char out[BV_CSP_HASH_SIZE])
{
    char open[16], close[16];
    snprintf(open, sizeof open, "<%s>", name);
    snprintf(close, sizeof close, "</%s>", name);
    const char *start = strstr(page, open), *end = strstr(page, close);
    assert_true(start && end);
    start += strlen(open);
    bv_csp_hash(start, (size_t)(end - start), out);
}

static void the_page_loads_nothing(void **state)
{
    struct bv_synthetic *synthetic = small_result("arg", "pointer");
    write_one(synthetic, below(*state, "out"));
    char *page = read_whole(below(*state, "out/index.html"));
    char style[BV_CSP_HASH_SIZE], script[BV_CSP_HASH_SIZE], policy[256];
    hash_element(page, "style", style);
    hash_element(page, "script", script);
    snprintf(policy, sizeof policy,
             "content=\"default-src 'none'; img-src data:; style-src '%s'; script-src '%s'; "
             "base-uri 'none'; form-action 'none'\"",
             style, script);
    assert_non_null(strstr(page, policy));
    assert_true(strstr(page, policy) < strstr(page, "<style>"));
    static const char *const loads[] = {" src=", "<link", "@import", "url(", "<iframe", " style="};
    for (size_t i = 0; i < sizeof loads / sizeof loads[0]; i++)
        assert_null(strstr(page, loads[i]));
    /* Absolute addresses name namespaces or are words to read; links stay in the folder. */
    for (const char *at = page; (at = strstr(at, "http")) != NULL; at++)
        assert_true(strncmp(at, "http-equiv", 10) == 0 ||
                    strncmp(at, "http://www.w3.org/", 18) == 0 || at[-1] == '>');
    for (const char *at = page; (at = strstr(at, " href=\"")) != NULL; at++)
        assert_true(strncmp(at + 7, "figures/", 8) == 0 || at[7] == '#' ||
                    strncmp(at + 7, "numbers.csv\"", 12) == 0 ||
                    strncmp(at + 7, "claims.csv\"", 11) == 0 ||
                    strncmp(at + 7, "summary.txt\"", 12) == 0);
    free(page);
    bv_synthetic_destroy(synthetic);
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void ids_are_unique_and_found(void **state)
{
    struct bv_synthetic *synthetic = bv_synthetic_textbook(1, 20);
    write_one(synthetic, below(*state, "out"));
    char *page = read_whole(below(*state, "out/index.html"));
    *strstr(page, "<script>") = '\0'; /* whose comments speak of ids */
    static char *ids[20000];
    size_t count = 0, links = 0;
    for (char *at = page; (at = strstr(at, " id=")) != NULL && count < 20000;) {
        at += 5;
        ids[count++] = strndup(at, strcspn(at, "'\""));
    }
    assert_in_range(count, 200, 19999);
    qsort(ids, count, sizeof ids[0], compare_ids);
    for (size_t i = 1; i < count; i++)
        if (strcmp(ids[i - 1], ids[i]) == 0)
            fail_msg("the id %s appears twice", ids[i]);
    for (char *at = page; (at = strstr(at, "href=")) != NULL;) {
        at += 6;
        if (*at != '#')
            continue;
        char *id = strndup(at + 1, strcspn(at + 1, "'\""));
        if (!bsearch(&id, ids, count, sizeof ids[0], compare_ids))
            fail_msg("a link leads to %s, which is not there", id);
        free(id);
        links++;
    }
    assert_true(links > 100);
    for (size_t i = 0; i < count; i++)
        free(ids[i]);
    free(page);
    bv_synthetic_destroy(synthetic);
}

static void figures_come_in_every_format(void **state)
{
    struct bv_synthetic *synthetic = small_result("arg/class:int", "pointer");
    const char *out = below(*state, "out");
    write_one(synthetic, out);
    static const char *const kinds[] = {"times", "ratios"};
    for (size_t i = 0; i < 2; i++) {
        char name[128];
        snprintf(name, sizeof name, "figures/f01-arg-int-%s.svg", kinds[i]);
        char *svg = read_whole(below(out, name));
        check_well_formed(svg, 0);
        assert_non_null(strstr(svg, "<text>"));
        free(svg);
        snprintf(name, sizeof name, "figures/f01-arg-int-%s.png", kinds[i]);
        char *png = read_whole(below(out, name));
        assert_memory_equal(png, "\x89PNG\r\n\x1a\n", 8);
        /* Width and height of the header, at twice the SVG's. */
        assert_memory_equal(png + 16, "\0\0\x03\x60\0\0\x02\xa0", 8);
        free(png);
    }
    char *map = read_whole(below(out, "figures/map-1.svg"));
    check_well_formed(map, 0);
    free(map);
    assert_int_equal(entries_of(below(out, "figures")), 3 * 3); /* and the scripts; nothing else */
    bv_synthetic_destroy(synthetic);
}

static void hostile_names_stay_words(void **state)
{
    static const char *const names[] = {
        "<script>alert(1)</script>/a:\"'><img src=x onerror=alert(1)>",
        "`touch owned`/k:'; system 'touch owned' #",
        "@m/%s%n:%d/k:\\n$x ${y} \"`touch owned`\"",
        "EOD\nEOD\nset output 'owned'\n/k:\x1b[2J\x01",
        "\xff\xfe/\xe2\x80\xaek:v",
        "../../owned/..:../x",
        "]]>/k:]]]>]]>",
    };
    struct bv_synthetic *synthetic = bv_synthetic_create(1, 20);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        static const uint32_t sizes[] = {8, 64};
        for (size_t k = 0; k < 2; k++) {
            char name[256];
            snprintf(name, sizeof name, "%s/size:%u", names[i], sizes[k]);
            struct bv_synthetic_case planted = {
                .name = name,
                .size_bytes = sizes[k],
                .arms = {"a'`touch owned`<b>", "x\n\"y\"&%s</svg><script>alert(2)</script>"},
                .ns = {2, 1 + (double)k},
                .spread = 0.003,
                .state = BV_CASE_PRECISE};
            bv_synthetic_add(synthetic, &planted);
        }
    }
    struct bv_synthetic_case failed = {.name = "</td><script>x</script>",
                                       .arms = {"a", "b"},
                                       .state = BV_CASE_FAILED,
                                       .reason = "<script>y</script>"};
    bv_synthetic_add(synthetic, &failed);
    bv_synthetic_warn(synthetic, "<script>z</script>", "&<>\"'");
    bv_synthetic_event(synthetic, 1, "<script>e</script>");
    bv_synthetic_fact(&synthetic->result.key, "<script>f</script>", "<script>g</script>");
    bv_synthetic_fact(&synthetic->result.state_after, "<script>h</script>", NULL);
    const char *host = synthetic->result.host_name;
    synthetic->result.host_name = "</title><script>i</script>";

    char before[512];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(*state), 0);
    write_one(synthetic, "out");
    assert_int_equal(chdir(before), 0);

    assert_int_equal(entries_of(*state), 1);
    assert_int_equal(entries_of(below(*state, "out")), 6);
    char *page = read_whole(below(*state, "out/index.html"));
    check_well_formed(page, 1);
    assert_null(strstr(page, "<img"));
    assert_non_null(strstr(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert_non_null(strstr(page, "`touch owned`"));
    free(page);
    DIR *dir = opendir(below(*state, "out/figures"));
    size_t drawings = 0;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        assert_null(strstr(entry->d_name, "owned.")); /* but as part of a figure's name */
        for (const char *c = entry->d_name; *c; c++)
            assert_true(isalnum((unsigned char)*c) || strchr("-.", *c));
        if (!strstr(entry->d_name, ".svg"))
            continue;
        char *svg = read_whole(below(below(*state, "out/figures"), entry->d_name));
        check_well_formed(svg, 0);
        free(svg);
        drawings++;
    }
    closedir(dir);
    assert_int_equal(drawings, 14 + 1); /* and the map */
    synthetic->result.host_name = host;
    bv_synthetic_destroy(synthetic);
}

/* Compare two folders file by file; returns how many files were compared. */
static size_t compare_folders(const char *a, const char *b)
{
    size_t count = 0;
    char *roots[] = {strdup(a), NULL};
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    for (FTSENT *entry; (entry = fts_read(tree)) != NULL;) {
        if (entry->fts_info != FTS_F)
            continue;
        char *x, *y;
        size_t x_length, y_length;
        assert_int_equal(bv_file_read(entry->fts_path, &x, &x_length, NULL), BV_OK);
        const char *other = below(b, entry->fts_path + strlen(a) + 1);
        assert_int_equal(bv_file_read(other, &y, &y_length, NULL), BV_OK);
        if (x_length != y_length || memcmp(x, y, x_length) != 0)
            fail_msg("%s and %s differ", entry->fts_path, other);
        free(x);
        free(y);
        count++;
    }
    fts_close(tree);
    free(roots[0]);
    return count;
}

static void same_data_same_bytes(void **state)
{
    struct bv_synthetic *x = bv_synthetic_textbook(7, 20), *y = bv_synthetic_textbook(7, 20);
    char a[512], b[512];
    snprintf(a, sizeof a, "%s/a", (char *)*state);
    snprintf(b, sizeof b, "%s/other-name", (char *)*state);
    write_one(x, a);
    setenv("LC_ALL", "de_DE.UTF-8", 1); /* nor does the reader's language enter */
    setenv("GNUTERM", "dumb", 1);
    write_one(y, b);
    unsetenv("LC_ALL");
    unsetenv("GNUTERM");
    assert_int_equal(compare_folders(a, b), 5 + (6 * 2 + 1) * 3 + 6); /* the times from 0 */
    bv_synthetic_destroy(y);
    bv_synthetic_destroy(x);
}

static void check_failure(const char *folder, const char *gnuplot, enum bv_status expected,
                          const char *words)
{
    struct bv_synthetic *synthetic = small_result("arg", "pointer");
    struct bv_report_source source = {.result = &synthetic->result};
    struct bv_report_options options = {.gnuplot = gnuplot};
    struct bv_error err = {BV_OK, ""};
    assert_int_equal(write_report(&source, 1, &options, below(folder, "out"), &err), expected);
    if (!strstr(err.text, words))
        fail_msg("\"%s\" lacks \"%s\"", err.text, words);
    assert_non_null(strstr(err.text, "gnuplot-nox")); /* what to do */
    assert_int_equal(entries_of(folder), 0);          /* nothing half-written */
    bv_synthetic_destroy(synthetic);
}

static void gnuplot_may_be_missing(void **state)
{
    const char *set = getenv("PATH");
    char *path = strdup(set ? set : "/usr/bin:/bin");
    setenv("PATH", "", 1);
    check_failure(*state, NULL, BV_E_UNSUPPORTED, "cannot start gnuplot");
    setenv("PATH", path, 1);
    free(path);
    check_failure(*state, "/nonexistent/gnuplot", BV_E_UNSUPPORTED, "/nonexistent/gnuplot");
}

static void gnuplot_may_fail(void **state)
{
    check_failure(*state, "false", BV_E_CHILD, "exit code 1");
    check_failure(*state, "true", BV_E_CHILD, "left map-1.svg empty or out");
}

static void complaints_are_passed_on(void **state)
{
    char script[512];
    snprintf(script, sizeof script, "%s/broken", (char *)*state);
    write_whole(script, "#!/bin/sh\necho 'line 3: unknown terminal' >&2\nexit 4\n");
    chmod(script, 0700);
    struct bv_synthetic *synthetic = small_result("arg", "pointer");
    struct bv_report_source source = {.result = &synthetic->result};
    struct bv_report_options options = {.gnuplot = script};
    struct bv_error err;
    assert_int_equal(write_report(&source, 1, &options, below(*state, "out"), &err), BV_E_CHILD);
    assert_non_null(strstr(err.text, "exit code 4"));
    assert_non_null(strstr(err.text, "line 3: unknown terminal"));
    assert_int_equal(entries_of(*state), 1);
    bv_synthetic_destroy(synthetic);
}

static void a_report_replaces_a_report(void **state)
{
    struct bv_synthetic *x = small_result("arg", "pointer"), *y = small_result("ret", "outparam");
    const char *out = below(*state, "deep/er/out/"); /* parents are made, the slash is cut */
    write_one(x, out);
    assert_int_equal(access(below(*state, "deep/er/out/figures/f01-arg-times.svg"), F_OK), 0);
    write_one(y, below(*state, "deep/er/out"));
    assert_int_equal(access(below(*state, "deep/er/out/figures/f01-arg-times.svg"), F_OK), -1);
    assert_int_equal(access(below(*state, "deep/er/out/figures/f01-ret-times.svg"), F_OK), 0);
    assert_int_equal(entries_of(below(*state, "deep/er")), 1);

    /* Through a link the folder is replaced, not the link. */
    assert_int_equal(symlink("deep/er/out", below(*state, "link")), 0);
    write_one(x, below(*state, "link"));
    assert_int_equal(access(below(*state, "deep/er/out/figures/f01-arg-times.svg"), F_OK), 0);
    assert_int_equal(entries_of(*state), 2);

    /* A failure leaves the earlier report as it was. */
    struct bv_report_source source = {.result = &y->result};
    struct bv_report_options options = {.gnuplot = "false"};
    assert_int_equal(write_report(&source, 1, &options, below(*state, "link"), NULL), BV_E_CHILD);
    assert_int_equal(access(below(*state, "deep/er/out/figures/f01-arg-times.svg"), F_OK), 0);
    assert_int_equal(entries_of(below(*state, "deep/er")), 1);
    bv_synthetic_destroy(y);
    bv_synthetic_destroy(x);
}

static void check_refusal(const struct bv_synthetic *synthetic, const char *out, const char *words)
{
    struct bv_report_source source = {.result = &synthetic->result};
    struct bv_error err;
    assert_int_equal(write_report(&source, 1, &defaults, out, &err), BV_E_REFUSED);
    if (!strstr(err.text, words))
        fail_msg("\"%s\" lacks \"%s\"", err.text, words);
}

static void check_kept(const char *path)
{
    char *text = read_whole(path);
    assert_string_equal(text, "mine");
    free(text);
}

static void other_peoples_files_are_kept(void **state)
{
    struct bv_synthetic *synthetic = small_result("arg", "pointer");
    char out[512];
    snprintf(out, sizeof out, "%s/out", (char *)*state);
    assert_int_equal(mkdir(out, 0777), 0);
    write_one(synthetic, out); /* an empty folder will do */

    /* Whatever it is called. */
    static const char *const own[] = {"notes.txt",        "mine.csv", "figures/mine.svg",
                                      "figures/mine.png", "mine.gp",  "run.json"};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        write_whole(below(out, own[i]), "mine");
        check_refusal(synthetic, out, " was not written by byval: move it away");
        check_kept(below(out, own[i]));
        unlink(below(out, own[i]));
    }
    assert_int_equal(mkdir(below(out, "mine"), 0777), 0);
    check_refusal(synthetic, out, "mine was not written by byval");
    assert_int_equal(rmdir(below(out, "mine")), 0);
    assert_int_equal(symlink("/nowhere", below(out, "mine.csv")), 0);
    check_refusal(synthetic, out, "mine.csv was not written by byval");
    unlink(below(out, "mine.csv"));
    write_one(synthetic, out);

    /* One of the report's own that was worked on is its reader's. */
    write_whole(below(out, "figures/f01-arg-times.gp"), "mine");
    check_refusal(synthetic, out, "f01-arg-times.gp was changed since byval wrote it");
    check_kept(below(out, "figures/f01-arg-times.gp"));
    unlink(below(out, "figures/f01-arg-times.gp")); /* missing ones are no matter */
    write_one(synthetic, out);

    write_whole(below(out, "index.html"), "mine");
    check_refusal(synthetic, out, "index.html was changed since byval wrote it");
    check_kept(below(out, "index.html"));
    unlink(below(out, "index.html"));
    check_refusal(synthetic, out, "is not a byval report");
    unlink(below(out, "FILES.sha256"));
    check_refusal(synthetic, out,
                  "no list there (FILES.sha256) says that byval wrote what it holds");
    assert_int_equal(access(below(out, "numbers.csv"), F_OK), 0);

    write_whole(below(*state, "file"), "mine");
    check_refusal(synthetic, below(*state, "file"), "is a file");
    assert_int_equal(entries_of(*state), 2);
    bv_synthetic_destroy(synthetic);
}

/* Links out of a page lead to what is there, and the page says what becomes of them without it. */
static void check_links(const char *folder, size_t least)
{
    char own[512];
    snprintf(own, sizeof own, "%s", folder); /* what below() gave does not last */
    char *page = read_whole(below(own, "index.html"));
    size_t count = 0;
    for (const char *at = page; (at = strstr(at, " href=\"")) != NULL; at++) {
        char target[256];
        size_t length = strcspn(at + 7, "\"#");
        if (length == 0)
            continue;
        snprintf(target, sizeof target, "%.*s", (int)length, at + 7);
        if (access(below(own, target), F_OK) != 0)
            fail_msg("%s leads to %s, which is not there", own, target);
        count++;
    }
    assert_true(count >= least);
    assert_non_null(strstr(page,
                           "lead to files beside this page. Where index.html was passed on alone, "
                           "these are elsewhere"));
    free(page);
}

static void links_to_files_are_told(void **state)
{
    struct bv_synthetic *synthetic = small_result("arg", "pointer");
    char out[512];
    snprintf(out, sizeof out, "%s/out", (char *)*state);
    write_one(synthetic, out);
    check_links(out, 3 + 4); /* tables, and a figure in each format */
    struct bv_report_source sources[] = {{.result = &synthetic->result},
                                         {.result = &synthetic->result}};
    assert_int_equal(write_report(sources, 2, &defaults, out, NULL), BV_OK);
    check_links(out, 2);
    check_links(below(out, "laptop+2"), 3 + 2);
    bv_synthetic_destroy(synthetic);
}

static void several_reports_share_a_folder(void **state)
{
    struct bv_synthetic *x = small_result("arg", "pointer"), *y = small_result("ret", "outparam");
    char out[512], data[512];
    snprintf(out, sizeof out, "%s/out", (char *)*state);
    snprintf(data, sizeof data, "%s/data.json", (char *)*state);
    write_whole(data, "{\"some\": \"data\"}");
    struct bv_report_source sources[] = {
        {.result = &x->result, .data_path = data}, {.result = &y->result}, {.result = &y->result}};
    struct bv_error err;
    if (write_report(sources, 3, &defaults, out, &err) != BV_OK)
        fail_msg("%s", err.text);
    assert_int_equal(entries_of(out), 5);
    assert_int_equal(entries_of(below(out, "laptop/figures")), 3 * 2); /* no PNG, of several */
    char *index = read_whole(below(out, "index.html"));
    check_well_formed(index, 0);
    assert_non_null(strstr(index, "<a href=\"laptop/index.html\">"));
    assert_non_null(strstr(index, "<a href=\"laptop+2/index.html\">"));
    free(index);
    char *first = read_whole(below(out, "laptop/index.html"));
    assert_non_null(strstr(first, "<a href=\"run.json\" title=\"a file beside this page\">"));
    char *copy = read_whole(below(out, "laptop/run.json"));
    assert_string_equal(copy, "{\"some\": \"data\"}");
    /* A copy: who edits the one beside the page must not edit the bundle's. */
    struct stat info;
    assert_int_equal(stat(data, &info), 0);
    assert_int_equal(info.st_nlink, 1);
    char *second = read_whole(below(out, "laptop+2/index.html"));
    assert_null(strstr(second, "run.json"));
    assert_non_null(strstr(second, "Family ret"));
    /* Again: several are replaced as one is. */
    assert_int_equal(write_report(sources, 2, &defaults, out, &err), BV_OK);
    assert_int_equal(entries_of(out), 4);
    free(second);
    free(copy);
    free(first);
    bv_synthetic_destroy(y);
    bv_synthetic_destroy(x);
}

static void an_empty_result_has_a_page(void **state)
{
    struct bv_result nothing = {.schema = BV_SCHEMA};
    struct bv_report_source source = {.result = &nothing};
    struct bv_error err;
    if (write_report(&source, 1, &defaults, below(*state, "out"), &err) != BV_OK)
        fail_msg("%s", err.text);
    char *page = read_whole(below(*state, "out/index.html"));
    check_well_formed(page, 1);
    assert_non_null(strstr(page, "<h1>No case was measured.</h1>"));
    free(page);
}

/* Points that the page's figures of such names have in their tables, the other drawing aside. */
static size_t points_of(const char *page, const char *ending, size_t *figures)
{
    size_t points = 0;
    for (const char *at = page; (at = strstr(at, "<figure id=\"")) != NULL; at++) {
        size_t length = strcspn(at + 12, "\"");
        const char *end = strstr(at, "</figure>");
        if (length < strlen(ending) ||
            strncmp(at + 12 + length - strlen(ending), ending, strlen(ending)) != 0)
            continue;
        (*figures)++;
        for (const char *row = at; (row = strstr(row, " data-at=")) != NULL && row < end; row++)
            points++;
    }
    return points;
}

/* However little was measured, what has a point has a figure with that point. */
static void scant_results_have_figures(void **state)
{
    static const struct {
        const char *series, *what;
        uint32_t size_count, block_count;
        double other_ns;
        const char *headline;
    } scant[] = {
        {"arg", "one size", 1, 20, 3, "Pointer wins at 8&#160;B, the only size."},
        {"arg", "one size, one block", 1, 1, 3,
         "Undecided, for too few blocks, at 8&#160;B, the only size."},
        {"arg", "one block", 3, 1, 3,
         "Undecided, for too few blocks, at every size from 8&#160;B to 32&#160;B."},
        {"arg", "all equal", 3, 20, 4,
         "Value and pointer are equal at every size from 8&#160;B to 32&#160;B."},
        {"ret", "no family arg", 3, 20, 3,
         "Pointer wins at every size from 8&#160;B to 32&#160;B."},
    };
    for (size_t i = 0; i < sizeof scant / sizeof scant[0]; i++) {
        struct bv_synthetic *synthetic = bv_synthetic_create(1, scant[i].block_count);
        for (uint32_t k = 0; k < scant[i].size_count; k++) {
            char name[64];
            snprintf(name, sizeof name, "%s/size:%u", scant[i].series, 8u << k);
            bv_synthetic_add(synthetic, &(struct bv_synthetic_case){.name = name,
                                                                    .size_bytes = 8u << k,
                                                                    .arms = {"value", "pointer"},
                                                                    .ns = {4, scant[i].other_ns},
                                                                    .spread = 0.001,
                                                                    .state = BV_CASE_OPEN});
        }
        write_one(synthetic, below(*state, "out"));
        char *page = read_whole(below(*state, "out/index.html"));
        check_well_formed(page, 1);
        print_message("%s\n", scant[i].what);
        if (strstr(page, scant[i].headline) == NULL)
            fail_msg("%.200s", strstr(page, "<h1>"));
        size_t times = 0, ratios = 0;
        assert_int_equal(points_of(page, "-times", &times), 2 * scant[i].size_count);
        assert_int_equal(points_of(page, "-ratios", &ratios), scant[i].size_count);
        assert_true(times == 1 && ratios == 1);
        free(page);
        bv_synthetic_destroy(synthetic);
    }
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter, leave)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(the_page_answers_first),       IN_FOLDER(the_page_loads_nothing),
        IN_FOLDER(ids_are_unique_and_found),     IN_FOLDER(figures_come_in_every_format),
        IN_FOLDER(hostile_names_stay_words),     IN_FOLDER(same_data_same_bytes),
        IN_FOLDER(gnuplot_may_be_missing),       IN_FOLDER(gnuplot_may_fail),
        IN_FOLDER(complaints_are_passed_on),     IN_FOLDER(a_report_replaces_a_report),
        IN_FOLDER(other_peoples_files_are_kept), IN_FOLDER(several_reports_share_a_folder),
        IN_FOLDER(an_empty_result_has_a_page),   IN_FOLDER(links_to_files_are_told),
        IN_FOLDER(the_page_says_what_is_open),   cmocka_unit_test(the_command_can_be_pasted),
        IN_FOLDER(scant_results_have_figures),
    };
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
