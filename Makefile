# Two commands do all the set-up: make run, make test. Everything lands in .venv, .cache and data; nothing else changes.
PORT ?= 8501
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
# Compiling every file of every package takes longer than installing them; Python compiles what it imports by itself.
# Python keeps what it compiled even where the environment says not to: otherwise every start would pay again.
unexport PYTHONDONTWRITEBYTECODE
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-compile
RUN_STAMP := $(VENV)/.run-$(shell cksum requirements.txt | cut -d' ' -f1)
DEV_STAMP := $(VENV)/.dev-$(shell cat requirements.txt requirements-dev.txt | cksum | cut -d' ' -f1)
CODE := db dashboard pages seed bench tests

.DEFAULT_GOAL := help
.PHONY: help run test check fix seed bench messages docs clean

help: ## say what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)$$/\1|\2/' | \
		while IFS='|' read -r name words; do printf '  make %-10s %s\n' "$$name" "$$words"; done

run: $(RUN_STAMP) ## set up, load the demonstration once, start the server (make run PORT=8600 picks the port)
	@exec $(PY) serve.py --port $(PORT)

test: $(DEV_STAMP) ## install what tests need (browser and PostgreSQL too) and run everything
	@bash tests/provision.sh
	@$(MAKE) --no-print-directory check
	@$(PY) -m pytest -n auto --dist loadgroup

check: $(DEV_STAMP) ## lint, format, types, import rules; changes nothing
	@$(PY) -m ruff check $(CODE)
	@$(PY) -m ruff format --check --quiet $(CODE) || { echo "Some files are not formatted: make fix"; exit 1; }
	@$(PY) -m mypy
	@said=$$($(VENV)/bin/lint-imports 2>&1) || { echo "$$said"; exit 1; }; echo "Success: imports keep to the rules"

fix: $(DEV_STAMP) ## mend what check finds and can be mended by itself
	@$(PY) -m ruff check --fix $(CODE)
	@$(PY) -m ruff format $(CODE)

seed: $(RUN_STAMP) ## make the store and load the demonstration, without starting the server
	@$(PY) -m seed demo

bench: $(DEV_STAMP) ## measure the claims; writes bench/results.json
	@bash tests/provision.sh
	@$(PY) -m bench

messages: $(DEV_STAMP) ## collect the texts of all screens for translators (dashboard/locales/messages.pot)
	@$(PY) -m dashboard.extraction

docs: $(RUN_STAMP) ## write the documents that come from the code
	@$(PY) -m db dictionary > docs/data-dictionary.md
	@$(PY) -m db settings > docs/settings.md
	@$(PY) -m db roles > docs/roles.md

clean: ## remove what runs and tools made; the store in data/ stays
	@rm -rf $(VENV) .cache .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit("Common Ground needs Python 3.11 or newer.") if sys.version_info < (3, 11) else None'
	@echo "Creating the virtual environment"
	@$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): $(PY) requirements.txt
	@echo "Installing packages"
	@$(PIP) -r requirements.txt
	@rm -f $(VENV)/.run-* && touch $@

$(DEV_STAMP): $(RUN_STAMP) requirements-dev.txt
	@echo "Installing tools for tests"
	@$(PIP) -r requirements-dev.txt
	@rm -f $(VENV)/.dev-* && touch $@
