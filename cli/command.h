/* SPDX-License-Identifier: Apache-2.0 */
/* command.h: the subcommands, one file each, and their exit codes. */
#ifndef BV_COMMAND_H
#define BV_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "lib/base/status.h"

enum bv_exit { BV_EXIT_DONE = 0, BV_EXIT_FAILED = 1, BV_EXIT_USAGE = 2 };

/* A subcommand; argv[0] is its name. */
typedef enum bv_exit bv_command_fn(int argc, char **argv);

bv_command_fn bv_command_run, bv_command_count, bv_command_audit, bv_command_report,
    bv_command_selfcheck, bv_command_export, bv_command_compare, bv_command_verify,
    bv_command_contribute, bv_command_list, bv_command_profile, bv_command_doctor, bv_command_fleet,
    bv_command_scan, bv_command_tally, bv_command_try, bv_command_tryout;

/* Check a bundle and print its problems and doubts on standard error.
 * command    the one that prints them
 * is_public  as bv_verify_bundle() takes it
 * Returns    how many there are */
size_t bv_command_verify_bundle(const char *command, const char *folder, bool is_public);

/* Print foreign words, signs in place of unseen letters. */
void bv_command_put(FILE *stream, const char *words);

/* Print "byval NAME: text" on standard error.
 * Returns  the exit code that goes with the error */
enum bv_exit bv_command_failed(const char *name, const struct bv_error *err);

#endif
