# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every build rule of hvcheck. `make help` lists what can be asked for.
#
# Sources come from wildcards. lib/<port>/rules.mk and the config.mak files that
# configure wrote only set variables. Everything made lies in build/.

MAKEFLAGS += -rR
SHELL := /bin/sh
.SUFFIXES:
.DELETE_ON_ERROR:

# The source tree: empty in it, "path/" in the Makefile that configure writes
# into another build directory.
S ?=
B := build

.PHONY: all
all:

# ---------------------------------------------------------- configuration ----

-include $(B)/config.mak
include $(B)/configured.mak
$(B)/configured.mak: $(S)configure
	@$(or $(S),./)configure --quiet $(CONFIGURE_ARGUMENTS)

# What is printed: a line a command; with V=1 the command; with -s nothing.
empty :=
comma := ,
_ := $(empty)  $(empty)
label_AR      := $(_)AR      $(empty)
label_AS      := $(_)AS      $(empty)
label_CC      := $(_)CC      $(empty)
label_GEN     := $(_)GEN     $(empty)
label_INSTALL := $(_)INSTALL $(empty)
label_LD      := $(_)LD      $(empty)
label_LIBC    := $(_)LIBC    $(empty)
label_RM      := $(_)RM      $(empty)
label_UNPACK  := $(_)UNPACK  $(empty)
silent := $(findstring s,$(firstword -$(MAKEFLAGS)))
ifdef V
Q :=
else
Q := @
# $(call say,CC,x86/msr.o,x86_64)
say = $(if $(silent),,$(info $(label_$1)$2$(if $3, [$3])))
endif

# One word for the shell
quoted = '$(subst ','\'',$1)'

# Paths as the compiler records them start at the top of the tree, wherever the
# build directory is: __FILE__ is printed, and images are reproducible.
MAP_FLAGS := $(if $S,-ffile-prefix-map=$(S)=) '-fdebug-prefix-map=$(CURDIR)=.'

# Rows of a table may leave out their last members; they are zero.
WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wno-missing-field-initializers $(WERROR)

# ----------------------------------------------------------------- newlib ----

# Taken apart once; compiled for each target as one command with one result.
include $(S)lib/libc/rules.mk
N := $(B)/newlib
NEWLIB := $(N)/unpacked
NEWLIB_DIRS := ctype errno include locale reent stdio stdlib string

$(NEWLIB): $(NEWLIB_SOURCE) $(S)lib/libc/rules.mk
	$(call say,UNPACK,$(NEWLIB_SOURCE))
	$(Q)rm -rf $(N) && mkdir -p $(N)
	$(Q)if test -d $(NEWLIB_SOURCE); then \
		(cd $(NEWLIB_SOURCE) && tar cf - newlib/libc) | tar xf - -C $(N); \
	else \
		tar xf $(NEWLIB_SOURCE) -C $(N) --strip-components=1 --wildcards \
			$(NEWLIB_DIRS:%='*/newlib/libc/%/*.[ch]'); \
	fi
	$(Q)touch $@

# ---------------------------------------------------------------- targets ----

# One file is one suite, so is a folder; the folder of a width is not part of
# the suite's name: x86/64/access/ has what only that width has of x86/access/.
sources = $(patsubst $(S)%,%,$(wildcard $(addprefix $(S),$1)))

LIB_SOURCES := $(call sources,lib/*.c lib/test/*.c lib/mm/*.c lib/dev/*.c \
	lib/libc/*.c)
COMMON_SOURCES := $(call sources,common/*.c common/*/*.[cS])

# $(call objects,target,sources)
objects = $(patsubst %.c,$(B)/$1/%.o,$(patsubst %.S,$(B)/$1/%.S.o,$2))

# $(call folders,sources): the folders of files that stand in one of their own
folders = $(sort $(patsubst %/,%,$(dir $1)))

# ------------------------------------------------------- further builds ----

