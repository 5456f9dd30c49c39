/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Short-descriptor translation: sections, supersections, large and small pages,
 * by privileged and unprivileged accesses and by fetches.
 *
 * Arm ARM, G5.4 (short format), G5.6 (permissions, domains), G8.2.36 and
 * G8.2.56 (DFSR, IFSR in the short format).
 */
#include <arch/page.h>
#include <arm/cpu.h>
#include <arm/features.h>
#include <mm/page.h>
#include <test/test.h>

#include <string.h>

static bool has_short(void)
{
	return field(read_sysreg(ID_MMFR0), 0, 4) >= 4;
}

static const struct feature short_format = { "short descriptors with PXN",
					     "ID_MMFR0.VMSA", has_short };

TEST_SUITE("short32",
	   .summary = "the short format allows what its bits say, and faults "
		      "are described exactly",
	   .needs = NEEDS(&short_format));

enum access {
	LOAD,
	STORE,
	LOAD_USER, /* LDRT, STRT */
	STORE_USER,
	FETCH,
	NR_ACCESSES
};

/* What run.S loads, in this order, and then what it stores. */
struct short32 {
	uint32_t ttbcr, ttbr0, ttbr1, dacr, sctlr, access, address, value;
	uint32_t result, status, far, vector;
};

void short32_run(struct short32 *run);

#define MARK	0x5a17c0deu
#define RETURN	0xe12fff1eu /* BX LR */
#define AREA	0x10000000u /* below RAM: devices, which we do not map */
#define UPPER	0xc0000000u
#define RAM	0x40000000u
#define WALKS	0x4au /* of TTBR0, TTBR1: write-back, shareable */
#define PD_BITS 0x30u
#define CLIENT	0x55555555u
#define AFE	0x20000000u
#define TRE	0x10000000u
#define WXN_ALL 0x00180000u

/* In DFSR and IFSR, and of the second level with 2 more. */
#define TRANSLATION 0x5u
#define ACCESS_FLAG 0x3u
#define DOMAIN	    0x9u
#define PERMISSION  0xdu
#define FSR_STATUS  0x40fu
#define FSR_LPAE    0x200u
#define FSR_WRITE   0x800u

enum kind {
	SECTION,
	SUPER,
	LARGE,
	SMALL
};

#define PAGE_KIND(k) ((k) >= LARGE)

static const uint32_t offsets[] = {
	[SECTION] = 0xfffff,
	[SUPER] = 0xffffff,
	[LARGE] = 0xffff,
	[SMALL] = 0xfff,
};

static uint32_t *first, *second, *words;
static struct short32 run;

/* AP[2:0] and the others, each where the kind of descriptor has it */
struct bits {
	unsigned int ap, domain;
	bool xn, pxn;
};

static uint32_t section(uint32_t pa, const struct bits *b)
{
	return (pa & 0xfff00000) | 1u << 16 | (b->ap & 4) << 13 | 1u << 12 |
	       (b->ap & 3) << 10 | b->domain << 5 | (b->xn ? 0x10 : 0) | 0xe |
	       b->pxn;
}

static void map(enum kind kind, const struct bits *b, uint32_t base)
{
	uint32_t pa = (uint32_t)virt_to_phys(words);
	uint32_t *l1 = &first[base >> 20], l2 = 0;

	run.address = base | (pa & offsets[kind]);
	memset(l1, 0, 16 * sizeof(*l1));
	memset(second, 0, 1024);
	switch (kind) {
	case SECTION:
		*l1 = section(pa, b);
		return;
	case SUPER:
		for (unsigned int i = 0; i < 16; i++)
			l1[i] = (section(pa, b) & 0xff00ffff) | 1u << 16 |
				1u << 18;
		return;
	case LARGE:
		l2 = (pa & 0xffff0000) | (b->xn ? 0x8000 : 0) | 1u << 12 | 1;
		break;
	case SMALL:
		l2 = (pa & 0xfffff000) | 1u << 6 | 2 | b->xn;
		break;
	}
	l2 |= 1u << 10 | (b->ap & 4) << 7 | (b->ap & 3) << 4 | 0xc;
	for (unsigned int i = 0; i < (kind == LARGE ? 16 : 1); i++)
		second[i] = l2;
	*l1 = (uint32_t)virt_to_phys(second) | b->domain << 5 |
	      (b->pxn ? 4 : 0) | 1;
}

