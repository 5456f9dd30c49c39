/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dev/aml_walk.h>

/* 20.3 AML byte stream byte values */
static const struct aml_op ops[] = {
	{ 0x00, "" },	     /* Zero, and the null target */
	{ 0x01, "" },	     /* One */
	{ 0x06, "nn" },	     /* Alias */
	{ 0x08, "nt" },	     /* Name */
	{ 0x0a, "b" },	     /* BytePrefix */
	{ 0x0b, "w" },	     /* WordPrefix */
	{ 0x0c, "d" },	     /* DWordPrefix */
	{ 0x0d, "s" },	     /* StringPrefix */
	{ 0x0e, "q" },	     /* QWordPrefix */
	{ 0x10, "PnT" },     /* Scope */
	{ 0x11, "PtR" },     /* Buffer */
	{ 0x12, "PbE" },     /* Package */
	{ 0x13, "PtE" },     /* VarPackage */
	{ 0x14, "PnbT" },    /* Method */
	{ 0x15, "nbb" },     /* External */
	{ 0x70, "tt" },	     /* Store */
	{ 0x71, "t" },	     /* RefOf */
	{ 0x72, "ttt" },     /* Add */
	{ 0x73, "ttt" },     /* Concat */
	{ 0x74, "ttt" },     /* Subtract */
	{ 0x75, "t" },	     /* Increment */
	{ 0x76, "t" },	     /* Decrement */
	{ 0x77, "ttt" },     /* Multiply */
	{ 0x78, "tttt" },    /* Divide */
	{ 0x79, "ttt" },     /* ShiftLeft */
	{ 0x7a, "ttt" },     /* ShiftRight */
	{ 0x7b, "ttt" },     /* And */
	{ 0x7c, "ttt" },     /* Nand */
	{ 0x7d, "ttt" },     /* Or */
	{ 0x7e, "ttt" },     /* Nor */
	{ 0x7f, "ttt" },     /* Xor */
	{ 0x80, "tt" },	     /* Not */
	{ 0x81, "tt" },	     /* FindSetLeftBit */
	{ 0x82, "tt" },	     /* FindSetRightBit */
	{ 0x83, "t" },	     /* DerefOf */
	{ 0x84, "ttt" },     /* ConcatRes */
	{ 0x85, "ttt" },     /* Mod */
	{ 0x86, "tt" },	     /* Notify */
	{ 0x87, "t" },	     /* SizeOf */
	{ 0x88, "ttt" },     /* Index */
	{ 0x89, "tbtbtt" },  /* Match */
	{ 0x8a, "ttn" },     /* CreateDWordField */
	{ 0x8b, "ttn" },     /* CreateWordField */
	{ 0x8c, "ttn" },     /* CreateByteField */
	{ 0x8d, "ttn" },     /* CreateBitField */
	{ 0x8e, "t" },	     /* ObjectType */
	{ 0x8f, "ttn" },     /* CreateQWordField */
	{ 0x90, "tt" },	     /* LAnd */
	{ 0x91, "tt" },	     /* LOr */
	{ 0x92, "t" },	     /* LNot, also the prefix of three comparisons */
	{ 0x93, "tt" },	     /* LEqual */
	{ 0x94, "tt" },	     /* LGreater */
	{ 0x95, "tt" },	     /* LLess */
	{ 0x96, "tt" },	     /* ToBuffer */
	{ 0x97, "tt" },	     /* ToDecimalString */
	{ 0x98, "tt" },	     /* ToHexString */
	{ 0x99, "tt" },	     /* ToInteger */
	{ 0x9c, "ttt" },     /* ToString */
	{ 0x9d, "tt" },	     /* CopyObject */
	{ 0x9e, "tttt" },    /* Mid */
	{ 0x9f, "" },	     /* Continue */
	{ 0xa0, "PtT" },     /* If */
	{ 0xa1, "PT" },	     /* Else */
	{ 0xa2, "PtT" },     /* While */
	{ 0xa3, "" },	     /* Noop */
	{ 0xa4, "t" },	     /* Return */
	{ 0xa5, "" },	     /* Break */
	{ 0xcc, "" },	     /* BreakPoint */
	{ 0xff, "" },	     /* Ones */
	{ 0x5b01, "nb" },    /* Mutex */
	{ 0x5b02, "n" },     /* Event */
	{ 0x5b12, "tt" },    /* CondRefOf */
	{ 0x5b13, "tttn" },  /* CreateField */
	{ 0x5b1f, "tttttt" }, /* LoadTable */
	{ 0x5b20, "nt" },    /* Load */
	{ 0x5b21, "t" },     /* Stall */
	{ 0x5b22, "t" },     /* Sleep */
	{ 0x5b23, "tw" },    /* Acquire */
	{ 0x5b24, "t" },     /* Signal */
	{ 0x5b25, "tt" },    /* Wait */
	{ 0x5b26, "t" },     /* Reset */
	{ 0x5b27, "t" },     /* Release */
	{ 0x5b28, "tt" },    /* FromBCD */
	{ 0x5b29, "tt" },    /* ToBCD */
	{ 0x5b2a, "t" },     /* Unload */
	{ 0x5b30, "" },	     /* Revision */
	{ 0x5b31, "" },	     /* Debug */
	{ 0x5b32, "bdt" },   /* Fatal */
	{ 0x5b33, "" },	     /* Timer */
	{ 0x5b80, "nbtt" },  /* OperationRegion */
	{ 0x5b81, "PnbF" },  /* Field */
	{ 0x5b82, "PnT" },   /* Device */
	{ 0x5b83, "PnbdbT" }, /* Processor */
	{ 0x5b84, "PnbwT" }, /* PowerResource */
	{ 0x5b85, "PnT" },   /* ThermalZone */
	{ 0x5b86, "PnnbF" }, /* IndexField */
	{ 0x5b87, "PnntbF" }, /* BankField */
	{ 0x5b88, "nttt" },  /* DataTableRegion */
};

const struct aml_op *aml_op_find(uint16_t opcode)
{
	for (unsigned int i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		if (ops[i].opcode == opcode)
			return &ops[i];
	}
	return NULL;
}
