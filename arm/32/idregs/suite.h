/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this suite share: ID registers by the instruction that reads them. */
#ifndef ARM_IDREGS_SUITE_H
#define ARM_IDREGS_SUITE_H

#include "../../idregs/suite.h"

#include <arm/insn_32.h>

/* MRC of c0, or VMRS, into R1 */
#define ID_CP15(op1, crm, op2) A32_MRC(15, op1, 1, 0, crm, op2)
#define ID_VMRS(reg)	       (0xeef01a10u | (reg) << 16)

#define ID_MIDR ID_CP15(0, 0, 0)
#define ID_CTR	ID_CP15(0, 0, 1)
#define PFR0	ID_CP15(0, 1, 0)
#define PFR1	ID_CP15(0, 1, 1)
#define DFR0	ID_CP15(0, 1, 2)
#define AFR0	ID_CP15(0, 1, 3)
#define MMFR0	ID_CP15(0, 1, 4)
#define MMFR1	ID_CP15(0, 1, 5)
#define MMFR2	ID_CP15(0, 1, 6)
#define MMFR3	ID_CP15(0, 1, 7)
#define ISAR0	ID_CP15(0, 2, 0)
#define ISAR1	ID_CP15(0, 2, 1)
#define ISAR2	ID_CP15(0, 2, 2)
#define ISAR3	ID_CP15(0, 2, 3)
#define ISAR4	ID_CP15(0, 2, 4)
#define ISAR5	ID_CP15(0, 2, 5)
#define MMFR4	ID_CP15(0, 2, 6)
#define ISAR6	ID_CP15(0, 2, 7)
#define PFR2	ID_CP15(0, 3, 4)
#define DFR1	ID_CP15(0, 3, 5)
#define MMFR5	ID_CP15(0, 3, 6)
#define FPSID	ID_VMRS(0)
#define MVFR2	ID_VMRS(5)
#define MVFR1	ID_VMRS(6)
#define MVFR0	ID_VMRS(7)

/**
 * id_there - whether the register is one of this processor
 *
 * Those of VFP are where it is; MVFR2 and what stands in c3 came with ARMv8.
 */
bool id_there(uint32_t reg);

/** id_read - the value of an ID register; it has to be there */
uint32_t id_read(uint32_t reg);

/** id_field - four bits of it; 0 where there is no such register */
unsigned int id_field(uint32_t reg, unsigned int low);

/* An instruction that is there where the field has this value at least. */
struct probe {
	const char *name;
	uint32_t word;
	uint32_t reg;
	uint8_t low, least;
	uint32_t state; /* T */
};

/** promised - whether its field says that it is there */
bool promised(const struct probe *p);

/** expect_probe - it executes, or is undefined; R0 is an address, R1 is 0 */
void expect_probe(const struct probe *p, uint32_t mode, bool there);

#endif
