/* SPDX-License-Identifier: Apache-2.0 */
/* opened_catalogue.h: the kernels of the build, opened for a test. */
#ifndef BV_OPENED_CATALOGUE_H
#define BV_OPENED_CATALOGUE_H

#include <stdint.h>

#include "benchmarks/case.h"

/* The catalogue of $BYVAL_KERNELS; ends the test where it cannot be opened.
 * number   of the layout; 0: as it was linked. What another number gave is then gone */
const struct bv_catalogue *bv_opened_catalogue(uint32_t number);

#endif
