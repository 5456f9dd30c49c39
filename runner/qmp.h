/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's control channel: one JSON object a line, in both directions. This
 * file reads and writes text; guest.c owns the descriptor.
 */
#ifndef RUNNER_QMP_H
#define RUNNER_QMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_t;

/*
 * Sent before QEMU even runs, as it reads them in order: then no event is
 * lost, although the guest may be over in milliseconds (it is started with -S).
 */
#define QMP_HELLO                                               \
	"{\"execute\":\"qmp_capabilities\",\"id\":\"hello\"}\n" \
	"{\"execute\":\"cont\",\"id\":\"cont\"}\n"

enum {
	QMP_LINE_MAX = 4 << 20
};

enum qmp_type {
	QMP_GREETING,
	QMP_EVENT,
	QMP_RETURN,
	QMP_ERROR,
	QMP_INVALID, /* not JSON, or too long */
};

struct qmp_message {
	enum qmp_type type;
	const char *name;   /* EVENT: "SHUTDOWN"; RETURN, ERROR: the id or "" */
	const char *reason; /* SHUTDOWN, RESET: data.reason, or "";
			       ERROR: error.desc */
	struct json_t *data; /* EVENT: data; RETURN: return; may be NULL */
};

typedef void qmp_fn(void *arg, const struct qmp_message *message);

struct qmp {
	qmp_fn *fn;
	void *arg;
	char *line;
	size_t len, size;
	bool skipping; /* the rest of a line that is too long */
};

void qmp_init(struct qmp *qmp, qmp_fn *fn, void *arg);
void qmp_feed(struct qmp *qmp, const char *bytes, size_t len);
void qmp_release(struct qmp *qmp);

/**
 * qmp_command - the text of a command, with a newline; to be freed
 * @format: of its arguments, as of json_pack(); NULL: none
 */
char *qmp_command(const char *id, const char *name, const char *format, ...);

#endif
