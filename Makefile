# Makefile - builds, checks and installs newsdupes; `make help` lists the targets
#
# Objects go to build/<hash of compilers and flags>/, so that builds with different flags never mix
# and every one of them stays warm. A build with other flags (`make asan`) is a sub-make of this file.
#
# SPDX-License-Identifier: MIT

# ---- What a user may set --------------------------------------------------------------------------

CFLAGS   ?= -O2 -g
CXXFLAGS ?= $(CFLAGS)
CPPFLAGS ?=
LDFLAGS  ?=
PREFIX   ?= /usr/local
BINDIR   ?= $(PREFIX)/bin
LIBDIR   ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
MANDIR   ?= $(PREFIX)/share/man
BASHDIR  ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR   ?= $(PREFIX)/share/zsh/site-functions
FISHDIR  ?= $(PREFIX)/share/fish/vendor_completions.d
DESTDIR  ?=
INSTALL  ?= install
PKG_CONFIG ?= pkg-config
# AUTO_DEPS=0 forbids `make deps` to install; WERROR=1 makes warnings errors; V=1 shows commands;
# SIMDJSON=0 builds without JSON Lines, LIBARCHIVE=0 without compressed files and archives,
# GUMBO=0 without HTML;
# SAN=address,undefined builds with sanitizers; RUN_ENV goes before every program that is run, by a
# check or to make a file: who builds for another machine names an emulator of it;
# T is the time of a fuzz target in seconds; SIMDJSON_SOURCE the folder of simdjson for `make static`.
AUTO_DEPS ?= 1
WERROR   ?= 0
V        ?= 0
SAN      ?=
RUN_ENV  ?=
T        ?= 60
JOBS     ?= $(shell nproc 2>/dev/null || echo 1)

# ---- What the machine has -------------------------------------------------------------------------

H := \#
VERSION := $(shell sed -n 's/^$(H)define ND_VERSION_STRING "\(.*\)"/\1/p' include/newsdupes.h)
ABI := $(firstword $(subst ., ,$(VERSION)))
MACHINE := $(shell $(CC) -dumpmachine 2>/dev/null)

pkg = $(or $(shell $(PKG_CONFIG) $(1) $(2) 2>/dev/null),$(3))
DEP_CFLAGS := $(sort $(call pkg,--cflags,libxxhash) $(call pkg,--cflags,libutf8proc) \
                $(call pkg,--cflags,simdjson) $(call pkg,--cflags,libarchive) \
                $(call pkg,--cflags,gumbo))
UTF8PROC_LIBS := $(call pkg,--libs,libutf8proc,-lutf8proc)
# What the table of Unicode is made from; pkg-config tells another number.
UTF8PROC_VERSION := $(shell printf '$(H)include <utf8proc.h>\n%s\n' 'UTF8PROC_VERSION_MAJOR \
                      UTF8PROC_VERSION_MINOR UTF8PROC_VERSION_PATCH' | \
                      $(CC) $(DEP_CFLAGS) -E -P -x c - 2>/dev/null | tail -n 1)
CMOCKA_LIBS   := $(call pkg,--libs,cmocka,-lcmocka)
has_header = $(shell printf '$(H)if !__has_include(<$(1)>)\n$(H)error none\n$(H)endif\n' | \
               $(2) $(DEP_CFLAGS) -E - >/dev/null 2>&1 && echo 1 || echo 0)
ifeq ($(origin SIMDJSON),undefined)
SIMDJSON := $(call has_header,simdjson.h,$(CXX) -std=c++17 -x c++)
endif
ifeq ($(origin LIBARCHIVE),undefined)
LIBARCHIVE := $(if $(filter 0,$(foreach h,archive zlib,$(call has_header,$h.h,$(CC) -x c))),0,1)
endif
# Of gumbo the versions that let their user allocate.
ifeq ($(origin GUMBO),undefined)
GUMBO := $(shell printf '$(H)include <gumbo.h>\nint x = sizeof(((GumboOptions *)0)->allocator);\n' | \
           $(CC) $(DEP_CFLAGS) -fsyntax-only -x c - >/dev/null 2>&1 && echo 1 || echo 0)
endif
ifeq ($(SIMDJSON),1)
SIMDJSON_LIBS := $(call pkg,--libs,simdjson,-lsimdjson)
LINK = $(CXX)
else
LINK = $(CC)
endif
ifeq ($(LIBARCHIVE),1)
LIBARCHIVE_LIBS := $(call pkg,--libs,libarchive,-larchive) $(call pkg,--libs,zlib,-lz)
endif

