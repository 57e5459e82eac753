from __future__ import annotations

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from pipeline.registry.assemble import assemble
from pipeline.registry.registry import Registry
from pipeline.registry.specimen import MadeCell, MadeRecord, made_document, made_rosters
from pipeline.registry.write import write_registry, write_when_finished
from tests.registry.written import written_files


def custom(table: str) -> Registry:
    record = MadeRecord(table, (MadeCell("name", "甲"),))
    return assemble([made_document("doc", "kind", (record,))])


def test_two_builds_give_equal_bytes_in_every_file() -> None:
    first = written_files(assemble(made_rosters(150)))
    second = written_files(assemble(made_rosters(150)))
    assert {name for name in first if first[name] != second[name]} == set()


def test_another_process_with_another_hash_seed_gives_equal_bytes() -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from tempfile import TemporaryDirectory\n"
        "from pipeline.registry.assemble import assemble\n"
        "from pipeline.registry.specimen import made_rosters\n"
        "from pipeline.registry.write import write_registry\n"
        "with TemporaryDirectory() as folder:\n"
        "    for file in write_registry(assemble(made_rosters(60)), Path(folder)).files:\n"
        "        sys.stdout.write(f'{file.name} {file.sha256}\\n')\n"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", script],
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1


def test_settled_tables_are_made_before_the_registry_is_finished(tmp_path: Path) -> None:
    registry = assemble(made_rosters(30))
    ordinary = {file.name: file.sha256 for file in write_registry(registry, tmp_path / "a").files}
    making = tmp_path / "making"
    making.mkdir()

    def finish() -> Registry:
        assert (making / "provenance.csv").is_file()
        return registry

    settled = [registry.table("provenance")]
    written = write_when_finished(finish, tmp_path / "b", settled=settled, making=making)
    assert {file.name: file.sha256 for file in written.files} == ordinary


def test_an_unchanged_registry_writes_nothing(tmp_path: Path) -> None:
    registry = assemble(made_rosters(30))
    written = write_registry(registry, tmp_path)
    assert "datapackage.json" in written.changed
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert write_registry(registry, tmp_path).changed == ()
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_tables_that_are_no_more_are_removed(tmp_path: Path) -> None:
    write_registry(custom("old_kind"), tmp_path)
    changed = write_registry(custom("new_kind"), tmp_path).changed
    assert {"old_kind.csv", "excel/old_kind.csv", "parquet/old_kind.parquet"} <= set(changed)
    assert not list(tmp_path.rglob("old_kind*"))
    assert (tmp_path / "new_kind.csv").is_file()


def test_no_path_of_this_machine_and_no_clock_in_any_file(tmp_path: Path) -> None:
    write_registry(assemble(made_rosters(30)), tmp_path)
    for path in tmp_path.rglob("*.*"):
        assert str(tmp_path).encode() not in path.read_bytes(), path.name


def test_the_package_holds_the_hashes_of_the_files(tmp_path: Path) -> None:
    write_registry(assemble(made_rosters(30)), tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        data = (tmp_path / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{sha256(data).hexdigest()}"
        assert resource["bytes"] == len(data)
