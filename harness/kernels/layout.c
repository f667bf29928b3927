/* SPDX-License-Identifier: Apache-2.0 */
/* layout.c: where the kernels are, and dlopen. A layout is made in the memory of what was loaded:
 * pages that stay as they are come from the file, without being copied. */
#include "harness/kernels/layout.h"

#include <assert.h>
#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/kernels/catalogue_file.h"
#include "harness/kernels/shuffle.h"
#include "lib/base/memory.h"
#include "lib/base/program.h"

#define KERNELS "kernels.so"
#define PROGRAM "kernels"

enum bv_status bv_kernels_find(const char *build, char path[PATH_MAX], struct bv_error *err)
{
    char name[PATH_MAX + sizeof KERNELS + 1];
    const char *asked = getenv("BYVAL_KERNELS");
    if (build == NULL && asked != NULL && asked[0] != '\0') {
        if (realpath(asked, path) == NULL)
            return bv_fail(err, BV_E_IO, "BYVAL_KERNELS=%.200s: %s", asked, strerror(errno));
        return BV_OK;
    }
    if (build == NULL)
        return bv_program_beside(KERNELS, path, err);
    snprintf(name, sizeof name, "%s/" PROGRAM, build);
    if (!bv_catalogue_file_is(name))
        snprintf(name, sizeof name, "%s/" KERNELS, build);
    if (realpath(name, path) == NULL)
        return bv_fail(err, BV_E_IO, "%.300s: %s; build byval anew (make bench does)", name,
                       strerror(errno));
    return BV_OK;
}

