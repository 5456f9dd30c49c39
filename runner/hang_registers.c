/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What QEMU's `info registers` says of each CPU. */
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "hang.h"

enum {
	REGISTERS_MAX = 32 << 10,
	EFLAGS_IF = 1 << 9,
};

/* How it names a port's registers. */
static const struct {
	const char *pc, *frame;
	unsigned int word;
	bool apcs;
} ports[] = {
	{ "RIP=", "RBP=", 8 },
	{ "EIP=", "EBP=", 4 },
	{ " PC=", "X29=", 8 },
	{ "R15=", "R11=", 4, true },
};

static bool find_register(const char *text, const char *end, const char *name,
			  uint64_t *value)
{
	const char *at = memmem(text, (size_t)(end - text), name, strlen(name));
	char *stop;

	if (!at)
		return false;
	at += strlen(name);
	*value = strtoull(at, &stop, 16);
	return stop > at;
}

/* One "CPU#n" section. */
static void add_cpu(struct hang *hang, const char *text, const char *end)
{
	struct hang_cpu cpu = { 0 };
	uint64_t halted = 0, flags;

	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		if (!find_register(text, end, ports[i].pc, &cpu.pc) ||
		    !find_register(text, end, ports[i].frame, &cpu.frame))
			continue;
		cpu.word = ports[i].word;
		cpu.apcs = ports[i].apcs;
		break;
	}
	if (!cpu.word)
		return;
	cpu.halted = find_register(text, end, "HLT=", &halted) && halted;
	cpu.deaf = (find_register(text, end, "RFL=", &flags) ||
		    find_register(text, end, "EFL=", &flags)) &&
		   !(flags & EFLAGS_IF);
	cpu.stack[0] = cpu.pc;
	cpu.nr = 1;
	hang->cpus = xrealloc(hang->cpus, hang->nr_cpus + 1, sizeof(cpu));
	hang->cpus[hang->nr_cpus++] = cpu;
}

/* Registers of vectors and floating point tell nothing of where it hangs. */
static bool is_noise(const char *line)
{
	static const char *const noise[] = {
		"XMM", "YMM", "ZMM", "FPR",   "FCW",  "Opmask", /* x86 */
		"Q0",  "Q1",  "Q2",  "Q3",    "Z0",   "Z1",	/* arm64 */
		"Z2",  "Z3",  "P0",  "P1",    "FFR=", "s0",
		"s1",  "s2",  "s3",  "FPSCR", /* arm */
	};

	for (size_t i = 0; i < sizeof(noise) / sizeof(noise[0]); i++)
		if (!strncmp(line, noise[i], strlen(noise[i])))
			return true;
	return *line == '\r' || *line == '\n';
}

/* The text without noise and carriage returns, and not without an end. */
static char *tidy(const char *text)
{
	char *out = xcalloc(1, REGISTERS_MAX + 1), *at = out;

	while (*text && at < out + REGISTERS_MAX) {
		size_t len = strcspn(text, "\n") + 1;
		bool noise = is_noise(text);

		for (; len && *text; len--, text++)
			if (!noise && *text != '\r' && at < out + REGISTERS_MAX)
				*at++ = *text;
	}
	return out;
}

void hang_registers(struct hang *hang, const char *text)
{
	const char *at = strstr(text, "CPU#"), *next;

	free(hang->registers);
	hang->registers = tidy(text);
	if (!at)
		at = text;
	for (; at; at = next) {
		next = *at ? strstr(at + 1, "\nCPU#") : NULL;
		add_cpu(hang, at, next ? next : at + strlen(at));
	}
}
