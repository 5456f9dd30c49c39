/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes down what a CPU and the board are like, before the library changes it. */
#include "suite.h"

#include <arch/barrier.h>
#include <arm/insn.h>
#include <arm/psci.h>
#include <clock.h>
#include <dev/fdt.h>
#include <smp.h>
#include <string.h>

#define MAGIC 0x7265736574737461ull

struct boot reset_state_now;
static struct boot first __attribute__((section(".bss.cpu")));
static struct boot after __attribute__((section(".bss.cpu")));
static bool looked;

extern const char reset_state_entry[];

static void flush(const void *start, size_t bytes)
{
	for (size_t i = 0; i < bytes; i += 16)
		cache_flush_line((const char *)start + i);
}

const struct boot *reset_state_first(void)
{
	if (after.magic != MAGIC)
		SKIP("this boot is the first one: case spoilt was left out");
	return &first;
}

const struct boot *reset_state_after(void)
{
	return &after;
}

/* Of a first boot the memory holds neither. */
static void keep(struct boot *boot)
{
	*boot = reset_state_now;
	boot->magic = MAGIC;
	flush(boot, sizeof(*boot));
}

/* S3_0_C0_C1_0 to C7_7, and those that have names of their own */
static void look_at_ids(uint64_t *ids)
{
	for (unsigned int i = 0; i < 56; i++) {
		uint32_t reg = A64_REG(3, 0, 0, 1 + i / 8, i % 8);
		struct insn_outcome o = insn_run1(A64_MRS(reg, 0), false);

		*ids++ = o.finished ? o.frame.x[0] : 0xdead;
	}
	*ids++ = read_sysreg(revidr_el1);
	*ids++ = read_sysreg(aidr_el1);
	*ids++ = read_sysreg(ctr_el0);
	*ids++ = read_sysreg(dczid_el0);
	*ids++ = read_sysreg(clidr_el1);
	*ids++ = read_sysreg(midr_el1);
}

static void look_at_boot_cpu(struct raw *r)
{
	/* clang-format off: no semicolons */
#define TAKE(name, value) r->name = read_sysreg(name);
	RESET_LEFT(TAKE)
	RESET_READ(TAKE)
	/* clang-format on */
	r->daif = 0; /* it is what the harness makes it */
}

static bool is_off(void *arg)
{
	uint64_t hwid = arch_cpu_hwid(*(unsigned int *)arg);

	return psci_call(PSCI_AFFINITY_INFO, hwid, 0, 0) == 1;
}

static bool is_complete(void *arg)
{
	flush(arg, sizeof(struct raw));
	return *(volatile uint64_t *)&((struct raw *)arg)->complete == 1;
}

void look_at_other(unsigned int cpu, struct raw *r)
{
	const struct fdt *fdt = fdt_system();
	const char *method =
		fdt ? fdt_string(fdt, fdt_path(fdt, "/psci"), "method") : NULL;

	memset(r, 0x5a, sizeof(*r));
	r->smc = method && strcmp(method, "smc") == 0;
	flush(r, sizeof(*r));
	psci_call(PSCI_CPU_ON, arch_cpu_hwid(cpu),
		  virt_to_phys(reset_state_entry), virt_to_phys(r));
	if (!wait_until(is_complete, r, 4000000) ||
	    !wait_until(is_off, &cpu, 4000000))
		ERROR("CPU %u does not run, or does not go off", cpu);
}

void reset_state_look(void)
{
	if (looked)
		return;
	looked = true;
	look_at_boot_cpu(&reset_state_now.boot_cpu);
	look_at_ids(reset_state_now.ids);
	look_at_devices(&reset_state_now);
	for (unsigned int cpu = 1; cpu < cpu_count() && cpu < RESET_CPUS; cpu++)
		look_at_other(cpu, &reset_state_now.other[cpu]);
	if (first.magic == MAGIC && after.magic != MAGIC)
		keep(&after);
}

/* ---------------------------------------------------------------- reset ---- */

RESET_STATE_SUITE;

static __attribute__((noreturn)) void reset(void)
{
	psci_call(PSCI_SYSTEM_RESET, 0, 0, 0);
	for (;;)
		cpu_relax();
}

void reset_state_done(void)
{
	test_ends();
	reset();
}

void spoil_registers(void)
{
	write_sysreg(oslar_el1, 0);
	/* clang-format off: no semicolons */
#define SPOIL(name, value) write_sysreg(name, value);
	RESET_LEFT(SPOIL)
	/* clang-format on */
	write_sysreg(cpacr_el1, CPACR_FPEN);
	isb();
	write_sysreg(fpcr, 0x07c00000);
	write_sysreg(fpsr, 0x0800009f);
}

/* What kept its value would not be noticed when a reset does nothing. */
static void check_spoilt(void)
{
	const struct raw *was = &reset_state_now.boot_cpu;
	struct raw r;

	look_at_boot_cpu(&r);
	if (r.ttbr1_el1 == was->ttbr1_el1 || r.tpidr_el0 == was->tpidr_el0 ||
	    (r.cntv_ctl_el0 & r.cntp_ctl_el0 & 3) != 3 ||
	    !(r.dbgbcr0_el1 & r.dbgwcr0_el1 & r.pmcr_el0 & 1) ||
	    !r.pmcntenset_el0 || !r.pmintenset_el1 || !r.pmuserenr_el0 ||
	    r.oslsr_el1 & 2)
		ERROR("CPU %u does not take what is written", cpu_this());
}

/* Stays on, for a CPU that is off has nothing to be reset. */
static void spoil_cpu(void *arg)
{
	mask_interrupts();
	spoil_registers();
	check_spoilt();
	__atomic_fetch_add((unsigned int *)arg, 1, __ATOMIC_RELEASE);
	for (;;)
		cpu_relax();
}

static bool all_spoilt(void *arg)
{
	return __atomic_load_n((unsigned int *)arg, __ATOMIC_ACQUIRE) ==
	       cpu_count() - 1;
}

/* Comes first: what the cases after it are about. */
TEST(spoilt, "is reset with all of it changed", .ends = ENDS_REBOOT,
     .needs = NEEDS(&smp_2_cpus))
{
	static unsigned int nr_spoilt;

	test_ends(); /* before CPUs begin what does not end otherwise */
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		on_cpu_start(cpu, spoil_cpu, &nr_spoilt);
	if (!wait_until(all_spoilt, &nr_spoilt, 4000000))
		ERROR("%u CPUs have not got there", nr_spoilt);
	spoil_devices();
	spoil_registers();
	check_spoilt();
	keep(&first);
	reset();
}
