/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ACPI tables as no machine should give them, read without harm. */
#include <dev/acpi.h>

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Physical memory of a fake machine: blocks of exactly their size. */
enum {
	BLOCKS_MAX = 16
};

static struct block {
	paddr_t phys;
	size_t bytes;
	uint8_t *memory;
} blocks[BLOCKS_MAX];

static unsigned int nr_blocks;

static const void *map(paddr_t phys, size_t bytes)
{
	for (unsigned int i = 0; i < nr_blocks; i++) {
		const struct block *b = &blocks[i];

		if (phys >= b->phys && phys - b->phys <= b->bytes &&
		    bytes <= b->bytes - (phys - b->phys))
			return b->memory + (phys - b->phys);
	}
	return NULL;
}

static void *place(paddr_t phys, const void *content, size_t bytes)
{
	struct block *b = &blocks[nr_blocks++];

	b->phys = phys;
	b->bytes = bytes;
	b->memory = malloc(bytes);
	memcpy(b->memory, content, bytes);
	return b->memory;
}

static int forget(void **state)
{
	(void)state;
	while (nr_blocks)
		free(blocks[--nr_blocks].memory);
	return 0;
}

/* Makes all bytes add up to 0, by the header's checksum. */
static void seal(struct acpi_header *h)
{
	h->checksum = 0;
	h->checksum = (uint8_t)-acpi_sum(h, h->length);
}

static struct acpi_header *table(paddr_t phys, const char *signature,
				 const void *body, size_t bytes)
{
	uint8_t raw[512] = { 0 };
	struct acpi_header *h = (void *)raw;

	memcpy(h->signature, signature, 4);
	h->length = (uint32_t)(sizeof(*h) + bytes);
	h->revision = 1;
	if (bytes)
		memcpy(h + 1, body, bytes);
	seal(h);
	return place(phys, raw, h->length);
}

enum {
	RSDP = 0xf0000,
	RSDT = 0x10000,
	XSDT = 0x20000,
	MADT = 0x30000,
	SSDT1 = 0x40000,
	SSDT2 = 0x50000,
	FADT = 0x60000,
	DSDT = 0x70000,
};

static struct acpi_rsdp *rsdp(uint8_t revision)
{
	struct acpi_rsdp r = { .revision = revision,
			       .rsdt = RSDT,
			       .length = ACPI_RSDP_V2_BYTES,
			       .xsdt = XSDT };

	memcpy(r.signature, "RSD PTR ", 8);
	r.checksum = (uint8_t)-acpi_sum(&r, ACPI_RSDP_V1_BYTES);
	r.extended_checksum = (uint8_t)-acpi_sum(&r, ACPI_RSDP_V2_BYTES);
	return place(RSDP, &r,
		     revision < 2 ? ACPI_RSDP_V1_BYTES : ACPI_RSDP_V2_BYTES);
}

static void old_machine(void)
{
	static const uint32_t entries[] = { MADT, SSDT1, SSDT2 };

	rsdp(0);
	table(RSDT, "RSDT", entries, sizeof(entries));
	table(SSDT1, "SSDT", "1", 1);
	table(SSDT2, "SSDT", "2", 1);
}

static void rsdt_only(void **state)
{
	struct acpi acpi;
	const struct acpi_header *h;

	(void)state;
	old_machine();
	assert_int_equal(acpi_open(&acpi, RSDP, map), 0);
	assert_int_equal(acpi.nr_tables, 3);
	assert_int_equal(acpi_table_phys(&acpi, 2), SSDT2);
	h = acpi_find(&acpi, "SSDT", 1);
	assert_non_null(h);
	assert_memory_equal(h + 1, "2", 1);
	assert_null(acpi_find(&acpi, "SSDT", 2));
	/* its entry leads nowhere */
	assert_null(acpi_find(&acpi, "APIC", 0));
	assert_null(acpi_fadt(&acpi));
}

static void xsdt_preferred(void **state)
{
	static const uint64_t entries[] = { SSDT2 };
	static const uint32_t old[] = { SSDT1, SSDT2 };
	struct acpi_header *xsdt;
	struct acpi acpi;

	(void)state;
	rsdp(2);
	xsdt = table(XSDT, "XSDT", entries, sizeof(entries));
	table(RSDT, "RSDT", old, sizeof(old));
	assert_int_equal(acpi_open(&acpi, RSDP, map), 0);
	assert_int_equal(acpi.entry_bytes, 8);
	assert_int_equal(acpi.nr_tables, 1);
	assert_int_equal(acpi_table_phys(&acpi, 0), SSDT2);
	/* a damaged XSDT leaves the RSDT */
	xsdt->checksum++;
	assert_int_equal(acpi_open(&acpi, RSDP, map), 0);
	assert_int_equal(acpi.nr_tables, 2);
}

