/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers of GICV and their fields of GICH_VMCR; and maintenance interrupts
 * (IHI 0048, 5.3.4 GICH_VMCR, 5.3.5 GICH_MISR to 5.3.7 GICH_ELRSRn).
 */
#include "vgic2.h"

#include <arch/io.h>

EL2_VGIC2_SUITE;

static const struct field {
	const char *name;
	unsigned int offset;  /* of GICV */
	uint32_t value, mask; /* to write, and what of GICH_VMCR it is */
	unsigned int left;    /* how far to the left there */
} fields[] = {
	{ "PMR-f8", GICC_PMR, 0xf8, 0xf8000000, 24 },
	{ "PMR-50", GICC_PMR, 0x50, 0xf8000000, 24 },
	{ "PMR-0", GICC_PMR, 0, 0xf8000000, 24 },
	{ "BPR-4", GICC_BPR, 4, 7 << 21, 21 },
	{ "BPR-7", GICC_BPR, 7, 7 << 21, 21 },
	{ "ABPR-4", GICC_ABPR, 4, 7 << 18, 18 },
	{ "ABPR-7", GICC_ABPR, 7, 7 << 18, 18 },
	{ "CTLR-group-0", GICC_CTLR, GICC_CTLR_GRP0, 0x3ff, 0 },
	{ "CTLR-group-1", GICC_CTLR, GICC_CTLR_GRP1, 0x3ff, 0 },
	{ "CTLR-AckCtl", GICC_CTLR, GICC_CTLR_ACKCTL, 0x3ff, 0 },
	{ "CTLR-FIQEn", GICC_CTLR, GICC_CTLR_FIQEN, 0x3ff, 0 },
	{ "CTLR-CBPR", GICC_CTLR, GICC_CTLR_CBPR, 0x3ff, 0 },
	{ "CTLR-EOImode", GICC_CTLR, GICC_CTLR_EOIMODE, 0x3ff, 0 },
};

TEST_EACH(field, const struct field *f, fields,
	  "is a field of GICH_VMCR, by writes of either")
{
	uint32_t start = VMCR_MASK(0x88) | VMCR_BPR(6) | VMCR_ABPR(5) |
			 GICC_CTLR_GRP1 | GICC_CTLR_CBPR;

	hwrite(GICH_VMCR, start);
	EXPECT_EQ(hread(GICH_VMCR), start);
	EXPECT_EQ(vread(f->offset), (start & f->mask) >> f->left);
	vwrite(f->offset, f->value);
	EXPECT_EQ(hread(GICH_VMCR), (start & ~f->mask) | f->value << f->left);
	EXPECT_EQ(vread(f->offset), f->value);
}

TEST(least,
     "binary points below the least are the least, the mask has five bits")
{
	unsigned int least = 6 - (hread(GICH_VTR) >> 26 & 7);

	vwrite(GICC_BPR, 0);
	vwrite(GICC_ABPR, 0);
	vwrite(GICC_PMR, 0xff);
	EXPECT_EQ(vread(GICC_BPR), least);
	EXPECT_EQ(vread(GICC_ABPR), least + 1);
	EXPECT_EQ(vread(GICC_PMR), 0xf8);
	hwrite(GICH_VMCR, 0);
	EXPECT_EQ(hread(GICH_VMCR), VMCR_BPR(least) | VMCR_ABPR(least + 1));
}

TEST(unacknowledged, "without AckCtl IAR and HPPIR say 1022 of group 1")
{
	vgic2_on();
	vwrite(GICC_CTLR, GICC_CTLR_GRP0 | GICC_CTLR_GRP1);
	lr_write(0, LR_PENDING | LR_GROUP1 | LR_PRIO(0x80) | 60);
	EXPECT_EQ(vgic2_isr(), ISR_I);
	EXPECT_EQ(vread(GICC_HPPIR), OTHER_GROUP);
	EXPECT_EQ(vread(GICC_IAR), OTHER_GROUP);
	EXPECT_EQ(lr_read(0), LR_PENDING | LR_GROUP1 | LR_PRIO(0x80) | 60);
	EXPECT_EQ(hread(GICH_APR), 0);
	vwrite(GICC_CTLR, CTLR_ON);
	EXPECT_EQ(vread(GICC_HPPIR), 60);
	EXPECT_EQ(vread(GICC_IAR), 60);
}

