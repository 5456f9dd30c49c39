/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Measuring: batches long enough for the clock, many of them, and figures that
 * one interruption of the guest does not change.
 */
#include <test/harness.h>

#include <arch.h>
#include <clock.h>
#include <console.h>
#include <stdio.h>

enum {
	NR_SAMPLES = 101, /* odd: the median is one of them */
	WARM_UP = 16,
	TRIES = 3,	    /* of a batch size */
	ERROR_PERMILLE = 5, /* that reading the clock may add to a sample */
	BATCH_MAX = 1 << 20,
};

struct bench {
	void (*fn)(void *);
	void *arg;
	uint64_t nr_calls;
	uint64_t batch;
	uint64_t samples[NR_SAMPLES]; /* ticks of a batch, ascending */
};

static uint64_t run_batch(struct bench *b, uint64_t batch)
{
	uint64_t start, i;

	start = arch_ticks();
	for (i = 0; i < batch; i++)
		b->fn(b->arg);
	b->nr_calls += batch;
	return arch_ticks() - start;
}

/* What two looks at the clock are apart, its resolution included. */
static uint64_t clock_step(void)
{
	uint64_t step = UINT64_MAX, start, now;
	int i;

	for (i = 0; i < WARM_UP; i++) {
		start = arch_ticks();
		do
			now = arch_ticks();
		while (now == start);
		if (now - start < step)
			step = now - start;
	}
	return step;
}

/* The shortest of a few: the first one translates code, another is interrupted. */
static uint64_t quickest(struct bench *b, uint64_t batch)
{
	uint64_t best = UINT64_MAX, ticks;
	int i;

	for (i = 0; i < TRIES; i++) {
		ticks = run_batch(b, batch);
		if (ticks < best)
			best = ticks;
	}
	return best;
}

static void choose_batch(struct bench *b)
{
	uint64_t enough = clock_step() * 1000 / ERROR_PERMILLE;

	for (b->batch = 1; b->batch < BATCH_MAX; b->batch *= 2)
		if (quickest(b, b->batch) >= enough)
			break;
}

static void insert(uint64_t *samples, unsigned int nr, uint64_t sample)
{
	for (; nr > 0 && samples[nr - 1] > sample; nr--)
		samples[nr] = samples[nr - 1];
	samples[nr] = sample;
}

/* Of one call, with two decimals: "12.34". */
static void print_figure(char *text, size_t size, uint64_t sum, uint64_t batch)
{
	uint64_t hundredths = (sum % batch * 100 + batch / 2) / batch;
	uint64_t whole = sum / batch + hundredths / 100;

	snprintf(text, size, "%llu.%02u", (unsigned long long)whole,
		 (unsigned int)(hundredths % 100));
}

static void print_bench(const struct bench *b, const char *label)
{
	const uint64_t *s = b->samples;
	const uint64_t figures[] = {
		s[0],
		s[NR_SAMPLES / 2],
		s[NR_SAMPLES * 99 / 100],
		ticks_to_ns(s[NR_SAMPLES / 2]),
		ticks_to_ns(s[NR_SAMPLES * 99 / 100]),
	};
	char text[5][28];
	unsigned int i;

	for (i = 0; i < 5; i++)
		print_figure(text[i], sizeof(text[i]), figures[i], b->batch);
	record(PROTO_BENCH "%s%s%s samples=%d batch=%llu min_ticks=%s "
			   "median_ticks=%s p99_ticks=%s median_ns=%s "
			   "p99_ns=%s",
	       case_name(), label ? "." : "", label ? label : "", NR_SAMPLES,
	       (unsigned long long)b->batch, text[0], text[1], text[2], text[3],
	       text[4]);
}

uint64_t bench_run(const char *label, void (*fn)(void *), void *arg)
{
	struct bench b = { .fn = fn, .arg = arg };
	unsigned int i;

	run_batch(&b, WARM_UP);
	choose_batch(&b);
	for (i = 0; i < NR_SAMPLES; i++)
		insert(b.samples, i, run_batch(&b, b.batch));
	print_bench(&b, label);
	return b.nr_calls;
}
