#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The compiler that this build does not use, gcc or clang, builds the library and
# one suite of each target without a warning, and what it built runs.

# shellcheck source=selftest/tap.sh
. "$HVCHECK_SRC/selftest/tap.sh"
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES CC

targets=$(sed -n 's/^TARGETS := *//p' "$HVCHECK_BUILD/config.mak")
other=clang
grep -q '^CC_KIND := clang' "$HVCHECK_BUILD"/*/config.mak && other=gcc

cd "$TMPDIR" || exit
for target in $targets; do
	mkdir "$target"
	cd "$target" || exit
	if "$HVCHECK_SRC/configure" --cc=$other --arch="$target" --enable-werror >out 2>&1; then
		image=build/$target/common/traps.elf
		set -- "$image"
		[ ! -e "$HVCHECK_BUILD/../${image%elf}img" ] || set -- "$image" "${image%elf}img"
		ok "$target: $other builds" make -s -j2 "$@"
		ok "$target: and that runs" "$HVCHECK" exec "$image"
	else
		note "$target: not with $other: $(tail -n 1 out)"
	fi
	cd .. || exit
done

tap_end
