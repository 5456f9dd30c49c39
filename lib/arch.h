/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The porting contract: every hook that an architecture supplies, described
 * once. docs/porting.md says in which file of a port each one lives; there are
 * no weak symbols, so what a new port lacks is what the linker reports.
 *
 * What a machine cannot do returns -ENOTSUP, and the suites that need it skip.
 */
#ifndef LIB_ARCH_H
#define LIB_ARCH_H

#include <arch/trap.h> /* struct trap_frame, enum trap_cause */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t paddr_t; /* a physical address, on 32-bit targets too */

struct boot_info;
struct trap;

/* ------------------------------------------------------------ boot.c ---- */

enum {
	BOOT_RAM_MAX = 64,	 /* ranges of RAM that are kept */
	BOOT_CMDLINE_MAX = 4096, /* bytes of the command line, with its NUL */
};

/* One range of usable RAM, [start, end), both aligned to pages. */
struct boot_ram {
	paddr_t start;
	paddr_t end;
};

/* What the machine told us at boot, the same shape on every port. */
struct boot_info {
	struct boot_ram ram[BOOT_RAM_MAX]; /* sorted, without overlaps; the
					      image and boot data cut out */
	unsigned int nr_ram;
	char cmdline[BOOT_CMDLINE_MAX];
	paddr_t acpi_rsdp; /* 0: none, or to be searched for */
	paddr_t fdt;	   /* 0: none */
	paddr_t initrd;	   /* 0: none */
	uint64_t initrd_bytes;
	const char *protocol; /* "pvh", "multiboot2", "linux", ... */
};

/*
 * start.S enters boot.c once, on the boot CPU with a stack, cleared .bss and the
 * boot protocol's registers; boot.c ends with a call of lib_main() (lib/main.c).
 */
void lib_main(void) __attribute__((noreturn));

/**
 * arch_boot_info - what the machine told us at boot
 *
 * Filled in before lib_main(); a boot protocol without a usable memory map is
 * a panic with one clear line.
 */
const struct boot_info *arch_boot_info(void);

/* --------------------------------------------------------- console.c ---- */

/**
 * arch_write - send @len bytes to the console, as they are
 *
 * Polled; needs no memory, no interrupts, no locks, and works from the first
 * instruction after start.S. Blocks while the console is busy.
 */
void arch_write(const char *text, size_t len);

/**
 * arch_getc - one byte from the host, or -1 where none has arrived
 */
int arch_getc(void);

/** arch_console_line_mode - bytes outside 0x20..0x7e have to be escaped */
bool arch_console_line_mode(void);

/* ------------------------------------------------------------ trap.c ---- */

/** arch_trap_decode - describe a trap in the terms that every port shares */
void arch_trap_decode(const struct trap_frame *frame, struct trap *trap);

/** arch_trap_print - "# regs" records: the registers of an unexpected trap */
void arch_trap_print(const struct trap_frame *frame);

/**
 * arch_trap_name - the manual's short name of a cause with its error code
 * @text: at least 48 bytes; filled as "#GP(0)" or "synchronous abort 0x..."
 */
void arch_trap_name(char *text, size_t size, enum trap_cause cause,
		    unsigned long error);

/*
 * A place to return to, across any depth of calls and out of a trap, with the
 * registers that the ABI says a call preserves.
 */
struct arch_context; /* <arch/trap.h> */

/**
 * arch_context_save - remember this place
 *
 * Returns 0, and a second time with the value given to arch_context_jump() or
 * arch_frame_jump(), never 0 then. The caller of this must not have returned.
 */
int arch_context_save(struct arch_context *context)
	__attribute__((returns_twice));
void arch_context_jump(struct arch_context *context, int value)
	__attribute__((noreturn));

/**
 * arch_frame_jump - make the return from a trap go to a saved place
 *
 * The return uses the architecture's own instruction, so that what a return
 * from a trap ends (NMI blocking, an exception level) has ended there. CPU
 * modes are put back to those of the kernel.
 */
void arch_frame_jump(struct trap_frame *frame, struct arch_context *context,
		     int value);

/* What a function has pushed: its caller's frame pointer, where it returns to. */
struct stack_record {
	unsigned long fp;
	unsigned long pc;
};

/**
 * arch_stack_record - read the record that a frame pointer leads to
 *
 * false: there is no memory, as stack_read() (lib/trap.h) tells.
 */
bool arch_stack_record(unsigned long fp, struct stack_record *record);

/**
 * arch_image_offset - how far the image is from the addresses in its file
 *
 * 0 on a port whose images do not relocate themselves.
 */
unsigned long arch_image_offset(void);

/** arch_frame_pc, arch_frame_fp - where a trap happened */
unsigned long arch_frame_pc(const struct trap_frame *frame);
unsigned long arch_frame_fp(const struct trap_frame *frame);

