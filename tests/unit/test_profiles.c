/* SPDX-License-Identifier: Apache-2.0 */
/* test_profiles.c: profiles.json against whatever a file may hold, and what its profiles come to.
 */
#include "lib/bundle/profiles.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "report/analysis/call_tree.h"
#include "report/analysis/deciding.h"
#include "report/analysis/zones.h"
#include "report/page/section.h"
#include "report/words/profile_words.h"
#include "tests/support/synthetic.h"

static char folder[64], path[96];

static int start(void **unused)
{
    (void)unused;
    strcpy(folder, "/tmp/byval-test-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/profiles.json", folder);
    return 0;
}

static int end(void **unused)
{
    (void)unused;
    unlink(path);
    return rmdir(folder);
}

static void plant(const char *text)
{
    FILE *stream = fopen(path, "w");
    assert_non_null(stream);
    fputs(text, stream);
    assert_int_equal(fclose(stream), 0);
}

/* Of 100 samples 60 are in the loop alone, 30 in its callee, 8 in what that calls, 2 elsewhere; 50
 * stand at a block copy, and 8 at a load and a store that only an audit knows to copy. */
static const uint32_t loop_alone[] = {0}, in_callee[] = {0, 1}, in_library[] = {0, 1, 2},
                      elsewhere[] = {2};
static struct bv_profile_function functions[] = {
    {"loop", "kernels.so"}, {"callee<b>", "kernels.so"}, {NULL, "libc.so.6"}};
static struct bv_profile_path paths[] = {
    {elsewhere, 1, {2}}, {in_library, 3, {8}}, {loop_alone, 1, {60}}, {in_callee, 2, {30}}};
static const char *const lines[] = {"rep movs", "mov rax,[rsi]", "mov [rdi],rax", "call <&>",
                                    "ret"};
static const uint64_t at_lines[] = {50, 3, 5, 1, 1};
static struct bv_profile_listing listing = {0, lines, "m--c-", at_lines, 5};
static struct bv_profile_path heap_paths[] = {{loop_alone, 1, {10, 640, 1, 64}}};
static struct bv_profile_path wait_paths[] = {{loop_alone, 1, {3, 3000000}}};
static struct bv_arm_profile items[] = {
    {.case_name = "arg/size:256",
     .arm = "value",
     .kind = BV_PROFILE_CPU,
     .date = "2026-11-28T04:10:44Z",
     .calls = 1000,
     .threads = 1,
     .rate_hz = 997,
     .lost = 2,
     .file = "profiles/a.cpu.pb.gz",
     .functions = functions,
     .function_count = 3,
     .paths = paths,
     .path_count = 4,
     .listings = &listing,
     .listing_count = 1},
    {.case_name = "arg/size:256",
     .arm = "pointer",
     .kind = BV_PROFILE_HEAP,
     .date = "2026-11-28T04:10:44Z",
     .calls = 10,
     .threads = 1,
     .functions = functions,
     .function_count = 1,
     .paths = heap_paths,
     .path_count = 1},
    {.case_name = "arg/size:256",
     .arm = "pointer",
     .kind = BV_PROFILE_WAIT,
     .date = "2026-11-28T04:10:44Z",
     .calls = 10,
     .threads = 4,
     .functions = functions,
     .function_count = 1,
     .paths = wait_paths,
     .path_count = 1},
};
static const struct bv_profiles profiles = {
    .byval_version = "0.1.0", .kernel_hash = "0123", .items = items, .count = 3};

