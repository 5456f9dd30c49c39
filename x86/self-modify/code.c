/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <mm/vmap.h>
#include <string.h>

uint8_t *code, *alias;
static uint8_t *frames[CODE_PAGES];

uint8_t *code_frame(unsigned int page)
{
	return frames[page];
}

void code_map(uint8_t *at, const void *frame)
{
	if (arch_map(at, virt_to_phys(frame), PAGE_SIZE, MAP_KERNEL) != 0)
		ERROR("no memory for a table");
}

void code_prepare(void)
{
	if (!code) {
		code = vmap_alloc(CODE_BYTES, PAGE_SIZE);
		alias = vmap_alloc(CODE_BYTES, PAGE_SIZE);
		for (unsigned int i = 0; i < CODE_PAGES; i++)
			frames[i] = page_alloc(0, PAGE_ZERO);
	}
	for (unsigned int i = 0; i < CODE_PAGES; i++) {
		code_map(code + i * PAGE_SIZE, frames[i]);
		code_map(alias + i * PAGE_SIZE, frames[i]);
	}
}

void put_give(uint8_t *to, uint32_t value)
{
	to[0] = 0xb8;
	memcpy(to + GIVE_VALUE, &value, sizeof(value));
	to[5] = 0xc3;
}

uint32_t call_at(const uint8_t *at, uint32_t cx, void *di)
{
	uint32_t ax;

	asm volatile("call *%[at]"
		     : "=a"(ax), "+c"(cx), "+D"(di)
		     : [at] "S"(at)
		     : "memory", "cc", "ebx", "edx");
	return ax;
}
