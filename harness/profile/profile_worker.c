/* SPDX-License-Identifier: Apache-2.0 */
/* profile_worker.c: the loop, and the answer: files whose code is mapped, stacks, and totals. */
#include "harness/profile/profile_worker.h"

#include <errno.h>
#include <link.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "benchmarks/check.h"
#include "harness/kernels/allocator.h"
#include "harness/kernels/layout.h"
#include "harness/profile/cpu_sampler.h"
#include "harness/profile/heap_recorder.h"
#include "harness/profile/stack_profile.h"
#include "harness/profile/wait_recorder.h"
#include "harness/worker/answer_line.h"
#include "lib/base/clock.h"
#include "lib/base/memory.h"

/* Words of stacks: of five million samples; what is not used takes no memory. */
enum { SLICE_NS = 1000000, CALLS_MOST_LOG2 = 40, ROOM = 1 << 25 };

struct profiling {
    const struct bv_worker_job *job;
    struct bv_case_ref ref;
    uint32_t arm;
    struct bv_cpu_sampler *sampler;
    struct bv_cpu_samples samples;
    struct bv_heap_recorder *recorder;
    const struct bv_heap_stack *heap;
    struct bv_wait_recorder *waiting;
    const struct bv_wait_stack *waits;
    size_t stack_count; /* of heap or waits */
    uint64_t lost;
    uint64_t calls, wall_ns; /* while it was recorded */
    struct bv_error why;     /* what is wrong with the case */
};

/* Calls that take a millisecond, unless the family knows better. */
static uint64_t calls_of_slice(const struct profiling *p, struct bv_ctx ctx[BV_ARM_MAX])
{
    const struct bv_case *row = p->ref.row;
    if (p->ref.family->wish != NULL) {
        struct bv_slice_wish wish = p->ref.family->wish(row, ctx);
        if (wish.calls > 0)
            return wish.calls;
    }
    uint64_t calls = 1;
    for (int i = 0; i < CALLS_MOST_LOG2; i++, calls *= 2) {
        uint64_t begin = bv_clock_ns();
        row->arms[p->arm].run(&ctx[p->arm], calls);
        if (bv_clock_ns() - begin >= SLICE_NS)
            break;
    }
    return calls;
}

static enum bv_status start(struct profiling *p)
{
    if (p->job->work == BV_WORK_HEAP)
        return bv_heap_recorder_start(p->job->seed, &p->recorder, &p->why);
    if (p->job->work == BV_WORK_WAIT)
        return bv_wait_recorder_start(&p->waiting, &p->why);
    return bv_cpu_sampler_start(p->job->rate_hz, ROOM, &p->sampler, &p->why);
}

static void stop(struct profiling *p)
{
    if (p->job->work == BV_WORK_HEAP)
        p->heap = bv_heap_recorder_stop(p->recorder, &p->stack_count, &p->lost);
    else if (p->job->work == BV_WORK_WAIT)
        p->waits = bv_wait_recorder_stop(p->waiting, &p->stack_count, &p->lost);
    else
        bv_cpu_sampler_stop(p->sampler, &p->samples);
}

static enum bv_status profile_held(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    struct profiling *p = arg;
    const struct bv_case *row = p->ref.row;
    enum bv_status status = bv_case_check(p->ref.family, row, ctx, &p->why);
    if (status != BV_OK)
        return status;
    uint64_t calls = calls_of_slice(p, ctx);
    status = start(p);
    if (status != BV_OK)
        return status;
    const uint64_t begin = bv_clock_ns(), end = begin + p->job->profile_ns;
    do {
        row->arms[p->arm].run(&ctx[p->arm], calls);
        p->calls += calls;
    } while (bv_clock_ns() < end);
    stop(p);
    p->wall_ns = bv_clock_ns() - begin;
    return BV_OK;
}

/* The build id of what is loaded, as hexadecimal digits. */
static void read_build_id(const struct dl_phdr_info *info, char out[2 * 64 + 1])
{
    out[0] = '\0';
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        const char *at = (const char *)(info->dlpi_addr + segment->p_vaddr);
        const char *end = at + segment->p_filesz;
        while (segment->p_type == PT_NOTE && end - at > (ptrdiff_t)sizeof(ElfW(Nhdr))) {
            ElfW(Nhdr) note;
            memcpy(&note, at, sizeof note);
            const char *name = at + sizeof note;
            const unsigned char *id = (const unsigned char *)name + ((note.n_namesz + 3u) & ~3u);
            if ((ptrdiff_t)note.n_namesz + note.n_descsz > end - name)
                break;
            at = (const char *)id + ((note.n_descsz + 3u) & ~3u);
            if (note.n_type != NT_GNU_BUILD_ID || note.n_namesz != sizeof "GNU" ||
                memcmp(name, "GNU", sizeof "GNU") != 0)
                continue;
            for (size_t b = 0; b < note.n_descsz && b < 64; b++)
                snprintf(out + 2 * b, 3, "%02x", id[b]);
            return;
        }
    }
}

