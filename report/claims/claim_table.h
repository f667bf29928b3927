/* SPDX-License-Identifier: Apache-2.0 */
/* claim_table.h: the claims that byval puts to the test, and the questions that judge each. */
#ifndef BV_CLAIM_TABLE_H
#define BV_CLAIM_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/stats/stats.h"

enum bv_ask {
    BV_ASK_TIME,         /* how the times of two arms of a case compare */
    BV_ASK_RESIDENT,     /* memory occupied over memory alive */
    BV_ASK_ALLOCATES,    /* whether a call of the arm allocates */
    BV_ASK_INSTRUCTIONS, /* whether the arm takes more of them than at site stack */
    BV_ASK_FITS,         /* whether the object is too large for the stack */
    BV_ASK_SHOWN,        /* whether the machine code tells whether the arm allocates */
    BV_ASK_VERSIONS,     /* whether another compiler keeps a block that this one removes, or the
                            other way round, by the machine code of both */
    BV_ASK_REGRET,       /* what two habits cost; not a question of yes or no */
    BV_ASK_ZONES,        /* where the zones end (zones.h); not a question of yes or no */
    BV_ASK_STACK_END,    /* whether the stack ends at about 8 MiB */
    BV_ASK_ESCAPE_WORDS /* whether what a Go compiler says of an escape is borne out by the count */
};

enum { BV_QUESTIONS_MAX = 4 };

/* One question, put to each size of each series that it names. */
struct bv_question {
    enum bv_ask ask;
    const char *words; /* NULL: no question. Answered by yes or no; yes is for the claim */
    /* Which series and arms; lists are separated by blanks, NULL is any. Family null, and the
     * control inline, are asked only where they are named. */
    const char *families, *sites;
    const char *first; /* the reference arm */
    const char *arms;
    const char *go_arms;              /* of a run in Go, in place of arms; NULL: the same */
    uint32_t bytes_least, bytes_most; /* both inclusive; 0: no bound */
    /* TIME, RESIDENT: yes is this verdict, no is another one, open is undecided. */
    enum bv_verdict yes;
    double factor; /* margin of the verdict, 2 for twice; 0: the run's own verdicts */
    bool beside;   /* shown, but not judged by */
};

struct bv_claim_table {
    const char *id;      /* "C1" */
    const char *english; /* the claim */
    const char *chinese; /* the article's own words */
    const char *needs;   /* what is missing where nothing could be asked; a sentence */
    struct bv_question questions[BV_QUESTIONS_MAX];
};

extern const struct bv_claim_table bv_claim_table[];
extern const size_t bv_claim_table_count;

#endif
