/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an engine has, and what a unit asks for in vain. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "bochs.h"
#include "engine.h"

const char *engine_machine(const struct engine *engine,
			   const struct target *target)
{
	return engine->accel == ACCEL_BOCHS ? BOCHS_MACHINE : target->machine;
}

const char *engine_cpu(const struct engine *engine, const struct target *target)
{
	static const char *const bochs = BOCHS_CPU;

	return engine->accel == ACCEL_BOCHS ? bochs :
	       engine->accel == ACCEL_KVM   ? target->cpu_kvm :
					      target->cpu_tcg;
}

const char *engine_firmware(const struct engine *engine,
			    const struct target *target)
{
	return engine->accel == ACCEL_BOCHS ? NULL : target->firmware;
}

bool engine_has(char *const *names, const char *name)
{
	return words_contain(names, name);
}

/* "max,+avx" -> "max" */
static bool has_head(char *const *names, const char *text, const char *suffix)
{
	char *head = xstrndup(text, strcspn(text, ","));
	char *name = xasprintf("%s%s", head, suffix);
	bool has = engine_has(names, name);

	free(name);
	free(head);
	return has;
}

/* Short names of virtio devices stand for those of the machine's bus. */
static bool has_device(const struct engine *engine, const char *device)
{
	return has_head(engine->devices, device, "") ||
	       has_head(engine->devices, device, "-pci") ||
	       has_head(engine->devices, device, "-ccw") ||
	       has_head(engine->devices, device, "-device");
}

static char *lacks(const char *what, const char *name)
{
	return xasprintf("%s '%.*s'", what, (int)strcspn(name, ","), name);
}

char *engine_lacks(const struct engine *engine, const struct unit *unit)
{
	char *const *word = unit->section ? unit->section->qemu : NULL;

	if (engine->accel == ACCEL_BOCHS)
		return bochs_lacks(engine, unit);
	if (unit->machine && !has_head(engine->machines, unit->machine, ""))
		return lacks("machine", unit->machine);
	if (unit->cpu && *unit->cpu && engine->cpus &&
	    !has_head(engine->cpus, unit->cpu, ""))
		return lacks("CPU model", unit->cpu);
	for (; word && word[0] && word[1]; word++)
		if (!strcmp(word[0], "-device") && word[1][0] != '{' &&
		    !has_device(engine, word[1]))
			return lacks("device", word[1]);
	return NULL;
}
