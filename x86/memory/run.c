/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

uint8_t data[LINES * LINE] __attribute__((aligned(LINE)));

void memory_prepare(void)
{
	for (unsigned int i = 0; i < sizeof(data); i++)
		data[i] = data_at(i);
}

static struct regs {
	unsigned long ax, bx, cx, dx, si, di, flags;
} now;
static const char *code;

/* Both levels run it. */
static void run(const void *unused)
{
	(void)unused;
	asm volatile("push %[flags]\n\t"
		     "popf\n\t"
		     "call *%[code]\n\t"
		     "pushf\n\t"
		     "pop %[flags]"
		     : "+a"(now.ax), "+b"(now.bx), "+c"(now.cx), "+d"(now.dx),
		       "+S"(now.si), "+D"(now.di), [flags] "+m"(now.flags)
		     : [code] "m"(code)
		     : "memory", "cc");
}

#define ARITH (EFLAGS_CF | EFLAGS_PF | EFLAGS_ZF | EFLAGS_SF | EFLAGS_OF)

struct trap run_at(const char *at, const void *address, bool user)
{
	code = at;
	now = (struct regs){ (unsigned long)address,
			     0xb1b2b3b4,
			     0xc1c2c3c4,
			     0xd1d2d3d4,
			     0x51525354,
			     (unsigned long)address,
			     EFLAGS_FIXED | ARITH };
	return user ? user_catch(run, NULL) : trap_catch(run, NULL);
}

void expect_registers(const void *address)
{
	EXPECT_EQ(now.ax, (unsigned long)address);
	EXPECT_EQ(now.bx, 0xb1b2b3b4);
	EXPECT_EQ(now.cx, 0xc1c2c3c4);
	EXPECT_EQ(now.dx, 0xd1d2d3d4);
	EXPECT_EQ(now.si, 0x51525354);
	EXPECT_EQ(now.di, (unsigned long)address);
	EXPECT_EQ(now.flags & (ARITH | EFLAGS_DF), ARITH);
}

void expect_data(void)
{
	for (unsigned int i = 0; i < sizeof(data); i++)
		if (data[i] != data_at(i))
			EXPECT_EQ(data[i], data_at(i));
	EXPECT_EQ(data[LINE + 5], data_at(LINE + 5));
}
