/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the lines (ktap.c) to what one record says (ktap_record.c). */
#ifndef RUNNER_KTAP_RECORD_H
#define RUNNER_KTAP_RECORD_H

#include "ktap.h"

#define LEN(literal) (sizeof(literal) - 1)

/** ktap_parse - fill in @ev by its record; words of it are kept in ktap->split */
void ktap_parse(struct ktap *ktap, struct ktap_event *ev);

#endif
