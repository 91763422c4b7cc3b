# Two commands do all the set-up: make run, make test. Everything lands in .venv, .cache and data; nothing else changes.
PORT ?= 8501
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
# Compiling every file of every package takes longer than installing them; Python compiles what it imports by itself,
# once, unless the environment forbids it to keep the result: then every start would pay again.
unexport PYTHONDONTWRITEBYTECODE
PIP := $(PY) -m pip install -qq --disable-pip-version-check --no-compile
# The pip that comes with an older Python takes twice as long to read the index; where this one cannot be had, it does.
PIP_VERSION := 26.3
RUN_STAMP := $(VENV)/.run-$(shell cksum requirements.txt | cut -d' ' -f1)
DEV_STAMP := $(VENV)/.dev-$(shell cat requirements.txt requirements-dev.txt | cksum | cut -d' ' -f1)
CODE := db dashboard pages seed bench tests serve.py

.DEFAULT_GOAL := help
.PHONY: help run test test-all cover check fix seed bench bench-peers soak faults cluster pictures messages docs clean

help: ## say what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)$$/\1|\2/' | \
		while IFS='|' read -r name words; do printf '  make %-10s %s\n' "$$name" "$$words"; done

run: $(RUN_STAMP) ## set up, load the demonstration once, start the server (make run PORT=8600 picks the port)
	@exec $(PY) serve.py --port $(PORT)

test: ## install what tests need (browser and PostgreSQL too) and run all but the long ones
	@bash tests/provision.sh & programs=$$!; $(MAKE) --no-print-directory check; checked=$$?; \
		wait $$programs && exit $$checked
	@$(PY) -m pytest -m "not long" -n auto --dist loadfile --no-loadscope-reorder

test-all: $(DEV_STAMP) ## everything: the long ones too, and every hostile string through every text field
	@bash tests/provision.sh
	@COMMON_GROUND_ALL_PAIRS=1 $(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder

cover: $(DEV_STAMP) ## say which lines the tests reach (without the browser, in one process)
	@$(PY) -m coverage run -m pytest -m "not browser"
	@$(PY) -m coverage report --skip-covered

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

bench-peers: $(DEV_STAMP) ## measure the same questions with Superset, Datasette and a tutorial dashboard (installs them in .cache)
	@bash tests/provision.sh
	@$(PY) -m bench.peers

faults: $(DEV_STAMP) ## break things on purpose, the cluster too (installs Patroni, etcd, HAProxy); writes docs/faults.md
	@bash tests/provision.sh
	@bash tests/faults/provision.sh
	@$(PY) -m tests.faults

soak: $(DEV_STAMP) ## half an hour of 50 officers on two servers and a cluster, with a restart and a lost leader; writes docs/soak.md
	@bash tests/provision.sh
	@bash tests/faults/provision.sh
	@$(PY) -m bench.soak

cluster: $(DEV_STAMP) ## three PostgreSQL under Patroni and etcd behind HAProxy, two servers behind nginx, all on this machine
	@bash tests/provision.sh
	@bash tests/faults/provision.sh
	@$(PY) -m tests.cluster

pictures: $(DEV_STAMP) ## draw the user guide's pictures anew from the demonstration (docs/images)
	@bash tests/provision.sh
	@$(PY) -m bench.pictures

messages: $(DEV_STAMP) ## collect the texts of all screens for translators (dashboard/locales/messages.pot)
	@$(PY) -m dashboard.extraction

docs: $(RUN_STAMP) ## write the documents that come from the code
	@$(PY) -m db dictionary > docs/data-dictionary.md
	@$(PY) -m db settings > docs/settings.md
	@$(PY) -m db roles > docs/roles.md
	@$(PY) -m db retention > docs/retention.md

clean: ## remove what runs and tools made; the store in data/ stays
	@rm -rf $(VENV) .cache .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# Every package is pinned, so nothing has to be worked out, and two halves can be installed at once.
define install
	@grep -hE '^[A-Za-z].*==' $(1) > $(VENV)/wanted
	@for half in 0 1; do \
		awk "NR % 2 == $$half" $(VENV)/wanted | $(PIP) --no-deps -r /dev/stdin & jobs="$$jobs $$!"; \
	done; \
	for job in $$jobs; do wait $$job || failed=yes; done; \
	if [ -n "$$failed" ]; then echo "Some packages could not be installed; pip says why above." >&2; exit 1; fi
endef

# pip is the last thing that goes into a new environment: with it, the environment is whole.
$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit("Common Ground needs Python 3.11 or newer.") if sys.version_info < (3, 11) else None'
	@echo "Creating the virtual environment"
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); \
		echo "No virtual environment could be made. On Debian: apt-get install python3-venv" >&2; exit 1; }
	@$(PIP) pip==$(PIP_VERSION) 2>/dev/null || true

$(RUN_STAMP): requirements.txt | $(VENV)/bin/pip
	@echo "Installing packages"
	$(call install,requirements.txt)
	@rm -f $(VENV)/.run-* && touch $@

$(DEV_STAMP): requirements-dev.txt | $(RUN_STAMP)
	@echo "Installing tools for tests"
	$(call install,requirements-dev.txt)
	@rm -f $(VENV)/.dev-* && touch $@
