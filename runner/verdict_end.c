/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict_rules.h"

#include <stdio.h>
#include <string.h>

#include "../lib/test/protocol.h"

static void describe_exit(const struct vm_end *end, char *text, size_t size)
{
	if (end->signal)
		snprintf(text, size, "the VMM died of SIG%s",
			 sigabbrev_np(end->signal) ?: "?");
	else
		snprintf(text, size, "the VMM exited with status %d",
			 end->status);
}

static void describe_timeout(const struct vm_end *end, char *text, size_t size)
{
	static const char *const what[] = {
		[DEADLINE_NONE] = "",
		[DEADLINE_BOOT] = " to boot",
		[DEADLINE_CASE] = "",
		[DEADLINE_UNIT] = " for the whole unit",
		[DEADLINE_STUCK] = ": all CPUs are halted with interrupts off",
	};

	snprintf(text, size, "timeout%s%s (%g s%s)", end->detail ? " " : "",
		 end->detail ?: "", (double)end->limit_ms / 1000,
		 what[end->deadline]);
}

char *vm_end_describe(const struct vm_end *end, char *text, size_t size)
{
	static const char *const what[] = {
		[VM_RESET] = "the VM was reset",
		[VM_POWEROFF] = "the VM powered off",
		[VM_PANIC] = "the guest told the panic device",
		[VM_INTERNAL_ERROR] = "the VMM stopped on an internal error",
		[VM_STOPPED] = "the VM was reset and booted again",
		[VM_CANCELLED] = "cancelled",
		[VM_MIGRATION_FAILED] = "the migration failed",
	};
	size_t len;

	if (end->cause == VM_TIMEOUT) {
		describe_timeout(end, text, size);
		return text;
	}
	if (end->cause == VM_EXITED)
		describe_exit(end, text, size);
	else
		snprintf(text, size, "%s", what[end->cause]);
	len = strlen(text);
	if (end->detail)
		snprintf(text + len, size - len, ": %s", end->detail);
	return text;
}

static void describe(const struct verdict *v, const struct vm_end *end,
		     char *text, size_t size)
{
	if (v->panic[0])
		snprintf(text, size, "panic: %s", v->panic);
	else
		vm_end_describe(end, text, size);
}

/* A VM that booted again unasked was reset, whatever killed it then. */
static enum vm_cause cause_of(const struct verdict *v, const struct vm_end *end)
{
	return v->reset && end->cause == VM_STOPPED ? VM_RESET : end->cause;
}

static bool ended_as_announced(const struct verdict *v, enum vm_cause cause)
{
	switch ((enum proto_ends)v->ends) {
	case PROTO_ENDS_KIND_RESET:
		return cause == VM_RESET;
	case PROTO_ENDS_KIND_POWEROFF:
		return cause == VM_POWEROFF;
	case PROTO_ENDS_KIND_PANIC:
		return cause == VM_PANIC;
	case PROTO_ENDS_KIND_REBOOT: /* on_header() has seen it */
	case PROTO_ENDS_KIND_NONE:
		break;
	}
	return false;
}

/* The state of the case that ran when its VM ended. */
static enum state end_state(const struct verdict *v, enum vm_cause cause)
{
	if (v->rebooted || ended_as_announced(v, cause))
		return STATE_PASS;
	if (cause == VM_MIGRATION_FAILED)
		return STATE_ERROR;
	if (v->ends)
		return STATE_FAIL;
	/* panic() is for the test's own mistakes, unless a trap led to it. */
	if (v->panic[0] && !v->trapped)
		return STATE_ERROR;
	if (cause == VM_TIMEOUT)
		return STATE_TIMEOUT;
	return STATE_CRASH;
}

static void end_between(struct verdict *v, const struct vm_end *end,
			const char *how)
{
	verdict_put_unit(v,
			 end->cause == VM_TIMEOUT ? STATE_TIMEOUT : STATE_CRASH,
			 false, "%s: %s",
			 v->rebooted ? "after the reboot" :
			 v->nr_done < v->set.nr ?
				       "between two cases" :
				       "after the last case, before '# end'",
			 how);
	v->deaths++;
}

