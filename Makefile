# Vigil: `make run` starts everything on this machine, `make test` proves it, `make help` lists the rest.

PYTHON ?= python3
N ?= 1000

VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/ready
TOOLS := tests/browser/tools/node_modules/.package-lock.json
WORDS := $(wildcard app/translations/*/LC_MESSAGES/*.po)
SHEETS := $(wildcard app/static/css/*.css)

# The package index is the machine's own choice; where and what to install is ours.
PIP := env -u PIP_TARGET -u PIP_PREFIX -u PIP_ROOT -u PIP_CONSTRAINT -u PIP_REQUIRE_HASHES -u PIP_NO_BINARY \
	PIP_USER=0 $(PY) -m pip --disable-pip-version-check --no-input
unexport PYTHONHOME PYTHONPATH

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: run test demo bench faults canaries test-browser lint format lock clean help

run: $(READY) ## start the site, consoles, workers, database, broker and mailbox
	@$(PY) -m app.embedded --end-with-parent run

test: $(READY) ## run every test that needs no browser and kills nothing
	$(PY) -m pytest -n 2 -m "not browser and not faults"

demo: $(READY) ## sign N=1000 people, confirm, count, export, compile and verify a delivery
	@$(PY) -m app.embedded --end-with-parent demo --signatories $(N)

bench: $(READY) ## measure signing and mailing against the ordinary way
	$(PY) -m bench

faults: $(READY) ## kill and freeze servers and processes during thousands of signings
	$(PY) -m pytest -m faults tests/faults -p no:randomly

canaries: $(READY) ## hunt N=1000 marked people through logs, broker, files and dumps
	CANARIES=$(N) $(PY) -m pytest -m faults tests/faults/test_canaries.py -p no:randomly

test-browser: $(READY) $(TOOLS) ## drive a real Chromium over the pages
	@command -v age >/dev/null || { echo "The browser tests open exports with age: apt install age"; exit 1; }
	$(PY) -m pytest -m browser tests/browser

lint: $(READY) ## check style and types
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

format: $(READY) ## format the code
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

lock: ## resolve the dependencies again (needs uv)
	uv pip compile pyproject.toml --extra embedded --extra development --universal --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --output-file requirements.lock
	uv pip compile pyproject.toml --universal --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --output-file requirements-production.lock

clean: ## remove the virtual environment, all data of make run, and caches
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find app tasks tests bench migrations -name __pycache__ -prune -exec rm -rf {} +
	find app/static -name "*.gz" -delete -o -name "*.br" -delete
	find app/translations -name '*.mo' -delete

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | while IFS="$$(printf '\t')" read -r name words; \
		do printf '  make %-14s %s\n' "$$name" "$$words"; done

# The environment, made anew whenever what it was made from changes.
$(READY): requirements.lock pyproject.toml $(WORDS) $(SHEETS)
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' \
		|| { echo "Vigil needs Python 3.11 to 3.14: make PYTHON=python3.11 …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Python cannot make a virtual environment here: apt install python3-venv"; exit 1; }
	@test -x $(PY) && $(PY) -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@for domain in $(sort $(basename $(notdir $(WORDS)))); do \
		$(PY) -m babel.messages.frontend compile --directory app/translations --domain $$domain || exit 1; done
	$(PY) -m whitenoise.compress --quiet app/static
	@touch $@

# What the browser tests measure with; never part of the site.
$(TOOLS): tests/browser/tools/package-lock.json
	@command -v npm >/dev/null || { echo "The browser tests need Node 20 or later with npm: apt install npm"; exit 1; }
	cd tests/browser/tools && npm ci --ignore-scripts --no-progress
	@touch $@
