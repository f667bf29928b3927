/* SPDX-License-Identifier: Apache-2.0 */
/* case.h: the contract between the cases and whatever measures them. */
#ifndef BV_CASE_H
#define BV_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "benchmarks/allocators.def"
#include "lib/base/status.h"

enum { BV_ARM_MAX = 4 };

/* What a kernel works on; one a (case, arm). Kernels read it and write `sum`, `next` only. */
struct bv_ctx {
    void *object;  /* what the arm passes: initialised, at the case's site */
    uint64_t mask; /* always 0, but the compiler cannot know: makes a call depend on the last */
    void (*callee)(void); /* family `indirect`: the function to call, cast back by the kernel */
    size_t count;         /* family `scan`: objects in the working set */
    size_t next;          /* family `scan`: where the next run goes on */
    void *state;          /* what else a family keeps for its arm between runs */
    uint64_t sum;         /* out: checksum of the last run, equal for all arms of a case */
};

/* A kernel: makes n calls of its arm and stores their checksum. It owns the loop. */
typedef void bv_run_fn(struct bv_ctx *ctx, uint64_t n);

struct bv_arm {
    const char *name; /* "value", "pointer", "outparam", ...: the PASS of /pass:PASS */
    bv_run_fn *run;
};

/* Whose malloc a case is about. */
enum bv_allocator_id {
#define BV_ALLOCATOR_ID(ID, ...) BV_ALLOCATOR_##ID,
    BV_ALLOCATORS(BV_ALLOCATOR_ID, ) BV_ALLOCATOR_COUNT
#undef BV_ALLOCATOR_ID
};

/* What the process of a block must be like; cases of different regimes are never measured in one
 * process. Zeroed: an ordinary process. */
struct bv_regime {
    uint16_t allocator; /* enum bv_allocator_id */
    uint16_t live_mib;  /* live heap of the collector beside the case's own objects */
    bool collector;     /* the Boehm collector is at work */
    bool threads;       /* it has had more than one, for which malloc takes locks ever after; in Go:
                           the runtime uses all cores */
    bool slow; /* visits take tens of milliseconds or more: in blocks of their own, so that the rest
                  need not wait for them */
    bool go;   /* a program in Go, whose collector is always at work */
    bool flat; /* in Go: no object of the live heap holds a pointer */
};

/* What a family can tell beside time, of one arm and one visit. NAN: nothing. */
struct bv_metrics {
    double collections;                              /* during the rounds */
    double pause_p50_ns, pause_p99_ns, pause_max_ns; /* of those collections */
    double traced_bytes;                             /* live and scanned, after the last one */
    double resident_ratio;                           /* resident bytes / live bytes */
    double allocations, allocated_bytes; /* a call: of malloc or the collector, as they round */
    double budget_bytes; /* the collector's rule: no collection before so many are allocated */
};

/* How a family wants its slices if not by time, such as over whole cycles of a collector. */
struct bv_slice_wish {
    uint64_t calls;  /* a slice; 0: as many as take some 20 us */
    uint32_t rounds; /* 0: as many as fill the visit */
};

/* One point of a family's parameters. A const row; rows are stamped by the family's X-macros. */
struct bv_case {
    const char *name;     /* family/key:value/.../size:N, without the pass; unique */
    uint32_t size_bytes;  /* sizeof the struct that is passed */
    uint32_t stack_bytes; /* upper bound of the stack that the hungriest arm needs */
    uint16_t site;        /* enum bv_site_id, where the family has the axis */
    uint16_t kind;        /* the family's own: its class, depth, working set ... */
    struct bv_regime regime;
    uint32_t arm_count;             /* 2 .. BV_ARM_MAX */
    struct bv_arm arms[BV_ARM_MAX]; /* [0] is the reference of the ratios: value */
    /* Of kernels that are a program of their own: the function of each arm there; else NULL. */
    const char *functions[BV_ARM_MAX];
};

/* How what an arm hands over must travel in the machine code. */
enum bv_travel {
    BV_TRAVEL_ABSENT,  /* the case cannot run in this build: there is nothing to judge */
    BV_TRAVEL_FREE,    /* as the compiler likes */
    BV_TRAVEL_VALUE,   /* loaded in every turn; in registers where the ABI has it so, else copied */
    BV_TRAVEL_MADE,    /* the same, of a struct that the kernel made itself */
    BV_TRAVEL_SCALARS, /* as so many parameters: loaded in every turn, all of them in registers */
    BV_TRAVEL_RESULT,  /* by value, the other way */
    BV_TRAVEL_COPY,    /* behind a pointer, to a copy that is made in every turn */
    BV_TRAVEL_POINTER, /* behind a pointer: the caller copies nothing */
    BV_TRAVEL_INLINE   /* there is no call, and the code is that of the first arm */
};

