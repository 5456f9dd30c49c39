/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules that turn what a guest said and how its VM ended into results. No
 * input or output: events go in, results come out through a function.
 *
 * A struct verdict judges one job: a list of a unit's cases, that one VM runs,
 * or several where VMs die. Each case of the list gets exactly one result;
 * what cannot be blamed on a case is a further one with planned == NULL.
 *
 * Passing needs proof: the result line of the case that was announced, with
 * the number and name that the plan gives it and at least one check; and
 * of the VM as a whole its "# end" with counts that agree, and where the
 * machine has an exit status, that too. Whatever contradicts the plan is an
 * error, never a pass and never an expected failure.
 */
#ifndef RUNNER_VERDICT_H
#define RUNNER_VERDICT_H

#include "run.h"

struct ktap_event;

/* VMs of one job that may die of unexpected causes before the rest is given up. */
enum {
	VERDICT_DEATHS_MAX = 8
};

/* How a VM ended, by the best evidence there is. */
enum vm_cause {
	VM_EXITED,	   /* the VMM exited by itself: status, signal */
	VM_RESET,	   /* the guest reset: triple fault, reset port, ... */
	VM_POWEROFF,	   /* the guest powered off */
	VM_PANIC,	   /* the guest told the panic device */
	VM_INTERNAL_ERROR, /* the VMM stopped it: it cannot go on */
	VM_TIMEOUT,	   /* a deadline passed and the runner killed it */
	VM_STOPPED,	   /* verdict_wants_stop(): killed by the runner */
	VM_CANCELLED,	   /* the run was interrupted */
	VM_MIGRATION_FAILED,
};

enum vm_deadline {
	DEADLINE_NONE,
	DEADLINE_BOOT,
	DEADLINE_CASE,
	DEADLINE_UNIT
};

struct vm_end {
	enum vm_cause cause;
	enum vm_deadline deadline; /* VM_TIMEOUT: which one */
	uint64_t limit_ms;	   /* VM_TIMEOUT: what it was */
	bool started;		   /* the VMM was seen to start the guest */
	int status;		   /* exit status; -1: unknown or a signal */
	int signal;		   /* that ended the VMM, 0: none */
	bool no_status;		   /* the guest ended it, but has no say in that */
	const char *
		detail; /* one line: the VMM's message, where it hung; or NULL */
};

struct verdict_result {
	const struct plan_case *planned; /* NULL: the VM as a whole */
	enum state state;
	const char *reason; /* one line or NULL; valid during the call */
	uint64_t time_us, checks, failed;
	bool could_not_run; /* the VMM did not come up: EXIT_COULD_NOT_RUN */
	bool not_run;	    /* the case never began: there is no log of it */
};

typedef void verdict_fn(void *arg, const struct verdict_result *result);

struct verdict_settings {
	const struct unit *unit;
	const struct plan_case *const *list; /* in plan order; lives as long */
	size_t nr;
	bool any_order; /* shuffled: only the numbers are in order */
	bool inverted;	/* PROTO_ARG_INVERT: a case that checks must fail */
	verdict_fn *fn;
	void *arg;
};

struct verdict {
	struct verdict_settings set;
	bool *done; /* of each case of the list: it has its result */
	size_t nr_done;
	size_t next; /* number (from 1) that the next VM starts with */
	unsigned int deaths, vms;

	/* of the VM that runs now */
	size_t expect; /* number of the next result line */
	bool header, plan, ended, trapped;
	bool rebooted;	    /* the running case's reboot has happened */
	bool stop;	    /* see verdict_wants_stop() */
	bool reset;	    /* a second header: the VM booted again */
	size_t running;	    /* index into the list + 1; 0: none */
	unsigned int ends;  /* enum proto_ends that was announced */
	bool started_first; /* some case of this VM has begun */
	/* pass fail error skip: printed since the header, and in boots before */
	uint64_t count[4], before[4];
	unsigned int exit_code; /* enum proto_exit that "# end" implies */
	char panic[256], broken[512];
	/* First words on why the running case failed, in order of preference. */
	char check[512], trap[256], comment[256];
};

/** verdict_init - returns -ENOMEM or 0 */
int verdict_init(struct verdict *verdict,
		 const struct verdict_settings *settings);
void verdict_release(struct verdict *verdict);

/** verdict_boot - a VM starts that was told start=verdict->next */
void verdict_boot(struct verdict *verdict);

/** verdict_event - what its guest says */
void verdict_event(struct verdict *verdict, const struct ktap_event *event);

/**
 * verdict_wants_stop - nothing this VM says can be believed any more, or it
 * booted again unasked: kill it, then call verdict_end() with VM_STOPPED
 */
bool verdict_wants_stop(const struct verdict *verdict);

/**
 * verdict_end - how it ended; every case that is now settled gets its result
 *
 * Returns whether a fresh VM is to run the rest, from verdict->next on.
 */
bool verdict_end(struct verdict *verdict, const struct vm_end *end);

/** verdict_give_up - all cases without a result get this one */
void verdict_give_up(struct verdict *verdict, enum state state,
		     const char *reason);

/* What the VM is doing, for its deadline. */
enum verdict_phase {
	PHASE_BOOT,    /* no case has begun */
	PHASE_CASE,    /* verdict_running() */
	PHASE_BETWEEN, /* after a result line */
	PHASE_ENDING,  /* after "# end" */
};
enum verdict_phase verdict_phase(const struct verdict *verdict);
/** verdict_running - the case that runs now, or NULL */
const struct plan_case *verdict_running(const struct verdict *verdict);

/** vm_end_describe - one phrase, "the VM was reset"; returns @text */
char *vm_end_describe(const struct vm_end *end, char *text, size_t size);

/**
 * verdict_expected - what an expectation makes of a state
 * @failed: checks of the case, for expect->nr_failed
 */
enum state verdict_expected(const struct expectation *expect, enum state state,
			    uint64_t failed);

#endif
