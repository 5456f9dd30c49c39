/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rate of the TSC, by CPUID or against a clock of known rate. */
#include <x86/tsc.h>

#include <arch.h>
#include <arch/barrier.h>
#include <arch/irq.h>
#include <dev/acpi.h>
#include <x86/cpu.h>
#include <x86/devices.h>
#include <x86/irq/apic.h>
#include <x86/pio.h>

#define CPUID_1_ECX_HYPERVISOR (1u << 31)
#define CPUID_HYPERVISOR       0x40000000u
#define CPUID_TIMING	       0x40000010u /* EAX: TSC in kHz */
#define CPUID_TSC	       0x15u

/* No processor's TSC is outside of this. */
#define CREDIBLE_MIN_HZ 100000000ull
#define CREDIBLE_MAX_HZ 10000000000ull

/* Each edge is read so often, and the tightest reading counts. */
enum {
	SAMPLES = 4
};
#define MEASURE_US 500u

static uint64_t credible(uint64_t hz)
{
	return hz >= CREDIBLE_MIN_HZ && hz <= CREDIBLE_MAX_HZ ? hz : 0;
}

/* --------------------------------------------------------------- CPUID ---- */

static uint64_t from_cpuid_15(unsigned int us)
{
	struct cpuid c;

	(void)us; /* nothing is measured */
	if (cpuid_max(0) < CPUID_TSC)
		return 0;
	c = cpuid(CPUID_TSC, 0);
	if (!c.a || !c.b || !c.c)
		return 0;
	return credible((uint64_t)c.c * c.b / c.a);
}

static bool under_hypervisor(void)
{
	return cpuid(1, 0).c & CPUID_1_ECX_HYPERVISOR;
}

static uint64_t from_cpuid_40000010(unsigned int us)
{
	(void)us;
	if (!under_hypervisor() || cpuid(CPUID_HYPERVISOR, 0).a < CPUID_TIMING)
		return 0;
	return credible((uint64_t)cpuid(CPUID_TIMING, 0).a * 1000);
}

/* ------------------------------------------------------------ measured ---- */

/* A counter of known rate that goes up and wraps at its width. */
struct reference {
	uint32_t (*read)(void);
	uint32_t hz;
	uint32_t mask;
};

/* One reading of both clocks: the TSC's is the middle of @width ticks. */
struct pair {
	uint64_t tsc, width;
	uint32_t count;
};

static struct pair read_pair(const struct reference *ref)
{
	struct pair best = { .width = UINT64_MAX };

	for (unsigned int i = 0; i < SAMPLES; i++) {
		uint64_t before = rdtsc();
		uint32_t count = ref->read();
		uint64_t after = rdtsc();

		/* whoever was descheduled between the two shows here */
		if (after - before < best.width)
			best = (struct pair){ .tsc = before +
						     (after - before) / 2,
					      .width = after - before,
					      .count = count };
	}
	return best;
}

/* Reads after which a counter that has not moved is taken to stand still. */
#define STUCK_READS 200

static bool wait_for(const struct reference *ref, uint32_t start,
		     uint32_t ticks)
{
	unsigned int same = 0;
	uint32_t gone;

	while ((gone = (ref->read() - start) & ref->mask) < ticks) {
		if (gone == 0 && ++same == STUCK_READS)
			return false;
		cpu_relax();
	}
	return true;
}

/*
 * Whether both readings are tight enough: 0.4 % for the library's clock, 0.025 %
 * where a caller gives it time.
 */
static bool precise(const struct pair *start, const struct pair *end,
		    unsigned int us)
{
	uint64_t error = start->width / 2 + end->width / 2;

	return error <= (end->tsc - start->tsc) / (us >= 10000 ? 4000 : 250);
}

/* On a busy host even the best reading may be wide: then for longer. */
static bool measure_pairs(const struct reference *ref, unsigned int us,
			  struct pair *start, struct pair *end)
{
	uint32_t ticks = (uint32_t)((uint64_t)ref->hz * us / 1000000);
	uint32_t most = ref->hz / 50; /* 20 ms */

	*start = read_pair(ref);
	for (;; ticks *= 2) {
		if (!wait_for(ref, start->count, ticks))
			return false;
		*end = read_pair(ref);
		if (ticks >= most || precise(start, end, us))
			return true;
	}
}

static uint64_t measure(const struct reference *ref, unsigned int us)
{
	unsigned long flags = irq_save();
	struct pair start, end;
	bool moves = measure_pairs(ref, us, &start, &end);
	uint32_t elapsed;

	irq_restore(flags);
	if (!moves)
		return 0;
	elapsed = (end.count - start.count) & ref->mask;
	if (!elapsed || end.tsc <= start.tsc)
		return 0;
	return credible((end.tsc - start.tsc) * ref->hz / elapsed);
}

