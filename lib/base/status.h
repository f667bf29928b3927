/* SPDX-License-Identifier: Apache-2.0 */
/* status.h: how a call says that it failed, and why. */
#ifndef BV_STATUS_H
#define BV_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

enum bv_status {
    BV_OK = 0,
    BV_E_USAGE,       /* the caller's words are wrong: exit code 2 */
    BV_E_INPUT,       /* a file or a stream does not say what it should */
    BV_E_IO,          /* the operating system refused a read or a write */
    BV_E_NOMEM,       /* out of memory */
    BV_E_UNSUPPORTED, /* this machine or this build cannot do it */
    BV_E_REFUSED,     /* it could be done, but is not allowed here */
    BV_E_CHILD,       /* a child process died or talked nonsense */
    BV_E_MISMATCH,    /* two things that must agree do not: checksums, machine keys, hashes */
    BV_E_INTERRUPTED  /* a signal asked to stop */
};

/* What failed, where, and what to do about it: one line for a person, no trailing newline. */
struct bv_error {
    enum bv_status status;
    char text[1024];
};

/* Record a failure and hand its status back, so that a caller can `return bv_fail(...)`.
 * err      may be NULL: the text is dropped
 * status   not BV_OK
 * format   printf format of the text; an overlong text is cut
 * Returns  status */
enum bv_status bv_fail(struct bv_error *err, enum bv_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#ifdef __cplusplus
}
#endif

#ifdef __clang_analyzer__
/* It sees one file at a time, and would take the status of a failure for BV_OK. */
#define bv_fail(err, status, ...) (bv_fail((err), (status), __VA_ARGS__), (status))
#endif

#endif
