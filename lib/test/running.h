/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The case that runs now. Private to case.c and verdict.c. */
#ifndef LIB_TEST_RUNNING_H
#define LIB_TEST_RUNNING_H

#include <stdbool.h>
#include <stdint.h>
#include <test/protocol.h>

struct planned;

enum {
	FAILED = 1,
	ERRED = 2,
	SKIPPED = 4
};

struct running {
	const struct planned *planned; /* NULL: no case is running */
	char name[PROTO_NAME_MAX + 1];
	char base[PROTO_NAME_MAX + 1]; /* without the number of a state */
	unsigned int number;	       /* in the plan */
	uint64_t state;
	unsigned long checks; /* from all CPUs, as the next three */
	unsigned long failed; /* of them, and unexpected traps */
	unsigned int flags;   /* FAILED...: of this state */
	bool ends_said;
	bool announced; /* a failing state's name was printed */
	struct reason {
		bool taken;
		char text[200];
	} error, skip;
};

extern struct running running;

/** case_checks - how many were executed */
unsigned long case_checks(void);

/** case_failures - how many of them failed, and unexpected traps */
unsigned long case_failures(void);

/** case_note_error - the harness itself knows of one; the case goes on */
void case_note_error(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

#endif
