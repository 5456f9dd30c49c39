/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fw_cfg's items and directory, from a device that is made of arrays. */
#include <dev/fwcfg.h>

#include <arch/page.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* clang-format off */
static const uint8_t directory[] = {
	0, 0, 0, 2,
	0, 0, 1, 2,  0, 0x21,  0, 0,  'e', 't', 'c', '/', 'a', [4 + 63] = 0,
	0, 0, 0, 5,  0, 0x20,  0, 0,  'o', 'p', 't', [4 + 64 + 63] = 0,
};
/* clang-format on */

static uint16_t selected;
static size_t place;
static const char *signature = "QEMU";
static uint32_t dma_answer; /* as it stands in memory */

static void fake_select(uint16_t key)
{
	selected = key;
	place = 0;
}

static uint8_t next_byte(void)
{
	static const uint8_t id[] = { 3, 0, 0, 0 };
	static const uint8_t numbers[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	const uint8_t *item = NULL;
	size_t len = 0;

	if (selected == FWCFG_SIGNATURE) {
		item = (const uint8_t *)signature;
		len = 4;
	} else if (selected == FWCFG_ID) {
		item = id;
		len = sizeof(id);
	} else if (selected == FWCFG_FILE_DIR) {
		item = directory;
		len = sizeof(directory);
	} else if (selected == 0x20) {
		item = numbers;
		len = sizeof(numbers);
	}
	return place < len ? item[place++] : 0;
}

static void fake_read(void *buffer, size_t len)
{
	uint8_t *bytes = buffer;

	while (len--)
		*bytes++ = next_byte();
}

static void fake_dma(paddr_t access)
{
	memcpy(phys_to_virt(access), &dma_answer, sizeof(dma_answer));
}

static const struct fwcfg_port port = {
	.select = fake_select,
	.read = fake_read,
	.dma_start = fake_dma,
};

static const struct fwcfg_port *machine = &port;

const struct fwcfg_port *arch_fwcfg(void)
{
	return machine;
}

static void presence(void **state)
{
	(void)state;
	assert_true(fwcfg_present());
	assert_true(fwcfg_has_dma());
	signature = "QEMV";
	assert_false(fwcfg_present());
	assert_false(fwcfg_has_dma());
	signature = "QEMU";
	machine = NULL;
	assert_false(fwcfg_present());
	machine = &port;
}

static void numbers(void **state)
{
	(void)state;
	assert_int_equal(fwcfg_u16(0x20), 0x0201);
	assert_int_equal(fwcfg_u32(0x20), 0x04030201);
	assert_int_equal(fwcfg_u64(0x20), 0x0807060504030201);
	assert_int_equal(fwcfg_u64(FWCFG_SIGNATURE), 0x554d4551);
}

static void files(void **state)
{
	struct fwcfg_file file;

	(void)state;
	assert_int_equal(fwcfg_nr_files(), 2);
	assert_true(fwcfg_file(0, &file));
	assert_int_equal(file.size, 0x102);
	assert_int_equal(file.key, 0x21);
	assert_string_equal(file.name, "etc/a");
	assert_true(fwcfg_file(1, &file));
	assert_string_equal(file.name, "opt");
	assert_false(fwcfg_file(2, &file));
}

static void find(void **state)
{
	struct fwcfg_file file;

	(void)state;
	assert_true(fwcfg_find("opt", &file));
	assert_int_equal(file.key, 0x20);
	assert_int_equal(file.size, 5);
	assert_false(fwcfg_find("op", &file));
	assert_false(fwcfg_find("opt/x", &file));
	assert_false(fwcfg_find("", &file));
}

static void dma(void **state)
{
	(void)state;
	dma_answer = 0;
	assert_int_equal(fwcfg_dma(FWCFG_DMA_READ, 4, 0), 0);
	dma_answer = __builtin_bswap32(FWCFG_DMA_ERROR);
	assert_int_equal(fwcfg_dma(FWCFG_DMA_WRITE, 4, 0), FWCFG_DMA_ERROR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(presence), cmocka_unit_test(numbers),
		cmocka_unit_test(files),    cmocka_unit_test(find),
		cmocka_unit_test(dma),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
