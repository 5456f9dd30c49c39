/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What guest*.c share. guest.c: deadlines and the end; guest_console.c: what the
 * guest says; guest_control.c: the control channel and what the guest asks of
 * its host; guest_hop*.c: how it moves from one VMM process to another; guest_stuck.c: whether
 * anything can still wake it.
 */
#ifndef RUNNER_GUEST_PARTS_H
#define RUNNER_GUEST_PARTS_H

#include "guest.h"
#include "hang.h"
#include "ktap.h"
#include "log.h"
#include "qmp.h"
#include "relay.h"
#include "vmm.h"

enum guest_phase {
	PHASE_RUNNING,
	PHASE_EVIDENCE,	  /* a hang is looked at */
	PHASE_TERMINATED, /* the VMM was told to end */
	PHASE_GONE,
};

/* A way from guest->vmm to guest->next, see guest_hop.c. */
struct hop {
	bool active;
	bool snapshot;	/* through a file, with nothing running in between */
	bool at_random; /* nobody asked for it */
	bool left;	/* the source has given all of its state away */
	bool arrived;	/* the destination has taken it */
	bool swapped;	/* the source is gone, the destination goes on */
	bool failed;
	uint64_t began;	     /* uv_now() */
	struct relay *relay; /* of a snapshot */
};

struct guest {
	struct guest_params set;
	char **argv;
	struct vmm *vmm;  /* where the guest is */
	struct vmm *next; /* where it is going to; or NULL */
	uv_timer_t timer, random, look;
	unsigned int nr_handles; /* that are not closed yet */
	bool deaf, freed;
	bool ended; /* it has said so */
	enum guest_phase phase;
	uint64_t deadline;

	struct ktap ktap;
	struct hang hang;
	uint64_t moved; /* as the header says */
	struct log_file log;
	struct excerpt excerpt;
	char *evidence; /* hang_log() */

	struct vm_end end;
	bool decided;	   /* end.cause is guest_stop()'s */
	char shutdown[32]; /* QMP's reason */
	bool panicked;
	unsigned int own_stops; /* STOP events that we have caused */
	char detail[512];

	char request[32];     /* of the guest, until it is answered */
	bool served;	      /* something is being done about it */
	bool unheard;	      /* the guest has not yet taken the answer */
	bool continuous;      /* one hop after the other */
	unsigned int nr_hops; /* since it is */
	struct hop hop;
	uint64_t chance; /* state of the random numbers */

	uint64_t said_ms;      /* uv_now() of its last word */
	unsigned int nr_stuck; /* looks in a row */
};

/* guest.c */
void guest_evidence_done(struct guest *g);
/** guest_timer - look again at what comes first, the deadline or a hop's */
void guest_timer(struct guest *g);
/** guest_settle - dead, and nothing more to read: hand over the end */
void guest_settle(struct guest *g);
int guest_start_vmm(struct guest *g, struct vmm **vmm, char *const *argv,
		    int incoming, struct error *error);

/* guest_console.c */
void guest_on_console(void *arg, const char *bytes, size_t len);
void guest_on_record(void *arg, const struct ktap_event *event);

/* guest_control.c */
void guest_on_deaf(void *arg, struct vmm *vmm);
void guest_on_qmp(void *arg, struct vmm *vmm,
		  const struct qmp_message *message);
/** guest_hello - begin the dialogue with the first VMM */
void guest_hello(struct guest *g);
/** guest_request - what the guest wants of its host */
void guest_request(struct guest *g, const char *request);
/** guest_answer - "REQUEST ok TEXT", or "REQUEST failed" */
void guest_answer(struct guest *g, bool good, const char *text);
/** guest_next_step - serve the request that waits, or begin the hop that is due */
void guest_next_step(struct guest *g);

/* guest_hop.c */
void hop_begin(struct guest *g, bool snapshot, bool at_random);
/** hop_qmp - a message of either VMM while guest->hop.active */
void hop_qmp(struct guest *g, struct vmm *vmm,
	     const struct qmp_message *message);
/** hop_gone - a VMM has ended; true: it was the hop's affair */
bool hop_gone(struct guest *g, struct vmm *vmm);
/** hop_fail - the hop has not worked, and with it the guest ends */
void hop_fail(struct guest *g, const char *why);
/** hop_give_up - the guest ends: its destination goes, too */
void hop_give_up(struct guest *g);
/** hop_deadline - until when the hop must be done; UINT64_MAX: there is none */
uint64_t hop_deadline(const struct guest *g);

/* guest_hop_vmm.c */
/** hop_start_next - the VM that takes what comes from @fd, which is closed */
bool hop_start_next(struct guest *g, int fd);
/** hop_send_state - tell the VM to write its state to @fd, which is closed */
void hop_send_state(struct guest *g, int fd);

/* guest_random.c */
/** hop_random_again - when the next hop is due, if any */
void hop_random_again(struct guest *g);
/** hop_random_start - hops at random from now on, if they were asked for */
void hop_random_start(struct guest *g);

/* guest_stuck.c */
/** stuck_start - look from now on, where somebody wants to know */
void stuck_start(struct guest *g);
/** stuck_reply - registers that were asked for */
void stuck_reply(struct guest *g, const struct qmp_message *message);

#endif
