/* SPDX-License-Identifier: Apache-2.0 */
/* test_figure.c: escapes, axes, scripts and drawings, without running gnuplot. */
#include "report/figures/figure.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/bundle/exchange/result_strings.h"
#include "report/figures/axis.h"
#include "report/figures/figure_scale.h"
#include "report/figures/gnuplot.h"
#include "report/figures/report_figures.h"
#include "report/page/csp.h"
#include "report/page/svg.h"
#include "tests/support/synthetic.h"
#include "tests/support/xml.h"

static void check_html(const char *words, const char *expected)
{
    struct bv_text text = {0};
    bv_text_html(&text, words);
    assert_false(text.failed);
    assert_string_equal(text.data, expected);
    bv_text_finish(&text);
}

static void html_is_escaped(void **unused)
{
    (void)unused;
    check_html("<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
    check_html("a & \"b\" %s `id`", "a &amp; &quot;b&quot; %s `id`");
    check_html("caf\xc3\xa9 \xf0\x9f\x98\x80", "caf\xc3\xa9 \xf0\x9f\x98\x80");
    check_html("a\nb\x7f\x01", "a\xe2\x90\xa3"
                               "b\xe2\x90\xa3\xe2\x90\xa3");
    /* Overlong, surrogate, cut off, alone, past the last character. */
    check_html("\xc0\xaf|", "\xef\xbf\xbd\xef\xbf\xbd|");
    check_html("\xed\xa0\x80|", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd|");
    check_html("\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd");
    check_html("\x80", "\xef\xbf\xbd");
    check_html("\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    /* What makes one name look like another: marks of direction, letters without width or shape. */
    static const char *const unseen[] = {
        "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa9", "\xe2\x80\x8b",     "\xe2\x80\xa8",
        "\xd8\x9c",     "\xc2\xad",     "\xef\xbb\xbf", "\xf3\xa0\x81\xa1",
    };
    for (size_t i = 0; i < sizeof unseen / sizeof unseen[0]; i++) {
        char words[16];
        snprintf(words, sizeof words, "a%sb", unseen[i]);
        check_html(words, "a\xe2\x90\xa3"
                          "b");
        assert_false(bv_string_is_plain(words, 100));
    }
    check_html("\xe2\x80\x90\xe2\x81\x9e\xd7\xa9", "\xe2\x80\x90\xe2\x81\x9e\xd7\xa9");
    assert_true(bv_string_is_plain("\xe2\x80\x90\xe2\x81\x9e\xd7\xa9", 8));
    assert_false(bv_string_is_plain("\xe2\x80\x90\xe2\x81\x9e\xd7\xa9", 7));
}

static void json_stays_json(void **unused)
{
    (void)unused;
    struct bv_text text = {0};
    bv_text_json(&text, "{\n \"\xe2\x80\xae\": \"\\u001B\\n\x7f\xc2\x85 caf\xc3\xa9\"\n}");
    assert_string_equal(text.data, "{\n \"\xe2\x90\xa3\": \"\\u001B\\n\xe2\x90\xa3\xe2\x90\xa3 "
                                   "caf\xc3\xa9\"\n}");
    bv_text_finish(&text);
}

static void gnuplot_strings_stay_closed(void **unused)
{
    (void)unused;
    struct bv_text text = {0};
    bv_text_gnuplot(&text, "it's `id` \\ \" @m %s\n'");
    assert_string_equal(text.data, "'it\xe2\x80\x99s `id` \\ \" @m %s\xe2\x90\xa3\xe2\x80\x99'");
    bv_text_finish(&text);
}

static void digest_is_sha256(void **unused)
{
    (void)unused;
    char out[BV_CSP_HASH_SIZE]; /* FIPS 180-2, appendix B.1 */
    bv_csp_hash("abc", 3, out);
    assert_string_equal(out, "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}

static void check_axis(const struct bv_axis *axis, size_t least, size_t most)
{
    assert_true(axis->low < axis->high);
    assert_in_range(axis->tic_count, least, most);
    for (size_t i = 0; i < axis->tic_count; i++) {
        assert_true(axis->tics[i].at >= axis->low * (1 - 1e-6));
        assert_true(axis->tics[i].at <= axis->high * (1 + 1e-6));
        assert_in_range(strlen(axis->tics[i].label), 1, 8);
        assert_null(strchr(axis->tics[i].label, '%'));
    }
}

static void axes_have_few_short_labels(void **unused)
{
    (void)unused;
    for (double low = 1; low < 1e9; low *= 3) {
        for (double high = low; high < 1e10; high *= 3) {
            struct bv_axis axis = {.tic_count = 0};
            bv_axis_bytes(&axis, low, high);
            check_axis(&axis, 0, 7);
        }
    }
    for (double low = 0.01; low < 1e7; low *= 1.7) {
        for (double high = low; high < 1e9; high *= 1.7) {
            struct bv_axis axis = {.tic_count = 0};
            bv_axis_ns(&axis, low, high);
            check_axis(&axis, 2, 13);
            assert_true(axis.low <= low && axis.high >= high);
        }
    }
    for (double low = 0.001; low <= 1; low *= 1.3) {
        for (double high = 1; high < 1e4; high *= 1.3) {
            struct bv_axis axis = {.tic_count = 0};
            bv_axis_ratio(&axis, low, high);
            check_axis(&axis, 3, 9);
            assert_true(axis.low < 1 && axis.high > 1);
            assert_true(axis.high >= fmin(high, BV_RATIO_MOST) * (1 - 1e-9));
            double share = log(axis.high) / log(axis.high / axis.low);
            assert_true(share > 0.32 && share < 0.68);
        }
    }
}

static void byte_labels_use_binary_units(void **unused)
{
    (void)unused;
    struct bv_axis axis = {.tic_count = 0};
    bv_axis_bytes(&axis, 1, 65536);
    static const char *const expected[] = {"1 B", "16 B", "256 B", "4 KiB", "64 KiB"};
    assert_int_equal(axis.tic_count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(axis.tics[i].label, expected[i]);
}

/* The textbook's figure_set, with `at` steps taken. */
static void open_figures(struct bv_synthetic *synthetic, struct bv_summary **summary,
                         struct bv_report_figures *figure_set, size_t per_family)
{
    static const struct bv_summary_options defaults = {0};
    assert_int_equal(bv_summary_create(&synthetic->result, &defaults, summary, NULL), BV_OK);
    assert_int_equal(bv_report_figures_init(*summary, NULL, per_family, figure_set, NULL), BV_OK);
}

static void the_plainest_are_drawn_first(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = bv_synthetic_textbook(1, 20);
    struct bv_summary *summary;
    struct bv_report_figures figure_set;
    open_figures(synthetic, &summary, &figure_set, 2);
    /* arg: 2 classes x 2 reads at throughput, 1 at latency; ret: 1. Two of arg's five drawn. */
    assert_int_equal(figure_set.count, 6);
    assert_int_equal(figure_set.drawn, 3);
    assert_int_equal(figure_set.main, 0);
    const struct bv_series_group *first = &figure_set.groups[0];
    assert_string_equal(first->lead->name, "arg/class:int/reads:one/mode:throughput/site:stack");
    assert_int_equal(first->series_count, 4);
    assert_int_equal(first->ratios.curve_count, 4);
    assert_string_equal(first->ratios.curves[3].label, "heap");
    assert_int_equal(first->ratios.gap_count, 2);
    assert_int_equal(first->times.curve_count, 2);
    assert_int_equal(first->times.gap_count, 0);
    assert_true(first->ratios.cut);
    assert_string_equal(first->times.id, "f01-arg-int-one-throughput-times");
    assert_int_equal(first->times.landmark_count, 3); /* 16 B, L1d, L2; L3 is unknown */
    assert_true(bv_gnuplot_landmark_is_seen(&first->times, 1));
    assert_false(bv_gnuplot_landmark_is_seen(&first->times, 2)); /* beyond the axis */
    assert_int_equal(figure_set.groups[4].times.curve_count, 0);
    assert_string_equal(figure_set.groups[5].ratios.curves[1].label, "value / heap");
    bv_report_figures_finish(&figure_set);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

static void a_family_shares_its_scales(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = bv_synthetic_textbook(1, 20);
    struct bv_summary *summary;
    struct bv_report_figures figure_set;
    open_figures(synthetic, &summary, &figure_set, 6);
    const struct bv_series_group *first = &figure_set.groups[0];
    size_t same = 0;
    for (size_t i = 0; i < figure_set.count; i++) {
        const struct bv_series_group *e = &figure_set.groups[i];
        assert_true(e->times.curve_count > 0);
        if (e->lead->family != first->lead->family)
            continue;
        assert_memory_equal(&e->times.x, &first->times.x, sizeof first->times.x);
        assert_memory_equal(&e->ratios.x, &first->ratios.x, sizeof first->ratios.x);
        assert_true(e->times.y.low == first->times.y.low && e->times.y.high == first->times.y.high);
        assert_true(e->ratios.y.low == first->ratios.y.low &&
                    e->ratios.y.high == first->ratios.y.high);
        for (size_t k = 0; k < e->times.curve_count; k++)
            for (size_t p = 0; p < e->times.curves[k].count; p++)
                assert_true(e->times.curves[k].points[p].y < first->times.y.high);
        same++;
    }
    assert_int_equal(same, 5); /* ret, another family, has scales of its own */
    assert_true(figure_set.groups[5].times.y.high != first->times.y.high);
    bv_report_figures_finish(&figure_set);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

static void the_audit_says_where_copies_change(void **unused)
{
    (void)unused;
    static const char lead[] = "arg/class:int/reads:one/mode:throughput/site:stack";
    static const struct {
        uint32_t bytes, ways;
    } planted[] = {{16, 1u << BV_WAY_REGISTERS}, {17, 1u << BV_WAY_MOVES},
                   {256, 1u << BV_WAY_MOVES},    {257, 1u << BV_WAY_MOVES | 1u << BV_WAY_REP_MOVS},
                   {8192, 1u << BV_WAY_POINTER}, /* not known: nothing new */
                   {65536, 1u << BV_WAY_MEMCPY}};
    enum { CASES = sizeof planted / sizeof planted[0] };
    struct bv_audit_case cases[CASES];
    char names[CASES][80];
    for (size_t i = 0; i < CASES; i++) {
        snprintf(names[i], sizeof names[i], "%s/size:%u", lead, planted[i].bytes);
        cases[i] = (struct bv_audit_case){.name = names[i],
                                          .size_bytes = planted[i].bytes,
                                          .arm_count = 1,
                                          .arms = {{.name = "value", .ways = planted[i].ways}}};
    }
    const struct bv_audit audit = {.cases = cases, .case_count = CASES};
    struct bv_synthetic *synthetic = bv_synthetic_textbook(1, 20);
    struct bv_summary *summary;
    struct bv_report_figures figure_set;
    open_figures(synthetic, &summary, &figure_set, 1);
    const struct bv_series *series = figure_set.groups[0].lead;
    struct bv_landmark landmarks[BV_LANDMARKS_MAX];
    static const struct bv_landmark expected[] = {
        {16, "16 B"}, {257, "rep movs"}, {32768, "L1d"}, {65536, "memcpy"}, {1048576, "L2"}};
    assert_string_equal(series->name, lead);
    assert_int_equal(bv_landmarks_find(summary, series, &audit, landmarks), 5);
    for (size_t i = 0; i < 5; i++) {
        assert_true(landmarks[i].x == expected[i].x);
        assert_string_equal(landmarks[i].label, expected[i].label);
    }
    assert_int_equal(bv_landmarks_find(summary, series, NULL, landmarks), 3);
    bv_report_figures_finish(&figure_set);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

static size_t count_of(const char *text, const char *words)
{
    size_t count = 0;
    for (const char *at = strstr(text, words); at; at = strstr(at + 1, words))
        count++;
    return count;
}

static void doubtful_points_are_hollow(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = bv_synthetic_textbook(1, 20);
    struct bv_summary *summary;
    struct bv_report_figures figure_set;
    open_figures(synthetic, &summary, &figure_set, 1);
    const struct bv_curve *curve = &figure_set.groups[0].times.curves[0];
    size_t doubtful = 0;
    for (size_t i = 0; i < curve->count; i++) {
        /* Preempted; the one at 1024 B is only wide. */
        assert_int_equal(curve->points[i].doubtful, curve->points[i].x == 2048);
        doubtful += curve->points[i].doubtful;
    }
    assert_int_equal(doubtful, 1);
    struct bv_text script = {0};
    bv_gnuplot_curves(&figure_set.groups[0].times, bv_figure_format_count, &script);
    assert_false(script.failed);
    assert_non_null(strstr(script.data, "$doubt0 << EOD\n2048 "));
    assert_int_equal(count_of(script.data, "$doubt0 using 1:2 with points linewidth 1 pointtype 6"),
                     bv_figure_format_count + 1); /* and from 0 */
    assert_int_equal(count_of(script.data, "set output '"), bv_figure_format_count + 1);
    bv_text_finish(&script);
    bv_report_figures_finish(&figure_set);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

static void check_dots(const struct bv_figure *figure, size_t sizes, size_t a_size)
{
    assert_int_equal(figure->dot_count, sizes * a_size);
    assert_true(figure->dot_count <= BV_FIGURE_DOTS_MAX);
    for (size_t i = 0; i < figure->dot_count; i++) {
        const struct bv_dot *dot = &figure->dots[i];
        const struct bv_curve *curve = &figure->curves[figure->dot_curve];
        assert_true(fabs(dot->aside) <= 0.5);
        assert_true(dot->x == curve->points[i / a_size].x);
        if (i % a_size > 0)
            assert_true(dot->y >= dot[-1].y && dot->aside != dot[-1].aside);
        /* Evenly chosen: half of them on either side of the median. */
        double middle = curve->points[i / a_size].y * (1 + 1e-9);
        assert_true(i % a_size >= (a_size + 1) / 2 || dot->y <= middle);
    }
}

static void blocks_of_the_plainest_are_dots(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = bv_synthetic_textbook(1, 20);
    struct bv_summary *summary;
    struct bv_report_figures figure_set;
    open_figures(synthetic, &summary, &figure_set, 6);
    check_dots(&figure_set.groups[0].ratios, 18, 20);
    for (size_t i = 1; i < 5; i++)
        assert_int_equal(figure_set.groups[i].ratios.dot_count, 0);
    check_dots(&figure_set.groups[5].ratios, 18, 20); /* ret, against outparam */
    struct bv_text script = {0};
    bv_gnuplot_curves(&figure_set.groups[0].ratios, bv_figure_format_count, &script);
    assert_false(script.failed);
    const char *dots = strstr(script.data, "$dots using 3:2:4:(0) with vectors");
    assert_non_null(strstr(script.data, "\n$dots << EOD\n1 "));
    assert_true(dots && dots < strstr(script.data, "$ribbon0 using")); /* below all else */
    assert_int_equal(count_of(script.data, "$dots using"), bv_figure_format_count);
    struct bv_text again = {0};
    struct bv_report_figures other;
    assert_int_equal(bv_report_figures_init(summary, NULL, 6, &other, NULL), BV_OK);
    bv_gnuplot_curves(&other.groups[0].ratios, bv_figure_format_count, &again);
    assert_string_equal(script.data, again.data);
    bv_report_figures_finish(&other);
    bv_text_finish(&again);
    bv_text_finish(&script);
    bv_report_figures_finish(&figure_set);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

static void dots_are_bounded(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = bv_synthetic_create(1, 250);
    for (uint32_t i = 0; i < 40; i++) {
        char name[64];
        snprintf(name, sizeof name, "arg/class:int/size:%u", i + 1);
        struct bv_synthetic_case planted = {.name = name,
                                            .size_bytes = i + 1,
                                            .arms = {"value", "pointer"},
                                            .ns = {2, 2},
                                            .spread = 0.1,
                                            .state = BV_CASE_PRECISE};
        bv_synthetic_add(synthetic, &planted);
    }
    struct bv_summary *summary;
    struct bv_report_figures figure_set;
    open_figures(synthetic, &summary, &figure_set, 1);
    check_dots(&figure_set.groups[0].ratios, 40, BV_FIGURE_DOTS_MAX / 40);
    /* Nine of ten are within the frame, and so are all that are written for gnuplot. */
    const struct bv_figure *figure = &figure_set.groups[0].ratios;
    size_t inside = 0, written = 0;
    for (size_t i = 0; i < figure->dot_count; i++)
        inside += figure->dots[i].y > figure->y.low && figure->dots[i].y < figure->y.high;
    assert_true(inside * 10 >= figure->dot_count * 9);
    struct bv_text script = {0};
    bv_gnuplot_curves(figure, 1, &script);
    const char *at = strstr(script.data, "$dots << EOD\n");
    assert_non_null(at);
    for (at = strchr(at, '\n') + 1; strncmp(at, "EOD", 3) != 0; at = strchr(at, '\n') + 1)
        written++;
    assert_int_equal(written, inside);
    bv_text_finish(&script);
    bv_report_figures_finish(&figure_set);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

static void times_are_drawn_from_0_too(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = bv_synthetic_textbook(1, 20);
    struct bv_summary *summary;
    struct bv_report_figures figure_set;
    open_figures(synthetic, &summary, &figure_set, 1);
    const struct bv_figure *times = &figure_set.groups[0].times;
    struct bv_figure from_0;
    assert_true(times->y.log);
    assert_true(bv_figure_from_0(times, &from_0));
    assert_string_equal(from_0.id, "f01-arg-int-one-throughput-times-from-0");
    assert_false(from_0.y.log);
    assert_true(from_0.y.low == 0 && from_0.y.high <= times->y.high);
    for (size_t k = 0; k < times->curve_count; k++)
        for (size_t i = 0; i < times->curves[k].count; i++)
            assert_true(times->curves[k].points[i].y < from_0.y.high);
    check_axis(&from_0.y, 2, 13);
    assert_false(bv_figure_from_0(&from_0, &from_0));
    assert_false(bv_figure_from_0(&figure_set.groups[0].ratios, &from_0));
    bv_report_figures_finish(&figure_set);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

static const char drawing[] =
    "<?xml version=\"1.0\"?>\n<svg \n viewBox=\"0 0 432 336\"\n xmlns=\"x\">\n"
    "<title>Gnuplot</title>\n<g id=\"gnuplot_canvas\">\n"
    "<rect x=\"0\" y=\"0\" width=\"432\" height=\"336\" fill=\"#ffffff\"/>\n"
    "<defs><circle id='gpPt5' r='1'/><filter id='f'><feFlood/></filter></defs>\n"
    "<g fill=\"none\" color=\"black\">\n</g>\n"
    "<use xlink:href='#gpPt5' color='rgb(  0, 114, 178)'/>\n"
    "<text>rgb(  0, 114, 178) id='x' &lt;script></text>\n</g>\n</svg>\n";

static void drawings_are_made_to_fit(void **unused)
{
    (void)unused;
    struct bv_text out = {0};
    struct bv_error err;
    char why[200];
    size_t scripts;
    assert_int_equal(bv_svg_inline(drawing, "f01", "a < \"b\"", &out, &err), BV_OK);
    assert_int_equal(bv_xml_check(out.data, "script", &scripts, why, sizeof why), 0);
    assert_non_null(strstr(out.data, "aria-label=\"a &lt; &quot;b&quot;\""));
    assert_non_null(strstr(out.data, "id=\"f01-gnuplot_canvas\""));
    assert_non_null(strstr(out.data, "<use xlink:href='#f01-gpPt5' color='var(--bv-c1)'/>"));
    assert_non_null(strstr(out.data, "<text>rgb(  0, 114, 178) id='x' &lt;script></text>"));
    static const char *const gone[] = {"<title", "<rect", "<filter", "<g fill", "<?xml"};
    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++)
        assert_null(strstr(out.data, gone[i]));
    bv_text_finish(&out);
}

static void foreign_drawings_are_refused(void **unused)
{
    (void)unused;
    static const char *const bad[] = {
        "",
        "<svg viewBox=\"0 0 1 1\"><g></g>",
        "<svg viewBox=\"0 0 1 1\"><script>x</script></svg>",
        "<svg viewBox=\"0 0 1 1\"><g onload='x'><path/></g></svg>",
        "<svg viewBox=\"0 0 1 1\"><g ONLOAD='x'><path/></g></svg>",
        "<svg viewBox=\"0 0 1 1\"><g/onload='x'><path/></g></svg>",
        "<svg viewBox=\"0 0 1 1\"><g id='a'onload='x'><path/></g></svg>",
        "<svg viewBox=\"0 0 1 1\"><g \fonload='x'><path/></g></svg>",
        "<svg viewBox=\"0 0 1 1\"><g id=a onload=x><path/></g></svg>",
        "<svg viewBox=\"0 0 1 1\"><g stroke=<script><path/></g></svg>",
        "<svg viewBox=\"0 0 1 1\"><g id='<script>'><path/></g></svg>",
        "<svg viewBox=\"0 0 1 1\"><use xlink:href='data:x'/></svg>",
        "<svg viewBox=\"0 0 1 1\"><g style='x'><path/></g></svg>",
        "<svg viewBox=\"0 0 1 1\"><foreignObject/></svg>",
        "<svg viewBox=\"0 0 1 1\"><a href='javascript:x'>x</a></svg>",
        "<svg viewBox=\"0 0 1 1\"><!-- --></svg>",
        "<svg viewBox=\"0 0 1 1\"><g id='</svg>",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct bv_text out = {0};
        struct bv_error err;
        assert_int_equal(bv_svg_inline(bad[i], "f", "n", &out, &err), BV_E_INPUT);
        assert_non_null(strstr(err.text, "gnuplot"));
        bv_text_finish(&out);
    }
}

static void the_checker_finds_what_is_wrong(void **unused)
{
    (void)unused;
    static const char *const bad[] = {"<a>",      "<a></b>",    "</a>",           "<a b></a>",
                                      "<a b=c/>", "<a b='<'/>", "<a>&x;</a>",     "<a b=\"&\"/>",
                                      "< a/>",    "<a\x01/>",   "<a b='x'c=''/>", "\x01"};
    char why[200];
    size_t count;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(bv_xml_check(bad[i], "a", &count, why, sizeof why), -1);
    assert_int_equal(
        bv_xml_check("<!DOCTYPE html><a b='&lt;' c = \"d\"><br /><b>&#160;</b></a><a></a>", "a",
                     &count, why, sizeof why),
        0);
    assert_int_equal(count, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html_is_escaped),
        cmocka_unit_test(json_stays_json),
        cmocka_unit_test(gnuplot_strings_stay_closed),
        cmocka_unit_test(digest_is_sha256),
        cmocka_unit_test(axes_have_few_short_labels),
        cmocka_unit_test(byte_labels_use_binary_units),
        cmocka_unit_test(the_plainest_are_drawn_first),
        cmocka_unit_test(a_family_shares_its_scales),
        cmocka_unit_test(the_audit_says_where_copies_change),
        cmocka_unit_test(doubtful_points_are_hollow),
        cmocka_unit_test(blocks_of_the_plainest_are_dots),
        cmocka_unit_test(dots_are_bounded),
        cmocka_unit_test(times_are_drawn_from_0_too),
        cmocka_unit_test(drawings_are_made_to_fit),
        cmocka_unit_test(foreign_drawings_are_refused),
        cmocka_unit_test(the_checker_finds_what_is_wrong),
    };
    return cmocka_run_group_tests_name("figure", tests, NULL, NULL);
}
