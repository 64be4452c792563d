# `make` prints what can be made. Options of a command go in ARGS: make test ARGS="-k screening"
PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps

.PHONY: help .venv .venv-peers demo test test-js test-long check format screenshots gallery trace translations lock

help: ## Print this list
	@sed -nE 's/^([a-z.-]+):.*## (.*)/make \1|\2/p' Makefile | column -t -s '|' 2>/dev/null \
		|| grep -E '^[a-z.-]+:.*##' Makefile

.venv: .venv/installed ## Create .venv and install what the site needs (again when the lock changes)

demo: .venv/installed ## Start a seeded site and its worker, print their addresses; Ctrl-C ends both
	@$(BIN)/alzavoz demo $(ARGS)

test: .venv/installed-dev test-js ## Install what the tests need and run them
	@bash tools/system_packages.sh
	@$(BIN)/pytest -n auto --dist loadfile $(ARGS)

test-js: ## Run the tests of the scripts, by Node
	@bash tools/scripts.sh node --test $$(find tests/js -name "*.test.js")

test-long: .venv/installed-dev ## Run the tests that take long, then all others on both engines
	@bash tools/system_packages.sh
	@$(BIN)/pytest -m long $(ARGS)
	@$(BIN)/pytest --both-engines -n auto --dist loadfile $(ARGS)

check: .venv/installed-dev ## Style, types, borders between packages, translations, migrations, syntax for older browsers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m tools.translations check
	@$(BIN)/python -m tools.migrations check
	@$(BIN)/python -m tools.browsers check
	@bash tools/scripts.sh npx --no-install eslint .

format: .venv/installed-dev ## Format the code and sort its imports
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

screenshots: .venv/installed-dev ## Take the pictures of the documents anew
	@$(BIN)/python -m tools.screenshots

gallery: .venv/installed-dev ## Make contact sheets of every card of every band, in gallery/
	@$(BIN)/python -m tools.gallery $(ARGS)

trace: .venv/installed-dev ## Record a walk through the cards of 6 to 9, in build/
	@$(BIN)/python -m tools.trace $(ARGS)

translations: .venv/installed-dev ## Collect the texts of the pages into the catalogues and compile them
	@$(BIN)/python -m tools.translations update

lock: .venv/installed-dev ## Renew requirements.lock and requirements-dev.lock from pyproject.toml
	@$(BIN)/python -m tools.lock

.venv-peers: .venv-peers/installed ## Create .venv-peers, with the peers that the benchmarks measure

.venv-peers/installed: benchmarks/requirements.txt
	@test -x .venv-peers/bin/python || $(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip --disable-pip-version-check install --quiet --no-deps -r $<
	@touch $@

.venv/installed: pyproject.toml requirements.lock
	@test -n "$(PYTHON)" || { echo "Alzavoz needs Python 3.11 or newer; name it: make PYTHON=/path/to/python" >&2; exit 1; }
	@echo "Installing into .venv; the first time takes a minute or two."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-build-isolation -e .
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.lock
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@
