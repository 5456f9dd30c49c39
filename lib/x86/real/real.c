/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <x86/real/real.h>

#include <mm/page.h>
#include <string.h>
#include <test/test.h>
#include <x86/desc.h>
#include <x86/msr.h>
#include <x86/real/stub.h>

_Static_assert(sizeof(struct exec_state) == STATE_BYTES, "STATE_BYTES");
_Static_assert(offsetof(struct exec_state, mem) == STATE_MEM, "STATE_MEM");
_Static_assert(sizeof(struct real_segments) == STUB_OUT - STUB_IN - 2,
	       "STUB_IN");
_Static_assert((int)REAL_FREE == STUB_FREE, "REAL_FREE");
_Static_assert(STATE_BYTES *EXEC_BATCH <= 0x2000, "STUB_STATES");

enum {
	SEGMENT_BYTES = 0x10000,
	NR_SEGMENTS = REAL_SEGMENTS + 1, /* and one for vectors */
	VECTORS = 0xf000,		 /* where in that one the table is */
	CALL_BYTES = 3,
	LOW_PAGES = 16,
	STUB_BYTES = 4 * 0x1000,
};

void real_call(uint32_t stub); /* real_64.S, real_32.S */
extern const uint8_t real_back[];
extern const uint8_t real_stub[], real_stub_end[], real_stub_segment[],
	real_stub_done[], real_stub_trap[];

static uint8_t *page;	/* of the stub */
static uint8_t *memory; /* the segments */
static unsigned int code_len;

/* -------------------------------------------------------------- memory ---- */

static void put16(uint8_t *to, unsigned int value)
{
	to[0] = (uint8_t)value;
	to[1] = (uint8_t)(value >> 8);
}

static void put32(uint8_t *to, uint32_t value)
{
	put16(to, value & 0xffff);
	put16(to + 2, value >> 16);
}

static uint16_t segment_of(const uint8_t *at)
{
	return (uint16_t)((uintptr_t)at >> 4);
}

static uint8_t *find(uintptr_t from, uintptr_t to, uintptr_t step, size_t bytes)
{
	for (uintptr_t at = from; at < to; at += step)
		if (page_reserve(at, bytes) == 0)
			return (uint8_t *)at;
	ERROR("no %zu bytes of low memory are free", bytes);
}

static void unreserve(uintptr_t start)
{
	page_unreserve(start, start < SEGMENT_BYTES ?
				      STUB_BYTES :
				      NR_SEGMENTS * SEGMENT_BYTES);
}

static void not_executable(uintptr_t start)
{
	arch_map((void *)start, start, PAGE_SIZE, MAP_READ | MAP_WRITE);
}

/* The switch goes on in the page, with paging on for an instruction or two. */
static void take_memory(void)
{
	page = find(PAGE_SIZE, LOW_PAGES * PAGE_SIZE, PAGE_SIZE, STUB_BYTES);
	test_defer(unreserve, page);
	memory = find(SEGMENT_BYTES, 0x60000, SEGMENT_BYTES,
		      NR_SEGMENTS * SEGMENT_BYTES);
	test_defer(unreserve, memory);
	test_defer(not_executable, page);
}

static uint8_t *third(void)
{
	return memory + REAL_SEGMENTS * SEGMENT_BYTES;
}

uint8_t *real_memory(void)
{
	return memory;
}

uint16_t real_segment(void)
{
	return segment_of(memory);
}

uint16_t real_code_segment(void)
{
	return segment_of(page);
}

uint8_t *real_code_memory(uint16_t offset)
{
	return page + offset;
}

/* --------------------------------------------------------------- stub ---- */

void real_set_vector(unsigned int vector, uint16_t offset)
{
	put16(third() + VECTORS + vector * 4, offset);
	put16(third() + VECTORS + vector * 4 + 2, segment_of(page));
}

uint32_t real_idt(void)
{
	return (uint32_t)(uintptr_t)third() + VECTORS;
}

/* A CALL pushes where it is, which says the vector. */
static void make_vectors(void)
{
	unsigned int trap = (unsigned int)(real_stub_trap - real_stub);

	for (unsigned int v = 0; v < 32; v++) {
		unsigned int at = STUB_VECTORS + v * CALL_BYTES;

		page[at] = 0xe8;
		put16(page + at + 1, trap - (at + CALL_BYTES));
	}
	for (unsigned int v = 0; v < 256; v++)
		real_set_vector(
			v, (uint16_t)(STUB_VECTORS + (v & 31) * CALL_BYTES));
}

