/* SPDX-License-Identifier: Apache-2.0 */
/* movable_library.h: a shared library whose functions can be put in another order. */
#ifndef BV_MOVABLE_LIBRARY_H
#define BV_MOVABLE_LIBRARY_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

/* A function where the linker put it, and where it goes. */
struct bv_movable_function {
    uint64_t begin, end, moved;
};

struct bv_movable {
    unsigned char *image;  /* the file: changed, unless it has been loaded */
    unsigned char *loaded; /* where address 0 of it is in memory; NULL: it has not been loaded */
    size_t bytes;
    const char *name;
    const Elf64_Ehdr *head;
    Elf64_Shdr *sections;
    const char *section_names;
    Elf64_Shdr *text;
    uint32_t text_index;
    struct bv_movable_function *functions; /* by ascending begin */
    uint32_t *order; /* of their indexes: how they stand when they have been moved */
    uint32_t count;
    uint64_t align;  /* of every function */
    uint32_t *owner; /* of each `align` bytes of .text: an index of functions */
    struct bv_error *err;
};

/* Fail with BV_E_INPUT, and say what to do. */
enum bv_status bv_movable_unfit(const struct bv_movable *s, const char *what);

/* NULL: it has none of that name. */
Elf64_Shdr *bv_movable_section(const struct bv_movable *s, const char *name);

/* Check the head of the file and of its sections, and find .text.
 * Errors   BV_E_INPUT, BV_E_UNSUPPORTED (another processor) */
enum bv_status bv_movable_sections_read(struct bv_movable *s);

bool bv_movable_in_text(const struct bv_movable *s, uint64_t address);

/* The bytes of a section that are to be changed. */
unsigned char *bv_movable_place(const struct bv_movable *s, const Elf64_Shdr *section);

/* The bytes of an address, `bytes` of them; NULL: not all of them are in the file. */
unsigned char *bv_movable_bytes(const struct bv_movable *s, uint64_t address, uint64_t bytes);

/* Find the functions of .text, and see that there is nothing else in it.
 * Errors   BV_E_INPUT, BV_E_NOMEM */
enum bv_status bv_movable_functions_find(struct bv_movable *s);

/* Where what was at an address is, once its function has been moved. */
uint64_t bv_movable_address(const struct bv_movable *s, uint64_t address);

/* The bytes that .text may take: all before the next section. The function that comes last needs no
 * padding behind it, and another one may come last now. */
uint64_t bv_movable_room(const struct bv_movable *s);

/* The 32 bits of a field, which need not be aligned. */
uint32_t bv_field_read(const unsigned char *at);

void bv_field_write(unsigned char *at, uint32_t value);

#endif
