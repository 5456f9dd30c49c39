/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DRn and DR7 rewritten while they are in use: what was set before must be gone,
 * what is set now must be there, and other slots, and CPUs, are not concerned.
 */
#include "suite.h"

#include <arch.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <smp.h>
#include <x86/pio.h>

DEBUG_SUITE;

enum {
	PORT = 0xabc0, /* nothing is there */
	ACCESSES = 4,
};

/* Each kind of breakpoint, and which of run_access() it hits, as a bit. */
static const struct kind {
	const char *name;
	unsigned long dr7; /* of slot 1 */
	unsigned int hits;
} kinds[] = {
	{ "off", 0, 0 },
	{ "execute", DR7_L(1), 1 },
	{ "write", DR7_G(1) | DR7_RW(1, 1), 2 },
	{ "io", DR7_L(1) | DR7_RW(1, 2), 8 },
	{ "read-write", DR7_G(1) | DR7_RW(1, 3), 2 | 4 },
	{ "off-write", DR7_RW(1, 1), 0 },
	{ "execute-both", DR7_L(1) | DR7_G(1), 1 },
	{ "write-local", DR7_L(1) | DR7_RW(1, 1), 2 },
};

enum {
	NR_KINDS = sizeof(kinds) / sizeof(kinds[0]),
	KIND_IO = 3,
};

static volatile uint8_t *page; /* RET: executed, written and read */

/* 0: execute, 1: write, 2: read, 3: port */
static void run_access(unsigned int access)
{
	switch (access) {
	case 0:
		((void (*)(void))(uintptr_t)page)();
		break;
	case 1:
		*page = 0xc3;
		break;
	case 2:
		(void)*page;
		break;
	default:
		(void)inb(PORT);
	}
	asm volatile("" ::: "memory"); /* the handler has written the record */
}

static void expect_accesses(unsigned int hits, unsigned long slot)
{
	for (unsigned int i = 0; i < ACCESSES; i++) {
		recorded.nr = 0;
		run_access(i);
		EXPECT_EQ(recorded.nr, hits >> i & 1);
		if (recorded.nr) /* what is off may be reported as well */
			EXPECT_EQ(recorded.hits[0].dr6 >> slot & 1, 1);
	}
}

static void set_page(void)
{
	uint8_t *virt = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	void *frame = page_alloc(0, PAGE_ZERO);

	test_defer(vmap_free, virt);
	test_defer(page_free, frame);
	arch_map(virt, virt_to_phys(frame), PAGE_SIZE, MAP_KERNEL);
	page = virt;
	*page = 0xc3;
	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() | CR4_DE);
}

static uintptr_t address_of(const struct kind *k)
{
	return k == &kinds[KIND_IO] ? PORT : (uintptr_t)page;
}

/* What a kind has for slot 1, in another one. */
static unsigned long in_slot(const struct kind *k, unsigned int slot)
{
	return (k->dr7 >> 2 & 3) << (2 * slot) | (k->dr7 >> 20 & 15)
							 << (16 + 4 * slot);
}

static void check_change(const struct kind *from, const struct kind *to,
			 bool address_first, unsigned int slot)
{
	write_dr(slot, address_of(from));
	write_dr7(DR7_INIT | in_slot(from, slot));
	if (address_first)
		write_dr(slot, address_of(to));
	write_dr7(DR7_INIT | in_slot(to, slot));
	if (!address_first)
		write_dr(slot, address_of(to));
	test_context("slot %u to %s%s", slot, to->name,
		     address_first ? ", the address first" : "");
	expect_accesses(to->hits, slot);
	EXPECT_EQ(read_dr7(), DR7_INIT | in_slot(to, slot));
	write_dr7(DR7_INIT);
}

TEST_EACH(change, const struct kind *from, kinds,
	  "one kind of breakpoint becomes another, in either order",
	  .needs = NEEDS(&x86_de))
{
	set_page();
	for (unsigned int i = 0; i < NR_KINDS; i++) {
		for (unsigned int slot = 0; slot < 4; slot++) {
			check_change(from, &kinds[i], true, slot);
			check_change(from, &kinds[i], false, slot);
		}
	}
	write_dr7(DR7_INIT);
	expect_accesses(0, 1);
}

