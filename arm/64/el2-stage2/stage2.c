/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage2.h"

#include <arch/barrier.h>
#include <arm/trap.h>
#include <mm/page.h>
#include <string.h>

const struct shape shape_4k = { "4k", 12, 1, 39 };
const struct shape shape_16k = { "16k", 14, 1, 40 };
const struct shape shape_64k = { "64k", 16, 2, 40 };

enum {
	TABLE_BYTES = 1 << 16,
	POOL_ORDER = 21 - PAGE_SHIFT,
	ROOT_BYTES = 1 << 20, /* 16 tables of 64 KiB side by side */
	NR_TABLES = ROOT_BYTES / TABLE_BYTES,
	SENTINEL = 0x5e5e,
	PA_BITS_MAX = 5, /* 48 bits, without 52-bit descriptors */
};

extern char __image_start[], __image_end[];

struct el2_guest guest;
struct target *target;
uint64_t *s2_other;
uint64_t s2_sctlr, s2_memory, s2_vm;
static struct el2_guest before;
static const struct shape *shape;
static char *pool;
static unsigned int nr_tables;

static void restore(void)
{
	s2_sctlr = SCTLR_GUEST;
	s2_memory = S2_MEM_WB;
	s2_vm = HCR_VM;
	write_sysreg(vttbr_el2, 0);
	write_sysreg(TTBR0_EL12, 0);
	write_sysreg(TCR_EL12, 0);
	el2_guest_reset(&guest, el2_guest_vectors);
	s2_flush();
}

static void clean(const void *start, size_t bytes)
{
	for (size_t i = 0; i < bytes; i += 16)
		cache_flush_line((const char *)start + i);
}

void s2_setup(void)
{
	static const uint32_t hvc[] = { A64_HVC(HVC_THERE), A64_NOP };

	if (!pool)
		pool = page_alloc(POOL_ORDER, 0);
	if (!target)
		target = page_alloc(16 - PAGE_SHIFT, PAGE_ZERO);
	if (!s2_other)
		s2_other = page_alloc(16 - PAGE_SHIFT, PAGE_ZERO);
	s2_other[0] = OTHER;
	clean(s2_other, 16);
	target->data[0] = DATA;
	target->data[1] = ~(uint64_t)DATA;
	memcpy(target->code, hvc, sizeof(hvc));
	clean(target, sizeof(*target));
	test_defer(restore, 0);
	restore();
}

uint64_t s2_bytes(const struct shape *s, unsigned int level)
{
	return 1ull << (s->shift + (s->shift - 3) * (3 - level));
}

static uint64_t index_of(uint64_t ipa, unsigned int level)
{
	uint64_t index = ipa / s2_bytes(shape, level);

	return level == shape->start ?
		       index :
		       index & ((1ull << (shape->shift - 3)) - 1);
}

/* Behind the root, which may be 16 tables. */
static uint64_t *next_table(void)
{
	uint64_t *table;

	if (nr_tables == NR_TABLES)
		ERROR("%u tables are not enough", nr_tables);
	table = (void *)(pool + ROOT_BYTES + nr_tables++ * TABLE_BYTES);
	memset(table, 0, 1ull << shape->shift);
	return table;
}

void s2_set(uint64_t *entry, uint64_t value)
{
	*(volatile uint64_t *)entry = value;
	cache_flush_line(entry);
}

uint64_t *s2_entry(uint64_t ipa, unsigned int level)
{
	uint64_t *table = (void *)pool;

	for (unsigned int l = shape->start; l < level; l++) {
		uint64_t *entry = &table[index_of(ipa, l)];

		if (!*entry)
			s2_set(entry, (uintptr_t)next_table() | S2_TABLE);
		table = (void *)(*entry & PTE_ADDR);
	}
	return &table[index_of(ipa, level)];
}

uint64_t s2_vtcr(const struct shape *s)
{
	static const uint64_t tg0[] = { [12] = 0, [14] = 2, [16] = 1 };
	uint64_t ps = read_sysreg(id_aa64mmfr0_el1) & 0xf;
	uint64_t sl0 = s->shift == 12 ? 2 - s->start : 3 - s->start;

	if (ps > PA_BITS_MAX)
		ps = PA_BITS_MAX;
	return 1ull << 31 | ps << 16 | tg0[s->shift] << 14 | 3 << 12 | 1 << 10 |
	       1 << 8 | (sl0 & 3) << 6 | (64 - s->bits);
}

