/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	FDS_MAX = 8,
};

const char *child_self(void)
{
	static char path[4096]; /* constant once it is known */
	ssize_t len;

	if (!path[0]) {
		len = readlink("/proc/self/exe", path, sizeof(path) - 1);
		if (len <= 0)
			return NULL;
		path[len] = '\0';
	}
	return path;
}

void child_kill(int pid, int signal)
{
	/* Before the child leads its group there is only itself to kill. */
	if (pid > 0 && kill(-pid, signal) && errno == ESRCH)
		kill(pid, signal);
}

/* ----------------------------------------------------------------- start -- */

/*
 * From vfork() to execv() the child runs in the runner's memory, and the runner
 * waits: what it leaves there is `code`. Nothing but system calls, and no return.
 */
struct birth {
	char *const *argv;
	int fds[FDS_MAX];
	int nr_fds;
	pid_t parent;
	volatile int code; /* errno of what has failed */
};

static void give_up(struct birth *birth)
{
	birth->code = errno ? errno : ECHILD;
	_exit(CHILD_EXIT_NO_PROGRAM);
}

/* Handlers are the runner's: none may run here once signals are let in. */
static void reset_signals(void)
{
	struct sigaction action = { .sa_handler = SIG_DFL };
	sigset_t none;

	for (int i = 1; i < 32; i++)
		sigaction(i, &action, NULL); /* SIGKILL and SIGSTOP refuse */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* First out of the way of the numbers that are to be taken. */
static void take_descriptors(struct birth *birth)
{
	for (int i = 0; i < birth->nr_fds; i++)
		if (birth->fds[i] >= 0 && birth->fds[i] < birth->nr_fds) {
			birth->fds[i] = fcntl(birth->fds[i], F_DUPFD_CLOEXEC,
					      birth->nr_fds);
			if (birth->fds[i] < 0)
				give_up(birth);
		}
	for (int i = 0; i < birth->nr_fds; i++)
		if (birth->fds[i] < 0)
			close(i);
		else if (dup2(birth->fds[i], i) < 0)
			give_up(birth);
}

static void become(struct birth *birth)
{
	errno = 0;
	if (setsid() < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL))
		give_up(birth);
	/* The signal is only for a death from now on. */
	if (getppid() != birth->parent)
		give_up(birth);
	take_descriptors(birth);
	reset_signals();
	execv(birth->argv[0], birth->argv);
	give_up(birth);
}

/* Returns the child's process id, or a negative errno. */
static int give_birth(struct birth *birth)
{
	sigset_t all, before;
	pid_t pid;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pid = vfork();
	if (!pid)
		become(birth);
	if (pid < 0)
		birth->code = errno;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (pid > 0 && birth->code)
		waitpid(pid, NULL, 0);
	return birth->code ? -birth->code : pid;
}

/* ------------------------------------------------------------------- end -- */

static void on_end(uv_poll_t *poll, int status, int events)
{
	struct child *child = poll->data;
	int how;

	(void)status;
	(void)events;
	if (waitpid(child->pid, &how, WNOHANG) != child->pid)
		return;
	uv_poll_stop(poll);
	child->status = WIFEXITED(how) ? WEXITSTATUS(how) : -1;
	child->signal = WIFSIGNALED(how) ? WTERMSIG(how) : 0;
	child->exited(child);
}

static int watch(struct child *child, uv_loop_t *loop)
{
	int r;

	child->fd = (int)syscall(SYS_pidfd_open, child->pid, 0);
	if (child->fd < 0)
		return -errno;
	r = uv_poll_init(loop, &child->end, child->fd);
	if (r) {
		close(child->fd);
		return r;
	}
	child->end.data = child;
	return uv_poll_start(&child->end, UV_READABLE, on_end);
}

int child_start(struct child *child, uv_loop_t *loop, char *const *argv,
		const int *fds, int nr_fds)
{
	struct birth birth = {
		.argv = argv,
		.nr_fds = nr_fds,
		.parent = getpid(),
	};
	int r;

	memcpy(birth.fds, fds, (size_t)nr_fds * sizeof(*fds));
	child->pid = give_birth(&birth);
	if (child->pid < 0)
		return child->pid;
	r = watch(child, loop);
	if (r) {
		child_kill(child->pid, SIGKILL);
		waitpid(child->pid, NULL, 0);
	}
	return r;
}

void child_close(struct child *child, uv_close_cb closed)
{
	uv_close((uv_handle_t *)&child->end, closed);
	close(child->fd);
}
