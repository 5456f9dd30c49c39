/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Accesses over the edge of two pages, of which one may refuse: refuse.c has the
 * pages and the access, crossing.c its forms.
 */
#ifndef X86_ACCESS_CROSSING_H
#define X86_ACCESS_CROSSING_H

#include "suite.h"

/* CODE - code that ends in RET, as id. DI is in the pages, SI elsewhere. */
#define CODE(id, text)                                \
	extern const char id[];                       \
	asm(".pushsection .text\n" #id ": " text "\n" \
	    "ret\n"                                   \
	    ".popsection")

struct form {
	const char *name;
	const char *code;
	unsigned int bytes;
	enum {
		LOAD,
		STORE,
		MODIFY, /* read, and then write */
	} kind;
	bool keeps_registers; /* it is the only instruction */
};

void crossing_prepare(void);

/**
 * crossing_check - all ways in which a page refuses, all places of the edge
 * @which: the page that refuses, 0 or 1
 *
 * All but W in the error code of MODIFY: crossing_error().
 */
void crossing_check(const struct form *form, unsigned int which);

/** crossing_error - the error code, one byte before the edge of a missing page */
unsigned long crossing_error(const struct form *form, unsigned int which);

/** crossing_allow - do it where both pages allow it, and look at their flags */
void crossing_allow(const struct form *form);

#endif