static void nothing_there(void **state)
{
	struct acpi acpi;

	(void)state;
	assert_int_equal(acpi_open(&acpi, 0, map), -ENOENT);
	assert_int_equal(acpi_open(&acpi, RSDP, map), -ENOENT);
	memset(place(RSDP, "RSD PTR", 8), 0, 8);
	assert_int_equal(acpi_open(&acpi, RSDP, map), -ENOENT);
}

static void rsdp_damaged(void **state)
{
	struct acpi_rsdp *r;
	struct acpi acpi;

	(void)state;
	r = rsdp(2);
	r->extended_checksum++;
	assert_int_equal(acpi_open(&acpi, RSDP, map), -EINVAL);
	r->extended_checksum--;
	r->oem_id[0]++;
	assert_int_equal(acpi_open(&acpi, RSDP, map), -EINVAL);
	r->oem_id[0]--;
	/* no root table at either address */
	assert_int_equal(acpi_open(&acpi, RSDP, map), -EINVAL);
}

static void table_lengths(void **state)
{
	struct acpi_header *h;
	struct acpi acpi;

	(void)state;
	old_machine();
	assert_int_equal(acpi_open(&acpi, RSDP, map), 0);
	h = (void *)(uintptr_t)acpi_table(&acpi, SSDT1);
	assert_non_null(h);
	h->length = sizeof(*h) - 1;
	assert_null(acpi_table(&acpi, SSDT1));
	h->length = 0xffffffff;
	assert_null(acpi_table(&acpi, SSDT1));
	h->length = sizeof(*h) + 2; /* one byte past its memory */
	assert_null(acpi_table(&acpi, SSDT1));
	assert_null(acpi_find(&acpi, "SSDT", 0));
	assert_non_null(acpi_find(&acpi, "SSDT", 1));
}

static void root_cut(void **state)
{
	static const uint8_t odd[7] = { 1 }; /* one entry and three bytes */
	struct acpi acpi;

	(void)state;
	rsdp(0);
	table(RSDT, "RSDT", odd, sizeof(odd));
	assert_int_equal(acpi_open(&acpi, RSDP, map), 0);
	assert_int_equal(acpi.nr_tables, 1);
	assert_int_equal(acpi_table_phys(&acpi, 0), 1);
}

/* ---------------------------------------------------------------- MADT ---- */

static unsigned int count(const struct acpi_madt *madt, uint32_t *ids)
{
	const struct acpi_madt_entry *e = NULL;
	unsigned int nr = 0;

	while ((e = acpi_madt_next(madt, e)))
		nr += acpi_madt_cpu(e, &ids[nr]);
	return nr;
}

static const struct acpi_madt *madt(const void *entries, size_t bytes)
{
	uint8_t body[256] = { 0 };

	memcpy(body + 8, entries, bytes);
	return (const void *)table(MADT, "APIC", body, 8 + bytes);
}

static void madt_cpus(void **state)
{
	static const uint8_t entries[] = {
		0, 8,  0, 5, 1,	   0,	 0,    0,		 /* enabled */
		0, 8,  1, 6, 0,	   0,	 0,    0,		 /* not */
		1, 12, 0, 0, 0,	   0,	 0xc0, 0xfe, 0, 0, 0, 0, /* I/O APIC */
		9, 16, 0, 0, 0x34, 0x12, 0,    0,    1, 0, 0, 0,
		0, 0,  0, 0, 0,	   6,	 0,    7,    1, 0, /* too short */
	};
	uint32_t ids[8];

	(void)state;
	assert_int_equal(count(madt(entries, sizeof(entries)), ids), 2);
	assert_int_equal(ids[0], 5);
	assert_int_equal(ids[1], 0x1234);
}

static void madt_ends(void **state)
{
	static const uint8_t no_length[] = { 0, 0, 0, 5, 1, 0, 0, 0 };
	static const uint8_t past_end[] = { 0, 8, 0, 5, 1, 0, 0, 0,
					    0, 8, 0, 6, 1, 0, 0 };
	static const uint8_t one_byte[] = { 0, 8, 0, 5, 1, 0, 0, 0, 0 };
	uint32_t ids[8];

	(void)state;
	assert_int_equal(count(madt(no_length, sizeof(no_length)), ids), 0);
	forget(NULL);
	assert_int_equal(count(madt(past_end, sizeof(past_end)), ids), 1);
	forget(NULL);
	assert_int_equal(count(madt(one_byte, sizeof(one_byte)), ids), 1);
}

