/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sizes and tables, changes, processors, and the registers' own bits. */
#include <x86/paging/keys.h>

#include <smp.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/desc.h>
#include <x86/features.h>
#include <x86/paging/window.h>

enum {
	KEY = 6,
};

static const struct window_access read_it = { .kind = WINDOW_READ };
static const struct window_access write_it = { .kind = WINDOW_WRITE };

static unsigned long wanted(enum window_kind kind, uint32_t rights)
{
	const bool write = kind == WINDOW_WRITE;

	if (kind == WINDOW_FETCH ||
	    !(rights & KEY_AD || (rights & KEY_WD && write)))
		return 0;
	return PF_P | PF_PK | (write ? PF_W : 0);
}

static void check(const struct window_access *access, unsigned long error)
{
	if (error)
		window_expect_refused(access, error);
	else
		window_expect_made(access);
}

void keys_check_size(const struct key_register *reg, uint64_t number)
{
	const struct window_access a = { .kind = window_digit(&number, 3) };
	const uint32_t rights = window_digit(&number, 4);
	const unsigned int leaf = 1 + window_digit(&number, 3);
	const unsigned int key = (unsigned int)number;

	if (leaf == 3 && !x86_page1gb.probe())
		SKIP("needs 1 GiB pages (CPUID.80000001:EDX[26])");
	if (key == 0 && !reg->page)
		SKIP("that is the kernel's key");
	test_context("leaf %u key %u rights %u kind %u", leaf, key, rights,
		     a.kind);
	keys_kernel_has_0();
	window_map(leaf, PTE_P | PTE_W | reg->page | PTE_PK(key));
	reg->write(key_rights(key, rights));
	keys_enable(reg, true);
	check(&a, wanted(a.kind, rights));
}

/* All keys but that of the last entry are refused, and that of the kernel. */
void keys_check_table(const struct key_register *reg, uint64_t number)
{
	const struct window_access a = { .kind = window_digit(&number, 3) };
	const unsigned int key = window_digit(&number, 16);
	const unsigned int level = 2 + (unsigned int)number;

	test_context("level %u key %u kind %u", level, key, a.kind);
	keys_kernel_has_0();
	window_map(1, PTE_P | PTE_W | reg->page | PTE_PK(KEY));
	*window_entry(level) |= PTE_PK(key);
	window_flush();
	reg->write(~(key_rights(0, 3) | key_rights(KEY, 3)));
	keys_enable(reg, true);
	check(&a, 0);
}

/* ------------------------------------------------------------- changes ---- */

static void map(const struct key_register *reg)
{
	keys_kernel_has_0();
	window_map(1, PTE_P | PTE_W | reg->page | PTE_PK(KEY));
}

void keys_check_rights_change(const struct key_register *reg)
{
	map(reg);
	keys_enable(reg, true);
	for (uint32_t i = 0; i < 16; i++) {
		const uint32_t rights = (i ^ i >> 2) & 3;

		*window_word() = WINDOW_BEFORE;
		reg->write(key_rights(KEY, rights));
		check(&read_it, wanted(WINDOW_READ, rights));
		check(&write_it, wanted(WINDOW_WRITE, rights));
		*window_word() = WINDOW_BEFORE;
		check(&read_it, wanted(WINDOW_READ, rights));
	}
}

void keys_check_enable_change(const struct key_register *reg)
{
	map(reg);
	reg->write(key_rights(KEY, KEY_AD));
	for (unsigned int i = 0; i < 4; i++) {
		keys_enable(reg, true);
		check(&read_it, PF_P | PF_PK);
		keys_enable(reg, false);
		check(&read_it, 0);
	}
}

static void set_wp(bool on)
{
	write_cr0((read_cr0() & ~(unsigned long)CR0_WP) | (on ? CR0_WP : 0));
}

void keys_check_wp_change(const struct key_register *reg)
{
	map(reg);
	reg->write(key_rights(KEY, KEY_WD));
	keys_enable(reg, true);
	for (unsigned int i = 0; i < 4; i++) {
		set_wp(true);
		*window_word() = WINDOW_BEFORE;
		check(&write_it, PF_P | PF_W | PF_PK);
		set_wp(false);
		check(&write_it, 0);
	}
}

