/* SPDX-License-Identifier: Apache-2.0 */
/* run_state.c: see run_state.h. */
#include "harness/measure/run_state.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "harness/kernels/layout.h"
#include "harness/measure/run.h"
#include "harness/measure/run_head.h"
#include "lib/base/digest.h"
#include "lib/base/memory.h"
#include "lib/base/program.h"

struct bv_run_head bv_run_head_of(struct bv_run *run)
{
    return (struct bv_run_head){
        .result = &run->result,
        .topology = run->topology,
        .catalogue = run->layout.catalogue,
        .kernels = run->kernels,
        .kernel_hash = run->kernel_hash,
        .audit = &run->audit,
        .escapes = &run->escapes,
    };
}

/* All blocks are to be the same program, whoever builds meanwhile. */
static enum bv_status open_block_program(int *fd, struct bv_error *err)
{
    char path[PATH_MAX];
    enum bv_status status = bv_program_beside("byval-block", path, err);
    if (status == BV_OK && (*fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
        status = bv_fail(err, BV_E_IO, "%s: %s", path, strerror(errno));
    return status;
}

enum bv_status bv_run_create(struct bv_run **out, struct bv_error *err)
{
    *out = calloc(1, sizeof **out);
    if (*out == NULL)
        return bv_no_memory(err);
    (*out)->block_program = -1;
    enum bv_status status = open_block_program(&(*out)->block_program, err);
    if (status != BV_OK)
        return status;
    (*out)->knows_affinity = bv_affinity_read(&(*out)->may_use);
    return bv_topology_open("", &(*out)->topology, err);
}

enum bv_status bv_run_find_kernels(struct bv_run *run, const char *build, struct bv_error *err)
{
    const char *file = run->kernels;
    enum bv_status status = bv_kernels_find(build, run->kernels, err);
    return status == BV_OK ? bv_digest_files(&file, 1, run->kernel_hash, err) : status;
}

enum bv_status bv_run_open_kernels(struct bv_run *run, struct bv_error *err)
{
    enum bv_status status = bv_layout_describe(run->kernels, &run->layout, err);
    if (status == BV_OK)
        run->quick = bv_preset_cases(bv_preset_find("quick"), run->layout.catalogue);
    return status == BV_OK && run->quick == NULL ? bv_no_memory(err) : status;
}

void bv_run_finish_all(struct bv_run **runs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bv_run_finish(runs[i]);
        runs[i] = NULL;
    }
}
