/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

uint64_t id_read(struct id_reg reg)
{
	uint32_t word = A64_MRS(A64_REG(3, 0, 0, reg.crm, reg.op2), 0);
	struct insn_outcome o = insn_run1(word, false);

	ASSERT_TRUE(o.finished);
	return o.frame.x[0];
}