/* ---------------------------------------------------------- processors ---- */

struct job {
	const struct key_register *reg;
	uint32_t value;
};

static void set_there(void *arg)
{
	const struct job *job = arg;

	keys_enable(job->reg, true);
	job->reg->write(job->value);
}

static void look_there(void *arg)
{
	const struct job *job = arg;
	const uint32_t rights = job->value >> 2 * KEY & 3;

	EXPECT_EQ(job->reg->read(), job->value);
	window_flush();
	check(&read_it, wanted(WINDOW_READ, rights));
}

static void clear_there(void *arg)
{
	const struct job *job = arg;

	job->reg->write(0);
	keys_enable(job->reg, false);
}

static void clear_on_1(const struct key_register *reg)
{
	struct job job = { reg, 0 };

	on_cpu(1, clear_there, &job);
}

/* None is for what another CPU has in use: key 0 stays open. */
void keys_check_per_cpu(const struct key_register *reg)
{
	struct job here = { reg, key_rights(KEY, KEY_AD) };
	struct job there = { reg, key_rights(KEY + 1, KEY_AD) };

	map(reg);
	test_defer(clear_on_1, reg);
	for (unsigned int i = 0; i < 2; i++) {
		set_there(&here);
		on_cpu(1, set_there, &there);
		look_there(&here);
		on_cpu(1, look_there, &there);
		look_there(&here);
		here.value ^= key_rights(KEY, KEY_AD);
		there.value ^= key_rights(KEY, KEY_AD);
	}
}

/* ---------------------------------------------------------- descriptors ---- */

enum {
	LDT_SEL = SPARE_SEL_BASE + 0x20,
	IN_LDT = 4, /* entry 0, TI */
};

static void load_es(const void *arg)
{
	write_es((uint16_t)(uintptr_t)arg);
	write_es(0);
}

static void put_ldt(unsigned int dpl)
{
	uint64_t *entry = gdt_entry(LDT_SEL);

	*(uint64_t *)window_word() =
		desc_segment(0, 0xfffff,
			     DESC_DATA_RW | DESC_ACCESSED | DESC_S |
				     DESC_DPL(dpl) | DESC_P | DESC_G | DESC_DB);
	entry[0] = desc_segment((uint32_t)window_at(), 7, DESC_LDT | DESC_P);
	entry[1] = (uint64_t)window_at() >> 32;
	lldt(LDT_SEL);
}

static void expect_descriptor(struct trap t, bool refused)
{
	if (!refused) {
		EXPECT_TRAP(t, TRAP_NONE);
		return;
	}
	EXPECT_TRAP_ERROR(t, X86_PF, PF_P | PF_PK);
	EXPECT_EQ(t.address, window_at());
}

void keys_check_descriptor(const struct key_register *reg)
{
	const void *selector = (void *)(uintptr_t)IN_LDT;
	const void *user_selector = (void *)(uintptr_t)(IN_LDT | 3);

	map(reg);
	test_defer(lldt, 0);
	keys_enable(reg, true);
	for (uint32_t rights = 0; rights < 4; rights++) {
		reg->write(key_rights(KEY, rights));
		put_ldt(0);
		expect_descriptor(trap_catch(load_es, selector), rights & 1);
		put_ldt(3);
		expect_descriptor(user_catch(load_es, user_selector),
				  rights & 1);
	}
}

/* ---------------------------------------------------------------- bits ---- */

/* Bits 1:0 are for key 0, which the kernel needs while CR4 enables it. */
void keys_check_bits(const struct key_register *reg)
{
	keys_enable(reg, false);
	for (unsigned int bit = 0; bit < 32; bit++) {
		reg->write(1u << bit);
		EXPECT_EQ(reg->read(), 1u << bit);
		reg->write(~(1u << bit));
		EXPECT_EQ(reg->read(), ~(1u << bit));
	}
}
