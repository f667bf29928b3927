/* SPDX-License-Identifier: Apache-2.0 */
/* diagnosis.c: see diagnosis.h. */
#include "harness/machine/diagnosis.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "harness/machine/doctor.h"

void bv_diagnosis_say(struct bv_diagnosis *f, enum bv_severity level, const char *format, ...)
{
    va_list args;
    f->level = level;
    va_start(args, format);
    vsnprintf(f->what, sizeof f->what, format, args);
    va_end(args);
}

void bv_diagnosis_advise(struct bv_diagnosis *f, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(f->advice, sizeof f->advice, format, args);
    va_end(args);
}

bool bv_probe_is_virtual(const struct bv_probe *s)
{
    return s->hypervisor[0] != '\0' && strcmp(s->hypervisor, "none") != 0;
}

enum bv_severity bv_probe_level_of_unknown(const struct bv_probe *s)
{
    return bv_probe_is_virtual(s) ? BV_SEVERITY_NOTE : BV_SEVERITY_WARN;
}