void real_set_segments(struct real_segments s)
{
	memcpy(page + STUB_IN, &s, sizeof(s));
}

struct real_segments real_segments_after(void)
{
	struct real_segments s;

	memcpy(&s, page + STUB_OUT, sizeof(s));
	return s;
}

void real_set_big(unsigned int registers)
{
	page[STUB_BIG] = (uint8_t)registers;
}

void real_prepare(void)
{
	struct desc_ptr gdt = gdt_init_ptr();
	uint16_t segment;

	take_memory();
	segment = real_segment();
	memset(page, 0, STUB_BYTES);
	memset(memory, 0, NR_SEGMENTS * SEGMENT_BYTES);
	memcpy(page, real_stub, (size_t)(real_stub_end - real_stub));
	put16(page + (real_stub_segment - real_stub), segment_of(page));
	put32(page + STUB_BACK, (uint32_t)(uintptr_t)real_back);
	put16(page + STUB_BACK + 4,
	      sizeof(long) == 8 ? KERNEL_CS32 : KERNEL_CS);
	put16(page + STUB_IDT, 0x3ff);
	put32(page + STUB_IDT + 2, real_idt());
	put16(page + STUB_GDT, gdt.limit);
	put32(page + STUB_GDT + 2, (uint32_t)gdt.base);
	put16(page + STUB_WINDOW, segment);
	make_vectors();
	real_set_segments((struct real_segments){
		segment, segment, segment, (uint16_t)(segment + 0x1000),
		(uint16_t)(segment + 0x1000) });
}

/* ---------------------------------------------------------------- run ---- */

static uint64_t code(const struct exec *x, const uint8_t *bytes,
		     unsigned int len)
{
	unsigned int end = STUB_CODE + len;

	(void)x;
	memset(page + STUB_CODE, 0x0b, EXEC_CODE_MAX + 16);
	memcpy(page + STUB_CODE, bytes, len);
	page[end] = 0xe9;
	put16(page + end + 1,
	      (unsigned int)(real_stub_done - real_stub) - (end + 3));
	code_len = len;
	return STUB_CODE;
}

/* What the stub stores of a trap: where its CALL was, and IP. */
static void decode(struct exec_state *s)
{
	s->flags &= ~(uint64_t)EFLAGS_RF;
	if (!s->cause)
		return;
	s->cause = X86_INTERRUPT((s->cause - STUB_VECTORS) / CALL_BYTES - 1);
	s->ip = (uint16_t)(s->ip - STUB_CODE);
}

static void run(const struct exec *x, struct exec_state *states,
		unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++) {
		states[i].ip = code_len;
		states[i].cause = TRAP_NONE;
	}
	memcpy(page + STUB_STATES, states, nr * sizeof(*states));
	put16(page + STUB_NR, nr);
	page[STUB_MEMORY] = x->place != NULL;
	arch_map(page, (uintptr_t)page, PAGE_SIZE, MAP_KERNEL);
	real_call((uint32_t)(uintptr_t)page);
	memcpy(states, page + STUB_STATES, nr * sizeof(*states));
	for (unsigned int i = 0; i < nr; i++)
		decode(&states[i]);
}

static uint8_t byte_at(bool stack, uint64_t offset)
{
	const uint8_t *in = page + STUB_IN;
	unsigned int segment = stack ? in[4] | in[5] << 8 : in[0] | in[1] << 8;

	return *(const uint8_t *)(uintptr_t)(segment * 16ul + offset);
}

const struct exec exec_real = {
	.bits = 16,
	.stack = REAL_STACK,
	.code = code,
	.run = run,
	.byte_at = byte_at,
};

struct exec real_exec(bool in_memory)
{
	static struct exec_place place;
	struct exec x = exec_real;

	place = (struct exec_place){ .name = "DS",
				     .address = REAL_WINDOW + EXEC_OPERAND,
				     .window = memory + REAL_WINDOW };
	if (in_memory)
		x.place = &place;
	return x;
}
