/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SGIs as each version of the GIC sends them: one by one, by a list, to all. */
#include "senders.h"

#include <arch.h>
#include <arch/io.h>
#include <arm/cpu.h>
#include <arm/gic.h>
#include <arm/icc.h>
#include <smp.h>

bool is_self(unsigned int from, unsigned int to)
{
	return from == to;
}

bool is_other(unsigned int from, unsigned int to)
{
	return from != to;
}

bool is_odd_one(unsigned int from, unsigned int to)
{
	return (from ^ to) & 1;
}

bool is_any(unsigned int from, unsigned int to)
{
	(void)from;
	(void)to;
	return true;
}

bool is_none(unsigned int from, unsigned int to)
{
	(void)from;
	(void)to;
	return false;
}

void send_self(const struct row *r, unsigned int sgi)
{
	(void)r;
	if (gic_version() == 2)
		mmio_write32(gic_dist() + GICD_SGIR, GICD_SGIR_SELF | sgi);
	else
		gic_send(sgi, cpu_this());
}

void send_others(const struct row *r, unsigned int sgi)
{
	(void)r;
	gic_send_others(sgi);
}

void send_single(const struct row *r, unsigned int sgi)
{
	for (unsigned int i = 0; i < cpu_count(); i++)
		if (r->wanted(cpu_this(), i))
			gic_send(sgi, i);
}

/* The fields of ICC_SGI1R_EL1 that say which 16 CPUs the list is of. */
static uint64_t cluster(unsigned int cpu)
{
	uint64_t mpidr = arch_cpu_hwid(cpu);

	return (mpidr >> 32 & 0xff) << 48 | (mpidr >> 16 & 0xff) << 32 |
	       (mpidr >> 8 & 0xff) << 16 | (mpidr >> 4 & 0xf) << 44;
}

static void send_to_cluster(const struct row *r, unsigned int sgi,
			    uint64_t fields)
{
	uint64_t list = 0;

	for (unsigned int i = 0; i < cpu_count(); i++)
		if (cluster(i) == fields && r->wanted(cpu_this(), i))
			list |= 1u << (arch_cpu_hwid(i) & 0xf);
	icc_sgi1r(fields | (uint64_t)sgi << 24 | list);
}

/* One write for all of them, or for all of each cluster. */
void send_list(const struct row *r, unsigned int sgi)
{
	uint32_t list = 0;

	for (unsigned int i = 0; i < cpu_count(); i++) {
		list |= (uint32_t)r->wanted(cpu_this(), i) << i;
		if (gic_version() > 2 &&
		    (i == 0 || cluster(i) != cluster(i - 1)))
			send_to_cluster(r, sgi, cluster(i));
	}
	if (gic_version() == 2)
		mmio_write32(gic_dist() + GICD_SGIR, list << 16 | sgi);
}