/* Where a value travels. */
enum bv_value_place {
    BV_PLACE_BY_CLASS, /* the key `class` of its case says so */
    BV_PLACE_REGISTERS,
    BV_PLACE_MEMORY
};

/* What the machine code of arms must be like; an arm obeys the first rule that is about it, and
 * has one. In the texts {size}, {pass} and {KEY} stand for what the row's name says. */
struct bv_code_rule {
    const char *cases; /* POSIX extended regular expression over case names; NULL: all */
    const char *arm;   /* NULL: all */
    const char *isa;   /* the instruction set, "x86-64" or "aarch64"; NULL: any */
    enum bv_travel travel;
    uint16_t bytes;      /* of what is handed over, where it is not the case's size; 0: it is */
    uint16_t more_bytes; /* that go with it */
    const char *count;   /* of structs that a call hands over, as text; NULL: one */
    const char *kernel;  /* the function with the loop, where it is not the arm's `run` */
    /* The functions that the loop calls, apart by blanks. Each is called in one place, but for
     * "?NAME", which may be called or not, "+NAME", which is called at least once, and "*NAME",
     * which is called through a pointer; a "?" alone lets anything be called. Nothing else is
     * called, except to copy. The first that is the case's own (bv_...) is the one to which the
     * struct goes. */
    const char *calls;
    uint16_t made_by; /* the loop makes it, by stores of so many bytes each; 0: not so */
    uint8_t place;    /* enum bv_value_place: of what is handed over by value */
    bool same_code;   /* but for names, the loop and its callees are those of the first arm */
    bool frame;       /* the first callee takes the case's size off the stack */
    int8_t allocates; /* in Go: places in the loop and its callees that allocate; -1: any number */
    bool spills;      /* the loop keeps more on the stack than what it hands over */
};

/* What a family may know about the machine. Bytes; 0 where unknown. */
struct bv_env {
    size_t l1d_bytes, l2_bytes, l3_bytes;
    const char *cpus; /* a logical CPU of every core that may be used, as "0-3,8"; NULL: unknown */
    uint64_t seed;    /* for shuffles: same seed, same order */
};

/* The presets that are a choice of cases; preset full measures all. */
enum bv_preset_id {
    BV_PRESET_QUICK,     /* the main question, every other axis at a few sizes */
    BV_PRESET_STANDARD,  /* every axis, one at a time, at every size */
    BV_PRESET_SELFCHECK, /* what has a known truth, and a few cases whose blocks differ */
    BV_PRESET_CHOICES
};

/* Called with the contexts of all arms of a case while its objects live. */
typedef enum bv_status bv_body_fn(struct bv_ctx ctx[BV_ARM_MAX], void *arg);

struct bv_family {
    const char *name;
    const char *summary; /* one line for `byval list` and the report */
    /* What each preset measures of it: a POSIX extended regular expression over the names of its
     * cases, without "NAME/" and from the beginning; "." for all of them, NULL for none. */
    const char *presets[BV_PRESET_CHOICES];
    const struct bv_case *cases;
    size_t case_count;
    const struct bv_code_rule *rules; /* `byval audit` holds the machine code against them */
    size_t rule_count;
    /* Build the case's objects, call body, and take them down again.
     * env      non-NULL
     * body     called once, with arm_count filled contexts; its status is passed on
     * Errors   BV_E_NOMEM, BV_E_UNSUPPORTED, each with its reason in err; else body's own
     * Effect   nothing outlives the call */
    enum bv_status (*hold)(const struct bv_case *row, const struct bv_env *env, bv_body_fn *body,
                           void *arg, struct bv_error *err);
    /* Bring contexts and objects back to the state in which body received them, so that every
     * arm can be run on the same input. */
    void (*reset)(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX]);
    /* Optional: how the case wants its slices; may run its arms to find out. */
    struct bv_slice_wish (*wish)(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX]);
    /* Optional: called right before the first round, and right after the last; out only then, and
     * prefilled with NAN. */
    void (*begin)(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX]);
    void (*metrics)(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX], uint32_t arm,
                    struct bv_metrics *out);
};

/* What a kernel library exports, under the name BV_CATALOGUE_SYMBOL. */
struct bv_catalogue {
    uint32_t abi;         /* BV_CATALOGUE_ABI; a loader refuses another */
    const char *compiler; /* name and version of the compiler of the kernels */
    const char *flags;    /* what it was given */
    const struct bv_family *const *families;
    size_t family_count;
    bv_run_fn *empty; /* a loop of n empty iterations, in the shape of the kernels' loops */
};

#define BV_CATALOGUE_ABI 7u
#define BV_CATALOGUE_SYMBOL "bv_catalogue"

#endif
