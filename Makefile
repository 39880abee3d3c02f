# Two commands need nothing but Python, pip and make:
#   make demo       trains the articles' network on real handwritten digits
#   make test       lints, checks types and runs the tests
# and for those who change something:
#   make test-op OP=sqrt    runs the tests of one operation
#   make coverage           runs the tests and counts the lines that they reach
#   make test-all           runs the slow tests too, and every example
#   make conformance        runs the tests of the Python array API standard
#   make test-browser       runs the page on which minigrad runs in a browser, with npm's Python
#   make docs              builds the site of the documentation: docs/_build/index.html
#   make package            builds the packages and checks how they are shown and installed

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
JOBS   ?= 2

.PHONY: demo test test-all test-op test-browser coverage conformance named-checkout lint types bench \
        docs package notes node-modules clean
.DEFAULT_GOAL := help

help:
	@sed -n 's/^#   //p' Makefile

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade "pip>=25.1"

$(VENV)/.demo: pyproject.toml | $(BIN)/python
	$(PIP) install --editable ".[draw,train]"
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(PIP) install --editable ".[all]" --group dev
	@touch $@ $(VENV)/.demo

demo: $(VENV)/.demo
	$(BIN)/python -m models.mnist --out demo
	@echo; echo "the weights read digits, of the test set or in an image file:"
	@echo "  $(BIN)/minigrad predict --index 0"
	@echo "  $(BIN)/minigrad predict digit.png"

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

# One BLAS thread for each process of tests: more threads than cores wait for each other. A process
# takes neighbouring tests, which share their fixtures.
PYTEST := OPENBLAS_NUM_THREADS=1 $(BIN)/pytest
SPREAD := -n $(JOBS) --dist worksteal $(if $(UNTIL),--seconds $$(($(UNTIL) - $$(date +%s))))

test: lint types
	$(PYTEST) $(SPREAD) -m "not slow"

test-all: lint types
	MINIGRAD_EXAMPLES=1 $(PYTEST) $(SPREAD)

coverage: $(VENV)/.dev
	$(PYTEST) $(SPREAD) -m "not slow" --cov --cov-fail-under=95

test-op: $(VENV)/.dev
	$(if $(OP),,$(error name an operation: make test-op OP=sqrt))
	MINIGRAD_EXAMPLES=1 $(PYTEST) -q --op $(OP) minigrad/ops tests

# The standard's own tests, from a checkout: they are no package.
CONFORMANCE := --max-examples=20 --disable-deadline --hypothesis-seed=1 -p no:minigrad
conformance: named-checkout $(VENV)/.dev
	$(PIP) install --group conformance
	root=$(CURDIR); cd $(ARRAY_API_TESTS) && OPENBLAS_NUM_THREADS=1 PYTHONPATH=$$root \
	ARRAY_API_TESTS_MODULE=$(or $(MODULE),minigrad) ARRAY_API_TESTS_VERSION=2025.12 \
	$(abspath $(BIN))/python -m pytest -q $(SPREAD) array_api_tests $(CONFORMANCE) \
	--xfails-file=$$root/tests/array_api_xfails.txt

named-checkout:
	$(if $(wildcard $(ARRAY_API_TESTS)/array-api/src),,$(error ARRAY_API_TESTS names no checkout: \
git clone --recurse-submodules https://github.com/data-apis/array-api-tests FOLDER, then \
make conformance ARRAY_API_TESTS=FOLDER))

# Python and Graphviz as WebAssembly, in the versions that docs/site/playground.py has.
node-modules:
	npm install --silent --no-audit --no-fund --prefix $(VENV)/npm $$(sed -n \
	's|^PYODIDE, VIZ = "\(.*\)", "\(.*\)".*|pyodide@\1 @viz-js/viz@\2|p' docs/site/playground.py)

test-browser: $(VENV)/.dev node-modules
	MINIGRAD_NODE_MODULES=$(VENV)/npm/node_modules $(PYTEST) tests/docs/test_playground.py

bench: $(VENV)/.dev
	$(BIN)/python -m bench

docs: $(VENV)/.dev
	$(PIP) install --group docs
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m sphinx -W -q -j $(JOBS) docs docs/_build

# Of pyroma's questions one is left out: the authors are reached by the project's pages, not by mail.
package: $(VENV)/.dev
	$(PIP) install --group package
	rm -rf dist
	$(BIN)/python -m build --quiet
	$(BIN)/twine check --strict dist/*
	$(BIN)/check-wheel-contents dist/*.whl
	$(BIN)/pyroma --min 10 --skip-tests AuthorEmail dist/*.tar.gz

notes:
	@sed -n "/^## \[$$(sed -n 's/^__version__ = "\(.*\)"/\1/p' minigrad/__init__.py)\]/,/^## /{/^## /d;p}" CHANGELOG.md

clean:
	rm -rf $(VENV) demo dist docs/_build docs/_static/gallery docs/_static/playground/wheels docs/api .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis
