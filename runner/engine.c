/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <limits.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "alloc.h"
#include "bochs.h"
#include "child.h"
#include "qmp.h"

enum {
	PROBE_TIMEOUT_MS = 20000,
	CACHE_VERSION = 1, /* of the file; other ones are probed again */
	FACTOR_SOFTWARE_KVM = 5,
};

/* What one binary can do, as the cache keeps it. */
struct probe {
	unsigned int version[3];
	char *text; /* "QEMU 7.2.22 (Debian ...)" */
	char *arch; /* "x86_64" */
	bool kvm;   /* built with it */
	char **machines, **cpus, **devices;
};

static void probe_release(struct probe *probe)
{
	free(probe->text);
	free(probe->arch);
	words_free(probe->machines);
	words_free(probe->cpus);
	words_free(probe->devices);
	*probe = (struct probe){ 0 };
}

/* ----------------------------------------------------------------- kvm -- */

static void kvm_kind(struct kvm_facts *facts)
{
	static const struct {
		const char *module, *kind;
	} kinds[] = {
		{ "/sys/module/kvm_intel", "vmx" },
		{ "/sys/module/kvm_amd", "svm" },
		{ "/sys/module/kvm_pvm", "pvm" },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (access(kinds[i].module, F_OK))
			continue;
		snprintf(facts->kind, sizeof(facts->kind), "%s", kinds[i].kind);
		facts->software = !strcmp(kinds[i].kind, "pvm");
		return;
	}
}

static void kernel_version(unsigned int version[3])
{
	struct utsname host;

	if (!uname(&host))
		sscanf(host.release, "%u.%u.%u", &version[0], &version[1],
		       &version[2]);
}

void engine_kvm_facts(struct kvm_facts *facts)
{
	static const char device[] = "/dev/kvm";
	int fd, vm;

	*facts = (struct kvm_facts){ 0 };
	kernel_version(facts->version);
	fd = open(device, O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		snprintf(facts->why, sizeof(facts->why), "%s: %s", device,
			 errno == ENOENT ? "it is missing" : strerror(errno));
		return;
	}
	kvm_kind(facts);
	vm = -1;
	if (ioctl(fd, KVM_GET_API_VERSION, 0) != KVM_API_VERSION)
		snprintf(facts->why, sizeof(facts->why),
			 "%s speaks another version", device);
	else if ((vm = ioctl(fd, KVM_CREATE_VM, 0)) < 0)
		snprintf(facts->why, sizeof(facts->why), "%s makes no VM: %s",
			 device, strerror(errno));
	else
		facts->usable = true;
	if (vm >= 0)
		close(vm);
	close(fd);
}

/* --------------------------------------------------------------- probe -- */

static void add_names(char ***words, json_t *array, const char *const *keys)
{
	size_t i;
	json_t *item;

	json_array_foreach(array, i, item) for (const char *const *key = keys;
						*key; key++)
	{
		const char *name =
			json_string_value(json_object_get(item, *key));

		if (name && !words_contain(*words, name))
			words_add(words, xstrdup(name));
	}
}

static void on_greeting(struct probe *probe, json_t *data)
{
	static const char *const parts[] = { "major", "minor", "micro" };
	json_t *version = json_object_get(data, "version");
	json_t *numbers = json_object_get(version, "qemu");
	const char *package =
		json_string_value(json_object_get(version, "package"));

	for (int i = 0; i < 3; i++)
		probe->version[i] = (unsigned int)json_integer_value(
			json_object_get(numbers, parts[i]));
	free(probe->text);
	probe->text = xasprintf("QEMU %u.%u.%u%s%s%s", probe->version[0],
				probe->version[1], probe->version[2],
				package && *package ? " (" : "",
				package ? package : "",
				package && *package ? ")" : "");
}

static void on_reply(struct probe *probe, const struct qmp_message *message)
{
	static const char *const machine_keys[] = { "name", "alias", NULL };
	static const char *const name_keys[] = { "name", NULL };
	const char *arch;

	if (!strcmp(message->name, "machines")) {
		add_names(&probe->machines, message->data, machine_keys);
	} else if (!strcmp(message->name, "cpus")) {
		add_names(&probe->cpus, message->data, name_keys);
	} else if (!strcmp(message->name, "devices")) {
		add_names(&probe->devices, message->data, name_keys);
	} else if (!strcmp(message->name, "kvm")) {
		probe->kvm =
			json_is_true(json_object_get(message->data, "present"));
	} else if (!strcmp(message->name, "target")) {
		arch = json_string_value(
			json_object_get(message->data, "arch"));
		free(probe->arch);
		probe->arch = xstrdup(arch ? arch : "");
	}
}

