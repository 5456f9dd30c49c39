/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which interrupt is taken, and when: SDM vol. 3, 10.8.3 and 10.8.4. */
#include "suite.h"

void self_ipi(unsigned int vector)
{
	ASSERT_EQ(apic_ipi(0, APIC_ICR_SELF | APIC_ICR_ASSERT | vector), 0);
}

bool only_bit(unsigned int reg, int vector)
{
	for (int word = 0; word < 8; word++) {
		uint32_t bits = vector >= 0 && vector / 32 == word ?
					1u << vector % 32 :
					0;

		/* a vector below 16, once accepted, stays in IRR for good */
		uint32_t seen = apic_read(reg + 0x10 * (unsigned int)word) &
				(word ? ~0u : ~0xffffu);

		if (seen != bits)
			return false;
	}
	return true;
}

/* -------------------------------------------------------- every vector ---- */

static bool right_inside;

static void look_inside(unsigned int vector)
{
	right_inside = only_bit(APIC_ISR, (int)vector) &&
		       only_bit(APIC_IRR, -1) &&
		       apic_read(APIC_PPR) == (vector & 0xf0);
}

TEST(vectors, "moves each vector from IRR to ISR, and EOI takes it away")
{
	for (int v = IRQLOG_FIRST; v <= IRQLOG_LAST; v++) {
		test_context("vector %d", v);
		self_ipi((unsigned int)v);
		EXPECT_TRUE(only_bit(APIC_IRR, v));
		EXPECT_TRUE(only_bit(APIC_ISR, -1));
		right_inside = false;
		irqlog.inside = look_inside;
		irqlog_window();
		EXPECT_TRUE(right_inside);
		EXPECT_EQ(irqlog.taken[0][v], 1);
		EXPECT_TRUE(only_bit(APIC_IRR, -1));
		EXPECT_TRUE(only_bit(APIC_ISR, -1));
		EXPECT_TRUE(only_bit(APIC_TMR, -1));
	}
	EXPECT_EQ(irqlog.nr, IRQLOG_LAST - IRQLOG_FIRST + 1);
}

TEST(order, "takes the highest of what is pending first")
{
	static const uint8_t sent[] = { 0x40, 0xef, 0x20, 0x7f, 0x41, 0x60 };
	static const uint8_t want[] = { 0xef, 0x7f, 0x60, 0x41, 0x40, 0x20 };

	for (unsigned int i = 0; i < sizeof(sent); i++)
		self_ipi(sent[i]);
	irqlog_window();
	ASSERT_EQ(irqlog.nr, sizeof(sent));
	for (unsigned int i = 0; i < sizeof(want); i++)
		EXPECT_EQ(irqlog.order[i], want[i]);
}

/* -------------------------------------------------------------- nesting ---- */

static const struct nest {
	const char *name;
	uint8_t first, second;
	bool preempts;
} nests[] = {
	{ "higher-class", 0x40, 0x50, true },
	{ "next-vector-next-class", 0x4f, 0x50, true },
	{ "top-class", 0x2f, 0xef, true },
	{ "same-class-higher", 0x40, 0x4f, false },
	{ "same-class-next", 0x41, 0x42, false },
	{ "same-class-lower", 0x4f, 0x40, false },
	{ "same-vector", 0x44, 0x44, false },
	{ "lower-class", 0x50, 0x4f, false },
};

static const struct nest *nest;
static unsigned int nested, isr_bits;

static void send_second(unsigned int vector)
{
	(void)vector;
	self_ipi(nest->second);
	irqlog_window();
	nested = irqlog.nr - 1;
	isr_bits = apic_test_bit(APIC_ISR, nest->first) &&
		   apic_test_bit(APIC_IRR, nest->second) == !nest->preempts;
}

TEST_EACH(nesting, const struct nest *r, nests,
	  "is interrupted by a higher class, and by it alone")
{
	nest = r;
	self_ipi(r->first);
	irqlog.inside = send_second;
	irqlog_window();
	EXPECT_EQ(nested, r->preempts);
	EXPECT_TRUE(isr_bits);
	EXPECT_EQ(irqlog.nr, 2);
	EXPECT_EQ(irqlog.order[0], r->first);
	EXPECT_EQ(irqlog.order[1], r->second);
	EXPECT_TRUE(only_bit(APIC_ISR, -1));
}

/* EOI inside: what it ends is the highest, whose handler was entered last. */
static uint32_t ppr_before, ppr_after;
static bool lower_stays;

