/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arm/gic.h>

#include <arch/barrier.h>
#include <arch/io.h>
#include <arm/cpu.h>
#include <console.h>
#include <dev/fdt.h>
#include <errno.h>
#include <mm/vmap.h>
#include <smp.h>

/* Registers: IHI 0069, 12.9 and 12.10; IHI 0048, 4.1. */
enum {
	GICD_CTLR = 0x000,
	GICD_CTLR_GRP1 = 1 << 0, /* v2: EnableGrp0 or, non-secure, 1 */
	GICD_CTLR_GRP1A = 1 << 1,
	GICD_CTLR_ARE = 1 << 4,
	GICD_CTLR_DS = 1 << 6,
	GICD_CTLR_RWP = 1u << 31,
	GICD_ISENABLER0 = 0x100,
	GICD_IPRIORITYR0 = 0x400,
	GICD_SGIR = 0xf00,

	GICC_CTLR = 0x00,
	GICC_PMR = 0x04,
	GICC_IAR = 0x0c,
	GICC_EOIR = 0x10,
	GICC_HPPIR = 0x18,

	GICR_TYPER = 0x08,
	GICR_TYPER_VLPIS = 1 << 1,
	GICR_TYPER_LAST = 1 << 4,
	GICR_WAKER = 0x14,
	GICR_WAKER_SLEEP = 1 << 1,
	GICR_WAKER_ASLEEP = 1 << 2,
	GICR_SGI = 0x10000, /* the second frame */
	GICR_IGROUPR0 = GICR_SGI + 0x80,
	GICR_ISENABLER0 = GICR_SGI + 0x100,
	GICR_IPRIORITYR0 = GICR_SGI + 0x400,

	PRIORITY = 0xa0,
	PRIORITY_MASK = 0xf0,
	INTID_MASK = 0x3ff, /* of IAR, without the source of an SGI */
};

#define ICC_PMR_EL1	S3_0_C4_C6_0
#define ICC_IAR1_EL1	S3_0_C12_C12_0
#define ICC_EOIR1_EL1	S3_0_C12_C12_1
#define ICC_HPPIR1_EL1	S3_0_C12_C12_2
#define ICC_SGI1R_EL1	S3_0_C12_C11_5
#define ICC_SRE_EL1	S3_0_C12_C12_5
#define ICC_IGRPEN1_EL1 S3_0_C12_C12_7

#define GICR_STRIDE   0x20000u
#define GICR_STRIDE_4 0x40000u /* with frames for virtual LPIs */

static struct {
	unsigned int version; /* 0: not looked for, or there is none */
	bool probed;
	uint8_t *dist, *cpu;
	int node;
} gic;

static uint8_t *map_reg(unsigned int index)
{
	uint64_t address, bytes;

	if (fdt_reg(fdt_system(), gic.node, index, &address, &bytes) < 0)
		panic("the GIC's node has no address %u", index);
	return vmap_io(address, (size_t)bytes);
}

/* ------------------------------------------------------------------ v2 ---- */

static void v2_cpu_init(void)
{
	mmio_write8(gic.dist + GICD_IPRIORITYR0 + GIC_SGI_WAKE, PRIORITY);
	mmio_write32(gic.dist + GICD_ISENABLER0, 1u << GIC_SGI_WAKE);
	mmio_write32(gic.cpu + GICC_PMR, PRIORITY_MASK);
	mmio_write32(gic.cpu + GICC_CTLR, 1);
}

static void v2_init(void)
{
	gic.dist = map_reg(0);
	gic.cpu = map_reg(1);
	mmio_write32(gic.dist + GICD_CTLR, GICD_CTLR_GRP1);
	v2_cpu_init();
}

/* The tree's CPUs have the numbers of the CPU interfaces: both are in order. */
static void v2_wake(unsigned int index)
{
	mmio_write32(gic.dist + GICD_SGIR, 1u << (16 + index) | GIC_SGI_WAKE);
}

static bool v2_take_wake(void)
{
	uint32_t iar = mmio_read32(gic.cpu + GICC_HPPIR);

	if ((iar & INTID_MASK) != GIC_SGI_WAKE)
		return false;
	iar = mmio_read32(gic.cpu + GICC_IAR);
	mmio_write32(gic.cpu + GICC_EOIR, iar);
	return true;
}

/* ------------------------------------------------------------------ v3 ---- */

static void wait_rwp(void)
{
	while (mmio_read32(gic.dist + GICD_CTLR) & GICD_CTLR_RWP)
		cpu_relax();
}