static void on_message(void *arg, const struct qmp_message *message)
{
	struct probe *probe = arg;

	if (message->type == QMP_GREETING)
		on_greeting(probe, message->data);
	else if (message->type == QMP_RETURN)
		on_reply(probe, message);
}

static const char *last_line(char *text)
{
	size_t len = strlen(text);
	char *eol;

	while (len && (text[len - 1] == '\n' || text[len - 1] == '\r'))
		text[--len] = '\0';
	eol = strrchr(text, '\n');
	return eol ? eol + 1 : text;
}

static int probe_error(const char *binary, struct child_output *output,
		       struct error *error)
{
	const char *line = last_line(output->err);

	if (output->timed_out)
		return error_set(error, ETIMEDOUT,
				 "%s: no answer to questions on its "
				 "capabilities within %d s",
				 binary, PROBE_TIMEOUT_MS / 1000);
	if (*line)
		return error_set(error, EPROTO, "%s: %s", binary, line);
	return error_set(error, EPROTO,
			 "%s is not a QEMU system emulator (it does not speak "
			 "QMP; exit status %d)",
			 binary, output->status);
}

static int probe_run(struct probe *probe, const char *binary,
		     struct error *error)
{
	static const char questions[] =
		"{\"execute\":\"qmp_capabilities\"}\n"
		"{\"execute\":\"query-target\",\"id\":\"target\"}\n"
		"{\"execute\":\"query-kvm\",\"id\":\"kvm\"}\n"
		"{\"execute\":\"query-machines\",\"id\":\"machines\"}\n"
		"{\"execute\":\"query-cpu-definitions\",\"id\":\"cpus\"}\n"
		"{\"execute\":\"qom-list-types\",\"id\":\"devices\",\"arguments\":"
		"{\"implements\":\"device\",\"abstract\":false}}\n"
		"{\"execute\":\"quit\"}\n";
	char *const argv[] = {
		(char *)binary,
		(char *)"-machine",
		(char *)"none",
		(char *)"-nodefaults",
		(char *)"-no-user-config",
		(char *)"-display",
		(char *)"none",
		(char *)"-chardev",
		(char *)"stdio,id=q",
		(char *)"-mon",
		(char *)"chardev=q,mode=control",
		NULL,
	};
	struct child_output output;
	struct qmp qmp;
	int r = child_capture(argv, questions, PROBE_TIMEOUT_MS, &output,
			      error);

	if (!r) {
		qmp_init(&qmp, on_message, probe);
		qmp_feed(&qmp, output.out, output.out_len);
		qmp_release(&qmp);
		if (!probe->text || !probe->arch || !probe->machines)
			r = probe_error(binary, &output, error);
	}
	child_output_release(&output);
	return r;
}

/* --------------------------------------------------------------- cache -- */

static char *cache_path(const char *build_dir, const char *binary)
{
	const char *base = strrchr(binary, '/');
	uint64_t hash = 0xcbf29ce484222325; /* FNV-1a */

	for (const char *p = binary; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 0x100000001b3;
	return xasprintf("%s/engines/%s-%016" PRIx64 ".json", build_dir,
			 base ? base + 1 : binary, hash);
}

static json_t *to_array(char *const *words)
{
	json_t *array = json_array();

	for (; words && *words; words++)
		json_array_append_new(array, json_string(*words));
	return array;
}

static char **from_array(json_t *array)
{
	char **words = NULL;
	size_t i;
	json_t *item;

	json_array_foreach(array, i, item) if (json_is_string(item))
		words_add(&words, xstrdup(json_string_value(item)));
	return words;
}

static json_int_t mtime_ns(const struct stat *st)
{
	return (json_int_t)st->st_mtim.tv_sec * 1000000000 +
	       st->st_mtim.tv_nsec;
}

/* Written beside it and renamed: a reader sees all of it or nothing. */
static void cache_write(const char *path, const char *binary,
			const struct stat *st, const struct probe *probe)
{
	json_t *root = json_pack(
		"{s:i, s:s, s:I, s:I, s:[i,i,i], s:s, s:s, s:b, s:o, s:o, s:o}",
		"cache", CACHE_VERSION, "path", binary, "size",
		(json_int_t)st->st_size, "mtime_ns", mtime_ns(st), "version",
		(int)probe->version[0], (int)probe->version[1],
		(int)probe->version[2], "text", probe->text, "arch",
		probe->arch, "kvm", probe->kvm, "machines",
		to_array(probe->machines), "cpus", to_array(probe->cpus),
		"devices", to_array(probe->devices));
	char *dir = xstrdup(path), *temporary;
	int fd;

	*strrchr(dir, '/') = '\0';
	mkdir(dir, 0777);
	free(dir);
	temporary = xasprintf("%s.XXXXXX", path);
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd >= 0) {
		bool good = root && !json_dumpfd(root, fd, JSON_INDENT(1));

		fchmod(fd, 0644);
		if (close(fd) || !good || rename(temporary, path))
			unlink(temporary);
	}
	free(temporary);
	json_decref(root);
}

