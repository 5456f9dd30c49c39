/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pseudo-random numbers that a seed repeats: splitmix64 (Steele, Lea, Flood:
 * Fast splittable pseudorandom number generators, 2014), which has one word of
 * state, full period, and takes any start value.
 */
#include <test/harness.h>

#include <arch/irq.h>
#include <smp.h>

static uint64_t state;
static struct spinlock lock;

uint64_t random_mix(uint64_t *s)
{
	uint64_t z = *s += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/* The name goes in, so that a case's numbers do not depend on its neighbours. */
void random_start(uint64_t seed, const char *name, uint64_t number)
{
	state = seed;
	for (; *name; name++)
		state = random_mix(&state) ^ (unsigned char)*name;
	state = random_mix(&state) ^ number;
}

uint64_t test_random(void)
{
	unsigned long flags = irq_save();
	uint64_t bits;

	spin_lock(&lock);
	bits = random_mix(&state);
	spin_unlock(&lock);
	irq_restore(flags);
	return bits;
}
