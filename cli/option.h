/* SPDX-License-Identifier: Apache-2.0 */
/* option.h: options as rows of a table, from which both parsing and --help follow. */
#ifndef BV_OPTION_H
#define BV_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Set *out from text; false if the text is no such value. */
typedef bool bv_option_fn(const char *text, void *out);

struct bv_option {
    const char *name;   /* without the dashes; a letter alone goes behind one dash */
    const char *value;  /* what stands for the value in the help; NULL: a flag, set to true */
    const char *help;   /* may hold newlines; NULL: an older name, which is not listed */
    bv_option_fn *read; /* NULL for a flag, whose out is a bool */
    void *out;
};

/* A subcommand's words: what --help prints, from the table. */
struct bv_usage {
    const char *name;      /* "run" */
    const char *arguments; /* behind the options in the first line, "" for none */
    const char *summary;   /* one sentence */
    const char *details;   /* paragraphs and examples behind the options, "" for none */
    const struct bv_option *options;
    int option_count;
};

/* What bv_options_parse decided. */
enum bv_parsed { BV_PARSED_OK, BV_PARSED_HELP, BV_PARSED_BAD };

/* Read argv. --help prints the usage on standard output; a wrong word prints what is wrong with it
 * on standard error.
 * first    index in argv of the first argument that is no option */
enum bv_parsed bv_options_parse(const struct bv_usage *usage, int argc, char **argv, int *first);

/* Values of an option that may be given several times. */
enum { BV_OPTION_LIST_MAX = 16 };
struct bv_option_list {
    const char *items[BV_OPTION_LIST_MAX];
    size_t count;
};

/* Readers: out is what its name says. */
bool bv_option_text(const char *text, void *out);     /* const char ** */
bool bv_option_each(const char *text, void *out);     /* struct bv_option_list *, one more */
bool bv_option_seconds(const char *text, void *out);  /* double *, "90", "90s", "10m", "2h"; > 0 */
bool bv_option_fraction(const char *text, void *out); /* double *, "0.02" or "2%"; 0 < x < 1 */
bool bv_option_percent(const char *text, void *out);  /* double *, "2" or "2%" is 0.02; > 0 */
bool bv_option_seed(const char *text, void *out);     /* uint64_t *, below 2^63 */
bool bv_option_rate(const char *text, void *out);     /* uint32_t *, samples a second, > 0 */
bool bv_option_cpu(const char *text, void *out);      /* int *, "auto" is -1, "none" -2 */

/* A seed where none was said, short enough to be typed again. */
uint64_t bv_seed_draw(void);

#endif
