/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Device memory of stage 2 below what the guest takes for Normal memory, and
 * HCR_EL2.DC, with which a guest without translation has Normal memory (Arm ARM,
 * D8.6.5, D8.6.6; D19.2.48 HCR_EL2, DC and PTW).
 */
#include "both.h"

#include <arch/io.h>
#include <dev/fdt.h>
#include <mm/vmap.h>

EL2_STAGE2_SUITE;

enum {
	PAGE = 0x1000,
	MR = 0x08,	  /* PL031: the match register; no bit of it is fixed */
	PERIPHID = 0xfe0, /* and its part number: 0x31, 0x10, ... */
	ALIGNMENT = 0x21,
	PATTERN = 0x5a6978e1,
};

#define LDR_W0	   0xb9400020u
#define STR_W0	   0xb9000020u
#define VA_DEVICE  (VA + PAGE)
#define IPA_DEVICE (WINDOW + 0x10000000)

static uint64_t pl031_base;

static bool has_pl031(void)
{
	const struct fdt *fdt = fdt_system();
	int node = fdt ? fdt_find(fdt, FDT_NONE, "arm,pl031") : -1;
	uint64_t bytes;

	return node >= 0 && !fdt_reg(fdt, node, 0, &pl031_base, &bytes);
}

static const struct feature pl031 = { "a PL031", "device tree: arm,pl031",
				      has_pl031 };

static const struct row {
	const char *name;
	uint64_t hcr;
	uint64_t memattr;
} rows[] = {
	{ "nGnRnE", 0, 0 },
	{ "nGnRE", 0, 1 },
	{ "nGRE", 0, 2 },
	{ "GRE", 0, 3 },
	{ "FWB-nGnRnE", HCR_FWB, 0 },
	{ "FWB-nGnRE", HCR_FWB, 1 },
	{ "FWB-nGRE", HCR_FWB, 2 },
	{ "FWB-GRE", HCR_FWB, 3 },
};

static void need(uint64_t hcr)
{
	if (hcr & HCR_FWB && !arm_fwb.probe())
		SKIP("needs %s", arm_fwb.name);
}

/* With FWB the same types are encoded otherwise: here all that is Normal. */
static void begin(uint64_t hcr)
{
	need(hcr);
	if (hcr & HCR_FWB)
		s2_memory = S2_FWB_WB;
	both_begin();
	guest.hcr |= hcr;
	if (!(hcr & HCR_FWB))
		return;
	s2_map(3, (S2_RAM & ~S2_MEM_WB) | S2_FWB_WB);
	for (unsigned int level = 1; level <= 3; level++)
		both_map_table(level,
			       (S2_RAM & ~S2_MEM_WB) | S2_FWB_WB | S2_PAGE);
}

/* For the guest it is Normal WB. */
static void map(const struct row *r, uint64_t pa)
{
	s2_set(s2_entry(IPA_DEVICE, 3),
	       pa | r->memattr << 2 | S2_AP(3) | S2_AF | S2_PAGE);
	s2_set(both_entry(3) + 1, IPA_DEVICE | S1_RAM | PTE_PAGE);
	s2_flush();
}

static uint64_t read_device(unsigned int reg)
{
	s2_run(LDR_W0, ~0ull, VA_DEVICE + reg);
	expect_done();
	return guest.x[0];
}

TEST_EACH(device, const struct row *r, rows,
	  "what the guest takes for memory is the device all the same",
	  .needs = NEEDS(&pl031))
{
	volatile uint8_t *base;

	begin(r->hcr);
	base = vmap_io(pl031_base, PAGE);
	map(r, pl031_base);
	EXPECT_EQ(both_par(S12E1R, VA_DEVICE, guest.hcr | HCR_VM) >> 56,
		  r->memattr << 2);
	EXPECT_EQ(read_device(PERIPHID), 0x31);
	EXPECT_EQ(read_device(PERIPHID + 4), 0x10);
	for (uint32_t value = PATTERN; value; value <<= 8) {
		s2_run(STR_W0, value, VA_DEVICE + MR);
		expect_done();
		EXPECT_EQ(mmio_read32(base + MR), value);
		mmio_write32(base + MR, ~value);
		EXPECT_EQ(read_device(MR), (uint32_t)~value);
	}
	mmio_write32(base + MR, 0);
}

TEST_EACH(device_unaligned, const struct row *r, rows,
	  "an unaligned access of what stage 2 has as Device faults, to EL2")
{
	begin(r->hcr);
	map(r, (uintptr_t)target);
	s2_run(LDR_X0, 7, VA_DEVICE);
	expect_done();
	EXPECT_EQ(guest.x[0], DATA);
	s2_run(LDR_X0, 7, VA_DEVICE + 4);
	EXPECT_EQ(guest.esr & 0xfe0003bf, 0x92000000 | ALIGNMENT);
	EXPECT_EQ(guest.far, VA_DEVICE + 4);
	EXPECT_EQ(guest.x[0], 7);
}