TEST(disabled_group, "what is disabled does not hide what is enabled")
{
	vgic2_on();
	lr_write(0, LR_PENDING | LR_GROUP1 | LR_PRIO(0x40) | 60);
	lr_write(1, LR_PENDING | LR_PRIO(0x80) | 61);
	vwrite(GICC_CTLR, CTLR_ON & ~GICC_CTLR_GRP1);
	EXPECT_EQ(vgic2_isr(), ISR_I);
	EXPECT_EQ(vread(GICC_HPPIR), 61);
	EXPECT_EQ(vread(GICC_IAR), 61);
}

TEST(active_priorities,
     "GICV_APR0 is GICH_APR, and both are the running priority")
{
	hwrite(GICH_APR, 0x10);
	EXPECT_EQ(vread(GICC_APR), 0x10);
	EXPECT_EQ(vread(GICC_RPR), 0x20);
	vwrite(GICC_APR, 0x80000002);
	EXPECT_EQ(hread(GICH_APR), 0x80000002);
	EXPECT_EQ(vread(GICC_RPR), 0x08);
	hwrite(GICH_APR, 0);
	EXPECT_EQ(vread(GICC_RPR), IDLE);
}

TEST(identification, "GICV has GICC's, and GICH_VTR is not to be written")
{
	uint32_t vtr = hread(GICH_VTR);

	EXPECT_EQ(vread(GICC_IIDR) >> 16 & 0xf, 2);
	EXPECT_EQ(vread(GICC_IIDR), mmio_read32(gic_cpu() + GICC_IIDR));
	hwrite(GICH_VTR, ~vtr);
	EXPECT_EQ(hread(GICH_VTR), vtr);
}

TEST(absent, "list registers behind the last are not there")
{
	unsigned int nr = (hread(GICH_VTR) & 0x3f) + 1;

	if (nr > 32)
		SKIP("there are %u", nr);
	for (unsigned int n = nr; n < 64; n++) {
		lr_write(n, LR_PENDING | 99);
		EXPECT_EQ(lr_read(n), 0);
	}
	EXPECT_EQ((uint64_t)hread(GICH_ELRSR0), (1ull << nr) - 1);
	EXPECT_EQ(hread(GICH_ELRSR1), 0);
	EXPECT_EQ(hread(GICH_EISR1), 0);
}

/* ----------------------------------------------------------- maintenance ---- */

enum {
	PPI = 25,
	EOI = 1 << 0,
	U = 1 << 1,
	LRENP = 1 << 2,
	NP = 1 << 3,
};

