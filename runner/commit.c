/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gitrepository-layout(5), gitnamespaces aside. */
#include "commit.h"

#include "alloc.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first line of a file, without its newline; NULL: no such file. */
static char *first_line(const char *dir, const char *name)
{
	char *path = xasprintf("%s/%s", dir, name), *line = NULL;
	FILE *file = fopen(path, "re");
	size_t size = 0;

	free(path);
	if (!file)
		return NULL;
	if (getline(&line, &size, file) < 0) {
		free(line);
		line = NULL;
	} else {
		line[strcspn(line, "\r\n")] = '\0';
	}
	fclose(file);
	return line;
}

static const char *after(const char *text, const char *prefix)
{
	size_t len = strlen(prefix);

	return text && strncmp(text, prefix, len) == 0 ? text + len : NULL;
}

/* A path in a file of git: relative to the folder of that file. */
static char *resolve(const char *dir, const char *path)
{
	return *path == '/' ? xstrdup(path) : xasprintf("%s/%s", dir, path);
}

/* tree/.git, or where that file says (a worktree, a submodule) */
static char *git_dir(const char *tree)
{
	char *line = first_line(tree, ".git");
	const char *path = after(line, "gitdir: ");
	char *dir = path ? resolve(tree, path) : xasprintf("%s/.git", tree);

	free(line);
	return dir;
}

/* Where the branches of all worktrees are. */
static char *common_dir(const char *git)
{
	char *line = first_line(git, "commondir");
	char *dir = line ? resolve(git, line) : xstrdup(git);

	free(line);
	return dir;
}

/* "HASH refs/heads/main" in packed-refs */
static char *packed_ref(const char *common, const char *ref)
{
	char *path = xasprintf("%s/packed-refs", common), *line = NULL;
	FILE *file = fopen(path, "re");
	char *hash = NULL;
	size_t size = 0;

	while (file && !hash && getline(&line, &size, file) > 0) {
		char *blank = strchr(line, ' ');

		line[strcspn(line, "\r\n")] = '\0';
		if (blank && strcmp(blank + 1, ref) == 0)
			hash = xstrndup(line, (size_t)(blank - line));
	}
	free(line);
	if (file)
		fclose(file);
	free(path);
	return hash;
}

static char *ref_hash(const char *git, const char *ref)
{
	char *common = common_dir(git);
	char *hash = first_line(common, ref);

	if (!hash)
		hash = packed_ref(common, ref);
	free(common);
	return hash;
}

static char *head_hash(const char *git)
{
	char *head = first_line(git, "HEAD");
	const char *ref = after(head, "ref: ");
	char *hash;

	if (!ref)
		return head; /* detached */
	hash = ref_hash(git, ref);
	free(head);
	return hash;
}

static bool is_hash(const char *text)
{
	size_t len = strspn(text, "0123456789abcdef");

	return text[len] == '\0' && (len == 40 || len == 64);
}

char *commit_of(const char *tree)
{
	const char *given = getenv("CI_COMMIT_SHA");
	char *git, *hash;

	if (given && *given)
		return xstrdup(given);
	if (!tree)
		return NULL;
	git = git_dir(tree);
	hash = head_hash(git);
	free(git);
	if (hash && is_hash(hash))
		return hash;
	free(hash);
	return NULL;
}
