/* SPDX-License-Identifier: Apache-2.0 */
/* doctor_process.c: see doctor_process.h. */
#include "harness/machine/doctor_process.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/machine/diagnosis.h"
#include "harness/machine/doctor.h"

#define MIB (INT64_C(1) << 20)

void bv_doctor_aslr(const struct bv_probe *s, struct bv_diagnosis *f)
{
    if (s->second.aslr_personality_off == 1) {
        bv_diagnosis_say(f, BV_SEVERITY_WARN,
                         "address randomisation is off for this process: all blocks see the "
                         "same addresses");
        bv_diagnosis_advise(f, "start byval without setarch -R and outside a debugger");
    } else if (s->second.aslr < 0) {
        bv_diagnosis_say(f, BV_SEVERITY_NOTE, "whether addresses are randomised is unknown");
    } else if (s->second.aslr < 2) {
        bv_diagnosis_say(f, BV_SEVERITY_WARN,
                         "address randomisation is %s: blocks see the same addresses",
                         s->second.aslr == 0 ? "off" : "off for the heap");
        bv_diagnosis_advise(f, "echo 2 | sudo tee /proc/sys/kernel/randomize_va_space");
    } else {
        bv_diagnosis_say(f, BV_SEVERITY_OK, "addresses are randomised");
    }
}

void bv_doctor_stack(const struct bv_probe *s, struct bv_diagnosis *f)
{
    int64_t limit = s->second.stack_limit_bytes;
    if (limit < 0) {
        bv_diagnosis_say(f, BV_SEVERITY_NOTE, "the stack limit is unknown");
    } else if ((uint64_t)limit < s->stack_need_bytes) {
        bv_diagnosis_say(f, BV_SEVERITY_WARN,
                         "the stack is limited to %" PRId64 " KiB: cases that need more, up "
                         "to %zu KiB, drop out",
                         limit / 1024, s->stack_need_bytes / 1024);
        bv_diagnosis_advise(f, "ulimit -s %zu",
                            (s->stack_need_bytes > 8 << 20 ? s->stack_need_bytes : 8 << 20) / 1024);
    } else if (limit < 8 * MIB) {
        bv_diagnosis_say(f, BV_SEVERITY_WARN,
                         "the stack is limited to %" PRId64 " KiB, less than the usual 8192",
                         limit / 1024);
        bv_diagnosis_advise(f, "ulimit -s 8192");
    } else {
        bv_diagnosis_say(f, BV_SEVERITY_OK, "the stack is large enough");
    }
}

void bv_doctor_stack_end(const struct bv_probe *s, struct bv_diagnosis *f)
{
    const struct bv_stackend *end = &s->stack_end;
    char limit[48] = "no limit", gap[64] = "guard gap unknown";
    if (s->stack_end_status != BV_OK) {
        bv_diagnosis_say(f, BV_SEVERITY_NOTE, "where the stack really ends is unknown: %.180s",
                         s->stack_end_text);
        return;
    }
    if (end->limit_bytes != UINT64_MAX)
        snprintf(limit, sizeof limit, "limit %" PRIu64 " KiB", end->limit_bytes / 1024);
    if (end->guard_gap_known)
        snprintf(gap, sizeof gap, "guard gap %" PRIu64 " KiB", end->guard_gap_bytes / 1024);
    if (end->at_least) {
        bv_diagnosis_say(f, BV_SEVERITY_NOTE,
                         "the stack has no end within %" PRIu64
                         " KiB, where looking stopped (%s; %s)",
                         end->usable_bytes / 1024, limit, gap);
        return;
    }
    bool early =
        end->limit_bytes == UINT64_MAX || end->usable_bytes < end->limit_bytes / 4096 * 4096;
    bv_diagnosis_say(f, early ? BV_SEVERITY_NOTE : BV_SEVERITY_OK,
                     "the stack really ends after %" PRIu64 " KiB (%s; %s)%s",
                     end->usable_bytes / 1024, limit, gap,
                     early ? ": something else stops it first" : "");
}

void bv_doctor_thp(const struct bv_probe *s, struct bv_diagnosis *f)
{
    const char *mode = s->second.thp;
    if (mode[0] == '\0') {
        bv_diagnosis_say(f, BV_SEVERITY_NOTE, "the mode of transparent huge pages is unknown");
    } else if (strcmp(mode, "always") == 0) {
        bv_diagnosis_say(f, BV_SEVERITY_NOTE,
                         "transparent huge pages are on for all: large objects may or may not "
                         "get one, block by block");
        bv_diagnosis_advise(f,
                            "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled");
    } else {
        bv_diagnosis_say(f, BV_SEVERITY_OK, "transparent huge pages: %s", mode);
    }
}

void bv_doctor_memory(const struct bv_probe *s, struct bv_diagnosis *f)
{
    int64_t available = s->second.memory_available_bytes, swapped = s->second.swap_used_bytes;
    if (available < 0) {
        bv_diagnosis_say(f, BV_SEVERITY_NOTE, "how much memory is free is unknown");
    } else if (available < 512 * MIB) {
        bv_diagnosis_say(f, BV_SEVERITY_WARN, "only %" PRId64 " MiB of memory are available",
                         available / MIB);
        bv_diagnosis_advise(f, "stop what holds memory: top -o %%MEM");
    } else if (swapped > 0) {
        bv_diagnosis_say(f, BV_SEVERITY_NOTE, "%" PRId64 " MiB are swapped out", swapped / MIB);
    } else {
        bv_diagnosis_say(f, BV_SEVERITY_OK, "%" PRId64 " MiB of memory are available",
                         available / MIB);
    }
}

/* Is a name one of those between blanks? */
static bool is_named(const char *names, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = names; (at = strstr(at, name)) != NULL; at += length)
        if ((at == names || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

void bv_doctor_environment(const struct bv_probe *s, struct bv_diagnosis *f)
{
    if (s->tuner_count == 0) {
        bv_diagnosis_say(f, BV_SEVERITY_OK,
                         "the environment tunes no allocator, loader or runtime");
        return;
    }
    bool libraries = is_named(s->tuners, "LD_LIBRARY_PATH");
    bv_diagnosis_say(f, BV_SEVERITY_WARN, "the environment sets %s: %s", s->tuners,
                     !libraries ? "what is measured goes without"
                     : s->tuner_count == 1
                         ? "it decides which libraries are measured"
                         : "of these only LD_LIBRARY_PATH reaches what is measured");
    bv_diagnosis_advise(f, "unset %s",
                        s->tuner_count > 1 && strstr(s->tuners, "...") ? "them" : s->tuners);
}

void bv_doctor_preload(const struct bv_probe *s, struct bv_diagnosis *f)
{
    if (s->preload[0] == '\0') {
        bv_diagnosis_say(f, BV_SEVERITY_OK, "the system preloads no library into every process");
        return;
    }
    bv_diagnosis_say(f, BV_SEVERITY_WARN, "/etc/ld.so.preload loads %s into what is measured, too",
                     s->preload);
    bv_diagnosis_advise(f, "take it out of /etc/ld.so.preload while measuring");
}
