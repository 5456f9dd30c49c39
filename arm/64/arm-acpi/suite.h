/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARM_64_ARM_ACPI_SUITE_H
#define ARM_64_ARM_ACPI_SUITE_H

#include <dev/acpi_arm.h>
#include <stddef.h>
#include <test/test.h>

extern const struct feature acpi_there;

TEST_SUITE("arm-acpi", .summary = "ACPI tables are well-formed and true",
	   .needs = NEEDS(&acpi_there));

/** table - the first one of a signature; SKIPs where there is none */
const void *table(const char *signature);

/** dsdt - the DSDT, whose checksum is right; an assertion otherwise */
const struct acpi_header *dsdt(void);

/* One number of a table. */
struct field {
	const char *name;
	uint16_t offset, bytes;
	uint64_t value;
};

#define FIELD(type, member, value)                                   \
	{                                                            \
#member, offsetof(struct type, member),              \
			sizeof(((struct type *)NULL)->member), value \
	}

/**
 * expect_fields - these numbers, and 0 in every other byte of [from, to)
 *
 * The rows stand in the order of their offsets.
 */
void expect_fields(const void *table, const struct field *fields,
		   unsigned int nr, unsigned int from, unsigned int to);
#define EXPECT_FIELDS(table, fields, from, to)                                 \
	expect_fields(table, fields, sizeof(fields) / sizeof(*(fields)), from, \
		      to)

/** madt_next - the entry after @entry that has a type; NULL: none */
const void *madt_next(const void *entry, enum acpi_madt_type type);

/** madt_cpu - the @nth CPU, from 0; NULL: there are not so many */
const struct acpi_madt_gicc *madt_cpu(unsigned int nth);

/** is_model - the machine is QEMU's virt: numbers are those that it documents */
bool is_model(void);

#endif
