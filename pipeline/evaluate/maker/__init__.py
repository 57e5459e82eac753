"""The scan maker: truth data -> typeset page -> wear -> image-only PDF with its truth beside it.

Everything is drawn from one seed: what is written (`content`, `forms`, `letters`), how it is
typeset (`looks`, `blocks`; two renderers, headless Chromium and reportlab, so that nothing is
tuned to one), what lies on the paper (`marks`) and what scanning did to it (`wear`, one recipe for
each profile in `profiles`). Names are made up, places are real, and some zones are in no list.

Entry point: `make_scans(options)`. Faces: run `install_fonts.sh` once; a missing face is an error
that names it, never another face in its place.

    from pipeline.evaluate.maker import MakeOptions, make_scans
    made = make_scans(MakeOptions(out=Path("made"), corrections=Path("corrections"), seed=7,
                                  profiles=("office", "fax"), kinds=("roster", "application")))

Writes `<out>/<profile>/<name>.pdf`, `<name>.truth.json` and `<out>/made.json`, which says of each
scan its seed, renderer, faces and marks.
"""

from pipeline.evaluate.maker.scans import BORN_DIGITAL, MadeScan, MakeOptions, make_scans

__all__ = ["BORN_DIGITAL", "MadeScan", "MakeOptions", "make_scans"]
