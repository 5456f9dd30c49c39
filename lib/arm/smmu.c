/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arm/smmu.h>

#include <arch/barrier.h>
#include <arch/io.h>
#include <arm/gic.h>
#include <arm/machine.h>
#include <clock.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>
#include <test/test.h>

enum {
	COMMAND_WORDS = 2,
	STE_WORDS = 8,
	WAIT_US = 1000000,
	CFGI_ALL_RANGE = 31,
};

/* 6.3.11: tables and queues are inner shareable, write-back memory. */
#define CR1_ATTRIBUTES 0xd75u

static struct {
	uint8_t *frame;
	uint8_t *pool;
	size_t used;
	uint64_t *streams, *commands;
	struct smmu_event *events;
	unsigned int commands_log2, events_log2;
} smmu;

static bool probe(void)
{
	struct machine_smmu found;

	return machine()->smmu(&found);
}

const struct feature arm_smmu = { "SMMUv3",
				  "device tree: arm,smmu-v3, ACPI: IORT",
				  probe };

static uint8_t *frame(void)
{
	struct machine_smmu found;

	if (smmu.frame)
		return smmu.frame;
	if (!machine()->smmu(&found))
		ERROR("%s does not say where the SMMU is", machine()->name);
	smmu.frame = vmap_io(found.start, (size_t)found.bytes);
	return smmu.frame;
}

uint32_t smmu_read(enum smmu_reg reg)
{
	return mmio_read32(frame() + reg);
}

void smmu_write(enum smmu_reg reg, uint32_t value)
{
	mb();
	mmio_write32(frame() + reg, value);
}

uint64_t smmu_base_read(enum smmu_reg reg)
{
	return mmio_read64(frame() + reg);
}

void smmu_base_write(enum smmu_reg reg, uint64_t value)
{
	mb();
	mmio_write64(frame() + reg, value);
}

static bool is_acknowledged(void *cr0)
{
	return smmu_read(SMMU_CR0ACK) == *(uint32_t *)cr0;
}

void smmu_enable(uint32_t cr0)
{
	smmu_write(SMMU_CR0, cr0);
	if (!wait_until(is_acknowledged, &cr0, WAIT_US))
		ERROR("CR0ACK is 0x%x, not CR0", smmu_read(SMMU_CR0ACK));
}

unsigned int smmu_intid(enum machine_smmu_line line)
{
	struct machine_smmu found;

	if (!machine()->smmu(&found) || !found.intid[line])
		SKIP("the SMMU has no interrupt %u", line);
	gic_set_edge(found.intid[line], true);
	return found.intid[line];
}

/* -------------------------------------------------------------- beginning -- */

void *smmu_alloc(size_t bytes, size_t align)
{
	size_t start = (smmu.used + align - 1) & ~(align - 1);

	if (start + bytes > SMMU_POOL_BYTES)
		ERROR("no memory for tables of the SMMU");
	smmu.used = start + bytes;
	return smmu.pool + start;
}

static void begin_pool(void)
{
	unsigned int order = 0;

	while ((PAGE_SIZE << order) < SMMU_POOL_BYTES)
		order++;
	if (!smmu.pool)
		smmu.pool = page_alloc(order, PAGE_ZERO);
	memset(smmu.pool, 0, smmu.used);
	smmu.used = 0;
}

/* What was reported and not acknowledged would keep commands from being taken. */
static void stop(uintptr_t unused)
{
	(void)unused;
	smmu_enable(0);
	smmu_write(SMMU_IRQ_CTRL, 0);
	smmu_write(SMMU_GERRORN, smmu_read(SMMU_GERROR));
}

void smmu_start(void)
{
	stop(0);
	test_defer(stop, 0);
	begin_pool();
	smmu_write(SMMU_CR1, CR1_ATTRIBUTES);
	smmu.streams = smmu_alloc(64u << SMMU_SID_BITS, 64u << SMMU_SID_BITS);
	smmu_base_write(SMMU_STRTAB_BASE, virt_to_phys(smmu.streams));
	smmu_write(SMMU_STRTAB_BASE_CFG, SMMU_SID_BITS);
	smmu_queue(SMMU_CMDQ_LOG2);
	smmu_event_queue(SMMU_EVENTQ_LOG2);
	smmu_enable(SMMU_CR0_CMDQEN);
	smmu_enable(SMMU_CR0_CMDQEN | SMMU_CR0_EVENTQEN);
	smmu_forget_config();
	smmu_forget_tlb();
	smmu_enable(SMMU_CR0_ALL);
}