static void inner(unsigned int vector)
{
	(void)vector;
	ppr_before = apic_read(APIC_PPR);
	apic_eoi();
	ppr_after = apic_read(APIC_PPR);
	lower_stays = only_bit(APIC_ISR, 0x40);
}

static void outer(unsigned int vector)
{
	(void)vector;
	irqlog.inside = inner;
	self_ipi(0x9c);
	irqlog_window();
}

TEST(eoi, "ends the highest interrupt in service and no other")
{
	self_ipi(0x40);
	irqlog.inside = outer;
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 2);
	EXPECT_EQ(ppr_before, 0x90);
	EXPECT_EQ(ppr_after, 0x40);
	EXPECT_TRUE(lower_stays);
}

TEST(merge, "is one interrupt where a vector is raised twice")
{
	self_ipi(0x66);
	self_ipi(0x66);
	EXPECT_TRUE(only_bit(APIC_IRR, 0x66));
	irqlog_window();
	EXPECT_EQ(irqlog.taken[0][0x66], 1);
}

static void send_twice(unsigned int vector)
{
	self_ipi(vector);
	self_ipi(vector);
}

TEST(queue, "keeps one more while a vector is in service")
{
	self_ipi(0x66);
	irqlog.inside = send_twice;
	irqlog_window();
	EXPECT_EQ(irqlog.taken[0][0x66], 2);
}

/* ------------------------------------------------------------------ TPR ---- */

static const struct tpr {
	const char *name;
	uint8_t tpr, vector;
	bool passes;
} tprs[] = {
	{ "class-above", 0x40, 0x50, true },
	{ "low-bits-do-not-count", 0x4f, 0x50, true },
	{ "same-class", 0x40, 0x4f, false },
	{ "class-below", 0x50, 0x4f, false },
	{ "low-bits-alone", 0x1f, 0x20, true },
	{ "same-class-2", 0x20, 0x2f, false },
	{ "all-but-top", 0xd0, 0xe0, true },
	{ "top", 0xe0, 0xef, false },
	{ "all", 0xff, 0xef, false },
};

TEST_EACH(tpr, const struct tpr *r, tprs,
	  "holds back the vectors of its class and below")
{
	apic_write(APIC_TPR, r->tpr);
	EXPECT_EQ(apic_read(APIC_TPR), r->tpr);
	EXPECT_EQ(apic_read(APIC_PPR), r->tpr);
	self_ipi(r->vector);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, r->passes);
	EXPECT_EQ(apic_test_bit(APIC_IRR, r->vector), !r->passes);
	apic_write(APIC_TPR, 0);
	irqlog_window();
	EXPECT_EQ(irqlog.taken[0][r->vector], 1);
}

TEST(tpr_raised, "holds back what was pending when it was raised")
{
	self_ipi(0x55);
	apic_write(APIC_TPR, 0x50);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 0);
	EXPECT_TRUE(only_bit(APIC_ISR, -1));
	apic_write(APIC_TPR, 0x4f);
	irqlog_window();
	EXPECT_EQ(irqlog.taken[0][0x55], 1);
}

static const struct ppr {
	const char *name;
	uint8_t vector, tpr, ppr;
} pprs[] = {
	{ "isr-above", 0x65, 0x5f, 0x60 },
	{ "equal-takes-tpr", 0x65, 0x63, 0x63 },
	{ "tpr-above", 0x65, 0x70, 0x70 },
	{ "tpr-zero", 0x65, 0x00, 0x60 },
	{ "tpr-all", 0xef, 0xff, 0xff },
};

static const struct ppr *ppr_row;

static void read_ppr(unsigned int vector)
{
	(void)vector;
	apic_write(APIC_TPR, ppr_row->tpr);
	ppr_before = apic_read(APIC_PPR);
	apic_write(APIC_PPR, 0); /* read-only */
	ppr_after = apic_read(APIC_PPR);
	apic_write(APIC_TPR, 0);
}

TEST_EACH(ppr, const struct ppr *r, pprs,
	  "is the higher of TPR and the class in service")
{
	ppr_row = r;
	self_ipi(r->vector);
	irqlog.inside = read_ppr;
	irqlog_window();
	EXPECT_EQ(ppr_before, r->ppr);
	EXPECT_EQ(ppr_after, r->ppr);
	EXPECT_EQ(irqlog.nr, 1);
}
