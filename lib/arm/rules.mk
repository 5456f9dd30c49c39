# SPDX-License-Identifier: GPL-2.0-or-later
# arm64.

# The guest library saves no vector or floating point state. Addresses are
# PC-relative in any event; atomics are instructions, not calls of libgcc.
PORT_CFLAGS := -mgeneral-regs-only -fno-pic -march=armv8-a -mbranch-protection=none
ifeq ($(CC_KIND),gcc)
PORT_CFLAGS += -mno-outline-atomics
endif
PORT_LDFLAGS := -z max-page-size=4096 --fix-cortex-a53-843419

# Linux's Image: QEMU hands the device tree only to files that are not ELF.
PORT_FORM := img
