/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Data breakpoints: which bytes, by which accesses. 17.2.4, 17.2.5, 17.3.1.2. */
#include "watch.h"

#include <arch.h>
#include <arch/page.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>
#include <x86/mmu.h>

DEBUG_SUITE;

/* A table */
/* clang-format off */
SEQ(load_1, "mov (" R "di), %al" HIT(BS));
SEQ(load_2, "mov (" R "di), %ax" HIT(BS));
SEQ(load_4, "mov (" R "di), %eax" HIT(BS));
SEQ(store_1, "mov %al, (" R "di)" HIT(BS));
SEQ(store_2, "mov %ax, (" R "di)" HIT(BS));
SEQ(store_4, "mov %eax, (" R "di)" HIT(BS));
ONLY_64(SEQ(load_8, "mov (%rdi), %rax" HIT(BS));)
ONLY_64(SEQ(store_8, "mov %rax, (%rdi)" HIT(BS));)

static const struct access {
	void (*fn)(const void *);
	const struct expected *hits;
	int bytes;
	bool write;
} accesses[] = { { load_1, load_1_hits, 1, false },
		 { store_1, store_1_hits, 1, true },
		 { load_2, load_2_hits, 2, false },
		 { store_2, store_2_hits, 2, true },
		 { load_4, load_4_hits, 4, false },
		 { store_4, store_4_hits, 4, true },
		 ONLY_64({ load_8, load_8_hits, 8, false }, )
			 ONLY_64({ store_8, store_8_hits, 8, true }, ) };
/* clang-format on */

enum {
	NR_ACCESSES = sizeof(accesses) / sizeof(accesses[0])
};

uint8_t watched[64] __attribute__((aligned(64)));

/* An access at @offset from a breakpoint of @w->bytes. */
static void check_access(const struct watch *w, const struct access *a,
			 const uint8_t *base, int offset)
{
	bool overlap = offset < w->bytes && offset + a->bytes > 0;

	recorded.nr = 0;
	run_debug(w->user, a->fn, base + offset, DR6_INIT, watch_dr7(w));
	test_context("%s of %d bytes at %d", a->write ? "store" : "load",
		     a->bytes, offset);
	EXPECT_EQ(recorded.nr, overlap && (a->write || w->rw == 3));
	if (recorded.nr)
		expect_hit(0, a->hits[0].pc, DR6_INIT | 1u << w->n);
	EXPECT_EQ(recorded.dr6, DR6_INIT);
	EXPECT_EQ(recorded.dr7, watch_dr7(w));
}

enum which {
	ALIGNED,
	MISALIGNED
};

static void check_watch(const struct watch *w, enum which which, int low_bits)
{
	uint8_t *base = watched + 16;

	write_dr(w->n, (uintptr_t)base + (unsigned int)low_bits);
	for (unsigned int i = 0; i < NR_ACCESSES; i++)
		for (int o = -accesses[i].bytes - 1; o <= w->bytes + 1; o++)
			if (((16 + o) % accesses[i].bytes != 0) == which)
				check_access(w, &accesses[i], base, o);
}

/* A table */
/* clang-format off */
#define WATCHES(n)                                                        \
	WATCH("w1", n, 1, 1), WATCH("w2", n, 1, 2), WATCH("w4", n, 1, 4), \
		WATCH("rw1", n, 3, 1), WATCH("rw2", n, 3, 2),             \
		WATCH("rw4", n, 3, 4)
#define WATCHES8(n) WATCH("w8", n, 1, 8), WATCH("rw8", n, 3, 8)
#define WATCH(kind, n, rw, bytes)                               \
	{                                                       \
		"dr" #n "-" kind, n, rw, bytes, false, DR7_L(n) \
	}
