# SPDX-License-Identifier: Apache-2.0
# The front door: every goal installs what it needs (scripts/setup), builds, and does its job.

.DEFAULT_GOAL := help
.PHONY: help bench report contribute compare doctor release man install package test lint format clean
.SUFFIXES:
.NOTPARALLEL: # of several goals, each may need what the one before it made

JOBS ?= $(shell nproc 2>/dev/null || echo 2)
export JOBS
ifeq ($(origin CC),default)
CC := gcc
endif

# In the environment, it is options of more(1).
ifneq ($(findstring environment,$(origin MORE)),)
MORE :=
endif

# Values reach the recipes through the environment, exactly as they were given: make must not expand
# a "$" in them, and the shell must not see their spaces and quotes.
settings := BLOCKS BUDGET BY CACHES CC COMPILERS CPU DESTDIR FILTER MORE OPT OUT PRECISION PREFIX PRESET PROFILE PROFILES RUN RUNS SEED
$(foreach s,$(settings),$(eval override $(s) := $$(value $(s))))
export $(settings)

# A variable that is none here would be passed over without a word, and something else measured.
given := $(foreach v,$(.VARIABLES),$(if $(findstring command line,$(origin $v)),$v))
strange := $(filter-out $(settings) JOBS MAKEFLAGS SHELL,$(given))
ifneq ($(strange),)
meant := $(shell scripts/spelling $(foreach v,$(strange),'$(subst ','\'',$v)') -- $(settings) JOBS)
ifneq ($(meant),)
$(error $(meant))
endif
endif

# What is gone on with has its own plan, and what it is asked besides would be passed over.
planned := $(strip $(foreach s,BLOCKS BUDGET CACHES COMPILERS CPU FILTER OPT OUT PRECISION PRESET PROFILE PROFILES SEED,$(if $(value $s),$s)))
ifneq ($(and $(filter bench,$(MAKECMDGOALS)),$(strip $(MORE)),$(planned)),)
$(error MORE goes on with a finished run as it was planned: $(firstword $(planned)) does not go with it)
endif

# Said before the time is spent.
comma := ,
unprofiled := $(firstword $(filter-out cpu heap lock,$(subst $(comma), ,$(value PROFILES))))
ifneq ($(unprofiled),)
$(error PROFILES: expected some of cpu, heap and lock, as cpu,heap; not '$(unprofiled)')
endif

# Each compiler has a build folder of its own.
folder := build/release$(if $(filter-out gcc cc,$(CC)),-$(notdir $(CC)))
byval := $(folder)/byval

# $(call configure,PRESET,FOLDER,MORE CMAKE ARGUMENTS): silent, unless it fails.
configure = scripts/configure $(1) $(2) $(3)
build = $(configure) && cmake --build $(2) --parallel "$$JOBS"

# What the verdicts on the guidance need counted, where valgrind can do it: seconds.
counted := ^(ret|iface|closure/.*|escape/shape:pair|churn/site:(stack|arena|(pool|heap/alloc:glibc)/life:lifo)/calls:1)/size:(16|64|1024)$$

help:
	@sed -n 's/^#| \{0,1\}//p' $(firstword $(MAKEFILE_LIST))

#| make bench    measure, and write the report
#|     PRESET=quick       quick, standard or full         FILTER=RE   only the cases that match
#|     BUDGET=SECONDS     stop measuring after that long  CC=clang    the compiler to ask about
#|     PROFILES=cpu,heap  also say where the time, the allocations (and, with lock, the waiting) of the deciding cases go
#|     PRECISION=, BLOCKS=, SEED=, CPU=, CACHES=, OUT=    as byval run --help explains
#|     COMPILERS="gcc clang" OPT="-O2 -O3"   each with each, in one session, their blocks in turn
#|     MORE=SECONDS       go on with a finished run instead, for that long: RUN=results/latest
#| make report   write the report of a run again          RUN=results/latest  OUT=FOLDER
#| make contribute   make a copy of a run to give away, in data/runs    RUN=results/latest  OUT=FOLDER
#| make compare  compare runs with the first of them      RUNS="results/a results/b"  BY=compiler  OUT=FOLDER
#| make doctor   say what is missing or noisy on this machine; changes nothing
#| make man      write manual pages into build/man; man -l build/man/byval.1
#| make install  put byval on the PATH: bin/, lib/byval, manual pages, completions    PREFIX=/usr/local  DESTDIR=
#| make package  make a .deb, and a .tar.gz that runs wherever it is unpacked, in build/release/package
#| make test     build with gcc, and with clang and sanitizers, warnings being errors, and test
#| make lint     check format, scripts and sources        make format  put the format right
#| make clean    remove build/; results/ stays            JOBS=N       build with N processes

# What was asked for, as words of byval run.
asked = --preset "$${PRESET:-$${PROFILE:-quick}}" $${FILTER:+--filter "$$FILTER"} \
	$${BUDGET:+--budget "$$BUDGET"} $${PRECISION:+--precision "$$PRECISION"} \
	$${BLOCKS:+--blocks "$$BLOCKS"} $${SEED:+--seed "$$SEED"} $${CPU:+--cpu "$$CPU"} \
	$${CACHES:+--caches "$$CACHES"}

# $(call report-several,FOLDER): of the bundles that are the shell's words, beside their folder.
report-several = $(byval) report --out "$(1).report" --quiet -- "$$@" && \
	{ [ -z "$$2" ] || $(byval) compare --out "$(1).compare" -- "$$@"; } && echo "$(1).report/index.html"

ifneq ($(strip $(MORE)),)
# RUN is a bundle, or a folder of several; their kernels are those of any build that is here.
bench: release
	@run="$${RUN:-results/latest}"; [ "$$run" = / ] || run="$${run%/}"; set --; \
	for file in build/kernels/*/kernels.so; do [ ! -e "$$file" ] || set -- "$$@" --build "$${file%/*}"; done; \
	[ $$# -eq 0 ] || set -- --build $(folder) "$$@"; \
	if [ -e "$$run/run.json" ] || [ -e "$$run/run.json.gz" ]; then \
		$(byval) run --more "$$MORE" "$$@" -- "$$run" && $(byval) report "$$run"; exit; \
	fi; \
	set -- "$$@" --; builds=$$#; \
	for file in "$$run"/*/run.json "$$run"/*/run.json.gz; do \
		[ ! -e "$$file" ] || set -- "$$@" "$${file%/*}"; \
	done; \
	[ $$# -gt $$builds ] || { echo "make bench: $$run: no finished run is there; RUN=FOLDER names one" >&2; exit 1; }; \
	$(byval) run --more "$$MORE" "$$@" || exit; \
	shift $$builds; $(call report-several,$$run)
else ifneq ($(strip $(COMPILERS)$(OPT)),)
bench: release
	@run="$$OUT"; [ -n "$$run" ] || { run=results/builds-$$(date -u +%Y%m%dT%H%M%SZ); mkdir -p results; \
		mkdir "$$run" 2>/dev/null || run=$$run-$$$$; }; \
	counted=; [ -n "$$FILTER" ] || counted='$(counted)'; \
	COUNTED="$$counted" scripts/builds $(byval) "$$run" $(asked); status=$$?; \
	set -- "$$run"/*/; [ -e "$$1"run.json ] || { rmdir "$$run" 2>/dev/null; exit $$status; }; \
	$(call report-several,$$run) && exit $$status
else
bench: release
	@said=$$($(byval) run $(asked) $${OUT:+--out "$$OUT"}) || \
		{ status=$$?; printf '%s\n' "$$said"; exit $$status; }; \
	printf '%s\n' "$$said"; \
	run="$${OUT:-$$(printf '%s\n' "$$said" | sed -n '$$s|/run\.json$$||p')}"; \
	if [ -z "$$FILTER" ] && command -v valgrind >/dev/null 2>&1; then \
		$(byval) count --preset "$${PRESET:-$${PROFILE:-quick}}" --filter '$(counted)' --out "$$run" --quiet || \
			echo "make bench: going on without exact counts" >&2; \
	fi && \
	if [ -n "$$PROFILES" ]; then \
		$(byval) profile --bundle "$$run" --kind "$$PROFILES" --quiet || \
			echo "make bench: going on without all profiles" >&2; \
	fi && \
	$(byval) report "$$run"
endif

report: release
	@$(byval) report "$${RUN:-results/latest}" $${OUT:+--out "$$OUT"}

contribute: release
	@$(byval) contribute "$${RUN:-results/latest}" $${OUT:+--out "$$OUT"}

# RUNS is split at blanks, and its patterns are expanded: what they match may hold blanks.
compare: release
	@$(byval) compare $${BY:+--by "$$BY"} $${OUT:+--out "$$OUT"} -- $$RUNS

doctor:
	@scripts/setup --check bench
	@$(call build,release,$(folder),-DCMAKE_C_COMPILER="$$CC")
	@$(byval) doctor

release:
	@scripts/setup bench
	@$(call build,release,$(folder),-DCMAKE_C_COMPILER="$$CC")

man: release
	@scripts/setup man
	@scripts/manual $(byval) build/man
	@echo "man -l build/man/byval.1"

# The pages and completions, too, are of the program that is installed.
documents = cmake --build $(folder) --target documents

install: release
	@scripts/setup man
	@$(documents)
	@cmake --install $(folder) --component byval --prefix "$${PREFIX:-/usr/local}" >$(folder).log || \
		{ cat $(folder).log; exit 1; }
	@echo "$${DESTDIR}$${PREFIX:-/usr/local}/bin/byval"

package: release
	@scripts/setup package
	@$(documents)
	@cpack --config $(folder)/CPackConfig.cmake >$(folder).log 2>&1 || { cat $(folder).log; exit 1; }
	@sed -n 's/^CPack: - package: \(.*\) generated\.$$/\1/p' $(folder).log

# Some tests wait more than they work: one more at a time than there are processors.
test:
	@scripts/setup test
	@$(call build,dev,build/dev)
	@ctest --preset dev -j "$$((JOBS + 1))"
	@$(call build,asan,build/asan)
	@ctest --preset asan -j "$$((JOBS + 1))"
	@echo "make test: PASSED"

lint:
	@scripts/setup lint
	@$(call configure,clang,build/clang)
	@scripts/lint build/clang "$$JOBS"
	@echo "make lint: PASSED"

format:
	@scripts/setup lint
	@git ls-files -z '*.c' '*.h' '*.cc' | xargs -0 clang-format -i

clean:
	rm -rf build
