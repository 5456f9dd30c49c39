/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "child.h"
#include "hash.h"
#include "qmp.h"

enum {
	PROBE_TIMEOUT_MS = 20000,
	CACHE_VERSION = 1, /* of the file; other ones are probed again */
};

void probe_release(struct probe *probe)
{
	free(probe->text);
	free(probe->arch);
	words_free(probe->machines);
	words_free(probe->cpus);
	words_free(probe->devices);
	*probe = (struct probe){ 0 };
}

/* ---------------------------------------------------------------- QEMU -- */

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

int probe_qemu(struct probe *probe, const char *binary, struct error *error)
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
	uint64_t hash = hash_bytes(HASH_BEGIN, binary, strlen(binary));

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

int probe_get(struct probe *probe, const char *binary, probe_run_t *run,
	      const char *build_dir, bool refresh, struct error *error)
{
	char *path = NULL;
	struct stat st;
	int r = 0;

	if (stat(binary, &st))
		return error_set(error, errno, "%s: %s", binary,
				 strerror(errno));
	if (build_dir)
		path = cache_path(build_dir, binary);
	if (!path || refresh || !cache_read(path, binary, &st, probe)) {
		r = run(probe, binary, error);
		if (!r && path)
			cache_write(path, binary, &st, probe);
	}
	free(path);
	return r;
}
