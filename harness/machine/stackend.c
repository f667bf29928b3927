/* SPDX-License-Identifier: Apache-2.0 */
/* stackend.c: a child grows its stack page by page until it dies, and its parent reads how far. */
#include "harness/machine/stackend.h"

#include <alloca.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FAULTED = 10, REACHED, HINDERED, SECONDS_MAX = 60, MIB = 1 << 20 };

/* Where a neighbour is put below the stack: four times the kernel's usual gap. */
enum { NEIGHBOUR_BELOW = 4 * MIB };

/* The main thread's stack, as mapped now. */
struct mapping {
    uintptr_t start, end;
};

/* What a child is to do, and in memory shared with it how far it came. */
struct walk {
    uintptr_t until;     /* give up below this */
    uintptr_t neighbour; /* where to map a page first; 0: nowhere */
    size_t page_bytes;
    uintptr_t lowest; /* out: the last page that was written */
};

static bool find_mapping(struct mapping *out)
{
    char line[512];
    bool found = false;
    FILE *maps = fopen("/proc/self/maps", "re");
    if (maps == NULL)
        return false;
    while (!found && fgets(line, sizeof line, maps) != NULL)
        found = strstr(line, "[stack]") != NULL &&
                sscanf(line, "%" SCNxPTR "-%" SCNxPTR, &out->start, &out->end) == 2;
    fclose(maps);
    return found;
}

static void on_fault(int signal)
{
    (void)signal;
    _exit(FAULTED);
}

/* On a stack of its own: there is none left where the fault is. The kernel then has nothing to log
 * and no core to write. */
static bool catch_faults(void)
{
    static char stack[64 * 1024];
    const stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    struct sigaction action = {.sa_handler = on_fault, .sa_flags = SA_ONSTACK};
    sigset_t faults;
    sigemptyset(&faults);
    sigaddset(&faults, SIGSEGV);
    sigaddset(&faults, SIGBUS);
    return sigaltstack(&alternate, NULL) == 0 && sigaction(SIGSEGV, &action, NULL) == 0 &&
           sigaction(SIGBUS, &action, NULL) == 0 && sigprocmask(SIG_UNBLOCK, &faults, NULL) == 0;
}

static bool map_neighbour(const struct walk *walk)
{
    void *wanted = (void *)walk->neighbour;
    /* cppcheck-suppress leakReturnValNotUsed ; wanted is where it is, if at all */
    return mmap(wanted, walk->page_bytes, PROT_READ,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) == wanted;
}

/* Half a page a step, so that none is stepped over, however alloca rounds up. What lies behind is
 * given back: only the way counts. */
__attribute__((noinline, no_sanitize("address"))) static void walk_down(volatile struct walk *walk)
{
    const size_t page = walk->page_bytes;
    uintptr_t behind = 0;
    for (size_t step = 0;; step++) {
        volatile char *here = alloca(page / 2);
        *here = 1;
        uintptr_t at = (uintptr_t)here / page * page;
        walk->lowest = at;
        if (at <= walk->until)
            _exit(REACHED);
        if (behind == 0)
            behind = at;
        if (behind - at >= MIB) {
            madvise((void *)(at + page), behind - at - page, MADV_DONTNEED);
            behind = at;
        }
    }
}

static enum bv_status wait_for(pid_t child, int *how, struct bv_error *err)
{
    while (waitpid(child, how, 0) < 0)
        if (errno != EINTR)
            return bv_fail(err, BV_E_CHILD,
                           "cannot wait for the child that looks for the end of "
                           "the stack: %s",
                           strerror(errno));
    return BV_OK;
}

/* walk     in shared memory
 * reached  out: it came to walk->until
 * Errors   BV_E_CHILD */
