/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this suite share: fields of ID registers by number. */
#ifndef ARM_IDREGS_SUITE_H
#define ARM_IDREGS_SUITE_H

#include "../../idregs/suite.h"

#include <arm/insn.h>

/* A register S3_0_C0_C<n>_<n>: its CRm and op2. */
struct id_reg {
	uint8_t crm, op2;
};

#define PFR0         \
	{            \
		4, 0 \
	}
#define PFR1         \
	{            \
		4, 1 \
	}
#define ZFR0         \
	{            \
		4, 4 \
	}
#define SMFR0        \
	{            \
		4, 5 \
	}
#define DFR0         \
	{            \
		5, 0 \
	}
#define ISAR0        \
	{            \
		6, 0 \
	}
#define ISAR1        \
	{            \
		6, 1 \
	}
#define ISAR2        \
	{            \
		6, 2 \
	}
#define MMFR0        \
	{            \
		7, 0 \
	}
#define MMFR1        \
	{            \
		7, 1 \
	}
#define MMFR2        \
	{            \
		7, 2 \
	}
#define MMFR3        \
	{            \
		7, 3 \
	}

/** id_read - the value of an ID register; it has to be readable */
uint64_t id_read(struct id_reg reg);

/** id_field - four bits of it */
#define id_field(reg, low) field(id_read((struct id_reg)reg), low, 4)

#endif
