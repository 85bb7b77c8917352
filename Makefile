# Hidden Layers: `make help` says what can be done here.

HOST ?= 127.0.0.1
PORT ?= 8000
# More words for `hidden-layers`, pytest or a benchmark: make test ARGS="-k spiral".
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
# A Python named here is tried first: make run PYTHON=/opt/python/bin/python3.
PYTHON ?=
PYTHONS := $(PYTHON) python3 python python3.14 python3.13 python3.12 python3.11

.DEFAULT_GOAL := help
.PHONY: help run test check format chromium bench wheel clean

help: ## Say what can be done here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo '  HOST=0.0.0.0 PORT=9000 change where `make run` serves; ARGS="…" is passed on.'

run: $(VENV)/.installed ## Install what is needed and serve the page on HOST:PORT
	@exec $(BIN)/hidden-layers --host $(HOST) --port $(PORT) $(ARGS)

test: $(VENV)/.installed-dev chromium ## Run every test: unit, web, network and browser
	$(BIN)/python -m pytest --numprocesses 2 $(ARGS)

check: $(VENV)/.installed-dev ## Check style, format, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.installed-dev ## Format the code and mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

chromium: $(VENV)/.installed-dev ## Find a Chromium for the browser tests, or install one
	@$(BIN)/python -m tests.browser.chromium

bench: $(VENV)/.installed-dev chromium ## Measure engine, frames, Runs and the page
	$(BIN)/hidden-layers bench $(ARGS)

wheel: $(VENV)/.installed-dev ## Build the package into dist/
	$(BIN)/python -m pip --disable-pip-version-check wheel --quiet --no-deps --wheel-dir dist .

clean: ## Remove the environment and everything made
	rm -rf $(VENV) dist build test-results
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# The environment is made once, and the package installed again when pyproject.toml changes.
$(BIN)/python:
	@for candidate in $(PYTHONS); do \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making $(VENV) with $$("$$candidate" --version)."; \
			"$$candidate" -m venv --clear $(VENV) && exit 0; \
			rm -rf $(VENV); \
			echo "This Python cannot make an environment: install its venv module (on Debian and Ubuntu: apt-get install python3-venv)." >&2; \
			exit 1; \
		fi; \
	done; \
	echo "Hidden Layers needs Python 3.11 or newer and found none: install it, or name it with make PYTHON=/path/to/python3." >&2; \
	exit 1

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing Hidden Layers into $(VENV)."
	@$(PIP) --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	@echo "Installing Hidden Layers and its development tools into $(VENV)."
	@$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.installed
