/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The board's part: registers of the interrupt controller and of small devices as
 * each boot finds them.
 *
 * IHI 0048, 4.1 and IHI 0069, 12.8 (reset values); DDI 0190 (PL061), 3.2; DDI 0224
 * (PL031), 3.2.
 */
#include "suite.h"

#include <arch/io.h>
#include <arch/irq.h>
#include <arm/gic.h>
#include <arm/icc.h>
#include <arm/machine.h>
#include <mm/vmap.h>
#include <string.h>

RESET_STATE_SUITE;

/* Not through gic.c, which would make it what it wants first. */
static uint8_t *frame_at(paddr_t phys, bool present)
{
	return present ? vmap_io(phys, RESET_WORDS * 4) : NULL;
}

static uint8_t *find_dist(void)
{
	return frame_at(gic_machine()->dist.start, gic_machine()->version);
}

/* SGIs and PPIs, where they are not the redistributors' */
static uint8_t *find_banked(void)
{
	return frame_at(gic_machine()->dist.start, gic_machine()->version == 2);
}

static uint8_t *find_gicc(void)
{
	return frame_at(gic_machine()->cpu_interface.start,
			gic_machine()->version == 2);
}

static uint8_t *find_redist(unsigned int cpu, unsigned int frame)
{
	return frame_at(gic_machine()->redists[0].start + cpu * GICR_STRIDE +
				frame,
			gic_machine()->version == 3);
}

static uint8_t *find_redist0(void)
{
	return find_redist(0, 0);
}

static uint8_t *find_sgi0(void)
{
	return find_redist(0, GICR_SGI);
}

static uint8_t *find_sgi1(void)
{
	return find_redist(1, GICR_SGI);
}

static uint8_t *find_device(const char *compatible)
{
	struct machine_device device;

	if (!machine()->device(compatible, 0, &device))
		return NULL;
	return frame_at(device.start, true);
}

static uint8_t *find_pl061(void)
{
	return find_device("arm,pl061");
}

static uint8_t *find_pl031(void)
{
	return find_device("arm,pl031");
}

static uint8_t *find_flash(void)
{
	return find_device("cfi-flash");
}

struct span {
	uint16_t from, end;
	uint32_t value; /* what is written there; 0: nothing */
};

static const struct place {
	const char *name;
	uint8_t *(*find)(void);
	struct span spans[10];
} places[RESET_FRAMES] = {
	{ "distributor",
	  find_dist,
	  { { 0x000, 0x004, 3 },
	    { 0x084, 0x100, 0xaaaaaaaa },
	    { 0x104, 0x11c, 0xffffffff },
	    { 0x204, 0x21c, 0x55555555 },
	    { 0x304, 0x31c, 0x0f0f0f0f },
	    { 0x420, 0x4e0, 0x50607080 },
	    { 0x820, 0x8e0, 0x01010101 },
	    { 0xc08, 0xc38, 0xaaaaaaaa } } },
	{ "banked",
	  find_banked,
	  { { 0x080, 0x084, 0xffffffff },
	    { 0x100, 0x104, 0xffff0000 },
	    { 0x200, 0x204, 0xffff0000 },
	    { 0x300, 0x304, 0x0f000000 },
	    { 0x400, 0x420, 0x50607080 },
	    { 0x800, 0x820, 0 },
	    { 0xc00, 0xc08, 0 } } },
	{ "gicc",
	  find_gicc,
	  { { 0x00, 0x04, 1 },
	    { 0x04, 0x08, 0xf0 },
	    { 0x08, 0x0c, 5 },
	    { 0x14, 0x1c, 0 },
	    { 0x1c, 0x20, 6 } } },
	{ "gicc-apr", find_gicc, { { 0xd0, 0xe0, 0x10 } } },
	{ "redistributor",
	  find_redist0,
	  { { 0x70, 0x80, 0x40000000 }, { 0x14, 0x18, 0 }, { 0x00, 0x04, 1 } } },
	{ "sgi-0",
	  find_sgi0,
	  { { 0x080, 0x084, 0xffffffff },
	    { 0x100, 0x104, 0xffffffff },
	    { 0x200, 0x204, 0xffff0000 },
	    { 0x300, 0x304, 0x0f000000 },
	    { 0x400, 0x420, 0x50607080 },
	    { 0xc00, 0xc08, 0xaaaaaaaa } } },
	{ "sgi-1",
	  find_sgi1,
	  { { 0x080, 0x084, 0xffffffff },
	    { 0x100, 0x104, 0xffffffff },
	    { 0x200, 0x204, 0xffff0000 },
	    { 0x300, 0x304, 0x0f000000 },
	    { 0x400, 0x420, 0x50607080 },
	    { 0xc00, 0xc08, 0xaaaaaaaa } } },
	{ "gpio",
	  find_pl061,
	  { { 0x400, 0x414, 0x5a }, { 0x420, 0x424, 0x5a } } },
	/* asked for its identity, which a read then gives */
	{ "flash", find_flash, { { 0x000, 0x010, 0x00900090 } } },
	{ "rtc",
	  find_pl031,
	  { { 0x004, 0x008, 0x12345678 }, { 0x010, 0x014, 1 } } },
};

