#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# bootstrap.sh - install what hvcheck is built and run with, where it is missing
#
# Called by ./run_tests.sh --bootstrap. Debian and Ubuntu: through apt-get, with
# the sources that the machine has; elsewhere it says what is missing.

set -u
LC_ALL=C
export LC_ALL
unset CDPATH

usage()
{
	cat <<'END'
Usage: bootstrap.sh [OPTION...]

  --arch=LIST   targets to build for, separated by commas; all: every one that
                has a port (default: this machine's own)
  --self-test   also what `make check` uses
  --ci          also what `make check-ci` uses; npm, which is large, only where
                the variable CI is set
  --yes         do not ask
  --print       print the packages that are missing and stop
END
}

die()
{
	printf 'bootstrap.sh: %s\n' "$*" >&2
	exit 2
}

top=$(cd -- "$(dirname -- "$0")/.." && pwd) || exit 2
arch=
self_test=
ci=
yes=
print=
for argument; do
	case $argument in
	--arch=?*)	arch=${argument#--arch=} ;;
	--self-test)	self_test=yes ;;
	--ci)		ci=yes ;;
	--yes)		yes=yes ;;
	--print)	print=yes ;;
	--help | -h)	usage; exit ;;
	*)		die "unknown option '$argument' (--help lists them)" ;;
	esac
done

machine=$(uname -m)
case $machine in
x86_64 | i?86)	own='x86_64 i386' ;;
aarch64)	own=arm64 ;;
armv*)		own=arm ;;
ppc64)		own=ppc64be ;;
*)		own=$machine ;;
esac
ported=" $("$top/configure" --list-ported | tr '\n' ' ')"
case $arch in
'')	targets= ;;
all)	targets=$ported ;;
*)	targets=$(printf '%s' "$arch" | tr ',' ' ') ;;
esac
if [ -z "$arch" ]; then
	for target in $own; do
		case $ported in
		*" $target "*) targets="$targets $target" ;;
		esac
	done
	[ -n "$targets" ] || targets=x86_64 # under TCG
fi

for target in $targets; do
	"$top/configure" --list-targets | grep -x -e "$target" >/dev/null ||
		die "unknown target '$target'"
done

# ------------------------------------------------------------ packages ----

# Words are package:what, where `what` says how to see that it is there without
# asking dpkg: a command, or a pkg-config module. Debian's version of gcc is
# part of the names of its libraries.
common_packages()
{
	echo gcc:gcc libc6-dev make:make binutils:ld pkg-config:pkg-config \
		newlib-source xz-utils:xz libuv1-dev:+libuv \
		libjansson-dev:+jansson libelf-dev:+libelf libdw-dev:+libdw
}

self_test_packages()
{
	echo libcmocka-dev:+cmocka clang:clang libclang-rt-14-dev \
		shellcheck:shellcheck libfdt1 \
		device-tree-compiler:dtc
}

target_packages() # target
{
	case $1 in
	x86_64 | i386)
		echo qemu-system-x86:qemu-system-x86_64 bochs:bochs
		case $machine in
		x86_64)	echo "lib32gcc-$gcc-dev" ;;
		i?86)	;;
		*)	echo gcc-x86-64-linux-gnu "lib32gcc-$gcc-dev-amd64-cross" ;;
		esac
		;;
	arm64)	echo qemu-system-arm:qemu-system-aarch64 qemu-efi-aarch64
		[ "$machine" = aarch64 ] ||
			echo gcc-aarch64-linux-gnu:aarch64-linux-gnu-gcc ;;
	arm)	echo qemu-system-arm:qemu-system-arm \
			gcc-arm-linux-gnueabihf:arm-linux-gnueabihf-gcc ;;
	s390x)	echo qemu-system-misc:qemu-system-s390x
		[ "$machine" = s390x ] ||
			echo gcc-s390x-linux-gnu:s390x-linux-gnu-gcc ;;
	ppc64le) echo qemu-system-ppc:qemu-system-ppc64
		[ "$machine" = ppc64le ] ||
			echo gcc-powerpc64le-linux-gnu:powerpc64le-linux-gnu-gcc ;;
	ppc64be) echo qemu-system-ppc:qemu-system-ppc64 \
			gcc-powerpc64-linux-gnu:powerpc64-linux-gnu-gcc ;;
	riscv64) echo qemu-system-misc:qemu-system-riscv64 opensbi
		[ "$machine" = riscv64 ] ||
			echo gcc-riscv64-linux-gnu:riscv64-linux-gnu-gcc ;;
	riscv32) echo qemu-system-misc:qemu-system-riscv32 \
			gcc-riscv64-unknown-elf:riscv64-unknown-elf-gcc ;;
	esac
}

