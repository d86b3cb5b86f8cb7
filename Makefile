# Two commands are all that a fresh machine needs: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check lint bench accuracy wheel clean

demo: $(VENV)/installed
	@rm -rf seeds.kg
	$(BIN)/kg build seeds -o seeds.kg
	$(BIN)/kg view seeds.kg -o seeds.html
	@echo
	@echo "Next:"
	@echo "  open seeds.html                                        (in any browser, no network needed)"
	@echo "  $(BIN)/kg ask seeds.kg papers-using name=DPO           (who uses a method, with the sentence)"
	@echo "  $(BIN)/kg query seeds.kg 'MATCH (m:Method) RETURN m.name, m.papers ORDER BY m.papers DESC, m.id LIMIT 5'"

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n auto --dist loadgroup

check: lint test

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(BIN)/python -m tests.bench

# How right the extractor is: EVAL is a folder of annotated papers with their scorer, CORPUS the files in which the
# papers of kg/training/data/proposed-test.jsonl are looked for.
EVAL ?= ../shared/eval
CORPUS ?= $(wildcard ../shared/corpora/*.zst)
accuracy: $(VENV)/installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(BIN)/python -m kg.training.accuracy $(EVAL) $(if $(CORPUS),--corpus $(CORPUS))

wheel: $(VENV)/installed-dev
	$(BIN)/python -m build --wheel

clean:
	rm -rf $(VENV) dist build seeds.kg seeds.html .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "kg needs Python 3.11 or newer, this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/installed-dev: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/installed
