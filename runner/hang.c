/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hang.h"

#include <ctype.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/test/protocol.h"
#include "alloc.h"
#include "qmp.h"
#include "symbols.h"

enum {
	RECORD_MAX = 5,	 /* words around a frame pointer that are looked at */
	APCS_BELOW = 12, /* bytes of them before it, in A32 */
};

void hang_release(struct hang *hang)
{
	free(hang->registers);
	free(hang->cpus);
	hang->registers = NULL;
	hang->cpus = NULL;
}

/* ------------------------------------------------------------ dialogue -- */

static void monitor(struct hang *hang, unsigned int cpu, const char *format,
		    ...) __attribute__((format(printf, 3, 4)));

/* A command of QEMU's human monitor: it alone shows registers and memory. */
static void monitor(struct hang *hang, unsigned int cpu, const char *format,
		    ...)
{
	char line[128], *text;
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	text = qmp_command("hang", "human-monitor-command", "{s:s, s:i}",
			   "command-line", line, "cpu-index", (int)cpu);
	if (text)
		hang->send(hang->arg, text);
	else
		hang->done = true;
	free(text);
}

void hang_begin(struct hang *hang, void (*out)(void *arg, const char *command),
		void *arg)
{
	char *stop = qmp_command("hang", "stop", NULL);

	*hang = (struct hang){ .send = out, .arg = arg, .done = !stop };
	if (stop)
		hang->send(arg, stop);
	free(stop);
}

/* Whether a frame pointer may be one. */
static bool is_frame(const struct hang_cpu *cpu)
{
	return cpu->frame >= 0x1000 && !(cpu->frame % cpu->word);
}

/* Ask for the next frame of the CPU being walked, or go to the next CPU. */
static void walk(struct hang *hang)
{
	while (hang->walking < hang->nr_cpus && hang->walking < HANG_CPUS_MAX) {
		struct hang_cpu *cpu = &hang->cpus[hang->walking];

		if (cpu->nr < HANG_FRAMES_MAX && is_frame(cpu)) {
			monitor(hang, hang->walking, "x /%dx%c 0x%" PRIx64,
				cpu->apcs ? RECORD_MAX : 2,
				cpu->word == 8 ? 'g' : 'w',
				cpu->frame - (cpu->apcs ? APCS_BELOW : 0));
			return;
		}
		hang->walking++;
	}
	hang->done = true;
}

/* "0000000000107fe0: 0x0000000000107ff0 0x0000000000100123", lines of them */
static bool find_words(const char *text, uint64_t *words, unsigned int nr)
{
	const char *at = strchr(text, ':');
	char *end;

	for (unsigned int i = 0; i < nr && at; i++) {
		at = strstr(at, "0x");
		if (!at)
			return false;
		words[i] = strtoull(at, &end, 16);
		at = end;
	}
	return at != NULL;
}

/*
 * { caller's frame pointer, return address }, where the frame pointer points to.
 * GCC's frames of A32 end there: { caller's frame pointer, SP, return address,
 * address of the function }, and code lies below stacks in all images.
 */
static bool find_record(const struct hang_cpu *cpu, const char *text,
			uint64_t record[2])
{
	uint64_t words[RECORD_MAX];

	if (!cpu->apcs)
		return find_words(text, record, 2);
	if (!find_words(text, words, RECORD_MAX))
		return false;
	if (words[3] == 0 || words[3] > cpu->frame) {
		record[0] = words[3];
		record[1] = words[4];
	} else {
		record[0] = words[0];
		record[1] = words[2];
	}
	return true;
}

static void on_frame(struct hang *hang, const char *text)
{
	struct hang_cpu *cpu = &hang->cpus[hang->walking];
	uint64_t record[2];

	if (!find_record(cpu, text, record) || !record[1]) {
		hang->walking++; /* the end of the chain */
	} else {
		cpu->stack[cpu->nr++] = record[1];
		if (record[0] <= cpu->frame)
			record[0] = 0;
		cpu->frame = record[0];
	}
	walk(hang);
}

