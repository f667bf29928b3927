/* SPDX-License-Identifier: Apache-2.0 */
/* inventory.h: the list of what a report wrote into its folder, by which it is known again. */
#ifndef BV_INVENTORY_H
#define BV_INVENTORY_H

#include <stdbool.h>

#include "lib/base/status.h"

/* The list's own name; it is as sha256sum writes it, and `sha256sum -c` reads it. */
#define BV_INVENTORY_NAME "FILES.sha256"

struct bv_inventory; /* a list that was read */

/* List all files below a folder, in the folder.
 * Errors   BV_E_IO, BV_E_NOMEM */
enum bv_status bv_inventory_write(const char *folder, struct bv_error *err);

/* Read the list of a folder, and hold the folder against it: nothing may be there that is not
 * listed, or was changed since.
 * out      written only on BV_OK, bv_inventory_destroy it; NULL: the folder is empty
 * Errors   BV_E_REFUSED (something else is there: err says what), BV_E_IO, BV_E_NOMEM */
enum bv_status bv_inventory_check(const char *folder, struct bv_inventory **out,
                                  struct bv_error *err);

/* Remove a folder that was checked, wherever it stands now; what is not listed stays.
 * Returns  whether all of it is gone */
bool bv_inventory_remove(const struct bv_inventory *inventory, const char *folder);

/* NULL is fine. */
void bv_inventory_destroy(struct bv_inventory *inventory);

#endif