static void written_and_read(void **unused)
{
    (void)unused;
    struct bv_profiles back;
    struct bv_error err;
    assert_int_equal(bv_profiles_write(&profiles, path, &err), BV_OK);
    assert_int_equal(bv_profiles_read(folder, &back, &err), BV_OK);
    assert_string_equal(back.kernel_hash, "0123");
    assert_int_equal(back.count, 3);
    for (size_t i = 0; i < back.count; i++) {
        const struct bv_arm_profile *ours = &items[i];
        const struct bv_arm_profile *theirs =
            bv_profiles_find(&back, ours->case_name, ours->arm, (enum bv_profile_kind)ours->kind);
        assert_non_null(theirs);
        assert_int_equal(theirs->calls, ours->calls);
        assert_int_equal(theirs->threads, ours->threads);
        assert_int_equal(theirs->lost, ours->lost);
        assert_int_equal(theirs->file == NULL, ours->file == NULL);
        assert_int_equal(theirs->path_count, ours->path_count);
        for (size_t p = 0; p < ours->path_count; p++) {
            assert_int_equal(theirs->paths[p].depth, ours->paths[p].depth);
            assert_memory_equal(theirs->paths[p].functions, ours->paths[p].functions,
                                ours->paths[p].depth * sizeof(uint32_t));
            assert_memory_equal(theirs->paths[p].values, ours->paths[p].values,
                                sizeof ours->paths[p].values);
        }
        assert_int_equal(theirs->listing_count, ours->listing_count);
    }
    assert_null(back.items[0].functions[2].name);
    assert_string_equal(back.items[0].listings[0].marks, "m--c-");
    assert_string_equal(back.items[0].listings[0].lines[3], "call <&>");
    assert_int_equal(back.items[0].listings[0].samples[0], 50);
    assert_null(bv_profiles_find(&back, "arg/size:256", "value", BV_PROFILE_HEAP));
    assert_true(bv_profiles_has(&back, "arg/size:256"));
    assert_false(bv_profiles_has(&back, "arg/size:257"));
    bv_profiles_finish(&back);
}

static void a_tree_holds_all(void **unused)
{
    (void)unused;
    static const struct {
        uint32_t function, depth;
        uint64_t total, own, start;
    } expected[] = {{0, 0, 98, 60, 0}, {1, 1, 38, 30, 0}, {2, 2, 8, 8, 0}, {2, 0, 2, 2, 98}};
    struct bv_call_tree tree;
    struct bv_error err;
    assert_int_equal(bv_call_tree_make(&items[0], &tree, &err), BV_OK);
    assert_int_equal(tree.count, 4);
    assert_int_equal(tree.depth, 3);
    assert_int_equal(tree.total, 100);
    for (size_t i = 0; i < tree.count; i++) {
        const struct bv_call_node *node = &tree.nodes[i];
        assert_int_equal(node->function, expected[i].function);
        assert_int_equal(node->depth, expected[i].depth);
        assert_int_equal(node->totals[0], expected[i].total);
        assert_int_equal(node->own[0], expected[i].own);
        assert_int_equal(node->start, expected[i].start);
    }
    bv_call_tree_finish(&tree);
}

static void an_audit_knows_what_copies(void **unused)
{
    (void)unused;
    struct bv_audit_function known = {"loop", lines, 5, "mmmc-"};
    const struct bv_audit audit = {.functions = &known, .function_count = 1};
    struct bv_profile_shares shares = bv_profile_shares_of(&items[0], NULL);
    assert_int_equal(shares.copying, 50);
    assert_int_equal(shares.calling, 1);
    assert_ptr_equal(shares.top, &listing);
    assert_int_equal(shares.top_line, 0);
    assert_true(fabs(shares.listed.estimate - 0.6) < 1e-12);
    shares = bv_profile_shares_of(&items[0], &audit);
    assert_int_equal(shares.copying, 58);
    /* Wilson's interval of 58 of 100. */
    assert_true(fabs(shares.copies.low - 0.4821) < 1e-4);
    assert_true(fabs(shares.copies.high - 0.6720) < 1e-4);
    known.line_count = 4; /* the code of another build */
    assert_int_equal(bv_profile_shares_of(&items[0], &audit).copying, 50);
}

static void says(const struct bv_text *text, const char *words)
{
    if (strstr(text->data, words) == NULL)
        fail_msg("'%s' is not said: %s", words, text->data);
}

static void sentences(void **unused)
{
    (void)unused;
    struct bv_text out = {0};
    bv_words_profile(&out, &items[0], NULL);
    says(&out, "100 samples, 2 lost. 50 % [40 %, 60 %] of the samples of value are at instructions "
               "that copy, 1 % [< 1 %, 5 %] at calls. The instruction with most is rep movs in "
               "loop: 50 % [40 %, 60 %]. The code below has 60 % of the samples");
    bv_text_finish(&out);
    bv_words_profile(&out, &items[1], NULL);
    says(&out, "10 allocations of 640 B in 10 calls, 0 lost; 1 a call; 1 of 64 B were not freed");
    bv_text_finish(&out);
    bv_words_profile(&out, &items[2], NULL);
    says(&out, "3 waits of 0.003 s together, 1000 us each, in 10 calls and 4 threads; 0 lost");
    bv_text_finish(&out);
}

