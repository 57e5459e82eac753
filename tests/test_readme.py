"""The README is true: commands, exit codes, excerpt and figures are those of the program."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from pipeline.cli.main import app
from pipeline.errors import ExitCode
from pipeline.validate.rule import Rule
from pipeline.validate.rules import RULES

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
REGISTRY = ROOT / "extracted" / "registry"


def commands() -> list[str]:
    """Every command a user can type, groups spelled out."""
    group = typer.main.get_command(app)
    names: list[str] = []
    for name, command in sorted(getattr(group, "commands", {}).items()):
        inner = sorted(getattr(command, "commands", {}))
        names += [f"{name} {sub}" for sub in inner] or [name]
    return names


def block(name: str) -> str:
    """The text between two markers of the README."""
    match = re.search(rf"<!-- {name}:begin -->\n(.*?)<!-- {name}:end -->", README, re.DOTALL)
    assert match is not None
    return match.group(1).strip()


@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented_and_has_help(command: str) -> None:
    assert f"`{command}" in README
    result = CliRunner().invoke(app, [*command.split(), "--help"])
    assert result.exit_code == 0
    assert "Usage" in result.output


@pytest.mark.parametrize("code", list(ExitCode), ids=lambda code: code.name.lower())
def test_every_exit_code_is_documented(code: ExitCode) -> None:
    assert f"\n| {code.value} |" in README


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_every_rule_has_its_line(rule: Rule) -> None:
    assert f"\n- `{rule.slug}`：{rule.chinese}。{rule.english}.\n" in README


def test_the_excerpt_is_what_comes_out() -> None:
    shown = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in block("excerpt").splitlines()
        if line.startswith("|") and "---" not in line
    ]
    header, rows = shown[0], shown[1:]
    with (REGISTRY / "clusters.csv").open(encoding="utf-8", newline="") as file:
        real = [[row[column] for column in header] for row in csv.DictReader(file)]
    assert len(rows) >= 5
    assert all(row in real for row in rows)


def test_the_summary_counts_what_is_stored() -> None:
    numbers = [int(n.replace(",", "")) for n in re.findall(r" ([\d,]+)$", block("summary"), re.M)]
    with (REGISTRY / "ledger.csv").open(encoding="utf-8", newline="") as file:
        ledger = list(csv.DictReader(file))
    documents = sum(row["page_no"] == "" for row in ledger)
    pages = sum(row["page_no"] != "" for row in ledger)
    assert numbers[:2] == [documents, pages]


def test_links_lead_somewhere() -> None:
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_worked_example_of_a_kind_is_the_tested_one() -> None:
    file = ROOT / "tests/extract/kinds/data/specialised_firms.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    example = "\n".join(line for line in lines if not line.startswith("#"))
    assert example in (ROOT / "docs" / "kinds.md").read_text(encoding="utf-8")
