/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The two registers, and every state of an access. */
#include <x86/paging/keys.h>

#include <mm/page.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/mmu.h>
#include <x86/msr.h>
#include <x86/paging/window.h>

enum {
	OTHER_KEY = 15, /* of the kernel's pages, while key 0 is looked at */
};

/* ----------------------------------------------------------- registers ---- */

/* CR4.PKE=0 makes RDPKRU and WRPKRU undefined: 0F 01 EE, 0F 01 EF */
static void write_pkru(uint32_t value)
{
	const unsigned long cr4 = read_cr4();

	write_cr4(cr4 | CR4_PKE);
	asm volatile(".byte 0x0f, 0x01, 0xef"
		     :
		     : "a"(value), "c"(0), "d"(0)
		     : "memory");
	write_cr4(cr4);
}

static uint32_t read_pkru(void)
{
	const unsigned long cr4 = read_cr4();
	uint32_t value, high;

	write_cr4(cr4 | CR4_PKE);
	asm volatile(".byte 0x0f, 0x01, 0xee"
		     : "=a"(value), "=d"(high)
		     : "c"(0)
		     : "memory");
	write_cr4(cr4);
	return value;
}

static void write_pkrs(uint32_t value)
{
	wrmsr(MSR_IA32_PKRS, value);
}

static uint32_t read_pkrs(void)
{
	return (uint32_t)rdmsr(MSR_IA32_PKRS);
}

const struct key_register keys_user = { CR4_PKE, PTE_U, write_pkru, read_pkru };
const struct key_register keys_supervisor = { CR4_PKS, 0, write_pkrs,
					      read_pkrs };

static bool have(const struct key_register *reg)
{
	static signed char pku = -1, pks = -1;

	if (pku < 0) {
		pku = x86_pku.probe();
		pks = x86_pks.probe();
	}
	return reg == &keys_user ? pku : pks;
}

static const struct key_register *other(const struct key_register *reg)
{
	return reg == &keys_user ? &keys_supervisor : &keys_user;
}

static uint32_t first[2];

uint32_t keys_first(const struct key_register *reg)
{
	return first[reg == &keys_supervisor];
}

static void look_first(void)
{
	static bool looked;

	for (unsigned int i = 0; i < 2 && !looked; i++) {
		const struct key_register *reg = i ? &keys_supervisor :
						     &keys_user;

		if (have(reg))
			first[i] = reg->read();
	}
	looked = true;
}

static void clear(unsigned long unused)
{
	(void)unused;
	if (have(&keys_supervisor))
		write_pkrs(0);
	if (have(&keys_user))
		write_pkru(0);
}

void keys_setup(void)
{
	window_setup();
	look_first();
	test_defer(write_cr4, read_cr4());
	test_defer(write_cr0, read_cr0());
	test_defer(clear, 0);
}

void keys_enable(const struct key_register *reg, bool on)
{
	const unsigned long cr4 = read_cr4();

	if (!(cr4 & reg->cr4) == on)
		write_cr4(cr4 ^ reg->cr4);
}

/* --------------------------------------------------------------- states ---- */

struct state {
	struct window_access access;
	unsigned int key;
	uint32_t rights; /* of that key */
	uint64_t page;	 /* PTE_W, PTE_U */
	bool enabled, wp, others;
};

static struct state state_of(unsigned int cpl, uint64_t number)
{
	struct state s = { .enabled = window_digit(&number, 2) };

	s.access.kind = window_digit(&number, 3);
	s.page |= window_digit(&number, 2) ? PTE_U : 0;
	s.page |= window_digit(&number, 2) ? PTE_W : 0;
	s.access.cpl = cpl;
	s.wp = window_digit(&number, 2);
	s.rights = window_digit(&number, 4);
	s.others = window_digit(&number, 2);
	s.key = window_digit(&number, 16);
	return s;
}

