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
_ := $(empty)  $(empty)
label_AR      := $(_)AR      $(empty)
label_AS      := $(_)AS      $(empty)
label_CC      := $(_)CC      $(empty)
label_GEN     := $(_)GEN     $(empty)
label_INSTALL := $(_)INSTALL $(empty)
label_LD      := $(_)LD      $(empty)
label_LIBC    := $(_)LIBC    $(empty)
label_UNPACK  := $(_)UNPACK  $(empty)
silent := $(findstring s,$(firstword -$(MAKEFLAGS)))
ifdef V
Q :=
else
Q := @
# $(call say,CC,x86/msr.o,x86_64)
say = $(if $(silent),,$(info $(label_$1)$2$(if $3, [$3])))
endif

# Paths as the compiler records them start at the top of the tree, wherever the
# build directory is: __FILE__ is printed, and images are reproducible.
MAP_FLAGS := $(if $S,-ffile-prefix-map=$(S)=) '-fdebug-prefix-map=$(CURDIR)=.'

WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	$(WERROR)

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
# the suite's name.
sources = $(patsubst $(S)%,%,$(wildcard $(addprefix $(S),$1)))

LIB_SOURCES := $(call sources,lib/*.c lib/test/*.c lib/mm/*.c lib/dev/*.c \
	lib/libc/*.c)
COMMON_SOURCES := $(call sources,common/*.c common/*/*.[cS])
GUEST_SOURCES := $(call sources,selftest/guests/*.c)

# $(call objects,target,sources)
objects = $(patsubst %.c,$(B)/$1/%.o,$(patsubst %.S,$(B)/$1/%.S.o,$2))

# $(call folders,sources): the folders of files that stand in one of their own
folders = $(sort $(patsubst %/,%,$(dir $1)))

# First pass: what configure and the port say about one target, under its name.
define target_settings
PORT_CFLAGS :=
PORT_LDFLAGS :=
include $(B)/$1/config.mak
include $(S)lib/$$(PORT)/rules.mk
$1.PORT := $$(PORT)
$1.BITS := $$(BITS)
$1.CC := $$(CC)
$1.AR := $$(AR)
$1.LD := $$(LD) $$(PORT_LDFLAGS) -nostdlib -static --no-undefined \
	--orphan-handling=error --fatal-warnings -z noexecstack
$1.LIBGCC := $$(LIBGCC)
$1.FLAGS := -std=gnu11 -ffreestanding -O2 -g -fno-omit-frame-pointer \
	-fno-stack-protector -fno-asynchronous-unwind-tables -fno-common \
	-fno-strict-aliasing $$(PORT_CFLAGS) $$(MAP_FLAGS) \
	-nostdinc -isystem $(S)lib/libc/include \
	-isystem $(N)/newlib/libc/include -isystem $$(CC_INCLUDE)
$1.CFLAGS := $$($1.FLAGS) $$(WARNINGS) -I$(S)lib -I$(S)lib/$$(PORT) -I$(B)/$1
$1.LIB_SOURCES := $(LIB_SOURCES) $$(call sources,lib/$$(PORT)/*.[cS])
$1.LIB_SOURCES := $$(filter-out %/offsets.c \
	$$(addprefix %_,$$(if $$(filter 64,$$(BITS)),32,64).c \
		$$(if $$(filter 64,$$(BITS)),32,64).S),$$($1.LIB_SOURCES))
$1.PORT_SOURCES := $$(filter-out $$(PORT)/32/% $$(PORT)/64/%,\
	$$(call sources,$$(PORT)/*.c $$(PORT)/*/*.[cS])) \
	$$(call sources,$$(PORT)/$$(BITS)/*.c $$(PORT)/$$(BITS)/*/*.[cS])
endef

# $(call suite,target,dir,name,sources)
define suite
$1.SUITES += $(B)/$1/$2/$3.elf
$(B)/$1/$2/$3.elf: $(call objects,$1,$4)
endef

# $(call suites,target,dir,sources,folders whose files are a suite each)
define suites
$(foreach f,$(filter $(addsuffix /%,$4),$3),$(if \
	$(filter $4,$(patsubst %/,%,$(dir $f))),$(eval \
	$(call suite,$1,$2,$(basename $(notdir $f)),$f))))
$(foreach d,$(filter-out $4,$(call folders,$3)),$(eval \
	$(call suite,$1,$2,$(notdir $d),$(filter $d/%,$3))))
endef

# Second pass: the rules of one target.
define target_rules
$1.OBJECTS := $(call objects,$1,$($1.LIB_SOURCES) $(COMMON_SOURCES) \
	$($1.PORT_SOURCES) $(GUEST_SOURCES))
$1.LIB := $(call objects,$1,$($1.LIB_SOURCES))
$1.START := $(filter %/start.S.o %/start_$($1.BITS).S.o,\
	$(call objects,$1,$($1.LIB_SOURCES)))
$(call suites,$1,common,$(COMMON_SOURCES),common)
$(call suites,$1,$($1.PORT),$($1.PORT_SOURCES),$($1.PORT) $($1.PORT)/$($1.BITS))
$(call suites,$1,selftest,$(GUEST_SOURCES),selftest/guests)

.PHONY: $1
$1: $$($1.SUITES)
all: $1

