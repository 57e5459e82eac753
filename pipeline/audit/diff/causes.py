"""Why a cell changed: the first step from page to registry at which the two extractions part.

Walks file -> layout -> recogniser -> corrections -> typed value -> registry file and compares what
both registries recorded of each. Where nothing recorded differs it says so; it never guesses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from pipeline.audit.diff.evidence import CellEvidence, Step
from pipeline.audit.diff.model import Cause, CauseKind
from pipeline.audit.run_record import RunRecord, changed
from pipeline.model.geometry import Region

HUMAN_RULES = frozenset({"decision", "override"})
GAZETTEER = ("regions.csv", "zones.csv", "aliases.csv")
PLACE_COLUMNS = frozenset(
    {"region_code", "city", "city_code", "county", "county_code", "construction_unit_full"}
)
"""Columns looked up in the gazetteer; their evidence names the words, not the entry."""
ACCEPTANCE = "acceptance.json"
MIN_OVERLAP = 0.5
"""Boxes that share less of their union than this are another cut of the page."""
_DICTIONARY_ENTRY = re.compile(r"[\w-]+\.(?:csv|tsv|yaml|yml|json|jsonl|npz)(?::[^\s,;，；]+)?")
_GAZETTEER_CODE = re.compile(r"gazetteer[ :]+(\S+)")


@dataclass(frozen=True, slots=True)
class Runs:
    """What is recorded of both runs."""

    old: RunRecord
    new: RunRecord

    def is_code_changed(self) -> bool | None:
        """Whether the program differs; None when not recorded."""
        return changed(self.old.code, self.new.code)

    def is_engine_changed(self, engine: str) -> bool | None:
        """Whether an engine's models differ; None when not recorded."""
        return changed(self.old.engines.get(engine, ""), self.new.engines.get(engine, ""))

    def is_dictionary_changed(self, entry: str) -> bool | None:
        """Whether the file of a dictionary entry differs; None when not recorded."""
        name = entry.split(":", 1)[0]
        return changed(self.old.dictionaries.get(name, ""), self.new.dictionaries.get(name, ""))

    def changed_dictionaries(self) -> list[str]:
        """Files under corrections/ that are known to differ."""
        names = sorted({*self.old.dictionaries, *self.new.dictionaries})
        return [name for name in names if self.is_dictionary_changed(name)]


def reading_cause(old: CellEvidence, new: CellEvidence, runs: Runs) -> Cause | None:
    """Cause of a change in what was read, judged or typed; None when the records agree."""
    decided = _decision_cause(old, new)
    if decided is not None:
        return decided
    if old.text_ocr != new.text_ocr:
        return _recognition_cause(old, new, runs)
    if old.text_clean != new.text_clean:
        return _file_cause(old, new) if _lost_decision(old, new) else _steps_cause(old, new, runs)
    if old.value != new.value or old.unparsed != new.unparsed:
        return _value_cause(old, new, runs)
    return None


def acceptance_cause(old: CellEvidence, new: CellEvidence, runs: Runs) -> Cause | None:
    """Cause of a change in status or reasons alone; None when they agree."""
    if (old.status, old.reasons) == (new.status, new.reasons):
        return None
    if old.person != new.person:
        return _human(new if new.person else old)
    reasons = sorted(set(old.reasons) ^ set(new.reasons))
    name = ";".join(reasons) or new.status
    detail = f"{old.status} -> {new.status}"
    if old.file_sha256 != new.file_sha256 and old.confidence != new.confidence:
        return _file_cause(old, new)
    if old.engine != new.engine or (
        old.confidence != new.confidence and runs.is_engine_changed(new.engine)
    ):
        return _engine_cause(old, new)
    if [_change(step) for step in old.steps] != [_change(step) for step in new.steps]:
        return _steps_cause(old, new, runs)
    if old.probability != new.probability and runs.is_dictionary_changed(ACCEPTANCE):
        return Cause(CauseKind.RULE, ACCEPTANCE, detail)
    changed_files = runs.changed_dictionaries()
    if changed_files and runs.is_code_changed() is False:
        # same program, same reading: what is left are the files it judges by
        return Cause(CauseKind.DICTIONARY, "+".join(changed_files), f"{detail} ({name})")
    if not reasons and runs.is_code_changed():
        return Cause(CauseKind.CODE_VERSION, _version(runs), detail)
    return Cause(CauseKind.RULE, name, detail)