static void end_running(struct verdict *v, const struct vm_end *end,
			const char *how)
{
	enum vm_cause cause = cause_of(v, end);
	enum state state = end_state(v, cause);
	size_t running = v->running;
	char text[1024];
	struct verdict_result result = { .state = state, .reason = how };

	if (state == STATE_PASS) {
		result.reason = "";
		result.checks = 1;
	} else if (state == STATE_FAIL) {
		snprintf(text, sizeof(text),
			 "did not end the VM as announced: %s", how);
		result.reason = text;
	}
	v->running = 0;
	v->next = v->expect + 1;
	state = verdict_put_case(v, running - 1, &result);
	if (v->rebooted)
		end_between(v, end, how);
	else if (state != STATE_XFAIL && !v->ends)
		v->deaths++;
}

/* The VM is gone, or useless, and no case of it ever began. */
static void end_unborn(struct verdict *v, const struct vm_end *end,
		       const char *how)
{
	if (end->cause == VM_TIMEOUT && !v->panic[0])
		verdict_put_unit(v, STATE_TIMEOUT, false, "no case began: %s",
				 how);
	else
		verdict_put_unit(v, STATE_ERROR, true, "no case began: %s",
				 how);
	verdict_give_up(v, STATE_ERROR, "not run: the VM did not come up");
}

static void end_broken(struct verdict *v)
{
	char text[sizeof(v->broken) + 16];

	if (v->running)
		verdict_put_plain(v, v->running - 1, STATE_ERROR, v->broken);
	else
		verdict_put_unit(v, STATE_ERROR, false, "%s", v->broken);
	v->running = 0;
	snprintf(text, sizeof(text), "not run: %s", v->broken);
	verdict_give_up(v, STATE_ERROR, text);
}

/* After "# end": the way it ended has to agree with what it said. */
static void end_ended(struct verdict *v, const struct vm_end *end,
		      const char *how)
{
	int status = (int)v->exit_code * 2 + 1;
	enum vm_cause cause = cause_of(v, end);

	if (cause == VM_TIMEOUT)
		verdict_put_unit(v, STATE_TIMEOUT, false,
				 "the VM did not end after its '# end': %s",
				 how);
	else if (v->panic[0] || (cause != VM_EXITED && cause != VM_POWEROFF))
		verdict_put_unit(v, STATE_ERROR, false,
				 "inconsistent: after '# end' %s", how);
	else if (!v->set.unit->image->target->exit_status)
		status = 0;
	if (end->no_status)
		return;
	if (cause != VM_EXITED && cause != VM_POWEROFF)
		return;
	if (end->status != status)
		verdict_put_unit(
			v, STATE_ERROR, false,
			"inconsistent: '# end' stands for exit status %d, but "
			"%s",
			status, how);
}

bool verdict_end(struct verdict *v, const struct vm_end *end)
{
	char how[768];

	describe(v, end, how, sizeof(how));
	if (end->cause == VM_CANCELLED) {
		verdict_give_up(v, STATE_CANCELLED, "");
		return false;
	}
	if (v->broken[0]) {
		end_broken(v);
		return false;
	}
	if (v->ended) {
		end_ended(v, end, how);
		return false;
	}
	if (!v->started_first) {
		end_unborn(v, end, how);
		return false;
	}
	if (v->running) {
		end_running(v, end, how);
	} else {
		v->next = v->expect;
		end_between(v, end, how);
	}
	if (end->cause == VM_TIMEOUT && end->deadline == DEADLINE_UNIT)
		verdict_give_up(v, STATE_ERROR,
				"not run: the unit's time was over");
	else if (v->deaths >= VERDICT_DEATHS_MAX)
		verdict_give_up(v, STATE_ERROR,
				"not run: too many VMs of this unit died");
	return v->nr_done < v->set.nr;
}