static uint8_t *regs(const struct place *p)
{
	static uint8_t *found[RESET_FRAMES];

	if (!found[p - places])
		found[p - places] = p->find();
	return found[p - places];
}

static void look_at_place(const struct place *p, uint32_t *words)
{
	for (const struct span *s = p->spans; regs(p) && s->end; s++)
		for (unsigned int at = s->from; at < s->end; at += 4)
			words[at / 4] = mmio_read32(regs(p) + at);
}

static void spoil_place(const struct place *p)
{
	for (const struct span *s = p->spans; regs(p) && s->end; s++)
		for (unsigned int at = s->from; s->value && at < s->end;
		     at += 4)
			mmio_write32(regs(p) + at, s->value);
}

#define ICC(R)           \
	R(ICC_PMR, 0x50) \
	R(ICC_BPR0, 5)   \
	R(ICC_BPR1, 6)   \
	R(ICC_CTLR, 3) R(ICC_IGRPEN0, 1) R(ICC_IGRPEN1, 1) R(ICC_AP1R0, 0x10)

static void look_at_icc(uint32_t *words)
{
#define ICC_LOOK(reg, value) *words++ = icc_read(reg);
	ICC(ICC_LOOK)
}

static void spoil_icc(void)
{
#define ICC_SPOIL(reg, value) icc_write(reg, value);
	ICC(ICC_SPOIL)
}

void look_at_devices(struct boot *boot)
{
	for (unsigned int i = 0; i < RESET_FRAMES; i++)
		look_at_place(&places[i], boot->frame[i]);
	if (gic_machine()->version == 3)
		look_at_icc(boot->icc);
}

void spoil_devices(void)
{
	static struct boot spoilt;

	irq_disable();
	for (unsigned int i = 0; i < RESET_FRAMES; i++) {
		if (!regs(&places[i]))
			continue;
		spoil_place(&places[i]);
		look_at_place(&places[i], spoilt.frame[i]);
		if (memcmp(spoilt.frame[i], reset_state_now.frame[i],
			   sizeof(spoilt.frame[i])) == 0)
			ERROR("%s does not take what is written",
			      places[i].name);
	}
	if (gic_machine()->version == 3)
		spoil_icc();
}

/* -------------------------------------------------------------- cases ---- */

TEST_EACH(device, const struct place *p, places,
	  "has the registers that it had when it was new", LOOKS_BACK)
{
	const struct boot *was = reset_state_first();
	unsigned int i = (unsigned int)(p - places);

	if (!regs(p))
		SKIP("the board has none");
	EXPECT_MEMEQ(reset_state_after()->frame[i], was->frame[i],
		     sizeof(was->frame[i]));
	reset_state_done();
}

TEST(icc, "so do the CPU interface's system registers", LOOKS_BACK,
     .needs = NEEDS(&arm_gicv3))
{
	const struct boot *was = reset_state_first();

	EXPECT_MEMEQ(reset_state_after()->icc, was->icc, sizeof(was->icc));
	reset_state_done();
}

TEST(defined_gic, "the distributor is off, and nothing is pending or active")
{
	const uint32_t *frame = reset_state_now.frame[0];

	EXPECT_EQ(frame[GICD_CTLR / 4] & 3, 0);
	for (unsigned int i = 1; i < 7; i++) {
		EXPECT_EQ(frame[GICD_ISENABLER / 4 + i], 0);
		EXPECT_EQ(frame[GICD_ISPENDR / 4 + i], 0);
		EXPECT_EQ(frame[GICD_ISACTIVER / 4 + i], 0);
	}
}