def fallback_cause(runs: Runs, detail: str) -> Cause:
    """When no record of the cell differs: the program, if that is known to differ."""
    if runs.is_code_changed():
        return Cause(CauseKind.CODE_VERSION, _version(runs), detail)
    return Cause(CauseKind.UNEXPLAINED, "", detail)


def row_cause(old_sha256: str, new_sha256: str, known: CellEvidence | None, runs: Runs) -> Cause:
    """Cause of a row that stands on one side only, or elsewhere."""
    if old_sha256 != new_sha256:
        return Cause(
            CauseKind.SOURCE_FILE, "", f"{old_sha256[:8] or '-'} -> {new_sha256[:8] or '-'}"
        )
    engine = known.engine if known else ""
    if engine and runs.is_engine_changed(engine):
        return Cause(CauseKind.ENGINE, engine, "模型不同 other models")
    return Cause(CauseKind.LAYOUT, "", "行的切分不同 rows were cut differently")


def _decision_cause(old: CellEvidence, new: CellEvidence) -> Cause | None:
    """A person decided in one extraction and not, or otherwise, in the other."""
    ours, theirs = _decided(old), _decided(new)
    if ours == theirs:
        return None
    if theirs is not None:
        return _human(new)
    if old.text_ocr == new.text_ocr and old.file_sha256 == new.file_sha256:
        return _human(old)
    return None


def _decided(cell: CellEvidence) -> tuple[str, str] | None:
    step = next((step for step in reversed(cell.steps) if step.rule in HUMAN_RULES), None)
    if cell.person or step is not None:
        return cell.person, cell.text_clean
    return None


def _lost_decision(old: CellEvidence, new: CellEvidence) -> bool:
    """A decision is bound to the file's bytes: a new scan with the same text loses it."""
    is_lost = _decided(old) is not None and _decided(new) is None
    return is_lost and old.file_sha256 != new.file_sha256


def _human(cell: CellEvidence) -> Cause:
    step = next((step for step in reversed(cell.steps) if step.rule in HUMAN_RULES), None)
    return Cause(CauseKind.HUMAN_DECISION, cell.person, step.evidence if step else "")


def _recognition_cause(old: CellEvidence, new: CellEvidence, runs: Runs) -> Cause:
    if old.file_sha256 != new.file_sha256:
        return _file_cause(old, new)
    is_cut_otherwise = _is_cut_otherwise(old, new)
    is_other_engine = old.engine != new.engine
    if is_cut_otherwise and (not is_other_engine or _contains(old.text_ocr, new.text_ocr)):
        return _layout_cause(old, new)
    if is_other_engine or runs.is_engine_changed(new.engine):
        return _engine_cause(old, new)
    if old.boxes != new.boxes:
        return _layout_cause(old, new)
    return fallback_cause(runs, f"识别原文 text_ocr {old.text_ocr!r} -> {new.text_ocr!r}")


def _file_cause(old: CellEvidence, new: CellEvidence) -> Cause:
    return Cause(
        CauseKind.SOURCE_FILE,
        new.document_id,
        f"sha256 {old.file_sha256[:8]} -> {new.file_sha256[:8]}",
    )


def _engine_cause(old: CellEvidence, new: CellEvidence) -> Cause:
    name = old.engine if old.engine == new.engine else f"{old.engine} -> {new.engine}"
    return Cause(CauseKind.ENGINE, name, f"{old.text_ocr!r} -> {new.text_ocr!r}")


def _layout_cause(old: CellEvidence, new: CellEvidence) -> Cause:
    return Cause(CauseKind.LAYOUT, "", f"{old.boxes or '-'} -> {new.boxes or '-'}")


def _is_cut_otherwise(old: CellEvidence, new: CellEvidence) -> bool:
    if _local(old.inherited_from) != _local(new.inherited_from) and (
        bool(old.inherited_from) != bool(new.inherited_from)
    ):
        return True
    if len(old.regions) != len(new.regions):
        return True
    return any(
        a.page_no != b.page_no or _overlap(a, b) < MIN_OVERLAP
        for a, b in zip(old.regions, new.regions, strict=True)
    )