void hang_message(struct hang *hang, const struct qmp_message *message)
{
	const char *text = json_string_value(message->data);

	if (hang->done || strcmp(message->name, "hang") ||
	    (message->type != QMP_RETURN && message->type != QMP_ERROR))
		return;
	if (!hang->stopped) {
		hang->stopped = true;
		monitor(hang, 0, "info registers -a");
	} else if (!text) {
		hang->done = true;
	} else if (!hang->registers) {
		hang_registers(hang, text);
		walk(hang);
	} else {
		on_frame(hang, text);
	}
}

/* ------------------------------------------------------------- results -- */

void hang_link(struct hang *hang, uint64_t moved)
{
	for (unsigned int i = 0; i < hang->nr_cpus; i++)
		for (unsigned int k = 0; k < hang->cpus[i].nr; k++)
			hang->cpus[i].stack[k] -= moved;
}

/* The first frame from *@from on that has a function, and a line if @lined. */
static bool find_frame(struct symbols *symbols, const char *image,
		       const struct hang_cpu *cpu, unsigned int *from,
		       bool lined, struct symbol *found)
{
	struct symbol frames[SYMBOL_FRAMES_MAX];

	for (; symbols && *from < cpu->nr; ++*from) {
		if (!symbols_lookup(symbols, image, cpu->stack[*from],
				    *from > 0, frames) ||
		    !frames[0].function || (lined && !frames[0].file))
			continue;
		*found = frames[0];
		return true;
	}
	return false;
}

/* The first CPU that is not merely waiting, else the first one. */
static unsigned int culprit(const struct hang *hang)
{
	for (unsigned int i = 0; i < hang->nr_cpus; i++)
		if (!hang->cpus[i].halted)
			return i;
	return 0;
}

void hang_where(const struct hang *hang, struct symbols *symbols,
		const char *image, char *text, size_t size)
{
	unsigned int i = culprit(hang), frame = 0;
	const struct hang_cpu *cpu;
	struct symbol in, by;
	const char *halted;

	text[0] = '\0';
	if (!hang->nr_cpus)
		return;
	cpu = &hang->cpus[i];
	halted = cpu->halted ? ", halted" : "";
	if (!find_frame(symbols, image, cpu, &frame, false, &in)) {
		snprintf(text, size, "at 0x%" PRIx64 " on CPU %u%s", cpu->pc, i,
			 halted);
		return;
	}
	if (in.file)
		snprintf(text, size, "in %s (%s:%u) on CPU %u%s", in.function,
			 in.file, in.line, i, halted);
	else if (find_frame(symbols, image, cpu, &frame, true, &by))
		snprintf(text, size, "in %s, called by %s (%s:%u), on CPU %u%s",
			 in.function, by.function, by.file, by.line, i, halted);
	else
		snprintf(text, size, "in %s on CPU %u%s", in.function, i,
			 halted);
}

char *hang_log(const struct hang *hang)
{
	char *text, *more;

	if (!hang->nr_cpus)
		return NULL;
	text = xasprintf("[hvcheck: the VM was stopped; its CPUs:]\n");
	for (unsigned int i = 0; i < hang->nr_cpus; i++) {
		const struct hang_cpu *cpu = &hang->cpus[i];

		more = xasprintf("%s# CPU %u%s\n" PROTO_STACK, text, i,
				 cpu->halted ? ", halted" : "");
		free(text);
		text = more;
		for (unsigned int k = 0; k < cpu->nr; k++) {
			more = xasprintf("%s%s0x%" PRIx64, text, k ? " " : "",
					 cpu->stack[k]);
			free(text);
			text = more;
		}
		more = xasprintf("%s\n", text);
		free(text);
		text = more;
	}
	more = xasprintf("%s%s", text, hang->registers);
	free(text);
	return more;
}
