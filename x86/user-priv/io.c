/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ports at CPL 3: allowed by IOPL, or else by the bitmap in the TSS.
 *
 * Intel SDM vol. 1, 19.5 (protected-mode I/O).
 */
#include "suite.h"

#include <string.h>
#include <x86/desc.h>
#include <x86/irq/apic.h>

static void set_up(void);

TEST_SUITE("user-priv",
	   .summary = "what CPL 3 may do, by IOPL, I/O bitmap and CR4",
	   .setup = set_up);

SNIPPET(in8, "in %dx, %al");
SNIPPET(in16, "in %dx, %ax");
SNIPPET(in32, "in %dx, %eax");
SNIPPET(out8, "out %al, %dx");
SNIPPET(out16, "out %ax, %dx");
SNIPPET(out32, "out %eax, %dx");
SNIPPET(ins8, "insb");
SNIPPET(ins16, "insw");
SNIPPET(ins32, "insl");
SNIPPET(outs8, "outsb");
SNIPPET(outs16, "outsw");
SNIPPET(outs32, "outsl");
SNIPPET(in8_imm, "in $0x80, %al");
SNIPPET(out8_imm, "out %al, $0x80");

enum {
	PORT = 0xabc0, /* nothing is there; a multiple of 8 */
	IMM_PORT = 0x80,
	MAP = offsetof(struct tss_area, bitmap),
};

static const struct io {
	const char *name;
	struct snippet code;
	unsigned int bytes;
} rows[] = {
	{ "in-8", SNIPPET_OF(in8), 1 },     { "in-16", SNIPPET_OF(in16), 2 },
	{ "in-32", SNIPPET_OF(in32), 4 },   { "out-8", SNIPPET_OF(out8), 1 },
	{ "out-16", SNIPPET_OF(out16), 2 }, { "out-32", SNIPPET_OF(out32), 4 },
	{ "ins-8", SNIPPET_OF(ins8), 1 },   { "ins-16", SNIPPET_OF(ins16), 2 },
	{ "ins-32", SNIPPET_OF(ins32), 4 }, { "outs-8", SNIPPET_OF(outs8), 1 },
	{ "outs-16", SNIPPET_OF(outs16), 2 }, { "outs-32", SNIPPET_OF(outs32), 4 },
};

/* Nothing is allowed; with IF, which IOPL 3 lets users set, nothing comes. */
static void set_up(void)
{
	struct tss_area *tss = tss_this();

	apic_init();
	memset(tss->bitmap, 0xff, sizeof(tss->bitmap));
	tss->tss.io_base = MAP;
}

static void allow(unsigned int port, unsigned int nr)
{
	for (unsigned int p = port; p < port + nr; p++)
		tss_this()->bitmap[p / 8] &= ~(1u << (p % 8));
}

static void deny(unsigned int port)
{
	tss_this()->bitmap[port / 8] |= 1u << (port % 8);
}

static struct registers registers(unsigned int port, unsigned int iopl)
{
	struct registers in = {
		.ax = 0xa0a1a2a3,
		.bx = 0xb0b1b2b3,
		.cx = 0xc0c1c2c3,
		.dx = 0xd0d10000 | port,
		.si = (uintptr_t)&operand,
		.di = (uintptr_t)&operand,
		.flags = EFLAGS_FIXED | iopl << EFLAGS_IOPL_SHIFT,
	};

	return in;
}

/* Where it was refused, memory is unchanged too. */
static void check(const struct snippet *code, unsigned int port, unsigned int iopl,
		  bool allowed)
{
	const struct registers in = registers(port, iopl);
	uint8_t before[sizeof(operand)];
	struct outcome outcome;

	memset(&operand, 0x5a, sizeof(operand));
	memcpy(before, &operand, sizeof(before));
	outcome = run_user(code->at, code, &in);
	if (allowed) {
		expect_done(&outcome);
		return;
	}
	expect_refused(&outcome, code->at, X86_GP, &in);
	EXPECT_MEMEQ(&operand, before, sizeof(before));
}

static void check_denied(const struct io *io, unsigned int port, int denied)
{
	allow(PORT - 8, 32);
	deny(port + (unsigned int)denied);
	test_context("port 0x%x, bit of 0x%x set", port,
		     port + (unsigned int)denied);
	check(&io->code, port, 0, denied < 0 || denied >= (int)io->bytes);
}

TEST_EACH(bitmap, const struct io *io, rows,
	  "needs the bits of all its ports clear, and no other")
{
	for (unsigned int port = PORT; port < PORT + 8; port++)
		for (int denied = -1; denied <= (int)io->bytes; denied++)
			check_denied(io, port, denied);
}

TEST_EACH(iopl, const struct io *io, rows, "asks the bitmap if CPL > IOPL only")
{
	for (unsigned int iopl = 0; iopl <= 3; iopl++) {
		test_context("IOPL %u", iopl);
		check(&io->code, PORT, iopl, iopl == 3);
	}
}

TEST(immediate, "the bitmap holds for a port in the instruction as well")
{
	const struct snippet in = SNIPPET_OF(in8_imm), out = SNIPPET_OF(out8_imm);

	check(&in, 0, 0, false);
	check(&out, 0, 0, false);
	allow(IMM_PORT, 1);
	check(&in, 0, 0, true);
	check(&out, 0, 0, true);
}

/* ---------------------------------------------------- the map's extent ---- */

enum {
	BYTE = 0x20, /* of the map, with the bits of ports 0x100 ... 0x107 */
	WHOLE = sizeof(struct tss_area) - 1,
	TSS_BYTES = sizeof(struct tss),
	ZEROS = 0x5c, /* in a TSS: GS, or a reserved field */
};

/*
 * The processor always reads two bytes of the map. A segment that ends after
 * the first, or before, denies.
 */
static const struct extent {
	const char *name;
	uint32_t limit; /* of the TSS */
	uint16_t base;	/* of the map in it */
	uint16_t port;
	unsigned int bytes; /* 1, 2 or 4 at once */
	bool allowed;
} extents[] = {
	{ "two-bytes", MAP + BYTE + 1, MAP, 0x100, 1, true },
	{ "one-byte", MAP + BYTE, MAP, 0x100, 1, false },
	{ "no-byte", MAP + BYTE - 1, MAP, 0x100, 1, false },
	{ "across-two-bytes", MAP + BYTE + 1, MAP, 0x107, 2, true },
	{ "across-one-byte", MAP + BYTE, MAP, 0x107, 2, false },
	{ "wide-two-bytes", MAP + BYTE + 1, MAP, 0x105, 4, true },
	{ "wide-one-byte", MAP + BYTE, MAP, 0x105, 4, false },
	{ "last-port", WHOLE, MAP, 0xffff, 1, true },
	{ "last-port-no-end", WHOLE - 1, MAP, 0xffff, 1, false },
	{ "base-last-two", MAP + 1, MAP, 0, 1, true },
	{ "base-at-limit", MAP, MAP, 0, 1, false },
	{ "base-past-limit", MAP - 1, MAP, 0, 1, false },
	{ "base-far", WHOLE, 0xffff, 0, 1, false },
	{ "base-shifted", WHOLE, MAP + 1, 0x100, 1, true },
	/* the map in the TSS itself, whose last word says where it is */
	{ "shortest-tss", TSS_BYTES - 1, ZEROS, 0, 1, true },
	{ "too-short-tss", TSS_BYTES - 2, ZEROS, 0, 1, false },
};

static void set_limit(uintptr_t limit)
{
	uint64_t *entry = gdt_entry(TSS_SEL_BASE);

	*entry = desc_segment((uint32_t)(uintptr_t)tss_this(), limit,
			      DESC_TSS | DESC_P);
	ltr(TSS_SEL_BASE);
}

static const struct snippet *read_of(unsigned int bytes)
{
	return &rows[bytes == 1 ? 0 : bytes == 2 ? 1 : 2].code;
}

TEST_EACH(extent, const struct extent *e, extents,
	  "a map that ends within the TSS allows what it holds completely")
{
	memset(tss_this()->bitmap, 0, sizeof(tss_this()->bitmap));
	tss_this()->tss.io_base = e->base;
	test_defer(set_limit, WHOLE);
	set_limit(e->limit);
	check(read_of(e->bytes), e->port, 0, e->allowed);
	check(read_of(e->bytes), e->port, 3, true); /* not looked at */
}