/* 4.6.2, and 4.7 for the bit PK of the error code */
static bool key_denies(const struct key_register *reg, const struct state *s)
{
	const bool write = s->access.kind == WINDOW_WRITE;

	if (!s->enabled || (s->page & PTE_U) != reg->page ||
	    s->access.kind == WINDOW_FETCH)
		return false;
	return s->rights & KEY_AD ||
	       (s->rights & KEY_WD && write && (s->wp || s->access.cpl == 3));
}

static unsigned long refusal(const struct state *s, bool denied)
{
	const bool user = s->access.cpl == 3;
	const bool write = s->access.kind == WINDOW_WRITE;

	if (!denied && !(user && !(s->page & PTE_U)) &&
	    !(write && !(s->page & PTE_W) && (user || s->wp)))
		return 0;
	return PF_P | (user ? PF_U : 0) | (write ? PF_W : 0) |
	       (s->access.kind == WINDOW_FETCH ? PF_I : 0) |
	       (denied ? PF_PK : 0);
}

static void rekey(unsigned int key)
{
	uint64_t step;

	for (uintptr_t at = 0; at < 0x40000000; at += step) {
		unsigned int level;
		uint64_t *leaf = mmu_leaf((void *)at, &level);

		*leaf = (*leaf & ~PTE_PK(15)) | PTE_PK(key);
		step = mmu_page_bytes(level);
	}
	write_cr3(read_cr3());
}

/*
 * The kernel's pages have key 0, and it has to live on while that is what no
 * access is allowed to. Keys are the slowest digit of a state.
 */
static unsigned int kernel_key(const struct key_register *reg, unsigned int key)
{
	static unsigned int now;
	unsigned int next = reg == &keys_supervisor && key == 0 ? OTHER_KEY : 0;

	if (now != next)
		rekey(next);
	now = next;
	return next;
}

void keys_kernel_has_0(void)
{
	kernel_key(&keys_user, 0);
}

/* All other keys have other rights, but for the one that the kernel needs. */
static uint32_t value_of(const struct state *s, unsigned int kernel)
{
	const uint32_t mask = key_rights(s->key, 3) | key_rights(kernel, 3);

	if (kernel == s->key) /* of user pages: the kernel does not mind */
		return key_rights(s->key, s->rights) |
		       (s->others ? ~key_rights(s->key, 3) : 0);
	return key_rights(s->key, s->rights) | (s->others ? ~mask : 0);
}

static void set_registers(const struct key_register *reg, const struct state *s,
			  unsigned int kernel)
{
	const struct key_register *o = other(reg);

	write_cr0((read_cr0() & ~(unsigned long)CR0_WP) | (s->wp ? CR0_WP : 0));
	reg->write(value_of(s, kernel));
	keys_enable(reg, s->enabled);
	if (!have(o))
		return;
	o->write(s->key != 0 || o->page ? key_rights(s->key, ~s->rights & 3) :
					  0);
	keys_enable(o, !s->enabled);
}

static void check(const struct window_access *access, unsigned long error)
{
	if (error)
		window_expect_refused(access, error);
	else
		window_expect_made(access);
}

/*
 * With the other register enabled too its pages are what they are here: that is
 * for its own suite, and for access.keys. So is the bit PK where CPL 3 has no
 * right to a supervisor page anyhow, of which the manual says nothing.
 */
void keys_check_state(const struct key_register *reg, unsigned int cpl,
		      uint64_t number)
{
	const struct state s = state_of(cpl, number);
	const bool denied = key_denies(reg, &s);
	unsigned int kernel;

	if ((denied && s.access.cpl == 3 && !reg->page) ||
	    (!s.enabled && (s.page & PTE_U) != reg->page))
		SKIP("that is not for this suite");
	test_context("key %u rights %u others %u, CPL %u kind %u, %s%s%s%s",
		     s.key, s.rights, s.others, s.access.cpl, s.access.kind,
		     s.page & PTE_U ? "U " : "", s.page & PTE_W ? "W " : "",
		     s.wp ? "WP " : "", s.enabled ? "enabled" : "");
	kernel = kernel_key(reg, s.key);
	window_map(1, PTE_P | s.page | PTE_PK(s.key));
	set_registers(reg, &s, kernel);
	check(&s.access, refusal(&s, denied));
}