def _overlap(a: Region, b: Region) -> float:
    shared = a.box.intersection(b.box)
    if shared.width <= 0 or shared.height <= 0:
        return 0.0
    union = a.box.area + b.box.area - shared.area
    return shared.area / union if union else 1.0


def _contains(old: str, new: str) -> bool:
    return old in new or new in old


def _steps_cause(old: CellEvidence, new: CellEvidence, runs: Runs) -> Cause:
    """The first correction step at which both sides part."""
    for ours, theirs in zip_longest(old.steps, new.steps):
        if _change(ours) == _change(theirs):
            continue
        is_same_rule = ours is not None and theirs is not None and ours.rule == theirs.rule
        step = theirs if _is_applied_first(theirs, ours, old.steps) else ours
        assert step is not None
        if step.dictionary and runs.is_dictionary_changed(step.dictionary) is not False:
            return Cause(CauseKind.DICTIONARY, step.dictionary, _step_detail(ours, theirs))
        if is_same_rule and runs.is_code_changed():
            return Cause(CauseKind.CODE_VERSION, _version(runs), _step_detail(ours, theirs))
        return Cause(CauseKind.RULE, step.rule, _step_detail(ours, theirs))
    named = [
        rule for rule in (*new.rules, *old.rules) if (rule in new.rules) != (rule in old.rules)
    ]
    if named:
        return Cause(CauseKind.RULE, named[0], f"{';'.join(old.rules)} -> {';'.join(new.rules)}")
    return fallback_cause(runs, f"校正文 text_clean {old.text_clean!r} -> {new.text_clean!r}")


def _change(step: Step | None) -> tuple[str, str, str] | None:
    """What a step did; its wording and the line its entry stands on may differ."""
    return None if step is None else (step.rule, step.before, step.after)


def _is_applied_first(theirs: Step | None, ours: Step | None, old_steps: Sequence[Step]) -> bool:
    """Whether the new side's step is the one that came in, not one the old side has later."""
    if theirs is None:
        return False
    return ours is None or _change(theirs) not in map(_change, old_steps)


def _step_detail(ours: Step | None, theirs: Step | None) -> str:
    return " | ".join(
        f"{step.rule}: {step.before!r} -> {step.after!r} ({step.evidence})" if step else "-"
        for step in (ours, theirs)
    )


def _value_cause(old: CellEvidence, new: CellEvidence, runs: Runs) -> Cause:
    detail = f"{old.evidence or old.unparsed or '-'} | {new.evidence or new.unparsed or '-'}"
    gazetteer = _changed_gazetteer(new, runs) if new.column in PLACE_COLUMNS else ""
    if gazetteer:
        return Cause(CauseKind.DICTIONARY, f"{gazetteer}:{new.value or old.value}", detail)
    if old.evidence != new.evidence:
        entry = _entry_named(new.evidence) or _entry_named(old.evidence)
        if entry and runs.is_dictionary_changed(entry) is not False:
            return Cause(CauseKind.DICTIONARY, entry, detail)
        return Cause(CauseKind.RULE, new.evidence or old.evidence, detail)
    if runs.is_code_changed():
        return Cause(CauseKind.CODE_VERSION, _version(runs), detail)
    if old.unparsed != new.unparsed:
        return Cause(CauseKind.RULE, new.unparsed or old.unparsed, detail)
    return fallback_cause(runs, f"值 value {old.value!r} -> {new.value!r}")


def _changed_gazetteer(new: CellEvidence, runs: Runs) -> str:
    """The gazetteer file that differs and that a place rests on, "" when none is known to."""
    if _entry_named(new.evidence):
        return ""
    changed_files = [name for name in GAZETTEER if runs.is_dictionary_changed(name)]
    return "+".join(changed_files)


def _entry_named(evidence: str) -> str:
    """The dictionary entry an explanation names, "" when it names none."""
    found = _DICTIONARY_ENTRY.search(evidence)
    if found:
        return found.group(0)
    code = _GAZETTEER_CODE.search(evidence)
    return f"regions.csv:{code.group(1)}" if code else ""


def _version(runs: Runs) -> str:
    return f"{runs.old.code[:12]} -> {runs.new.code[:12]}"


def _local(cell_id: str) -> str:
    return cell_id.split("/", 1)[1] if "/" in cell_id else cell_id