gcc_version()
{
	version=$(gcc -dumpversion 2>/dev/null)
	[ -n "$version" ] || version=$(apt-cache depends gcc 2>/dev/null |
		sed -n 's/.*Depends: gcc-\([0-9]*\)$/\1/p' | head -n 1)
	echo "${version:-12}" | sed 's/\..*//'
}

wanted_packages()
{
	gcc=$(gcc_version)
	common_packages
	for target in $targets; do
		target_packages "$target"
	done
	case ${CC:-} in
	*clang*) echo clang:clang libclang-rt-14-dev ;;
	esac
	[ -z "$self_test" ] || self_test_packages
	[ -z "$ci" ] || echo git:git rsync:rsync ${CI:+npm:npm}
}

is_there() # package:what
{
	case $1 in
	*:+*)	pkg-config --exists "${1#*:+}" 2>/dev/null ;;
	*:*)	command -v "${1#*:}" >/dev/null ;;
	*)	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ] ;;
	esac
}

missing_packages()
{
	for package in $(wanted_packages); do
		is_there "$package" || echo "${package%%:*}"
	done | awk '!seen[$0]++'
}

# ------------------------------------------------------------- install ----

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
	echo "This is not Debian or Ubuntu: nothing is installed. Needed, by Debian's names:"
	for package in $(wanted_packages); do
		is_there "$package" 2>/dev/null || echo "  ${package%%:*}"
	done
	exit 0
fi

missing=$(missing_packages | tr '\n' ' ')
missing=${missing% }
if [ -n "$print" ]; then
	echo "$missing"
	exit 0
fi
[ -n "$missing" ] || exit 0

sudo=
if [ "$(id -u)" -ne 0 ]; then
	sudo=sudo
fi
command="${sudo:+$sudo }apt-get install --yes --no-install-recommends $missing"
echo "$command"
if [ -n "$sudo" ] && ! command -v sudo >/dev/null; then
	die "there is no sudo here: run this command without it as root"
fi
if [ -z "$yes" ] && [ -t 0 ]; then
	printf 'Run this command? [y/N] '
	read -r answer
	case $answer in
	[Yy]*)	;;
	*)	die "nothing was installed" ;;
	esac
fi

DEBIAN_FRONTEND=noninteractive
export DEBIAN_FRONTEND

update()
{
	echo "${sudo:+$sudo }apt-get update"
	$sudo apt-get update -qq </dev/null
}

install()
{
	# shellcheck disable=SC2086 # a list
	$sudo apt-get install --yes --no-install-recommends -qq $missing \
		</dev/null
}

# Without lists, or with old ones, names are unknown or their files gone.
updated=
if [ -z "$(find /var/lib/apt/lists -name '*_Packages*' -mtime -7 2>/dev/null | head -n 1)" ]; then
	update || die "apt-get update failed"
	updated=yes
	missing=$(missing_packages | tr '\n' ' ') # gcc's version is known now
fi
install && exit 0
if [ -z "$updated" ] && update && install; then
	exit 0
fi
die "could not install: $missing"
