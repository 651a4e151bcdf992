# `make` or `make help` lists the targets. Everything runs in $(VENV), made on first use.
PYTHON ?= python3
CORPUS ?= corpus
OUT ?= outputs
DATA ?= ../shared/treebank
GOLD ?= corpus/gold
VENV ?= .venv
BIN := $(VENV)/bin
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-package weerklank --no-annotate --no-header
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help analyze test check fuzz bench evaluate models lint format notebooks lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

# Made anew when the lock file or pyproject.toml changes, and only then.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo "weerklank needs Python 3.11, 3.12 or 3.13; $(PYTHON) is another. Try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 2; }
	@echo "Making the environment in $(VENV): one to fifteen minutes, once"
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

analyze: $(STAMP) ## analyse CORPUS (default: the shipped one) into OUT (default: outputs)
	$(BIN)/weerklank analyze "$(CORPUS)" --out "$(OUT)" $(if $(filter outputs,$(OUT)),--force)

test: lint check ## style, types, tests and notebooks

check: $(STAMP) ## tests and notebooks alone
	$(BIN)/python -m pytest -n 2

fuzz: $(STAMP) ## longer runs with random, damaged and hostile input; some twenty minutes
	FUZZ=1 $(BIN)/python -m pytest -n 2 tests/ingest tests/review tests/report/test_csv_form.py \
	  tests/test_chain.py tests/test_input_files.py tests/test_offsets.py tests/test_source.py

lint: $(STAMP) ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

notebooks: $(STAMP) ## run the notebooks alone
	$(BIN)/python -m pytest tests/test_notebooks.py

format: $(STAMP) ## put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP) ## speed and memory for 10, 100 and 1000 documents (N="10 50": for as many)
	$(BIN)/python -m pipeline.bench table $(N)

evaluate: $(STAMP) ## score every stage on GOLD (default: the shipped annotations)
	$(BIN)/weerklank evaluate --gold "$(GOLD)"

models: $(STAMP) ## retrain everything under models/; DATA is the treebank's folder
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-train.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "torch==2.13.0"
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/weerklank train language --data "$(DATA)"
	$(BIN)/weerklank train claim_types
	$(BIN)/weerklank train themes
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/weerklank train reading
	$(BIN)/weerklank train stance
	$(BIN)/weerklank train alignment
	$(BIN)/weerklank train pages
	$(BIN)/weerklank train letters

lock: $(STAMP) ## pin the environment anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile $(LOCK) --extra dev -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile $(LOCK) --extra dev --extra train -o requirements-train.lock pyproject.toml

clean: ## remove the environment and what the tools left behind
	rm -rf .venv* dist build .pytest_cache .ruff_cache .mypy_cache .hypothesis