/* LEN alone, of one that stays enabled: 1 byte, 4, 2, 1. */
TEST(length, "another length counts from when it is written")
{
	static const struct {
		unsigned long len;
		unsigned int bytes;
	} lengths[] = { { 0, 1 }, { 3, 4 }, { 1, 2 }, { 0, 1 } };

	set_page();
	for (unsigned int slot = 0; slot < 4; slot++) {
		write_dr(slot, (uintptr_t)page);
		for (unsigned int i = 0; i < 4; i++) {
			write_dr7(DR7_INIT | DR7_L(slot) |
				  (DR7_RW(slot, 1ul) |
				   DR7_LEN(slot, lengths[i].len)));
			for (unsigned int at = 0; at < 8; at++) {
				recorded.nr = 0;
				page[at] = 0xc3;
				asm volatile("" ::: "memory");
				test_context("slot %u, %u bytes, byte %u", slot,
					     lengths[i].bytes, at);
				EXPECT_EQ(recorded.nr, at < lengths[i].bytes);
			}
		}
		write_dr7(DR7_INIT);
	}
}

/* Slot 1 stays; slot 2, of another kind elsewhere, comes and goes. */
TEST_EACH(beside, const struct kind *k, kinds,
	  "it stays while another slot is changed", .needs = NEEDS(&x86_de))
{
	set_page();
	write_dr1(address_of(k));
	write_dr2((uintptr_t)page + 64);
	for (unsigned long rw = 0; rw < 4; rw++) {
		test_context("beside R/W %u", (unsigned int)rw);
		write_dr7(DR7_INIT | k->dr7 | DR7_RW(2, rw) | DR7_L(2));
		expect_accesses(k->hits, 1);
		write_dr7(DR7_INIT | k->dr7 | DR7_RW(2, rw) | DR7_G(2));
		expect_accesses(k->hits, 1);
		write_dr7(DR7_INIT | k->dr7 | DR7_RW(2, rw));
		expect_accesses(k->hits, 1);
		write_dr2((uintptr_t)page + 128);
		expect_accesses(k->hits, 1);
	}
}

/* Both at one address: when one goes the other stays. */
TEST(same_address, "of two at one address one goes, the other stays")
{
	set_page();
	write_dr0((uintptr_t)page);
	write_dr3((uintptr_t)page);
	for (unsigned int rw = 0; rw < 4; rw += rw == 1 ? 2 : 1) {
		unsigned long kind = (DR7_RW(0, (unsigned long)rw) |
				      DR7_RW(3, (unsigned long)rw)) &
				     0xffffffff;
		unsigned int hits = rw == 0 ? 1 : rw == 1 ? 2 : 2 | 4;

		test_context("R/W %u", rw);
		write_dr7(DR7_INIT | kind | DR7_L(0) | DR7_G(3));
		write_dr7(DR7_INIT | kind | DR7_G(3));
		expect_accesses(hits, 3);
		write_dr7(DR7_INIT | kind | DR7_L(0) | DR7_G(3));
		write_dr7(DR7_INIT | kind | DR7_L(0));
		expect_accesses(hits, 0);
		write_dr7(DR7_INIT);
		expect_accesses(0, 0);
	}
}

/* ---------------------------------------------------------------- CPUs ---- */

static void on_other(void *arg)
{
	unsigned long *dr7 = arg;

	EXPECT_EQ(read_dr7(), *dr7);
	EXPECT_EQ(read_dr6(), DR6_INIT);
	write_dr0((uintptr_t)page + 64);
	write_dr7(DR7_INIT | DR7_L(0) | DR7_RW(0, 3));
	run_access(1);
	run_access(2);
	page[64] = 1; /* once */
	write_dr7(DR7_INIT);
	write_dr0(0);
}

TEST(cpus, "each CPU has debug registers of its own",
     .needs = NEEDS(&smp_2_cpus))
{
	unsigned long theirs = DR7_INIT;

	set_page();
	write_dr0((uintptr_t)page);
	write_dr7(DR7_INIT | DR7_L(0) | DR7_RW(0, 3));
	on_cpu(1, on_other, &theirs);
	EXPECT_EQ(recorded.nr, 1); /* its own, of page[64] */
	EXPECT_EQ(read_dr7(), DR7_INIT | DR7_L(0) | DR7_RW(0, 3));
	EXPECT_EQ(read_dr0(), (uintptr_t)page);
	recorded.nr = 0;
	page[64] = 2;
	asm volatile("" ::: "memory");
	EXPECT_EQ(recorded.nr, 0);
	run_access(1);
	EXPECT_EQ(recorded.nr, 1);
	EXPECT_EQ(recorded.hits[0].dr6, B0);
}