static const struct watch watches[] = {
	WATCHES(0), WATCHES(1), WATCHES(2), WATCHES(3),
}, watches_8[] = {
	WATCHES8(0), WATCHES8(1), WATCHES8(2), WATCHES8(3),
}, unaligned[] = {
	WATCH("w2", 0, 1, 2), WATCH("w4", 1, 1, 4), WATCH("rw2", 2, 3, 2), WATCH("rw4", 3, 3, 4),
}, user[] = {
	{ "dr0-w1", 0, 1, 1, true, DR7_G(0) }, { "dr1-w4", 1, 1, 4, true, DR7_G(1) },
	{ "dr2-rw2", 2, 3, 2, true, DR7_G(2) }, { "dr3-rw4", 3, 3, 4, true, DR7_G(3) },
}, enabled[] = {
	{ "dr0-g", 0, 1, 4, false, DR7_G(0) }, { "dr1-g", 1, 3, 4, false, DR7_G(1) },
	{ "dr2-g", 2, 1, 4, false, DR7_G(2) }, { "dr3-g", 3, 3, 4, false, DR7_G(3) },
	{ "dr0-lg", 0, 3, 1, false, DR7_G(0) | DR7_L(0) },
	{ "dr1-lg", 1, 1, 2, false, DR7_G(1) | DR7_L(1) },
	{ "dr2-lg", 2, 3, 2, false, DR7_G(2) | DR7_L(2) },
	{ "dr3-lg", 3, 1, 4, false, DR7_G(3) | DR7_L(3) },
};
/* clang-format on */

TEST_EACH(watch, const struct watch *w, watches,
	  "hits once behind an access that has one of its bytes")
{
	check_watch(w, ALIGNED, 0);
}

TEST_EACH(watch_misaligned, const struct watch *w, watches,
	  "the same where the access is not aligned")
{
	check_watch(w, MISALIGNED, 0);
}

/* LEN = 10B: 8 bytes on processors with 64-bit mode, in all modes */
TEST_EACH(watch_8, const struct watch *w, watches_8,
	  "hits once behind an access that has one of its 8 bytes",
	  .needs = NEEDS(&x86_lm))
{
	check_watch(w, ALIGNED, 0);
}

TEST_EACH(watch_8_misaligned, const struct watch *w, watches_8,
	  "the same where the access is not aligned", .needs = NEEDS(&x86_lm))
{
	check_watch(w, MISALIGNED, 0);
}

TEST_EACH(watch_user, const struct watch *w, user, "the same at CPL 3")
{
	check_watch(w, ALIGNED, 0);
}

TEST_EACH(watch_enabled, const struct watch *w, enabled,
	  "G does what L does, and both what each does")
{
	check_watch(w, ALIGNED, 0);
}

TEST_EACH(watch_unaligned, const struct watch *w, unaligned,
	  "LEN masks the low bits of the address")
{
	for (int low_bits = 1; low_bits < w->bytes; low_bits++)
		check_watch(w, ALIGNED, low_bits);
}

TEST_EACH(watch_disabled, const struct mode *m, modes,
	  "a slot whose L and G are clear never hits")
{
	for (unsigned int n = 0; n < 4; n++) {
		unsigned long dr7 = DR7_INIT | DR7_LE | DR7_GE |
				    (0xff & ~(DR7_L(n) | DR7_G(n))) |
				    DR7_RW(n, 3ul) | DR7_LEN(n, 3ul);

		test_context("DR%u", n);
		for (unsigned int i = 0; i < 4; i++)
			write_dr(i, i == n ? (uintptr_t)watched : 0x10);
		run_debug(m->user, store_4, watched, DR6_INIT,
			  dr7 & 0xffffffff);
		run_debug(m->user, load_4, watched, DR6_INIT, dr7 & 0xffffffff);
		EXPECT_EQ(recorded.nr, 0);
		EXPECT_EQ(recorded.dr6, DR6_INIT);
	}
}

/* ------------------------------------------------- several, and when ---- */

TEST_EACH(watch_two, const struct mode *m, modes,
	  "all that one access meets hit together, once")
{
	unsigned long dr7 = DR7_INIT | DR7_L(0) | DR7_G(1) | DR7_L(2) |
			    DR7_G(3) | DR7_RW(0, 1) | DR7_RW(1, 3) |
			    DR7_RW(2, 3) | DR7_RW(3, 1) | DR7_LEN(2, 1);

	write_dr0((uintptr_t)watched);
	write_dr1((uintptr_t)watched + 1);
	write_dr2((uintptr_t)watched + 2);
	write_dr3((uintptr_t)watched + 4); /* not this one */
	run_debug(m->user, store_4, watched, DR6_INIT, dr7);
	ASSERT_EQ(recorded.nr, 1);
	expect_hit(0, store_4_hits[0].pc, DR6_INIT | 7);
	recorded.nr = 0;
	run_debug(m->user, load_4, watched + 1, DR6_INIT, dr7);
	ASSERT_EQ(recorded.nr, 1);
	expect_hit(0, load_4_hits[0].pc, DR6_INIT | 6);
}

