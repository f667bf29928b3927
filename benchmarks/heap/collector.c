/* SPDX-License-Identifier: Apache-2.0 */
/* collector.c: starts the Boehm collector, listens to it, and keeps its live heap. */
#include "benchmarks/heap/collector.h"

#define GC_THREADS
#include <gc/gc.h>
#include <gc/gc_mark.h>
#include <inttypes.h>
#include <link.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "benchmarks/heap/live_heap.h"

enum {
    EVENT_COUNT = 1 << 14,     /* collections that are remembered */
    START_BYTES = 64 * 1048576 /* below, GC_INIT would end the process instead of failing */
};

struct event {
    uint64_t start_ns, end_ns, allocated_bytes;
};

/* The collector is one a process, so what is known of it is as well. Roots are volatile: a graph
 * that is never read again would not be stored. */
static volatile struct bv_live_heap live_heap;
static unsigned live_mib_built;
static bool started;
static struct event *events; /* not in static storage, which the collector would scan */
static volatile uint64_t collections;
static uint64_t heap_mark; /* collections before the live heap was built */

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void GC_CALLBACK listen(GC_EventType type)
{
    struct event *event = &events[collections % EVENT_COUNT];
    if (type == GC_EVENT_START) {
        event->allocated_bytes = GC_get_total_bytes();
        event->start_ns = now_ns();
    } else if (type == GC_EVENT_END) {
        event->end_ns = now_ns();
        collections++;
    }
}

static void *GC_CALLBACK give_null(size_t bytes)
{
    (void)bytes;
    return NULL;
}

/* Its environment variables change what is measured, or make it print. */
static void forget_settings(void)
{
    if (environ == NULL)
        return;
    for (char **entry = environ; *entry != NULL;) {
        char name[64];
        size_t length = strcspn(*entry, "=");
        if (strncmp(*entry, "GC_", 3) != 0 || length >= sizeof name) {
            entry++;
            continue;
        }
        memcpy(name, *entry, length);
        name[length] = '\0';
        unsetenv(name); /* the next entry comes to this place */
    }
}

static enum bv_status start(struct bv_error *err)
{
    size_t bytes = EVENT_COUNT * sizeof *events;
    void *room = mmap(NULL, START_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED)
        return bv_fail(err, BV_E_NOMEM, "no room for the collector to start: %d MiB",
                       START_BYTES >> 20);
    munmap(room, START_BYTES);
    events = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE,
                  -1, 0);
    if (events == MAP_FAILED)
        return bv_fail(err, BV_E_NOMEM, "no memory for the log of collections");
    forget_settings();
    /* One marker: several slow a single thread down (bdwgc#320). */
    setenv("GC_MARKERS", "1", 1);
    GC_set_markers_count(1);
    GC_set_warn_proc(GC_ignore_warn_proc);
    GC_set_oom_fn(give_null);
    GC_INIT();
    GC_set_on_collection_event(listen);
    started = true;
    return BV_OK;
}

enum bv_status bv_collector_start(unsigned live_mib, uint64_t seed, struct bv_error *err)
{
    if (getpid() != gettid())
        return bv_fail(err, BV_E_UNSUPPORTED,
                       "the collector's cases run on the first thread of a process alone");
    enum bv_status status = started ? BV_OK : start(err);
    if (status != BV_OK || live_mib == live_mib_built)
        return status;
    live_heap.root = NULL;
    live_mib_built = 0;
    GC_gcollect();
    status = bv_live_heap_build(&live_heap, live_mib, seed, err);
    heap_mark = collections;
    GC_gcollect(); /* the budget is that of the last collection */
    if (status == BV_OK)
        live_mib_built = live_mib;
    return status;
}

enum bv_status bv_collector_verify(struct bv_error *err)
{
    uint64_t count, checksum;
    bv_live_heap_walk(&live_heap, &count, &checksum);
    if (count == live_heap.count && checksum == live_heap.checksum)
        return BV_OK;
    return bv_fail(err, BV_E_MISMATCH,
                   "the live heap has %" PRIu64 " nodes of checksum %" PRIx64 ", not %" PRIu64
                   " of %" PRIx64 ": the collector took what is alive",
                   count, checksum, live_heap.count, live_heap.checksum);
}