/* ACPI PM timer */

static uint64_t from_pm_timer(unsigned int us)
{
	struct reference ref = { .read = pm_timer_read,
				 .hz = ACPI_PM_TIMER_HZ,
				 .mask = 0xffffff };

	if (!pm_timer_present())
		return 0;
	pm_timer_read();
	return measure(&ref, us);
}

/* 8254 channel 2: data sheet 231164; port 0x61 bit 0 is its gate */

enum {
	PIT_CHANNEL2 = 0x42,
	PIT_CONTROL = 0x43,
	PIT_CH2_LATCH = 0x80,
	PIT_CH2_MODE0 = 0xb0, /* count down once, low byte first */
	PORT_B = 0x61,
	PORT_B_GATE2 = 0x01,
	PORT_B_SPEAKER = 0x02,
};

/* Down to up: from 0xffff, far longer than MEASURE_US. */
static uint32_t pit_read(void)
{
	uint16_t count;

	outb(PIT_CH2_LATCH, PIT_CONTROL);
	count = inb(PIT_CHANNEL2);
	count |= (uint16_t)(inb(PIT_CHANNEL2) << 8);
	return (uint16_t)~count;
}

static uint64_t from_pit(unsigned int us)
{
	struct reference ref = { .read = pit_read,
				 .hz = PIT_HZ,
				 .mask = 0xffff };
	uint8_t port_b = inb(PORT_B);
	uint64_t hz;

	outb((uint8_t)((port_b & ~PORT_B_SPEAKER) | PORT_B_GATE2), PORT_B);
	outb(PIT_CH2_MODE0, PIT_CONTROL);
	outb(0xff, PIT_CHANNEL2);
	outb(0xff, PIT_CHANNEL2);
	hz = measure(&ref, us);
	outb(port_b, PORT_B);
	return hz;
}

/* Local APIC timer */

static uint32_t apic_timer_read(void)
{
	return UINT32_MAX - apic_read(APIC_TMCCT);
}

/* Only these two promise a rate: their timer's "bus" has 1 GHz. */
static bool apic_timer_known(void)
{
	struct cpuid c = cpuid(CPUID_HYPERVISOR, 0);
	bool kvm = c.b == 0x4b4d564b && c.c == 0x564b4d56 && c.d == 0x4d;
	bool tcg = c.b == 0x54474354 && c.c == 0x43544743 && c.d == 0x47435447;

	return under_hypervisor() && (kvm || tcg) && apic_mode() != APIC_OFF;
}

static uint64_t from_apic_timer(unsigned int us)
{
	struct reference ref = { .read = apic_timer_read,
				 .hz = 1000000000,
				 .mask = UINT32_MAX };
	uint32_t lvtt, tdcr;
	uint64_t hz;

	if (!apic_timer_known() || apic_read(APIC_TMICT))
		return 0;
	lvtt = apic_read(APIC_LVTT);
	tdcr = apic_read(APIC_TDCR);
	apic_write(APIC_LVTT, APIC_LVT_MASKED | APIC_LVTT_ONESHOT);
	apic_write(APIC_TDCR, APIC_TDCR_DIV1);
	apic_write(APIC_TMICT, UINT32_MAX);
	hz = measure(&ref, us);
	apic_write(APIC_TMICT, 0);
	apic_write(APIC_TDCR, tdcr);
	apic_write(APIC_LVTT, lvtt);
	return hz;
}

/* ----------------------------------------------------------- selection ---- */

static const struct {
	const char *name;
	uint64_t (*hz)(unsigned int us);
} sources[] = {
	[TSC_FROM_CPUID_15] = { "CPUID.15H", from_cpuid_15 },
	[TSC_FROM_CPUID_40000010] = { "CPUID.40000010H", from_cpuid_40000010 },
	[TSC_FROM_PM_TIMER] = { "ACPI PM timer", from_pm_timer },
	[TSC_FROM_PIT] = { "PIT channel 2", from_pit },
	[TSC_FROM_APIC_TIMER] = { "local APIC timer", from_apic_timer },
	[TSC_UNKNOWN] = { "none", NULL },
};

uint64_t tsc_hz_over(enum tsc_source source, unsigned int us)
{
	return sources[source].hz ? sources[source].hz(us) : 0;
}

uint64_t tsc_hz_from(enum tsc_source source)
{
	return tsc_hz_over(source, MEASURE_US);
}

const char *tsc_source_name(enum tsc_source source)
{
	return sources[source].name;
}
