/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What guest*.c share. guest.c: deadlines and the end; guest_start.c: the
 * process and its pipes; guest_console.c: what the guest and the VMM say;
 * guest_control.c: the control channel and what the guest asks of its host.
 */
#ifndef RUNNER_GUEST_PARTS_H
#define RUNNER_GUEST_PARTS_H

#include "guest.h"
#include "hang.h"
#include "ktap.h"
#include "log.h"
#include "qmp.h"

#define TERMINATING "terminating on signal" /* QEMU, when it is told to end */

enum guest_phase {
	PHASE_RUNNING,
	PHASE_EVIDENCE,	  /* a hang is looked at */
	PHASE_TERMINATED, /* SIGTERM was sent */
	PHASE_KILLED,
	PHASE_GONE,
};

struct guest {
	struct guest_params set;
	uv_process_t process;
	uv_pipe_t in, out, err, control;
	uv_timer_t timer, pause;
	unsigned int nr_handles; /* that are not closed yet */
	unsigned int nr_open;	 /* of out, err, control: not at their end */
	bool exited, deaf, freed;
	bool control_open;
	unsigned int eager; /* reads without a pause after each */
	enum guest_phase phase;
	uint64_t deadline;

	struct ktap ktap;
	struct qmp qmp;
	struct hang hang;
	struct log_file log;
	struct excerpt excerpt;
	char *err_text;
	size_t err_len;
	char *evidence; /* hang_log() */

	struct vm_end end;
	bool decided;	   /* end.cause is guest_stop()'s */
	char shutdown[32]; /* QMP's reason */
	bool panicked;
	unsigned int own_stops; /* STOP events that we have caused */
	char request[32];	/* of the guest, being served */
	char detail[512];
};

/* guest.c */
void guest_send_text(uv_pipe_t *pipe, const char *text);
void guest_evidence_done(struct guest *g);
void guest_close_handles(struct guest *g);
void guest_on_exit(uv_process_t *process, int64_t status, int signal);
/** guest_settle - dead, and nothing more to read: hand over the end */
void guest_settle(struct guest *g);

/* guest_console.c */
void guest_give_buffer(uv_handle_t *handle, size_t size, uv_buf_t *buf);
void guest_stream_ended(struct guest *g, uv_stream_t *stream);
void guest_listen(struct guest *g);
void guest_on_stderr(uv_stream_t *stream, ssize_t nr, const uv_buf_t *buf);
void guest_on_record(void *arg, const struct ktap_event *event);
/**
 * guest_catch_up - all that the guest has said so far, before something else
 * that it did later is looked at: descriptors are not read in order of events
 */
void guest_catch_up(struct guest *g);

/* guest_control.c */
void guest_on_control(uv_stream_t *stream, ssize_t nr, const uv_buf_t *buf);
void guest_on_qmp(void *arg, const struct qmp_message *message);
/** guest_request - serve what the guest wants of its host */
void guest_request(struct guest *g, const char *request);

#endif