/* Read so many bytes. Returns  whether there are as many */
static bool read_whole(int fd, void *out, size_t bytes)
{
    for (size_t got = 0; got < bytes;) {
        ssize_t n = read(fd, (unsigned char *)out + got, bytes - got);
        if (n == 0 || (n < 0 && errno != EINTR))
            return false;
        got += n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* from     the linked library, open for reading
 * to       an empty file, open for reading and writing */
static enum bv_status make_layout(int from, const char *kernels, uint32_t number, int to,
                                  const char *where, struct bv_error *err)
{
    struct stat st;
    if (fstat(from, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0)
        return bv_fail(err, BV_E_IO, "%s: is no file, or an empty one", kernels);
    size_t bytes = (size_t)st.st_size;
    int cause = posix_fallocate(to, 0, st.st_size);
    if (cause != 0)
        return bv_fail(err, BV_E_IO, "%s: %s", where, strerror(cause));
    unsigned char *image = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, to, 0);
    if (image == MAP_FAILED)
        return bv_fail(err, BV_E_NOMEM, "%s: %s", where, strerror(errno));
    enum bv_status status = BV_OK;
    if (!read_whole(from, image, bytes))
        status = bv_fail(err, BV_E_IO, "%s: cannot be read, or is being written", kernels);
    if (status == BV_OK && number != 0)
        status = bv_shuffle(image, bytes, number, kernels, err);
    munmap(image, bytes);
    return status;
}

enum bv_status bv_layout_write(const char *kernels, uint32_t number, const char *path,
                               struct bv_error *err)
{
    int to = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (to < 0)
        return bv_fail(err, BV_E_IO, "%s: %s", path, strerror(errno));
    int from = open(kernels, O_RDONLY | O_CLOEXEC);
    enum bv_status status = from < 0 ? bv_fail(err, BV_E_IO, "%s: %s", kernels, strerror(errno))
                                     : make_layout(from, kernels, number, to, path, err);
    if (from >= 0)
        close(from);
    if (close(to) != 0 && status == BV_OK)
        status = bv_fail(err, BV_E_IO, "%s: %s", path, strerror(errno));
    return status;
}

/* The loader maps a file that was cut short, and dies of it later. The section headers stand last.
 * bytes    out: of the file */
static enum bv_status check_whole(int fd, const char *path, size_t *bytes, struct bv_error *err)
{
    Elf64_Ehdr head = {0};
    struct stat st = {0};
    if (fstat(fd, &st) != 0 || !read_whole(fd, &head, sizeof head) ||
        memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 ||
        head.e_shoff + (uint64_t)head.e_shnum * sizeof(Elf64_Shdr) > (uint64_t)st.st_size)
        return bv_fail(err, BV_E_INPUT,
                       "%s: is no kernel library, or cut short; remove it, and make builds it anew",
                       path);
    *bytes = (size_t)st.st_size;
    return BV_OK;
}

/* path     what is loaded
 * kernels  what that is, for messages */
static enum bv_status load(const char *path, const char *kernels, struct bv_layout *out,
                           struct bv_error *err)
{
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL)
        return bv_fail(err, BV_E_IO, "%s: cannot be loaded: %s; remove it, and make builds it anew",
                       kernels, dlerror());
    const struct bv_catalogue *catalogue = dlsym(handle, BV_CATALOGUE_SYMBOL);
    if (catalogue == NULL || catalogue->abi != BV_CATALOGUE_ABI) {
        dlclose(handle);
        return bv_fail(err, BV_E_MISMATCH, "%s: not a kernel library of this byval; build anew",
                       kernels);
    }
    *out = (struct bv_layout){.catalogue = catalogue, .handle = handle};
    return BV_OK;
}

/* Give the pages of some segments a protection; -1: the one that they say.
 * base     where address 0 of the library is
 * Returns  whether that went well */
static bool protect(unsigned char *base, const Elf64_Ehdr *head, uint32_t type, int wanted)
{
    const Elf64_Phdr *segments = (const Elf64_Phdr *)((const unsigned char *)head + head->e_phoff);
    const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    for (unsigned i = 0; i < head->e_phnum; i++) {
        uint64_t begin = segments[i].p_vaddr / page * page;
        uint64_t end = segments[i].p_vaddr + segments[i].p_memsz;
        uint32_t flags = segments[i].p_flags;
        int own = ((flags & PF_R) != 0 ? PROT_READ : 0) | ((flags & PF_W) != 0 ? PROT_WRITE : 0) |
                  ((flags & PF_X) != 0 ? PROT_EXEC : 0);
        /* The loader protects only pages that a segment has for itself. */
        end = type == PT_GNU_RELRO ? end / page * page : end;
        if (segments[i].p_type == type && end > begin &&
            mprotect(base + begin, end - begin, wanted < 0 ? own : wanted))
            return false;
    }
    return true;
}

/* Take fresh pages for the code: all of them are written, and one call is cheaper than a fault for
 * each. Nor does a profiler then look for names where the file had other functions. */
static bool renew_code(unsigned char *base, const Elf64_Ehdr *head)
{
    const unsigned char *image = (const unsigned char *)head;
    const Elf64_Phdr *segments = (const Elf64_Phdr *)(image + head->e_phoff);
    const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    for (unsigned i = 0; i < head->e_phnum; i++) {
        const Elf64_Phdr *segment = &segments[i];
        if (segment->p_type != PT_LOAD || (segment->p_flags & PF_X) == 0)
            continue;
        uint64_t begin = segment->p_vaddr / page * page;
        void *fresh =
            mmap(base + begin, segment->p_vaddr + segment->p_memsz - begin, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_POPULATE, -1, 0);
        if (fresh == MAP_FAILED)
            return false;
        memcpy(base + segment->p_vaddr, image + segment->p_offset, segment->p_filesz);
    }
    return true;
}

/* Put the functions that were loaded in another order. */
static enum bv_status reorder(const struct bv_layout *layout, int fd, size_t bytes,
                              const char *kernels, uint32_t number, struct bv_error *err)
{
    Dl_info info;
    unsigned char *image = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    if (image == MAP_FAILED)
        return bv_fail(err, BV_E_NOMEM, "%s: %s", kernels, strerror(errno));
    const Elf64_Ehdr *head = (const Elf64_Ehdr *)image;
    enum bv_status status = BV_OK;
    if (dladdr(layout->catalogue, &info) == 0 ||
        !protect(info.dli_fbase, head, PT_LOAD, PROT_READ | PROT_WRITE) ||
        !renew_code(info.dli_fbase, head))
        status =
            bv_fail(err, BV_E_REFUSED, "%s: the system does not let its functions be moved: %s",
                    kernels, strerror(errno));
    if (status == BV_OK)
        status = bv_shuffle_loaded(info.dli_fbase, image, bytes, number, kernels, err);
    if (status == BV_OK && (!protect(info.dli_fbase, head, PT_LOAD, -1) ||
                            !protect(info.dli_fbase, head, PT_GNU_RELRO, PROT_READ)))
        status = bv_fail(err, BV_E_REFUSED, "%s: the system does not let moved functions run: %s",
                         kernels, strerror(errno));
    munmap(image, bytes);
    return status;
}

#ifndef NDEBUG
static bool is_loaded(const char *library)
{
    void *handle = dlopen(library, RTLD_LAZY | RTLD_NOLOAD);
    if (handle != NULL)
        dlclose(handle);
    return handle != NULL;
}
#endif

enum bv_status bv_layout_open(const char *kernels, uint32_t number, struct bv_layout *out,
                              struct bv_error *err)
{
    char opened[32];
    size_t bytes = 0;
    if (bv_catalogue_file_is(kernels))
        return bv_fail(
            err, BV_E_UNSUPPORTED,
            "%s: is a program of its own, which byval run and byval list know what to do "
            "with",
            kernels);
    int fd = open(kernels, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return bv_fail(err, BV_E_IO, "%s: %s", kernels, strerror(errno));
    enum bv_status status = check_whole(fd, kernels, &bytes, err);
    assert(number == 0 || !is_loaded(kernels));
    /* What is put in order must be what was loaded, whoever builds meanwhile. */
    snprintf(opened, sizeof opened, "/proc/self/fd/%d", fd);
    if (status == BV_OK)
        status = load(number == 0 ? kernels : opened, kernels, out, err);
    if (status == BV_OK && number != 0) {
        status = reorder(out, fd, bytes, kernels, number, err);
        if (status != BV_OK)
            bv_layout_close(out);
    }
    close(fd);
    return status;
}

enum bv_status bv_layout_describe(const char *kernels, struct bv_layout *out, struct bv_error *err)
{
    if (!bv_catalogue_file_is(kernels))
        return bv_layout_open(kernels, 0, out, err);
    struct bv_catalogue_file *file;
    enum bv_status status = bv_catalogue_file_read(kernels, &file, err);
    if (status == BV_OK)
        *out = (struct bv_layout){.catalogue = bv_catalogue_file_catalogue(file), .file = file};
    return status;
}

void bv_layout_close(struct bv_layout *layout)
{
    if (layout->handle != NULL)
        dlclose(layout->handle);
    bv_catalogue_file_destroy(layout->file);
    memset(layout, 0, sizeof *layout);
}

static bool is_of(const struct bv_family *family, const char *name)
{
    size_t length = strlen(family->name);
    return strncmp(name, family->name, length) == 0 && name[length] == '/';
}

struct bv_case_ref bv_layout_find(const struct bv_layout *layout, const char *name)
{
    const struct bv_catalogue *catalogue = layout->catalogue;
    for (size_t f = 0; f < catalogue->family_count; f++) {
        const struct bv_family *family = catalogue->families[f];
        for (size_t c = 0; c < family->case_count && is_of(family, name); c++)
            if (strcmp(family->cases[c].name, name) == 0)
                return (struct bv_case_ref){family, &family->cases[c]};
    }
    return (struct bv_case_ref){NULL, NULL};
}