ifeq ($(GUMBO),1)
GUMBO_LIBS := $(call pkg,--libs,gumbo,-lgumbo)
GUMBO_VERSION := $(call pkg,--modversion,gumbo,1)
endif

# ---- Flags ----------------------------------------------------------------------------------------

WARNINGS := -Wall -Wextra -Wconversion -Wshadow -Wcast-qual -Wundef -Wvla -Wwrite-strings
C_WARNINGS := $(WARNINGS) -Wmissing-prototypes -Wstrict-prototypes
ifeq ($(WERROR),1)
WERROR_FLAG := -Werror
endif
ifneq ($(SAN),)
SAN_FLAGS := -fsanitize=$(SAN) -fno-sanitize-recover=undefined -fno-omit-frame-pointer
endif
COMMON := -Iinclude -Isrc $(DEP_CFLAGS) -fPIC -fvisibility=hidden -fno-plt \
          -ffile-prefix-map=$(CURDIR)=. $(SAN_FLAGS) $(WERROR_FLAG)
ALL_CFLAGS   = -std=c11 $(C_WARNINGS) $(COMMON) $(CPPFLAGS) $(CFLAGS)
ALL_CXXFLAGS = -std=c++17 $(WARNINGS) $(COMMON) $(CPPFLAGS) $(CXXFLAGS)
ALL_LDFLAGS  = $(SAN_FLAGS) -Wl,--as-needed $(LDFLAGS)

# What is not plain C11: system calls in the outer layers and the tests, wide instructions in the
# kernels and nowhere else.
SYSTEM := -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -D_FILE_OFFSET_BITS=64

HASH := $(shell printf '%08x' $$(printf '%s' '$(shell $(CC) --version 2>/dev/null | head -n 1) \
          $(shell $(CXX) --version 2>/dev/null | head -n 1) $(CC) $(CXX) $(SIMDJSON)$(LIBARCHIVE)$(GUMBO) $(MACHINE) \
          $(UTF8PROC_VERSION) \
          $(subst $(CURDIR),,$(ALL_CFLAGS) $(ALL_CXXFLAGS) $(SYSTEM) $(ALL_LDFLAGS))' | cksum | cut -d ' ' -f 1))
B := build/$(HASH)

$(foreach d,io read act par cli,$(B)/src/$d/%.o): EXTRA = $(SYSTEM)
$(B)/src/read/pagetext.o: EXTRA = $(SYSTEM) -DND_GUMBO_VERSION='"$(GUMBO_VERSION)"'
$(B)/tests/%.o: EXTRA = $(SYSTEM) -Itests -DND_WITH_LIBARCHIVE=$(LIBARCHIVE) -DND_WITH_GUMBO=$(GUMBO)
$(B)/src/simd/k_sse41.o:  EXTRA = -msse4.1
$(B)/src/simd/k_avx2.o:   EXTRA = -mavx2 -mbmi -mpopcnt
AVX512 := -mavx512f -mavx512bw -mavx512vl -mavx512dq -mbmi -mbmi2
$(B)/src/simd/k_avx512.o: EXTRA = $(AVX512)
$(B)/src/simd/k_vbmi2.o:  EXTRA = $(AVX512) -mavx512vbmi -mavx512vbmi2 -mpopcnt

# ---- Sources --------------------------------------------------------------------------------------

ISAS := k_portable $(if $(findstring x86_64,$(MACHINE)),k_sse41 k_avx2 k_avx512 k_vbmi2) \
        $(if $(findstring aarch64,$(MACHINE)),k_neon)
