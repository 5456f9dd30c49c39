/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../dirty-writers/suite.h"

/* Each adds one to the word; the upper half of 64 bits stays 0. */
#define WRITER(id, code)                                                      \
	static void id(uint64_t *at)                                          \
	{                                                                     \
		uint32_t new = *(volatile uint32_t *)at + 1, status = 0;      \
		register uint32_t low asm("r4") = new, high asm("r5") = 0;    \
                                                                              \
		asm volatile(code                                             \
			     : "+r"(new), "+r"(status), "+r"(low), "+r"(high) \
			     : "r"(at)                                        \
			     : "memory", "cc");                               \
	}

WRITER(by_str, "str %0, [%4]")
WRITER(by_strb, "strb %0, [%4]\n\tlsr %0, %0, #8\n\tstrb %0, [%4, #1]")
WRITER(by_strh, "strh %0, [%4]")
WRITER(by_strd, "strd %2, %3, [%4]")
WRITER(by_stm, "stm %4, {%2, %3}")
WRITER(by_strex, "1:\tldrex %0, [%4]\n\tadd %0, %0, #1\n\t"
		 "strex %1, %0, [%4]\n\tcmp %1, #0\n\tbne 1b")
WRITER(by_strexb, "1:\tldrexb %2, [%4]\n\tadd %2, %2, #1\n\t"
		  "strexb %1, %2, [%4]\n\tcmp %1, #0\n\tbne 1b")
WRITER(by_strexd, "1:\tldrexd %2, %3, [%4]\n\tadd %2, %2, #1\n\t"
		  "strexd %1, %2, %3, [%4]\n\tcmp %1, #0\n\tbne 1b")
WRITER(by_vstr, ".fpu vfpv3-d16\n\tvmov d7, %2, %3\n\tvstr d7, [%4]")
WRITER(by_vst1, ".fpu neon\n\tvmov d7, %2, %3\n\tvst1.64 {d7}, [%4]")
WRITER(by_stl, ".arch armv8-a\n\tstl %0, [%4]")
WRITER(by_stlex, ".arch armv8-a\n1:\tldaex %0, [%4]\n\tadd %0, %0, #1\n\t"
		 "stlex %1, %0, [%4]\n\tcmp %1, #0\n\tbne 1b")

const struct way dirty_ways[] = {
	{ "str", by_str },
	{ "strb", by_strb },
	{ "strh", by_strh },
	{ "strd", by_strd },
	{ "stm", by_stm },
	{ "strex", by_strex },
	{ "strexb", by_strexb },
	{ "strexd", by_strexd },
	{ "vstr", by_vstr, &arm_fp },
	{ "vst1", by_vst1, &arm_fp_32 },
	{ "stl", by_stl, &arm_sevl },
	{ "stlex", by_stlex, &arm_sevl },
};

const unsigned int nr_dirty_ways = sizeof(dirty_ways) / sizeof(*dirty_ways);