/* ---------------------------------------------------------------- FADT ---- */

static struct acpi_fadt *fadt(size_t bytes, struct acpi_fadt *content)
{
	static const uint32_t entries[] = { FADT, SSDT1 };

	rsdp(0);
	table(RSDT, "RSDT", entries, sizeof(entries));
	return (void *)table(FADT, "FACP", &content->header + 1,
			     bytes - sizeof(struct acpi_header));
}

static void fadt_old(void **state)
{
	struct acpi_fadt f = { .dsdt = DSDT,
			       .pm_tmr_blk = 0x608,
			       .pm_tmr_len = 4,
			       .x_dsdt = 0xdead };
	struct acpi_gas gas;
	struct acpi acpi;

	(void)state;
	fadt(116, &f);
	assert_int_equal(acpi_open(&acpi, RSDP, map), 0);
	assert_non_null(acpi_fadt(&acpi));
	assert_int_equal(acpi_fadt_dsdt(acpi_fadt(&acpi)), DSDT);
	gas = acpi_fadt_pm_timer(acpi_fadt(&acpi));
	assert_int_equal(gas.space, ACPI_SPACE_IO);
	assert_int_equal(gas.address, 0x608);
	assert_int_equal(gas.bit_width, 32);
}

static void fadt_x_fields(void **state)
{
	struct acpi_fadt f = { .dsdt = 0x1111,
			       .x_dsdt = DSDT,
			       .pm1a_cnt_blk = 0x604,
			       .pm1_cnt_len = 2,
			       .x_pm1a_cnt_blk = { .space = ACPI_SPACE_MEMORY,
						   .bit_width = 16,
						   .address = 0xfed00004 } };
	struct acpi acpi;

	(void)state;
	fadt(sizeof(f), &f);
	assert_int_equal(acpi_open(&acpi, RSDP, map), 0);
	assert_int_equal(acpi_fadt_dsdt(acpi_fadt(&acpi)), DSDT);
	assert_int_equal(acpi_fadt_pm1_cnt(acpi_fadt(&acpi), 'a').address,
			 0xfed00004);
	assert_int_equal(acpi_fadt_pm1_cnt(acpi_fadt(&acpi), 'b').address, 0);
}

static void fadt_too_short(void **state)
{
	struct acpi_fadt f = { 0 };
	struct acpi acpi;

	(void)state;
	fadt(115, &f);
	assert_int_equal(acpi_open(&acpi, RSDP, map), 0);
	assert_null(acpi_fadt(&acpi));
}

/* clang-format off */
#define S5(a, b) "\x08" "_S5_" "\x12\x06\x02" "\x0a" a "\x0a" b
/* clang-format on */

static void sleep_types(void **state)
{
	static const char s5[] = S5("\x05", "\x03");
	struct acpi_fadt f = { .dsdt = DSDT };
	uint8_t types[2] = { 0, 0 };
	struct acpi acpi;

	(void)state;
	fadt(116, &f);
	assert_int_equal(acpi_open(&acpi, RSDP, map), 0);
	assert_int_equal(acpi_sleep_types(&acpi, 5, types), -ENOENT);
	table(SSDT1, "SSDT", s5, sizeof(s5) - 1);
	assert_int_equal(acpi_sleep_types(&acpi, 5, types), 0);
	assert_int_equal(types[0], 5);
	assert_int_equal(types[1], 3);
	assert_int_equal(acpi_sleep_types(&acpi, 3, types), -ENOENT);
}

static void sleep_types_dsdt_first(void **state)
{
	static const char dsdt[] = S5("\x01", "\x02");
	static const char ssdt[] = S5("\x05", "\x03");
	struct acpi_fadt f = { .dsdt = DSDT };
	uint8_t types[2];
	struct acpi acpi;

	(void)state;
	fadt(116, &f);
	table(DSDT, "DSDT", dsdt, sizeof(dsdt) - 1);
	table(SSDT1, "SSDT", ssdt, sizeof(ssdt) - 1);
	assert_int_equal(acpi_open(&acpi, RSDP, map), 0);
	assert_int_equal(acpi_sleep_types(&acpi, 5, types), 0);
	assert_int_equal(types[0], 1);
	assert_int_equal(types[1], 2);
}

