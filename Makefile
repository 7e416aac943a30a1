# Two commands on a fresh machine: `make demo` and `make test`. Each sets up its own .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SETUP := $(VENV)/.ready
DEMO := $(VENV)/.installed

.PHONY: demo test lint format check audit goldens pictures bench bench-full docs clean

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

pictures: $(SETUP)  ## draw the pictures that README.md shows
	$(BIN)/aigraph plot retention xAI --founders --title 'Founders of xAI' --out docs/pictures/xai-founders.svg
	$(BIN)/aigraph plot timeline OpenAI --from 2023-11-16 --to 2023-11-22 --certain --title 'OpenAI in November 2023' --out docs/pictures/openai-november-2023.svg
	$(BIN)/aigraph plot money OpenAI --kind valuation --title 'What OpenAI was said to be worth' --out docs/pictures/openai-valuations.svg

bench: $(SETUP)  ## side by side with peers, into docs/benchmarks.md: some minutes
	$(BIN)/python -m pip install -q --disable-pip-version-check --group bench
	$(BIN)/python benchmarks/suite.py

bench-full: $(SETUP)  ## the same up to a million events, and on engines up to ten: an hour or two, and a JDK
	$(BIN)/python -m pip install -q --disable-pip-version-check --group bench -e '.[spark]'
	$(BIN)/python benchmarks/suite.py --full

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --upgrade 'pip>=25.1'

$(DEMO): $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

$(SETUP): $(DEMO)
	$(BIN)/python -m pip install -q --disable-pip-version-check --group dev
	@$(BIN)/python -m pip install -q --disable-pip-version-check --group ftm \
	  || echo 'FollowTheMoney could not be installed (it builds PyICU: pkg-config and libicu-dev); its tests are left out'
	@touch $@

docs: $(SETUP)  ## the documentation as a site, in build/docs; a broken link is an error
	$(BIN)/python -m pip install -q --disable-pip-version-check --group docs
	$(BIN)/python docs/generate.py --check
	$(BIN)/zensical build --strict --clean

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
