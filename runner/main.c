/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bochs.h"
#include "commands.h"
#include "options.h"
#include "run.h"

/*
 * A descriptor 0 to 2 that is closed would be taken by the next file, and
 * messages would end up in it. One that only fails takes its place.
 */
static void fill_standard_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)!open("/dev/null", fd ? O_RDONLY : O_WRONLY);
}

static int dispatch(const struct options *options, char *const *argv,
		    struct error *error)
{
	switch (options->command) {
	case COMMAND_RUN:
	case COMMAND_PROVE:
		return run_command(options, argv, error);
	case COMMAND_LIST:
		return list_command(options, error);
	case COMMAND_EXEC:
		return exec_command(options, error);
	case COMMAND_REPORT:
		return recorded_report(options, error);
	case COMMAND_COMPARE:
		return recorded_compare(options, error);
	case COMMAND_MERGE:
		return recorded_merge(options, error);
	case COMMAND_SYMBOLIZE:
		return symbolize(options, error);
	}
	return -EINVAL;
}

static int run(struct options *options, char *const *argv, struct error *error)
{
	int r = options_parse(options, argv, getenv, error);

	if (r < 0)
		return r;
	if (options->version) {
		puts("hvcheck " HVCHECK_VERSION);
		return EXIT_ALL_GOOD;
	}
	if (options->help) {
		options_help(options->command, stdout);
		return EXIT_ALL_GOOD;
	}
	return dispatch(options, argv, error);
}

/* What a full disk did not take must not look like success. A pipe whose reader
   went away had what it wanted. */
static int close_stdout(int status)
{
	bool failed = ferror(stdout);
	int code = 0;

	errno = 0;
	if (fclose(stdout))
		code = errno;
	if ((!failed && !code) || code == EPIPE || status >= EXIT_COULD_NOT_RUN)
		return status;
	fprintf(stderr, "hvcheck: standard output: %s\n",
		code ? strerror(code) : "it could not be written");
	return EXIT_COULD_NOT_RUN;
}

int main(int argc, char **argv)
{
	struct options options;
	struct error error = { .text = "" };
	int r;

	if (argc > 1 && !strcmp(argv[1], BOCHS_OPTION))
		return bochs_main(argv + 2);
	fill_standard_descriptors();
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_DFL); /* ignored, a child would leave no status */
	r = run(&options, argv, &error);
	options_release(&options);
	if (r < 0) {
		fflush(stdout);
		fprintf(stderr, "hvcheck: %s\n",
			*error.text ? error.text : strerror(-r));
	}
	return close_stdout(r < 0 ? EXIT_COULD_NOT_RUN : r);
}
