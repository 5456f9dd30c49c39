/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "checked.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "alloc.h"
#include "child.h"
#include "hash.h"
#include "image.h"
#include "outfile.h"
#include "run.h"

enum {
	KEYS_MAX = 16, /* that are kept */
};

/* ------------------------------------------------------------------- key -- */

/* A file that is not there counts as well. */
static uint64_t file_hash(const char *path)
{
	uint64_t hash = hash_text(HASH_BEGIN, path);
	struct stat st;

	if (stat(path, &st))
		return hash;
	hash = hash_bytes(hash, &st.st_ino, sizeof(st.st_ino));
	hash = hash_bytes(hash, &st.st_size, sizeof(st.st_size));
	return hash_bytes(hash, &st.st_mtim, sizeof(st.st_mtim));
}

/* A sum, because a folder is in no order. */
static int add_file(void *arg, const char *dir, const char *path,
		    struct error *error)
{
	uint64_t *sum = arg;

	(void)dir;
	(void)error;
	*sum += file_hash(path);
	return 0;
}

static uint64_t images_hash(const struct target *target, const char *build_dir)
{
	struct error ignored;
	uint64_t sum = 0;

	images_walk(target, build_dir, add_file, &sum, &ignored);
	return sum;
}

/* The time of a folder changes with the names in it. */
static uint64_t sources_hash(const char *source_dir, const char *folder)
{
	static const char *const subs[] = { ".", "32", "64" };
	uint64_t sum = 0;

	for (size_t i = 0; i < sizeof(subs) / sizeof(subs[0]); i++) {
		char *path = xasprintf("%s/%s/%s", source_dir, folder, subs[i]);

		sum += file_hash(path);
		free(path);
	}
	return sum;
}

uint64_t checked_key(const struct config *config, char *const *names,
		     const char *build_dir, const char *source_dir)
{
	const char *self = child_self();
	uint64_t key = config->hash + file_hash(self ? self : "");

	for (; names && *names; names++)
		key = hash_text(key, *names);
	if (source_dir)
		key += sources_hash(source_dir, "common");
	for (const struct target *t = targets; t->name; t++) {
		key += images_hash(t, build_dir);
		if (source_dir)
			key += sources_hash(source_dir, t->port);
	}
	return key;
}

/* ---------------------------------------------------------------- memory -- */

struct memo {
	uint64_t keys[KEYS_MAX]; /* the newest first */
	size_t nr;
};

static char *memo_path(const char *state_dir)
{
	return xasprintf("%s/checked", state_dir);
}

/* A line each; what is no number ends it. */
static void memo_read(struct memo *memo, const char *state_dir)
{
	char *path = memo_path(state_dir);
	FILE *file = fopen(path, "re");

	memo->nr = 0;
	while (file && memo->nr < KEYS_MAX &&
	       fscanf(file, "%" SCNx64, &memo->keys[memo->nr]) == 1)
		memo->nr++;
	if (file)
		fclose(file);
	free(path);
}

bool checked_before(const char *state_dir, uint64_t key)
{
	struct memo memo;

	memo_read(&memo, state_dir);
	for (size_t i = 0; i < memo.nr; i++)
		if (memo.keys[i] == key)
			return true;
	return false;
}

void checked_remember(const char *state_dir, uint64_t key)
{
	char *path = memo_path(state_dir);
	struct outfile file;
	struct error ignored;
	struct memo memo;

	memo_read(&memo, state_dir);
	if (!outfile_open(&file, path, &ignored)) {
		fprintf(file.stream, "%016" PRIx64 "\n", key);
		for (size_t i = 0; i < memo.nr && i + 1 < KEYS_MAX; i++)
			if (memo.keys[i] != key)
				fprintf(file.stream, "%016" PRIx64 "\n",
					memo.keys[i]);
		outfile_commit(&file, &ignored);
	}
	free(path);
}
