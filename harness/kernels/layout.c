/* SPDX-License-Identifier: Apache-2.0 */
/* layout.c: where the kernels are, and dlopen: of the file itself, or of a file in memory that
 * holds its functions in another order. */
#include "harness/kernels/layout.h"

#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/kernels/shuffle.h"
#include "lib/base/memory.h"

#define KERNELS "kernels.so"

enum bv_status bv_kernels_find(const char *build, char path[PATH_MAX], struct bv_error *err)
{
    char program[PATH_MAX], name[PATH_MAX + sizeof KERNELS + 1];
    const char *asked = getenv("BYVAL_KERNELS");
    if (build != NULL) {
        snprintf(name, sizeof name, "%s/" KERNELS, build);
    } else if (asked != NULL && asked[0] != '\0') {
        if (realpath(asked, path) == NULL)
            return bv_fail(err, BV_E_IO, "BYVAL_KERNELS=%.200s: %s", asked, strerror(errno));
        return BV_OK;
    } else {
        ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
        if (n < 0)
            return bv_fail(err, BV_E_IO, "/proc/self/exe: %s; is /proc mounted?", strerror(errno));
        program[n] = '\0';
        *strrchr(program, '/') = '\0';
        snprintf(name, sizeof name, "%s/" KERNELS, program);
    }
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

/* Take off what no loader needs: relocations for the next link, symbols for debuggers.
 * Returns  how many bytes are left */
static size_t strip(unsigned char *image, size_t bytes)
{
    Elf64_Ehdr *head = (Elf64_Ehdr *)image;
    size_t needed = 0;
    if (head->e_phoff > bytes || head->e_phnum > (bytes - head->e_phoff) / sizeof(Elf64_Phdr))
        return bytes; /* the loader says what is wrong with it */
    const Elf64_Phdr *segments = (const Elf64_Phdr *)(image + head->e_phoff);
    for (unsigned i = 0; i < head->e_phnum; i++) {
        uint64_t end = segments[i].p_offset + segments[i].p_filesz;
        if (segments[i].p_type == PT_LOAD && end <= bytes && end > needed)
            needed = end;
    }
    head->e_shoff = head->e_shnum = head->e_shstrndx = 0;
    return needed;
}

/* The library of a layout, made in place: what is copied once costs a block no time twice.
 * from     the linked library, open for reading
 * to       an empty file, open for reading and writing
 * to_load  by this process, and nothing else */
static enum bv_status make_layout(int from, const char *kernels, uint32_t number, int to,
                                  bool to_load, const char *where, struct bv_error *err)
{
    struct stat st;
    if (fstat(from, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0)
        return bv_fail(err, BV_E_IO, "%s: is no file, or an empty one", kernels);
    size_t bytes = (size_t)st.st_size, left = bytes;
    int cause = posix_fallocate(to, 0, st.st_size);
    if (cause != 0)
        return bv_fail(err, BV_E_IO, "%s: %s", where, strerror(cause));
    unsigned char *image =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, to, 0);
    if (image == MAP_FAILED)
        return bv_fail(err, BV_E_NOMEM, "%s: %s", where, strerror(errno));
    enum bv_status status = BV_OK;
    if (!read_whole(from, image, bytes))
        status = bv_fail(err, BV_E_IO, "%s: cannot be read, or is being written", kernels);
    if (status == BV_OK && number != 0)
        status = bv_shuffle(image, bytes, number, kernels, err);
    if (status == BV_OK && to_load)
        left = strip(image, bytes);
    munmap(image, bytes);
    if (status == BV_OK && left < bytes && ftruncate(to, (off_t)left) != 0)
        status = bv_fail(err, BV_E_IO, "%s: %s", where, strerror(errno));
    return status;
}

/* The same, to a file that is then the caller's; closed here where it is not to be loaded.
 * to       -1: errno says why there is none */
static enum bv_status write_layout(const char *kernels, uint32_t number, int to, bool to_load,
                                   const char *where, struct bv_error *err)
{
    if (to < 0)
        return bv_fail(err, BV_E_IO, "%s: %s", where, strerror(errno));
    int from = open(kernels, O_RDONLY | O_CLOEXEC);
    enum bv_status status = from < 0 ? bv_fail(err, BV_E_IO, "%s: %s", kernels, strerror(errno))
                                     : make_layout(from, kernels, number, to, to_load, where, err);
    if (from >= 0)
        close(from);
    if (!to_load && close(to) != 0 && status == BV_OK)
        status = bv_fail(err, BV_E_IO, "%s: %s", where, strerror(errno));
    return status;
}

enum bv_status bv_layout_write(const char *kernels, uint32_t number, const char *path,
                               struct bv_error *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return write_layout(kernels, number, fd, false, path, err);
}

/* The loader maps a file that was cut short, and dies of it later. The section headers stand last.
 */
static enum bv_status check_whole(const char *path, struct bv_error *err)
{
    Elf64_Ehdr head = {0};
    struct stat st = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool read_it = fd >= 0 && fstat(fd, &st) == 0 && read_whole(fd, &head, sizeof head);
    if (fd >= 0)
        close(fd);
    if (read_it && memcmp(head.e_ident, ELFMAG, SELFMAG) == 0 &&
        head.e_shoff + (uint64_t)head.e_shnum * sizeof(Elf64_Shdr) <= (uint64_t)st.st_size)
        return BV_OK;
    return bv_fail(err, BV_E_INPUT,
                   "%s: is no kernel library, or cut short; build it anew (make bench does)", path);
}

/* path     what is loaded
 * kernels  what that is of, for messages */
static enum bv_status load(const char *path, const char *kernels, struct bv_layout *out,
                           struct bv_error *err)
{
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL)
        return bv_fail(err, BV_E_IO, "%s: cannot be loaded: %s; build it anew (make bench does)",
                       kernels, dlerror());
    const struct bv_catalogue *catalogue = dlsym(handle, BV_CATALOGUE_SYMBOL);
    if (catalogue == NULL || catalogue->abi != BV_CATALOGUE_ABI) {
        dlclose(handle);
        return bv_fail(err, BV_E_MISMATCH, "%s: not a kernel library of this byval; build anew",
                       kernels);
    }
    out->catalogue = catalogue;
    out->handle = handle;
    return BV_OK;
}

