/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which commit a source tree is at, from the files of git. */
#ifndef RUNNER_COMMIT_H
#define RUNNER_COMMIT_H

/**
 * commit_of - the commit that is checked out in @tree, in hex, malloc'ed
 *
 * $CI_COMMIT_SHA where a CI system says it; NULL: no git checkout. No git is
 * started for it. Says nothing of changes that are not committed.
 */
char *commit_of(const char *tree);

#endif
