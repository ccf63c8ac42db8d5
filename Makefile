# Two commands: `make run` starts the app, `make test` checks everything. Both work from a fresh clone.
#
#   make run        the app, at http://127.0.0.1:8501 (another port: make run PORT=9000)
#   make test       lint, types, tests, browser tests, two or more at once; the tests marked `long` are left out
#   make test-long  the same with the tests marked `long`, and new random examples: it prints their SEED; and those marked
#                   `extras` again with what requirements-fast.txt lists, which is installed beside for that
#   make openfisca  how fast the same law is in OpenFisca-Core, which is installed beside for that
#   make bench      how fast it is: the tests marked `bench`, one after the other, with a table of ratios
#   make check      is the policy pack sound?
#   make coverage   the tests without a browser, with what they cover
#   make pictures   draw the pictures of README and the chapters anew
#   make format     put the code into shape
#   make sbom       what the app is made of, as CycloneDX: sbom.cdx.json, from the pinned requirements
#   make lock       write requirements*.txt anew from requirements*.in (needs uv)
#   make clean      remove .venv and everything that the tools leave behind

PYTHON ?= python3
PYTEST_ARGS ?=
# How many tests run at once: one more than there are processors, for those in a browser wait much; at most four.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(min(4, os.cpu_count() + 1))')

VENV := .venv
BIN := $(VENV)/bin
OPENFISCA := .venv-openfisca
FAST := .venv-fast

# What Python has compiled is kept: the tests start it some hundred times.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test test-long bench openfisca check coverage format lock sbom system clean pictures
.DELETE_ON_ERROR:

help:
	@sed -n '1,/^$$/s/^# \{0,1\}//p' Makefile

run: $(VENV)/.run
	$(BIN)/streamlit run app.py $(if $(PORT),--server.port $(PORT))

test: MARKERS := not long and not bench
test-long: MARKERS := not bench
# The same examples again: make test-long SEED=...
test-long: seed := $(or $(SEED),$(shell $(PYTHON) -c 'import secrets; print(secrets.randbelow(10**9))'))
test-long: EXPLORE = --hypothesis-profile=explore --hypothesis-seed=$(seed)
test-long: $(FAST)/.made
# Lint and types take one processor, so the tests run beside them; what they say comes as one block between pytest's lines,
# of which the closing one is the last. Each tool has its say even if the one before was not content.
test test-long: $(VENV)/.dev system
	@( said=$$(exec 2>&1; status=0; \
	$(BIN)/ruff check --output-format concise . || status=1; \
	$(BIN)/ruff format --check --output-format concise . || status=1; \
	$(BIN)/lint-imports --no-cache --no-logo || status=1; \
	$(BIN)/mypy || status=1; \
	exit $$status); status=$$?; printf '\n%s\n' "$$said"; exit $$status ) & looked=$$!; \
	status=0; $(if $(EXPLORE),echo "Random examples by SEED=$(seed)";) \
	$(if $(EXPLORE),COMPILED_LOOPS=true $(FAST)/bin/pytest -n $(WORKERS) -m "extras and not bench" || status=1;) \
	$(BIN)/pytest -n $(WORKERS) --dist worksteal -m "$(MARKERS)" $(EXPLORE) $(PYTEST_ARGS) || status=1; \
	wait $$looked || status=1; exit $$status

# One at a time and without other tests beside: they measure.
bench openfisca: BIN := $(FAST)/bin
bench: $(FAST)/.made $(OPENFISCA)/.made system
	@$(BIN)/pytest -n 0 -m bench $(PYTEST_ARGS)

# The same law in OpenFisca-Core, in an environment of its own.
openfisca: $(FAST)/.made $(OPENFISCA)/.made
	@$(BIN)/pytest -n 0 -m bench tests/benchmarks/test_openfisca.py $(PYTEST_ARGS)

$(OPENFISCA)/.made: tests/benchmarks/openfisca/requirements.txt
	@$(PYTHON) -m venv $(OPENFISCA)
	@$(OPENFISCA)/bin/pip install --quiet -r $<
	@touch $@

# The tests' environment and what the app can use besides, in an environment of its own.
$(FAST)/.made: BIN := $(FAST)/bin
$(FAST)/.made: requirements.txt requirements-dev.txt requirements-fast.txt
	@$(PYTHON) -m venv $(FAST)
	@$(call install,requirements.txt)
	@$(call install,requirements-dev.txt)
	@$(call install,requirements-fast.txt)
	@touch $@

check: $(VENV)/.run
	@$(BIN)/python -m engine check

coverage: $(VENV)/.dev
	@$(BIN)/coverage run -m pytest -m "not long and not bench and not browser" $(PYTEST_ARGS)
	@$(BIN)/coverage report

pictures: $(VENV)/.dev system
	@$(BIN)/python -m tests.browser.pictures

format: $(VENV)/.dev
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

# The stamps are written last: what was interrupted is done again. uv is faster, pip is always there;
# where uv is set up badly, pip has the second try.
install = { command -v uv >/dev/null && uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1); } \
	|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed.")'
	@echo "Building $(VENV); the first time this takes about a minute."
	@$(PYTHON) -m venv $(VENV) || { command -v uv >/dev/null && uv venv --quiet --clear --seed $(VENV); }

$(VENV)/.run: requirements.txt | $(BIN)/python
	@$(call install,requirements.txt)
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@$(call install,requirements-dev.txt)
	@touch $@

# Everything that is installed with the app, with versions and hashes; the same requirements give the same file.
sbom: $(VENV)/.dev
	@$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --of JSON -o sbom.cdx.json requirements.txt
	@echo "sbom.cdx.json"

system:
	@.ci/system

lock:
	@for part in requirements requirements-dev requirements-fast; do \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header --output-file $$part.txt $$part.in || exit 1; \
	done

clean:
	rm -rf $(VENV) $(OPENFISCA) $(FAST) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.* htmlcov sbom.cdx.json
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
