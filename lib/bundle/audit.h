/* SPDX-License-Identifier: Apache-2.0 */
/* audit.h: what the compiler made of the kernels: their machine code, and how it moves structs. */
#ifndef BV_AUDIT_H
#define BV_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/region.h"
#include "lib/base/status.h"

enum { BV_AUDIT_ARMS = 4, BV_AUDIT_CALLEES = 4 };

/* How the struct of an arm gets from one side of a call to the other. */
enum bv_way {
    BV_WAY_REGISTERS, /* in registers all the way */
    BV_WAY_MOVES,     /* copied by loads and stores */
    BV_WAY_REP_MOVS,  /* copied by the instruction that repeats itself */
    BV_WAY_MEMCPY,    /* copied by a call of the C library, or of Go's runtime */
    BV_WAY_DUFFCOPY,  /* copied by a call into the middle of moves that Go's runtime keeps */
    BV_WAY_POINTER,   /* the code passes an address, as the source says */
    BV_WAY_HIDDEN,    /* the ABI passes an address where the source has a value */
    BV_WAY_INLINED,   /* there is no call */
    BV_WAY_COUNT
};

/* Its name in the file: "registers", "moves" ... */
const char *bv_way_name(enum bv_way way);

/* What a line of machine code has to do with the question. */
enum { BV_MARK_PLAIN = '-', BV_MARK_COPY = 'm', BV_MARK_CALL = 'c' };

/* Machine code, a line an instruction, in the words of objdump without addresses: jumps within the
 * function go to ".N", line N, counted from 0. */
struct bv_audit_function {
    const char *name; /* its symbol */
    const char *const *lines;
    uint32_t line_count; /* above 0 */
    const char *marks;   /* a BV_MARK_X a line; NULL: unknown */
};

struct bv_audit_arm {
    const char *name;
    uint32_t function;              /* the caller: into functions */
    uint32_t loop_first, loop_last; /* its loop: lines, both inclusive */
    uint32_t callees[BV_AUDIT_CALLEES];
    uint32_t callee_count;         /* that the loop calls, without those of other libraries */
    uint32_t ways;                 /* bit BV_WAY_X for each that was seen */
    int64_t bytes_copied;          /* a call, by caller and callees; -1: unknown */
    int64_t instructions;          /* a call, the loop's own with them; -1: the code branches */
    const char *const *violations; /* what its family's rules demand and the code does not do */
    uint32_t violation_count;
};

struct bv_audit_case {
    const char *name;
    uint32_t size_bytes;
    bool identical; /* all arms are the same code, callees included */
    uint32_t arm_count;
    struct bv_audit_arm arms[BV_AUDIT_ARMS];
};

/* Strings and arrays belong to `storage` or outlive the audit. */
struct bv_audit {
    const char *byval_version;
    const char *tool;                           /* name and version of the disassembler */
    const char *isa;                            /* "x86-64", "aarch64" */
    const char *compiler, *flags, *kernel_hash; /* of the kernels, as in a result's key */
    struct bv_audit_function *functions;        /* each once, however many cases share it */
    size_t function_count;
    struct bv_audit_case *cases;
    size_t case_count;
    struct bv_region storage;
};

/* A case, or an arm of it; NULL where it is not there. */
const struct bv_audit_case *bv_audit_case(const struct bv_audit *audit, const char *case_name);
const struct bv_audit_arm *bv_audit_find(const struct bv_audit *audit, const char *case_name,
                                         const char *arm);

/* What breaks the rules, all arms together. */
size_t bv_audit_violations(const struct bv_audit *audit);

/* Whether an arm of a case breaks a rule, and how many cases have one that does. */
bool bv_audit_is_broken(const struct bv_audit_case *of);
size_t bv_audit_broken(const struct bv_audit *audit);

/* What stands between an arm's name and the compiler that made the code of it: "local by clang
 * 14.0.6". Such an arm is of the same source as the arm of that name; it was not measured. */
#define BV_AUDIT_BY " by "

/* Put the first arm of each case of another audit beside those of the same case, as what that
 * compiler makes of it, where there is room.
 * compiler  its name and version
 * Errors    BV_E_NOMEM; the audit is then sound, but some cases lack that arm */
enum bv_status bv_audit_beside(struct bv_audit *audit, const struct bv_audit *other,
                               const char *compiler, struct bv_error *err);

/* Whether a function's name is that of an allocator of Go's runtime, or of what boxes a value. */
bool bv_audit_go_allocates(const char *callee);

/* Drop all cases but the named ones, and the functions that only the others need.
 * Errors   BV_E_NOMEM; the audit is then as it was */
enum bv_status bv_audit_narrow(struct bv_audit *audit, const char *const *names, size_t count,
                               struct bv_error *err);

/* Release; a zeroed one is fine. */
void bv_audit_finish(struct bv_audit *audit);

#endif
