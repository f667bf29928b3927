/* SPDX-License-Identifier: Apache-2.0 */
/* elf_check.h: whether a file is an ELF file whose sections have sizes that can be believed. */
#ifndef BV_ELF_CHECK_H
#define BV_ELF_CHECK_H

#include <stdbool.h>
#include <stddef.h>

/* Whether it begins as an ELF file does. */
bool bv_elf_is(int fd);

/* Look at its sections before a library unpacks them.
 * name     gets the first that cannot be read, or would unpack to an absurd size
 * Returns  false where there is one */
bool bv_elf_check(int fd, char *name, size_t bytes);

#endif
