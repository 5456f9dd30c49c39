/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many list registers there are (IHI 0048, 5.3.2, 5.3.8, 5.3.9). */
#include "vgic2.h"

EL2_VGIC2_SUITE;

TEST(count, "empty list registers are as many as GICH_VTR says")
{
	unsigned int nr = (hread(GICH_VTR) & 0x3f) + 1;
	uint64_t empty;

	for (unsigned int n = 0; n < nr; n++)
		lr_write(n, 0);
	empty = hread(GICH_ELRSR0) | (uint64_t)hread(GICH_ELRSR1) << 32;
	EXPECT_EQ(empty, nr < 64 ? (1ull << nr) - 1 : ~0ull);
	for (unsigned int n = 0; n < nr; n++) {
		lr_write(n, LR_PENDING | (n + 40));
		EXPECT_EQ(lr_read(n), LR_PENDING | (n + 40));
	}
	EXPECT_EQ(hread(GICH_ELRSR0), 0);
	EXPECT_EQ(hread(GICH_ELRSR1), 0);
}