$$(filter-out %.S.o,$$($1.OBJECTS)): $(B)/$1/%.o: $(S)%.c $(B)/$1/flags | $(NEWLIB)
	$$(call say,CC,$$*.o,$1)
	$$(Q)$($1.CC) $$($1.CFLAGS) -MMD -MP -c -o $$@ $$<

$$(filter %.S.o,$$($1.OBJECTS)): $(B)/$1/%.S.o: $(S)%.S $(B)/$1/flags | $(NEWLIB)
	$$(call say,AS,$$*.o,$1)
	$$(Q)$($1.CC) $$($1.CFLAGS) -MMD -MP -c -o $$@ $$<

# The directories, made once, and a time stamp for all that decides on flags.
$(B)/$1/flags: $(B)/$1/config.mak $(S)Makefile $(S)lib/$($1.PORT)/rules.mk \
		$(S)lib/libc/rules.mk
	$$(Q)mkdir -p $$(sort $$(dir $$($1.OBJECTS) $$($1.SUITES)))
	$$(Q)touch $$@

# Numbers that assembly needs of C: "@NAME VALUE" in the compiler's output.
$(B)/$1/offsets.s: $(S)lib/$($1.PORT)/offsets.c $(B)/$1/flags | $(NEWLIB)
	$$(Q)$($1.CC) $$($1.CFLAGS) -MMD -MP -S -o $$@ $$<
$(B)/$1/offsets.h: $(B)/$1/offsets.s
	$$(call say,GEN,offsets.h,$1)
	$$(Q)sed -n 's/^.*"@\([A-Z0-9_]*\) \([0-9-]*\)".*$$$$/#define \1 \2/p' $$< >$$@
$$(filter %.S.o,$$($1.OBJECTS)): | $(if $(wildcard \
	$(S)lib/$($1.PORT)/offsets.c),$(B)/$1/offsets.h)

$(B)/$1/link.ld: $(S)lib/link.ld.S $(B)/$1/flags | $(NEWLIB)
	$$(call say,GEN,link.ld,$1)
	$$(Q)$($1.CC) $$($1.CFLAGS) -D__ASSEMBLY__ -E -P -x assembler-with-cpp \
		-MMD -MP -MT $$@ -MF $$@.d -o $$@ $$<

$(B)/$1/lib.a: $$($1.LIB)
	$$(call say,AR,lib.a,$1)
	$$(Q)rm -f $$@ && $($1.AR) qcsD $$@ $$^

# One command for all of it: hundreds of objects would slow down every make.
$(B)/$1/libc.a: $(NEWLIB) $(B)/$1/flags
	$$(call say,LIBC,libc.a,$1)
	$$(Q)rm -rf $(B)/$1/newlib && mkdir -p $(B)/$1/newlib
	$$(Q)for f in $$(NEWLIB_SOURCES); do \
		$($1.CC) $$($1.FLAGS) -w $$(NEWLIB_CFLAGS) -c \
			-o $(B)/$1/newlib/$$$${f##*/}.o \
			$(N)/newlib/libc/$$$$f || exit; \
	done
	$$(Q)rm -f $$@ && $($1.AR) qcsD $$@ $(B)/$1/newlib/*.o

$$($1.SUITES): $(B)/$1/link.ld $(B)/$1/lib.a $(B)/$1/libc.a
	$$(call say,LD,$$(@:$(B)/$1/%=%),$1)
	$$(Q)$($1.LD) -T $(B)/$1/link.ld -o $$@ $$($1.START) $$(filter %.o,$$^) \
		--start-group $(B)/$1/lib.a $(B)/$1/libc.a $($1.LIBGCC) --end-group

-include $$(wildcard $$($1.OBJECTS:.o=.d) $(B)/$1/link.ld.d $(B)/$1/offsets.d)
endef

$(foreach t,$(TARGETS),$(eval $(call target_settings,$t)))
$(foreach t,$(TARGETS),$(eval $(call target_rules,$t)))

# ---------------------------------------------------- programs of the host ----

HOST_CFLAGS := -std=c11 -D_GNU_SOURCE -O2 -g -fno-omit-frame-pointer \
	$(MAP_FLAGS) $(WARNINGS) -I$(S)lib -I$(S)runner $(RUNNER_CFLAGS)
RUNNER_SOURCES := $(call sources,runner/*.c)
RUNNER_OBJECTS := $(RUNNER_SOURCES:%.c=$(B)/host/%.o)

.PHONY: hvcheck
hvcheck: $(if $(RUNNER),$(B)/hvcheck)
all: hvcheck

$(B)/host/flags: $(B)/config.mak $(S)Makefile
	$(Q)mkdir -p $(B)/host/runner
	$(Q)touch $@

$(RUNNER_OBJECTS): $(B)/host/%.o: $(S)%.c $(B)/host/flags
	$(call say,CC,$*.o)
	$(Q)$(HOST_CC) $(HOST_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/hvcheck: $(RUNNER_OBJECTS)
	$(call say,LD,hvcheck)
	$(Q)$(HOST_CC) $(HOST_CFLAGS) -o $@ $^ $(RUNNER_LIBS)

-include $(wildcard $(RUNNER_OBJECTS:.o=.d))

# ---------------------------------------------------------------- clean ----

.PHONY: clean
clean:
	$(Q)rm -rf $(filter-out %/config.mak $(B)/configured.mak,\
		$(wildcard $(B)/* $(TARGETS:%=$(B)/%/*)))
