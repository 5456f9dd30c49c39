# SPDX-License-Identifier: GPL-2.0-or-later
#
# relr.awk - from what `readelf -rsW` prints of an image, sorted, to assembly of
# the table by which the image relocates itself
#
# The table has the format of SHT_RELR (System V ABI, gABI 4.3, Relocation): an
# even word is the address of a word to which the distance is added; an odd one
# has a bit, from bit 1 on, for each of the 63 words behind what the last one was
# about. Here it ends with 0. The linker of Debian 12 has it not for every target.

function number(hex,    i, n)
{
	for (i = 1; i <= length(hex); i++)
		n = n * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
	return n
}

function flush()
{
	if (bits != "")
		print "\t.quad 1" bits
	bits = ""
}

function add(hex,    at)
{
	at = number(hex)
	if (at % 8) {
		print "relr.awk: no relocation may be of an address like 0x" hex >"/dev/stderr"
		exit failed = 1
	}
	if (bits != "" && at >= base + SPAN && at < base + 2 * SPAN) {
		flush()
		base += SPAN
	}
	if (!nr || at >= base + SPAN) {
		flush()
		print "\t.quad 0x" hex
		base = at + 8
	} else
		bits = bits "|1<<" (at - base) / 8 + 1
	nr++
}

BEGIN {
	SPAN = 63 * 8
	print "\t.section .relr, \"a\""
}
$3 ~ /^R_[A-Z0-9]+_RELATIVE$/ { add($1); next }
$3 ~ /^R_[A-Z0-9]+_NONE$/ { next }
$3 ~ /^R_/ {
	print "relr.awk: " $3 " is not relative" >"/dev/stderr"
	exit failed = 1
}
$NF == "__relr_start" { expected = $2 }
END {
	if (failed)
		exit 1
	flush()
	print "\t.quad 0"
	print "\t.globl relr_expected"
	print "\t.set relr_expected, 0x" expected
}