/* clang-format off */
#define HID(text)   "\x08_HID\x0d" text "\0"
#define MEM(b)	    "\x86\x09\0\x01\0\0\0" b "\0\x02\0\0"
#define IRQ(n)	    "\x89\x06\0\x01\x01" n "\0\0\0"
#define DEV(n, x)   "\x5b\x82" n "DEV0" x
#define DWORD(type, from, to, moved, bytes) \
	"\x87\x17\0" type "\0\0" "\0\0\0\0" from to moved bytes
/* clang-format on */

static void devices(void **state)
{
	/* the second is inside the first, which goes on behind it */
	static const char dsdt[] =
		DEV("\x45\x05", HID("TEST0001") DEV("\x29", HID("TEST0002") MEM("\x20") IRQ("\x07"))
					MEM("\x10") IRQ("\x06"))
			DEV("\x14", HID("TEST0002"));
	struct acpi_fadt f = { .dsdt = DSDT };
	struct acpi_resources r;
	struct acpi acpi;

	(void)state;
	fadt(116, &f);
	table(DSDT, "DSDT", dsdt, sizeof(dsdt) - 1);
	assert_int_equal(acpi_open(&acpi, RSDP, map), 0);
	assert_true(acpi_device(&acpi, "TEST0001", 0, &r));
	assert_int_equal(r.start, 0x10000000);
	assert_int_equal(r.bytes, 0x200);
	assert_int_equal(r.interrupt, 6);
	assert_true(acpi_device(&acpi, "TEST0002", 0, &r));
	assert_int_equal(r.start, 0x20000000);
	assert_int_equal(r.interrupt, 7);
	assert_false(acpi_device(&acpi, "TEST0001", 1, &r));
	assert_false(acpi_device(&acpi, "TEST0002", 1, &r)); /* no memory */
	assert_false(acpi_device(&acpi, "TEST000", 0, &r));
}

static void windows(void **state)
{
	static const char dsdt[] = DEV(
		"\x42\x06", HID("PNP0A08")
		DWORD("\x02", "\0\0\0\0", "\xff\0\0\0", "\0\0\0\0", "\0\x01\0\0")
		DWORD("\x00", "\0\0\0\x10", "\xff\xff\0\x10", "\0\0\0\0", "\0\0\x01\0")
		DWORD("\x01", "\0\0\0\0", "\xff\xff\0\0", "\0\0\0\x3e", "\0\0\x01\0"));
	struct acpi_fadt f = { .dsdt = DSDT };
	struct acpi_window w;
	struct acpi acpi;

	(void)state;
	fadt(116, &f);
	table(DSDT, "DSDT", dsdt, sizeof(dsdt) - 1);
	assert_int_equal(acpi_open(&acpi, RSDP, map), 0);
	assert_true(acpi_window(&acpi, "PNP0A08", 0, &w));
	assert_false(w.is_io);
	assert_int_equal(w.start, 0x10000000);
	assert_int_equal(w.bytes, 0x10000);
	assert_true(acpi_window(&acpi, "PNP0A08", 1, &w));
	assert_true(w.is_io);
	assert_int_equal(w.start, 0);
	assert_int_equal(w.translation, 0x3e000000);
	assert_false(acpi_window(&acpi, "PNP0A08", 2, &w));
}

static void mcfg_entries(void **state)
{
	static const uint8_t body[8 + 16 + 15];
	struct acpi_mcfg *mcfg = (void *)table(MADT, "MCFG", body, 8 + 16 + 15);

	(void)state;
	assert_int_equal(acpi_mcfg_nr(mcfg), 1);
	mcfg->header.length = sizeof(struct acpi_header) + 7;
	assert_int_equal(acpi_mcfg_nr(mcfg), 0);
}

#define TEST(name) cmocka_unit_test_teardown(name, forget)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(rsdt_only),
		TEST(xsdt_preferred),
		TEST(nothing_there),
		TEST(rsdp_damaged),
		TEST(table_lengths),
		TEST(root_cut),
		TEST(madt_cpus),
		TEST(madt_ends),
		TEST(fadt_old),
		TEST(fadt_x_fields),
		TEST(fadt_too_short),
		TEST(sleep_types),
		TEST(sleep_types_dsdt_first),
		TEST(devices),
		TEST(windows),
		TEST(mcfg_entries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
