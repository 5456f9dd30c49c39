/* SPDX-License-Identifier: GPL-2.0-or-later */
/* I/O breakpoints: CR4.DE, 17.2.4, 17.3.1.2. */
#include "watch.h"

#include <x86/msr.h>

static void set_up(void);

TEST_SUITE("debug-exceptions",
	   .summary = "#DB comes exactly where, as often and with the DR6 that "
		      "the debug registers and TF ask for",
	   .needs = NEEDS(&x86_de), .setup = set_up);

enum {
	PORT = 0xabc0 /* nothing is there; a multiple of 8 */
};

/* A table; %ebx is the port, %edi memory */
/* clang-format off */
#define IO(id, text) SEQ(io_##id, "mov (" R "di), %edx\n" text HIT(BS))
IO(in_1, "in %dx, %al");
IO(in_2, "in %dx, %ax");
IO(in_4, "in %dx, %eax");
IO(out_1, "out %al, %dx");
IO(out_2, "out %ax, %dx");
IO(out_4, "out %eax, %dx");
IO(ins_1, "insb");
IO(ins_2, "insw");
IO(ins_4, "insl");
IO(outs_1, "mov " R "di, " R "si; outsb");
IO(outs_2, "mov " R "di, " R "si; outsw");
IO(outs_4, "mov " R "di, " R "si; outsl");
SEQ(io_in_imm, "in $0x80, %al" HIT(B0));
SEQ(io_out_imm, "out %al, $0x80" HIT(B0));
SEQ(io_rep_outs,
    "mov (" R "di), %edx\n"
    "mov " R "di, " R "si\n"
    "mov $3, %ecx\n"
    "771: rep outsb\n" HIT_AT("771b", B0) HIT_AT("771b", B0) HIT_AT("772f", B0)
    "772:");
SEQ(io_rep_ins,
    "mov (" R "di), %edx\n"
    "mov $3, %ecx\n"
    "771: rep insb\n" HIT_AT("771b", B0) HIT_AT("771b", B0) HIT_AT("772f", B0)
    "772:");
SEQ(io_stepped,
    "mov (" R "di), %edx\n"
    STEP_ON
    "in %dx, %al" HIT(BS_B0)
    "nop" HIT(BS)
    "out %al, %dx" HIT(BS_B0)
    STEP_OFF);

#define ACCESS(id, bytes)                           \
	{                                           \
#id, io_##id, io_##id##_hits, bytes \
	}
static const struct access {
	const char *name;
	void (*fn)(const void *);
	const struct expected *hits;
	int bytes;
} accesses[] = {
	ACCESS(in_1, 1), ACCESS(out_1, 1), ACCESS(ins_1, 1), ACCESS(outs_1, 1),
	ACCESS(in_2, 2), ACCESS(out_2, 2), ACCESS(ins_2, 2), ACCESS(outs_2, 2),
	ACCESS(in_4, 4), ACCESS(out_4, 4), ACCESS(ins_4, 4), ACCESS(outs_4, 4),
};
/* clang-format on */

static void set_up(void)
{
	debug_setup();
	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() | CR4_DE);
}

static void run_io(bool user, void (*fn)(const void *), unsigned int port,
		   unsigned long dr7)
{
	recorded.nr = 0;
	*(uint32_t *)watched = port;
	run_debug(user, fn, watched, DR6_INIT, dr7);
}

static void check_port(const struct watch *w, const struct access *a,
		       int offset)
{
	bool overlap = offset < w->bytes && offset + a->bytes > 0;

	run_io(w->user, a->fn, (unsigned int)(PORT + offset), watch_dr7(w));
	test_context("%s at %d of DR%u, %d ports", a->name, offset, w->n,
		     w->bytes);
	EXPECT_EQ(recorded.nr, overlap);
	if (recorded.nr)
		expect_hit(0, a->hits[0].pc, DR6_INIT | 1u << w->n);
	EXPECT_EQ(recorded.dr6, DR6_INIT);
	EXPECT_EQ(recorded.dr7, watch_dr7(w));
}

static void check_ports(const struct access *a, unsigned int n, int bytes,
			bool user)
{
	unsigned long enable = n & 1 ? DR7_L(n) : DR7_G(n);
	const struct watch w = { "", n, 2, bytes, user, enable };

	write_dr(n, PORT);
	for (int offset = -a->bytes - 1; offset <= bytes + 1; offset++)
		check_port(&w, a, offset);
	write_dr(n, 0);
}

TEST_EACH(port, const struct access *a, accesses,
	  "hits once behind an access that has one of its ports")
{
	for (unsigned int n = 0; n < 4; n++)
		for (int bytes = 1; bytes <= 4; bytes *= 2)
			check_ports(a, n, bytes, false);
}

TEST_EACH(user_port, const struct access *a, accesses, "the same at CPL 3")
{
	check_ports(a, 1, 1, true);
	check_ports(a, 2, 4, true);
}

/* ------------------------------------------------------------- others ---- */

#define PORT_DR7 (DR7_INIT | DR7_L(0) | DR7_RW(0, 2))

static const struct sequence {
	const char *name;
	void (*fn)(const void *);
	const struct expected *hits, *end;
	unsigned int port;
} sequences[] = {
	{ "in-immediate", io_in_imm, io_in_imm_hits, io_in_imm_hits_end, 0x80 },
	{ "out-immediate", io_out_imm, io_out_imm_hits, io_out_imm_hits_end,
	  0x80 },
	{ "rep-outs", io_rep_outs, io_rep_outs_hits, io_rep_outs_hits_end,
	  PORT },
	{ "rep-ins", io_rep_ins, io_rep_ins_hits, io_rep_ins_hits_end, PORT },
	{ "stepped", io_stepped, io_stepped_hits, io_stepped_hits_end, PORT },
};

TEST_EACH(port_sequence, const struct sequence *s, sequences,
	  "REP hits each iteration, a step and a port hit together")
{
	recorded.any_rf = true;
	write_dr0(s->port);
	run_io(false, s->fn, s->port, PORT_DR7);
	expect_hits(s->hits, s->end);
}

TEST_EACH(port_two, const struct mode *m, modes,
	  "all that one access meets hit together, once")
{
	write_dr0(PORT);
	write_dr1(PORT + 1);
	write_dr3(PORT + 3);
	run_io(m->user, io_out_2, PORT,
	       PORT_DR7 | DR7_G(1) | DR7_RW(1, 2) | DR7_G(3) |
		       (DR7_RW(3, 2ul) & 0xffffffff));
	ASSERT_EQ(recorded.nr, 1);
	expect_hit(0, io_out_2_hits[0].pc, DR6_INIT | 3);
}

TEST(port_sticky, "B0 to B3 are of the last hit, BS and BD stay")
{
	recorded.keep_dr6 = true;
	write_dr0(PORT);
	*(uint32_t *)watched = PORT;
	run_debug(false, io_out_1, watched, BS_BD | 0xe, PORT_DR7);
	ASSERT_EQ(recorded.nr, 1);
	expect_hit(0, io_out_1_hits[0].pc, BS_BD | 1);
	EXPECT_EQ(recorded.dr6, BS_BD | 1);
}

/* Disabled slots, other kinds, and an address of more than 16 bits. */
static const struct never {
	const char *name;
	unsigned long address, dr7;
} nevers[] = {
	{ "disabled", PORT, DR7_INIT | DR7_RW(0, 2) | 0xfc },
	{ "execute", PORT, DR7_INIT | DR7_L(0) },
	{ "write", PORT, DR7_INIT | DR7_L(0) | DR7_RW(0, 1) },
	{ "read-write", PORT, DR7_INIT | DR7_L(0) | DR7_RW(0, 3) },
	{ "bit-16", PORT | 0x10000, PORT_DR7 },
};

TEST_EACH(port_never, const struct never *n, nevers, "does not hit")
{
	write_dr0(n->address);
	for (unsigned int i = 0; i < 4; i++)
		run_io(false, accesses[i].fn, PORT, n->dr7);
	EXPECT_EQ(recorded.nr, 0);
	EXPECT_EQ(recorded.dr6, DR6_INIT);
}

TEST(port_not_memory, "memory at the address of a port does not hit")
{
	static uint32_t word;

	write_dr0((uintptr_t)&word);
	write_dr7(PORT_DR7 | DR7_LEN(0, 3));
	asm volatile("incl %0" : "+m"(word));
	write_dr7(DR7_INIT);
	EXPECT_EQ(recorded.nr, 0);
	EXPECT_EQ(word, 1);
}
