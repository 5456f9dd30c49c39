/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this suite share: ways to write, and a time full of migrations. */
#ifndef ARM_DIRTY_WRITERS_SUITE_H
#define ARM_DIRTY_WRITERS_SUITE_H

#include <arm/features.h>
#include <test/test.h>

#define DIRTY_WRITERS_SUITE                                                    \
	TEST_SUITE("dirty-writers",                                            \
		   .summary = "no kind of write to memory is lost while a VM " \
			      "migrates",                                      \
		   .needs = NEEDS(&host_migrate_live))

enum {
	DIRTY_ROUNDS =
		256, /* as many as a page has blocks of DC ZVA, and more */
};

/* Instructions of the width that store: one more than what was there. */
struct way {
	const char *name;
	void (*write)(uint64_t *at);
	const struct feature *needs;
};

extern const struct way dirty_ways[];
extern const unsigned int nr_dirty_ways; /* at most DIRTY_WAYS_MAX */

enum {
	DIRTY_WAYS_MAX = 16,
};

/** dirty_migrate_while - one call a round, while the VM migrates several times */
void dirty_migrate_while(void (*write)(unsigned int round));

#endif
