/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../dirty-writers/suite.h"

#define LSE ".arch_extension lse\n\t"

/* Each adds one to the word. */
#define WRITER(id, code)                                                     \
	static void id(uint64_t *at)                                         \
	{                                                                    \
		uint64_t one = 1, old = *(volatile uint64_t *)at, new = 0;   \
		uint32_t status = 0;                                         \
                                                                             \
		asm volatile(code                                            \
			     : "+r"(one), "+r"(old), "+r"(new), "+r"(status) \
			     : "r"(at)                                       \
			     : "memory");                                    \
	}

WRITER(by_str, "add %2, %1, #1\n\tstr %2, [%4]")
WRITER(by_strb, "add %2, %1, #1\n\tstrb %w2, [%4]\n\tlsr %2, %2, #8\n\t"
		"strb %w2, [%4, #1]")
WRITER(by_stp, "add %2, %1, #1\n\tstp %2, %2, [%4]")
WRITER(by_stlr, "add %2, %1, #1\n\tstlr %2, [%4]")
WRITER(by_stxr, "1:\tldxr %2, [%4]\n\tadd %2, %2, #1\n\tstxr %w3, %2, [%4]\n\t"
		"cbnz %w3, 1b")
WRITER(by_ldadd, LSE "ldadd %0, %2, [%4]")
WRITER(by_stadd, LSE "stadd %0, [%4]")
WRITER(by_swp, LSE "add %2, %1, #1\n\tswp %2, %2, [%4]")
WRITER(by_cas, LSE "add %2, %1, #1\n\tcas %1, %2, [%4]")

const struct way dirty_ways[] = {
	{ "str", by_str },
	{ "strb", by_strb },
	{ "stp", by_stp },
	{ "stlr", by_stlr },
	{ "stxr", by_stxr },
	{ "ldadd", by_ldadd, &arm_lse },
	{ "stadd", by_stadd, &arm_lse },
	{ "swp", by_swp, &arm_lse },
	{ "cas", by_cas, &arm_lse },
};

const unsigned int nr_dirty_ways = sizeof(dirty_ways) / sizeof(*dirty_ways);