enum bv_status bv_layout_open(const char *kernels, uint32_t number, struct bv_layout *out,
                              struct bv_error *err)
{
    enum bv_status status = check_whole(kernels, err);
    if (status != BV_OK || number == 0)
        return status == BV_OK ? load(kernels, kernels, out, err) : status;
    char path[32];
    int fd = memfd_create(KERNELS, MFD_CLOEXEC);
    status = write_layout(kernels, number, fd, true, "a file in memory for the kernels", err);
    if (status == BV_OK) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        status = load(path, kernels, out, err);
    }
    if (fd >= 0)
        close(fd);
    return status;
}

void bv_layout_close(struct bv_layout *layout)
{
    if (layout->handle != NULL)
        dlclose(layout->handle);
    memset(layout, 0, sizeof *layout);
}

enum bv_status bv_layout_find(const struct bv_layout *layout, const char *const *names,
                              size_t count, struct bv_case_ref *out, struct bv_error *err)
{
    struct hsearch_data table = {0};
    if (hcreate_r(2 * count + 16, &table) == 0)
        return bv_no_memory(err);
    ENTRY *found;
    for (size_t i = 0; i < count; i++) {
        out[i] = (struct bv_case_ref){NULL, NULL};
        hsearch_r((ENTRY){.key = (char *)names[i], .data = &out[i]}, ENTER, &found, &table);
    }
    const struct bv_catalogue *catalogue = layout->catalogue;
    for (size_t f = 0; f < catalogue->family_count; f++) {
        const struct bv_family *family = catalogue->families[f];
        for (size_t c = 0; c < family->case_count; c++) {
            const struct bv_case *row = &family->cases[c];
            if (hsearch_r((ENTRY){.key = (char *)row->name}, FIND, &found, &table) != 0)
                *(struct bv_case_ref *)found->data = (struct bv_case_ref){family, row};
        }
    }
    hdestroy_r(&table);
    return BV_OK;
}
