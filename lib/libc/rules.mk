# SPDX-License-Identifier: GPL-2.0-or-later
# What is taken of newlib: its headers, and these files below newlib/libc/.

NEWLIB_SOURCES := \
	$(addprefix ctype/, ctype_.c isalnum.c isalpha.c isblank.c iscntrl.c \
		isdigit.c islower.c isprint.c ispunct.c isspace.c isupper.c \
		isxdigit.c tolower.c toupper.c) \
	$(addprefix locale/, locale.c localeconv.c) \
	$(addprefix stdio/, snprintf.c sprintf.c vfprintf.c vsnprintf.c \
		vsprintf.c) \
	$(addprefix stdlib/, abs.c atoi.c atol.c atoll.c div.c labs.c ldiv.c \
		llabs.c lldiv.c strtol.c strtoll.c strtoul.c strtoull.c \
		mbtowc_r.c wctomb_r.c) \
	$(addprefix string/, memccpy.c memchr.c memcmp.c memcpy.c memmem.c \
		memmove.c mempcpy.c memrchr.c memset.c stpcpy.c stpncpy.c \
		strcasecmp.c strcat.c strchr.c strchrnul.c strcmp.c strcpy.c \
		strcspn.c strdup.c strdup_r.c strlcat.c strlcpy.c strlen.c \
		strncasecmp.c strncat.c strncmp.c strncpy.c strndup.c \
		strndup_r.c strnlen.c strpbrk.c strrchr.c strsep.c strspn.c \
		strstr.c strtok.c strtok_r.c)

# Text is short: what looks at it by words first looks whether it may, which costs
# an emulator more to translate than it saves. Memory is not.
NEWLIB_SMALL := $(filter-out %/memcmp.c %/memcpy.c %/memmove.c %/memset.c,\
	$(filter string/%,$(NEWLIB_SOURCES)))

# Integers only, and no streams: what formats is vfprintf.c's _svfiprintf_r().
NEWLIB_CFLAGS := -DINTEGER_ONLY -DSTRING_ONLY -D_svfprintf_r=_svfiprintf_r
