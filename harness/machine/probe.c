/* SPDX-License-Identifier: Apache-2.0 */
/* probe.c: two readings of the state, and a try at what measuring needs. */
#include "harness/machine/probe.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "harness/machine/machine.h"
#include "lib/base/environment.h"
#include "lib/base/sysfile.h"

enum { APART_NS = 200 * 1000 * 1000 };

struct pin_try {
    const struct bv_topology *topology;
    const struct bv_pin *pin;
    struct bv_error error;
    enum bv_status status;
};

static void *bind_thread(void *arg)
{
    struct pin_try *a = arg;
    a->status = bv_pin_bind(a->topology, a->pin, &a->error);
    return NULL;
}

/* In a thread of its own, whose binding dies with it. */
static void try_pin(const struct bv_topology *topology, struct bv_probe *out)
{
    struct pin_try once = {.topology = topology, .pin = &out->pin};
    pthread_t thread;
    int cause = pthread_create(&thread, NULL, bind_thread, &once);
    if (cause == 0)
        pthread_join(thread, NULL);
    else
        once.status = bv_fail(&once.error, BV_E_NOMEM, "cannot start a thread to try it: %s",
                              strerror(cause));
    out->pin_status = once.status;
    snprintf(out->pin_text, sizeof out->pin_text, "%.*s", (int)sizeof out->pin_text - 1,
             once.error.text);
}

/* A counter that opens may still never count, as in some virtual machines. */
static int try_counters(void)
{
    struct perf_event_attr attr = {
        .type = PERF_TYPE_HARDWARE,
        .size = sizeof attr,
        .config = PERF_COUNT_HW_INSTRUCTIONS,
        .exclude_kernel = 1,
        .exclude_hv = 1,
    };
    uint64_t count = 0;
    int fd = (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
    if (fd < 0)
        return errno;
    int cause = 0;
    if (read(fd, &count, sizeof count) != (ssize_t)sizeof count)
        cause = errno != 0 ? errno : EIO;
    else if (count == 0)
        cause = ENODEV;
    close(fd);
    return cause;
}

static void find_stack_end(struct bv_probe *out)
{
    struct bv_error error = {BV_OK, ""};
    out->stack_end_status = bv_stackend_find(BV_STACKEND_BOUND_BYTES, &out->stack_end, &error);
    snprintf(out->stack_end_text, sizeof out->stack_end_text, "%.*s",
             (int)sizeof out->stack_end_text - 1, error.text);
}

static void name_hypervisor(const struct bv_topology *topology, struct bv_probe *out)
{
    struct bv_factlist key = {0};
    const struct bv_machine_build build = {0};
    const char *name = NULL;
    if (bv_machine_key(topology, out->pin.cpu, &build, &key, NULL) == BV_OK)
        name = bv_facts_get(&key.facts, "hypervisor");
    snprintf(out->hypervisor, sizeof out->hypervisor, "%s", name != NULL ? name : "");
    bv_factlist_finish(&key);
}

/* The first library that stands in the file: names are set apart by blanks, '#' begins a comment.
 */
static void find_preload(const char *root, struct bv_probe *out)
{
    static const char apart[] = " \t\n:";
    char *text = bv_sysfile_text(root, "/etc/ld.so.preload");
    const char *at = text == NULL ? "" : text;
    while (*(at += strspn(at, apart)) == '#')
        at += strcspn(at, "\n");
    snprintf(out->preload, sizeof out->preload, "%.*s", (int)strcspn(at, apart), at);
    free(text);
}

void bv_probe_gather(const struct bv_topology *topology, const struct bv_pin *pin,
                     size_t stack_need_bytes, struct bv_probe *out)
{
    const char *root = bv_topology_root(topology);
    *out = (struct bv_probe){.pin = *pin, .stack_need_bytes = stack_need_bytes};
    out->allowed_count = bv_topology_allowed_count(topology);
    for (size_t i = 0; i < out->allowed_count; i++) {
        struct bv_topology_cpu cpu = bv_topology_allowed(topology, i);
        out->isolated_count += cpu.isolated;
        out->cpu_isolated |= cpu.isolated && cpu.cpu == pin->cpu;
    }
    try_pin(topology, out);
    find_stack_end(out);
    out->perf_errno = try_counters();
    out->clock = bv_clock_measure();
    name_hypervisor(topology, out);
    find_preload(root, out);
    bv_date_now(out->now_utc);
    out->tuner_count = bv_environment_tuners(environ, out->tuners, sizeof out->tuners);

    bv_state_read(root, pin->cpu, &out->first);
    struct timespec rest = {.tv_nsec = APART_NS};
    while (nanosleep(&rest, &rest) != 0 && errno == EINTR)
        ;
    bv_state_read(root, pin->cpu, &out->second);
}
