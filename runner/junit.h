/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JUnit XML as GitLab reads it; docs/results.md has the mapping.
 */
#ifndef RUNNER_JUNIT_H
#define RUNNER_JUNIT_H

#include "run.h"

/**
 * junit_sink - write @path at the end of the run, whole or not at all
 * @project_dir: attachments are named relative to it; NULL: CI_PROJECT_DIR, or
 * the current folder
 */
struct sink *junit_sink(const char *path, const char *project_dir);

struct recording;
int junit_recording(const struct recording *recording, const char *path,
		    const char *project_dir, struct error *error);

#endif