TEST_EACH(watch_sticky, const struct mode *m, modes,
	  "B0 to B3 are of the last hit, BS and BD stay")
{
	recorded.keep_dr6 = true;
	write_dr0((uintptr_t)watched);
	write_dr3((uintptr_t)watched + 8);
	run_debug(m->user, store_1, watched, BS_BD | 6,
		  DR7_INIT | DR7_L(0) | DR7_L(3) | DR7_RW(0, 1) | DR7_RW(3, 1));
	run_debug(m->user, store_1, watched + 8, recorded.dr6, recorded.dr7);
	ASSERT_EQ(recorded.nr, 2);
	expect_hit(0, store_1_hits[0].pc, BS_BD | 1);
	expect_hit(1, store_1_hits[0].pc, BS_BD | 8);
	EXPECT_EQ(recorded.dr6, BS_BD | 8);
}

static uint32_t value_at_hit;

static bool look(struct trap_frame *frame, void *arg)
{
	(void)frame;
	memcpy(&value_at_hit, arg, sizeof(value_at_hit));
	recorded.nr++;
	return true;
}

TEST(watch_after, "the store is done when the handler runs")
{
	memset(watched, 0x5a, sizeof(watched));
	trap_handle(X86_DB, look, watched + 4);
	write_dr2((uintptr_t)watched);
	write_dr7(DR7_INIT | DR7_L(2) | DR7_RW(2, 1) | DR7_LEN(2, 3));
	asm volatile("movl $0x1234567, %0" : "=m"(watched[3]));
	write_dr7(DR7_INIT);
	EXPECT_EQ(recorded.nr, 1);
	EXPECT_EQ(value_at_hit, 0x5a012345);
}

/* One that spans two pages, of frames that are not neighbours. */
TEST(watch_pages, "each part of an access that spans two pages counts")
{
	uint8_t *page = vmap_alloc(2 * PAGE_SIZE, PAGE_SIZE);
	uint8_t *frames = page_alloc(1, PAGE_ZERO), *edge = page + PAGE_SIZE;
	const struct watch w = { "", 1, 1, 1, false, DR7_L(1) };

	arch_map(page, virt_to_phys(frames + PAGE_SIZE), PAGE_SIZE, MAP_KERNEL);
	arch_map(edge, virt_to_phys(frames), PAGE_SIZE, MAP_KERNEL);
	for (int at = -3; at <= 2; at++) {
		write_dr1((uintptr_t)edge + (uintptr_t)at);
		check_access(&w, &accesses[5], edge + at, -2 - at);
		check_access(&w, &accesses[4], edge + at, -2 - at);
	}
	arch_unmap(page, 2 * PAGE_SIZE);
	page_free(frames);
}

static bool map_it(struct trap_frame *frame, void *arg)
{
	uint64_t *entry = arg;

	(void)frame;
	EXPECT_EQ(recorded.nr, 0); /* nothing has been accessed yet */
	EXPECT_EQ(read_dr6(), DR6_INIT);
	*entry |= PTE_P;
	return true;
}

TEST(watch_fault, "an access that faults hits when it is done again, once")
{
	uint8_t *page = vmap_alloc(2 * PAGE_SIZE, PAGE_SIZE);
	uint8_t *frames = page_alloc(1, PAGE_ZERO), *edge = page + PAGE_SIZE;
	const struct watch w = { "", 3, 3, 1, false, DR7_L(3) };
	uint64_t *entry;

	arch_map(page, virt_to_phys(frames), 2 * PAGE_SIZE, MAP_KERNEL);
	entry = mmu_make(edge, 1);
	*entry &= ~(uint64_t)PTE_P;
	invlpg(edge);
	trap_handle(X86_PF, map_it, entry);
	write_dr3((uintptr_t)edge - 1);
	check_access(&w, &accesses[5], edge - 1, 0);
	EXPECT_EQ(*entry & PTE_P, PTE_P);
	arch_unmap(page, 2 * PAGE_SIZE);
	page_free(frames);
}