/* ID_AA64MMFR0_EL1.TGran4_2 and the like: 0 is as stage 1 has it */
static bool has_granule(unsigned int shift)
{
	uint64_t mmfr0 = read_sysreg(id_aa64mmfr0_el1);
	unsigned int field2 = shift == 12 ? 40 : shift == 14 ? 32 : 36;
	unsigned int two = mmfr0 >> field2 & 0xf;

	if (two)
		return two >= 2;
	return shift == 12 ? (mmfr0 >> 28 & 0xf) != 0xf :
	       shift == 14 ? (mmfr0 >> 20 & 0xf) != 0 :
			     (mmfr0 >> 24 & 0xf) != 0xf;
}

void s2_flush(void)
{
	asm volatile("dsb sy\n\ttlbi alle1is\n\tdsb sy\n\tisb" ::: "memory");
}

void s2_empty(const struct shape *s)
{
	if (!has_granule(s->shift))
		SKIP("stage 2 has no such granule");
	shape = s;
	nr_tables = 0;
	memset(pool, 0, ROOT_BYTES);
	write_sysreg(vtcr_el2, s2_vtcr(s));
	write_sysreg(vttbr_el2, (uintptr_t)pool);
	s2_flush();
}

void s2_build(const struct shape *s)
{
	s2_empty(s);
	for (uintptr_t at = (uintptr_t)__image_start & -s2_bytes(s, 2);
	     at < (uintptr_t)__image_end; at += s2_bytes(s, 2))
		s2_set(s2_entry(at, 2),
		       at | (S2_RAM & ~S2_MEM_WB) | s2_memory | S2_BLOCK);
	s2_flush();
}

uint64_t s2_map(unsigned int level, uint64_t bits)
{
	uint64_t size = s2_bytes(shape, level), pa = (uintptr_t)target;
	uint64_t ipa = WINDOW + (pa & ((1ull << 30) - 1));

	s2_set(s2_entry(ipa, level),
	       (pa & -size) | bits | (level == 3 ? S2_PAGE : S2_BLOCK));
	s2_flush();
	return ipa;
}

static void go(const void *code, uint64_t x0, uint64_t x1)
{
	uint64_t pstate = guest.pstate, hcr = guest.hcr;
	struct insn_registers in;

	insn_pattern(&in);
	memcpy(guest.x, in.x, sizeof(in.x));
	guest.pc = (uintptr_t)code;
	guest.x[0] = x0;
	guest.x[1] = x1;
	guest.hcr = hcr | s2_vm;
	write_sysreg(ESR_EL12, SENTINEL);
	write_sysreg(FAR_EL12, SENTINEL);
	isb();
	before = guest;
	el2_guest_run(&guest);
	guest.pstate = pstate;
	EXPECT_EQ(guest.vector, EL2_FROM_A64);
}

void s2_run(uint32_t word, uint64_t x0, uint64_t x1)
{
	uint64_t pstate = guest.pstate, hcr = guest.hcr;

	el2_guest_reset(&guest, NULL);
	guest.pstate = pstate;
	guest.hcr = hcr;
	if (s2_sctlr != SCTLR_GUEST)
		write_sysreg(SCTLR_EL12, s2_sctlr);
	go(el2_guest_code(&word, 1), x0, x1);
}

void s2_again(const uint32_t *words, unsigned int nr, uint64_t x0, uint64_t x1)
{
	go(el2_guest_code(words, nr), x0, x1);
}

void s2_run_low(uint32_t word, uint64_t x0, uint64_t x1)
{
	uint64_t page = 1ull << shape->shift;
	uintptr_t code = (uintptr_t)el2_guest_code(&word, 1);

	el2_guest_reset(&guest, NULL);
	s2_set(s2_entry(0, 3), (code & -page) | S2_RAM | S2_PAGE);
	s2_flush();
	go((void *)(code & (page - 1)), x0, x1);
}

static void expect_no_inner(void)
{
	EXPECT_EQ(read_sysreg(ESR_EL12), SENTINEL);
	EXPECT_EQ(read_sysreg(FAR_EL12), SENTINEL);
}

/* Arm ARM, HPFAR_EL2: of a permission fault it is unknown, but for walks. */
void expect_fault(uint32_t esr, uint64_t va, uint64_t ipa)
{
	bool fetch = esr >> 26 == 0x20;

	EXPECT_EQ(guest.esr, esr);
	EXPECT_EQ(guest.far, va);
	EXPECT_EQ(guest.pc, fetch ? va : before.pc);
	if ((esr & 0x3c) != PERMISSION || esr & ESR_S1PTW)
		EXPECT_EQ(guest.hpfar, ipa >> 12 << 4);
	EXPECT_MEMEQ(guest.x, before.x, sizeof(guest.x));
	EXPECT_EQ(target->data[0], DATA);
	expect_no_inner();
}

void expect_done(void)
{
	EXPECT_EQ(guest.esr, ESR_HVC(EL2_DONE));
	expect_no_inner();
}
