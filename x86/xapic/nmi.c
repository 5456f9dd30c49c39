/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NMIs by IPI, counted. SDM vol. 3, 6.7.1: while one is handled, until IRET, one
 * further is kept.
 */
#include "suite.h"

enum {
	ROUNDS = 200,
	TIMEOUT_US = 5000000,
};

static volatile unsigned int count, hold, in_shadow, odd;
static volatile bool stop, ready;

static void send_to(unsigned int cpu)
{
	apic_ipi((uint32_t)arch_cpu_hwid(cpu), APIC_ICR_NMI | APIC_ICR_ASSERT);
}

static bool count_is(void *arg)
{
	return count >= (uintptr_t)arg;
}

static bool is_ready(void *arg)
{
	(void)arg;
	return ready;
}

/* However the case ends, CPU 1 does not go on for ever. */
static void stop_all(uintptr_t unused)
{
	(void)unused;
	hold = 0;
	stop = true;
}

static void reset(void)
{
	count = hold = in_shadow = odd = 0;
	stop = ready = false;
}

/* ------------------------------------------------------- in its own handler ---- */

static bool send_ten(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	if (count++ % 2)
		return true;
	for (unsigned int i = 0; i < 10; i++)
		send_to(0);
	return true;
}

static bool quiet(void *arg)
{
	(void)arg;
	return false;
}

TEST(ten_inside, "ten that a handler sends to its own CPU are one after IRET")
{
	reset();
	trap_handle(X86_NMI, send_ten, NULL);
	for (unsigned int i = 1; i <= ROUNDS; i++) {
		send_to(0);
		ASSERT_TRUE(wait_until(count_is, (void *)(uintptr_t)(2 * i),
				       TIMEOUT_US));
		ASSERT_EQ(count, 2 * i);
	}
	wait_until(quiet, NULL, 2000);
	EXPECT_EQ(count, 2 * ROUNDS);
}

/* ------------------------------------------------------- of two senders ---- */

static bool not_held(void *arg)
{
	(void)arg;
	return !hold;
}

static bool held_handler(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	count++;
	wait_until(not_held, NULL, TIMEOUT_US);
	return true;
}

static void send_to_1(void *arg)
{
	(void)arg;
	send_to(1);
}

static void wait_stop(void *arg)
{
	(void)arg;
	ready = true;
	for (uint64_t end = clock_us() + 4000000; !stop && clock_us() < end;)
		pause_insn();
}

/* 2 of 3: the first is handled, and of the further ones one is kept. */
static const struct senders {
	const char *name;
	unsigned int further, total;
} sender_rows[] = { { "none", 0, 1 }, { "one", 1, 2 }, { "two", 2, 2 } };

TEST_EACH(senders, const struct senders *r, sender_rows,
	  "one is kept while one is handled, whoever sends it",
	  .needs = NEEDS(&smp_4_cpus))
{
	test_defer(stop_all, 0);
	for (unsigned int i = 0; i < ROUNDS / 20; i++) {
		reset();
		trap_handle(X86_NMI, held_handler, NULL);
		on_cpu(2, send_to_1, NULL); /* before: it also starts CPU 2 */
		on_cpu_start(1, wait_stop, NULL);
		ASSERT_TRUE(wait_until(is_ready, NULL, TIMEOUT_US));
		count = 0;
		hold = 1;
		send_to(1);
		ASSERT_TRUE(wait_until(count_is, (void *)1, TIMEOUT_US));
		if (r->further > 0)
			on_cpu(2, send_to_1, NULL);
		if (r->further > 1)
			send_to(1);
		hold = 0;
		ASSERT_TRUE(wait_until(count_is, (void *)(uintptr_t)r->total,
				       TIMEOUT_US));
		delay_us(200);
		stop = true;
		on_cpu_wait(1);
		ASSERT_EQ(count, r->total);
	}
}

/* ------------------------------------------------------- in STI's shadow ---- */

extern const char nmi_loop[], nmi_loop_shadow[], nmi_loop_end[];

/* Interrupts are open in it for one instruction. */
static void loop(void *arg)
{
	volatile bool *flag = arg;

	ready = true;
	asm volatile("nmi_loop:\n\t"
		     "sti\n"
		     "nmi_loop_shadow:\n\t"
		     "nop\n\t"
		     "cli\n\t"
		     "cmpb $0, %0\n\t"
		     "je nmi_loop\n"
		     "nmi_loop_end:"
		     :
		     : "m"(*flag)
		     : "cc", "memory");
}

static bool note_place(struct trap_frame *frame, void *arg)
{
	(void)arg;
	if (cpu_this() != 1)
		odd++;
	in_shadow += frame->ip == (unsigned long)nmi_loop_shadow;
	count++;
	return true;
}

/* An NMI in STI's shadow is allowed (vol. 2, STI); its number is noted. */
TEST(sti_shadow, "each of many comes once in a loop of STI and CLI")
{
	reset();
	test_defer(stop_all, 0);
	trap_handle(X86_NMI, note_place, NULL);
	on_cpu_start(1, loop, (void *)(uintptr_t)&stop);
	if (!wait_until(is_ready, NULL, TIMEOUT_US))
		ERROR("CPU 1 does not begin");
	for (unsigned int i = 1; i <= ROUNDS; i++) {
		send_to(1);
		if (!wait_until(count_is, (void *)(uintptr_t)i, TIMEOUT_US))
			break;
	}
	stop = true;
	on_cpu_wait(1);
	EXPECT_EQ(count, ROUNDS);
	EXPECT_EQ(odd, 0);
	test_note("%u of %u in the shadow of STI", in_shadow, count);
}

/* --------------------------------------------------------- KVM's hypercall ---- */

struct hypercall {
	bool amd;
	long result;
};

/* KVM_HC_SEND_IPI is 10: Documentation/virt/kvm/x86/hypercalls.rst */
static void pv_ipi(const void *arg)
{
	struct hypercall *h = (struct hypercall *)(uintptr_t)arg;
	const long ones = (long)0xffffffff;

	if (h->amd)
		asm volatile("vmmcall"
			     : "=a"(h->result)
			     : "a"(10l), "b"(ones), "c"(0l), "d"(ones), "S"(0l)
			     : "memory");
	else
		asm volatile("vmcall"
			     : "=a"(h->result)
			     : "a"(10l), "b"(ones), "c"(0l), "d"(ones), "S"(0l)
			     : "memory");
}

/* KVM writes the host's own instruction over the other one, or tries to. */
TEST(pv_ipi,
     "KVM's IPI hypercall with an id out of range is 0 and does nothing",
     .needs = NEEDS(&x86_xapic_mode, &x86_kvm))
{
	struct hypercall intel = { false, 1 }, amd = { true, 1 };
	bool by_vmcall = trap_catch(pv_ipi, &intel).cause == TRAP_NONE;

	if (!by_vmcall)
		EXPECT_TRAP(trap_catch(pv_ipi, &amd), TRAP_NONE);
	EXPECT_EQ(by_vmcall ? intel.result : amd.result, 0);
	irqlog_windows();
	EXPECT_EQ(irqlog_all(), 0);
}
