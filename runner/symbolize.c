/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "symbolize.h"

#include "symbols.h"
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* An address as users have it: 0x1000, 1000, or "@1000". */
static int parse_address(const char *text, uint64_t *address,
			 struct error *error)
{
	char *end;

	errno = 0;
	*address = strtoull(text + (*text == '@'), &end, 16);
	if (errno || end == text || *end)
		return error_set(error, EINVAL, "'%s' is not an address", text);
	return 0;
}

static int print_one(struct symbols *symbols, const char *image,
		     const char *text, FILE *out, struct error *error)
{
	char what[1024];
	uint64_t address;
	int r = parse_address(text, &address, error);

	if (r < 0)
		return r;
	symbols_describe(symbols, image, address, false, what, sizeof(what));
	fprintf(out, "0x%" PRIx64 " %s\n", address,
		*what ? what : "(no symbol)");
	return 0;
}

int symbolize_command(const char *image, const char *const *addresses,
		      const char *tree, FILE *in, FILE *out,
		      struct error *error)
{
	struct symbols *symbols;
	int r = 0;

	if (access(image, R_OK) != 0)
		return error_set(error, errno, "%s: %s", image,
				 strerror(errno));
	symbols = symbols_open(tree);
	if (!addresses || !*addresses)
		symbols_annotate_stream(symbols, image, in, out);
	for (; r == 0 && addresses && *addresses; addresses++)
		r = print_one(symbols, image, *addresses, out, error);
	symbols_close(symbols);
	if (r == 0 && fflush(out) != 0 && errno != EPIPE)
		r = error_set(error, errno, "standard output: %s",
			      strerror(errno));
	return r < 0 ? r : EXIT_ALL_GOOD;
}
