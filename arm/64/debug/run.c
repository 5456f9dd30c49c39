/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

struct debug_log debug_hits;
struct trap_frame debug_frame;

static const enum trap_cause causes[] = { ARM_BREAKPOINT, ARM_WATCHPOINT,
					  ARM_STEP };

void debug_setup(void)
{
	debug_reset();
	test_defer((void (*)(unsigned long))debug_reset, 0);
	debug_hits.nr = 0;
}

static bool log_hit(struct trap_frame *frame, void *arg)
{
	(void)arg;
	if (debug_hits.nr < 64)
		debug_hits.frames[debug_hits.nr] = *frame;
	debug_hits.nr++;
	frame->pstate |= PSTATE_D;
	return true;
}

void debug_log(void)
{
	debug_hits.nr = 0;
	for (unsigned int i = 0; i < 3; i++)
		trap_handle(causes[i], log_hit, NULL);
}

/* Does not deal with the trap: trap_catch() does. */
static bool see(struct trap_frame *frame, void *arg)
{
	(void)arg;
	debug_frame = *frame;
	return false;
}

struct call {
	void (*fn)(const void *);
	const void *arg;
};

static void unmasked(const void *arg)
{
	const struct call *c = arg;

	debug_unmask();
	c->fn(c->arg);
	debug_mask();
}

struct trap debug_call(enum debug_who who, void (*fn)(const void *),
		       const void *arg)
{
	const struct call call = { fn, arg };
	struct trap t;

	for (unsigned int i = 0; i < 3; i++)
		trap_handle(causes[i], see, NULL);
	switch (who) {
	case BY_EL1:
		return trap_catch(unmasked, &call);
	case BY_EL1_MASKED:
		return trap_catch(fn, arg);
	case BY_EL0_MASKED:
		return user_catch(fn, arg);
	default:
		break;
	}
	/* what EL0 starts with is what is set here */
	debug_unmask();
	t = user_catch(fn, arg);
	debug_mask();
	return t;
}
