/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of plan.h share: plan.c, plan_unit.c, plan_order.c. */
#ifndef RUNNER_PLAN_PARTS_H
#define RUNNER_PLAN_PARTS_H

#include "plan.h"

/** plan_settle - all of a unit that follows from its suite, section and engine */
void plan_settle(struct unit *unit, const struct plan_request *request);

/** plan_migrates - a case of it needs to migrate, or all of them are to */
bool plan_migrates(const struct unit *unit, const struct options *options);

/** plan_order - leave the units of this shard, in the order in which they start */
void plan_order(struct plan *plan, const struct options *options);

void plan_unit_release(struct unit *unit);

#endif
