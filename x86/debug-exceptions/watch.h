/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Data and I/O breakpoints. */
#ifndef X86_DEBUG_EXCEPTIONS_WATCH_H
#define X86_DEBUG_EXCEPTIONS_WATCH_H

#include "suite.h"

struct watch {
	const char *name;
	unsigned int n;	 /* of DRn */
	unsigned int rw; /* 1: stores, 2: I/O, 3: loads and stores */
	int bytes;
	bool user;
	unsigned long enable; /* L, G */
};

static inline unsigned long watch_dr7(const struct watch *w)
{
	/* LEN by bytes - 1 */
	static const unsigned int len[] = { 0, 1, 0, 3, 0, 0, 0, 2 };

	return (DR7_INIT | w->enable | DR7_RW(w->n, (unsigned long)w->rw) |
		DR7_LEN(w->n, (unsigned long)len[w->bytes - 1])) &
	       0xffffffff;
}

/* What is watched; CPL 3 has access. */
extern uint8_t watched[64];

#endif
