/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The commit of a tree, from files as git leaves them. */
#include "commit.h"

#include "alloc.h"
#include "synthetic.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#define HASH  "0123456789abcdef0123456789abcdef01234567"
#define OTHER "76543210fedcba9876543210fedcba9876543210"

static void put(const struct synthetic *s, const char *name, const char *text)
{
	char *path = synthetic_path(s, name);
	FILE *file;

	/* Every folder on the way. */
	for (char *c = path + strlen(s->dir) + 1; (c = strchr(c, '/')); c++) {
		*c = '\0';
		mkdir(path, 0777);
		*c = '/';
	}
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	free(path);
}

static void check(const struct synthetic *s, const char *tree, const char *want)
{
	char *path = synthetic_path(s, tree), *commit = commit_of(path);

	if (want)
		assert_string_equal(commit, want);
	else
		assert_null(commit);
	free(commit);
	free(path);
}

static void test_commit(void **unused)
{
	struct synthetic s;

	(void)unused;
	unsetenv("CI_COMMIT_SHA");
	synthetic_init(&s);
	check(&s, "tree", NULL);
	put(&s, "tree/.git/HEAD", "ref: refs/heads/main\n");
	check(&s, "tree", NULL); /* no commit yet */
	put(&s, "tree/.git/packed-refs",
	    "# pack-refs with: peeled\n" OTHER " refs/heads/mainly\n" HASH
	    " refs/heads/main\n^" OTHER "\n");
	check(&s, "tree", HASH);
	put(&s, "tree/.git/refs/heads/main", OTHER "\n");
	check(&s, "tree", OTHER);
	put(&s, "tree/.git/HEAD", HASH "\n");
	check(&s, "tree", HASH);
	put(&s, "tree/.git/HEAD", "nonsense\n");
	check(&s, "tree", NULL);
	put(&s, "tree/.git/HEAD", "");
	check(&s, "tree", NULL);
	synthetic_release(&s);
}

static void test_worktree(void **unused)
{
	struct synthetic s;

	(void)unused;
	synthetic_init(&s);
	put(&s, "main/.git/refs/heads/topic", HASH "\n");
	put(&s, "main/.git/worktrees/w/HEAD", "ref: refs/heads/topic\n");
	put(&s, "main/.git/worktrees/w/commondir", "../..\n");
	put(&s, "tree/.git", "gitdir: ../main/.git/worktrees/w\n");
	check(&s, "tree", HASH);
	synthetic_release(&s);
}

static void test_environment(void **unused)
{
	char *commit;

	(void)unused;
	setenv("CI_COMMIT_SHA", OTHER, 1);
	commit = commit_of(NULL);
	assert_string_equal(commit, OTHER);
	free(commit);
	unsetenv("CI_COMMIT_SHA");
	assert_null(commit_of(NULL));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commit),
		cmocka_unit_test(test_worktree),
		cmocka_unit_test(test_environment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
