/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TAP version 14, a subtest a unit, on a stream as the units end.
 */
#ifndef RUNNER_TAP_H
#define RUNNER_TAP_H

#include "run.h"
#include <stdio.h>

/** tap_sink - @out is flushed, never closed; NULL: ENOMEM */
struct sink *tap_sink(FILE *out);

struct recording;
int tap_recording(const struct recording *recording, FILE *out);

#endif
