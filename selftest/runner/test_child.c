/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes: what they inherit of the runner, how they end. */
#include "child.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *sh(const char *script)
{
	char *const argv[] = { (char *)"/bin/sh", (char *)"-c", (char *)script,
			       NULL };
	struct child_output output;
	struct error error;
	char *text;

	assert_int_equal(child_capture(argv, NULL, 20000, &output, &error), 0);
	assert_int_equal(output.status, 0);
	assert_string_equal(output.err, "");
	text = strdup(output.out);
	child_output_release(&output);
	return text;
}

static void on_signal(int signal)
{
	(void)signal;
}

/* Neither masks nor what is ignored; the runner has its own back. */
static void test_signals(void **state)
{
	sigset_t blocked, before, after;
	uint64_t block, ignore;
	char *text;

	(void)state;
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR2);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	signal(SIGUSR1, SIG_IGN);
	signal(SIGTERM, on_signal);
	text = sh("grep -E '^Sig(Blk|Ign)' /proc/self/status | cut -f 2");
	assert_int_equal(sscanf(text, "%" SCNx64 "%" SCNx64, &block, &ignore),
			 2);
	assert_true(block == 0);
	/* Those of the C library may be what a parent has made of them. */
	assert_true((ignore & 0x7fffffff) == 0);
	free(text);
	sigprocmask(SIG_SETMASK, &before, &after);
	assert_true(sigismember(&after, SIGUSR2));
	assert_false(sigismember(&after, SIGINT));
	assert_true(signal(SIGUSR1, SIG_DFL) == SIG_IGN);
	assert_true(signal(SIGTERM, SIG_DFL) == on_signal);
}

static void test_session(void **state)
{
	char *text = sh("cut -d ' ' -f 1,5,6 /proc/$$/stat");
	int pid, group, session;

	(void)state;
	assert_int_equal(sscanf(text, "%d %d %d", &pid, &group, &session), 3);
	assert_int_equal(group, pid);
	assert_int_equal(session, pid);
	assert_int_not_equal(session, getsid(0));
	free(text);
}

/* Nothing but what it is given, whatever the runner has open. */
static void test_descriptors(void **state)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	char *text = sh("for f in 0 1 2 3 4 5 6 7 8 9; do "
			"[ ! -e /proc/$$/fd/$f ] || echo $f; done");

	(void)state;
	assert_true(fd > 2);
	close(fd);
	assert_string_equal(text, "0\n1\n2\n");
	free(text);
}

struct waiter {
	uv_loop_t loop;
	struct child child;
	int ends;
};

static void on_exited(struct child *child)
{
	struct waiter *w = child->data;

	w->ends++;
	child_close(child, NULL);
}

static int start(struct waiter *w, const char *program, const char *script,
		 const int *fds, int nr_fds)
{
	char *const argv[] = { (char *)program, (char *)"-c", (char *)script,
			       NULL };

	*w = (struct waiter){ .ends = 0 };
	w->child.exited = on_exited;
	w->child.data = w;
	uv_loop_init(&w->loop);
	return child_start(&w->child, &w->loop, argv, fds, nr_fds);
}

static void finish(struct waiter *w)
{
	uv_run(&w->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&w->loop), 0);
}

/* Its descriptors 3 and 4 are ours, the other way round. */
static void test_exchange(void **state)
{
	int a[2], b[2], from_a, fds[5] = { -1, 1, 2, 4, 3 };
	struct waiter w;
	char text[4] = "";

	(void)state;
	assert_int_equal(pipe2(a, O_CLOEXEC), 0);
	assert_int_equal(pipe2(b, O_CLOEXEC), 0);
	if (a[0] != 3 || a[1] != 4 || b[0] != 5)
		skip();
	from_a = fcntl(a[0], F_DUPFD_CLOEXEC, 10);
	assert_int_equal(dup3(a[1], 3, O_CLOEXEC), 3);
	assert_int_equal(dup3(b[1], 4, O_CLOEXEC), 4);
	assert_int_equal(
		start(&w, "/bin/sh", "printf x >&3; printf yy >&4", fds, 5), 0);
	finish(&w);
	assert_int_equal(w.child.status, 0);
	assert_int_equal(read(b[0], text, 3), 1);
	assert_string_equal(text, "x");
	assert_int_equal(read(from_a, text, 3), 2);
	assert_string_equal(text, "yy");
	for (int fd = 3; fd <= 6; fd++)
		close(fd);
	close(from_a);
}

static void test_ends(void **state)
{
	static const struct {
		const char *script;
		int status, signal;
	} rows[] = {
		{ "exit 0", 0, 0 },
		{ "exit 35", 35, 0 },
		{ "kill -9 $$", -1, SIGKILL },
		{ "kill -15 $$", -1, SIGTERM },
	};
	const int fds[] = { -1, 1, 2 };
	struct waiter w;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(start(&w, "/bin/sh", rows[i].script, fds, 3),
				 0);
		finish(&w);
		assert_int_equal(w.ends, 1);
		assert_int_equal(w.child.status, rows[i].status);
		assert_int_equal(w.child.signal, rows[i].signal);
		assert_int_equal(kill(w.child.pid, 0), -1); /* no zombie */
	}
}

static void test_no_program(void **state)
{
	const int fds[] = { -1, 1, 2 }, bad[] = { -1, 1, 999 };
	struct waiter w;

	(void)state;
	assert_int_equal(start(&w, "/nonexistent", "", fds, 3), -ENOENT);
	finish(&w);
	assert_int_equal(start(&w, "/dev/null", "", fds, 3), -EACCES);
	finish(&w);
	assert_int_equal(start(&w, "/bin/sh", "", bad, 3), -EBADF);
	finish(&w);
	assert_int_equal(w.ends, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exchange),
		cmocka_unit_test(test_signals),
		cmocka_unit_test(test_session),
		cmocka_unit_test(test_descriptors),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_no_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
