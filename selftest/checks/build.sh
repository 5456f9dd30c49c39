#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# configure and make: what they refuse, what they write, what they rebuild.

# shellcheck source=selftest/tap.sh
. "$HVCHECK_SRC/selftest/tap.sh"
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES CC
top=$HVCHECK_BUILD/..
configure=$HVCHECK_SRC/configure

listing() # of the source tree, without build/
{
	find "$HVCHECK_SRC" \( -path "$HVCHECK_SRC/build" -o -name .git \) -prune \
		-o -printf '%p %s %T@\n' | sort
}

# ------------------------------------------------ configure refuses ----

refuses() # what, arguments
{
	what=$1
	shift
	rm -rf "$TMPDIR/refused"
	mkdir "$TMPDIR/refused"
	(cd "$TMPDIR/refused" && "$configure" "$@" >../out 2>../err)
	is "$what: status 2" $? 2
	is "$what: one sentence" "$(wc -l <"$TMPDIR/err")" 1
	is "$what: nothing is written" "$(find "$TMPDIR/refused" -name '*.mak' -o -name Makefile)" ''
}

refuses 'an unknown option' --no-such-option
refuses 'an option without its value' --arch=
refuses 'an unknown target' --arch=x86_64,vax
refuses 'a relative prefix' --prefix=here
refuses 'no newlib' --newlib-source=/nonexistent
refuses 'a prefix without a target' --cross-prefix=x86_64-linux-gnu-
refuses 'a compiler that is not there' --cc=no-such-compiler

mkdir "$TMPDIR/blocked"
: >"$TMPDIR/blocked/build"
(cd "$TMPDIR/blocked" && "$configure" >../out 2>../err)
is 'a directory that cannot be written: status 2' $? 2
is 'a directory that cannot be written: one sentence' "$(wc -l <"$TMPDIR/err")" 1

mkdir "$TMPDIR/foreign"
echo '# not ours' >"$TMPDIR/foreign/Makefile"
(cd "$TMPDIR/foreign" && "$configure" >../out 2>../err)
is "a foreign Makefile is left alone: status 2" $? 2
is "a foreign Makefile is left alone" "$(cat "$TMPDIR/foreign/Makefile")" '# not ours'

# ------------------------------------------------ out of the tree ----

listing >"$TMPDIR/before"
target=$(sed -n 's/^TARGETS := *\([a-z0-9_]*\).*/\1/p' "$HVCHECK_BUILD/config.mak")
for image in "$HVCHECK_BUILD/$target"/*/*.elf; do
	break
done
image=build${image#"$HVCHECK_BUILD"}

mkdir "$TMPDIR/out-of-tree"
cd "$TMPDIR/out-of-tree" || exit
eval "ok 'configure out of the tree' '$configure' $(sed -n 's/^CONFIGURE_ARGUMENTS :=//p' "$HVCHECK_BUILD/config.mak")"
ok 'an image out of the tree' make -s "$image"
# But for what debuggers read: GCC without an assembler of DWARF 5 counts a source
# whose name it maps twice.
objcopy=$(sed -n 's/^OBJCOPY := *//p' "$HVCHECK_BUILD/$target/config.mak")
$objcopy --strip-debug "$image" "$TMPDIR/out.elf"
$objcopy --strip-debug "$top/$image" "$TMPDIR/in.elf"
ok 'is the same, byte by byte' cmp "$TMPDIR/out.elf" "$TMPDIR/in.elf"
ok 'make clean' make -s clean
is 'leaves what configure wrote' "$(find . -type f | grep -v 'config\(ured\)\{0,1\}\.mak$' | sort | xargs)" './Makefile ./build/srcdir'
listing >"$TMPDIR/after"
ok 'the source tree is as it was' diff "$TMPDIR/before" "$TMPDIR/after"

# ------------------------------------------------ what is rebuilt ----

cd "$top" || exit
is 'nothing to do: nothing is done' "$(make -s -n | grep -v '^make')" ''

S=$(sed -n 's/^S := //p' Makefile)
like 'a header rebuilds its users' "$(make -n -W "${S}runner/ktap.h" 2>&1)" '^  CC  *runner/ktap.o'
like 'new flags rebuild the images' "$(make -n -W "build/$target/config.mak" 2>&1)" "^  CC  *lib/main.o \[$target\]"
like 'V=1 shows commands' "$(make -n V=1 -W "build/$target/config.mak" 2>&1)" ' -c -o build/[^ ]*/lib/main.o '

# ------------------------------------------------ further builds ----

