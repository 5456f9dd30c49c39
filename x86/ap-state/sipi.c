/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Start a CPU in the stub, and talk to it there. */
#include "capture.h"
#include "suite.h"
#include <clock.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>

#define SAME(member, offset)                                             \
	_Static_assert(offsetof(struct capture, member) == (offset)-CAP, \
		       #member " is not where the stub stores it")

SAME(starts, CAP_STARTS);
SAME(eflags, CAP_EFLAGS);
SAME(cr0, CAP_CR0);
SAME(dr0, CAP_DR0);
SAME(dr7, CAP_DR7);
SAME(cs, CAP_CS);
SAME(tr, CAP_TR);
SAME(ds_at, CAP_DS_AT);
SAME(gdtr, CAP_GDTR);
SAME(idtr, CAP_IDTR);
SAME(tsc, CAP_TSC);
SAME(xcr0, CAP_XCR0);
SAME(faults, CAP_FAULTS);
SAME(nmis, CAP_NMIS);
SAME(pings, CAP_PINGS);
SAME(command, CAP_COMMAND);
SAME(what, CAP_WHAT);
SAME(probe, CAP_PROBE);
SAME(nr_msrs, CAP_NR_MSRS);
SAME(gdt_ptr, CAP_GDT_PTR);
SAME(gdt, CAP_GDT);
SAME(fx, CAP_FX);
SAME(apic, CAP_APIC);
SAME(msrs, CAP_MSRS);
SAME(long_cr3, CAP_LONG_CR3);
SAME(long_ip, CAP_LONG_PTR);
SAME(r8, CAP_R8);
_Static_assert(sizeof(struct capture) == CAP_END - CAP, "CAP_END");

extern const uint8_t ap_stub[], ap_stub_nmi[], ap_stub_irq[], ap_stub_fault[],
	ap_stub_long[], ap_stub_end[];

enum {
	LOW_PAGES = 16,	      /* below 64 KiB */
	PROBE = CAP_END + 16, /* in the stub's page, like a magic word */
	PATIENCE_US = 2000000,
	VECTOR_NMI = 2,
	VECTOR_SS = 12,
	VECTOR_GP = 13,
};

#define PROBE_WORD 0xc0debea5

static uint8_t *page;

uint8_t *stub_page(void)
{
	return page;
}

uint8_t stub_vector(void)
{
	return (uint8_t)((uintptr_t)page >> 12);
}

static volatile struct capture *capture(void)
{
	return (volatile struct capture *)(page + CAP);
}

static void release_page(uintptr_t start)
{
	page_unreserve(start, PAGE_SIZE);
}

/* INIT leaves the AP waiting for a start-up IPI, out of the stub's page. */
static void park(uintptr_t unused)
{
	(void)unused;
	ap_reset();
	delay_us(1000);
}

static void take_page(void)
{
	for (uintptr_t n = 1; n < LOW_PAGES; n++) {
		if (page_reserve(n << 12, PAGE_SIZE) < 0)
			continue;
		page = (uint8_t *)(n << 12);
		test_defer(release_page, n << 12);
		return;
	}
	ERROR("no page below 64 KiB is free");
}

volatile uint32_t *vector_table(void)
{
	static uint32_t *table;

	if (!table) {
		table = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
		if (arch_map(table, 0, PAGE_SIZE, MAP_READ | MAP_WRITE) < 0)
			ERROR("the page at 0 cannot be mapped");
	}
	return table;
}

static uint32_t old_vectors[256];

static void restore_vectors(uintptr_t unused)
{
	(void)unused;
	for (unsigned int v = 0; v < 256; v++)
		vector_table()[v] = old_vectors[v];
}

static void save_vectors(void)
{
	for (unsigned int v = 0; v < 256; v++)
		old_vectors[v] = vector_table()[v];
	test_defer(restore_vectors, 0);
}

/* A far pointer into the stub's page. */
static void set_vector(unsigned int vector, const uint8_t *handler)
{
	uint32_t ip = (uint32_t)(handler - ap_stub);

	vector_table()[vector] = (uint32_t)stub_vector() << 24 | ip;
}

uint32_t stub_probe(void)
{
	return PROBE_WORD;
}

static void fill_gdt(struct capture *c)
{
	uint32_t base = (uint32_t)(uintptr_t)c->gdt;
	uint16_t limit = 23;

	c->gdt[1] = 0x00cf93000000ffff; /* data, 4 GiB */
	c->gdt[2] = 0x00af9b000000ffff; /* 64-bit code */
	memcpy(c->gdt_ptr, &limit, 2);
	memcpy(c->gdt_ptr + 2, &base, 4);
}

volatile struct capture *stub_make(uint32_t what)
{
	struct capture *c;

	apic_init();
	take_page();
	save_vectors();
	test_defer(park, 0);
	memset(page, 0, PAGE_SIZE);
	memcpy(page, ap_stub, (size_t)(ap_stub_end - ap_stub));
	memcpy(page + PROBE, &(uint32_t){ PROBE_WORD }, 4);
	c = (struct capture *)(page + CAP);
	c->what = what;
	c->probe = (uint32_t)(uintptr_t)page + PROBE;
	c->apic_base = (uint32_t)rdmsr(MSR_IA32_APIC_BASE) & ~0xfffu;
	fill_gdt(c);
	set_vector(VECTOR_NMI, ap_stub_nmi);
	set_vector(VECTOR_SS, ap_stub_fault);
	set_vector(VECTOR_GP, ap_stub_fault);
	for (unsigned int v = 0x20; v < 0x100; v++)
		set_vector(v, ap_stub_irq);
	return c;
}

volatile struct capture *stub_copy(uint8_t vector)
{
	uint8_t *copy = (uint8_t *)((uintptr_t)vector << 12);

	if (page_reserve((uintptr_t)copy, PAGE_SIZE) < 0)
		return NULL;
	memset(copy, 0, PAGE_SIZE);
	memcpy(copy, page, CAP);
	((struct capture *)(copy + CAP))->what = capture()->what;
	return (volatile struct capture *)(copy + CAP);
}

void stub_copy_release(uint8_t vector)
{
	page_unreserve((paddr_t)vector << 12, PAGE_SIZE);
}

unsigned int stub_add_msr(uint32_t msr)
{
	volatile struct capture *c = capture();

	if (c->nr_msrs == NR_MSRS)
		ERROR("the stub has room for %d MSRs", NR_MSRS);
	c->msrs[c->nr_msrs].index = msr;
	return c->nr_msrs++;
}

void send_init(void)
{
	apic_ipi((uint32_t)arch_cpu_hwid(AP), APIC_ICR_INIT | APIC_ICR_ASSERT);
}

void send_startup(uint8_t vector)
{
	apic_ipi((uint32_t)arch_cpu_hwid(AP),
		 APIC_ICR_STARTUP | APIC_ICR_ASSERT | APIC_ICR_VECTOR(vector));
}

struct wait {
	volatile uint32_t *word;
	uint32_t value;
};

static bool reached(void *arg)
{
	struct wait *w = arg;

	return *w->word >= w->value;
}

bool wait_for(volatile uint32_t *word, uint32_t value)
{
	struct wait w = { word, value };

	return wait_until(reached, &w, PATIENCE_US);
}

void ap_reset(void)
{
	send_init();
	smp_restart(AP);
}

void ap_run(void (*fn)(void *), volatile uint32_t *ready)
{
	*ready = 0;
	on_cpu_start(AP, fn, (void *)(uintptr_t)ready);
	if (wait_for(ready, 1))
		return;
	ap_reset(); /* nobody else could end its job */
	ERROR("CPU %d did not get ready", AP);
}

void ap_started(void)
{
	ASSERT_TRUE(wait_for(&capture()->stage, 1));
}

void ap_capture(void)
{
	ap_reset();
	delay_us(200);
	send_startup(stub_vector());
	ap_started();
}

void ap_command(uint32_t command)
{
	uint32_t stage = capture()->stage;

	capture()->command = command;
	ASSERT_TRUE(wait_for(&capture()->stage, stage + 1));
}

static void unmap_code(uintptr_t unused)
{
	(void)unused;
	arch_map(page, (uintptr_t)page, PAGE_SIZE, MAP_READ | MAP_WRITE);
}

void ap_long_mode(void)
{
	struct capture *c = (struct capture *)(page + CAP);

	ASSERT_EQ(arch_map(page, (uintptr_t)page, PAGE_SIZE,
			   MAP_READ | MAP_WRITE | MAP_EXEC),
		  0);
	test_defer(unmap_code, 0);
	c->long_cr3 = (uint32_t)read_cr3();
	c->long_efer = (uint32_t)rdmsr(MSR_IA32_EFER) & ~(uint32_t)EFER_LMA;
	c->long_ip =
		(uint32_t)(uintptr_t)page + (uint32_t)(ap_stub_long - ap_stub);
	c->long_cs = 16;
	ap_command(COMMAND_LONG);
}

void ap_spin(void *arg)
{
	volatile uint32_t *ready = arg;

	cli();
	*ready = 1;
	for (;;)
		cpu_relax();
}
