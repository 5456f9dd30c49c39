/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest's console bytes -> records of the serial protocol (test/protocol.h),
 * in pieces of any size and with anything in between: firmware noise, CR LF,
 * NULs, torn lines. Memory is constant, whatever arrives.
 */
#ifndef RUNNER_KTAP_H
#define RUNNER_KTAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	KTAP_LINE_KEEP = 4096,	 /* bytes kept of a line, the rest is counted */
	KTAP_RECORD_MAX = 32768, /* of a record with all its continuations */
};

enum ktap_type {
	KTAP_GARBAGE, /* no record, or one that is spelled wrong, see .malformed */
	KTAP_VERSION, /* "KTAP version 1" */
	KTAP_HEADER,
	KTAP_PLAN,
	KTAP_RUN,
	KTAP_RESULT,
	KTAP_END,
	KTAP_ENDS,
	KTAP_BENCH,
	KTAP_TRAP,
	KTAP_REGS,
	KTAP_STACK,
	KTAP_PANIC,
	KTAP_HOST,
	KTAP_COMMENT,
};

enum ktap_directive { /* of a result line */
	KTAP_PLAIN,
	KTAP_SKIP,
	KTAP_ERROR,
	KTAP_OTHER, /* one that a guest must not write */
};

/* One record. Pointers are valid until the callback returns. */
struct ktap_event {
	enum ktap_type type;
	const char *record; /* continued lines joined, escapes undone, ends in
			       a NUL; GARBAGE may hold NULs */
	size_t len;
	bool malformed; /* GARBAGE that begins like a record of the protocol */
	bool truncated; /* longer than what is kept */
	bool torn;	/* the stream ended before the line did */

	const char *name; /* RUN, RESULT: the case; HEADER: the suite;
			     ENDS: the kind; HOST: the request */
	const char *text; /* what follows the prefix; RESULT: the reason, or "" */
	const char *target; /* HEADER */
	uint64_t number; /* PLAN: cases; RESULT: its number; HEADER: protocol */
	uint64_t cpus;	 /* HEADER */
	uint64_t moved;	 /* HEADER: image addresses less those in its file */
	bool ok;	 /* RESULT */
	enum ktap_directive directive;
	uint64_t time_us, checks, failed; /* RESULT */
	uint64_t pass, fail, error, skip; /* END */
};

typedef void ktap_fn(void *arg, const struct ktap_event *event);

struct ktap {
	ktap_fn *fn;
	void *arg;
	size_t line_len;    /* bytes of the unfinished line that are kept */
	uint64_t line_lost; /* bytes of it that are not */
	bool pending;	    /* a record that may be continued waits in record */
	size_t record_len;
	bool truncated;
	char line[KTAP_LINE_KEEP + 1];
	char record[KTAP_RECORD_MAX + 1];
	char split[KTAP_RECORD_MAX + 1]; /* the record cut into its words */
};

void ktap_init(struct ktap *ktap, ktap_fn *fn, void *arg);

/** ktap_feed - calls fn for each record that these bytes complete */
void ktap_feed(struct ktap *ktap, const char *bytes, size_t len);

/**
 * ktap_flush - deliver a record that only waits for a possible continuation
 *
 * For deadlines: whether the guest will go on with it is no longer of interest.
 */
void ktap_flush(struct ktap *ktap);

/** ktap_end - the stream is over: ktap_flush(), then the torn line as garbage */
void ktap_end(struct ktap *ktap);

/**
 * ktap_printable - a record for a log that people read, with control bytes as
 * \xNN; appended to @out, at most @size bytes with the final NUL
 *
 * Returns the length it needs, like snprintf().
 */
size_t ktap_printable(const char *bytes, size_t len, char *out, size_t size);

#endif
