/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ending what runs on a CPU from any depth: by a check, or by a trap. */
#include <test/harness.h>

#include <arch.h>
#include <console.h>
#include <smp.h>
#include <trap.h>

static struct guard {
	struct arch_context context;
	bool active;
	bool reporting; /* a trap; another one meanwhile is fatal */
} guards[CPU_MAX];

static struct guard *this_guard(void)
{
	return &guards[cpu_this()];
}

bool guard_call(void (*fn)(void *), void *arg)
{
	struct guard *guard = this_guard();

	if (guard->active)
		panic("guard_call() inside guard_call()");
	if (arch_context_save(&guard->context) != 0) {
		guard = this_guard();
		guard->active = false;
		guard->reporting = false;
		trap_abandon();
		console_abandon();
		return false;
	}
	guard->active = true;
	fn(arg);
	this_guard()->active = false;
	return true;
}

bool guard_active(void)
{
	return this_guard()->active;
}

void guard_end(void)
{
	struct guard *guard = this_guard();

	if (!guard->active)
		panic("a check ended a case while none was running");
	arch_context_jump(&guard->context, 1);
}

static const char *access_name(const struct trap *trap)
{
	if (trap->cause != TRAP_PAGE)
		return "none";
	return trap->fetch ? "fetch" : trap->write ? "write" : "read";
}

static void print_trap(const struct trap_frame *frame)
{
	struct trap trap;
	char name[48];

	arch_trap_decode(frame, &trap);
	arch_trap_name(name, sizeof(name), trap.cause, trap.error);
	record(PROTO_TRAP "%s pc=0x%lx error=0x%lx address=0x%lx access=%s "
			  "mode=%s cpu=%u",
	       name, trap.pc, trap.error, trap.address, access_name(&trap),
	       trap.user ? "user" : "kernel", cpu_this());
	arch_trap_print(frame);
	stack_print(arch_frame_pc(frame), arch_frame_fp(frame));
}

void test_unexpected_trap(struct trap_frame *frame)
{
	struct guard *guard = this_guard();

	if (guard->reporting)
		panic("a trap at 0x%lx while another one was being printed",
		      arch_frame_pc(frame));
	guard->reporting = true;
	print_trap(frame);
	if (!guard->active || !case_name())
		panic("an unexpected trap outside of any case");
	case_failed();
	arch_frame_jump(frame, &guard->context, 1);
}