/* Affinity fields as GICR_TYPER[63:32] has them. */
static uint32_t this_affinity(void)
{
	uint64_t mpidr = read_sysreg(mpidr_el1);

	return (uint32_t)((mpidr >> 8 & 0xff000000) | (mpidr & 0xffffff));
}

static uint8_t *redistributor(void)
{
	const struct fdt *fdt = fdt_system();
	uint32_t nr_regions = 1;

	fdt_cell(fdt, gic.node, "#redistributor-regions", 0, &nr_regions);
	for (uint32_t i = 0; i < nr_regions; i++) {
		uint8_t *frame = map_reg(1 + i);
		uint64_t typer;

		do {
			typer = mmio_read64(frame + GICR_TYPER);
			if (typer >> 32 == this_affinity())
				return frame;
			frame += typer & GICR_TYPER_VLPIS ? GICR_STRIDE_4 :
							    GICR_STRIDE;
		} while (!(typer & GICR_TYPER_LAST));
	}
	panic("the GIC has no redistributor for this CPU");
}

static void v3_cpu_init(void)
{
	uint8_t *frame = redistributor();

	mmio_write32(frame + GICR_WAKER, mmio_read32(frame + GICR_WAKER) &
						 ~(uint32_t)GICR_WAKER_SLEEP);
	while (mmio_read32(frame + GICR_WAKER) & GICR_WAKER_ASLEEP)
		cpu_relax();
	mmio_write32(frame + GICR_IGROUPR0, UINT32_MAX);
	mmio_write8(frame + GICR_IPRIORITYR0 + GIC_SGI_WAKE, PRIORITY);
	mmio_write32(frame + GICR_ISENABLER0, 1u << GIC_SGI_WAKE);
	write_sysreg(ICC_SRE_EL1, 1);
	isb();
	write_sysreg(ICC_PMR_EL1, PRIORITY_MASK);
	write_sysreg(ICC_IGRPEN1_EL1, 1);
	isb();
}

/* One security state, or the non-secure view of two: 12.9.4. */
static void v3_init(void)
{
	bool one;

	gic.dist = map_reg(0);
	one = mmio_read32(gic.dist + GICD_CTLR) & GICD_CTLR_DS;
	mmio_write32(gic.dist + GICD_CTLR, 0);
	wait_rwp();
	mmio_write32(gic.dist + GICD_CTLR, GICD_CTLR_ARE | GICD_CTLR_GRP1A |
						   (one ? 0 : GICD_CTLR_GRP1));
	wait_rwp();
	v3_cpu_init();
}

/* ICC_SGI1R_EL1: Aff3 55:48, range of 16 in 47:44, Aff2, INTID, Aff1, list */
static void v3_wake(uint64_t mpidr)
{
	uint64_t aff0 = mpidr & 0xff;

	write_sysreg(ICC_SGI1R_EL1,
		     (mpidr >> 32 & 0xff) << 48 | aff0 >> 4 << 44 |
			     (mpidr >> 16 & 0xff) << 32 |
			     (uint64_t)GIC_SGI_WAKE << 24 |
			     (mpidr >> 8 & 0xff) << 16 | 1ull << (aff0 & 15));
	isb();
}

static bool v3_take_wake(void)
{
	uint64_t id = read_sysreg(ICC_HPPIR1_EL1);

	if ((id & 0xffffff) != GIC_SGI_WAKE)
		return false;
	id = read_sysreg(ICC_IAR1_EL1);
	write_sysreg(ICC_EOIR1_EL1, id);
	isb();
	return true;
}

/* ---------------------------------------------------------------- both ---- */

static bool find(const char *compatible)
{
	gic.node = fdt_find(fdt_system(), FDT_NONE, compatible);
	return gic.node >= 0;
}

void gic_init(void)
{
	if (gic.probed)
		return;
	gic.probed = true;
	if (find("arm,gic-v3")) {
		v3_init();
		gic.version = 3;
	} else if (find("arm,cortex-a15-gic") || find("arm,gic-400")) {
		v2_init();
		gic.version = 2;
	} else {
		panic("the device tree has no GICv2 or GICv3");
	}
}

void gic_cpu_init(void)
{
	if (gic.version == 3)
		v3_cpu_init();
	else if (gic.version == 2)
		v2_cpu_init();
}

void gic_wake(unsigned int index, uint64_t mpidr)
{
	asm volatile("dsb ish" ::: "memory"); /* before the interrupt is seen */
	if (gic.version == 3)
		v3_wake(mpidr);
	else if (gic.version == 2)
		v2_wake(index);
}

bool gic_take_wake(void)
{
	if (gic.version == 3)
		return v3_take_wake();
	return gic.version == 2 && v2_take_wake();
}
