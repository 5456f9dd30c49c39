/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One JSON document a run: run, environment, units, cases. The journal is the
 * stream of events; this is their sum. docs/results.md has the fields.
 */
#ifndef RUNNER_JSON_H
#define RUNNER_JSON_H

#include "run.h"

/** json_sink - write @path at the end of the run, whole or not at all */
struct sink *json_sink(const char *path);

struct recording;
int json_recording(const struct recording *recording, const char *path,
		   struct error *error);

#endif