/* What stage 2 has for the table of level 3. */
static const struct row tables[] = {
	{ "nGnRnE", 0, 0 },	      { "GRE", 0, 3 },
	{ "FWB-nGnRnE", HCR_FWB, 0 }, { "FWB-nGnRE", HCR_FWB, 1 },
	{ "FWB-nGRE", HCR_FWB, 2 },   { "FWB-GRE", HCR_FWB, 3 },
}, memory_tables[] = {
	{ "NC", 0, 5 },		 { "NC-WB", 0, 7 },    { "WB-NC", 0, 13 },
	{ "WT", 0, 10 },	 { "WB", 0, 15 },      { "FWB-NC", HCR_FWB, 5 },
	{ "FWB-WB", HCR_FWB, 6 }, { "FWB-same", HCR_FWB, 7 },
};

static void map_table(const struct row *r)
{
	both_map_table(3, r->memattr << 2 | S2_AP(3) | S2_AF | S2_PAGE);
}

TEST_EACH(protected, const struct row *r, tables,
	  "HCR_EL2.PTW: a walk of stage 1 that meets Device memory faults")
{
	uint32_t esr = 0x92000000 | ESR_S1PTW | PERMISSION;

	begin(r->hcr);
	map_table(r);
	s2_run(LDR_X0, 0, VA);
	expect_done();
	guest.hcr |= HCR_PTW;
	s2_run(LDR_X0, 0, VA + 8);
	EXPECT_EQ(guest.esr & ~3ull, esr); /* the level: walk/device */
	EXPECT_EQ(guest.far, VA + 8);
	EXPECT_EQ(guest.hpfar, both_table(3) >> 12 << 4);
}

TEST_EACH(unprotected, const struct row *r, memory_tables,
	  "HCR_EL2.PTW lets walks read any Normal memory")
{
	begin(r->hcr);
	map_table(r);
	guest.hcr |= HCR_PTW;
	s2_run(LDR_X0, 0, VA);
	expect_done();
	EXPECT_EQ(guest.x[0], DATA);
}

/* -------------------------------------------------------- HCR_EL2.DC ---- */

static const uint8_t dc_types[16] = {
	0x00, 0x04, 0x08, 0x0c, 0, 0x44, 0x4b, 0x4f,
	0,    0xb4, 0xbb, 0xbf, 0, 0xf4, 0xfb, 0xff,
};

TEST(default_cacheable, "HCR_EL2.DC: stage 1 is off, and memory Normal WB")
{
	uint64_t ipa = both_begin(), par;

	s2_run(LDR_X0, 0, VA); /* SCTLR_EL1.M is set */
	expect_done();
	for (unsigned int i = 0; i < 16; i++) {
		if (!dc_types[i] && i)
			continue;
		s2_map(3, (uint64_t)i << 2 | S2_AP(3) | S2_AF | S2_SH_INNER);
		par = both_par(S12E1R, ipa + 0x321, HCR_GUEST | HCR_DC);
		test_context("MemAttr %u", i);
		EXPECT_EQ(par & PAR_PA, (uintptr_t)target);
		EXPECT_EQ(par >> 56, dc_types[i]);
		EXPECT_EQ(par >> 7 & 3, i < 6 ? 2 : 3);
	}
	s2_map(3, S2_RAM & ~S2_SH_INNER);
	par = both_par(S12E1R, ipa, HCR_GUEST | HCR_DC);
	EXPECT_EQ(par >> 7 & 3, 0); /* it is not shareable at stage 1 */
}

TEST(default_cacheable_runs, "HCR_EL2.DC: stage 2 is on without VM")
{
	uint64_t ipa = both_begin();

	guest.hcr |= HCR_DC;
	s2_run(LDR_X0, 0, ipa + 8);
	expect_done();
	EXPECT_EQ(guest.x[0], ~(uint64_t)DATA);
	s2_run(LDR_X0, 0, VA);
	expect_fault(ESR_LOAD | TRANSLATION | 1, VA, VA);
	guest.hcr &= ~HCR_VM;
	s2_vm = 0;
	s2_run(LDR_X0, 0, ipa);
	expect_done();
	EXPECT_EQ(guest.x[0], DATA);
	s2_set(s2_entry(ipa, 3), 0);
	s2_flush();
	s2_run(STR_X0, 0, ipa);
	expect_fault(ESR_STORE | TRANSLATION | 3, ipa, ipa);
}
