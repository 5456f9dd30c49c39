/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Subcommands. Each returns an exit status, or a negative errno with one
 * sentence in @error.
 */
#ifndef RUNNER_COMMANDS_H
#define RUNNER_COMMANDS_H

struct error;
struct options;

/** run_command - `hvcheck run` and `hvcheck prove`; @argv is for the record */
int run_command(const struct options *options, char *const *argv,
		struct error *error);

/** list_command - `hvcheck list` */
int list_command(const struct options *options, struct error *error);

/** exec_command - `hvcheck exec FILE [-- QEMU-ARGUMENTS]` */
int exec_command(const struct options *options, struct error *error);

/* Commands on recorded runs and on images, which need no plan. */
int recorded_report(const struct options *options, struct error *error);
int recorded_compare(const struct options *options, struct error *error);
int recorded_merge(const struct options *options, struct error *error);
int symbolize(const struct options *options, struct error *error);

#endif
