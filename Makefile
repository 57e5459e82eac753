# make = set up if needed, then turn raw_scans/ into extracted/registry/. See README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.setup-done
DEBIAN := tesseract-ocr tesseract-ocr-chi-sim

.PHONY: run setup test fuzz check format bench review release evaluate help

run: $(STAMP)
	@$(BIN)/scan-registry run

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新 Python 3.11 or newer is needed: make PYTHON=python3.11"; exit 5; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@# The build without a window system last: opencv-python's own wants libGL, which a bare machine lacks.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --force-reinstall --no-deps opencv-python-headless
	@# Once for all: where Python may not write bytecode, every start would compile 300 modules, 0.4 s.
	@$(BIN)/python -m compileall -q pipeline
	@sh .ci/debian-packages $(DEBIAN)
	@touch $@

test: $(STAMP)  ## all tests, real engines and browser included
	@sh .ci/debian-packages $(DEBIAN) chromium
	@sh .ci/test-fonts
	@$(BIN)/python -m pytest

fuzz: $(STAMP)  ## looks for examples that break a law; pin what it finds with @example
	@for round in 1 2 3 4 5 6 7 8 9 10; do \
		$(BIN)/python -m pytest -q -m hypothesis --hypothesis-profile=explore || exit 1; \
	done

check: $(STAMP)  ## reads only: style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)  ## changes files
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP)  ## how right on the shipped scans, how fast beside peers
	@$(BIN)/scan-registry evaluate --truth tests/gold
	@$(BIN)/scan-registry bench speed

evaluate: $(STAMP)
	@$(BIN)/scan-registry evaluate --truth tests/gold

review: $(STAMP)  ## the station where a person settles what is in doubt
	@$(BIN)/scan-registry review

release: $(STAMP)
	@$(BIN)/scan-registry release

help:
	@echo "make          建立环境并生成名录 set up and build the registry"
	@echo "make test     全部测试 all tests"
	@echo "make fuzz     寻找反例 look for examples that break a law"
	@echo "make check    代码检查（只读） style, types, layers (read only)"
	@echo "make format   整理代码格式 format the code"
	@echo "make review   打开核对台 open the review station"
	@echo "make bench    速度与准确率 speed and accuracy"
