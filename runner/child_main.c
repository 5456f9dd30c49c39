/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What runs in the child: nothing but the C library, see child/program.c. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "child.h"

static int complain(const char *what, const char *name)
{
	fprintf(stderr, "hvcheck: %s%s: %s\n", what, name, strerror(errno));
	return CHILD_EXIT_NO_PROGRAM;
}

int child_main(char *const *argv)
{
	sigset_t none;
	long parent;
	char *end;

	if (!argv[0] || !argv[1] || strcmp(argv[1], "--") || !argv[2]) {
		fprintf(stderr, "hvcheck: %s is for hvcheck's own use\n",
			CHILD_OPTION);
		return CHILD_EXIT_NO_PROGRAM;
	}
	parent = strtol(argv[0], &end, 10);
	/* Already a leader where libuv has made a session; then this fails. */
	setpgid(0, 0);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL))
		return complain("parent-death signal", "");
	/* The signal is only for a death from now on. */
	if (getppid() != parent)
		return CHILD_EXIT_NO_PROGRAM;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	execv(argv[2], argv + 2);
	return complain("cannot start ", argv[2]);
}