static bool cache_read(const char *path, const char *binary,
		       const struct stat *st, struct probe *probe)
{
	json_t *root = json_load_file(path, 0, NULL), *machines = NULL,
	       *cpus = NULL, *devices = NULL;
	json_int_t size = 0, mtime = 0;
	int cache = 0, version[3], kvm = 0;
	const char *cached = "", *text = "", *arch = "";
	bool good = root &&
		    !json_unpack(root,
				 "{s:i, s:s, s:I, s:I, s:[i,i,i], s:s, s:s, "
				 "s:b, s:o, s:o, s:o}",
				 "cache", &cache, "path", &cached, "size",
				 &size, "mtime_ns", &mtime, "version",
				 &version[0], &version[1], &version[2], "text",
				 &text, "arch", &arch, "kvm", &kvm, "machines",
				 &machines, "cpus", &cpus, "devices",
				 &devices) &&
		    cache == CACHE_VERSION && !strcmp(cached, binary) &&
		    size == (json_int_t)st->st_size && mtime == mtime_ns(st);

	if (good) {
		for (int i = 0; i < 3; i++)
			probe->version[i] = (unsigned int)version[i];
		probe->text = xstrdup(text);
		probe->arch = xstrdup(arch);
		probe->kvm = kvm;
		probe->machines = from_array(machines);
		probe->cpus = from_array(cpus);
		probe->devices = from_array(devices);
	}
	json_decref(root);
	return good;
}

static int probe_get(struct probe *probe, const char *binary,
		     const struct engine_search *search, struct error *error)
{
	char *path = NULL;
	struct stat st;
	int r = 0;

	if (stat(binary, &st))
		return error_set(error, errno, "%s: %s", binary,
				 strerror(errno));
	if (search->build_dir)
		path = cache_path(search->build_dir, binary);
	if (!path || search->refresh || !cache_read(path, binary, &st, probe)) {
		r = probe_run(probe, binary, error);
		if (!r && path)
			cache_write(path, binary, &st, probe);
	}
	free(path);
	return r;
}

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

static void add_engine(const char *binary, const struct probe *probe,
		       bool named, enum accel accel,
		       const struct kvm_facts *kvm, struct engine ***engines,
		       size_t *nr)
{
	bool is_kvm = accel == ACCEL_KVM;
	const char *suffix = is_kvm ? "kvm" : "tcg";
	struct engine *e;

	for (size_t i = 0; i < *nr; i++)
		if ((*engines)[i]->accel == accel &&
		    !strcmp((*engines)[i]->binary, binary))
			return;
	e = xcalloc(1, sizeof(*e));
	e->name = engine_name(probe, named, suffix, *engines, *nr);
	e->kind = xasprintf("qemu-%s%s%s", suffix,
			    is_kvm && kvm->kind[0] ? "/" : "",
			    is_kvm ? kvm->kind : "");
	e->binary = xstrdup(binary);
	e->accel = accel;
	memcpy(e->version, is_kvm ? kvm->version : probe->version,
	       sizeof(e->version));
	e->version_text = xstrdup(probe->text);
	e->factor = is_kvm && kvm->software ? FACTOR_SOFTWARE_KVM : 1;
	e->machines = copy_words(probe->machines);
	e->cpus = copy_words(probe->cpus);
	e->devices = copy_words(probe->devices);
	*engines = xrealloc(*engines, *nr + 2, sizeof(**engines));
	(*engines)[(*nr)++] = e;
	(*engines)[*nr] = NULL;
}

static int add_binary(const char *binary, bool named,
		      const struct target *target,
		      const struct engine_search *search,
		      struct engine ***engines, size_t *nr, struct error *error)
{
	struct probe probe = { 0 };
	int r = probe_get(&probe, binary, search, error);

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
	add_engine(binary, &probe, named, ACCEL_TCG, search->kvm, engines, nr);
	if (search->kvm && search->kvm->usable && probe.kvm &&
	    host_runs(target))
		add_engine(binary, &probe, named, ACCEL_KVM, search->kvm,
			   engines, nr);
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

static void add_bochs(const struct target *target, struct engine ***engines,
		      size_t *nr)
{
	char *binary = find_program("bochs");
	struct engine *e = NULL;

	if (binary && !strcmp(target->port, "x86"))
		e = bochs_probe(binary);
	free(binary);
	if (!e)
		return;
	*engines = xrealloc(*engines, *nr + 2, sizeof(**engines));
	(*engines)[(*nr)++] = e;
	(*engines)[*nr] = NULL;
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
		add_bochs(target, engines, nr);
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

/* ---------------------------------------------------------- what it has -- */

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
