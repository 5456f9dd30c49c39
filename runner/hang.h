/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Evidence of a hang: stop the VM over QMP, read every vCPU's registers and
 * walk its frame pointers. A state machine without input or output of its own:
 * commands go out through a function, replies come in. It never changes a
 * verdict, and the caller limits its time.
 */
#ifndef RUNNER_HANG_H
#define RUNNER_HANG_H

#include "run.h"

enum {
	HANG_LIMIT_MS = 10000,
	HANG_FRAMES_MAX = 20, /* return addresses of a vCPU */
	HANG_CPUS_MAX = 16,   /* that are walked; all have their registers */
};

struct qmp_message;

struct hang_cpu {
	uint64_t pc, frame;
	bool halted;
	bool deaf;			 /* x86: with interrupts off */
	uint64_t stack[HANG_FRAMES_MAX]; /* [0] is the pc */
	unsigned int nr;
	unsigned int word; /* bytes of a stack word: 4 or 8 */
	bool apcs;	   /* A32: the record may be what GCC pushes */
};

struct hang {
	void (*send)(void *arg, const char *command);
	void *arg;
	bool done, stopped;
	char *registers; /* QEMU's text, bounded */
	struct hang_cpu *cpus;
	unsigned int nr_cpus, walking;
};

/** hang_begin - sends the first command; hang->done at once where there is none */
void hang_begin(struct hang *hang, void (*send)(void *arg, const char *command),
		void *arg);
/** hang_message - every QMP message until hang->done */
void hang_message(struct hang *hang, const struct qmp_message *message);

/** hang_link - take @moved off the stacks of an image that has relocated itself */
void hang_link(struct hang *hang, uint64_t moved);

/** hang_where - "in do_spin (x86/foo.c:42) on CPU 0"; "" where it is unknown */
void hang_where(const struct hang *hang, struct symbols *symbols,
		const char *image, char *text, size_t size);
/** hang_log - "# cpu 0 ..." and "# stack ..." records; to be freed; or NULL */
char *hang_log(const struct hang *hang);
void hang_release(struct hang *hang);

/** hang_registers - read `info registers -a` of QEMU; for its own test */
void hang_registers(struct hang *hang, const char *text);

#endif