LIB_SRC := $(sort $(wildcard src/base/*.c src/text/*.c src/sketch/*.c src/match/*.c src/*.c) \
             $(filter-out src/simd/k_%.c,$(wildcard src/simd/*.c)) \
             $(wildcard $(ISAS:%=src/simd/%.c)))
CLI_SRC := $(sort $(wildcard $(foreach d,score page io read act par cli,src/$d/*.c)))
# Of a file and its twin without a library (x_none.c) one is left out.
LEFT_OUT := $(if $(filter 1,$(SIMDJSON)),src/read/jsonl_none.c) \
            $(if $(filter 1,$(LIBARCHIVE)),src/read/unpack_none.c,src/read/unpack.c src/read/gunzip.c) \
            $(if $(filter 1,$(GUMBO)),src/read/pagetext_none.c,src/read/pagetext.c)
CLI_SRC := $(filter-out $(LEFT_OUT),$(CLI_SRC)) $(if $(filter 1,$(SIMDJSON)),src/read/jsonl.cpp)
objects = $(addprefix $(B)/,$(addsuffix .o,$(basename $(1))))
LIB_OBJ := $(call objects,$(LIB_SRC)) $(B)/src/text/table.o
CLI_OBJ := $(call objects,$(CLI_SRC)) $(B)/src/page/parts.o
MAIN    := $(B)/src/cli/main.o
MAKE_TABLE := $(call objects,$(sort $(wildcard src/tables/*.c)) src/text/unicode.c src/text/utf8.c)
ARCHIVE := $(B)/libnewsdupes.a
SHARED  := $(B)/libnewsdupes.so.$(ABI)
OUTER   := $(B)/libouter.a
PROGRAM := $(B)/newsdupes
SHELLS  := $(addprefix $(B)/completion.,bash zsh fish)
MAN     := $(sort $(wildcard src/*.1 src/cli/*.1 src/man/*.1))

UNIT := $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/unit/test_*.c)))
PROP := $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/prop/*.c)))
FUZZ := $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
HELPERS := $(call objects,$(sort $(filter-out tests/unit/test_%.c,$(wildcard tests/unit/*.c))))
EXAMPLE := $(B)/tests/example
FAULT   := $(B)/newsdupes-fault

ifeq ($(V),1)
say =
Q =
else
say = @printf '  %-4s %s\n' '$(1)' '$(2)';
Q = @
endif
.DELETE_ON_ERROR:
.SECONDARY:
.SUFFIXES:

# ---- Build ----------------------------------------------------------------------------------------

.PHONY: all
all: lib cli ## build the library and the program (the default)

.PHONY: lib
lib: $(ARCHIVE) $(SHARED) ## build libnewsdupes, static and shared

.PHONY: cli
cli: $(PROGRAM) $(SHELLS) ## build the program; build/newsdupes points to the latest one
	@$(if $(SAN),:,ln -sfn $(HASH)/newsdupes build/newsdupes)

.PHONY: debug
debug: ## build without optimisation
	@$(MAKE) --no-print-directory CFLAGS='-O0 -g3' all

# Says in one line what is missing, instead of a page of compiler errors.
$(B)/.ready:
	@$(DEPS) --build
	@mkdir -p $(B) && touch $@

$(B)/%.o: %.c | $(B)/.ready
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) $(EXTRA) -MMD -MP -c -o $@ $<

$(B)/%.o: %.cpp | $(B)/.ready
	@mkdir -p $(@D)
	$(call say,CXX,$<)$(CXX) $(ALL_CXXFLAGS) $(EXTRA) -MMD -MP -c -o $@ $<

# The style and the script of the report, as strings.
PARTS := src/page/page.css src/page/page.js
$(B)/src/page/parts.c: src/page/embed.sh $(PARTS)
	@mkdir -p $(@D)
	$(call say,GEN,$@)src/page/embed.sh $(PARTS) >$@

# What each code point of Unicode leaves, by a program of its own.
$(B)/mkunicode: $(MAKE_TABLE)
	$(call say,LD,$@)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(UTF8PROC_LIBS)
$(B)/src/text/table.c: $(B)/mkunicode
	$(call say,GEN,$@)$(RUN_ENV) $< >$@

$(B)/src/page/parts.o $(B)/src/text/table.o: %.o: %.c | $(B)/.ready
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(ARCHIVE): $(LIB_OBJ)
$(OUTER): $(filter-out $(MAIN),$(CLI_OBJ))
$(ARCHIVE) $(OUTER):
	$(call say,AR,$@)rm -f $@ && $(AR) rcsD $@ $^

$(SHARED): $(LIB_OBJ) src/newsdupes.map
	$(call say,LD,$@)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -shared -Wl,-soname,$(@F) \
	  -Wl,--version-script=src/newsdupes.map $(if $(SAN),,-Wl,-z,defs) -o $@ $(LIB_OBJ) \
	  $(UTF8PROC_LIBS)
	@ln -sfn $(@F) $(B)/libnewsdupes.so

LIBS = $(UTF8PROC_LIBS) $(SIMDJSON_LIBS) $(LIBARCHIVE_LIBS) $(GUMBO_LIBS) -pthread -lm
$(PROGRAM): $(MAIN) $(OUTER) $(ARCHIVE)
	$(call say,LD,$@)$(LINK) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# What completes command lines in shells, from the table of options by the program itself.
$(SHELLS): $(B)/completion.%: $(PROGRAM)
	$(Q)$(RUN_ENV) $< completion $* >$@

# The same objects with everything linked in. Of what libarchive names for that, what is not here is
# needed for formats only that are not read.
has_static = $(filter /%,$(shell $(CC) -print-file-name=$(1:-l%=lib%.a)))
STATIC_LIBS = $(UTF8PROC_LIBS) $(GUMBO_LIBS) $(if $(LIBARCHIVE_LIBS),$(foreach l,$(filter -l%,\
                $(call pkg,--static --libs,libarchive)),$(if $(call has_static,$l),$l))) -pthread -lm
STATIC := $(B)/newsdupes-static
$(B)/libsimdjson.a: | $(B)/.ready
	$(call say,CXX,$@)CXX='$(CXX)' AR='$(AR)' AUTO_DEPS='$(AUTO_DEPS)' tests/scripts/static-simdjson.sh $@
$(STATIC): $(MAIN) $(OUTER) $(ARCHIVE) $(if $(filter 1,$(SIMDJSON)),$(B)/libsimdjson.a)
	$(call say,LD,$@)$(LINK) $(ALL_LDFLAGS) -static -o $@ $^ $(STATIC_LIBS)

.PHONY: static static-link check-static check-static-run
static: ## build build/newsdupes-static, which needs no libraries where it runs
	@$(DEPS) --static
	@$(AGAIN) static-link
static-link: $(STATIC)
	@ln -sfn $(HASH)/newsdupes-static build/newsdupes-static
check-static: static ## run it in an empty root
	@$(AGAIN) check-static-run
check-static-run: $(PROGRAM)
	@$(RUN_TESTS) "tests/scripts/check-static.sh $(PROGRAM) $(STATIC)"

-include $(patsubst %.o,%.d,$(LIB_OBJ) $(CLI_OBJ) $(MAKE_TABLE) $(HELPERS) $(addsuffix .o,$(UNIT) $(PROP) $(FUZZ) \
           $(EXAMPLE) $(B)/tests/bench/bench_kernels $(B)/tests/fault/fault $(B)/tests/fuzz/replay_main)))

# ---- First use ------------------------------------------------------------------------------------

DEPS = CC='$(CC)' CXX='$(CXX)' PKG_CONFIG='$(PKG_CONFIG)' SIMDJSON='$(call wanted,SIMDJSON)' \
       LIBARCHIVE='$(call wanted,LIBARCHIVE)' GUMBO='$(call wanted,GUMBO)' \
       AUTO_DEPS='$(AUTO_DEPS)' tests/scripts/deps.sh
wanted = $(if $(filter command environment,$(firstword $(origin $(1)))),$($(1)),1)
# A sub-make, because what `deps` installed is looked for when a Makefile is read.
AGAIN = $(MAKE) --no-print-directory $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(JOBS))

.PHONY: deps
deps: ## install the packages that are missing (AUTO_DEPS=0: only name them)
	@$(DEPS)

.PHONY: demo demo-run
demo: deps ## install what is missing, build, and cluster data/sample
	@$(AGAIN) demo-run
demo-run: cli
	@echo '$$ build/newsdupes data/sample | cut -f 1-5,8'
	@$(RUN_ENV) build/newsdupes data/sample | cut -f 1-5,8

# ---- Checks ---------------------------------------------------------------------------------------

# Each line is a command that speaks TAP or ends with `N passed, N failed`; run-tests.sh adds up.
RUN_TESTS = RUN_ENV='$(RUN_ENV)' B='$(B)' CC='$(CC)' CXX='$(CXX)' LINK_FLAGS='$(SAN_FLAGS)' \
            MAKE='$(MAKE)' PKG_CONFIG='$(PKG_CONFIG)' tests/scripts/run-tests.sh
FUZZ_TESTS = $(foreach f,$(FUZZ),"$f $(wildcard $(patsubst fuzz_%,tests/fuzz/corpus/%,$(notdir $f)) \
               tests/fuzz/corpus/$(notdir $f))")
CLI_TESTS = $(if $(wildcard tests/cli/run.sh),"tests/cli/run.sh $(PROGRAM)")
SCRIPT_TESTS = "tests/scripts/check-docs.sh $(PROGRAM)" tests/scripts/check-headers.sh \
               "tests/scripts/check-symbols.sh $(SHARED) $(ARCHIVE)" "$(EXAMPLE)" \
               "tests/scripts/check-completions.sh $(PROGRAM)" tests/scripts/check-install.sh \
               $(BROWSER_TESTS)
# Passes by where there is no browser.
BROWSER_TESTS = $(if $(shell command -v python3),$(foreach t,$(wildcard tests/browser/*_page.py),"$t $(PROGRAM)"))

$(UNIT) $(PROP): $(B)/%: $(B)/%.o $(HELPERS) $(OUTER) $(ARCHIVE)
	$(call say,LD,$@)$(LINK) $(ALL_LDFLAGS) -o $@ $^ $(LIBS) $(CMOCKA_LIBS)
$(FUZZ): $(B)/%: $(B)/%.o $(if $(FUZZER),,$(B)/tests/fuzz/replay_main.o) $(OUTER) $(ARCHIVE)
	$(call say,LD,$@)$(LINK) $(ALL_LDFLAGS) $(FUZZER) -o $@ $^ $(LIBS)
$(EXAMPLE) $(B)/tests/bench/bench_kernels: $(B)/%: $(B)/%.o $(ARCHIVE)
	$(call say,LD,$@)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(UTF8PROC_LIBS)

.PHONY: check check-all
check: deps ## install what is missing, build, and run all tests
	@$(AGAIN) check-all
check-all: all $(UNIT) $(PROP) $(FUZZ) $(EXAMPLE)
	@$(RUN_TESTS) $(UNIT) $(PROP) $(CLI_TESTS) $(FUZZ_TESTS) $(SCRIPT_TESTS)

.PHONY: check-unit check-prop check-cli fuzz-replay check-scripts check-dynamic \
        check-threads check-browser
check-unit: $(UNIT) ## run the unit tests
	@$(RUN_TESTS) $^
check-prop: $(PROP) ## run the property tests
	@$(RUN_TESTS) $^
check-cli: cli ## run the golden cases of the command line
	@$(RUN_TESTS) $(CLI_TESTS)
fuzz-replay: $(FUZZ) ## run every file of the fuzz corpora once
	@$(RUN_TESTS) $(FUZZ_TESTS)
check-browser: cli ## try the pages in headless Chromium
	@$(RUN_TESTS) $(BROWSER_TESTS)
check-scripts: all $(EXAMPLE) ## documentation, headers, symbols, example, shells, installation
	@$(RUN_TESTS) $(SCRIPT_TESTS)
check-dynamic: $(UNIT) $(PROP) $(FUZZ) $(EXAMPLE) $(PROGRAM)
	@$(RUN_TESTS) $(UNIT) $(PROP) $(CLI_TESTS) $(FUZZ_TESTS) $(EXAMPLE)
THREADED := $(filter %/test_par,$(UNIT)) $(filter $(B)/tests/unit/test_io%,$(UNIT)) \
            $(filter %/prop_clusters,$(PROP))
check-threads: $(THREADED) $(PROGRAM)
	@$(RUN_TESTS) $(THREADED) $(CLI_TESTS)

# ---- Checks with other flags ----------------------------------------------------------------------

ASAN_ENV = ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1 \
           UBSAN_OPTIONS=print_stacktrace=1
.PHONY: asan tsan fault fault-run fuzz fuzz-run
asan: ## build and test with AddressSanitizer and UBSan
	@$(ASAN_ENV) $(AGAIN) SAN=address,undefined CFLAGS='-O1 -g' check-dynamic
tsan: ## build with ThreadSanitizer and test what has threads, with four of them
	@TSAN_OPTIONS=halt_on_error=1 NEWSDUPES_TEST_THREADS=4 NEWSDUPES_TRIES=8 \
	  $(AGAIN) SAN=thread CFLAGS='-O1 -g' check-threads
fault: ## fail every allocation, and every system call on files, one at a time
	@$(ASAN_ENV) $(AGAIN) SAN=address,undefined CFLAGS='-O1 -g' fault-run

# The last two are operator new(nothrow), one object and an array, as C++ compilers name them.
WRAPPED := malloc calloc realloc mmap64 mremap pthread_create sem_init iconv_open newlocale regcomp regexec \
           read pread64 preadv64v2 write pwrite64 posix_fallocate64 fallocate64 lseek64 dup fsync rename close \
           open64 openat64 stat64 fstat64 fstatat64 access fchmod mkstemp64 unlink realpath fdopendir readdir64 \
           mkdir mkdirat unlinkat linkat renameat syscall \
           _ZnwmRKSt9nothrow_t _ZnamRKSt9nothrow_t
# Calls that fault.c does not have: an object that makes one is not linked.
UNWRAPPED := mmap pread preadv2 pwrite posix_fallocate fallocate lseek open openat stat fstat fstatat mkstemp readdir
$(FAULT): $(MAIN) $(B)/tests/fault/fault.o $(OUTER) $(ARCHIVE)
	$(call say,LD,$@)$(LINK) $(ALL_LDFLAGS) $(WRAPPED:%=-Wl,--wrap=%) $(UNWRAPPED:%=-Wl,--wrap=%) -o $@ $^ $(LIBS)
fault-run: $(FAULT)
	@$(RUN_TESTS) "tests/fault/run.sh $(FAULT)" "tests/fault/deeds.sh $(FAULT)"

fuzz: ## run each fuzz target for T seconds (needs clang)
	@$(AGAIN) CC=clang CXX=clang++ SAN=fuzzer-no-link,address,undefined CFLAGS='-O1 -g' \
	  FUZZER=-fsanitize=fuzzer fuzz-run
fuzz-run: $(FUZZ)
	@end=0; for f in $(FUZZ); do n=$${f##*/fuzz_}; mkdir -p $(B)/found/$$n; echo "fuzz $$n"; \
	  $$f -max_total_time=$(T) $(if $(FUZZ_SEED),-seed=$(FUZZ_SEED)) -print_final_stats=1 -artifact_prefix=$(B)/found/$$n- \
	    $(B)/found/$$n tests/fuzz/corpus/$$n >$(B)/found/$$n.log 2>&1 || \
	    { tail -n 40 $(B)/found/$$n.log; end=1; }; done; exit $$end

# ---- Hygiene and numbers --------------------------------------------------------------------------

.PHONY: check-style check-layers check-size check-isa lint accuracy update-accuracy \
        bench update-bench bench-kernels
check-style: ## formatting, line width, banned functions
	@tests/scripts/check-style.sh
check-layers: ## includes go downwards only
	@tests/scripts/check-layers.sh
check-size: ## limits on functions and files
	@tests/scripts/check-size.sh
check-isa: $(ARCHIVE) $(OUTER) $(MAIN) ## wide instructions stay in their own objects
	@tests/scripts/check-isa.sh $(MACHINE) $(LIB_OBJ) $(CLI_OBJ)
lint: ## cppcheck, shellcheck, mandoc, codespell, as far as they are installed
	@tests/scripts/lint.sh
accuracy: cli ## score on the labelled sets, where they are at hand; compare with data/quality.tsv
	@tests/accuracy/accuracy.py $(PROGRAM) $(SETS)
update-accuracy: cli ## write what is scored into data/quality.tsv and README.md
	@tests/accuracy/accuracy.py $(PROGRAM) --update $(SETS) && \
	  tests/scripts/check-docs.sh --update $(PROGRAM)
BENCH = tests/bench/bench.py $(PROGRAM) DOCS='$(DOCS)' CORPUS='$(CORPUS)' ROUNDS='$(ROUNDS)' \
        PEERS='$(PEERS)'
bench: cli ## time newsdupes and its peers (DOCS=50000, CORPUS=prefix, PEERS=dir, ROUNDS=3)
	@$(BENCH)
update-bench: cli ## write what is timed into data/speed.tsv and README.md
	@$(BENCH) UPDATE=1 && tests/scripts/check-docs.sh --update $(PROGRAM)
bench-kernels: $(B)/tests/bench/bench_kernels ## time the inner loops of every kernel
	@$(RUN_ENV) $<

# ---- Installation ---------------------------------------------------------------------------------

D = $(DESTDIR)
.PHONY: install install-strip uninstall dist clean help print-config
install: all ## install program, library, header, newsdupes.pc, man page, completions
	$(Q)$(INSTALL) -d $(D)$(BINDIR) $(D)$(LIBDIR)/pkgconfig $(D)$(INCLUDEDIR) $(D)$(MANDIR)/man1 \
	  $(D)$(BASHDIR) $(D)$(ZSHDIR) $(D)$(FISHDIR)
	$(Q)$(INSTALL) $(STRIP_FLAG) -m 755 $(PROGRAM) $(D)$(BINDIR)/newsdupes
	$(Q)$(INSTALL) -m 644 $(ARCHIVE) $(D)$(LIBDIR)/libnewsdupes.a
	$(Q)$(INSTALL) $(STRIP_FLAG) -m 755 $(SHARED) $(D)$(LIBDIR)/$(notdir $(SHARED))
	$(Q)ln -sfn $(notdir $(SHARED)) $(D)$(LIBDIR)/libnewsdupes.so
	$(Q)$(INSTALL) -m 644 include/newsdupes.h $(D)$(INCLUDEDIR)/newsdupes.h
	$(Q)sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' \
	  -e 's|@LIBDIR@|$(LIBDIR:$(PREFIX)/%=$${prefix}/%)|' \
	  -e 's|@INCLUDEDIR@|$(INCLUDEDIR:$(PREFIX)/%=$${prefix}/%)|' \
	  -e 's|@LIBS_PRIVATE@|$(UTF8PROC_LIBS)|' src/newsdupes.pc.in >$(B)/newsdupes.pc
	$(Q)$(INSTALL) -m 644 $(B)/newsdupes.pc $(D)$(LIBDIR)/pkgconfig/newsdupes.pc
	$(Q)$(if $(MAN),$(INSTALL) -m 644 $(MAN) $(D)$(MANDIR)/man1/,:)
	$(Q)$(INSTALL) -m 644 $(B)/completion.bash $(D)$(BASHDIR)/newsdupes
	$(Q)$(INSTALL) -m 644 $(B)/completion.zsh $(D)$(ZSHDIR)/_newsdupes
	$(Q)$(INSTALL) -m 644 $(B)/completion.fish $(D)$(FISHDIR)/newsdupes.fish

install-strip: ## install without debugging symbols
	@$(MAKE) --no-print-directory STRIP_FLAG=-s install

uninstall: ## remove what install put there
	$(Q)rm -f $(D)$(BINDIR)/newsdupes $(D)$(LIBDIR)/libnewsdupes.a \
	  $(D)$(LIBDIR)/$(notdir $(SHARED)) $(D)$(LIBDIR)/libnewsdupes.so \
	  $(D)$(INCLUDEDIR)/newsdupes.h $(D)$(LIBDIR)/pkgconfig/newsdupes.pc \
	  $(D)$(BASHDIR)/newsdupes $(D)$(ZSHDIR)/_newsdupes $(D)$(FISHDIR)/newsdupes.fish \
	  $(addprefix $(D)$(MANDIR)/man1/,$(notdir $(MAN)))

dist: ## make build/newsdupes-VERSION.tar.gz of the last commit
	@mkdir -p build
	@git archive --prefix=newsdupes-$(VERSION)/ HEAD | gzip -n9 >build/newsdupes-$(VERSION).tar.gz
	@echo build/newsdupes-$(VERSION).tar.gz

.PHONY: deb check-deb check-reproducible
deb: ## build Debian packages of the last commit in build/deb, judged by lintian
	@JOBS='$(JOBS)' .github/debian/build.sh build/deb
check-deb: deb ## install them in a clean Debian and run them (as root, with mmdebstrap)
	@.github/debian/check.sh build/deb
check-reproducible: ## build the last commit twice, program and packages, and compare
	@MAKE='$(MAKE)' tests/scripts/check-reproducible.sh build/twice

clean: ## remove everything that was built
	rm -rf build

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*$(H)$(H) /\1\t/p' Makefile | \
	  while IFS='	' read -r t d; do printf '  %-18s %s\n' "$$t" "$$d"; done

print-config: ## show what was found and how it is compiled
	@printf '%s\n' 'version   $(VERSION)' 'machine   $(MACHINE)' 'build     $(B)' \
	  'simdjson  $(SIMDJSON)' 'libarchive $(LIBARCHIVE)' 'gumbo     $(GUMBO)' 'CC        $(CC)' 'CXX       $(CXX)' \
	  'cflags    $(ALL_CFLAGS)' \
	  'cxxflags  $(ALL_CXXFLAGS)' 'ldflags   $(ALL_LDFLAGS) $(LIBS)'
