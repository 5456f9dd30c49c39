/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of a job share. job.c: its rounds of lists of cases, and whoever
 * stops it. job_vm.c: one VM of a list, its events and deadlines. job_result.c:
 * what becomes of a case's result.
 */
#ifndef RUNNER_JOB_PARTS_H
#define RUNNER_JOB_PARTS_H

#include "guest.h"
#include "job.h"
#include "qemu.h"
#include "verdict.h"

struct attempt {       /* what is known of a case across its attempts */
	bool again;    /* it is in the next round */
	char *failure; /* "fail: ...", of the first attempt */
};

struct job {
	uv_loop_t *loop;
	struct run *run;
	const struct unit *unit;
	struct job_owner owner;
	uv_timer_t later; /* to end from the loop; also keeps the loop alive */
	uint64_t began_us, unit_deadline;

	/* A round is an attempt at cases; it is cut into lists of one verdict. */
	unsigned int attempt;
	struct attempt *attempts; /* of each case of the unit */
	const struct plan_case **round;
	size_t nr_round, at, nr_list;

	struct verdict verdict;
	struct guest *guest;
	unsigned int vm;
	uint64_t boot_ms, case_ms, mark_us;
	bool ending; /* in the guest's last words */
	bool cancelled;
	bool stays; /* QEMU will not let this unit migrate */
	bool again; /* the VM is to begin once more, without it */
};

/** job_now_us - of the monotonic clock */
uint64_t job_now_us(void);

/** job_boot - the boot of the job's list, from where it has come to */
struct qemu_boot job_boot(const struct job *job);

/** job_start_vm - false: there is none, and all of its list have their results */
bool job_start_vm(struct job *job);

/** job_advance - a list is over: the next one, or the end of the job */
void job_advance(struct job *job);

/** job_on_result - verdict_settings.fn, for a struct job */
void job_on_result(void *arg, const struct verdict_result *from);

#endif