# A tree of its own, whose unittests.cfg can be changed.
tree=$TMPDIR/tree
mkdir "$tree"
(cd "$HVCHECK_SRC" && tar cf - --exclude=./build --exclude=.git .) | tar xf - -C "$tree"
cd "$tree" || exit
eval "./configure $(sed -n 's/^CONFIGURE_ARGUMENTS :=//p' "$HVCHECK_BUILD/config.mak")" >"$TMPDIR/out"
cat >>"lib/$(sed -n 's/^PORT := *//p' "build/$target/config.mak")/rules.mk" <<'EOF'
PORT_BUILDS += tried
BUILD_CFLAGS.tried := -DTRIED=1
BUILD_LDFLAGS.tried := --no-gc-sections
EOF
section() # lines of a section of suite protocol
{
	cp "$HVCHECK_SRC/common/unittests.cfg" common/unittests.cfg
	printf '\n# build = none\n[protocol@tried]\n' >>common/unittests.cfg
	printf '%s\n' "$@" >>common/unittests.cfg
}
with=build/$target/common/protocol@tried.elf

is 'a build that nobody asks for: no image' "$(make -s -n "$with" 2>&1 | grep -c 'No rule to make')" 1
section 'build = tried' "arch = $target"
make -n V=1 all >"$TMPDIR/out" 2>&1
like 'a section asks for it: the library is compiled again' "$(cat "$TMPDIR/out")" "TRIED=1.* -o build/$target/@tried/lib/main.o "
like 'so is the suite' "$(cat "$TMPDIR/out")" "TRIED=1.* -o build/$target/@tried/common/protocol.o "
like 'and the image is linked with its flags' "$(cat "$TMPDIR/out")" "--no-gc-sections .*-o $with "
is 'but not the C library, for a macro' "$(grep -c '@tried/newlib' "$TMPDIR/out")" 0
is 'nor other suites' "$(grep -c '@tried/common/smp.o' "$TMPDIR/out")" 0
section 'build = tried' 'arch = none'
is 'for another target: no image' "$(make -s -n "$with" 2>&1 | grep -c 'No rule to make')" 1
section 'build = tr=ied' "arch = $target"
make -n all >"$TMPDIR/out" 2>&1
like "'=' is '-' in names of files" "$(cat "$TMPDIR/out")" "has no build 'tr-ied'"
section 'build = untried' "arch = $target"
make -n all >"$TMPDIR/out" 2>&1
is 'an unknown build: status 2' $? 2
like 'names file, line and what there is' "$(cat "$TMPDIR/out")" " common/unittests.cfg:$(grep -n '^build = untried' common/unittests.cfg | cut -d: -f1): $target has no build 'untried'; it has: .*tried"

# ------------------------------------------------ what is gone ----

# Sources that were moved leave images, and lists of headers, behind.
port=$(sed -n 's/^PORT := *//p' "build/$target/config.mak")
cp "$HVCHECK_SRC/common/unittests.cfg" common/unittests.cfg
mkdir -p "build/$target/$port" "build/$target/common" "build/$target/bench"
for stale in "$port/protocol.elf" "$port/gone.img" common/gone@tried.elf common/gone@tried.elf32; do
	: >"build/$target/$stale"
done
: >"build/$target/bench/pvh.elf"
: >"build/$target/common/protocol.o"
ok 'make removes images without a source' make -s "$target.stale"
is 'all of them, of every form' "$(cd "build/$target" && find "$port" common -name '*.elf*' -o -name '*.img')" ''
ok 'and nothing else' test -e "build/$target/common/protocol.o" -a -e "build/$target/bench/pvh.elf"
is 'once' "$(make -n all 2>&1 | grep -c '  RM ')" 0
for gone in offsets.c offsets_32.c offsets_64.c; do
	[ -e "lib/$port/$gone" ] || break
done
echo "build/$target/offsets.s: lib/$port/$gone" >"build/$target/offsets.d"
is 'a deleted file that offsets.d names stops nothing' "$(make -s -n "build/$target/offsets.h" 2>&1 | grep -c 'No rule to make')" 0

# ------------------------------------------------ install ----

cd "$top" || exit
ok 'make install' make -s install DESTDIR="$TMPDIR/root"
prefix=$TMPDIR/root$(sed -n 's/^PREFIX := //p' "$HVCHECK_BUILD/config.mak")
cd / || exit
"$HVCHECK" list >"$TMPDIR/list"
"$prefix/bin/hvcheck" list >"$TMPDIR/installed"
ok 'the installed hvcheck lists the installed suites' diff "$TMPDIR/list" "$TMPDIR/installed"
ok 'which are some' test -s "$TMPDIR/installed"

tap_end