static void the_page_shows_them(void **unused)
{
    (void)unused;
    struct bv_synthetic *s = bv_synthetic_create(1, 20);
    const struct bv_synthetic_case row = {.name = "arg/size:256",
                                          .size_bytes = 256,
                                          .arms = {"value", "pointer"},
                                          .ns = {2, 1},
                                          .spread = 0.01,
                                          .state = BV_CASE_PRECISE};
    const struct bv_summary_options options = {0};
    struct bv_summary *summary;
    struct bv_text out = {0};
    struct bv_error err;
    bv_synthetic_add(s, &row);
    assert_int_equal(bv_summary_create(&s->result, &options, &summary, &err), BV_OK);
    struct bv_page page = {.summary = summary, .profiles = &profiles};
    assert_int_equal(bv_section_profiles(&page, &out, &err), BV_OK);
    says(&out, "<h3 id=\"profile-c0\">");
    says(&out, "<h4>value: CPU time</h4>");
    says(&out, "<h4>pointer: Allocations</h4>");
    says(&out, "<h4>pointer: Waiting</h4>");
    /* A function is a link to its row, as wide as its share. */
    says(&out, "<a href=\"#profile-t0-1\" aria-label=\"callee&lt;b&gt;: 38&#160;%\">"
               "<svg x=\"0.000%\" y=\"44\" width=\"38.000%\"");
    says(&out,
         "<tr id=\"profile-t0-1\"><th scope=\"row\" class=\"name\">&#160;&#160;callee&lt;b&gt;");
    says(&out, "(no symbol) libc.so.6");
    says(&out, " 50.0 %    0 * <mark>rep movs</mark>\n");
    says(&out, "  1.0 %    3 > call &lt;&amp;&gt;\n");
    if (strstr(out.data, "callee<b>") != NULL)
        fail_msg("a name becomes an element: %s", out.data);
    bv_text_finish(&out);
    page.profiles = NULL;
    assert_int_equal(bv_section_profiles(&page, &out, &err), BV_OK);
    assert_int_equal(out.length, 0);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(s);
}

/* Copying takes a ns for 16 B, malloc 20: value up to 256 B, the pointer from 512 B on. */
static void add_malloc(struct bv_synthetic *s)
{
    for (uint32_t size = 64; size <= 1024; size *= 2) {
        char name[100];
        snprintf(name, sizeof name, "churn/site:heap/alloc:glibc/life:lifo/calls:1/size:%u", size);
        const struct bv_synthetic_case row = {.name = name,
                                              .size_bytes = size,
                                              .arms = {"value", "pointer"},
                                              .ns = {size / 16.0, 20},
                                              .spread = 0.002,
                                              .state = BV_CASE_PRECISE};
        bv_synthetic_add(s, &row);
    }
}

/* The ends of the main series are among them, and those of what a malloc costs. */
static void deciding_cases(void **unused)
{
    (void)unused;
    struct bv_synthetic *s = bv_synthetic_textbook(1, 40);
    add_malloc(s);
    const struct bv_summary_options options = {0};
    struct bv_summary *summary;
    struct bv_error err;
    unsigned found = 0;
    assert_int_equal(bv_summary_create(&s->result, &options, &summary, &err), BV_OK);
    const struct bv_series *main = &summary->series[summary->main_series];
    const struct bv_finding *finding = &main->findings[0];
    assert_true(finding->a_until.estimate > 0 && finding->b_from.estimate > 0);
    const struct bv_deciding deciding = bv_deciding_find(summary);
    const size_t *cases = deciding.cases;
    assert_in_range(deciding.count, 2, BV_DECIDING_MOST);
    for (size_t i = 0; i < deciding.count; i++) {
        const struct bv_case_summary *of = &summary->cases[cases[i]];
        assert_true(of->blocks > 0);
        for (size_t k = 0; k < i; k++)
            assert_int_not_equal(cases[k], cases[i]);
        if (strncmp(of->info->name, "churn/", 6) == 0)
            found |= of->info->size_bytes == 256 ? 4 : of->info->size_bytes == 512 ? 8 : 16;
        for (size_t at = 0; at < main->case_count; at++)
            if (main->cases[at] == cases[i])
                found |= (of->info->size_bytes == finding->a_until.estimate ? 1 : 0) |
                         (of->info->size_bytes == finding->b_from.estimate ? 2 : 0);
    }
    assert_int_equal(found, 1 | 2 | 4 | 8);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(s);
}

#define HEAD                                                                                       \
    "{\"byval_profiles\":{\"schema\":1,\"version\":\"0\",\"kernel_hash\":\"0\"},\"profiles\":["
#define NAMES(kind)                                                                                \
    "{\"case\":\"a\",\"arm\":\"b\",\"kind\":\"" kind "\",\"date\":\"d\",\"calls\":1,"              \
    "\"threads\":1,\"rate_hz\":1,\"lost\":0,\"file\":null,\"functions\":[{\"name\":\"f\","         \
    "\"file\":\"g\"}],"
#define STACK(frame, value) "\"stacks\":[{\"frames\":[" frame "],\"values\":[" value "]}],"
#define CODE(lines, marks, samples)                                                                \
    "\"code\":[{\"function\":0,\"lines\":[" lines "],\"marks\":\"" marks                           \
    "\",\"samples\":[" samples "]}]}"
#define GOOD NAMES("cpu") STACK("0", "5") CODE("\"ret\"", "-", "5")

static void bad_files_are_refused(void **unused)
{
    (void)unused;
    static const struct {
        const char *text, *complaint;
    } files[] = {
        {"", "profiles.json"},
        {HEAD GOOD, "profiles.json"},
        {HEAD "]}", "profiles"},
        {HEAD GOOD "," GOOD "]}", "profiles[1].arm: 'b' appears twice"},
        {HEAD NAMES("wall") STACK("0", "5") "\"code\":[]}]}", "kind"},
        {HEAD NAMES("cpu") STACK("1", "5") "\"code\":[]}]}", "stacks[0].frames[0]"},
        {HEAD NAMES("cpu") STACK("", "5") "\"code\":[]}]}", "frames"},
        {HEAD NAMES("cpu") STACK("0", "-5") "\"code\":[]}]}", "values[0]"},
        {HEAD NAMES("cpu") STACK("0", "0") "\"code\":[]}]}", "expected something"},
        {HEAD NAMES("cpu") STACK("0", "5,5") "\"code\":[]}]}", "values"},
        {HEAD NAMES("heap") STACK("0", "5") "\"code\":[]}]}", "values"},
        {HEAD NAMES("lock") STACK("0", "5,5") CODE("\"ret\"", "-", "5") "]}", "code"},
        {HEAD NAMES("cpu") STACK("0", "5") CODE("\"ret\"", "--", "5") "]}", "code[0].marks"},
        {HEAD NAMES("cpu") STACK("0", "5") CODE("\"ret\"", "x", "5") "]}", "code[0].marks"},
        {HEAD NAMES("cpu") STACK("0", "5") CODE("\"ret\"", "-", "5,1") "]}", "a number for each"},
        {HEAD NAMES("cpu") STACK("0", "5") CODE("\"ret\"", "-", "6") "]}", "than all stacks have"},
        {HEAD NAMES("cpu") STACK("0", "5") CODE("\"r\\u0001\"", "-", "5") "]}", "lines[0]"},
        {"{\"byval_profiles\":{\"schema\":99,\"version\":\"0\",\"kernel_hash\":\"0\"},"
         "\"profiles\":[" GOOD "]}",
         "schema"},
    };
    struct bv_profiles out;
    struct bv_error err;
    plant(HEAD GOOD "]}");
    assert_int_equal(bv_profiles_read(path, &out, &err), BV_OK); /* they differ in what is wrong */
    bv_profiles_finish(&out);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        plant(files[i].text);
        assert_int_equal(bv_profiles_read(path, &out, &err), BV_E_INPUT);
        if (strstr(err.text, files[i].complaint) == NULL)
            fail_msg("'%s' is not about '%s'", err.text, files[i].complaint);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_and_read),           cmocka_unit_test(a_tree_holds_all),
        cmocka_unit_test(an_audit_knows_what_copies), cmocka_unit_test(sentences),
        cmocka_unit_test(the_page_shows_them),        cmocka_unit_test(deciding_cases),
        cmocka_unit_test(bad_files_are_refused),
    };
    return cmocka_run_group_tests(tests, start, end);
}
