/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exec.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "../lib/test/protocol.h"
#include "alloc.h"
#include "engine.h"
#include "guest.h"
#include "ktap.h"
#include "qemu.h"
#include "verdict.h"

/* ---------------------------------------------------------------- exec -- */

enum {
	NR_SIGNALS = 3
};

struct exec {
	uv_loop_t loop;
	uv_signal_t signals[NR_SIGNALS];
	union {
		uv_handle_t handle;
		uv_stream_t stream;
		uv_tty_t tty;
		uv_pipe_t pipe;
	} input;
	bool has_input;
	const struct target *target;
	struct guest *guest;
	struct error why; /* the exit status is what it is */
	int status;

	bool interrupted, ended;
	uint64_t planned, seen, bad;
	char ends[16]; /* how the VM was announced to end */
	unsigned int exit_code;
};

static void on_event(void *arg, const struct ktap_event *event)
{
	struct exec *x = arg;

	switch (event->type) {
	case KTAP_PLAN:
		x->planned = event->number;
		break;
	case KTAP_RUN:
		x->ends[0] = '\0';
		break;
	case KTAP_RESULT:
		x->seen = event->number;
		x->bad += !event->ok;
		x->ends[0] = '\0';
		break;
	case KTAP_ENDS:
		snprintf(x->ends, sizeof(x->ends), "%s", event->name);
		break;
	case KTAP_END:
		x->ended = true;
		x->exit_code = event->error ? PROTO_EXIT_ERROR :
			       event->fail  ? PROTO_EXIT_FAIL :
					      PROTO_EXIT_PASS;
		break;
	default:
		break;
	}
}

static void on_deadline(void *arg)
{
	struct exec *x = arg;

	guest_set_deadline(x->guest, UINT64_MAX);
}

static bool as_announced(const struct exec *x, enum vm_cause cause)
{
	if (!strcmp(x->ends, PROTO_ENDS_RESET))
		return cause == VM_RESET;
	if (!strcmp(x->ends, PROTO_ENDS_POWEROFF))
		return cause == VM_POWEROFF;
	return !strcmp(x->ends, PROTO_ENDS_PANIC) && cause == VM_PANIC;
}

static int judge_end(struct exec *x, const struct vm_end *end, const char *how)
{
	int status = x->target->exit_status ? (int)x->exit_code * 2 + 1 : 0;

	if (end->status != status && !end->no_status) {
		error_set(&x->why, EPROTO,
			  "'# end' stands for exit status %d, but %s", status,
			  how);
		return EXIT_SOME_FAILED;
	}
	return x->exit_code == PROTO_EXIT_PASS && !x->bad ? EXIT_ALL_GOOD :
							    EXIT_SOME_FAILED;
}

static int judge(struct exec *x, const struct vm_end *end)
{
	char how[1024];

	vm_end_describe(end, how, sizeof(how));
	if (x->interrupted)
		return EXIT_INTERRUPTED;
	if (!end->started) {
		/* What the VMM had to say was shown already. */
		error_set(&x->why, EIO, "the VMM did not come up: %s", how);
		return EXIT_COULD_NOT_RUN;
	}
	if (x->ended)
		return judge_end(x, end, how);
	if (as_announced(x, end->cause)) {
		if (x->seen + 1 < x->planned)
			error_set(&x->why, EPROTO,
				  "%s, as announced; %" PRIu64
				  " cases after it were not run",
				  how, x->planned - x->seen - 1);
		return x->bad ? EXIT_SOME_FAILED : EXIT_ALL_GOOD;
	}
	error_set(&x->why, EPROTO, "no '# end' line: %s", how);
	return EXIT_SOME_FAILED;
}