/* ------------------------------------------------------------- irq.h ---- */
/*
 * <arch/irq.h>, inline: irq_enable(), irq_disable(), irq_enabled(),
 * unsigned long irq_save(void), irq_restore(unsigned long).
 * <arch/barrier.h>, inline: mb(), rmb(), wmb(), cpu_relax().
 * <arch/io.h>, inline: mmio_read8..64(), mmio_write8..64().
 * <arch/page.h>: PAGE_SHIFT, virt_to_phys(), phys_to_virt().
 */

/* ------------------------------------------------------------- mmu.c ---- */

/* What a mapping allows; a port turns these into its own bits. */
enum map_flags {
	MAP_READ = 1 << 0,
	MAP_WRITE = 1 << 1,
	MAP_EXEC = 1 << 2,
	MAP_USER = 1 << 3,
	MAP_UNCACHED = 1 << 4, /* device memory */
	MAP_KERNEL = MAP_READ | MAP_WRITE | MAP_EXEC,
};

/**
 * arch_map - map pages into the kernel's address space
 * @virt, @phys: aligned to PAGE_SIZE
 * @bytes: a multiple of PAGE_SIZE
 *
 * Replaces what was mapped there and makes the change visible on this CPU.
 * Returns 0; -EINVAL for what the tables cannot hold; -ENOMEM.
 */
int arch_map(void *virt, paddr_t phys, size_t bytes, enum map_flags flags);

/** arch_unmap - take pages away; later accesses trap. Returns 0, -EINVAL. */
int arch_unmap(void *virt, size_t bytes);

/**
 * arch_translate - where a virtual address leads, from the tables
 *
 * Returns 0 and fills in @phys, or -ENOENT.
 */
int arch_translate(const void *virt, paddr_t *phys);

/** arch_mmu_on - switch translation on for this CPU, RAM mapped one to one */
void arch_mmu_on(void);

/** arch_kernel_range - addresses that lib/mm/vmap.c may give out, [start, end) */
void arch_kernel_range(uintptr_t *start, uintptr_t *end);

/* ------------------------------------------------------------- smp.c ---- */

/** arch_cpu_count - CPUs that are present, the boot CPU included; at least 1 */
unsigned int arch_cpu_count(void);

/**
 * arch_cpu_start - start a CPU that is present
 * @index: 1 .. arch_cpu_count() - 1
 *
 * The CPU ends up in smp_cpu_main() (lib/smp.c) with a stack, translation and
 * trap handling as on the boot CPU. Returns 0 once the start was requested,
 * or the machine's refusal as a negative errno.
 */
int arch_cpu_start(unsigned int index);

/** arch_cpu_index - this CPU, 0 .. arch_cpu_count() - 1; valid in any context */
unsigned int arch_cpu_index(void);

/** arch_cpu_hwid - the machine's own number of a CPU: APIC id, MPIDR, hart */
uint64_t arch_cpu_hwid(unsigned int index);

/**
 * arch_cpu_idle - wait for an event or return at once; may return early
 * arch_cpu_wake - end the other CPU's arch_cpu_idle()
 *
 * A wake-up between the check and the wait is not lost.
 */
void arch_cpu_idle(void);
void arch_cpu_wake(unsigned int index);

/* ------------------------------------------------------------ time.c ---- */

/** arch_ticks - a counter that does not run backwards on one CPU */
uint64_t arch_ticks(void);

/** arch_ticks_hz - its frequency; measured at the first call where need be */
uint64_t arch_ticks_hz(void);

/* ------------------------------------------------------------ user.c ---- */

/**
 * arch_user_call - call a function at the least privileged level
 *
 * Code and data of the image are accessible there. Returns when the function
 * does; a trap on the way is the caller's (user_catch() in trap.h).
 */
void arch_user_call(void (*fn)(const void *), const void *arg);

/* ----------------------------------------------------------- power.c ---- */

/**
 * arch_exit - end the VM
 * @status: enum proto_exit, handed to the host where the machine can
 */
void arch_exit(int status) __attribute__((noreturn));

/**
 * arch_end - end the VM in one of the ways that a case may declare
 * @kind: enum proto_ends
 *
 * Returns only where the machine refuses: -ENOTSUP.
 */
int arch_end(int kind);

/**
 * arch_keep, arch_kept - one number that survives a reboot of the same VM
 *
 * arch_kept() is 0 after the VM's first boot. The harness uses it to go on
 * with the next case after PROTO_ENDS_REBOOT. -ENOTSUP: nothing survives.
 */
int arch_keep(unsigned int value);
unsigned int arch_kept(void);

/* ------------------------------------------------------ cpu state, test/ */

/**
 * arch_case_begin, arch_case_end - around every case
 *
 * On the boot CPU, and on every other one that had something to do in the case;
 * there begin comes when the CPU has started. The boot CPU's end is the last.
 * begin remembers, and end puts back, what a case may have left changed in
 * this CPU: interrupt mask, timers, control registers, trap table. test_defer()
 * is how a suite undoes its own changes; this is the net below it.
 */
void arch_case_begin(void);
void arch_case_end(void);

#endif