static enum bv_status send_down(struct walk *walk, const struct rlimit *limit, bool *reached,
                                struct bv_error *err)
{
    int how;
    pid_t child = fork();
    if (child < 0)
        return bv_fail(err, BV_E_CHILD, "cannot start a child to find the end of the stack: %s",
                       strerror(errno));
    if (child == 0) {
        alarm(SECONDS_MAX);
        if (!catch_faults() || setrlimit(RLIMIT_STACK, limit) != 0 ||
            /* cppcheck-suppress leakReturnValNotUsed */
            (walk->neighbour != 0 && !map_neighbour(walk)))
            _exit(HINDERED);
        walk_down(walk);
    }
    enum bv_status status = wait_for(child, &how, err);
    if (status != BV_OK)
        return status;
    bool ended = WIFEXITED(how) && (WEXITSTATUS(how) == FAULTED || WEXITSTATUS(how) == REACHED);
    bool died = WIFSIGNALED(how) && (WTERMSIG(how) == SIGSEGV || WTERMSIG(how) == SIGBUS);
    if (!ended && !died)
        return bv_fail(err, BV_E_CHILD,
                       "the child that looks for the end of the stack ended with %s %d",
                       WIFSIGNALED(how) ? "signal" : "exit code",
                       WIFSIGNALED(how) ? WTERMSIG(how) : WEXITSTATUS(how));
    if (walk->lowest == 0)
        return bv_fail(err, BV_E_CHILD,
                       "the child that looks for the end of the stack died at its first step");
    *reached = ended && WEXITSTATUS(how) == REACHED;
    return BV_OK;
}

/* A second child, whose limit is raised as far as is allowed, so that it is the neighbour and not
 * the limit that stops it. */
static void find_gap(const struct mapping *stack, const struct rlimit *limit, struct walk *walk,
                     struct bv_stackend *out)
{
    bool reached;
    struct rlimit raised = *limit;
    rlim_t enough = stack->end - stack->start + 2 * NEIGHBOUR_BELOW;
    if (raised.rlim_cur != RLIM_INFINITY && raised.rlim_cur < enough)
        raised.rlim_cur =
            raised.rlim_max == RLIM_INFINITY || raised.rlim_max > enough ? enough : raised.rlim_max;
    if (raised.rlim_cur != RLIM_INFINITY && raised.rlim_cur < enough)
        return;
    walk->neighbour = stack->start - NEIGHBOUR_BELOW;
    walk->until = walk->neighbour + walk->page_bytes;
    walk->lowest = 0;
    if (send_down(walk, &raised, &reached, NULL) != BV_OK)
        return;
    out->guard_gap_known = true;
    out->guard_gap_bytes = walk->lowest - walk->until;
}

enum bv_status bv_stackend_find(uint64_t bound_bytes, struct bv_stackend *out, struct bv_error *err)
{
    struct mapping stack;
    struct rlimit limit;
    const uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    long page_bytes = sysconf(_SC_PAGESIZE);
    if (page_bytes <= 0 || getrlimit(RLIMIT_STACK, &limit) != 0 || !find_mapping(&stack))
        return bv_fail(err, BV_E_UNSUPPORTED, "the system does not say where the stack is");
    if (here < stack.start || here >= stack.end)
        return bv_fail(err, BV_E_UNSUPPORTED,
                       "the end of the stack can only be found from the main thread");
    struct walk *walk =
        mmap(NULL, sizeof *walk, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (walk == MAP_FAILED)
        return bv_fail(err, BV_E_CHILD, "no memory to share with a child: %s", strerror(errno));
    *walk = (struct walk){.until = bound_bytes < stack.end ? stack.end - bound_bytes : 0,
                          .page_bytes = (size_t)page_bytes};
    bool reached = false;
    enum bv_status status = send_down(walk, &limit, &reached, err);
    if (status == BV_OK) {
        *out = (struct bv_stackend){
            .limit_bytes = limit.rlim_cur == RLIM_INFINITY ? UINT64_MAX : limit.rlim_cur,
            .usable_bytes = stack.end - walk->lowest,
            .at_least = reached,
        };
        find_gap(&stack, &limit, walk, out);
    }
    munmap(walk, sizeof *walk);
    return status;
}

void bv_stackend_facts(enum bv_status status, const struct bv_stackend *end,
                       struct bv_factlist *list)
{
    if (status != BV_OK)
        bv_factlist_add(list, "stack.usable_bytes", NULL);
    else
        bv_factlist_addf(list, "stack.usable_bytes", "%s%" PRIu64, end->at_least ? "at least " : "",
                         end->usable_bytes);
    if (status != BV_OK || !end->guard_gap_known)
        bv_factlist_add(list, "stack.guard_gap_bytes", NULL);
    else
        bv_factlist_addf(list, "stack.guard_gap_bytes", "%" PRIu64, end->guard_gap_bytes);
}
