#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Images of arm64 elsewhere than where they were linked for: they relocate
# themselves, and their stack traces still have names.

set -u
. "$HVCHECK_SRC/selftest/tap.sh"
cd / || exit 2

images=$HVCHECK_BUILD/arm64
if ! [ -e "$images/selftest/outcomes.elf" ] ||
	! command -v qemu-system-aarch64 >/dev/null; then
	skip "images elsewhere" "no images of arm64, or no QEMU for it"
	tap_end
fi

# A tree of our own, whose suite is the guest.
tree=$TMPDIR/tree
mkdir -p "$tree/build/arm64/arm" "$tree/arm"
for guest in outcomes ends; do
	cp "$images/selftest/$guest.elf" "$images/selftest/$guest.img" \
		"$tree/build/arm64/arm/"
done
echo .. >"$tree/build/srcdir"
echo 'timeout = 10s' >"$tree/unittests.cfg"

# boots BUILD ARGUMENT...: sets $status
boots()
{
	build=$1
	shift
	timeout 100 "$HVCHECK" run --build-dir="$build" --engine=qemu-tcg -v \
		"$@" >"$TMPDIR/out" 2>"$TMPDIR/err" </dev/null
	status=$?
}

# The stack of a trap: from what it prints of it on, functions alone.
stack()
{
	sed -n 's/^    |   0x[0-9a-f]* \([a-z_]*\) .*/\1/p' "$TMPDIR/out" |
		tr '\n' ' '
}

# trap_at WHAT PC ARGUMENT...: traps at an address near PC, in the function that it is
trap_at()
{
	what=$1
	wanted=$2
	shift 2
	boots "$tree/build" "$@" outcomes.trap
	is "$what: the exit status" "$status" 1
	like "$what: the address" "$(cat "$TMPDIR/out" "$TMPDIR/err")" "pc=0x$wanted"
	like "$what: the functions" "$(stack)" '^test_trap_run .* start_image $'
}

# with_offset IMAGE BYTES: text_offset of the header, in octal and little-endian
with_offset()
{
	cp "$1" "$TMPDIR/moved.img"
	# shellcheck disable=SC2059
	printf "$2" | dd of="$TMPDIR/moved.img" bs=1 seek=8 conv=notrunc 2>/dev/null
}

moved="--qemu-args=-kernel $TMPDIR/moved.img"
trap_at 'where it was linked for' 4008

# Linux, booting.rst: text_offset from a start of RAM, here 0x40000000
with_offset "$images/selftest/outcomes.img" '\000\000\050\000'
trap_at 'at 0x40280000' 4028 "$moved"
with_offset "$images/selftest/outcomes.img" '\000\020\040\002'
trap_at 'at 0x42201000' 4220 "$moved"

# What is read from outside of a VM that hangs.
with_offset "$images/selftest/ends.img" '\000\000\050\000'
boots "$tree/build" --timeout=2s "$moved" ends.hangs
like 'a hang: where' "$(cat "$TMPDIR/out")" 'timeout in test_hangs_run '
like 'a hang: the functions' "$(stack)" '^test_hangs_run .* start_image $'

# All of a suite: addresses in its data, its tables and its page protection.
with_offset "$images/common/traps.img" '\000\020\040\002'
boots "$HVCHECK_BUILD" "$moved" arm64/traps
is 'traps at 0x42201000: the exit status' "$status" 0
with_offset "$images/common/allocators.img" '\000\360\077\000'
boots "$HVCHECK_BUILD" "$moved" arm64/allocators
is 'allocators at 0x403ff000, over the end of a block: the exit status' "$status" 0

# By firmware, which chooses an address.
if [ -e /usr/share/qemu-efi-aarch64/QEMU_EFI.fd ]; then
	trap_at 'from UEFI firmware' '[4-9a-f][0-9a-f]*' \
		--firmware=QEMU_EFI.fd --qemu-args='-m 256'
else
	skip 'from UEFI firmware' 'there is no QEMU_EFI.fd'
fi
tap_end
