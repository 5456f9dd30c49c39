/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * measure COMMAND... - run it, then print "WALL CPU": microseconds of wall-clock
 * time, and of processor time of the command and all that it waited for. The
 * command's own output goes to standard error.
 */
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t timeval_us(struct timeval t)
{
	return (int64_t)t.tv_sec * 1000000 + t.tv_usec;
}

int main(int argc, char **argv)
{
	struct rusage usage;
	int64_t start = now_us();
	int status;
	pid_t child;

	if (argc < 2)
		return 2;
	child = fork();
	if (!child) {
		dup2(STDERR_FILENO, STDOUT_FILENO);
		execvp(argv[1], argv + 1);
		perror(argv[1]);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &usage) != child)
		return 2;
	printf("%lld %lld\n", (long long)(now_us() - start),
	       (long long)(timeval_us(usage.ru_utime) +
			   timeval_us(usage.ru_stime)));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
