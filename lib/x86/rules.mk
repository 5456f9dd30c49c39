# SPDX-License-Identifier: GPL-2.0-or-later
# x86_64 and i386.

# The guest library saves no vector or x87 state; 64-bit interrupts share the
# stack with the code they interrupt.
PORT_CFLAGS := -mgeneral-regs-only -mno-red-zone -fno-pic
ifeq ($(BITS),64)
PORT_CFLAGS += -mcmodel=small
else
PORT_CFLAGS += -march=i686
endif
PORT_LDFLAGS := -z max-page-size=4096

# Multiboot 1, which QEMU prefers to PVH where a file has both; by ELF files of
# 32 bits only.
PORT_BUILDS := multiboot
BUILD_LDFLAGS.multiboot := -u multiboot -e start_multiboot
ifeq ($(BITS),64)
BUILD_FORM.multiboot := elf32
BUILD_FORM_FLAGS.multiboot := -O elf32-i386 --strip-debug
endif