# `build = NAME` in a section of unittests.cfg asks for a further image of its
# suite, SUITE@NAME.elf; what the name means a port's rules.mk says. As make takes
# no '=' in a name, "granule=16k" is granule-16k in it. One word for each such
# section: suite|build|targets, or *|file|line
define builds_awk
function section_end() {
	if (build != "")
		print suite "|" build "|" (arch == "" ? "*" : arch) "|" place
	build = arch = ""
}
{ sub(/\r$$/, ""); gsub(/^[ \t]+|[ \t]+$$/, "") }
FNR == 1 || /^\[/ { section_end() }
/^\[/ { suite = $$0; gsub(/^\[|[@\]].*$$/, "", suite); next }
/^#/ || !/=/ { next }
{
	key = value = $$0
	sub(/[ \t]*=.*/, "", key)
	sub(/[^=]*=[ \t]*/, "", value)
	if (key == "arch") { arch = value; gsub(/[ \t,]+/, ",", arch) }
	if (key == "build") { build = value; gsub(/=/, "-", build); place = FILENAME "|" FNR }
	if (key == "include" && FILENAME == root)
		ARGV[ARGC++] = (value ~ /^\// ? "" : dir) value
}
END { section_end() }
endef
BUILDS := $(shell awk -v dir='$S' -v root='$Sunittests.cfg' \
	'$(builds_awk)' '$Sunittests.cfg')

# $(call part,N,word)
part = $(word $1,$(subst |, ,$2))
# $(call builds_for,target): those of BUILDS that its target has the suite of
builds_for = $(foreach w,$(BUILDS),$(if $($1.suite.$(call part,1,$w)),$(if \
	$(filter * $1,$(subst $(comma), ,$(call part,3,$w))),$w)))

# First pass: what configure and the port say about one target, under its name.
# test_defer() casts functions to one type on purpose.
define target_settings
PORT_CFLAGS :=
PORT_LDFLAGS :=
PORT_PIE :=
PORT_FORM :=
PORT_BUILDS :=
$$(foreach v,$$(filter BUILD_%,$$(.VARIABLES)),$$(eval undefine $$v))
include $(B)/$1/config.mak
include $(S)lib/$$(PORT)/rules.mk
$1.PORT := $$(PORT)
$1.BITS := $$(BITS)
$1.CC := $$(CC)
$1.AR := $$(AR)
$1.OBJCOPY := $$(OBJCOPY)
$1.LIBGCC := $$(LIBGCC)
$1.LD_COMMAND := $$(LD)
$1.READELF := $$(OBJCOPY:%objcopy=%readelf)
$1.PIE := $$(PORT_PIE)
$1.LIB_SOURCES := $(LIB_SOURCES) $$(call sources,lib/$$(PORT)/*.[cS] lib/$$(PORT)/*/*.[cS])
$1.LIB_SOURCES := $$(filter-out %/offsets.c %/offsets_$$(BITS).c \
	$$(addprefix %_,$$(if $$(filter 64,$$(BITS)),32,64).c \
		$$(if $$(filter 64,$$(BITS)),32,64).S),$$($1.LIB_SOURCES))
$1.OFFSETS := $$(call sources,$$(addprefix lib/$$(PORT)/,\
	offsets.c offsets_$$(BITS).c))
$1.PORT_SOURCES := $$(filter-out $$(PORT)/32/% $$(PORT)/64/%,\
	$$(call sources,$$(PORT)/*.c $$(PORT)/*/*.[cS])) \
	$$(call sources,$$(PORT)/$$(BITS)/*.c $$(PORT)/$$(BITS)/*/*.[cS])
$1.GUEST_SOURCES := $$(call sources,selftest/guests/*.c selftest/guests/$$(PORT)/*.c)
$1.BUILDS := $$(PORT_BUILDS)
$$(eval $$(call build_settings,$1,$1))
$$(foreach b,$$(PORT_BUILDS),$$(eval $$(call build_settings,$1,$1/@$$b,$$b)))
endef

# $(call build_settings,target,target or target/@build,build): what differs from
# one build to another, under the name of its folder
define build_settings
$2.FLAGS := -std=gnu11 -ffreestanding -O2 -g -fno-omit-frame-pointer \
	-fno-stack-protector -fno-asynchronous-unwind-tables -fno-common \
	-fno-strict-aliasing -ffunction-sections -fdata-sections $$(PORT_CFLAGS) $$(MAP_FLAGS) \
	-DTARGET_NAME='"$1"' \
	-nostdinc -isystem $(S)lib/libc/include \
	-isystem $(N)/newlib/libc/include -isystem $$(CC_INCLUDE) \
	$$(if $3,$$(BUILD_CFLAGS.$3))
$2.CFLAGS := $$($2.FLAGS) $$(WARNINGS) -Wno-cast-function-type -I$(S)lib -I$(S)lib/$$(PORT) -I$(B)/$2
$2.LD := $$(LD) $$(PORT_LDFLAGS) -nostdlib -static --no-undefined \
	--gc-sections --orphan-handling=error --fatal-warnings \
	-z noexecstack $$(if $3,$$(BUILD_LDFLAGS.$3))
$2.FORM := $$(or $$(if $3,$$(BUILD_FORM.$3)),$$(PORT_FORM))
$2.FORM_FLAGS := $$(or $$(if $3,$$(BUILD_FORM_FLAGS.$3)),-O binary)
$2.START_NAME := $$(or $$(if $3,$$(BUILD_START.$3)),start)
# Compiled again only where that makes a difference: macros do for the C library.
$2.CODE := $$(if $$(if $3,$$(BUILD_CFLAGS.$3)),$2,$1)
$2.LIBC := $(B)/$$(if $$(filter-out -D%,$$(if $3,$$(BUILD_CFLAGS.$3))),$2,$1)/libc.a
$2.SUITES :=
endef

# $(call suite,target,dir,name,sources)
define suite
$1.suite.$3 := $2 $4
$(call image,$1,$1,$2/$3,$4)
endef

# $(call image,target,target or target/@build,name,sources)
define image
$2.SUITES += $(B)/$1/$3.elf
$(B)/$1/$3.elf: $(call objects,$($2.CODE),$4)
endef

# $(call suites,target,dir,sources,folders whose files are a suite each)
define suites
$(foreach f,$(filter $(addsuffix /%,$4),$3),$(if \
	$(filter $4,$(patsubst %/,%,$(dir $f))),$(eval \
	$(call suite,$1,$2,$(basename $(notdir $f)),$f))))
$(foreach n,$(sort $(notdir $(filter-out $4,$(call folders,$3)))),$(eval \
	$(call suite,$1,$2,$n,$(filter $(addsuffix /$n/%,$4),$3))))
endef

# $(call further_image,target,folder of the suite and its sources,word of BUILDS)
define further_image
ifeq ($$(filter $(call part,2,$3),$$($1.BUILDS)),)
$$(error $(call part,4,$3):$(call part,5,$3): $1 has no build \
	'$(call part,2,$3)'$(if $($1.BUILDS),; it has: $($1.BUILDS)))
endif
$1.FURTHER += $(call part,2,$3)
$1/@$(call part,2,$3).SOURCES += $(wordlist 2,999,$2)
ifeq ($$(filter %/$(call part,1,$3)@$(call part,2,$3).elf,$$($1/@$(call part,2,$3).SUITES)),)
$(call image,$1,$1/@$(call part,2,$3),$(firstword $2)/$(call part,1,$3)@$(call part,2,$3),$(wordlist 2,999,$2))
endif
endef

# What an image may be called, in this version or an earlier one.
IMAGE_FORMS := elf elf32 img efi flat rom iso

# Second pass: the rules of one target.
define target_rules
$(call suites,$1,common,$(COMMON_SOURCES),common)
$(call suites,$1,$($1.PORT),$($1.PORT_SOURCES),$($1.PORT) $($1.PORT)/$($1.BITS))
$(call suites,$1,selftest,$($1.GUEST_SOURCES),selftest/guests selftest/guests/$($1.PORT))
$1.SOURCES := $(COMMON_SOURCES) $($1.PORT_SOURCES) $($1.GUEST_SOURCES)
$$(foreach w,$$(call builds_for,$1),$$(eval \
	$$(call further_image,$1,$$($1.suite.$$(call part,1,$$w)),$$w)))
$1.FURTHER := $$(sort $$($1.FURTHER))
$$(foreach b,$1 $$($1.FURTHER:%=$1/@%),$$(if $$(filter $$b,$$($$b.CODE)),\
	$$(eval $$(call code_rules,$1,$$b))))
$$(foreach b,$1 $$($1.FURTHER:%=$1/@%),$$(eval $$(call link_rules,$1,$$b,$$($$b.CODE))))

$1.IMAGES := $$(foreach b,$1 $$($1.FURTHER:%=$1/@%),$$($$b.SUITES) $$($$b.FORMS))
$1.STALE := $$(filter-out $$($1.IMAGES),$$(filter $(addprefix %.,$(IMAGE_FORMS)),\
	$$(wildcard $(addprefix $(B)/$1/,$(addsuffix /*.*,common $($1.PORT) selftest)))))

.PHONY: $1 $$(if $$($1.STALE),$1.stale)
$1: $$($1.IMAGES) $$(if $$($1.STALE),$1.stale)
all: $1
# hvcheck runs what it finds, and has no settings for what has moved or is gone.
$1.stale:
	$$(call say,RM,$$($1.STALE:$(B)/$1/%=%),$1)
	$$(Q)rm -f $$($1.STALE)

# One command for all of it: hundreds of objects would slow down every make.
$$(sort $$(foreach b,$1 $$($1.FURTHER:%=$1/@%),$$($$b.LIBC))): %/libc.a: $(NEWLIB) %/flags
	$$(call say,LIBC,libc.a,$$(*:$(B)/%=%))
	$$(Q)rm -rf $$*/newlib && mkdir -p $$*/newlib
	$$(Q)for f in $$(NEWLIB_SOURCES); do \
		case " $$(NEWLIB_SMALL) " in \
		*" $$$$f "*) small=-DPREFER_SIZE_OVER_SPEED ;; \
		*) small= ;; \
		esac; \
		$($1.CC) $$($$(*:$(B)/%=%).FLAGS) -w $$(NEWLIB_CFLAGS) $$$$small -c \
			-o $$*/newlib/$$$${f##*/}.o \
			$(N)/newlib/libc/$$$$f || exit; \
	done
	$$(Q)rm -f $$@ && $($1.AR) qcsD $$@ $$*/newlib/*.o
endef

# $(call code_rules,target,target or target/@build): what is compiled for it
define code_rules
$2.OBJECTS := $$(call objects,$2,$$(sort $($1.LIB_SOURCES) $($2.SOURCES)))
$2.LIB := $(call objects,$2,$($1.LIB_SOURCES))

$$(filter-out %.S.o,$$($2.OBJECTS)): $(B)/$2/%.o: $(S)%.c $(B)/$2/flags | $(NEWLIB)
	$$(call say,CC,$$*.o,$2)
	$$(Q)$($1.CC) $$($2.CFLAGS) -MMD -MP -c -o $$@ $$<

$$(filter %.S.o,$$($2.OBJECTS)): $(B)/$2/%.S.o: $(S)%.S $(B)/$2/flags | $(NEWLIB)
	$$(call say,AS,$$*.o,$2)
	$$(Q)$($1.CC) $$($2.CFLAGS) -MMD -MP -c -o $$@ $$<

# The flags, in a file that is newer than all that decides on them.
$(B)/$2/flags: $(B)/$1/config.mak $(S)Makefile $(S)lib/$($1.PORT)/rules.mk \
		$(S)lib/libc/rules.mk | $(B)/$2/lib
	$$(Q)printf '%s\n' $$(call quoted,$($1.CC) $$($2.CFLAGS)) >$$@

$2.FOLDERS := $$(call folders,$$($2.OBJECTS)) $(if $(filter $1,$2),$(B)/$1/selftest)
$$($2.FOLDERS):
	$$(Q)mkdir -p $$@
$$($2.OBJECTS): | $$($2.FOLDERS)

# Numbers that assembly needs of C: "@NAME VALUE" in the compiler's output.
$(B)/$2/offsets.s: $(addprefix $(S),$($1.OFFSETS)) $(B)/$2/flags | $(NEWLIB)
	$$(Q)$($1.CC) $$($2.CFLAGS) -MMD -MP -S -o $$@ $$<
# The last build's list of headers may name one of these that is no more.
$(addprefix $(S)lib/$($1.PORT)/,offsets.c offsets_32.c offsets_64.c):
$(B)/$2/offsets.h: $(B)/$2/offsets.s
	$$(call say,GEN,offsets.h,$2)
	$$(Q)sed -n 's/^.*"@\([A-Z0-9_]*\) \([0-9-]*\)".*$$$$/#define \1 \2/p' $$< >$$@
$$(filter %.S.o,$$($2.OBJECTS)): | \
	$(if $($1.OFFSETS),$(B)/$2/offsets.h)

$(B)/$2/link.ld: $(S)lib/link.ld.S $(B)/$2/flags | $(NEWLIB)
	$$(call say,GEN,link.ld,$2)
	$$(Q)$($1.CC) $$($2.CFLAGS) -std=c11 -E -P -x assembler-with-cpp \
		-MMD -MP -MT $$@ -MF $$@.d -o $$@ $$<

$(B)/$2/lib.a: $$($2.LIB)
	$$(call say,AR,lib.a,$2)
	$$(Q)rm -f $$@ && $($1.AR) qcsD $$@ $$^

-include $$(wildcard $$($2.OBJECTS:.o=.d) $(B)/$2/link.ld.d $(B)/$2/offsets.d)
endef

# $(call linked,target,target or target/@build,the one that has its code,objects):
# $@. One that relocates itself is linked twice: a first time as what linkers call
# PIE, for the list of what to relocate, then with a table made of it.
linked = $(if $($1.PIE),$($2.LD) $($1.PIE) -S -o $@.pie $(call link_inputs,$1,$2,$3,$4) && \
	$($1.READELF) -rsW $@.pie >$@.list && \
	LC_ALL=C sort $@.list | awk -f $(S)lib/relr.awk >$@.s && \
	$($1.CC) -c -o $@.relr $@.s && \
	$($2.LD) -o $@ $(call link_inputs,$1,$2,$3,$4 $@.relr) && \
	rm -f $@.pie $@.list $@.s $@.relr,\
	$($2.LD) -o $@ $(call link_inputs,$1,$2,$3,$4))
link_inputs = -T $(B)/$3/link.ld $($2.START) $4 \
	--start-group $(B)/$3/lib.a $($2.LIBC) $($1.LIBGCC) --end-group

# $(call link_rules,target,target or target/@build,the one that has its code)
define link_rules
$2.START := $(filter %/$($2.START_NAME).S.o %/$($2.START_NAME)_$($1.BITS).S.o,\
	$(call objects,$3,$($1.LIB_SOURCES)))
$$($2.SUITES): $(B)/$3/link.ld $(B)/$3/lib.a $($2.LIBC) $(if $($1.PIE),$(S)lib/relr.awk) | $($1.FOLDERS)
	$$(call say,LD,$$(@:$(B)/$1/%=%),$1)
	$$(Q)$$(call linked,$1,$2,$3,$$(filter %.o,$$^))

# Where an engine loads another form of the file it stands beside it.
$2.FORMS := $(if $($2.FORM),$($2.SUITES:.elf=.$($2.FORM)))
$$($2.FORMS): %.$($2.FORM): %.elf
	$$(call say,GEN,$$(@:$(B)/$1/%=%),$1)
	$$(Q)$($1.OBJCOPY) $($2.FORM_FLAGS) $$< $$@
endef

$(foreach t,$(TARGETS),$(eval $(call target_settings,$t)))
$(foreach t,$(TARGETS),$(eval $(call target_rules,$t)))

# ----------------------------------------------- hvcheck and its self-tests ----

# The same sources are compiled up to four times: for use, with sanitizers, for
# fuzzing, and lib/ as a guest of this machine. $(call host_kind,kind,CC,flags)
HOST_FLAGS := -g -fno-omit-frame-pointer $(MAP_FLAGS) $(WARNINGS)
RUNNER_FLAGS := -std=c11 -D_GNU_SOURCE $(HOST_FLAGS) -I$(S)lib -I$(S)runner \
	$(RUNNER_CFLAGS)
LIBHOST_FLAGS := -std=gnu11 $(HOST_FLAGS) -Wno-cast-function-type '-DTARGET_NAME="host"' -I$(S)lib -I$(S)lib/host
FUZZ_SANITIZE := $(if $(FUZZ_CC),-fsanitize=fuzzer-no-link$(comma)address$(comma)undefined,$(SANITIZE))

RUNNER_SOURCES := $(call sources,runner/*.c)
TESTED_SOURCES := $(filter-out runner/main.c,$(RUNNER_SOURCES))
LIBHOST_SOURCES := $(filter-out lib/libc/%,$(LIB_SOURCES)) \
	$(call sources,lib/host/*.c)
RUNNER_TESTS := $(call sources,selftest/runner/*.c)
LIB_TESTS := $(call sources,selftest/lib/*.c)
TOOLS := $(call sources,selftest/tools/*.c)
FUZZERS := $(call sources,selftest/fuzz/fuzz_*.c)

# $(call host_objects,kind,sources)
host_objects = $(patsubst %.c,$(B)/host/$1/%.o,$2)

# $(call host_rules,kind,compiler,flags,sources)
define host_rules
HOST_OBJECTS += $(call host_objects,$1,$4)
$(call host_objects,$1,$4): $(B)/host/$1/%.o: $(S)%.c $(B)/host.flags
	$$(call say,CC,$$*.o,$(if $(filter-out use,$1),$1))
	$$(Q)$2 $3 -MMD -MP -c -o $$@ $$<
endef

H := $(B)/host
HOST_OBJECTS :=
$(eval $(call host_rules,use,$(HOST_CC),$(RUNNER_FLAGS) -O2,$(RUNNER_SOURCES)))
$(eval $(call host_rules,test,$(HOST_CC),$(RUNNER_FLAGS) -O1 $(SANITIZE) \
	$(CMOCKA_CFLAGS),$(TESTED_SOURCES) $(RUNNER_TESTS) $(TOOLS)))
$(eval $(call host_rules,lib,$(HOST_CC),$(LIBHOST_FLAGS) -O1 $(SANITIZE) \
	$(CMOCKA_CFLAGS),$(LIBHOST_SOURCES) $(LIB_TESTS)))
FUZZ := $(or $(FUZZ_CC),$(HOST_CC))
$(eval $(call host_rules,fuzz,$(FUZZ),$(RUNNER_FLAGS) -O1 $(FUZZ_SANITIZE),\
	$(TESTED_SOURCES) $(filter-out selftest/fuzz/fuzz_lib_%,$(FUZZERS)) \
	$(if $(FUZZ_CC),,selftest/fuzz/driver.c)))
$(eval $(call host_rules,fuzzlib,$(FUZZ),$(LIBHOST_FLAGS) -O1 $(FUZZ_SANITIZE),\
	$(LIBHOST_SOURCES) $(filter selftest/fuzz/fuzz_lib_%,$(FUZZERS)) \
	$(if $(FUZZ_CC),,selftest/fuzz/driver.c)))

$(B)/host.flags: $(B)/config.mak $(S)Makefile
	$(Q)printf '%s\n' $(call quoted,$(HOST_CC) $(RUNNER_FLAGS)) >$@

.PHONY: hvcheck
hvcheck: $(if $(RUNNER),$(B)/hvcheck)
all: hvcheck

$(B)/hvcheck: $(call host_objects,use,$(RUNNER_SOURCES))
	$(call say,LD,hvcheck)
	$(Q)$(HOST_CC) -g -o $@ $^ $(RUNNER_LIBS)

# Archives, so that a test of one part does not need all the others to link.
$(H)/use.a: $(call host_objects,use,$(TESTED_SOURCES))
$(H)/test.a: $(call host_objects,test,$(TESTED_SOURCES) \
	$(filter-out selftest/runner/test_%,$(RUNNER_TESTS)))
$(H)/lib.a: $(call host_objects,lib,$(LIBHOST_SOURCES) \
	$(filter-out selftest/lib/test_%,$(LIB_TESTS)))
$(H)/fuzz.a: $(call host_objects,fuzz,$(TESTED_SOURCES) \
	$(if $(FUZZ_CC),,selftest/fuzz/driver.c))
$(H)/fuzzlib.a: $(call host_objects,fuzzlib,$(LIBHOST_SOURCES) \
	$(if $(FUZZ_CC),,selftest/fuzz/driver.c))
$(H)/use.a $(H)/test.a $(H)/lib.a $(H)/fuzz.a $(H)/fuzzlib.a:
	$(call say,AR,$(@:$(B)/%=%))
	$(Q)rm -f $@ && ar qcsD $@ $^

# $(call host_program,source,kind,link command): build/host/SOURCE without .c
define host_program
CHECK_PROGRAMS += $(H)/$(basename $1)
$(H)/$(basename $1): $(call host_objects,$2,$1) $(H)/$2.a
	$$(call say,LD,$(basename $1))
	$$(Q)$3
endef

CHECK_PROGRAMS :=
$(foreach f,$(if $(CMOCKA),$(filter selftest/runner/test_%,$(RUNNER_TESTS))),\
	$(eval $(call host_program,$f,test,$(HOST_CC) $(SANITIZE) -o $$@ $$^ \
	$(CMOCKA_LIBS) $(RUNNER_LIBS))))
$(foreach f,$(if $(CMOCKA),$(filter selftest/lib/test_%,$(LIB_TESTS))),\
	$(eval $(call host_program,$f,lib,$(HOST_CC) $(SANITIZE) -o $$@ $$^ \
	-pthread -Wl$(comma)-T$(comma)$(S)lib/host/tests.ld $(CMOCKA_LIBS))))
$(foreach f,$(FUZZERS),$(eval $(call host_program,$f,$(if \
	$(filter selftest/fuzz/fuzz_lib_%,$f),fuzzlib,fuzz),$(FUZZ) \
	$(subst fuzzer-no-link,fuzzer,$(FUZZ_SANITIZE)) -o $$@ $$^ \
	$(RUNNER_LIBS))))

TOOL_PROGRAMS := $(TOOLS:%.c=$(H)/%)
$(TOOL_PROGRAMS): $(H)/%: $(H)/test/%.o
	$(call say,LD,$*)
	$(Q)$(HOST_CC) $(SANITIZE) -o $@ $<

HOST_FOLDERS := $(call folders,$(HOST_OBJECTS) $(CHECK_PROGRAMS) $(TOOL_PROGRAMS))
$(HOST_FOLDERS):
	$(Q)mkdir -p $@
$(HOST_OBJECTS) $(CHECK_PROGRAMS) $(TOOL_PROGRAMS): | $(HOST_FOLDERS)

-include $(wildcard $(HOST_OBJECTS:.o=.d))

# ---------------------------------------------------------- what is run ----

# TESTS="name..." selects programs whose path contains one of the names.
.PHONY: check prove bench check-ci
check: all $(CHECK_PROGRAMS) $(TOOL_PROGRAMS)
	$(Q)HVCHECK_PROGRAMS="$(CHECK_PROGRAMS:$(B)/%=%)" \
		$(or $(S),./)selftest/run.sh "$(CURDIR)/$(B)" $(TESTS)

prove: all
	$(Q)$(B)/hvcheck prove $(TESTS)

BENCH_SOURCES := $(call sources,selftest/bench/*.c)
BENCH_PROGRAMS := $(BENCH_SOURCES:%.c=$(H)/%)
BENCH_TARGETS := $(filter x86_64 i386,$(TARGETS))
BENCH_IMAGES := $(BENCH_TARGETS:%=$(B)/%/bench/pvh.elf) \
	$(patsubst %,$(B)/%/bench/image.img,$(filter arm64,$(TARGETS))) \
	$(patsubst %,$(B)/%/bench/main.elf,$(BENCH_TARGETS) $(filter arm64,$(TARGETS)))
bench: all $(BENCH_PROGRAMS) $(BENCH_IMAGES)
	$(Q)$(or $(S),./)scripts/bench.sh "$(CURDIR)/$(B)" $(TESTS)

$(BENCH_PROGRAMS): $(H)/%: $(S)%.c $(H)/use.a
	$(call say,LD,$*)
	$(Q)mkdir -p $(@D)
	$(Q)$(HOST_CC) $(RUNNER_FLAGS) -O2 -o $@ $^ $(RUNNER_LIBS)

$(filter %/pvh.elf,$(BENCH_IMAGES)): $(B)/%/bench/pvh.elf: \
		$(S)selftest/bench/pvh.S $(B)/%/flags
	$(call say,LD,bench/pvh.elf,$*)
	$(Q)mkdir -p $(@D)
	$(Q)$($*.CC) -c -o $(@:.elf=.o) $<
	$(Q)$($*.LD_COMMAND) -static -Ttext=0x100000 -e start -o $@ $(@:.elf=.o)

$(filter %/image.img,$(BENCH_IMAGES)): $(B)/%/bench/image.img: \
		$(S)selftest/bench/image_%.S $(B)/%/flags
	$(call say,LD,bench/image.img,$*)
	$(Q)mkdir -p $(@D)
	$(Q)$($*.CC) -c -o $(@:.img=.o) $<
	$(Q)$($*.OBJCOPY) -O binary $(@:.img=.o) $@

# Beside the ELF file, the form that an engine loads.
$(filter %/main.elf,$(BENCH_IMAGES)): $(B)/%/bench/main.elf: \
		$(S)selftest/bench/guest/main.c $(B)/%/link.ld $(B)/%/lib.a $(B)/%/libc.a
	$(call say,LD,bench/main.elf,$*)
	$(Q)mkdir -p $(@D)
	$(Q)$($*.CC) $($*.CFLAGS) -c -o $(@:.elf=.o) $<
	$(Q)$(call linked,$*,$*,$*,$(@:.elf=.o))
	$(Q)$(if $($*.FORM),$($*.OBJCOPY) $($*.FORM_FLAGS) $@ $(@:.elf=.$($*.FORM)))

check-ci:
	$(Q)$(or $(S),./)scripts/check-ci.sh "$(CURDIR)/$(B)"

# -------------------------------------------------------- for developers ----

C_FILES = $(call sources,*/*.[ch] */*/*.[ch] */*/*/*.[ch] */*/*/*/*.[ch])

.PHONY: format check-format
format:
	$(Q)cd $(or $(S),.) && clang-format -i $(filter-out $(B)/%,$(C_FILES))
check-format:
	$(Q)cd $(or $(S),.) && clang-format --dry-run -Werror \
		$(filter-out $(B)/%,$(C_FILES))

# build/compile_commands.json, where clangd looks for it.
# $(call command,source,output,compile command)
define newline


endef
json = $(subst ",\",$(subst \,\\,$1))
command = {"directory": "$(call json,$(CURDIR))", "file": "$(S)$1", \
	"output": "$2", "command": "$(call json,$3 -c -o $2 $(S)$1)"}
commands = \
	$(foreach t,$(TARGETS),$(foreach f,$($t.LIB_SOURCES) $(COMMON_SOURCES) \
		$($t.PORT_SOURCES) $($t.GUEST_SOURCES),\
		$(call command,$f,$(call objects,$t,$f),$($t.CC) $($t.CFLAGS))$(comma)$(newline))) \
	$(foreach f,$(RUNNER_SOURCES),$(call command,$f,$(call \
		host_objects,use,$f),$(HOST_CC) $(RUNNER_FLAGS) -O2)$(comma)$(newline)) \
	$(foreach f,$(RUNNER_TESTS),$(call command,$f,$(call \
		host_objects,test,$f),$(HOST_CC) $(RUNNER_FLAGS))$(comma)$(newline)) \
	$(foreach f,$(LIBHOST_SOURCES) $(LIB_TESTS),$(call command,$f,$(call \
		host_objects,lib,$f),$(HOST_CC) $(LIBHOST_FLAGS))$(comma)$(newline))

.PHONY: compile_commands.json
compile_commands.json: $(B)/compile_commands.json
.PHONY: $(B)/compile_commands.json
$(B)/compile_commands.json:
	$(call say,GEN,compile_commands.json)
	$(file >$@,[$(newline)$(commands){}])
	$(Q)sed -i 's/^ //; $$d' $@ && sed -i '$$s/,$$//' $@ && echo ']' >>$@

# ---------------------------------------------------------------- install ----

# hvcheck looks for images and unittests.cfg in ../lib/hvcheck.
INSTALLED := $(DESTDIR)$(PREFIX)/lib/hvcheck
CONFIGS := $(call sources,unittests.cfg */unittests.cfg)

.PHONY: install
install: all
	$(call say,INSTALL,$(DESTDIR)$(PREFIX))
	$(Q)install -D $(B)/hvcheck "$(DESTDIR)$(PREFIX)/bin/hvcheck"
	$(Q)for f in $(patsubst $(B)/%,%,$(foreach t,$(TARGETS),$(foreach \
		b,$t $($t.FURTHER:%=$t/@%),$($b.SUITES) $($b.FORMS)))); do \
		case $$f in */selftest/*) continue;; esac; \
		install -D -m 644 $(B)/$$f "$(INSTALLED)/$$f" || exit; \
	done
	$(Q)for f in $(CONFIGS); do \
		install -D -m 644 $(S)$$f "$(INSTALLED)/$$f" || exit; \
	done
	$(Q)echo . >"$(INSTALLED)/srcdir"
	$(Q)for f in $(call sources,docs/*.1); do \
		install -D -m 644 $(S)$$f \
			"$(DESTDIR)$(PREFIX)/share/man/man1/$${f##*/}" || exit; \
	done

# ---------------------------------------------------------- clean, help ----

# configure's files stay; without build/ nothing of a build is left.
.PHONY: clean help
clean:
	$(Q)rm -rf $(filter-out %/config.mak %/configured.mak %/srcdir %/results \
		$(TARGETS:%=$(B)/%),$(wildcard $(B)/* $(TARGETS:%=$(B)/%/*)))

define help
make                 hvcheck and the images of all configured targets
make TARGET          the images of one: $(TARGETS)
make hvcheck         the runner alone
make check           the tests of hvcheck itself; TESTS=NAME: some of them
make prove           every suite with all verdicts inverted: all must fail
make bench           hvcheck's own cost, against its targets
make check-ci        a job of .gitlab-ci.yml on this machine
make install         into $(PREFIX) (configure --prefix); DESTDIR= is honoured
make format          clang-format; make check-format only looks
make compile_commands.json    for clangd, in build/
make clean           all but what configure wrote and the results of runs

V=1 shows commands, -s nothing.
endef
help:
	$(info $(help))
	@:
