/* SPDX-License-Identifier: GPL-2.0-or-later */
/* State components: which there are, and where, by CPUID. */
#include "suite.h"

#define AVX512 (XCR0_OPMASK | XCR0_ZMM_HI256 | XCR0_HI16_ZMM)

const struct component components[NR_COMPONENTS] = {
	{ "x87", 0, 0 },
	{ "sse", 1, 0 },
	{ "avx", 2, XCR0_SSE },
	{ "bndregs", 3, XCR0_BNDCSR },
	{ "opmask", 5, XCR0_SSE | XCR0_AVX | AVX512 },
	{ "zmm-hi256", 6, XCR0_SSE | XCR0_AVX | AVX512 },
	{ "hi16-zmm", 7, XCR0_SSE | XCR0_AVX | AVX512 },
	{ "pkru", 9, 0 },
};

enum {
	X87 = 0,
	SSE = 1,
	AVX = 2,
	ZMM_HI256 = 6,
	HI16_ZMM = 7,
	PKRU = 9,
};

void component_enable(const struct component *c)
{
	if (!(xcr0_supported() & component_bit(c)))
		SKIP("the processor has no component %s", c->name);
	fpu_enable_xsave(XCR0_X87 | component_bit(c) | c->with);
}

uint32_t component_offset(unsigned int number)
{
	return number < 2 ? 0 : cpuid(0xd, number).b;
}

uint32_t component_bytes(unsigned int number)
{
	return number < 2 ? 512 : cpuid(0xd, number).a;
}

/* Of registers that 32-bit code has: the others' bytes stay as they are. */
static uint32_t owned_bytes(unsigned int number)
{
	uint32_t bytes = component_bytes(number);

	if (number == PKRU)
		return 4;
	if (sizeof(long) == 8)
		return bytes;
	if (number == HI16_ZMM)
		return 0;
	return number == AVX || number == ZMM_HI256 ? bytes / 2 : bytes;
}

static void fill_x87(struct fxsave_area *area)
{
	struct fxsave_area random;

	random_legacy(&random);
	area->fcw = random.fcw;
	area->fsw = random.fsw;
	area->ftw = random.ftw;
	area->fop = 0;
	area->fip = area->fdp = 0;
	area->fcs = area->fds = 0;
	memcpy(area->st, random.st, sizeof(area->st));
}

void component_fill(const struct component *c, struct xsave_area *area)
{
	if (c->number == X87)
		fill_x87(&area->legacy);
	else if (c->number == SSE)
		random_fill(area->legacy.xmm, sizeof(area->legacy.xmm));
	else
		random_fill((uint8_t *)area + component_offset(c->number),
			    owned_bytes(c->number));
}

/* Pointers of x87 are a case of their own: not every processor keeps them. */
static void mask_x87(uint8_t *mask)
{
	memset(mask, 0xff, offsetof(struct fxsave_area, reserved0));
	for (unsigned int i = 0; i < 8; i++)
		memset(mask + offsetof(struct fxsave_area, st) + 16 * i, 0xff,
		       10);
}

void component_mask(const struct component *c, uint8_t mask[XSAVE_AREA_BYTES])
{
	if (c->number == X87)
		mask_x87(mask);
	else if (c->number == SSE)
		memset(mask + offsetof(struct fxsave_area, xmm), 0xff,
		       NR_XMM * 16);
	else
		memset(mask + component_offset(c->number), 0xff,
		       owned_bytes(c->number));
}
