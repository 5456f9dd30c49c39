/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a guest pays for: calls, accesses to devices in the kernel and in the
 * VMM, interrupts from one CPU to another, timers. Measured, not judged; that
 * each arrives is.
 */
#include <arm/gic.h>
#include <arm/psci.h>
#include <arm/timer.h>

#include <arch/io.h>
#include <arch/irq.h>
#include <clock.h>
#include <dev/fdt.h>
#include <mm/vmap.h>
#include <smp.h>
#include <test/test.h>

TEST_SUITE("micro-bench", .summary = "times of exits and interrupts",
	   .needs = NEEDS(&arm_gic));

static void hypercall(void *arg)
{
	(void)arg;
	smccc(0x8400053f, 0, 0, 0);
}

BENCH(hypercall, "a call of an unknown function")
{
	EXPECT_EQ((int)smccc(0x8400053f, 0, 0, 0), PSCI_NOT_SUPPORTED);
	EXPECT_GT(bench_run(NULL, hypercall, NULL), 0);
}

static void read_word(void *arg)
{
	mmio_read32(arg);
}

BENCH(mmio_kernel, "a read of GICD_IIDR, a device of the kernel's under KVM")
{
	EXPECT_GT(bench_run(NULL, read_word, gic_dist() + GICD_IIDR), 0);
}

/* Linux, bindings/virtio/mmio.yaml; DeviceID is at 8. */
BENCH(mmio_vmm, "a read of a virtio-mmio register, a device of the VMM's")
{
	const struct fdt *fdt = fdt_system();
	int node = fdt ? fdt_find(fdt, FDT_NONE, "virtio,mmio") : -1;
	uint64_t address, bytes;
	char *regs;

	if (node < 0 || fdt_reg(fdt, node, 0, &address, &bytes) != 0)
		SKIP("the device tree has no virtio,mmio");
	regs = vmap_io(address, (size_t)bytes);
	EXPECT_EQ(mmio_read32(regs), 0x74726976);
	EXPECT_GT(bench_run(NULL, read_word, regs + 8), 0);
}

static void end_spurious(void *arg)
{
	(void)arg;
	gic_eoi(GIC_SPURIOUS);
}

BENCH(eoi, "the end of an interrupt that there was not")
{
	EXPECT_GT(bench_run(NULL, end_spurious, NULL), 0);
}

/* ------------------------------------------------------------------ SGIs -- */

enum {
	SGI = 2
};

static struct {
	unsigned int taken, ready;
	volatile bool stop;
} target;

static void take(uint32_t iar, void *arg)
{
	(void)iar;
	(void)arg;
	__atomic_fetch_add(&target.taken, 1, __ATOMIC_SEQ_CST);
}

static void be_target(void *arg)
{
	(void)arg;
	gic_enable(SGI);
	irq_enable();
	__atomic_store_n(&target.ready, 1, __ATOMIC_SEQ_CST);
	while (!target.stop)
		cpu_relax();
	irq_disable();
}

static bool one_more(void *arg)
{
	return __atomic_load_n(&target.taken, __ATOMIC_SEQ_CST) !=
	       *(unsigned int *)arg;
}

static void send_and_wait(void *arg)
{
	unsigned int before = __atomic_load_n(&target.taken, __ATOMIC_SEQ_CST);

	(void)arg;
	gic_send(SGI, 1);
	ASSERT_TRUE(wait_until(one_more, &before, 1000000));
}

static void stop_target(bool stop)
{
	target.stop = stop;
}

BENCH(sgi, "an interrupt to another CPU, until it has been taken",
      .needs = NEEDS(&smp_2_cpus))
{
	uint64_t sent;

	target.taken = target.ready = 0;
	target.stop = false;
	test_defer(stop_target, true);
	gic_handle(SGI, take, NULL);
	on_cpu_start(1, be_target, NULL);
	while (!__atomic_load_n(&target.ready, __ATOMIC_SEQ_CST))
		cpu_relax();
	sent = bench_run(NULL, send_and_wait, NULL);
	target.stop = true;
	on_cpu_wait(1);
	EXPECT_EQ(target.taken, sent);
}

/* ---------------------------------------------------------------- timers -- */

static volatile unsigned int nr_ticks;

static void tick(uint32_t iar, void *arg)
{
	(void)iar;
	(void)arg;
	timer_physical.set_ctl(0);
	nr_ticks++;
}

static void one_shot(void *arg)
{
	unsigned int before = nr_ticks;

	(void)arg;
	timer_physical.set_tval(ns_to_ticks(100000));
	timer_physical.set_ctl(TIMER_ENABLE);
	while (nr_ticks == before)
		cpu_relax();
}

BENCH(timer, "a timer of 100 us, until its interrupt has been taken")
{
	uint64_t armed;

	nr_ticks = 0;
	gic_handle(timer_intid(&timer_physical), tick, NULL);
	gic_enable(timer_intid(&timer_physical));
	irq_enable();
	armed = bench_run(NULL, one_shot, NULL);
	irq_disable();
	EXPECT_EQ(nr_ticks, armed);
}
