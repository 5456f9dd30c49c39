# SPDX-License-Identifier: GPL-2.0-or-later
# arm64 and arm.

# The guest library saves no vector or floating point state.
ifeq ($(BITS),64)
# Addresses are PC-relative in any event; atomics are instructions, not calls of
# libgcc; what is between aligned functions is of use to nobody.
PORT_CFLAGS := -mgeneral-regs-only -fno-pic -march=armv8-a -mbranch-protection=none \
	-falign-functions=4 -DARM_PAGE_SHIFT=12
# Pages of 16 and 64 KiB.
PORT_BUILDS := granule-16k granule-64k
BUILD_CFLAGS.granule-16k := -UARM_PAGE_SHIFT -DARM_PAGE_SHIFT=14
BUILD_CFLAGS.granule-64k := -UARM_PAGE_SHIFT -DARM_PAGE_SHIFT=16
ifeq ($(CC_KIND),gcc)
PORT_CFLAGS += -mno-outline-atomics -falign-jumps=4 -falign-loops=4
endif
PORT_LDFLAGS := -z max-page-size=4096 --fix-cortex-a53-843419
# start_64.S relocates an image that was not loaded at the address that it was
# linked for.
PORT_PIE := -pie --no-dynamic-linker --hash-style=sysv
else
# The least with LPAE and Hyp mode; libgcc's ABI. Each function has a frame that
# arch_stack_record() can read.
PORT_CFLAGS := -marm -fno-pic -D_LDBL_EQ_DBL -DARM_PAGE_SHIFT=12
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
