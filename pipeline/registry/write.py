"""Makes every face and puts in place what changed; the data package, which holds hashes, last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from pipeline.registry.faces.csv_face import csv_head, csv_lines
from pipeline.registry.faces.datapackage import datapackage_bytes
from pipeline.registry.faces.datasette import datasette_metadata_bytes
from pipeline.registry.faces.excel_csv import excel_csv_head, excel_csv_lines
from pipeline.registry.faces.json_face import write_json
from pipeline.registry.faces.parquet_face import ParquetFile
from pipeline.registry.faces.sqlite_face import write_sqlite
from pipeline.registry.faces.xlsx_face import SCANS_LINK, xlsx_bytes
from pipeline.registry.making import Doer, FaceTask, MadeFile, done_here
from pipeline.registry.registry import Registry, TableRows
from pipeline.registry.spool import iter_columns
from pipeline.store.files import put_in_place, scratch_folder

_OUR_FILES = ("*.csv", "excel/*.csv", "parquet/*.parquet")


@dataclass(frozen=True, slots=True)
class WrittenRegistry:
    """All files of a registry, and the names of those that were written or removed."""

    files: tuple[MadeFile, ...]
    changed: tuple[str, ...]


def write_registry(
    registry: Registry,
    out_dir: Path,
    scans_link: str = SCANS_LINK,
    *,
    making: Path | None = None,
    do: Doer = done_here,
) -> WrittenRegistry:
    """Write every face into `out_dir`: `write_when_finished` of a registry that is."""
    return write_when_finished(lambda: registry, out_dir, scans_link, making=making, do=do)


def write_when_finished(
    finish: Callable[[], Registry],
    out_dir: Path,
    scans_link: str = SCANS_LINK,
    *,
    settled: Sequence[TableRows] = (),
    making: Path | None = None,
    do: Doer = done_here,
) -> WrittenRegistry:
    """Write every face of a registry that is still to be finished.

    Tables of an earlier build that no longer exist are removed, so that nothing stale is read.

    Args:
        finish: Returns the registry; asked once `settled` tables are being made.
        out_dir: The registry's folder.
        scans_link: Leads from `out_dir` to the folder of scans.
        settled: Tables that finishing does not change any more.
        making: Folder for unfinished files, on the same disk; None makes one beside `out_dir`.
        do: Does the tasks; by default they are done here.

    Raises:
        OutputError: When the folder cannot be written.
    """
    finished = cache(finish)
    with nullcontext(making) if making else scratch_folder(out_dir.parent) as folder:
        makers = _iter_makers(settled, finished, scans_link)
        tasks = (FaceTask(make, folder, out_dir) for make in makers)
        made = [file for files in do(tasks) for file in files]
        csvs = {file.name.removesuffix(".csv"): file for file in made}
        package = partial(_make_package, finished(), csvs)
        made = sorted(made, key=lambda file: file.name)
        made += FaceTask(package, folder, out_dir).work()
        changed = [file.name for file in made if file.is_new]
        put_in_place(folder, out_dir, changed)
    ours = {out_dir / file.name for file in made}
    for stale in sorted(path for p in _OUR_FILES for path in set(out_dir.glob(p)) - ours):
        stale.unlink()
        changed.append(stale.relative_to(out_dir).as_posix())
    return WrittenRegistry(tuple(made), tuple(changed))


def _iter_makers(
    settled: Sequence[TableRows], finished: Callable[[], Registry], scans_link: str
) -> Iterator[partial[tuple[str, ...]]]:
    """What makes each file: of settled tables first, then the longest work first."""
    for table in settled:
        yield partial(_make_table, table)
    registry = finished()
    yield partial(_make_database, registry)
    yield partial(_make_workbook, registry, scans_link)
    made = {table.schema.name for table in settled}
    for table in sorted(registry.tables, key=lambda table: -len(table.rows)):
        if table.schema.name not in made:
            yield partial(_make_table, table)
    yield partial(_make_json, registry)


def _make_table(table: TableRows, folder: Path) -> tuple[str, ...]:
    """The three files of a table, in one pass over its rows."""
    schema = table.schema
    names = (
        f"{schema.name}.csv",
        f"excel/{schema.name}.csv",
        f"parquet/{schema.name}.parquet",
    )
    canonical, excel, parquet = (_room_for(folder / name) for name in names)
    with (
        canonical.open("wb") as csv_file,
        excel.open("wb") as excel_file,
        ParquetFile(parquet, schema) as parquet_file,
    ):
        csv_file.write(csv_head(schema.column_names))
        excel_file.write(excel_csv_head(schema))
        for columns in iter_columns(table.rows):
            csv_file.write(csv_lines(columns))
            excel_file.write(excel_csv_lines(schema, columns))
            parquet_file.write(columns)
    return names


def _make_workbook(registry: Registry, scans_link: str, folder: Path) -> tuple[str, ...]:
    return _written(folder, "registry.xlsx", xlsx_bytes(registry, scans_link))


def _make_database(registry: Registry, folder: Path) -> tuple[str, ...]:
    write_sqlite(registry, folder / "registry.sqlite")
    metadata = datasette_metadata_bytes(registry)
    return ("registry.sqlite", *_written(folder, "registry.metadata.json", metadata))


def _make_json(registry: Registry, folder: Path) -> tuple[str, ...]:
    with (folder / "registry.json").open("wb") as file:
        write_json(registry, file)
    return ("registry.json",)


def _make_package(registry: Registry, csvs: dict[str, MadeFile], folder: Path) -> tuple[str, ...]:
    return _written(folder, "datapackage.json", datapackage_bytes(registry, csvs))


def _written(folder: Path, name: str, data: bytes) -> tuple[str, ...]:
    (folder / name).write_bytes(data)
    return (name,)


def _room_for(path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    return path
