/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What TLBs hold of stage 2: gone after TLBI, on this CPU and on another one whose
 * guest goes on, and of one VMID only (Arm ARM, D8.14; VTTBR_EL2).
 *
 * HCR_EL2.VM stays set throughout, for an emulator that starts afresh where it
 * changes; with TGE it means nothing.
 */
#include "tlbi.h"
#include "remote.h"

#include <smp.h>
#include <string.h>

EL2_STAGE2_SUITE;

enum {
	VMID_SHIFT = 48,
	VTCR_VS = 1 << 19,
};

static void expect_reads(uint64_t ipa, uint64_t value)
{
	s2_run(LDR_X0, 0, ipa);
	expect_done();
	EXPECT_EQ(guest.x[0], value);
}

static uint64_t begin(void)
{
	test_defer(s2_set_hcr, HCR_VHE);
	s2_set_hcr(HCR_VHE | HCR_VM);
	s2_build(&shape_4k);
	return s2_map(3, S2_RAM);
}

TEST_EACH(flush, const struct s2_tlbi *r, s2_tlbis,
	  "takes away an entry that was used")
{
	uint64_t ipa = begin(), *entry = s2_entry(ipa, 3), old = *entry;

	expect_reads(ipa, DATA);
	s2_set(entry, 0);
	r->flush(ipa);
	s2_run(LDR_X0, 0, ipa);
	expect_fault(ESR_LOAD | TRANSLATION | 3, ipa, ipa);
	s2_set(entry, (uintptr_t)s2_other | S2_RAM | S2_PAGE);
	expect_reads(ipa, OTHER);
	s2_set(entry, old & ~S2_AP(2));
	r->flush(ipa);
	expect_reads(ipa, DATA);
	s2_run(STR_X0, 1, ipa);
	expect_fault(ESR_STORE | PERMISSION | 3, ipa, ipa);
}

/* A root that has the same but for the window: a block, with the target, too. */
static uint64_t second_root(uint64_t vttbr)
{
	static uint64_t root[512] __attribute__((aligned(4096)));

	memcpy(root, (void *)vttbr, sizeof(root));
	root[WINDOW >> 30] = ((uintptr_t)target & -(1ull << 30)) | S2_RAM |
			     S2_BLOCK;
	for (unsigned int i = 0; i < 512; i += 2)
		cache_flush_line(&root[i]);
	return (uintptr_t)root;
}

static void expect_of_vmid(uint64_t root, uint64_t vmid, uint64_t ipa,
			   uint64_t value)
{
	write_sysreg(vttbr_el2, root | vmid << VMID_SHIFT);
	isb();
	EXPECT_EQ(read_sysreg(vttbr_el2), root | vmid << VMID_SHIFT);
	expect_reads(ipa, value);
}

static void expect_apart(uint64_t ipa, uint64_t one, uint64_t two)
{
	uint64_t first = read_sysreg(vttbr_el2) & PTE_ADDR;
	uint64_t second = second_root(first);

	s2_flush();
	test_context("VMIDs 0x%lx and 0x%lx", (unsigned long)one,
		     (unsigned long)two);
	for (unsigned int i = 0; i < 3; i++) {
		expect_of_vmid(first, one, ipa, OTHER);
		expect_of_vmid(second, two, ipa, DATA);
	}
	write_sysreg(vttbr_el2, first);
}

/* VTCR_EL2.VS says that 63:56 of VTTBR_EL2 are some of it, too. */
static void expect_all_apart(unsigned int nr_bits, uint64_t vs)
{
	uint64_t ipa = begin(), all = (1ull << nr_bits) - 1;

	write_sysreg(vtcr_el2, s2_vtcr(&shape_4k) | vs);
	s2_set(s2_entry(ipa, 3), (uintptr_t)s2_other | S2_RAM | S2_PAGE);
	s2_flush();
	for (unsigned int i = 0; i < nr_bits; i++) {
		expect_apart(ipa, 0, 1ull << i);
		expect_apart(ipa, all, all & ~(1ull << i));
	}
}

TEST(vmid, "entries of one VMID are not those of another")
{
	expect_all_apart(8, 0);
}

TEST(vmid_16, "with VTCR_EL2.VS all 16 bits of it count",
     .needs = NEEDS(&arm_vmid16))
{
	expect_all_apart(16, VTCR_VS);
}

/* ------------------------------------------------------ several CPUs ---- */

/* X1: where to store and load, X3: how often, X5: says that it has begun. */
static const uint32_t loop[] = {
	0xf90000a3, /* 1: STR X3, [X5] */
	0xd1000463, /* SUB X3, X3, #1 */
	0xf9400020, /* LDR X0, [X1] */
	0xf9000022, /* STR X2, [X1] */
	0xb5ffff83, /* CBNZ X3, 1b */
};

enum {
	LOOPS = 1 << 26, /* far more than the wait on the other CPU needs */
	STORED = 0x57025702,
};

static void start_remote(uint64_t ipa)
{
	el2_guest_reset(&remote, el2_guest_code(loop, 5));
	remote.hcr |= HCR_VM;
	remote.x[1] = ipa;
	remote.x[2] = STORED;
	remote.x[3] = LOOPS;
	remote.x[5] = (uintptr_t)remote_word;
	remote_start(SCTLR_GUEST, NULL);
}

static void expect_remote(uint64_t esr, uint64_t ipa)
{
	EXPECT_EQ(remote.vector, EL2_FROM_A64);
	EXPECT_EQ(remote.esr, esr);
	EXPECT_EQ(remote.far, ipa);
	EXPECT_GT(remote.x[3], 0);
}

TEST_EACH(unmapped_elsewhere, const struct s2_tlbi *r, s2_tlbis_is,
	  "a guest that runs on another CPU faults",
	  .needs = NEEDS(&smp_2_cpus))
{
	uint64_t ipa = begin();

	start_remote(ipa);
	s2_set(s2_entry(ipa, 3), 0);
	r->flush(ipa);
	on_cpu_wait(1);
	expect_remote((remote.esr & 0x40 ? 0x93c28040 : ESR_LOAD) |
			      TRANSLATION | 3,
		      ipa);
	EXPECT_EQ(remote.hpfar, ipa >> 12 << 4);
}

/* What a hypervisor does that logs which pages become dirty. */
TEST_EACH(
	protected_elsewhere, const struct s2_tlbi *r, s2_tlbis_is,
	"a guest that writes on another CPU faults, and nothing is written then",
	.needs = NEEDS(&smp_2_cpus))
{
	uint64_t ipa = begin();

	for (unsigned int i = 0; i < 3; i++) {
		s2_map(3, S2_RAM);
		start_remote(ipa);
		s2_set(s2_entry(ipa, 3), *s2_entry(ipa, 3) & ~S2_AP(2));
		r->flush(ipa);
		cache_flush_line(target);
		target->data[0] = i;
		cache_flush_line(target);
		on_cpu_wait(1);
		expect_remote(0x93c28040 | PERMISSION | 3, ipa);
		EXPECT_EQ(target->data[0], i);
	}
}
