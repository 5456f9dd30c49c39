#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every header compiles on its own: it includes what it needs, and twice is as
# good as once. Guest headers are tried with the flags of each target, those of
# one width (NAME_32.h, NAME_64.h) with the flags of that width's.

cd "$HVCHECK_BUILD/.." || exit
number=0
failed=0

check() # label, header, compile command
{
	number=$((number + 1))
	printf '#include "%s"\n#include "%s"\n' "$2" "$2" >"$TMPDIR/header.c"
	if eval "$3 -fsyntax-only '$TMPDIR/header.c'" >"$TMPDIR/out" 2>&1; then
		echo "ok $number - $1 ${2#"$HVCHECK_SRC"/}"
	else
		sed 's/^/# /' "$TMPDIR/out"
		echo "not ok $number - $1 ${2#"$HVCHECK_SRC"/}"
		failed=1
	fi
}

for header in "$HVCHECK_SRC"/runner/*.h; do
	check host "$header" "$(cat "$HVCHECK_BUILD/host.flags")"
done
for flags in "$HVCHECK_BUILD"/*/flags; do
	target=${flags%/flags}
	[ -e "$target/config.mak" ] || continue
	port=$(sed -n 's/^PORT := //p' "$target/config.mak")
	bits=$(sed -n 's/^BITS := //p' "$target/config.mak")
	for header in "$HVCHECK_SRC"/lib/*.h "$HVCHECK_SRC"/lib/[tmd]*/*.h \
		"$HVCHECK_SRC/lib/$port"/*.h "$HVCHECK_SRC/lib/$port"/*/*.h \
		"$HVCHECK_SRC/$port"/*.h "$HVCHECK_SRC"/common/*.h; do
		[ -e "$header" ] || continue
		case $header in
		*_32.h | *_64.h)
			width=${header##*_}
			[ "${width%.h}" = "$bits" ] || continue
			;;
		esac
		check "${target##*/}" "$header" "$(cat "$flags")"
	done
done
echo "1..$number"
exit $failed
