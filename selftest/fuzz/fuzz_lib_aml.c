/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Byte code of any content: walked to its end or refused, never overrun. */
#include <dev/aml.h>

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct aml_fault fault;
	uint64_t values[2];

	if (aml_check(data, size, &fault)) {
		if (!fault.what || fault.offset > size)
			abort();
	} else if (fault.what) {
		abort();
	}
	if (aml_find_package(data, size, "_S5_", values, 2) == 0)
		return 0;
	(void)aml_find_integer(data, size, "_CBA", values);
	return 0;
}
