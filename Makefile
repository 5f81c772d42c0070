# `make` lists the verbs. Needs Python 3.11, git and make; no root.
.DEFAULT_GOAL := help
PYTHON ?= python3.11
BUDGET ?= default
BIN    := .venv/bin
UV     := .tools/bin/uv
unexport PYTHONDONTWRITEBYTECODE
export UV_PYTHON_DOWNLOADS := never

LOCK = $(UV) pip compile --universal --generate-hashes --no-emit-index-url --no-header --no-annotate \
  --python-version 3.11 --group dev pyproject.toml

.PHONY: help demo test check bench docs fit refit bless lock clean

help:  ## list these verbs
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*##/\t/' | expand -t 8

demo: .venv/ready  ## set up, simulate 2001-2030 and draw observed against simulated
	$(BIN)/fivebytwo run history --out results/history

test: .venv/ready  ## set up and pass the fast tests
	$(BIN)/pytest

check: .venv/ready  ## format, lint, types, layers, spelling
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell

bench: .venv/ready  ## measure speed and memory, as ratios of one run
	$(BIN)/python -m experiments.benchmarks

docs: demo  ## write the generated pages and the picture of docs/
	$(BIN)/python -m experiments.document
	$(BIN)/fivebytwo plot results/history --out docs/history.png
	$(BIN)/fivebytwo plot results/history --out docs/schools.png
	$(BIN)/fivebytwo run endogenous --out results/endogenous
	cp results/endogenous/partnership.png docs/partnership.png
	$(BIN)/fivebytwo evaluate --out results/evaluation
	cp results/evaluation/evaluation.png docs/evaluation.png

fit: .venv/fit  ## set up what it takes to fit again, some 0.6 GB more

refit: .venv/fit  ## fit again, from runs to posterior: BUDGET=small, default or large
	$(BIN)/fivebytwo calibrate --budget $(BUDGET)

bless: .venv/ready  ## accept today's results as the golden baseline
	$(BIN)/python -m tests.golden.bless

lock: $(UV)  ## renew both locks from pyproject.toml
	$(LOCK) --upgrade -o requirements.lock
	$(LOCK) --upgrade --constraint requirements.lock --extra fit -o requirements-fit.lock

clean:  ## remove what the verbs made
	rm -rf .venv .tools results build *.egg-info

$(UV):
	$(PYTHON) -m venv .tools
	.tools/bin/pip install --quiet --disable-pip-version-check 'uv>=0.9,<1'

.venv/ready: requirements.lock pyproject.toml | $(UV)
	$(PYTHON) -m venv --clear --without-pip .venv
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	touch $@

.venv/fit: requirements-fit.lock .venv/ready
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements-fit.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	touch $@
