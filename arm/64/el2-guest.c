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

TEST(own_vectors, "what is not trapped goes to the guest's own vectors")
{
	el2_guest_reset(&guest, guest_undefined);
	run();
	EXPECT_EQ(guest.esr, EC(0x16) | 0x104); /* its EL, its own SP */
	EXPECT_EQ(read_sysreg(ELR_EL12), (uintptr_t)guest_undefined);
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
