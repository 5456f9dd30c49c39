/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands at an address, as text: a phrase, or lines within a log. */
#include "symbols.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <test/protocol.h>

/* "do_wrmsr x86/msr.c:31", "trap_entry+0x1c" */
static void print_frame(FILE *out, const struct symbol *frame)
{
	if (frame->function && frame->file)
		fprintf(out, "%s ", frame->function);
	else if (frame->function)
		fprintf(out, "%s+0x%" PRIx64, frame->function, frame->offset);
	if (frame->file)
		fprintf(out, "%s:%u", frame->file, frame->line);
}

char *symbols_describe(struct symbols *symbols, const char *image,
		       uint64_t address, bool is_return, char *text,
		       size_t size)
{
	struct symbol frames[SYMBOL_FRAMES_MAX];
	unsigned int nr =
		symbols_lookup(symbols, image, address, is_return, frames);
	FILE *out = fmemopen(text, size, "w");

	text[0] = '\0';
	for (unsigned int i = 0; out && i < nr; i++) {
		if (i)
			fputs(", inlined in ", out);
		print_frame(out, &frames[i]);
	}
	if (out)
		fclose(out);
	text[size - 1] = '\0';
	return text;
}

/* One address of a stack, a line a function. */
static void print_address(FILE *out, struct symbols *symbols, const char *image,
			  uint64_t address, bool is_return)
{
	struct symbol frames[SYMBOL_FRAMES_MAX];
	unsigned int nr =
		symbols_lookup(symbols, image, address, is_return, frames);

	fprintf(out, SYMBOLS_FRAME "0x%" PRIx64 " ", address);
	if (nr == 0)
		fputs("(no symbol)", out);
	for (unsigned int i = 0; i < nr; i++) {
		if (i)
			fputs("\n" SYMBOLS_FRAME "  inlined in ", out);
		print_frame(out, &frames[i]);
	}
	fputc('\n', out);
}

/* -------------------------------------------------------- stack records -- */

#define LEGACY_STACK "\tSTACK:" /* kvm-unit-tests: addresses without 0x */

/*
 * An address at *@text; moves on behind it. A leading '@' marks the exact
 * address of an instruction among return addresses.
 */
static bool next_address(const char **text, uint64_t *address, bool *exact)
{
	const char *start = *text + strspn(*text, " \t");
	char *end;

	*exact = *start == '@';
	start += *exact;
	if (!isxdigit((unsigned char)*start))
		return false;
	*address = strtoull(start, &end, 16);
	*text = end;
	return *end == '\0' || isspace((unsigned char)*end);
}

static void print_stack(FILE *out, struct symbols *symbols, const char *image,
			const char *addresses, bool first_is_exact)
{
	uint64_t address;
	bool exact;

	while (next_address(&addresses, &address, &exact)) {
		print_address(out, symbols, image, address,
			      !exact && !first_is_exact);
		first_is_exact = false;
	}
}

struct annotator {
	struct symbols *symbols;
	const char *image;
	FILE *out;
	FILE *record; /* addresses of the stack record being collected */
	char *text;
	size_t size;
	bool exact; /* its first address is one of an instruction */
	bool added;
};

/* A stack record ends with the first line that does not continue it. */
static void finish_record(struct annotator *a)
{
	if (!a->record)
		return;
	fclose(a->record);
	a->record = NULL;
	print_stack(a->out, a->symbols, a->image, a->text, a->exact);
	a->added = true;
	free(a->text);
	a->text = NULL;
}

static const char *after(const char *line, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(line, prefix, len) == 0 ? line + len : NULL;
}

/* @line has no newline. */
static void annotate_line(struct annotator *a, const char *line)
{
	const char *more = after(line, PROTO_MORE);
	const char *stack = after(line, PROTO_STACK);
	const char *legacy = after(line, LEGACY_STACK);

	if (!(more && a->record))
		finish_record(a);
	fprintf(a->out, "%s\n", line);
	if (stack || legacy) {
		a->record = open_memstream(&a->text, &a->size);
		a->exact = stack != NULL;
		more = stack ? stack : legacy;
	}
	if (more && a->record)
		fputs(more, a->record);
}

/* Every line of a file, or of a text. */
void symbols_annotate_stream(struct symbols *symbols, const char *image,
			     FILE *in, FILE *out)
{
	struct annotator a = { .symbols = symbols, .image = image, .out = out };
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	while ((len = getline(&line, &size, in)) > 0) {
		while (len > 0 &&
		       (line[len - 1] == '\n' || line[len - 1] == '\r'))
			line[--len] = '\0';
		annotate_line(&a, line);
	}
	finish_record(&a);
	free(line);
}

char *symbols_annotate(struct symbols *symbols, const char *image,
		       const char *log)
{
	struct annotator a = { .symbols = symbols, .image = image };
	char *result = NULL, *copy, *line, *rest;
	size_t size;

	if (!strstr(log, PROTO_STACK) && !strstr(log, LEGACY_STACK))
		return NULL;
	copy = rest = strdup(log);
	a.out = open_memstream(&result, &size);
	while (copy && a.out && (line = strsep(&rest, "\n")))
		if (rest || *line) /* not the nothing behind the last newline */
			annotate_line(&a, line);
	if (a.out) {
		finish_record(&a);
		fclose(a.out);
	}
	free(copy);
	if (a.added)
		return result;
	free(result);
	return NULL;
}
