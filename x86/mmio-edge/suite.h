/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every kind of access to a device that keeps what is stored, like RAM: the same
 * code is run on plain RAM, and must come to the same. Four pages lie side by
 * side:
 *
 *	RAM | device | another page of the device | RAM
 *
 * Device: QEMU's pc-testdev, 64 KiB at 0xff000000.
 */
#ifndef X86_MMIO_EDGE_SUITE_H
#define X86_MMIO_EDGE_SUITE_H

#include <stdint.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/width.h>

#define MMIO_EDGE_SUITE                                                      \
	TEST_SUITE("mmio-edge",                                              \
		   .summary = "accesses to devices, and across their edges", \
		   .needs = NEEDS(&x86_pc_testdev), .setup = window_prepare)

#define IOMEM	    0xff000000u
#define IOMEM_BYTES 0x10000u

enum {
	WINDOW_BYTES = 0x4000,
	RAM_TO_DEVICE = 0x1000, /* the edges, as offsets */
	DEVICE_TO_DEVICE = 0x2000,
	DEVICE_TO_RAM = 0x3000,
	INSIDE = 0x1800,
};

extern uint8_t *window; /* WINDOW_BYTES */

/** window_prepare - map the pages; the device has zeros then */
void window_prepare(void);

#ifdef __x86_64__
#define WORD_BYTES 8
#else
#define WORD_BYTES 4
#endif

/* CODE - code that ends in RET, as id */
#define CODE(id, text)                                \
	extern const char id[];                       \
	asm(".pushsection .text\n" #id ": " text "\n" \
	    "ret\n"                                   \
	    ".popsection")

/* What code finds and leaves. */
struct regs {
	unsigned long ax, bx, cx, dx, si, di, flags;
};

/** call_code - with these registers, which it then leaves there */
struct trap call_code(const char *code, struct regs *regs);

/* Where DI and SI point. The other one has a scratch buffer in RAM. */
enum where {
	AT_DI,
	AT_SI,
	AT_BOTH, /* SI to the place, DI a little further up */
};

struct form {
	const char *name;
	const char *code;
	unsigned int bytes; /* that it reaches, from the place on */
	enum where where;
	unsigned int count; /* CX, where it is a count */
	unsigned int align; /* of the place; 0: any */
	unsigned int below; /* bytes that it reaches below the place */
	const struct feature *feature;
	uint32_t undefined; /* flags that it leaves undefined */
};

/** form_check - at all places around the three edges, and inside */
void form_check(const struct form *form);

#define ROM	  0xffff0000 /* up to the reset vector */
#define ROM_BYTES 0x10000
#define ROM_LAST  0xfff0

/** rom - its mapping, with all rights */
uint8_t *rom(void);

#endif
