/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_ARM_TESTDEV_H
#define LIB_ARM_TESTDEV_H

/**
 * testdev_exit - end QEMU with exit status 2 * @status + 1
 *
 * Returns where the machine has no such device: a virtio console whose other
 * end is QEMU's chardev "testdev".
 */
void testdev_exit(unsigned int status);

#endif
