# SPDX-License-Identifier: GPL-2.0-or-later
# arm64 and arm.

# The guest library saves no vector or floating point state.
ifeq ($(BITS),64)
# Addresses are PC-relative in any event; atomics are instructions, not calls of
# libgcc.
PORT_CFLAGS := -mgeneral-regs-only -fno-pic -march=armv8-a -mbranch-protection=none
ifeq ($(CC_KIND),gcc)
PORT_CFLAGS += -mno-outline-atomics
endif
PORT_LDFLAGS := -z max-page-size=4096 --fix-cortex-a53-843419
else
# The least with LPAE and Hyp mode; libgcc's ABI. Each function has a frame that
# arch_stack_record() can read.
PORT_CFLAGS := -marm -fno-pic -D_LDBL_EQ_DBL
ifeq ($(CC_KIND),gcc)
PORT_CFLAGS += -march=armv7ve+fp -mgeneral-regs-only -mapcs-frame
else
PORT_CFLAGS += -march=armv7ve -mfpu=none -mno-omit-leaf-frame-pointer
endif
PORT_LDFLAGS := -z max-page-size=4096
endif

# Raw or, for arm64, Linux's Image: QEMU hands the device tree only to files that
# are not ELF.
PORT_FORM := img
