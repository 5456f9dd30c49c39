/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Into the regime of a window and back. */
#include "suite.h"

/*
 * The kernel's part of memory, one block, wherever it is not the window's: 39
 * bits of both halves. Bits 9:8 of the block are clear, for with TCR.DS they are
 * address bits.
 */
enum {
	KERNEL_BITS = 39,
	KERNEL_SHIFT = 30,
};
#define KERNEL_UPPER (~0ull << KERNEL_BITS)
#define T1SZ(bits)   ((uint64_t)(64 - (bits)) << 16)
/* write-back, inner shareable walks of both halves */
#define TCR_WALKS 0x35003500ull

static uint64_t kernel_table[512] __attribute__((aligned(4096)));

struct regime {
	uint64_t tcr, ttbr0, ttbr1;
};

static struct regime now(void)
{
	return (struct regime){ read_sysreg(tcr_el1), read_sysreg(ttbr0_el1),
				read_sysreg(ttbr1_el1) };
}

static uint64_t kernel_base(void)
{
	paddr_t at = virt_to_phys(kernel_table);
	paddr_t block = at >> KERNEL_SHIFT << KERNEL_SHIFT;

	kernel_table[block >> KERNEL_SHIFT] = block | PTE_VALID |
					      PTE_ATTR(MEM_NORMAL) | PTE_AF;
	return at;
}

static struct regime kernel_regime(const struct window *w)
{
	uint64_t tcr = TCR_T0SZ(KERNEL_BITS) | T1SZ(KERNEL_BITS) | TCR_WALKS |
		       TCR_TG0_4K | TCR_TG1_4K |
		       (uint64_t)w->ips << TCR_IPS_SHIFT |
		       (w->granule->ds ? TCR_DS : 0);

	return (struct regime){ tcr, kernel_base(), kernel_base() };
}

static uint64_t tg(const struct window *w)
{
	static const uint64_t tg0[] = { TCR_TG0_4K, TCR_TG0_16K, TCR_TG0_64K };
	static const uint64_t tg1[] = { TCR_TG1_4K, TCR_TG1_16K, TCR_TG1_64K };
	unsigned int i = (w->granule->shift - 12) / 2;

	return w->upper ? tg1[i] : tg0[i];
}

static struct regime window_regime(const struct window *w)
{
	struct regime r = kernel_regime(w);
	uint64_t base = virt_to_phys(w->root) | w->base;

	if (w->upper) {
		r.tcr &= ~(TCR_T1SZ_MASK | TCR_TG1_64K);
		r.tcr |= T1SZ(w->bits);
		r.ttbr1 = base;
	} else {
		r.tcr &= ~TCR_T0SZ_MASK;
		r.tcr |= (uint64_t)TCR_T0SZ(w->bits);
		r.ttbr0 = base;
	}
	r.tcr = ((r.tcr | tg(w)) & ~w->tcr_clear) | w->tcr_set;
	return r;
}

/* All at once: between two of them there would be no translation of anything. */
static void use(const struct regime *r)
{
	uint64_t sctlr = read_sysreg(sctlr_el1);

	asm volatile("dsb sy\n\t"
		     "msr sctlr_el1, %0\n\t"
		     "isb\n\t"
		     "msr tcr_el1, %2\n\t"
		     "msr ttbr0_el1, %3\n\t"
		     "msr ttbr1_el1, %4\n\t"
		     "isb\n\t"
		     "tlbi vmalle1\n\t"
		     "dsb nsh\n\t"
		     "msr sctlr_el1, %1\n\t"
		     "isb"
		     :
		     : "r"(sctlr & ~(uint64_t)SCTLR_M), "r"(sctlr), "r"(r->tcr),
		       "r"(r->ttbr0), "r"(r->ttbr1)
		     : "memory");
}

/*
 * From the kernel's address in the half that is not the window's to the regime
 * @t and back, with nothing of memory needed in between but the code itself.
 */
static void at_all(const struct regime *k, const struct regime *t,
		   uint64_t alias, uint64_t address, uint64_t par[NR_AT])
{
	uint64_t p0, p1, p2, p3;

#define AT(op2, par_)                                \
	"sys #0, c7, c8, #" op2 ", %[va]\n\tisb\n\t" \
	"mrs " par_ ", par_el1\n\t"
	asm volatile(
		"adr x9, 1f\n\t"
		"orr x9, x9, %[alias]\n\t"
		"br x9\n"
		"1:\n\t"
		"msr tcr_el1, %[tcr]\n\t"
		"msr ttbr0_el1, %[ttbr0]\n\t"
		"msr ttbr1_el1, %[ttbr1]\n\t"
		"isb\n\ttlbi vmalle1\n\tdsb nsh\n\tisb\n\t" /* its fetches */
		AT("0", "%[p0]") AT("1", "%[p1]") AT("2", "%[p2]")
			AT("3",
			   "%[p3]") "msr tcr_el1, %[k_tcr]\n\t"
				    "msr ttbr0_el1, %[k_base]\n\t"
				    "msr ttbr1_el1, %[k_base]\n\t"
				    "isb\n\ttlbi vmalle1\n\tdsb nsh\n\tisb\n\t"
				    "adr x9, 2f\n\t"
				    "bic x9, x9, %[alias]\n\t"
				    "br x9\n"
				    "2:"
		: [p0] "=&r"(p0), [p1] "=&r"(p1), [p2] "=&r"(p2), [p3] "=&r"(p3)
		: [alias] "r"(alias), [va] "r"(address), [tcr] "r"(t->tcr),
		  [ttbr0] "r"(t->ttbr0), [ttbr1] "r"(t->ttbr1),
		  [k_tcr] "r"(k->tcr), [k_base] "r"(k->ttbr0)
		: "x9", "memory");
	par[AT_S1E1R] = p0;
	par[AT_S1E1W] = p1;
	par[AT_S1E0R] = p2;
	par[AT_S1E0W] = p3;
}

void window_at_all(const struct window *w, uint64_t address,
		   uint64_t par[NR_AT])
{
	struct regime old = now(), kernel = kernel_regime(w);
	struct regime test = window_regime(w);

	use(&kernel);
	at_all(&kernel, &test, w->upper ? 0 : KERNEL_UPPER, address, par);
	use(&old);
	for (unsigned int i = 0; i < NR_AT; i++)
		par[i] &= ~PAR_NS;
}

uint64_t window_at(const struct window *w, uint64_t address)
{
	uint64_t par[NR_AT];

	window_at_all(w, address, par);
	return par[AT_S1E1R];
}

struct trap window_run(const struct window *w, void (*fn)(const void *),
		       const void *arg)
{
	struct regime old = now(), test = window_regime(w);
	struct trap t;

	ASSERT_TRUE(w->upper);
	use(&test);
	t = trap_catch(fn, arg);
	use(&old);
	return t;
}

uint64_t par_of(uint64_t phys)
{
	return (phys & ~0xfffull) | PAR_ATTR | PAR_RES1 | PAR_SH(3);
}

uint64_t par_fault(unsigned int fsc)
{
	return PAR_F | PAR_RES1 | fsc << 1;
}