static int say_mappings(struct dl_phdr_info *info, size_t bytes, void *arg)
{
    char id[2 * 64 + 1], self[PATH_MAX];
    const char *path = info->dlpi_name;
    (void)bytes;
    read_build_id(info, id);
    if (path[0] == '\0') { /* the program */
        ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
        self[n > 0 ? n : 0] = '\0';
        path = self;
    }
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type != PT_LOAD || (segment->p_flags & PF_X) == 0)
            continue;
        /* As the kernel maps it: whole pages. */
        uint64_t skip = segment->p_vaddr % (uint64_t)sysconf(_SC_PAGESIZE);
        uint64_t start = info->dlpi_addr + segment->p_vaddr;
        json_t *name = json_string(path); /* NULL: is no UTF-8 */
        bv_answer_line_say(arg, BV_ANSWER_MAPPING,
                           json_pack("{s:I, s:I, s:I, s:o, s:s}", "start",
                                     (json_int_t)(start - skip), "limit",
                                     (json_int_t)(start + segment->p_memsz), "offset",
                                     (json_int_t)(segment->p_offset - skip), "path",
                                     name != NULL ? name : json_string("?"), "build_id", id));
    }
    return 0;
}

static int by_frames(const void *a, const void *b)
{
    const uint64_t *x = *(const uint64_t *const *)a, *y = *(const uint64_t *const *)b;
    for (uint64_t i = 0; i <= x[0]; i++) /* the depth, then the frames */
        if (x[i] != y[i])
            return x[i] < y[i] ? -1 : 1;
    return 0;
}

static json_t *list_of(const uint64_t *numbers, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_integer((json_int_t)numbers[i]));
    return list;
}

static void say_stack(FILE *out, const uint64_t *values, size_t value_count, const uint64_t *frames,
                      size_t depth)
{
    bv_answer_line_say(out, BV_ANSWER_STACK,
                       json_pack("{s:o, s:o}", "values", list_of(values, value_count), "frames",
                                 list_of(frames, depth)));
}

/* Each stack once. */
static enum bv_status say_stacks(const struct bv_cpu_samples *samples, FILE *out,
                                 struct bv_error *err)
{
    const uint64_t **records = calloc(samples->samples + 1, sizeof *records);
    size_t count = 0;
    if (records == NULL)
        return bv_no_memory(err);
    for (size_t at = 0; at < samples->word_count; at += samples->words[at] + 1)
        records[count++] = samples->words + at;
    qsort(records, count, sizeof *records, by_frames);
    for (size_t i = 0, first = 0; i < count; i++)
        if (i + 1 == count || by_frames(&records[i], &records[i + 1]) != 0) {
            const uint64_t values[BV_CPU_VALUES] = {i + 1 - first,
                                                    (i + 1 - first) * samples->period_ns};
            say_stack(out, values, BV_CPU_VALUES, records[i] + 1, records[i][0]);
            first = i + 1;
        }
    free(records);
    return BV_OK;
}

/* The sums of what was recorded one by one. */
static void say_end(const struct profiling *p, uint64_t count, uint64_t period, FILE *out)
{
    bv_answer_line_say(out, BV_ANSWER_END,
                       json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "samples",
                                 (json_int_t)count, "lost", (json_int_t)p->lost, "period",
                                 (json_int_t)period, "cpu_ns", (json_int_t)0, "wall_ns",
                                 (json_int_t)p->wall_ns, "threads", (json_int_t)1, "calls",
                                 (json_int_t)p->calls));
}

static void answer_heap(const struct profiling *p, FILE *out)
{
    uint64_t allocations = 0;
    for (size_t i = 0; i < p->stack_count; i++) {
        const struct bv_heap_stack *stack = &p->heap[i];
        const uint64_t values[BV_HEAP_VALUES] = {
            [BV_HEAP_OBJECTS] = stack->allocations,
            [BV_HEAP_BYTES] = stack->bytes,
            [BV_HEAP_LIVE_OBJECTS] = stack->live,
            [BV_HEAP_LIVE_BYTES] = stack->live_bytes,
            [BV_HEAP_SAMPLED_BYTES] = (uint64_t)(stack->sampled_bytes + 0.5),
            [BV_HEAP_SAMPLES] = stack->samples,
            [BV_HEAP_DEVIATION] = (uint64_t)(sqrt(stack->variance) + 0.5),
        };
        say_stack(out, values, BV_HEAP_VALUES, stack->stack->frames, stack->stack->count);
        allocations += stack->allocations;
    }
    say_end(p, allocations, BV_HEAP_MEAN_BYTES, out);
}

