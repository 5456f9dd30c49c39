/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the CPUs of a case do, each its part. */
#ifndef ARM_LITMUS_PARTS_H
#define ARM_LITMUS_PARTS_H

#include "width.h"

typedef unsigned long word;

/* One part: x, y and where to put what it has read. */
typedef void part(volatile word *x, volatile word *y, word *read);

#define ASM(text)                                         \
	asm volatile(ARCH text                            \
		     : "=&r"(a), "=&r"(b)                 \
		     : "r"(x), "r"(y), "r"(1ul), "r"(2ul) \
		     : "memory")
#define PART(name, text)                                                 \
	static void name(volatile word *x, volatile word *y, word *read) \
	{                                                                \
		word a, b;                                               \
                                                                         \
		ASM("mov %0, #0\n\tmov %1, #0\n\t" text);                \
		read[0] = a;                                             \
		read[1] = b;                                             \
	}

/* clang-format off */
PART(write_dmb, "str %4, [%2]\n\tdmb ish\n\tstr %4, [%3]")
PART(write_dmbst, "str %4, [%2]\n\tdmb ishst\n\tstr %4, [%3]")
PART(write_release, "str %4, [%2]\n\t" STL " %4, [%3]")
PART(write_dsb, "str %4, [%2]\n\tdsb ish\n\tstr %4, [%3]")
PART(read_dmb, "ldr %0, [%3]\n\tdmb ish\n\tldr %1, [%2]")
PART(read_dmbld, "ldr %0, [%3]\n\tdmb ishld\n\tldr %1, [%2]")
PART(read_acquire, LDA " %0, [%3]\n\tldr %1, [%2]")
PART(read_address, "ldr %0, [%3]\n\teor %1, %0, %0\n\tldr %1, [%2, %1]")
PART(store_x_load_y, "str %4, [%2]\n\tdmb ish\n\tldr %0, [%3]")
PART(store_y_load_x, "str %4, [%3]\n\tdmb ish\n\tldr %0, [%2]")
PART(store_x_load_y_dsb, "str %4, [%2]\n\tdsb ish\n\tldr %0, [%3]")
PART(store_y_load_x_dsb, "str %4, [%3]\n\tdsb ish\n\tldr %0, [%2]")
PART(release_x_acquire_y, STL " %4, [%2]\n\t" LDA " %0, [%3]")
PART(release_y_acquire_x, STL " %4, [%3]\n\t" LDA " %0, [%2]")
PART(bare_x_load_y, "str %4, [%2]\n\tldr %0, [%3]")
PART(bare_y_load_x, "str %4, [%3]\n\tldr %0, [%2]")
PART(load_x_store_y, "ldr %0, [%2]\n\tdmb ish\n\tstr %4, [%3]")
PART(load_y_store_x, "ldr %0, [%3]\n\tdmb ish\n\tstr %4, [%2]")
PART(acquire_x_store_y, LDA " %0, [%2]\n\tstr %4, [%3]")
PART(acquire_y_store_x, LDA " %0, [%3]\n\tstr %4, [%2]")
PART(load_x_release_y, "ldr %0, [%2]\n\t" STL " %4, [%3]")
PART(load_y_release_x, "ldr %0, [%3]\n\t" STL " %4, [%2]")
PART(pass_on_dmb, "ldr %0, [%2]\n\tdmb ish\n\tstr %0, [%3]")
PART(twice_x, "ldr %0, [%2]\n\tldr %1, [%2]")
PART(write_x, "str %4, [%2]")
PART(write_y, "str %4, [%3]")
PART(release_x, STL " %4, [%2]")
PART(release_y, STL " %4, [%3]")
PART(acquire_xy, LDA " %0, [%2]\n\t" LDA " %1, [%3]")
PART(acquire_yx, LDA " %0, [%3]\n\t" LDA " %1, [%2]")
PART(read_xy_dmb, "ldr %0, [%2]\n\tdmb ish\n\tldr %1, [%3]")
PART(read_yx_dmb, "ldr %0, [%3]\n\tdmb ish\n\tldr %1, [%2]")
PART(pass_on, LDA " %0, [%2]\n\t" STL " %0, [%3]")
PART(last, LDA " %0, [%3]\n\tldr %1, [%2]")
PART(one_two, "str %4, [%2]\n\tdmb ish\n\tstr %5, [%3]")
PART(two_one, "str %4, [%3]\n\tdmb ish\n\tstr %5, [%2]")
/* clang-format on */

#endif
