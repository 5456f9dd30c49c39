/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Few globs for many names: a guest's command line is short, and a guest compares
 * each of its cases with all of it.
 */
#ifndef RUNNER_COVER_H
#define RUNNER_COVER_H

#include <stddef.h>

enum cover_want {
	COVER_NO,  /* no glob may match it */
	COVER_YES, /* one must */
	COVER_ANY, /* it does not matter */
};

struct cover_name {
	const char *name;
	enum cover_want want;
};

/**
 * cover_globs - globs with commas between them, to be freed; "" where none is
 * wanted
 * @names: all that there are, each once; they are sorted
 *
 * A glob is a name, or what begins names of which none is unwanted, and '*'.
 */
char *cover_globs(struct cover_name *names, size_t nr);

#endif
