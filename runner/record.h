/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What has happened in a run, without a plan or an image: collected by the
 * sinks that write at the end, or read again from a journal. Everything here
 * owns its strings; a string that is not known is NULL.
 */
#ifndef RUNNER_RECORD_H
#define RUNNER_RECORD_H

#include "run.h"

/* One attempt at one case. */
struct record_case {
	char *id;   /* "x86_64/msr@v.efer/nxe"; of a unit: "x86_64/msr@v" */
	char *name; /* "msr.efer/nxe"; NULL: it stands for the unit itself */
	char *file; /* source, relative to the tree */
	unsigned int line;
	enum state state;
	char *reason, *log, *command, *log_file;
	uint64_t time_us, checks, failed;
	unsigned int attempt, vm;
	bool retried; /* another attempt follows: not counted */
};

/* One unit on one engine. */
struct record_unit {
	char *id;     /* "x86_64/msr@v" */
	char *engine; /* "qemu-tcg" */
	char *target, *suite, *dir, *image;
	char *machine, *cpu, *firmware;
	unsigned int smp, memory_mib, repetition;
	char **planned;		   /* ids of its cases, NULL-ended */
	struct record_case *cases; /* in the order they arrived */
	size_t nr_cases;
	char **bench;	      /* records of PROTO_BENCH, NULL-ended, or NULL */
	struct totals totals; /* attempts that were retried left out */
	uint64_t time_us;
	bool ended;
};

struct record_engine {
	char *name, *kind, *binary, *version;
};

struct recording {
	char *id;	     /* "20261121-101502-4711" */
	char *path;	     /* of the journal it was read from, or NULL */
	char *engine_reason; /* "qemu-tcg: /dev/kvm is missing" */
	char *started;	     /* "2026-11-21T10:15:02Z" */
	char *hvcheck;	     /* version */
	char *kernel, *machine, *host_cpu,
		*commit; /* of the host, of the tree */
	char *resumed;
	char **argv; /* NULL-ended, or NULL */
	struct record_engine *engines;
	size_t nr_engines;
	struct record_unit *units; /* in the order they began */
	size_t nr_units;
	size_t nr_planned_units, nr_planned_cases;
	struct totals totals;
	uint64_t seed, time_us;
	bool allow_skip_all, flaky_pass, interrupted, could_not_run;
	bool ended;	    /* false: the run was killed, or still goes on */
	int exit_status;    /* of a run that ended */
	char *exit_meaning; /* in a few words */
};

/** recording_begin - the facts that are known as a run begins */
void recording_begin(struct recording *recording, const struct run *run);

/** recording_unit - the record of a unit, made at the first call */
struct record_unit *recording_unit(struct recording *recording,
				   const struct unit *unit);

/** recording_find - the newest such record; NULL: not there */
struct record_unit *recording_find(const struct recording *recording,
				   const char *id, const char *engine,
				   unsigned int repetition);

/** recording_add_unit - append an empty one */
struct record_unit *recording_add_unit(struct recording *recording);

/**
 * recording_result - add a result to its unit and to the totals
 *
 * Returns the record, valid until the unit's next one.
 */
struct record_case *recording_result(struct recording *recording,
				     const struct result *result);

/** record_unit_add - append @shape, taking over its strings */
struct record_case *record_unit_add(struct record_unit *unit,
				    const struct record_case *shape);

/** recording_add_case - the same, and count it */
struct record_case *recording_add_case(struct recording *recording,
				       struct record_unit *unit,
				       const struct record_case *shape);

/** recording_end - what is known only at the end */
void recording_end(struct recording *recording, const struct run *run);

/** record_unit_case - the attempt of a case that counts; NULL: none */
const struct record_case *record_unit_case(const struct record_unit *unit,
					   const char *id);

void record_case_release(struct record_case *result);
void recording_release(struct recording *recording);

/*
 * The same facts without copies, for a sink that writes them at once: every
 * string is borrowed.
 */
struct record_case record_case_of(const struct result *result);
struct record_unit record_unit_of(const struct unit *unit); /* planned: NULL */

#endif
