/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses of an image -> function, file, line, with inlined callers
 * (elfutils libdw). Images stay open until symbols_close().
 */
#ifndef RUNNER_SYMBOLS_H
#define RUNNER_SYMBOLS_H

#include "run.h"
#include <stdio.h>

struct symbols;

enum {
	SYMBOL_FRAMES_MAX = 8
}; /* inlined callers that are kept */

struct symbol {
	const char *function; /* NULL: unknown */
	uint64_t offset;      /* from its start */
	const char *file;     /* relative to the tree; NULL: no line table */
	unsigned int line;
};

/**
 * symbols_open - nothing is read yet
 * @tree: source folder that paths are shown relative to, or NULL
 */
struct symbols *symbols_open(const char *tree);
void symbols_close(struct symbols *symbols);

/**
 * symbols_lookup - what stands at an address
 * @image: ELF file; opened once
 * @is_return: it is a return address, so the call before it is meant
 * @frames: at least SYMBOL_FRAMES_MAX; innermost first, [0] is the inlined code
 *
 * Returns how many frames were filled in; 0 where nothing is known of the
 * address. Strings live as long as @symbols.
 */
unsigned int symbols_lookup(struct symbols *symbols, const char *image,
			    uint64_t address, bool is_return,
			    struct symbol *frames);

/**
 * symbols_describe - one line: "do_wrmsr x86/msr.c:31, inlined in main x86/msr.c:40"
 *
 * "wrmsr+0x1c" without debug information, "" where nothing is known. Returns
 * @text.
 */
char *symbols_describe(struct symbols *symbols, const char *image,
		       uint64_t address, bool is_return, char *text,
		       size_t size);

#define SYMBOLS_FRAME "#   " /* how the lines begin that are added to a log */

/**
 * symbols_annotate - a log with one line a frame below each "# stack" record
 *
 * Also reads the "STACK:" lines of kvm-unit-tests. Every line of @log is kept.
 * Returns malloc'ed text; NULL: ENOMEM, or there is nothing to add.
 */
char *symbols_annotate(struct symbols *symbols, const char *image,
		       const char *log);

/** symbols_annotate_stream - the same, from a file to a file */
void symbols_annotate_stream(struct symbols *symbols, const char *image,
			     FILE *in, FILE *out);

#endif
