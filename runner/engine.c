/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "alloc.h"
#include "bochs.h"
#include "probe.h"

enum {
	FACTOR_SOFTWARE_KVM = 5,
};

/* -------------------------------------------------------------- search -- */

/* Absolute path of a program; NULL: there is none. To be freed. */
static char *find_program(const char *name)
{
	const char *path = getenv("PATH");
	char **folders = NULL, *found = NULL;

	if (strchr(name, '/'))
		return realpath(name, NULL);
	words_split(&folders, path ? path : "/usr/bin:/bin", ":");
	for (char **f = folders; f && *f && !found; f++) {
		struct stat st;
		char *file = xasprintf("%s/%s", *f, name);

		if (!stat(file, &st) && S_ISREG(st.st_mode) &&
		    !access(file, X_OK))
			found = realpath(file, NULL);
		free(file);
	}
	words_free(folders);
	return found;
}

static bool is_too_old(const struct probe *probe)
{
	if (probe->version[0] != ENGINE_QEMU_MAJOR)
		return probe->version[0] < ENGINE_QEMU_MAJOR;
	return probe->version[1] < ENGINE_QEMU_MINOR;
}

/* "qemu-system-x86_64" is of architecture "x86_64" */
static bool is_arch(const char *qemu, const char *arch)
{
	const char *dash = qemu ? strrchr(qemu, '-') : NULL;

	return dash && !strcmp(dash + 1, arch);
}

static bool fits_target(const struct probe *probe, const struct target *target)
{
	return is_arch(target->qemu, probe->arch) ||
	       is_arch(target->qemu_too, probe->arch);
}

static bool host_runs(const struct target *target)
{
	struct utsname host;

	if (uname(&host))
		return false;
	for (const char *const *h = target->host; h && *h; h++)
		if (!strcmp(*h, host.machine))
			return true;
	return false;
}

static char **copy_words(char *const *words)
{
	char **copy = NULL;

	for (; words && *words; words++)
		words_add(&copy, xstrdup(*words));
	return copy;
}

static bool is_taken(struct engine *const *engines, size_t nr, const char *name)
{
	for (size_t i = 0; i < nr; i++)
		if (!strcmp(engines[i]->name, name))
			return true;
	return false;
}

/* "qemu-tcg", or of a binary that was named "qemu-10-tcg", "qemu-10-tcg-2". */
static char *engine_name(const struct probe *probe, bool named,
			 const char *accel, struct engine *const *engines,
			 size_t nr)
{
	char *name = named ? xasprintf("qemu-%u-%s", probe->version[0], accel) :
			     xasprintf("qemu-%s", accel);

	for (unsigned int i = 2; named && is_taken(engines, nr, name); i++) {
		free(name);
		name = xasprintf("qemu-%u-%s-%u", probe->version[0], accel, i);
	}
	return name;
}

static struct engine *engine_new(const char *binary, const struct probe *probe,
				 struct engine ***engines, size_t *nr)
{
	struct engine *e = xcalloc(1, sizeof(*e));

	e->binary = xstrdup(binary);
	memcpy(e->version, probe->version, sizeof(e->version));
	e->version_text = xstrdup(probe->text);
	e->factor = 1;
	e->machines = copy_words(probe->machines);
	e->cpus = copy_words(probe->cpus);
	e->devices = copy_words(probe->devices);
	*engines = xrealloc(*engines, *nr + 2, sizeof(**engines));
	(*engines)[(*nr)++] = e;
	(*engines)[*nr] = NULL;
	return e;
}

static bool is_found(struct engine *const *engines, size_t nr,
		     const char *binary, enum accel accel)
{
	for (size_t i = 0; i < nr; i++)
		if (engines[i]->accel == accel &&
		    !strcmp(engines[i]->binary, binary))
			return true;
	return false;
}

static void add_tcg(const char *binary, const struct probe *probe, bool named,
		    struct engine ***engines, size_t *nr)
{
	struct engine *e;
	char *name = engine_name(probe, named, "tcg", *engines, *nr);

	if (is_found(*engines, *nr, binary, ACCEL_TCG)) {
		free(name);
		return;
	}
	e = engine_new(binary, probe, engines, nr);
	e->name = name;
	e->kind = xstrdup("qemu-tcg");
	e->accel = ACCEL_TCG;
}

/* Its version is the kernel's: QEMU has little to do with what a guest sees. */
static void add_kvm(const char *binary, const struct probe *probe, bool named,
		    const struct kvm_facts *kvm, struct engine ***engines,
		    size_t *nr)
{
	struct engine *e;
	char *name = engine_name(probe, named, "kvm", *engines, *nr);

	if (is_found(*engines, *nr, binary, ACCEL_KVM)) {
		free(name);
		return;
	}
	e = engine_new(binary, probe, engines, nr);
	e->name = name;
	e->kind = xasprintf("qemu-kvm%s%s", kvm->kind[0] ? "/" : "", kvm->kind);
	e->accel = ACCEL_KVM;
	memcpy(e->version, kvm->version, sizeof(e->version));
	if (kvm->software)
		e->factor = FACTOR_SOFTWARE_KVM;
}

