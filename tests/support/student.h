/* SPDX-License-Identifier: Apache-2.0 */
/* student.h: Student's t distribution. */
#ifndef BV_STUDENT_H
#define BV_STUDENT_H

/* P(T <= t) with df > 0 degrees of freedom, to about 1e-13.
 * Source   Abramowitz and Stegun 26.7.1; the incomplete beta by the continued fraction of
 *          NIST DLMF 8.17.22, evaluated as Lentz (1976) does */
double bv_student_cdf(double t, double df);

/* The t with P(T <= t) = p, 0 < p < 1. */
double bv_student_quantile(double p, double df);

#endif
