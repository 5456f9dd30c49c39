/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * malloc() for tests: every block is surrounded by bytes that are checked, and
 * what is free holds a pattern that is checked when it is given out again.
 *
 *	slot                 struct block    user's bytes       rest of slot
 *	| unused, if aligned | header, guard | bytes as asked | TAIL ... |
 *
 * Slots are powers of two: small ones share pages, large ones are blocks of
 * page_alloc().
 */
#include <mm/heap.h>

#include <arch.h>
#include <arch/irq.h>
#include <console.h>
#include <mm/page.h>
#include <smp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <test/harness.h>

enum {
	ALIGN = 16,	/* of any C object */
	GUARD = 16,	/* bytes before the user's */
	TAIL_MIN = 8,	/* bytes after them, at least */
	TAIL_MAX = 128, /* that are checked */
	SHIFT_MIN = 6,
	NR_CALLERS = 4,
	SHOWN = 10, /* blocks that a case left */

	/* No plausible pointers, sizes or text; odd, so that they misalign. */
	BYTE_NEW = 0xa5,
	BYTE_GUARD = 0xb7,
	BYTE_TAIL = 0xc9,
	BYTE_FREE = 0xdb,
};

#define MARK_LIVE 0x4c495645u /* xor the address: a copy is no block */
#define MARK_FREE (BYTE_FREE * 0x01010101u)

struct block {
	struct block *next, *prev;
	void *slot;
	size_t bytes;
	unsigned long callers[NR_CALLERS];
	bool lasting;	/* from outside of any case */
	uint32_t shift; /* of the slot's size */
	uint32_t mark;
	unsigned char guard[GUARD] __attribute__((aligned(ALIGN)));
};

_Static_assert(sizeof(struct block) % ALIGN == 0, "user's bytes are aligned");

/* A free slot; the rest of it is BYTE_FREE. */
struct slot {
	struct slot *next;
};

static struct slot *free_slots[PAGE_SHIFT]; /* by shift, below a page */
static struct block blocks = { .next = &blocks, .prev = &blocks };
static struct heap_stats stats;
static struct spinlock lock;

/* ------------------------------------------------------------ patterns ---- */

static bool is_filled(const unsigned char *bytes, unsigned char value,
		      size_t len)
{
	while (len--)
		if (*bytes++ != value)
			return false;
	return true;
}

static unsigned char *user_of(struct block *b)
{
	return (unsigned char *)(b + 1);
}

static size_t tail_of(struct block *b)
{
	unsigned char *end = (unsigned char *)b->slot + ((size_t)1 << b->shift);
	size_t tail = end - (user_of(b) + b->bytes);

	return tail < TAIL_MAX ? tail : TAIL_MAX;
}

static uint32_t live_mark(const struct block *b)
{
	return (uint32_t)(uintptr_t)b ^ MARK_LIVE;
}

/* What is wrong with a block that should be in use; NULL: nothing. */
static const char *damage(struct block *b)
{
	if (b->mark == MARK_FREE)
		return "it is free already";
	if (b->mark != live_mark(b))
		return "it is not one, or its header was overwritten";
	if (!is_filled(b->guard, BYTE_GUARD, GUARD))
		return "it was written to before its start";
	if (!is_filled(user_of(b) + b->bytes, BYTE_TAIL, tail_of(b)))
		return "it was written to past its end";
	if (b->next->prev != b || b->prev->next != b)
		return "its header was overwritten";
	return NULL;
}

static void check(struct block *b)
{
	const char *wrong = damage(b);

	if (wrong)
		panic("heap block %p: %s", (void *)user_of(b), wrong);
}

/* --------------------------------------------------------------- slots ---- */

/* The rest of a page goes on the list; slots of a page are never given back. */
static void *cut_page(unsigned int shift)
{
	size_t size = (size_t)1 << shift, at;
	char *page = page_try_alloc(0, PAGE_ANY);

	if (!page)
		return NULL;
	memset(page, BYTE_FREE, PAGE_SIZE);
	for (at = PAGE_SIZE - size; at > 0; at -= size) {
		struct slot *slot = (struct slot *)(page + at);

		slot->next = free_slots[shift];
		free_slots[shift] = slot;
	}
	return page;
}

static void *take_slot(unsigned int shift)
{
	struct slot *slot;

	if (shift >= PAGE_SHIFT)
		return page_try_alloc(shift - PAGE_SHIFT, PAGE_ANY);
	slot = free_slots[shift];
	if (!slot)
		return cut_page(shift);
	if (!is_filled((unsigned char *)(slot + 1), BYTE_FREE,
		       ((size_t)1 << shift) - sizeof(*slot)))
		panic("heap slot %p of %u bytes was written to after it was "
		      "freed",
		      (void *)slot, 1u << shift);
	free_slots[shift] = slot->next;
	return slot;
}

static void give_slot(struct slot *slot, unsigned int shift)
{
	if (shift >= PAGE_SHIFT) {
		page_free(slot);
		return;
	}
	slot->next = free_slots[shift];
	free_slots[shift] = slot;
}

/* -------------------------------------------------------------- blocks ---- */

