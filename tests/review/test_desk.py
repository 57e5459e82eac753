from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean.decisions import rulings_for
from pipeline.model.decision import Decision, Verdict
from pipeline.review.archive import Archive
from pipeline.review.decisions import DecisionLog
from pipeline.review.desk import Desk, Selection, Shown, Visitor, digest_of
from pipeline.review.rehearsal import write_document
from pipeline.store.output import OutputFolder
from pipeline.store.serial import from_json

ALL = Selection()
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("王小明", "李四")),
        st.integers(1, 3),
        st.sampled_from(("accept", "edit", "illegible", "blind", "undo")),
    ),
    max_size=8,
)


class Room:
    """A desk on one made-up document of three rows, all in doubt."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.document = write_document(OutputFolder(root), 1, 3, 1.0)
        self.open()

    def open(self) -> None:
        log = DecisionLog(self.root / "decisions.jsonl")
        self.desk = Desk(Archive(OutputFolder(self.root)), log, 1.0)

    def visitor(self, person: str) -> Visitor:
        return self.desk.visitor(person, person)

    def cell(self, row_no: int) -> str:
        return f"{self.document}/1/clusters/{row_no}/cluster_name"

    def act(self, person: str, row_no: int, what: str) -> Decision | None:
        if what == "undo":
            return self.desk.undo(self.visitor(person))
        dossier, reading = self.desk.placed(self.cell(row_no))
        version = self.desk.history(dossier, reading.cell_id).version
        shown = Shown(reading.cell_id, version, digest_of(reading))
        verdict = {"edit": Verdict.EDITED, "illegible": Verdict.ILLEGIBLE}.get(
            what, Verdict.ACCEPTED
        )
        text = None if verdict is Verdict.ILLEGIBLE else f"{what} {person}"
        return self.desk.decide(self.visitor(person), shown, verdict, text, what == "blind")

    def rulings(self) -> dict[str, str | None]:
        """What the clean stage would apply."""
        lines = (self.root / "decisions.jsonl").read_bytes().splitlines()
        decisions = [from_json(line, Decision) for line in lines]
        sha256 = decisions[0].file_sha256
        return {ruling.cell: ruling.text for ruling in rulings_for(sha256, (), decisions)}

    def held(self) -> dict[str, str | None]:
        """What the station shows as decided."""
        dossier, _ = self.desk.placed(self.cell(1))
        holding = (self.desk.history(dossier, self.cell(row_no)).holding for row_no in (1, 2, 3))
        return {said.cell_id.partition("/")[2]: said.text for said in holding if said}

    def state(self) -> object:
        """Everything a person could see of what was decided and what waits."""
        cells = [self.cell(row_no) for row_no in (1, 2, 3)]
        dossier, _ = self.desk.placed(cells[0])
        histories = [self.desk.history(dossier, cell) for cell in cells]
        watcher = self.desk.visitor("watcher", "赵六")
        waiting = []
        while (item := self.desk.next_item(watcher, ALL)) and item.cell_id not in watcher.skipped:
            if item in waiting:
                break
            waiting.append(item)
            self.desk.skip(watcher, item.cell_id)
        watcher.skipped.clear()
        return (
            [(history.holding, history.is_disputed) for history in histories],
            [[look.second for look in history.seconds] for history in histories],
            waiting,
            self.desk.n_seconds("赵六"),
        )


@settings(max_examples=40, deadline=None)
@given(STEPS, st.tuples(st.sampled_from(("王小明", "李四")), st.integers(1, 3)), st.booleans())
def test_undo_restores_exactly_what_stood_before(
    steps: list[tuple[str, int, str]], last: tuple[str, int], is_blind: bool
) -> None:
    with TemporaryDirectory() as folder:
        room = Room(Path(folder))
        for step in steps:
            room.act(*step)
        before = room.state()
        made = room.act(*last, "blind" if is_blind else "edit")
        assert made is not None
        assert room.act(*last, "undo") == made
        assert room.state() == before
        room.open()
        assert room.state() == before
        assert room.rulings() == room.held()


def test_undo_takes_back_ones_own_last_decision_only(tmp_path: Path) -> None:
    room = Room(tmp_path)
    mine = room.act("王小明", 1, "edit")
    room.act("李四", 2, "edit")
    assert room.act("王小明", 1, "undo") == mine
    assert room.act("王小明", 1, "undo") is None
    room.act("王小明", 3, "edit")
    room.act("李四", 3, "edit")
    assert room.act("王小明", 3, "undo") is None
