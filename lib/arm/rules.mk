# SPDX-License-Identifier: GPL-2.0-or-later
# arm64.

# Which pages translation has: `build = granule=16k` of unittests.cfg.
GRANULE ?= 4k
PORT_PAGE_SHIFT := $(patsubst $(GRANULE)=%,%,$(filter $(GRANULE)=%,4k=12 16k=14 64k=16))

# The guest library saves no vector or floating point state. Addresses are
# PC-relative in any event; atomics are instructions, not calls of libgcc.
PORT_CFLAGS := -mgeneral-regs-only -fno-pic -march=armv8-a -mbranch-protection=none \
	-DARM_PAGE_SHIFT=$(PORT_PAGE_SHIFT)
ifeq ($(CC_KIND),gcc)
PORT_CFLAGS += -mno-outline-atomics
endif
# Position independent: start_64.S applies the relocations where it was not
# loaded at the address that it was linked for.
PORT_LDFLAGS := -z max-page-size=4096 --fix-cortex-a53-843419 -pie \
	--no-dynamic-linker --hash-style=sysv

# Linux's Image: QEMU hands the device tree only to files that are not ELF.
PORT_FORM := img
