/* SPDX-License-Identifier: Apache-2.0 */
/* test_escapes.c: escapes.json against whatever a file may hold, and what its words come to. */
#include "lib/bundle/escapes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "report/page/section.h"

static char folder[64], path[96];

static int start(void **unused)
{
    (void)unused;
    strcpy(folder, "/tmp/byval-test-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/escapes.json", folder);
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

/* One of each: the compiler is right, it stays and is allocated, it escapes and is not, of -l
 * alone. */
static struct bv_escape items[] = {
    {"kept", "a pointer <that> is kept", {BV_ESCAPE_LEAVES, 1, 24}, {BV_ESCAPE_LEAVES, 1, 24}},
    {"concat", "48 B joined", {BV_ESCAPE_STAYS, 1, 48}, {BV_ESCAPE_STAYS, 1, 48}},
    {"byte", "a byte", {BV_ESCAPE_LEAVES, 0, 0}, {BV_ESCAPE_LEAVES, 0, 0}},
    {"inlined", "inlined", {BV_ESCAPE_STAYS, 0, 0}, {BV_ESCAPE_LEAVES, 1, 24}},
};

static struct bv_escapes escapes = {.byval_version = "0.1.0",
                                    .compiler = "go 1.23.5",
                                    .kernel_hash = "0123",
                                    .items = items,
                                    .count = sizeof items / sizeof items[0]};

static void written_and_read(void **unused)
{
    (void)unused;
    struct bv_escapes back;
    struct bv_error err;
    assert_int_equal(bv_escapes_write(&escapes, path, &err), BV_OK);
    assert_int_equal(bv_escapes_read(folder, &back, &err), BV_OK);
    assert_string_equal(back.compiler, "go 1.23.5");
    assert_string_equal(back.kernel_hash, "0123");
    assert_int_equal(back.count, escapes.count);
    for (size_t i = 0; i < escapes.count; i++) {
        const struct bv_escape *ours = &items[i], *theirs = bv_escapes_find(&back, ours->name);
        assert_non_null(theirs);
        assert_string_equal(theirs->title, ours->title);
        assert_int_equal(theirs->inlined.says, ours->inlined.says);
        assert_int_equal(theirs->plain.says, ours->plain.says);
        assert_true(theirs->inlined.objects == ours->inlined.objects);
        assert_true(theirs->plain.bytes == ours->plain.bytes);
    }
    assert_null(bv_escapes_find(&back, "none"));
    bv_escapes_finish(&back);
}

static void words_are_held_against_counts(void **unused)
{
    (void)unused;
    const bool misleads[] = {false, true, true, false}, of_l[] = {false, false, false, true};
    for (size_t i = 0; i < escapes.count; i++) {
        assert_int_equal(bv_escape_misleads(&items[i].inlined), misleads[i]);
        assert_int_equal(bv_escape_is_of_l(&items[i]), of_l[i]);
    }
    const struct bv_escape_build silent = {BV_ESCAPE_SILENT, 1, 24};
    assert_false(bv_escape_misleads(&silent));
}

static void says(const char *text, const char *words)
{
    if (strstr(text, words) == NULL)
        fail_msg("the section does not say '%s': %s", words, text);
}

static void the_page_says_so(void **unused)
{
    (void)unused;
    struct bv_page page = {.escapes = &escapes};
    struct bv_text out = {0};
    struct bv_error err;
    assert_int_equal(bv_section_escapes(&page, &out, &err), BV_OK);
    says(out.data, "What go 1.23.5 says of 4 small programs");
    says(out.data, "in 1 of them it is, all the same. In 1 something");
    says(out.data, "1 allocates more without inlining");
    says(out.data, "a pointer &lt;that&gt; is kept</th><td>escapes</td>");
    says(out.data, "<td>stays, but is allocated</td>");
    says(out.data, "<td>escapes, but is not allocated</td>");
    says(out.data, "<td>allocated with -l only</td>");
    bv_text_finish(&out);
    for (size_t i = 0; i < escapes.count; i++)
        items[i].inlined.says = items[i].plain.says = BV_ESCAPE_SILENT;
    out = (struct bv_text){0};
    assert_int_equal(bv_section_escapes(&page, &out, &err), BV_OK);
    says(out.data, "says nothing of escapes: it is only counted");
    bv_text_finish(&out);
    page.escapes = NULL;
    out = (struct bv_text){0};
    assert_int_equal(bv_section_escapes(&page, &out, &err), BV_OK);
    assert_int_equal(out.length, 0);
}

#define HEAD                                                                                       \
    "{\"byval_escapes\":{\"schema\":1,\"version\":\"0\",\"compiler\":\"go\",\"kernel_hash\":"      \
    "\"0\"},"
#define BUILD "{\"says\":\"nothing\",\"objects\":0,\"bytes\":0}"
#define ITEM "{\"name\":\"a\",\"title\":\"b\",\"inlined\":" BUILD ",\"plain\":" BUILD "}"

static void bad_files_are_refused(void **unused)
{
    (void)unused;
    static const struct {
        const char *text, *complaint;
    } files[] = {
        {"", "escapes.json"},
        {HEAD "\"scenarios\":[]}", "scenarios"},
        {HEAD "\"scenarios\":[" ITEM "," ITEM "]}", "'a' appears twice"},
        {HEAD "\"scenarios\":[{\"name\":\"a\",\"title\":\"b\",\"inlined\":" BUILD "}]}", "plain"},
        {HEAD "\"scenarios\":[{\"name\":\"a\",\"title\":\"b\",\"plain\":" BUILD
              ",\"inlined\":{\"says\":\"perhaps\",\"objects\":0,\"bytes\":0}}]}",
         "says"},
        {HEAD "\"scenarios\":[{\"name\":\"a\",\"title\":\"b\",\"plain\":" BUILD
              ",\"inlined\":{\"says\":\"nothing\",\"objects\":-1,\"bytes\":0}}]}",
         "0 or more"},
        {"{\"byval_escapes\":{\"schema\":99,\"version\":\"0\",\"compiler\":\"go\",\"kernel_hash\":"
         "\"0\"},\"scenarios\":[" ITEM "]}",
         "schema"},
    };
    struct bv_escapes back;
    struct bv_error err;
    plant(HEAD "\"scenarios\":[" ITEM "]}");
    assert_int_equal(bv_escapes_read(path, &back, &err), BV_OK);
    bv_escapes_finish(&back);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        plant(files[i].text);
        assert_int_equal(bv_escapes_read(path, &back, &err), BV_E_INPUT);
        says(err.text, files[i].complaint);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_and_read),
        cmocka_unit_test(words_are_held_against_counts),
        cmocka_unit_test(bad_files_are_refused),
        cmocka_unit_test(the_page_says_so),
    };
    return cmocka_run_group_tests(tests, start, end);
}