static void setup(void)
{
	struct bits all = { .ap = 3 };

	if (!first) {
		first = page_alloc(2, PAGE_ZERO);
		second = page_alloc(0, PAGE_ZERO);
		words = page_alloc(0, PAGE_ZERO);
	}
	ASSERT_EQ(virt_to_phys(words), (uintptr_t)words);
	ASSERT_EQ((uintptr_t)short32_run >> 30, RAM >> 30);
	memset(first, 0, 0x4000);
	for (uint32_t at = RAM >> 20; at < UPPER >> 20; at++)
		first[at] = section(at << 20, &all);
	run = (struct short32){
		.ttbr0 = (uint32_t)virt_to_phys(first) | WALKS,
		.ttbr1 = (uint32_t)virt_to_phys(first) | WALKS,
		.dacr = CLIENT,
		.sctlr = read_sysreg(SCTLR) & ~(AFE | TRE | WXN_ALL),
	};
}

/* The access of @run ends in @status, 0: in nothing, and does what it should. */
static void expect(enum access access, uint32_t status)
{
	static const char *const names[] = { [LOAD] = "LDR",
					     [STORE] = "STR",
					     [LOAD_USER] = "LDRT",
					     [STORE_USER] = "STRT",
					     [FETCH] = "fetch" };
	bool write = access == STORE || access == STORE_USER;
	bool fetch = access == FETCH;

	test_context("%s", names[access]);
	words[0] = fetch ? RETURN : MARK;
	run.access = access;
	run.value = ~MARK;
	short32_run(&run);
	if (!status) {
		EXPECT_EQ(run.vector, 0);
		if (!fetch)
			EXPECT_EQ(run.result, write ? ~MARK : MARK);
		if (write)
			EXPECT_EQ(words[0], ~MARK);
		return;
	}
	EXPECT_EQ(run.vector, fetch ? 1 : 2);
	EXPECT_EQ(run.status & (FSR_STATUS | FSR_LPAE), status);
	EXPECT_EQ(run.far, run.address);
	if (!fetch)
		EXPECT_EQ(run.status & FSR_WRITE, write ? FSR_WRITE : 0);
	EXPECT_EQ(words[0], fetch ? RETURN : MARK);
}

static uint32_t fault(uint32_t status, enum kind kind)
{
	/* a flag of access at the second level is 6, the others add 2 as well */
	return status == ACCESS_FLAG && PAGE_KIND(kind) ?
		       6 :
		       status + (PAGE_KIND(kind) ? 2 : 0);
}

/* Who may, by AP[2:0]; 4 is reserved. */
enum {
	KR = 1 << LOAD,
	KW = 1 << STORE,
	UR = 1 << LOAD_USER,
	UW = 1 << STORE_USER,
	KX = 1 << FETCH,
	KERNEL = KR | KW | KX,
	ALL = KERNEL | UR | UW
};

static const struct row {
	const char *name;
	enum kind kind;
} kinds[] = {
	{ "section", SECTION },
	{ "supersection", SUPER },
	{ "large", LARGE },
	{ "small", SMALL },
};

static void all(const struct row *r, unsigned int allowed, uint32_t status)
{
	for (enum access a = 0; a < NR_ACCESSES; a++)
		expect(a, allowed >> a & 1 ? 0 : fault(status, r->kind));
}

TEST_EACH(permissions, const struct row *r, kinds,
	  "AP[2:0] allows each access or faults")
{
	static const struct {
		unsigned int ap, allowed;
	} rows[] = {
		{ 0, 0 },
		{ 1, KERNEL },
		{ 2, KERNEL | UR },
		{ 3, ALL },
		{ 5, KR | KX },
		{ 6, KR | UR | KX },
		{ 7, KR | UR | KX },
	};

	setup();
	for (unsigned int i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bits b = { .ap = rows[i].ap };

		test_context("AP %u", rows[i].ap);
		map(r->kind, &b, AREA);
		all(r, rows[i].allowed, PERMISSION);
	}
}

TEST_EACH(access_flag, const struct row *r, kinds,
	  "with SCTLR.AFE AP[0] is the flag, and AP[2:1] allows")
{
	static const struct {
		unsigned int ap, allowed;
	} rows[] = {
		{ 1, KERNEL },
		{ 3, ALL },
		{ 5, KR | KX },
		{ 7, KR | UR | KX },
	};

	setup();
	run.sctlr |= AFE;
	for (unsigned int i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bits b = { .ap = rows[i].ap };

		test_context("AP %u", rows[i].ap);
		map(r->kind, &b, AREA);
		all(r, rows[i].allowed, PERMISSION);
		b.ap &= 6;
		map(r->kind, &b, AREA);
		all(r, 0, ACCESS_FLAG);
	}
}

TEST_EACH(execute_never, const struct row *r, kinds,
	  "XN and PXN are for fetches alone")
{
	struct bits b = { .ap = 3 };

	setup();
	map(r->kind, &b, AREA);
	all(r, ALL, 0);
	b.xn = true;
	map(r->kind, &b, AREA);
	all(r, ALL & ~KX, PERMISSION);
	b.xn = false;
	b.pxn = true;
	map(r->kind, &b, AREA);
	all(r, ALL & ~KX, PERMISSION);
}

