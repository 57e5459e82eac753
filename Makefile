# make = set up if needed, then turn raw_scans/ into extracted/registry/. See README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.setup-done
DEBIAN := tesseract-ocr tesseract-ocr-chi-sim

.PHONY: run setup debian test check format golden bench review release evaluate help clean

run: $(STAMP)
	@$(BIN)/scan-registry run

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新 Python 3.11 or newer is needed: make PYTHON=python3.11"; exit 5; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@sh .ci/debian-packages $(DEBIAN)
	@touch $@

test: $(STAMP)  ## all tests, real engines and browser included
	@sh .ci/debian-packages $(DEBIAN) chromium
	@$(BIN)/python -m pytest

check: $(STAMP)  ## reads only: style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)  ## changes files
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

help:
	@echo "make          建立环境并生成名录 set up and build the registry"
	@echo "make test     全部测试 all tests"
	@echo "make check    代码检查（只读） style, types, layers (read only)"
	@echo "make format   整理代码格式 format the code"
	@echo "make review   打开核对台 open the review station"
	@echo "make bench    速度与准确率 speed and accuracy"