static const struct row {
	const char *name;
	uint32_t hcr, vmcr, lr[2];
	uint32_t misr, eisr;
} rows[] = {
	{ "none", 0, VMCR_ON, { 0, 0 }, 0, 0 },
	{ "U-none", HCR_UIE, 0, { 0, 0 }, U, 0 },
	{ "U-one", HCR_UIE, 0, { LR_PENDING, 0 }, U, 0 },
	{ "U-one-active", HCR_UIE, 0, { 0, LR_ACTIVE }, U, 0 },
	{ "U-two", HCR_UIE, 0, { LR_PENDING, LR_ACTIVE }, 0, 0 },
	{ "NP", HCR_NPIE, 0, { 0, 0 }, NP, 0 },
	{ "NP-active", HCR_NPIE, 0, { LR_ACTIVE, 0 }, NP, 0 },
	{ "NP-pending", HCR_NPIE, 0, { 0, LR_PENDING }, 0, 0 },
	{ "LRENP", HCR_LRENPIE | HCR_EOICOUNT(1), 0, { 0, 0 }, LRENP, 0 },
	{ "LRENP-16", HCR_LRENPIE | HCR_EOICOUNT(16), 0, { 0, 0 }, LRENP, 0 },
	{ "LRENP-0", HCR_LRENPIE, 0, { 0, 0 }, 0, 0 },
	{ "LRENP-off", HCR_EOICOUNT(1), 0, { 0, 0 }, 0, 0 },
	{ "EOI", 0, 0, { LR_EOI, 0 }, EOI, 1 },
	{ "EOI-1", 0, 0, { 0, LR_EOI }, EOI, 2 },
	{ "EOI-both", 0, 0, { LR_EOI, LR_EOI }, EOI, 3 },
	{ "EOI-pending", 0, 0, { LR_EOI | LR_PENDING, 0 }, 0, 0 },
	{ "EOI-active", 0, 0, { LR_EOI | LR_ACTIVE, 0 }, 0, 0 },
	{ "EOI-hardware", 0, 0, { LR_EOI | LR_HW, 0 }, 0, 0 },
	{ "VGrp0E", HCR_VGRP0EIE, GICC_CTLR_GRP0, { 0, 0 }, 1 << 4, 0 },
	{ "VGrp0E-not", HCR_VGRP0EIE, GICC_CTLR_GRP1, { 0, 0 }, 0, 0 },
	{ "VGrp0D", HCR_VGRP0DIE, GICC_CTLR_GRP1, { 0, 0 }, 1 << 5, 0 },
	{ "VGrp0D-not", HCR_VGRP0DIE, GICC_CTLR_GRP0, { 0, 0 }, 0, 0 },
	{ "VGrp1E", HCR_VGRP1EIE, GICC_CTLR_GRP1, { 0, 0 }, 1 << 6, 0 },
	{ "VGrp1E-not", HCR_VGRP1EIE, GICC_CTLR_GRP0, { 0, 0 }, 0, 0 },
	{ "VGrp1D", HCR_VGRP1DIE, GICC_CTLR_GRP0, { 0, 0 }, 1 << 7, 0 },
	{ "VGrp1D-not", HCR_VGRP1DIE, GICC_CTLR_GRP1, { 0, 0 }, 0, 0 },
};

static void set(const struct row *r, uint32_t enable)
{
	hwrite(GICH_VMCR, r->vmcr);
	for (unsigned int i = 0; i < 2; i++)
		lr_write(i, r->lr[i]);
	hwrite(GICH_HCR, r->hcr | enable);
}

TEST_EACH(maintenance, const struct row *r, rows,
	  "GICH_MISR, GICH_EISR0 and the PPI say that it is wanted")
{
	set(r, HCR_EN);
	EXPECT_EQ(hread(GICH_MISR), r->misr);
	EXPECT_EQ(hread(GICH_EISR0), r->eisr);
	for (unsigned int i = 0; i < 2; i++) {
		bool empty = !LR_STATE(r->lr[i]) &&
			     (r->lr[i] & LR_HW || !(r->lr[i] & LR_EOI));

		EXPECT_EQ(hread(GICH_ELRSR0) >> i & 1, empty);
	}
	EXPECT_EQ(gic_is_pending(PPI), r->misr != 0);
	set(r, 0);
	EXPECT_FALSE(gic_is_pending(PPI));
}

TEST(end, "the guest's end of an interrupt that asks for it is told")
{
	vgic2_on();
	lr_write(0, LR_PENDING | LR_EOI | LR_PRIO(0x80) | 44);
	EXPECT_EQ(vread(GICC_IAR), 44);
	EXPECT_EQ(hread(GICH_MISR), 0);
	EXPECT_FALSE(gic_is_pending(PPI));
	vwrite(GICC_EOIR, 44);
	EXPECT_EQ(hread(GICH_MISR), EOI);
	EXPECT_EQ(hread(GICH_EISR0), 1);
	EXPECT_TRUE(gic_is_pending(PPI));
	lr_write(0, 0);
	EXPECT_EQ(hread(GICH_MISR), 0);
	EXPECT_FALSE(gic_is_pending(PPI));
}
