/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Accesses over the edge of two pages of which one refuses: nothing is written,
 * no register has changed, and CR2 is the first byte that was refused.
 *
 * Intel SDM vol. 3, 4.7 (CR2), 6.15 (#PF: the instruction can be restarted), 8.1.1.
 */
#include "crossing.h"

TEST_SUITE("access", .summary = "page tables translate, permit and refuse",
	   .needs = NEEDS(&x86_sse2), .setup = crossing_prepare);

#define DI "(" R "di)"

CODE(x_store_2, "mov %ax, " DI);
CODE(x_store_4, "mov %eax, " DI);
CODE(x_store_long, "mov " R "ax, " DI);
CODE(x_store_16, "movups %xmm0, " DI);
CODE(x_store_low_8, "movq %xmm0, " DI);
CODE(x_add_4, "add %eax, " DI);
CODE(x_lock_add_4, "lock add %eax, " DI);
CODE(x_inc_2, "incw " DI);
CODE(x_xchg_4, "xchg %eax, " DI);
CODE(x_xadd_4, "lock xadd %eax, " DI);
CODE(x_cmpxchg_4, "cmpxchg %ebx, " DI);
CODE(x_cmpxchg8b, "lock cmpxchg8b " DI);
CODE(x_bts_4, "btsl $9, " DI);
CODE(x_shl_4, "shll $3, " DI);
CODE(x_stosl, "stosl");
CODE(x_movsl, "movsl");
CODE(x_pop, "push " R "ax\n pop " DI "\n");
CODE(x_load_2, "mov " DI ", %ax");
CODE(x_load_4, "mov " DI ", %eax");
CODE(x_load_long, "mov " DI ", " R "ax");
CODE(x_movzx_2, "movzwl " DI ", %eax");
CODE(x_add_from, "add " DI ", %eax");
CODE(x_cmp_4, "cmp %eax, " DI);
CODE(x_load_16, "movups " DI ", %xmm0");
CODE(x_lodsl, "xchg " R "si, " R "di\n lodsl\n xchg " R "si, " R "di");
CODE(x_cmpsl, "cmpsl");
CODE(x_scasl, "scasl");

static const struct form forms[] = {
	{ "store-2", x_store_2, 2, STORE, true },
	{ "store-4", x_store_4, 4, STORE, true },
	{ "store-long", x_store_long, sizeof(long), STORE, true },
	{ "movups-store", x_store_16, 16, STORE, true },
	{ "movq-store", x_store_low_8, 8, STORE, true },
	{ "stosl", x_stosl, 4, STORE, true },
	{ "movsl-store", x_movsl, 4, STORE, true },
	{ "pop-mem", x_pop, sizeof(long), STORE, false },
	{ "load-2", x_load_2, 2, LOAD, true },
	{ "load-4", x_load_4, 4, LOAD, true },
	{ "load-long", x_load_long, sizeof(long), LOAD, true },
	{ "movzx-2", x_movzx_2, 2, LOAD, true },
	{ "add-from-4", x_add_from, 4, LOAD, true },
	{ "cmp-4", x_cmp_4, 4, LOAD, true },
	{ "movups-load", x_load_16, 16, LOAD, true },
	{ "lodsl", x_lodsl, 4, LOAD, false },
	{ "cmpsl", x_cmpsl, 4, LOAD, true },
	{ "scasl", x_scasl, 4, LOAD, true },
};

static const struct form modifies[] = {
	{ "add-4", x_add_4, 4, MODIFY, true },
	{ "lock-add-4", x_lock_add_4, 4, MODIFY, true },
	{ "inc-2", x_inc_2, 2, MODIFY, true },
	{ "xchg-4", x_xchg_4, 4, MODIFY, true },
	{ "lock-xadd-4", x_xadd_4, 4, MODIFY, true },
	{ "cmpxchg-4", x_cmpxchg_4, 4, MODIFY, true },
	{ "lock-cmpxchg8b", x_cmpxchg8b, 8, MODIFY, true },
	{ "bts-4", x_bts_4, 4, MODIFY, true },
	{ "shl-4", x_shl_4, 4, MODIFY, true },
};

TEST_EACH(crossing_second, const struct form *f, forms,
	  "is refused as a whole where the second page refuses")
{
	crossing_check(f, 1);
}

TEST_EACH(crossing_first, const struct form *f, forms,
	  "is refused as a whole where the first page refuses")
{
	crossing_check(f, 0);
}

/* Byte by byte is x86/mmio-edge's matter. */
TEST_EACH(crossing_allowed, const struct form *f, forms,
	  "marks both pages where both allow it")
{
	crossing_allow(f);
}

/* ------------------------------------------- what reads, and then writes ---- */

TEST_EACH(crossing_modify_second, const struct form *f, modifies,
	  "is refused as a whole where the second page refuses")
{
	crossing_check(f, 1);
}

TEST_EACH(crossing_modify_first, const struct form *f, modifies,
	  "is refused as a whole where the first page refuses")
{
	crossing_check(f, 0);
}

TEST_EACH(crossing_modify_allowed, const struct form *f, modifies,
	  "marks both pages where both allow it")
{
	crossing_allow(f);
}

TEST_EACH(crossing_modify_write, const struct form *f, modifies,
	  "is a write from its beginning: W is set in the error code")
{
	EXPECT_EQ(crossing_error(f, 1), PF_W);
	EXPECT_EQ(crossing_error(f, 0), PF_W);
}
