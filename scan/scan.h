/* SPDX-License-Identifier: Apache-2.0 */
/* scan.h: which copies a program makes: rows of what goes by value, and of block copies in its
 * code. */
#ifndef BV_SCAN_H
#define BV_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"
#include "lib/dwarf/passing.h"
#include "scan/block_copy.h"
#include "scan/functions.h"
#include "scan/price.h"
#include "scan/profile.h"

enum bv_scan_kind {
    BV_SCAN_PARAMETER, /* an aggregate goes in by value */
    BV_SCAN_RESULT,    /* ... comes out */
    BV_SCAN_COPY,      /* a block copy in the code */
    BV_SCAN_CANDIDATE, /* a reference to a const object so small that a value might do */
    BV_SCAN_KIND_COUNT
};

/* "parameter", "result", "copy", "candidate" */
const char *bv_scan_kind_name(enum bv_scan_kind kind);

/* What is left out. */
struct bv_scan_filter {
    const char *path, *type, *function; /* POSIX extended regular expressions; NULL: all */
    uint64_t least_bytes;               /* smaller ones; 0: none is */
    uint64_t candidate_bytes;           /* largest type of a candidate; 0: look for none */
    bool with_system; /* do not leave out what stands in files of the system or of a language */
};

/* One thing that costs, or might. Strings belong to the scan. */
struct bv_scan_row {
    enum bv_scan_kind kind;
    const char *function; /* that takes, returns, or copies, as its language's users write it */
    const char *type;     /* NULL: unknown */
    bool is_guess;        /* of the type: the only one in sight of so many bytes */
    const char *name;     /* of a parameter; NULL: it has none */
    const char *inlined;  /* of a copy: the function that was inlined there; NULL: none */
    const char *file;     /* NULL: unknown */
    int line;
    uint64_t bytes;
    uint32_t align;            /* of a parameter or result */
    enum bv_passing passing;   /* of a parameter or result */
    bool is_removed;           /* the compiler took the parameter out */
    enum bv_strategy strategy; /* of a copy; of a parameter: that of most of its copies */
    bool in_loop;
    uint32_t
        sites; /* calls in the program's own code; of a copy: places in the code that are alike */
    uint32_t copying_sites; /* calls of which the code makes a copy first */
    double copied_bytes;    /* a call, by the code of the callers; NAN: no call was seen */
    uint64_t address;       /* of the function, or of the first such copy */
    uint64_t cost_bytes;    /* by which it is sorted: bytes at all sites together */
    uint64_t samples;       /* of a profile that fell on its copies */
    struct bv_interval ns[BV_CONDITION_COUNT]; /* its price a call; estimate NAN: none */
};

struct bv_scan {
    struct bv_binary binary;
    struct bv_functions functions;
    struct bv_block_copies copies;
    uint32_t *copy_row;           /* of each copy: its row; UINT32_MAX: it was left out */
    uint32_t *copy_parameter_row; /* the row of the parameter that it is made for */
    struct bv_scan_row *rows;     /* widest cost first */
    size_t row_count;
    size_t left_out; /* of the system */
    bool is_priced;
    uint64_t samples; /* all of the profile; 0: there is none */
    char **kept;
    size_t kept_count;
    bv_scan_progress_fn *progress; /* while it runs; NULL: nobody hears it */
    void *user;
};

/* Scan a program.
 * out       with its binary open, the rest zeroed; bv_scan_finish it, whatever comes back
 * progress  may be NULL
 * Errors    those of bv_functions_read(); BV_E_USAGE (a filter); BV_E_NOMEM */
enum bv_status bv_scan_run(struct bv_scan *out, const struct bv_scan_filter *filter,
                           bv_scan_progress_fn *progress, void *user, struct bv_error *err);

/* Give each row its price. */
void bv_scan_price(struct bv_scan *scan, const struct bv_prices *prices);

/* Give each row the samples that fell on its copies: on an instruction of it, or the one behind it,
 * for processors say a little late where they were; and sort the rows by them.
 * Errors    BV_E_NOMEM */
enum bv_status bv_scan_profile(struct bv_scan *scan, const struct bv_profile *profile,
                               struct bv_error *err);

/* Whether a row is a copy that is really made. */
bool bv_scan_copies(const struct bv_scan_row *row);

/* The share of all samples that fell on a row's copies; 0 without a profile. */
double bv_scan_share(const struct bv_scan *scan, const struct bv_scan_row *row);

/* Sort the rows again, after their costs changed.
 * Errors    BV_E_NOMEM */
enum bv_status bv_scan_sort(struct bv_scan *scan, struct bv_error *err);

/* A zeroed one is fine. */
void bv_scan_finish(struct bv_scan *scan);

#endif
