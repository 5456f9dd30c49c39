/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARM_64_SMMU_SUITE_H
#define ARM_64_SMMU_SUITE_H

#include <arch/page.h>
#include <arm/smmu.h>
#include <dev/edu.h>
#include <dev/pci_features.h>
#include <string.h>
#include <test/test.h>

void set_up(void);

TEST_SUITE("smmu", .summary = "DMA goes where the SMMU has it go",
	   .needs = NEEDS(&arm_smmu, &pci_edu), .setup = set_up);

enum {
	SID = 8,	     /* slot 1 */
	SID_FUNCTION_7 = 15, /* slot 1, function 7 */
	SID_SLOT_2 = 16,
	DATA_BYTES = 0x10000,
	IOVA = 0x12340000, /* where most cases map something: of 39 bits */
	ASID = 0x1207,
};

extern struct edu edu; /* of stream SID */
extern uint8_t *data;  /* DATA_BYTES of memory, aligned to that */
extern struct smmu_space space;

/* Registers before this boot has written any. */
extern struct at_boot {
	uint32_t cr0, cr0ack, irq_ctrl, gerror, gerrorn;
} at_boot;

/** translate - SID by `space`: pages of 4 KiB, 39 bits, data at IOVA */
void translate(void);

/** translate_by - the same with other tables, and nothing mapped */
void translate_by(unsigned int shift, unsigned int bits);

/**
 * check_written, check_fetched - a device's access arrives at @at, in `data`
 *
 * Of a write exactly its 4 bytes change; there is no event.
 */
void check_written(const struct edu *by, uint64_t address, uint8_t *at);
void check_fetched(const struct edu *by, uint64_t address, uint8_t *at);

/**
 * write_blocked, fetch_blocked - an access that nothing comes of
 *
 * Whether there are events is left to the caller.
 */
void write_blocked(const struct edu *by, uint64_t address);
void fetch_blocked(const struct edu *by, uint64_t address, uint8_t *at);

/** check_no_event - and no error that is global */
void check_no_event(void);

/** check_config_event - exactly one, of a type without an address, of @sid */
void check_config_event(enum smmu_event_type type, uint32_t sid);

/** check_fault - one fault of stage 1, but for its class; of @sid */
void check_fault(enum smmu_event_type type, uint32_t sid, uint64_t address,
		 bool read);

/** check_write_fault - write_blocked() of stream SID, and check_fault() */
void check_write_fault(enum smmu_event_type type, uint64_t address);

#endif
