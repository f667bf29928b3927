/* SPDX-License-Identifier: Apache-2.0 */
/* topology_tree.c: see topology_tree.h. */
#include "report/page/topology_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <hwloc.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/process.h"

/* With more children of one shape than this, one stands for all. */
enum { DRAWN_MAX = 16 };

/* Seconds of a CPU that hwloc may take; it may wait twice as long. */
enum { LIMIT_S = 10 };

static bool holds(const struct hwloc_obj *object, int cpu)
{
    return cpu >= 0 && object->cpuset && hwloc_bitmap_isset(object->cpuset, (unsigned)cpu);
}

static void put_size(struct bv_text *out, uint64_t bytes)
{
    static const struct {
        const char *name;
        unsigned shift;
    } units[] = {{"GiB", 30}, {"MiB", 20}, {"KiB", 10}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (bytes >> units[i].shift == 0)
            continue;
        bv_text_format(out, " %.3g&#160;%s",
                       (double)bytes / (double)(UINT64_C(1) << units[i].shift), units[i].name);
        return;
    }
    bv_text_format(out, " %llu&#160;B", (unsigned long long)bytes);
}

static void put_name(struct bv_text *out, hwloc_obj_t object, int cpu)
{
    char type[64];
    hwloc_obj_type_snprintf(type, sizeof type, object, 0);
    bv_text_put(out, "<span>");
    bv_text_html(out, type);
    if (object->os_index != HWLOC_UNKNOWN_INDEX && object->type != HWLOC_OBJ_MACHINE)
        bv_text_format(out, " %u", object->os_index);
    if (hwloc_obj_type_is_cache(object->type) && object->attr->cache.size > 0)
        put_size(out, object->attr->cache.size);
    else if (object->type == HWLOC_OBJ_NUMANODE && object->attr->numanode.local_memory > 0)
        put_size(out, object->attr->numanode.local_memory);
    bv_text_put(out, "</span>");
    if (object->type == HWLOC_OBJ_PU && holds(object, cpu))
        bv_text_put(out, " <b>measured here</b>");
}

static void put_object(struct bv_text *out, hwloc_obj_t object, int cpu);

/* Children of one shape: all of them, or the first or the measured one for all. */
static void put_children(struct bv_text *out, hwloc_obj_t object, int cpu)
{
    bool many = object->arity > DRAWN_MAX && object->symmetric_subtree;
    if (!many) {
        for (unsigned i = 0; i < object->arity; i++)
            put_object(out, object->children[i], cpu);
        return;
    }
    unsigned shown = 0;
    for (unsigned i = 0; i < object->arity; i++)
        if (holds(object->children[i], cpu))
            shown = i;
    put_object(out, object->children[shown], cpu);
    bv_text_format(out, "<li class=\"more\">and %u more like it</li>", object->arity - 1);
}

static void put_object(struct bv_text *out, hwloc_obj_t object, int cpu)
{
    bv_text_put(out, object->type == HWLOC_OBJ_PU && holds(object, cpu) ? "<li class=\"measured\">"
                                                                        : "<li>");
    put_name(out, object, cpu);
    if (object->memory_arity + object->arity > 0) {
        bv_text_put(out, "<ul>");
        for (hwloc_obj_t memory = object->memory_first_child; memory; memory = memory->next_sibling)
            put_object(out, memory, cpu);
        put_children(out, object, cpu);
        bv_text_put(out, "</ul>");
    }
    bv_text_put(out, "</li>");
}

/* Returns an exit status: 0 if all was written. */
static int draw_into(int fd, const char *path, int cpu)
{
    hwloc_topology_t topology;
    struct bv_text text = {0};
    if (hwloc_topology_init(&topology) != 0 || hwloc_topology_set_xml(topology, path) != 0 ||
        hwloc_topology_load(topology) != 0)
        return 1;
    bv_text_put(&text, "<ul class=\"tree\">");
    put_object(&text, hwloc_get_root_obj(topology), cpu);
    bv_text_put(&text, "</ul>\n");
    hwloc_topology_destroy(topology);
    FILE *out = fdopen(fd, "w");
    bool whole = out && !text.failed && fwrite(text.data, 1, text.length, out) == text.length;
    bv_text_finish(&text);
    return whole && fclose(out) == 0 ? 0 : 1;
}

static enum bv_status read_all(int fd, struct bv_text *out)
{
    char buffer[4096];
    ssize_t count;
    while ((count = read(fd, buffer, sizeof buffer)) != 0) {
        if (count < 0 && errno != EINTR)
            return BV_E_IO;
        if (count > 0)
            bv_text_put_span(out, buffer, (size_t)count);
    }
    return out->failed ? BV_E_NOMEM : BV_OK;
}

enum bv_status bv_topology_tree(struct bv_text *out, const char *path, int cpu,
                                struct bv_error *err)
{
    struct bv_text drawn = {0};
    int state = 0, fd = memfd_create("byval-tree", MFD_CLOEXEC);
    if (fd < 0)
        return bv_fail(err, BV_E_NOMEM, "cannot draw the machine: %s", strerror(errno));
    /* In a child, because a file that is damaged or made to harm can bring hwloc 2.9 down, or make
     * it wait for ever. */
    pid_t child = fork();
    if (child == 0) {
        const struct rlimit no_core = {0, 0}, seconds = {LIMIT_S, LIMIT_S};
        /* No handler of the caller's may bring it back to life, and it goes with its parent. */
        static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
        for (size_t i = 0; i < sizeof fatal / sizeof fatal[0]; i++)
            signal(fatal[i], SIG_DFL);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        setrlimit(RLIMIT_CORE, &no_core);
        setrlimit(RLIMIT_CPU, &seconds);
        _exit(draw_into(fd, path, cpu));
    }
    if (child < 0) {
        bv_fail(err, BV_E_NOMEM, "cannot draw the machine: %s", strerror(errno));
        close(fd);
        return BV_E_NOMEM;
    }
    if (bv_process_wait(child, 2 * LIMIT_S, NULL, NULL, &state) != BV_OK)
        state = -1;
    lseek(fd, 0, SEEK_SET);
    enum bv_status status = read_all(fd, &drawn);
    close(fd);
    if (status != BV_OK)
        bv_fail(err, status, "out of memory while drawing the machine");
    else if (state == -1)
        status =
            bv_fail(err, BV_E_INPUT, "%s: hwloc does not come to an end with it; remove it", path);
    else if (!WIFEXITED(state) || WEXITSTATUS(state) != 0)
        status = bv_fail(err, BV_E_INPUT, "%s: is not a topology that hwloc reads", path);
    else
        bv_text_put_span(out, drawn.data, drawn.length);
    bv_text_finish(&drawn);
    return status;
}