/* --------------------------------------------------------------- commands -- */

void smmu_queue(unsigned int log2)
{
	const size_t bytes = (size_t)16 << log2;

	smmu.commands_log2 = log2;
	smmu.commands = smmu_alloc(bytes, bytes < 32 ? 32 : bytes);
	smmu_base_write(SMMU_CMDQ_BASE, virt_to_phys(smmu.commands) | log2);
	smmu_write(SMMU_CMDQ_PROD, 0);
	smmu_write(SMMU_CMDQ_CONS, 0);
}

uint64_t *smmu_commands(void)
{
	return smmu.commands;
}

void smmu_post(uint64_t dw0, uint64_t dw1)
{
	const uint32_t wrap = (2u << smmu.commands_log2) - 1;
	uint32_t prod = smmu_read(SMMU_CMDQ_PROD);
	uint64_t *command = smmu.commands + COMMAND_WORDS * (prod & wrap >> 1);

	command[0] = dw0;
	command[1] = dw1;
	smmu_write(SMMU_CMDQ_PROD, (prod + 1) & wrap);
}

static bool is_taken(void *unused)
{
	(void)unused;
	return (smmu_read(SMMU_CMDQ_CONS) & 0xfffff) ==
	       smmu_read(SMMU_CMDQ_PROD);
}

bool smmu_wait(void)
{
	return wait_until(is_taken, NULL, WAIT_US);
}

void smmu_command(uint64_t dw0, uint64_t dw1)
{
	smmu_post(dw0, dw1);
	if (smmu_wait())
		smmu_post(SMMU_SYNC, 0);
	if (!smmu_wait())
		ERROR("the SMMU does not take command 0x%x",
		      (unsigned int)dw0 & 0xff);
}

void smmu_forget_config(void)
{
	smmu_command(SMMU_CFGI_STE_RANGE, CFGI_ALL_RANGE);
}

void smmu_forget_tlb(void)
{
	smmu_command(SMMU_TLBI_NSNH_ALL, 0);
}

/* ----------------------------------------------------------------- events -- */

void smmu_event_queue(unsigned int log2)
{
	const size_t bytes = sizeof(struct smmu_event) << log2;

	smmu.events_log2 = log2;
	smmu.events = smmu_alloc(bytes, bytes);
	smmu_base_write(SMMU_EVENTQ_BASE, virt_to_phys(smmu.events) | log2);
	smmu_write(SMMU_EVENTQ_PROD, 0);
	smmu_write(SMMU_EVENTQ_CONS, 0);
}

struct smmu_event *smmu_events(void)
{
	return smmu.events;
}

static uint32_t events_mask(void)
{
	return (2u << smmu.events_log2) - 1;
}

static unsigned int count(void)
{
	return (smmu_read(SMMU_EVENTQ_PROD) - smmu_read(SMMU_EVENTQ_CONS)) &
	       events_mask();
}

/* 4.7.3: events of what came before a SYNC can be seen when it is complete. */
unsigned int smmu_nr_events(void)
{
	smmu_post(SMMU_SYNC, 0);
	if (!smmu_wait())
		ERROR("the SMMU does not take SYNC");
	return count();
}

static bool is_there(void *unused)
{
	(void)unused;
	return count() != 0;
}

bool smmu_take_event(struct smmu_event *event)
{
	uint32_t cons = smmu_read(SMMU_EVENTQ_CONS);

	if (!wait_until(is_there, NULL, WAIT_US))
		return false;
	mb();
	*event = smmu.events[cons & events_mask() >> 1];
	smmu_write(SMMU_EVENTQ_CONS, (cons + 1) & events_mask());
	return true;
}

/* ---------------------------------------------------------------- streams -- */

uint64_t *smmu_ste(uint32_t sid)
{
	return smmu.streams + (size_t)STE_WORDS * sid;
}

void smmu_set_ste(uint32_t sid, uint64_t dw0)
{
	smmu_ste(sid)[0] = dw0;
	smmu_command(SMMU_CFGI_STE | SMMU_COMMAND_SID(sid), 1);
}
