/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What runs a fuzz target where the compiler has no libFuzzer: the seeds, then
 * random changes of them, without coverage. Knows the options that
 * selftest/run.sh gives, and ignores others.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	INPUT_MAX = 4096,
	SEEDS_MAX = 256
};

struct input {
	size_t len;
	uint8_t bytes[INPUT_MAX];
};

struct corpus {
	struct input *seeds;
	size_t nr_seeds;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* xorshift64: the same run of inputs for the same seed */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* An own allocation of the exact size, so that ASan sees reads past the end. */
static void try(const struct input *input)
{
	uint8_t *exact = malloc(input->len ? input->len : 1);

	if (!exact)
		abort();
	memcpy(exact, input->bytes, input->len);
	LLVMFuzzerTestOneInput(exact, input->len);
	free(exact);
}

static void mutate(struct input *input, uint64_t *state)
{
	uint64_t r = next_random(state);
	size_t at = input->len ? (r >> 8) % input->len : 0;

	switch (r % 4) {
	case 0: /* a bit */
		if (input->len)
			input->bytes[at] ^= (uint8_t)(1u << (r >> 40 & 7));
		break;
	case 1: /* a byte more */
		if (input->len < INPUT_MAX) {
			memmove(input->bytes + at + 1, input->bytes + at,
				input->len - at);
			input->bytes[at] = (uint8_t)(r >> 40);
			input->len++;
		}
		break;
	case 2: /* a piece less */
		if (input->len) {
			size_t cut = 1 + (r >> 40) % (input->len - at);

			memmove(input->bytes + at, input->bytes + at + cut,
				input->len - at - cut);
			input->len -= cut;
		}
		break;
	case 3: /* a piece twice */
		if (input->len && input->len * 2 - at <= INPUT_MAX) {
			memcpy(input->bytes + input->len, input->bytes + at,
			       input->len - at);
			input->len += input->len - at;
		}
		break;
	}
}

static void corpus_add(struct corpus *corpus, const char *dir, const char *name)
{
	char path[4096];
	FILE *file;

	if (corpus->nr_seeds == SEEDS_MAX || name[0] == '.')
		return;
	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >=
	    (int)sizeof(path))
		return;
	file = fopen(path, "rb");
	if (!file)
		return;
	struct input *input = &corpus->seeds[corpus->nr_seeds++];

	input->len = fread(input->bytes, 1, INPUT_MAX, file);
	fclose(file);
}

static void corpus_read(struct corpus *corpus, const char *path)
{
	DIR *dir = opendir(path);

	if (!dir)
		return;
	for (struct dirent *entry; (entry = readdir(dir));)
		corpus_add(corpus, path, entry->d_name);
	closedir(dir);
}

int main(int argc, char **argv)
{
	struct corpus corpus = { .seeds = calloc(SEEDS_MAX,
						 sizeof(struct input)) };
	uint64_t state = 0x9e3779b97f4a7c15;
	long runs = 1000, seconds = 10, done = 0;
	time_t end;

	if (!corpus.seeds)
		return 1;
	for (int i = 1; i < argc; i++) {
		if (sscanf(argv[i], "-runs=%ld", &runs) == 1 ||
		    sscanf(argv[i], "-max_total_time=%ld", &seconds) == 1)
			continue;
		if (argv[i][0] != '-')
			corpus_read(&corpus, argv[i]);
	}
	if (!corpus.nr_seeds)
		corpus.nr_seeds = 1; /* the empty input */
	for (size_t i = 0; i < corpus.nr_seeds; i++)
		try(&corpus.seeds[i]);
	end = time(NULL) + seconds;
	for (; done < runs && time(NULL) < end; done++) {
		struct input input =
			corpus.seeds[next_random(&state) % corpus.nr_seeds];

		for (uint64_t n = next_random(&state) % 16; n; n--)
			mutate(&input, &state);
		try(&input);
	}
	printf("%ld runs\n", done);
	free(corpus.seeds);
	return 0;
}
