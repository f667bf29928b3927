/* SPDX-License-Identifier: Apache-2.0 */
/* option.c: getopt_long behind the table. */
#include "cli/option.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

enum { OPTION_MAX = 32, HELP_CODE = 1000, HELP_COLUMN = 26 };

static void print_help_text(const char *help, int column)
{
    printf("%*s", column > 0 ? column : 1, "");
    for (const char *p = help; *p != '\0'; p++) {
        putchar(*p);
        if (*p == '\n')
            printf("%*s", HELP_COLUMN, "");
    }
    putchar('\n');
}

static void print_usage(const struct bv_usage *usage)
{
    printf("usage: byval %s [OPTION]...%s%s\n\n%s\n\noptions:\n", usage->name,
           usage->arguments[0] == '\0' ? "" : " ", usage->arguments, usage->summary);
    for (int i = 0; i < usage->option_count; i++) {
        const struct bv_option *o = &usage->options[i];
        if (o->help == NULL)
            continue;
        int width = printf("  %s%s%s%s", o->name[1] == '\0' ? "-" : "--", o->name,
                           o->value == NULL ? "" : " ", o->value == NULL ? "" : o->value);
        print_help_text(o->help, HELP_COLUMN - width);
    }
    print_help_text("print this and exit", HELP_COLUMN - printf("  --help"));
    if (usage->details[0] != '\0')
        printf("\n%s", usage->details);
}

enum bv_parsed bv_options_parse(const struct bv_usage *usage, int argc, char **argv, int *first)
{
    struct option table[OPTION_MAX + 2] = {0};
    for (int i = 0; i < usage->option_count && i < OPTION_MAX; i++)
        table[i] = (struct option){
            .name = usage->options[i].name,
            .has_arg = usage->options[i].value == NULL ? no_argument : required_argument,
            .val = i,
        };
    table[usage->option_count] = (struct option){"help", no_argument, NULL, HELP_CODE};
    char letters[2 * OPTION_MAX + 2] = ":";
    for (int i = 0, n = 1; i < usage->option_count && i < OPTION_MAX; i++)
        if (usage->options[i].name[1] == '\0') {
            letters[n++] = usage->options[i].name[0];
            if (usage->options[i].value != NULL)
                letters[n++] = ':';
        }
    opterr = 0;
    optind = 1;
    int code;
    while ((code = getopt_long(argc, argv, letters, table, NULL)) != -1) {
        if (code == HELP_CODE) {
            print_usage(usage);
            return BV_PARSED_HELP;
        }
        if (code == ':' || code == '?') {
            fprintf(stderr, "byval %s: %s %s; see byval %s --help\n", usage->name,
                    code == ':' ? "a value is missing after" : "unknown or ambiguous option",
                    argv[optind - 1], usage->name);
            return BV_PARSED_BAD;
        }
        for (int i = 0; code >= OPTION_MAX && i < usage->option_count; i++)
            if (usage->options[i].name[0] == code && usage->options[i].name[1] == '\0')
                code = i;
        const struct bv_option *o = &usage->options[code];
        if (o->value == NULL) {
            *(bool *)o->out = true;
        } else if (!o->read(optarg, o->out)) {
            fprintf(stderr, "byval %s: '%s' is no value for %s%s %s; see byval %s --help\n",
                    usage->name, optarg, o->name[1] == '\0' ? "-" : "--", o->name, o->value,
                    usage->name);
            return BV_PARSED_BAD;
        }
    }
    if (usage->arguments[0] == '\0' && optind < argc) {
        fprintf(stderr, "byval %s: unexpected argument '%s'; see byval %s --help\n", usage->name,
                argv[optind], usage->name);
        return BV_PARSED_BAD;
    }
    for (int i = optind; i < argc; i++)
        if (argv[i][0] == '\0') {
            fprintf(stderr, "byval %s: an empty word was given for %s; see byval %s --help\n",
                    usage->name, usage->arguments, usage->name);
            return BV_PARSED_BAD;
        }
    *first = optind;
    return BV_PARSED_OK;
}

bool bv_option_text(const char *text, void *out)
{
    *(const char **)out = text;
    return text[0] != '\0';
}

bool bv_option_each(const char *text, void *out)
{
    struct bv_option_list *list = out;
    if (list->count == BV_OPTION_LIST_MAX)
        return false;
    return bv_option_text(text, &list->items[list->count++]);
}

/* strtod alone would take "inf", "nan", hexadecimal and leading blanks. */
static bool read_decimal(const char *text, double *out, char **end)
{
    size_t digits = strspn(text, "0123456789.");
    if (digits == 0 || text[digits] == 'x' || text[digits] == 'X')
        return false;
    errno = 0;
    *out = strtod(text, end);
    return errno == 0 && *end != text;
}

bool bv_option_seconds(const char *text, void *out)
{
    char *end;
    double value;
    if (!read_decimal(text, &value, &end))
        return false;
    if (strcmp(end, "m") == 0 || strcmp(end, "min") == 0)
        value *= 60;
    else if (strcmp(end, "h") == 0)
        value *= 3600;
    else if (*end != '\0' && strcmp(end, "s") != 0)
        return false;
    *(double *)out = value;
    return value > 0 && isfinite(value);
}

bool bv_option_fraction(const char *text, void *out)
{
    char *end;
    double value;
    if (!read_decimal(text, &value, &end))
        return false;
    if (strcmp(end, "%") == 0)
        value /= 100;
    else if (*end != '\0')
        return false;
    *(double *)out = value;
    return value > 0 && value < 1;
}

bool bv_option_percent(const char *text, void *out)
{
    char *end;
    double value;
    if (!read_decimal(text, &value, &end) || (*end != '\0' && strcmp(end, "%") != 0))
        return false;
    *(double *)out = value / 100;
    return value > 0 && isfinite(value);
}

static bool read_count(const char *text, uint64_t most, uint64_t *out)
{
    char *end;
    if (text[0] < '0' || text[0] > '9')
        return false;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    *out = value;
    return errno == 0 && *end == '\0' && value <= most;
}

bool bv_option_seed(const char *text, void *out)
{
    return read_count(text, INT64_MAX, out);
}

bool bv_option_rate(const char *text, void *out)
{
    uint64_t value;
    if (!read_count(text, UINT32_MAX, &value) || value == 0)
        return false;
    *(uint32_t *)out = (uint32_t)value;
    return true;
}

bool bv_option_cpu(const char *text, void *out)
{
    uint64_t value;
    if (strcmp(text, "auto") == 0) {
        *(int *)out = -1;
        return true;
    }
    if (strcmp(text, "none") == 0) {
        *(int *)out = -2;
        return true;
    }
    if (!read_count(text, INT_MAX, &value))
        return false;
    *(int *)out = (int)value;
    return true;
}

uint64_t bv_seed_draw(void)
{
    uint64_t seed;
    if (getrandom(&seed, sizeof seed, 0) != sizeof seed)
        seed = (uint64_t)getpid() << 33;
    return seed >> 33;
}
