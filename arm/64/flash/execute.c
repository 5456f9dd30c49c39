/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * S2-7: code in flash, which is memory that can be executed until one CPU says a
 * command to it: then all execute what the device answers, or abort.
 */
#include "../../flash/flash.h"

#include <arch.h>
#include <arm/insn.h>
#include <clock.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>
#include <trap.h>

enum {
	FIRST = 0x200, /* behind all that a query answers */
	VALUE = 42,
	WORDS = 2, /* of a function */
	TURNS = 50,
	MODES = 20,
};

#define A64_MOVZ_W0(imm) (0x52800000u | (imm) << 5)

static uint8_t *code; /* the bank, as memory */
static uint32_t at;   /* where in it the function is */
static unsigned int returned;

static void call(const void *arg)
{
	(void)arg;
	returned = ((unsigned int (*)(void))(uintptr_t)(code + at))();
}

/* A function that returns a number. */
static void write_function(unsigned int value)
{
	flash_erase(0);
	flash_program(at, A64_MOVZ_W0(value));
	flash_program(at + WIDTH, A64_RET);
	asm volatile("dsb ish\n\t"
		     "ic ialluis\n\t"
		     "dsb ish\n\t"
		     "isb" ::
			     : "memory");
}

/* Each case has its own place: nobody may have executed what was there before. */
static void open_code(unsigned int place)
{
	if (!code)
		code = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	ASSERT_EQ(arch_map(code, flash_start(), PAGE_SIZE, MAP_READ | MAP_EXEC),
		  0);
	at = FIRST + place * WORDS * WIDTH;
	write_function(VALUE);
}

/* What became of one call, on any CPU. */
enum outcome {
	RETURNED,  /* with the right number */
	REFUSED,   /* undefined, or aborted, at the first instruction */
	SOMETHING, /* else */
};

static enum outcome try(void)
{
	struct trap t;

	returned = 0;
	t = trap_catch(call, NULL);
	if (t.cause == TRAP_NONE)
		return returned == VALUE ? RETURNED : SOMETHING;
	return t.pc - (uintptr_t)(code + at) < WORDS * WIDTH &&
			       (t.cause == TRAP_ILLEGAL ||
				t.cause == ARM_FETCH_ABORT) ?
		       REFUSED :
		       SOMETHING;
}

TEST(executed, "S2-4: what was written to flash can be executed")
{
	open_code(0);
	EXPECT_EQ(try(), RETURNED);
	EXPECT_EQ(try(), RETURNED);
}

TEST(rewritten, "S2-7: what is written instead is executed instead")
{
	open_code(1);
	EXPECT_EQ(try(), RETURNED);
	for (unsigned int value = 1; value < 4; value++) {
		write_function(value);
		(void)try();
		EXPECT_EQ(returned, value);
	}
}

/* Behind its answers, a query says 0, which is no instruction. */
TEST(mode, "S2-7: it cannot be while the device answers, and can be again")
{
	open_code(2);
	for (unsigned int i = 0; i < MODES; i++) {
		EXPECT_EQ(try(), RETURNED);
		flash_command(0x55 * WIDTH, QUERY);
		EXPECT_EQ(try(), REFUSED);
		flash_command(0, READ_ARRAY);
	}
	EXPECT_EQ(try(), RETURNED);
}

static enum outcome other;

static void try_there(void *arg)
{
	(void)arg;
	other = try();
}

TEST(mode_other_cpu, "S2-7: the same holds of another CPU at once",
     .needs = NEEDS(&smp_2_cpus))
{
	open_code(3);
	for (unsigned int i = 0; i < MODES; i++) {
		on_cpu(1, try_there, NULL);
		EXPECT_EQ(other, RETURNED);
		flash_command(0x55 * WIDTH, QUERY);
		on_cpu(1, try_there, NULL);
		EXPECT_EQ(other, REFUSED);
		flash_command(0, READ_ARRAY);
	}
}

static bool enough;
static unsigned long outcomes[SOMETHING + 1];

static void keep_trying(void *arg)
{
	(void)arg;
	while (!__atomic_load_n(&enough, __ATOMIC_RELAXED))
		outcomes[try()]++;
}

/* Each turn waits until the other CPU has executed some more. */
static bool has_gone_on(void *from)
{
	return __atomic_load_n(&outcomes[RETURNED], __ATOMIC_RELAXED) >
	       *(unsigned long *)from;
}

TEST(while_executed,
     "S2-7: the device changes while another CPU executes from it",
     .needs = NEEDS(&smp_2_cpus))
{
	unsigned int stuck = 0;

	open_code(4);
	enough = false;
	memset(outcomes, 0, sizeof(outcomes));
	on_cpu_start(1, keep_trying, NULL);
	for (unsigned int i = 0; i < TURNS && !stuck; i++) {
		unsigned long from;

		flash_command(0x55 * WIDTH, QUERY);
		flash_command(0, READ_ARRAY);
		from = __atomic_load_n(&outcomes[RETURNED], __ATOMIC_RELAXED);
		stuck += !wait_until(has_gone_on, &from, 5000000);
	}
	__atomic_store_n(&enough, true, __ATOMIC_RELAXED);
	on_cpu_wait(1);
	EXPECT_EQ(stuck, 0);
	EXPECT_EQ(outcomes[SOMETHING], 0);
	test_note("%lu calls, of which %lu were refused",
		  outcomes[RETURNED] + outcomes[REFUSED], outcomes[REFUSED]);
}
