/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers of the interrupt controllers: IHI 0048 (GICv2), 4.1; IHI 0069
 * (GICv3), 12.8 to 12.18. Offsets in bytes from the frame that each begins with.
 */
#ifndef LIB_ARM_GIC_REGS_H
#define LIB_ARM_GIC_REGS_H

/* The distributor; from IGROUPR to NSACR the SGI frames of GICv3 are the same. */
enum {
	GICD_CTLR = 0x000,
	GICD_TYPER = 0x004,
	GICD_IIDR = 0x008,
	GICD_TYPER2 = 0x00c,
	GICD_STATUSR = 0x010,
	GICD_SETSPI_NSR = 0x040,
	GICD_CLRSPI_NSR = 0x048,
	GICD_IGROUPR = 0x080,
	GICD_ISENABLER = 0x100,
	GICD_ICENABLER = 0x180,
	GICD_ISPENDR = 0x200,
	GICD_ICPENDR = 0x280,
	GICD_ISACTIVER = 0x300,
	GICD_ICACTIVER = 0x380,
	GICD_IPRIORITYR = 0x400,
	GICD_ITARGETSR = 0x800,
	GICD_ICFGR = 0xc00,
	GICD_IGRPMODR = 0xd00,
	GICD_NSACR = 0xe00,
	GICD_SGIR = 0xf00,
	GICD_CPENDSGIR = 0xf10,
	GICD_SPENDSGIR = 0xf20,
	GICD_PIDR2_V2 = 0xfe8,
	GICD_IROUTER = 0x6000,
	GICD_PIDR2 = 0xffe8, /* of each frame of GICv3 */

	GICD_CTLR_GRP0 = 1 << 0, /* EnableGrp0; non-secure v2: 1 */
	GICD_CTLR_GRP1 = 1 << 1, /* EnableGrp1, EnableGrp1NS, EnableGrp1A */
	GICD_CTLR_ARE = 1 << 4,
	GICD_CTLR_ARE_NS = 1 << 5,
	GICD_CTLR_DS = 1 << 6,
	GICD_CTLR_RWP = 1u << 31,

	GICD_SGIR_OTHERS = 1 << 24,
	GICD_SGIR_SELF = 2 << 24,
	GICD_IROUTER_IRM = 1u << 31,
};

/* The CPU interface of GICv2. */
enum {
	GICC_CTLR = 0x00,
	GICC_PMR = 0x04,
	GICC_BPR = 0x08,
	GICC_IAR = 0x0c,
	GICC_EOIR = 0x10,
	GICC_RPR = 0x14,
	GICC_HPPIR = 0x18,
	GICC_ABPR = 0x1c,
	GICC_AIAR = 0x20,
	GICC_AEOIR = 0x24,
	GICC_AHPPIR = 0x28,
	GICC_APR = 0xd0,
	GICC_NSAPR = 0xe0,
	GICC_IIDR = 0xfc,
	GICC_DIR = 0x1000,

	GICC_CTLR_GRP0 = 1 << 0,
	GICC_CTLR_GRP1 = 1 << 1,
	GICC_CTLR_ACKCTL = 1 << 2,
	GICC_CTLR_FIQEN = 1 << 3,
	GICC_CTLR_CBPR = 1 << 4,
	GICC_CTLR_EOIMODE = 1 << 9,
};

/* A redistributor of GICv3: the RD frame, and GICR_SGI on the SGI frame. */
enum {
	GICR_CTLR = 0x00,
	GICR_IIDR = 0x04,
	GICR_TYPER = 0x08,
	GICR_STATUSR = 0x10,
	GICR_WAKER = 0x14,
	GICR_SETLPIR = 0x40,
	GICR_CLRLPIR = 0x48,
	GICR_PROPBASER = 0x70,
	GICR_PENDBASER = 0x78,
	GICR_INVLPIR = 0xa0,
	GICR_INVALLR = 0xb0,
	GICR_SYNCR = 0xc0,
	GICR_SGI = 0x10000,

	GICR_CTLR_LPIS = 1 << 0,
	GICR_CTLR_CES = 1 << 1,
	GICR_CTLR_RWP = 1 << 3,
	GICR_TYPER_PLPIS = 1 << 0,
	GICR_TYPER_VLPIS = 1 << 1,
	GICR_TYPER_LAST = 1 << 4,
	GICR_WAKER_SLEEP = 1 << 1,
	GICR_WAKER_ASLEEP = 1 << 2,

	GICR_STRIDE = 0x20000,
	GICR_STRIDE_V4 = 0x40000, /* with frames for virtual LPIs */
};

/* The ITS: control frame, and the doorbell in the frame behind it. */
enum {
	GITS_CTLR = 0x00,
	GITS_IIDR = 0x04,
	GITS_TYPER = 0x08,
	GITS_CBASER = 0x80,
	GITS_CWRITER = 0x88,
	GITS_CREADR = 0x90,
	GITS_BASER = 0x100,
	GITS_TRANSLATER = 0x10040,

	GITS_CTLR_ENABLED = 1 << 0,
	GITS_CTLR_QUIESCENT = 1u << 31,
};

/* GICv2m, the frame that turns writes into SPIs. */
enum {
	V2M_TYPER = 0x008,
	V2M_SETSPI_NS = 0x040,
	V2M_IIDR = 0xfcc,
};

#endif
