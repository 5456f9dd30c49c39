/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TAP version 14: a subtest a unit, written whole when the unit ends.
 * docs/results.md has the mapping of states.
 */
#ifndef RUNNER_TAP_H
#define RUNNER_TAP_H

#include "run.h"
#include <stdio.h>

/** tap_sink - @out is flushed after every unit, and never closed */
struct sink *tap_sink(FILE *out);

struct recording;
int tap_recording(const struct recording *recording, FILE *out,
		  struct error *error);

#endif