TEST_EACH(no_access, const struct row *r, kinds,
	  "a domain without access faults, and is named")
{
	static const unsigned int domains[] = { 0, 1, 6, 9, 15 };

	setup();
	for (unsigned int i = 0; i < 5; i++) {
		struct bits b = { .ap = 3, .domain = domains[i] };

		if (r->kind == SUPER && b.domain)
			break;
		/* 0 is that of the code, too: there, of domain 1 */
		if (!b.domain)
			for (uint32_t at = RAM >> 20; at < UPPER >> 20; at++)
				first[at] |= 1u << 5;
		run.dacr = CLIENT & ~(3u << 2 * b.domain);
		if (b.domain == 1)
			for (uint32_t at = RAM >> 20; at < UPPER >> 20; at++)
				first[at] &= ~0x1e0u;
		map(r->kind, &b, AREA);
		all(r, 0, DOMAIN);
		expect(STORE, fault(DOMAIN, r->kind));
		EXPECT_EQ(run.status >> 4 & 0xf, b.domain);
	}
}

TEST_EACH(manager, const struct row *r, kinds,
	  "a domain's manager is asked for no permission, nor XN and PXN")
{
	static const unsigned int domains[] = { 0, 3, 8, 15 };

	setup();
	for (unsigned int i = 0; i < 4; i++) {
		struct bits b = { .domain = domains[i] };

		if (r->kind == SUPER && b.domain)
			break;
		run.dacr = CLIENT | 3u << 2 * b.domain;
		map(r->kind, &b, AREA);
		all(r, ALL, 0);
		b.xn = b.pxn = true;
		map(r->kind, &b, AREA);
		all(r, ALL, 0);
		/* the neighbour's is not ours */
		run.dacr = CLIENT | 3u << ((2 * b.domain + 2) & 31);
		b.xn = b.pxn = false;
		map(r->kind, &b, AREA);
		all(r, 0, PERMISSION);
	}
}

TEST(missing,
     "an entry of 0 is a translation fault of its level, in its domain")
{
	struct bits b = { .ap = 3, .domain = 5 };

	setup();
	map(SECTION, &b, AREA);
	first[AREA >> 20] = 0;
	for (enum access a = 0; a < NR_ACCESSES; a++)
		expect(a, TRANSLATION);
	map(SMALL, &b, AREA);
	memset(second, 0, 1024);
	for (enum access a = 0; a < NR_ACCESSES; a++) {
		expect(a, TRANSLATION + 2);
		if (a != FETCH)
			EXPECT_EQ(run.status >> 4 & 0xf, 5);
	}
}

/* Everything from 0x80000000 by TTBR1 with N = 1. */
static const struct split {
	const char *name;
	uint32_t ttbcr, base;
	uint32_t status;
} splits[] = {
	{ "n0", 0, UPPER, 0 },
	{ "n0-below", 0, AREA, 0 },
	{ "n1-below", 1, AREA, 0 },
	{ "n1-above", 1, UPPER, 0 },
	{ "n1-pd1", 1 | 0x20, UPPER, TRANSLATION },
	{ "n1-pd1-below", 1 | 0x20, AREA, 0 },
	{ "n2-above", 2, UPPER, 0 },
	{ "n3-below", 3, AREA, 0 },
	{ "n3-pd0", 3 | 0x10, AREA, TRANSLATION },
	{ "n3-pd0-above", 3 | 0x10, UPPER, 0 },
	{ "n4-above", 4, AREA, 0 },
	{ "n5-pd0", 5 | 0x10, AREA, 0 },
};

TEST_EACH(split, const struct split *s, splits,
	  "TTBCR.N says which table, and PD0 and PD1 take it away")
{
	struct bits b = { .ap = 3 };
	unsigned int n = s->ttbcr & 7;
	uint32_t *other;

	if (s->ttbcr & PD_BITS && !field(read_sysreg(ID_PFR1), 4, 4))
		SKIP("PD0 and PD1 are of the Security Extensions");
	setup();
	map(SECTION, &b, s->base);
	/* TTBR0 has a table of its own with the first 4 GiB >> N alone. */
	other = page_alloc(2, PAGE_ZERO);
	memcpy(other, first, 0x4000u >> n);
	if (n)
		memset(first, 0, 0x4000u >> n);
	run.ttbcr = s->ttbcr;
	run.ttbr0 = (uint32_t)virt_to_phys(other) | WALKS;
	for (enum access a = 0; a < NR_ACCESSES; a++)
		expect(a, s->status);
	page_free(other);
}
