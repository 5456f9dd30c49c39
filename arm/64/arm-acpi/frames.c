/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the MADT has redistributors, the ITS and GICv2m: ACPI 6.5, 5.2.12.16 to
 * 5.2.12.18.
 */
#include "suite.h"

#include <arch/io.h>
#include <arm/gic.h>
#include <mm/vmap.h>
#include <smp.h>

/* --------------------------------------------------------- redistributors -- */

/* IHI 0069, 12.11.35: affinities in the upper half, Last in bit 4 */
static unsigned int count_frames(const struct acpi_madt_gicr *r,
				 unsigned int from)
{
	const uint32_t stride = gic_version() >= 4 ? GICR_STRIDE_V4 :
						     GICR_STRIDE;
	uint8_t *frame = vmap_io(r->base, r->bytes);

	for (uint32_t at = 0; at + stride <= r->bytes; at += stride, from++) {
		const uint64_t typer = mmio_read64(frame + at + GICR_TYPER);
		const uint64_t affinity = typer >> 32;

		ASSERT_LT(from, cpu_count());
		test_context("frame %u", from);
		EXPECT_EQ((affinity & 0xffffff) | (affinity >> 24) << 32,
			  madt_cpu(from)->mpidr);
		EXPECT_EQ(mmio_read32(frame + at + GICD_PIDR2) >> 4 & 0xf,
			  gic_version());
		if (typer & GICR_TYPER_LAST)
			return from + 1;
	}
	return from;
}

TEST(madt_gicr, "GICv3: the regions have a redistributor of every CPU",
     .needs = NEEDS(&arm_gicv3))
{
	const struct acpi_madt_gicr *r = NULL;
	unsigned int nr = 0;

	while ((r = madt_next(r, ACPI_MADT_GICR))) {
		EXPECT_EQ(r->reserved, 0);
		if (is_model())
			EXPECT_EQ(r->base, 0x080a0000);
		if (is_model())
			EXPECT_EQ(r->bytes, 0xf60000);
		nr = count_frames(r, nr);
	}
	EXPECT_EQ(nr, cpu_count());
}

TEST(madt_gicr_none,
     "GICv2: there are no regions of redistributors, and no ITS",
     .needs = NEEDS(&arm_gicv2))
{
	EXPECT_TRUE(madt_next(NULL, ACPI_MADT_GICR) == NULL);
	EXPECT_TRUE(madt_next(NULL, ACPI_MADT_ITS) == NULL);
}

/* --------------------------------------------------------------- messages -- */

TEST(madt_its, "the ITS is where it says", .needs = NEEDS(&arm_its))
{
	const struct acpi_madt_its *its = madt_next(NULL, ACPI_MADT_ITS);
	uint8_t *frame = vmap_io(its->base, 0x20000);

	EXPECT_EQ(mmio_read32(frame + GICD_PIDR2) >> 4 & 0xf, gic_version());
	EXPECT_NE(mmio_read64(frame + GITS_TYPER), 0);
	EXPECT_EQ(mmio_read32(frame + GITS_IIDR) & 0xfff, 0x43b);
	EXPECT_EQ(its->reserved, 0);
	EXPECT_EQ(its->reserved2, 0);
	EXPECT_TRUE(madt_next(its, ACPI_MADT_ITS) == NULL);
	EXPECT_TRUE(madt_next(NULL, ACPI_MADT_MSI_FRAME) == NULL);
}

/* 5.2.12.16: with flag 0 the numbers are these, and not MSI_TYPER's */
TEST(madt_msi_frame, "GICv2m: the frame says the same SPIs",
     .needs = NEEDS(&arm_v2m))
{
	const struct acpi_madt_msi_frame *f =
		madt_next(NULL, ACPI_MADT_MSI_FRAME);
	uint32_t typer =
		mmio_read32((uint8_t *)vmap_io(f->base, 0x1000) + V2M_TYPER);

	EXPECT_EQ(f->spi_base, typer >> 16 & 0x3ff);
	EXPECT_EQ(f->spi_count, typer & 0x3ff);
	EXPECT_EQ(f->reserved, 0);
	EXPECT_EQ(f->flags & ~1u, 0);
	EXPECT_EQ(f->id, 0);
	EXPECT_TRUE(madt_next(f, ACPI_MADT_MSI_FRAME) == NULL);
}