/* 0: larger than any. */
static unsigned int shift_for(size_t bytes, size_t align)
{
	size_t extra =
		sizeof(struct block) + TAIL_MIN + (align > ALIGN ? align : 0);
	unsigned int shift = SHIFT_MIN;

	if (bytes > ((size_t)1 << 30) || extra > ((size_t)1 << 30))
		return 0;
	while (((size_t)1 << shift) < bytes + extra)
		shift++;
	return shift <= PAGE_SHIFT + PAGE_ORDER_MAX ? shift : 0;
}

static struct block *block_in(void *slot, size_t align)
{
	uintptr_t user = (uintptr_t)slot + sizeof(struct block);

	return (struct block *)((user + align - 1) & ~(align - 1)) - 1;
}

static void fill(struct block *b)
{
	memset(b->guard, BYTE_GUARD, GUARD);
	memset(user_of(b), BYTE_NEW, b->bytes);
	memset(user_of(b) + b->bytes, BYTE_TAIL, tail_of(b));
}

static void link_block(struct block *b)
{
	b->next = &blocks;
	b->prev = blocks.prev;
	b->prev->next = b;
	b->next->prev = b;
	stats.nr_blocks++;
	stats.bytes += b->bytes;
}

static void unlink_block(struct block *b)
{
	b->next->prev = b->prev;
	b->prev->next = b->next;
	stats.nr_blocks--;
	stats.bytes -= b->bytes;
}

static struct block *make_block(size_t bytes, size_t align, unsigned int shift)
{
	void *slot = take_slot(shift);
	struct block *b;

	if (!slot)
		return NULL;
	b = block_in(slot, align);
	memset(b, 0, sizeof(*b));
	b->slot = slot;
	b->bytes = bytes;
	b->lasting = !case_name();
	b->shift = shift;
	b->mark = live_mark(b);
	fill(b);
	link_block(b);
	return b;
}

void *heap_alloc(size_t bytes, size_t align)
{
	unsigned int shift = shift_for(bytes, align);
	struct block *b = NULL;
	unsigned long irq;

	if (align & (align - 1))
		panic("heap_alloc(): alignment 0x%zx", align);
	irq = irq_save();
	spin_lock(&lock);
	if (shift)
		b = make_block(bytes, align > ALIGN ? align : ALIGN, shift);
	spin_unlock(&lock);
	irq_restore(irq);
	if (!b)
		ERROR("out of memory: no %zu bytes for the heap", bytes);
	stack_walk(0, 0, b->callers, NR_CALLERS);
	return user_of(b);
}

static struct block *block_of(const void *user)
{
	if ((uintptr_t)user % ALIGN)
		panic("heap block %p: it is not the start of one", user);
	return (struct block *)(uintptr_t)user - 1;
}

size_t heap_bytes(const void *user)
{
	struct block *b = block_of(user);

	check(b);
	return b->bytes;
}

static void free_block(struct block *b)
{
	unsigned int shift;
	void *slot;

	check(b);
	shift = b->shift;
	slot = b->slot;
	unlink_block(b);
	/* Of a large one only as much as shows that it is free. */
	if (shift < PAGE_SHIFT)
		memset(slot, BYTE_FREE, (size_t)1 << shift);
	else
		memset(b, BYTE_FREE, sizeof(*b));
	give_slot(slot, shift);
}

void heap_free(void *user)
{
	unsigned long irq;

	if (!user)
		return;
	irq = irq_save();
	spin_lock(&lock);
	free_block(block_of(user));
	spin_unlock(&lock);
	irq_restore(irq);
}

/* ------------------------------------------------------------- figures ---- */

struct heap_stats heap_stats(void)
{
	return stats;
}

static void check_all(void)
{
	struct block *b;

	for (b = blocks.next; b != &blocks; b = b->next)
		check(b);
}

void heap_check(void)
{
	unsigned long irq = irq_save();

	spin_lock(&lock);
	check_all();
	spin_unlock(&lock);
	irq_restore(irq);
}

static void print_callers(const struct block *b)
{
	char text[NR_CALLERS * 20] = "";
	size_t used = 0;
	unsigned int i;

	for (i = 0; i < NR_CALLERS && b->callers[i]; i++)
		used += snprintf(text + used, sizeof(text) - used, " 0x%lx",
				 b->callers[i]);
	if (used)
		record(PROTO_STACK "%s", text + 1);
}

static void print_block(struct block *b)
{
	note("heap block %p of %zu bytes, allocated at", (void *)user_of(b),
	     b->bytes);
	print_callers(b);
}

void heap_print(void)
{
	struct block *b;

	for (b = blocks.next; b != &blocks; b = b->next)
		print_block(b);
}

/* The other CPUs are at rest: no lock, and records may be printed. */
struct heap_stats heap_case_end(void)
{
	struct heap_stats left = { 0 };
	struct block *b, *next;

	check_all();
	for (b = blocks.next; b != &blocks; b = next) {
		next = b->next;
		if (b->lasting)
			continue;
		if (left.nr_blocks++ < SHOWN)
			print_block(b);
		left.bytes += b->bytes;
		free_block(b);
	}
	return left;
}
