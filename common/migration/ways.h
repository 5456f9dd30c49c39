/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ways into another VM: live, and through a file; and to stop in this one. */
#ifndef COMMON_MIGRATION_WAYS_H
#define COMMON_MIGRATION_WAYS_H

#include <test/test.h>

static const struct way {
	const char *name;
	void (*go)(void);
	unsigned int times;
} ways[] = {
	{ "stop", host_stop, 3 },
	{ "live", host_migrate_now, 1 },
	{ "snapshot", host_snapshot_now, 1 },
	{ "live-5", host_migrate_now, 5 },
	{ "snapshot-2", host_snapshot_now, 2 },
};

static inline void go(const struct way *way)
{
	for (unsigned int i = 0; i < way->times; i++)
		way->go();
}

#endif