static int add_binary(const char *binary, bool named,
		      const struct target *target,
		      const struct engine_search *search,
		      struct engine ***engines, size_t *nr, struct error *error)
{
	struct probe probe = { 0 };
	int r = probe_get(&probe, binary, probe_qemu, search->build_dir,
			  search->refresh, error);

	if (r)
		goto out;
	if (is_too_old(&probe)) {
		r = error_set(error, ENOTSUP,
			      "%s is %s; the oldest that works is QEMU %d.%d",
			      binary, probe.text, ENGINE_QEMU_MAJOR,
			      ENGINE_QEMU_MINOR);
		goto out;
	}
	if (!fits_target(&probe, target))
		goto out;
	add_tcg(binary, &probe, named, engines, nr);
	if (search->kvm && search->kvm->usable && probe.kvm &&
	    host_runs(target))
		add_kvm(binary, &probe, named, search->kvm, engines, nr);
out:
	probe_release(&probe);
	return r;
}

static int is_fetched(const struct dirent *entry)
{
	return !strncmp(entry->d_name, "qemu-", 5) &&
	       !strchr(entry->d_name, '.'); /* a cache's */
}

/*
 * What scripts/fetch-qemu-10 has left in build/engines/. One that does not
 * answer is not there: it may have been made for another machine.
 */
static void add_fetched(const struct target *target,
			const struct engine_search *search,
			struct engine ***engines, size_t *nr)
{
	char *dir = xasprintf("%s/engines", search->build_dir), *binary;
	size_t before = *nr;
	struct dirent **names = NULL;
	struct error ignored;
	int found = scandir(dir, &names, is_fetched, versionsort);

	for (int i = 0; i < found; i++) {
		binary = xasprintf("%s/%s/bin/%s", dir, names[i]->d_name,
				   target->qemu);
		if (!access(binary, X_OK))
			add_binary(binary, true, target, search, engines, nr,
				   &ignored);
		free(binary);
		free(names[i]);
	}
	free(names);
	free(dir);
	for (size_t i = before; i < *nr; i++)
		(*engines)[i]->extra = true;
}

static void add_bochs(const struct target *target,
		      const struct engine_search *search,
		      struct engine ***engines, size_t *nr)
{
	char *binary = strcmp(target->port, "x86") ? NULL :
						     find_program("bochs");
	struct probe probe = { 0 };
	struct error ignored;
	struct engine *e;

	if (binary && !probe_get(&probe, binary, bochs_probe, search->build_dir,
				 search->refresh, &ignored)) {
		e = engine_new(binary, &probe, engines, nr);
		e->name = xstrdup("bochs");
		e->kind = xstrdup("bochs");
		e->accel = ACCEL_BOCHS;
		e->factor = BOCHS_FACTOR;
		e->extra = true;
	}
	probe_release(&probe);
	free(binary);
}

int engines_find(const struct target *target,
		 const struct engine_search *search, struct engine ***engines,
		 size_t *nr, struct error *error)
{
	bool named = search->binaries && *search->binaries;
	char *binary = named ? NULL : find_program(target->qemu);
	int r = 0;

	if (binary)
		r = add_binary(binary, false, target, search, engines, nr,
			       error);
	free(binary);
	if (!r && !named && search->build_dir)
		add_fetched(target, search, engines, nr);
	if (!r && !named)
		add_bochs(target, search, engines, nr);
	for (char *const *b = search->binaries; !r && b && *b; b++) {
		binary = find_program(*b);
		if (binary)
			r = add_binary(binary, true, target, search, engines,
				       nr, error);
		else
			r = error_set(error, ENOENT,
				      "%s: there is no such program", *b);
		free(binary);
	}
	return r;
}

void engines_free(struct engine **engines)
{
	for (struct engine **e = engines; e && *e; e++) {
		free((*e)->name);
		free((*e)->kind);
		free((*e)->binary);
		free((*e)->version_text);
		free((*e)->data_dir);
		words_free((*e)->machines);
		words_free((*e)->cpus);
		words_free((*e)->devices);
		free(*e);
	}
	free(engines);
}

enum {
	LIVE_MAJOR = 9 /* of the QEMU whose TCG keeps all stores */
};

bool engine_migrates_live(const struct engine *engine)
{
	return engine->accel != ACCEL_TCG || engine->version[0] >= LIVE_MAJOR;
}