static void answer_waits(const struct profiling *p, FILE *out)
{
    uint64_t waits = 0;
    for (size_t i = 0; i < p->stack_count; i++) {
        const struct bv_wait_stack *stack = &p->waits[i];
        const uint64_t values[BV_WAIT_VALUES] = {stack->waits, stack->ns};
        say_stack(out, values, BV_WAIT_VALUES, stack->stack->frames, stack->stack->count);
        waits += stack->waits;
    }
    say_end(p, waits, 1, out);
}

static enum bv_status answer_cpu(const struct profiling *p, FILE *out, struct bv_error *err)
{
    const struct bv_cpu_samples *samples = &p->samples;
    enum bv_status status = say_stacks(samples, out, err);
    if (status == BV_OK)
        bv_answer_line_say(
            out, BV_ANSWER_END,
            json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "samples",
                      (json_int_t)samples->samples, "lost", (json_int_t)samples->lost, "period",
                      (json_int_t)samples->period_ns, "cpu_ns", (json_int_t)samples->cpu_ns,
                      "wall_ns", (json_int_t)samples->wall_ns, "threads",
                      (json_int_t)samples->threads, "calls", (json_int_t)p->calls));
    return status;
}

static enum bv_status answer(const struct profiling *p, FILE *out, struct bv_error *err)
{
    dl_iterate_phdr(say_mappings, out);
    if (p->job->work == BV_WORK_CPU)
        return answer_cpu(p, out, err);
    if (p->job->work == BV_WORK_HEAP)
        answer_heap(p, out);
    else
        answer_waits(p, out);
    return BV_OK;
}

static enum bv_status find_arm(struct profiling *p, const struct bv_layout *layout,
                               struct bv_error *err)
{
    const char *name = p->job->names[0];
    p->ref = bv_layout_find(layout, name);
    if (p->ref.row == NULL)
        return bv_fail(err, BV_E_MISMATCH, "the kernels have no case '%.200s'; build anew", name);
    while (p->arm < p->ref.row->arm_count &&
           strcmp(p->ref.row->arms[p->arm].name, p->job->arm) != 0)
        p->arm++;
    return p->arm < p->ref.row->arm_count
               ? BV_OK
               : bv_fail(err, BV_E_MISMATCH, "%s has no arm '%.100s'; build anew", name,
                         p->job->arm);
}

static enum bv_status profile(struct profiling *p, FILE *out, struct bv_error *err)
{
    const struct bv_worker_job *job = p->job;
    const struct bv_env env = {
        .l1d_bytes = job->l1d_bytes,
        .l2_bytes = job->l2_bytes,
        .l3_bytes = job->l3_bytes,
        .cpus = job->cpus,
        .seed = job->seed,
    };
    bv_answer_line_say(out, BV_ANSWER_BEGIN, json_integer(job->visits[0].index));
    enum bv_status status = p->ref.family->hold(p->ref.row, &env, profile_held, p, &p->why);
    if (status == BV_OK) {
        status = answer(p, out, err);
    } else { /* which is the case's, not the worker's: it is said, and done */
        bv_answer_line_say(out,
                           status == BV_E_UNSUPPORTED || status == BV_E_NOMEM
                               ? BV_ANSWER_UNAVAILABLE
                               : BV_ANSWER_FAILED,
                           json_string(p->why.text));
        status = BV_OK;
    }
    bv_cpu_sampler_destroy(p->sampler);
    bv_heap_recorder_destroy(p->recorder);
    bv_wait_recorder_destroy(p->waiting);
    return status == BV_OK && ferror(out)
               ? bv_fail(err, BV_E_IO, "the parent does not listen: %s", strerror(errno))
               : status;
}

enum bv_status bv_profile_worker_run(const struct bv_worker_job *job, FILE *out,
                                     struct bv_error *err)
{
    struct profiling p = {.job = job};
    struct bv_layout layout = {0};
    struct bv_allocator_active active;
    char found[PATH_MAX], reason[600];
    enum bv_status status = BV_OK;
    bv_allocator_inspect(&active);
    if (job->case_count != 1 || job->arm == NULL)
        status = bv_fail(err, BV_E_MISMATCH, "a profile is of one case and one arm");
    if (status == BV_OK && job->kernels == NULL)
        status = bv_kernels_find(NULL, found, err);
    if (status == BV_OK)
        status = bv_layout_open(job->kernels == NULL ? found : job->kernels, 0, &layout, err);
    if (status == BV_OK)
        status = find_arm(&p, &layout, err);
    /* Behind the library that counts nobody can tell. */
    if (status == BV_OK && job->work != BV_WORK_HEAP &&
        !bv_allocator_will_do(job->regime.allocator, &active)) {
        bv_allocator_explain(job->regime.allocator, &active, reason, sizeof reason);
        status = bv_fail(err, BV_E_UNSUPPORTED, "%s", reason);
    }
    if (status == BV_OK)
        status = profile(&p, out, err);
    if (status != BV_OK)
        bv_answer_line_say(out, BV_ANSWER_ERROR, json_string(err->text));
    bv_layout_close(&layout);
    return status;
}
