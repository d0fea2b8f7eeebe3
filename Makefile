# Everything here works on a machine that has Python 3.11 or newer, make and a package registry.
# What has been set up is remembered in .make/, so that the second run starts at once.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python
PIP := $(RUN) -m pip --disable-pip-version-check --quiet --no-input
PYTHONS := python3 python3.14 python3.13 python3.12 python3.11
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes $(if $(UPGRADE),--upgrade)
CODE := src tests tools hatch_build.py $(patsubst %/__init__.py,%,$(wildcard bench/__init__.py))
BROWSER_SOURCES := $(shell find browser -mindepth 1 -name node_modules -prune -o -type f -print 2>/dev/null)
FAST_TESTS := tests/domain tests/app tests/protocols tests/simulation tests/test_tidy.py tests/test_promise.py tests/test_lock.py
BOTH_CORES := $(MAKE) --no-print-directory -j2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

# What Python has read once it need not read again: each start is half a second shorter.
unexport PYTHONDONTWRITEBYTECODE

# A virtual environment whose Python has gone, or that was made in another folder, is made again.
SOUND := $(shell $(RUN) -c '' 2>/dev/null && grep -qF '$(CURDIR)/$(VENV)' $(VENV)/pyvenv.cfg && echo yes)

.PHONY: help setup demo alarm test check proof bench draw contract lock format clean FORCE

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

setup: .make/tocsin .make/browser ## install Tocsin and build its browser apps, nothing else

demo: setup ## set everything up and serve a small town on this machine
	@exec $(BIN)/tocsin demo

alarm: .make/tocsin ## send a first alarm to the running demo
	@exec $(BIN)/tocsin alarm

# Three at a time on two cores: most tests wait for another process, and one of three has work.
# tests/conftest.py says in which order.
test: .make/dev .make/browser ## set everything up and test everything
	@$(BOTH_CORES) lint browser-check
	@TOCSIN_CHROMIUM="$$($(RUN) -m tools.chromium)" && export TOCSIN_CHROMIUM && \
	exec $(RUN) -m pytest -n 3 --dist loadfile --no-loadscope-reorder --cov --cov-report=term-missing:skip-covered --cov-fail-under=100

check: .make/dev .make/browser ## what to run before each commit, about a minute
	@$(BOTH_CORES) lint browser-check fast-tests

proof: .make/dev .make/browser ## 5,000 simulated night shifts, and twenty nights of real kills
	@TOCSIN_SEEDS=5000 $(RUN) -m pytest -n 2 tests/simulation
	@TOCSIN_NIGHTS=20 exec $(RUN) -m pytest tests/processes/test_night_of_kills.py

bench: .make/dev ## measure beside peers, in one run
	@exec $(RUN) -m bench

draw: .make/tocsin ## draw the lifecycles and who may do what into docs/machines
	@exec $(RUN) -m tocsin.draw

contract: .make/tocsin ## write browser/contract anew from the API
	@$(RUN) -m tools.contract
	@exec $(RUN) hatch_build.py contract

lock: .make/dev ## write the locks anew; UPGRADE=1 takes what is newest
	@export UV_CUSTOM_COMPILE_COMMAND='make lock'; set -e; \
	$(LOCK) requirements/build.in -o requirements/build.lock; \
	$(LOCK) pyproject.toml -c requirements/build.lock -o requirements/runtime.lock; \
	$(LOCK) --group dev -c requirements/build.lock -c requirements/runtime.lock -o requirements/dev.lock

format: .make/dev ## put the Python into its one shape
	@$(BIN)/ruff format $(CODE) && exec $(BIN)/ruff check --fix $(CODE)

clean: ## remove all that was installed or built; the demo's own folder stays
	@rm -rf .make $(VENV) src/tocsin/web/static browser/node_modules dist \
	  .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage .coverage.*

.PHONY: lint browser-check fast-tests
lint: .make/dev
	@$(BIN)/ruff check --quiet $(CODE)
	@$(BIN)/ruff format --check --quiet $(CODE) || { echo "not formatted: make format"; exit 1; }
	@$(BIN)/lint-imports --no-logo --cache-dir .make/imports > .make/imports.log 2>&1 || { cat .make/imports.log; exit 1; }
	@$(BIN)/mypy --no-error-summary $(CODE)

browser-check: .make/browser
	@exec $(RUN) hatch_build.py types lint test

fast-tests: .make/dev
	@exec $(RUN) -m pytest $(FAST_TESTS)

# A first Python that is new enough and can make a virtual environment; else one line says what is missing.
$(VENV)/pyvenv.cfg: $(if $(SOUND),,FORCE)
	@old=; for python in $(PYTHONS); do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  "$$python" -c 'import ensurepip, venv' 2>/dev/null || { bare=$$python; continue; }; \
	  echo "Making a virtual environment with $$("$$python" --version)"; \
	  exec "$$python" -m venv --clear "$(CURDIR)/$(VENV)"; \
	done; \
	if [ -n "$$bare" ]; then echo "$$bare cannot make a virtual environment; install its package (Debian and Ubuntu: apt-get install python3-venv)" >&2; \
	else echo "Tocsin needs Python 3.11 or newer, and none of these is one: $(PYTHONS)" >&2; fi; exit 1

.make/locked: $(VENV)/pyvenv.cfg requirements/build.lock requirements/runtime.lock
	@echo "Installing what Tocsin stands on, each file checked against its hash"
	@$(PIP) install --require-hashes --only-binary :all: -r requirements/build.lock
	@$(PIP) install --require-hashes --no-build-isolation --use-pep517 -r requirements/build.lock -r requirements/runtime.lock
	@mkdir -p .make && touch $@

.make/tocsin: .make/locked pyproject.toml hatch_build.py
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.make/dev: .make/tocsin requirements/dev.lock
	@echo "Installing what tests and checks need"
	@$(PIP) install --require-hashes --no-build-isolation --use-pep517 -r requirements/build.lock -r requirements/runtime.lock -r requirements/dev.lock
	@touch $@

.make/browser: .make/locked hatch_build.py requirements/streets.lock $(BROWSER_SOURCES)
	@echo "Building the browser apps"
	@$(RUN) hatch_build.py build
	@touch $@
