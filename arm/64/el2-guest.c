/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest at EL1 below the host at EL2: how it is entered, what it may do by
 * itself, and how it comes back (Arm ARM, D1.3, D8.10; ESR_EL2).
 */
#include <arm/cpu.h>
#include <arm/el2.h>
#include <arm/features.h>
#include <test/test.h>

TEST_SUITE("el2-guest", .summary = "a guest at EL1 runs, and comes back to EL2",
	   .needs = NEEDS(&arm_at_el2, &arm_vhe));

#define EC(ec) ((uint64_t)(ec) << 26 | 1ull << 25)

enum {
	FROM_A64 = 8, /* vector: synchronous, from a lower level */
};

/* Guest code: position-independent, of registers alone. */
#define GUEST_CODE(name, code)                              \
	extern const char name[];                           \
	asm(".pushsection .text\n\t"                        \
	    ".balign 4\n"                                   \
	    ".global " #name "\n" #name ":\n\t" code "\n\t" \
	    ".popsection")

GUEST_CODE(guest_hvc, "hvc #0x1234\n\tb .");
GUEST_CODE(guest_count, "add x0, x0, #1\n\tadd x30, x30, #2\n\t"
			"mov x1, sp\n\thvc #1\n\tb .");
GUEST_CODE(guest_undefined, ".inst 0\n\tb .");
GUEST_CODE(guest_tpidr, "msr tpidr_el1, xzr\n\tmsr tpidrro_el0, xzr\n\t"
			"hvc #2\n\tb .");
GUEST_CODE(guest_level, "mrs x0, CurrentEL\n\tmrs x1, midr_el1\n\t"
			"mrs x2, mpidr_el1\n\thvc #3\n\tb .");

static struct el2_guest guest;

static void run(void)
{
	el2_guest_run(&guest);
	EXPECT_EQ(read_sysreg(hcr_el2), HCR_VHE);
	EXPECT_EQ(guest.vector, FROM_A64);
}

TEST(hvc, "HVC comes to EL2 with its number, and ELR behind it")
{
	el2_guest_reset(&guest, guest_hvc);
	run();
	EXPECT_EQ(guest.esr, EC(0x16) | 0x1234);
	EXPECT_EQ(guest.pc, (uintptr_t)guest_hvc + 4);
	EXPECT_EQ(guest.pstate, PSTATE_GUEST);
}

TEST(registers, "all registers go in and come out")
{
	uint64_t sp = 0x40404040;

	el2_guest_reset(&guest, guest_count);
	for (unsigned int i = 0; i < 31; i++)
		guest.x[i] = 0x0101010101010101ull * (i + 1);
	guest.sp_el0 = 0x123456789abcdef0;
	write_sysreg(sp_el1, sp);
	run();
	EXPECT_EQ(guest.esr, EC(0x16) | 1);
	EXPECT_EQ(guest.x[0], 0x0101010101010102ull);
	EXPECT_EQ(guest.x[1], sp);
	for (unsigned int i = 2; i < 30; i++)
		EXPECT_EQ(guest.x[i], 0x0101010101010101ull * (i + 1));
	EXPECT_EQ(guest.x[30], 0x0101010101010101ull * 31 + 2);
	EXPECT_EQ(guest.sp_el0, 0x123456789abcdef0);
}

TEST(again, "a guest goes on where it came out")
{
	el2_guest_reset(&guest, guest_count);
	run();
	guest.pc = (uintptr_t)guest_count;
	run();
	EXPECT_EQ(guest.x[0], 2);
	EXPECT_EQ(guest.x[30], 4);
}

TEST(level, "it runs at EL1, as VPIDR_EL2 and VMPIDR_EL2 say which CPU")
{
	uint64_t old = read_sysreg(vmpidr_el2), midr = read_sysreg(vpidr_el2);

	el2_guest_reset(&guest, guest_level);
	write_sysreg(vmpidr_el2, 0x80000742);
	write_sysreg(vpidr_el2, 0x410f0f00);
	run();
	write_sysreg(vmpidr_el2, old);
	write_sysreg(vpidr_el2, midr);
	EXPECT_EQ(guest.x[0], 1 << 2);
	EXPECT_EQ(guest.x[1], 0x410f0f00);
	EXPECT_EQ(guest.x[2], 0x80000742);
}