void *bv_collector_root(size_t bytes)
{
    return GC_MALLOC_UNCOLLECTABLE(bytes);
}

void bv_collector_root_free(void *root)
{
    if (root != NULL)
        GC_FREE(root);
}

size_t bv_collector_object_bytes(size_t bytes)
{
    void *object = GC_MALLOC(bytes);
    return object == NULL ? bytes : GC_size(object);
}

uint64_t bv_collector_collections(void)
{
    return collections;
}

struct bv_collector_cycle bv_collector_last_cycle(void)
{
    if (collections - heap_mark < 2)
        return (struct bv_collector_cycle){0, 0};
    const struct event *last = &events[(collections - 1) % EVENT_COUNT];
    const struct event *before = &events[(collections - 2) % EVENT_COUNT];
    return (struct bv_collector_cycle){
        .bytes = (double)(last->allocated_bytes - before->allocated_bytes),
        .ns = (double)(last->start_ns - before->start_ns),
    };
}

double bv_collector_phase_bytes(void)
{
    return (double)GC_get_bytes_since_gc();
}

double bv_collector_total_bytes(void)
{
    return (double)GC_get_total_bytes();
}

static int by_length(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct bv_collector_pauses bv_collector_pauses_since(uint64_t mark)
{
    struct bv_collector_pauses none = {NAN, NAN, NAN};
    uint64_t count = collections - mark;
    if (count > EVENT_COUNT)
        count = EVENT_COUNT;
    double *lengths = count == 0 ? NULL : malloc(count * sizeof *lengths);
    if (lengths == NULL)
        return none;
    for (uint64_t i = 0; i < count; i++) {
        const struct event *event = &events[(collections - 1 - i) % EVENT_COUNT];
        lengths[i] = (double)(event->end_ns - event->start_ns);
    }
    qsort(lengths, count, sizeof *lengths, by_length);
    /* Nearest rank: a percentile is a pause that happened. */
    struct bv_collector_pauses pauses = {
        .p50_ns = lengths[(count + 1) / 2 - 1],
        .p99_ns = lengths[(count * 99 + 99) / 100 - 1],
        .max_ns = lengths[count - 1],
    };
    free(lengths);
    return pauses;
}

static void GC_CALLBACK add_object(void *object, size_t bytes, void *arg)
{
    struct bv_collector_use *use = arg;
    enum { ATOMIC = 0 }; /* the collector's first kind of object */
    if (GC_get_kind_and_size(object, NULL) == ATOMIC)
        use->atomic += (double)bytes;
    else
        use->traced += (double)bytes;
}

static void *GC_CALLBACK add_objects(void *use)
{
    GC_enumerate_reachable_objects_inner(add_object, use);
    return NULL;
}

/* What dl_iterate_phdr() tells the collector: writable segments, less what the linker made
 * read-only after relocation. The collector leaves out its own data. */
static int add_roots(struct dl_phdr_info *info, size_t size, void *arg)
{
    struct bv_collector_use *use = arg;
    (void)size;
    if (strstr(info->dlpi_name, "libgc.so") != NULL)
        return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type == PT_LOAD && (segment->p_flags & PF_W) != 0)
            use->roots += (double)segment->p_memsz;
        else if (segment->p_type == PT_GNU_RELRO)
            use->roots -= (double)segment->p_memsz;
    }
    return 0;
}

void bv_collector_look(struct bv_collector_use *out)
{
    struct GC_stack_base base = {0};
    *out = (struct bv_collector_use){0};
    GC_call_with_alloc_lock(add_objects, out);
    dl_iterate_phdr(add_roots, out);
    if (GC_get_stack_base(&base) == GC_SUCCESS)
        out->stack = (double)((uintptr_t)base.mem_base - (uintptr_t)__builtin_frame_address(0));
    out->heap = (double)GC_get_heap_size();
}
