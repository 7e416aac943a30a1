# Two commands on a fresh machine: `make demo` and `make test`. Each sets up its own .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SETUP := $(VENV)/.ready
DEMO := $(VENV)/.installed

.PHONY: demo test lint format check audit goldens bench clean

demo: $(DEMO)  ## install and ask the saga its first questions
	@echo '$$ aigraph stats | head -8'; $(BIN)/aigraph stats | head -8
	@echo; echo '$$ aigraph who-left xAI --founders'; $(BIN)/aigraph who-left xAI --founders
	@echo; echo '$$ aigraph roster OpenAI --on 2023-11-18 --office ceo'; $(BIN)/aigraph roster OpenAI --on 2023-11-18 --office ceo
	@echo; echo '$$ aigraph timeline "Elon Musk" "Sam Altman" --all --from 2025-02 --to 2025-02'
	@$(BIN)/aigraph timeline "Elon Musk" "Sam Altman" --all --from 2025-02 --to 2025-02
	@echo; echo 'Next: $(BIN)/aigraph --help'

test: $(SETUP)  ## every test
	$(BIN)/python -m pytest -n auto

lint: $(SETUP)  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(SETUP)  ## bring code into the one style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

check: $(DEMO)  ## problems in the data
	$(BIN)/aigraph check
	$(BIN)/aigraph fmt --check

audit: $(DEMO)  ## how well the data are kept
	$(BIN)/aigraph audit

goldens: $(SETUP)  ## write the JSON that the tests compare with, to be read before it is committed
	$(BIN)/python -m pytest -q tests/test_goldens.py --update-goldens

bench: $(SETUP)  ## start-up and queries, side by side with peers
	$(BIN)/python -m pip install -q sqlite-utils
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/queries.py

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --upgrade 'pip>=25.1'

$(DEMO): $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

$(SETUP): $(DEMO)
	$(BIN)/python -m pip install -q --disable-pip-version-check --group dev
	@touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