/* Its vectors: an HVC with the number of the one at its place */
asm(".pushsection .text\n\t"
    ".balign 2048\n"
    ".global guest_vectors\n"
    "guest_vectors:\n\t"
    ".set number, 0\n\t"
    ".rept 16\n\t"
    ".balign 128\n\t"
    "mrs x0, esr_el1\n\t"
    "mrs x1, elr_el1\n\t"
    "hvc #(0x100 + number)\n\t"
    ".set number, number + 1\n\t"
    ".endr\n\t"
    ".popsection");
extern const char guest_vectors[];

TEST(own_vectors, "what is not trapped goes to the guest's own vectors")
{
	el2_guest_reset(&guest, guest_undefined);
	write_sysreg(VBAR_EL12, (uintptr_t)guest_vectors);
	isb();
	run();
	EXPECT_EQ(guest.esr, EC(0x16) | 0x104); /* its EL, its own SP */
	EXPECT_EQ(guest.x[0], EC(0x00));
	EXPECT_EQ(guest.x[1], (uintptr_t)guest_undefined);
	EXPECT_EQ(read_sysreg(ESR_EL12), EC(0x00));
}

TEST(own_thread_registers, "the host's are its own again")
{
	uint64_t tpidr = read_sysreg(tpidr_el1);

	el2_guest_reset(&guest, guest_tpidr);
	run();
	EXPECT_EQ(guest.esr, EC(0x16) | 2);
	EXPECT_EQ(read_sysreg(tpidr_el1), tpidr);
}

static const struct row {
	const char *name;
	uint64_t hcr;
	uint32_t code; /* one instruction, of X0 */
	uint64_t esr;
} traps[] = {
	{ "TWI", HCR_TWI, 0xd503207f, 0x07e00000 },
	{ "TVM", HCR_TVM, 0xd5182000, 0x62300800 },
	{ "TRVM", HCR_TRVM, 0xd5381000, 0x62300401 },
	{ "TID3", HCR_TID3, 0xd5380400, 0x62300009 },
	{ "TID2", HCR_TID2, 0xd53b0020, 0x6232c001 },
	{ "TID1", HCR_TID1, 0xd53800c0, 0x623c0001 },
	{ "TACR", HCR_TACR, 0xd5381020, 0x62320401 },
	{ "TTLB", HCR_TTLB, 0xd508871f, 0x621023ee },
	{ "TSC", HCR_TSC, 0xd4000aa3, 0x5e000055 },
};

static uint32_t one_instruction[2] __attribute__((aligned(64)));

/* Written by the host with caches on, fetched by the guest with them off. */
static void write_code(uint32_t first)
{
	one_instruction[0] = first;
	one_instruction[1] = 0xd4000ee2; /* HVC #0x77 */
	asm volatile("dc civac, %0\n\t"
		     "dsb sy\n\t"
		     "ic iallu\n\t"
		     "dsb sy\n\t"
		     "isb" ::"r"(one_instruction)
		     : "memory");
}

TEST_EACH(trap, const struct row *r, traps,
	  "an HCR_EL2 bit traps its instruction, and it does not take effect")
{
	write_code(r->code);
	el2_guest_reset(&guest, one_instruction);
	guest.x[0] = 0x5a5a;
	guest.hcr |= r->hcr;
	run();
	EXPECT_EQ(guest.esr, r->esr);
	EXPECT_EQ(guest.pc, (uintptr_t)one_instruction);
	EXPECT_EQ(guest.x[0], 0x5a5a);
}

TEST_EACH(no_trap, const struct row *r, traps,
	  "without the bit it goes on to the next instruction")
{
	if (r->hcr == HCR_TSC || r->hcr == HCR_TWI)
		SKIP("what it does then is the machine's affair");
	write_code(r->code);
	el2_guest_reset(&guest, one_instruction);
	run();
	EXPECT_EQ(guest.esr, EC(0x16) | 0x77);
}
