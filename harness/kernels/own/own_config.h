/* SPDX-License-Identifier: Apache-2.0 */
/* own_config.h: what a user asked for of a type of their own. */
#ifndef BV_OWN_CONFIG_H
#define BV_OWN_CONFIG_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

/* Words for a compiler, by which all that is said of it is compiled. */
struct bv_own_words {
    char **items;
    size_t count;
};

struct bv_own_config {
    const char *type;            /* "struct ray", "struct { int a; }", "Mesh::Vertex" */
    const char *const *includes; /* headers, include_count of them */
    size_t include_count;
    const char *reads;           /* "none", "all", "dir.x,dir.y"; NULL: none, one and all */
    const char *value, *pointer; /* functions to measure; NULL: generated ones */
    const char *maker;           /* function that gives an object; NULL: bytes from the seed */
    const char *const *sources;  /* files that have these functions, source_count of them */
    size_t source_count;
    const char *libraries; /* words for the linker; NULL: none */
    bool is_cxx;
    const char *compiler;              /* a program */
    const struct bv_own_words *flags;  /* the user's, such as -O2 -Iinclude */
    const char *directory;             /* where the compiler works; NULL: here */
    const char *kit;                   /* the folder with the build's sources and rules */
    const char *folder;                /* a folder of our own to build in: absolute */
    const volatile sig_atomic_t *stop; /* set by a signal handler to end early */
};

#endif
