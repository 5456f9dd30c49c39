/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The commands of the ITS: IHI 0069, 5.3. */
#include <arm/its.h>

#include <arch.h>
#include <arch/io.h>
#include <arm/cpu.h>
#include <arm/gic.h>
#include <arm/its_state.h>
#include <clock.h>
#include <mm/page.h>
#include <string.h>
#include <test/test.h>

enum {
	WAIT_US = 1000000
};

uint64_t *its_queue(void)
{
	return its.queue;
}

static bool is_done(void *unused)
{
	(void)unused;
	return mmio_read64(its.frame + GITS_CREADR) ==
	       mmio_read64(its.frame + GITS_CWRITER);
}

bool its_wait(void)
{
	return wait_until(is_done, NULL, WAIT_US);
}

static void post(uint64_t dw0, uint64_t dw1, uint64_t dw2, uint64_t dw3)
{
	uint64_t offset = mmio_read64(its.frame + GITS_CWRITER);
	uint64_t *command = its.queue + offset / sizeof(uint64_t);

	command[0] = dw0;
	command[1] = dw1;
	command[2] = dw2;
	command[3] = dw3;
	dsb();
	mmio_write64(its.frame + GITS_CWRITER,
		     (offset + ITS_COMMAND_BYTES) % ITS_QUEUE_BYTES);
	if (!its_wait())
		ERROR("the ITS does not take command 0x%x",
		      (unsigned int)dw0 & 0xff);
}

void its_command(uint64_t dw0, uint64_t dw1, uint64_t dw2)
{
	post(dw0, dw1, dw2, 0);
}

/* GITS_TYPER.PTA: the address of the redistributor, or its number. */
uint64_t its_rdbase(unsigned int cpu)
{
	uint8_t *frame = gic_redist(cpu);
	paddr_t address = 0;

	if (its_typer() >> 19 & 1) {
		arch_translate(frame, &address);
		return address;
	}
	return (uint64_t)(mmio_read32(frame + GICR_TYPER) >> 8 & 0xffff) << 16;
}

void its_sync(unsigned int cpu)
{
	its_command(ITS_SYNC, 0, its_rdbase(cpu));
}

static void sync_all(void)
{
	for (unsigned int i = 0; i < cpu_count(); i++)
		its_sync(i);
}

void its_map_device(uint32_t device)
{
	uint8_t *itt = its.itts + ITT_BYTES * its.nr_itts;

	if (its.nr_itts++ >= NR_ITTS)
		ERROR("more than %d devices", NR_ITTS);
	memset(itt, 0, ITT_BYTES);
	its_command(ITS_MAPD | (uint64_t)device << 32, ITS_EVENT_BITS - 1,
		    ITS_VALID | virt_to_phys(itt));
}

/* GITS_TYPER.ITT_entry_size: 12.19.9 */
const uint8_t *its_tail(unsigned int *bytes)
{
	unsigned int entry = (unsigned int)(its_typer() >> 4 & 0xf) + 1;
	unsigned int used = entry << ITS_EVENT_BITS;

	*bytes = ITT_BYTES - used;
	return its.itts + ITT_BYTES * (its.nr_itts - 1) + used;
}

void its_unmap_device(uint32_t device)
{
	its_command(ITS_MAPD | (uint64_t)device << 32, 0, 0);
	sync_all();
}

void its_map_collection(unsigned int collection, unsigned int cpu)
{
	its_command(ITS_MAPC, 0, ITS_VALID | its_rdbase(cpu) | collection);
	its_sync(cpu);
}

void its_unmap_collection(unsigned int collection)
{
	its_command(ITS_MAPC, 0, collection);
	sync_all();
}

void its_map(uint32_t device, uint32_t event, uint32_t lpi,
	     unsigned int collection)
{
	its_command(ITS_MAPTI | (uint64_t)device << 32,
		    (uint64_t)lpi << 32 | event, collection);
	sync_all();
}

static void simple(unsigned int command, uint32_t device, uint32_t event)
{
	its_command(command | (uint64_t)device << 32, event, 0);
	sync_all();
}

void its_int(uint32_t device, uint32_t event)
{
	simple(ITS_INT, device, event);
}

void its_clear(uint32_t device, uint32_t event)
{
	simple(ITS_CLEAR, device, event);
}

void its_discard(uint32_t device, uint32_t event)
{
	simple(ITS_DISCARD, device, event);
}

void its_inv(uint32_t device, uint32_t event)
{
	simple(ITS_INV, device, event);
}

void its_invall(unsigned int collection)
{
	its_command(ITS_INVALL, 0, collection);
	sync_all();
}

void its_movi(uint32_t device, uint32_t event, unsigned int collection)
{
	its_command(ITS_MOVI | (uint64_t)device << 32, event, collection);
	sync_all();
}

void its_movall(unsigned int from, unsigned int to)
{
	post(ITS_MOVALL, 0, its_rdbase(from), its_rdbase(to));
	sync_all();
}
