/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * VMM binaries -> struct engine. A binary is probed by running it once; what
 * it said is cached under build/engines/, so that no run pays for it again.
 */
#ifndef RUNNER_ENGINE_H
#define RUNNER_ENGINE_H

#include "kvm.h"
#include "run.h"

enum {
	ENGINE_QEMU_MAJOR = 6,
	ENGINE_QEMU_MINOR = 2
}; /* oldest that works */

struct engine_search {
	const char *build_dir; /* for the cache; NULL: none */
	const char *self;      /* hvcheck itself, see child.h */
	char *const *binaries; /* of --qemu= and $QEMU, NULL-ended; NULL: none */
	bool refresh;	       /* probe again whatever the cache says */
	const struct kvm_facts *kvm;
};

/**
 * engines_find - the engines that can run a target, by decreasing age of names
 *
 * The default binary (target->qemu, in PATH) gives qemu-tcg and, where the
 * host's KVM is usable and fits the target, qemu-kvm. QEMUs unpacked below
 * build/engines/ (scripts/fetch-qemu-10) add theirs as .extra, and so does
 * Bochs, which runs x86. Where search->binaries
 * names some, they take its place: each gives qemu-MAJOR-tcg and qemu-MAJOR-kvm,
 * with "-2" and so on appended where that name is taken. Appends to *@engines
 * (NULL-ended, *@nr of them), which engines_free() releases. A default binary that is not installed adds nothing;
 * one that was named, or is too old, or does not answer, is an error.
 */
int engines_find(const struct target *target,
		 const struct engine_search *search, struct engine ***engines,
		 size_t *nr, struct error *error);
void engines_free(struct engine **engines);

/** engine_machine, _cpu, _firmware - by default; firmware NULL: none */
const char *engine_machine(const struct engine *engine,
			   const struct target *target);
const char *engine_cpu(const struct engine *engine,
		       const struct target *target);
const char *engine_firmware(const struct engine *engine,
			    const struct target *target);

/**
 * engine_migrates_live - whether a guest may run while it is migrated
 *
 * TCG of QEMU before 9.0 loses stores then: what it collects of dirty pages leaves
 * entries of its TLB behind that take those pages for dirty still.
 */
bool engine_migrates_live(const struct engine *engine);

/** engine_has - whether one of its machines, cpus or devices has this name */
bool engine_has(char *const *names, const char *name);

/**
 * engine_lacks - what a unit needs and its engine has not, as one phrase
 *
 * Machine, CPU model and the devices among its QEMU options. NULL: nothing;
 * else to be freed. For the skip class "capability".
 */
char *engine_lacks(const struct engine *engine, const struct unit *unit);

#endif