static void close_all(uv_handle_t *handle, void *arg)
{
	(void)arg;
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

static void on_ended(void *arg, const struct vm_end *end)
{
	struct exec *x = arg;

	x->status = judge(x, end);
	fflush(stdout);
	if (x->why.text[0])
		fprintf(stderr, "hvcheck: %s\n", x->why.text);
	guest_free(x->guest);
	if (x->has_input)
		uv_tty_reset_mode();
	uv_walk(&x->loop, close_all, NULL);
}

/* The VM has a group of its own, so the terminal stops only us. */
static void on_stop(struct exec *x)
{
	uint64_t began = uv_hrtime();

	guest_freeze(x->guest);
	fflush(NULL);
	raise(SIGSTOP);
	uv_update_time(&x->loop);
	guest_thaw(x->guest, (uv_hrtime() - began) / 1000000);
}

static void on_signal(uv_signal_t *handle, int signal)
{
	struct exec *x = handle->data;

	if (signal == SIGTSTP) {
		on_stop(x);
		return;
	}
	if (x->interrupted)
		guest_kill(x->guest);
	x->interrupted = true;
	guest_stop(x->guest, VM_CANCELLED, DEADLINE_NONE, 0);
}

/* --------------------------------------------------------------- input -- */

static void give_buffer(uv_handle_t *handle, size_t size, uv_buf_t *buf)
{
	static char shared[4096];

	(void)handle;
	(void)size;
	*buf = uv_buf_init(shared, sizeof(shared) - 1);
}

static void on_input(uv_stream_t *stream, ssize_t nr, const uv_buf_t *buf)
{
	struct exec *x = stream->data;

	if (nr < 0) {
		uv_close((uv_handle_t *)stream, NULL);
		return;
	}
	buf->base[nr] = '\0';
	guest_send(x->guest, buf->base);
}

/* A terminal or a pipe; anything else has nothing to say to a guest. */
static void open_input(struct exec *x)
{
	uv_handle_type type = uv_guess_handle(STDIN_FILENO);
	int r = -1;

	if (type == UV_TTY)
		r = uv_tty_init(&x->loop, &x->input.tty, STDIN_FILENO, 1);
	else if (type == UV_NAMED_PIPE &&
		 !uv_pipe_init(&x->loop, &x->input.pipe, 0))
		r = uv_pipe_open(&x->input.pipe, STDIN_FILENO);
	if (r)
		return;
	x->has_input = true;
	x->input.handle.data = x;
	uv_read_start(&x->input.stream, give_buffer, on_input);
}

static void watch(struct exec *x)
{
	static const int signals[NR_SIGNALS] = { SIGINT, SIGTERM, SIGTSTP };

	for (int i = 0; i < NR_SIGNALS; i++) {
		uv_signal_init(&x->loop, &x->signals[i]);
		x->signals[i].data = x;
		uv_signal_start(&x->signals[i], on_signal, signals[i]);
	}
}

/* -------------------------------------------------------------- command -- */

static const char *either(const char *given, const char *otherwise)
{
	return given ? given : otherwise;
}

static char **make_argv(const struct exec_request *q)
{
	const struct target *t = q->target;
	struct image image = { .target = t, .path = (char *)q->image };
	struct section section = { .qemu = (char **)q->args };
	struct unit unit = {
		.image = &image,
		.section = &section,
		.engine = q->engine,
		.machine = (char *)either(q->machine,
					  engine_machine(q->engine, t)),
		.cpu = (char *)either(q->cpu, engine_cpu(q->engine, t)),
		.firmware = (char *)either(q->firmware,
					   engine_firmware(q->engine, t)),
		.smp = 1,
		.memory_mib = t->memory_mib,
		.all_cases = true,
	};
	struct qemu_boot boot = { .supervised = true };

	return qemu_argv(&unit, &boot);
}

static int run(struct exec *x, const struct exec_request *request,
	       struct error *error)
{
	char **argv = make_argv(request);
	struct guest_params params = {
		.loop = &x->loop,
		.argv = argv,
		.qmp = request->engine->accel != ACCEL_BOCHS,
		.bochs = request->engine->accel == ACCEL_BOCHS,
		.passthrough = true,
		.image = request->image,
		.arg = x,
		.event = on_event,
		.deadline = on_deadline,
		.ended = on_ended,
	};
	int r = guest_start(&x->guest, &params, error);

	words_free(argv);
	if (r)
		return r;
	watch(x);
	open_input(x);
	uv_run(&x->loop, UV_RUN_DEFAULT);
	return x->status;
}

int exec_image(const struct exec_request *request, struct error *error)
{
	struct exec x = { .target = request->target };
	int r;

	if (access(request->image, R_OK))
		return error_set(error, errno, "%s: %s", request->image,
				 strerror(errno));
	r = uv_loop_init(&x.loop);
	if (r)
		return error_set(error, -r, "no event loop: %s",
				 uv_strerror(r));
	r = run(&x, request, error);
	uv_run(&x.loop, UV_RUN_DEFAULT);
	uv_loop_close(&x.loop);
	return r;
}
