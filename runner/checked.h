/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What config_check() has found to be right is not checked again as long as
 * nothing changes that it looks at: to read every image takes longer than many
 * a suite. BUILD/checked holds the keys of the last few states that were right.
 */
#ifndef RUNNER_CHECKED_H
#define RUNNER_CHECKED_H

#include <stdbool.h>
#include <stdint.h>

struct config;

/**
 * checked_key - a number for the state of a tree
 * @config: as it was read; its text counts
 * @targets: names of those whose images are compared with it
 * @build_dir: its images and hvcheck count by size and time of change
 * @source_dir: the names in its folders of suites count; NULL: there are none
 */
uint64_t checked_key(const struct config *config, char *const *targets,
		     const char *build_dir, const char *source_dir);

/** checked_before - whether this state was remembered */
bool checked_before(const char *state_dir, uint64_t key);

/** checked_remember - where it cannot be written, it is checked again */
void checked_remember(const char *state_dir, uint64_t key);

#endif
