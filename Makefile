# Two commands need nothing but Python, pip and make:
#   make demo    trains the articles' network on real handwritten digits
#   make test    lints, checks types and runs the tests

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test test-all lint types check bench clean
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
	@echo "  $(BIN)/python -m models.predict --index 0"
	@echo "  $(BIN)/python -m models.predict digit.png"

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

# Two processes of tests, one BLAS thread each: more threads than cores wait for each other.
PYTEST := OPENBLAS_NUM_THREADS=1 $(BIN)/pytest -n 2 --cov --cov-fail-under=95

test: lint types
	$(PYTEST) -m "not slow"

test-all: lint types
	$(PYTEST)

bench: $(VENV)/.dev
	$(BIN)/python -m bench

clean:
	rm -rf $(VENV) demo .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis
