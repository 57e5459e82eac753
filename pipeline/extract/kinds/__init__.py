"""Document kinds as data: what a part is, and which readings its records hold.

Here is what a run needs to know of its kinds. `document` applies them, `checking` and `drafting`
help who writes one: imported where they are used, as all page geometry comes with them, and a
dictionary edit need not load that.
"""

from pipeline.extract.kinds.kind import Kind
from pipeline.extract.kinds.loading import load_kinds, shipped_files, shipped_kinds

__all__ = ["Kind", "load_kinds", "shipped_files", "shipped_kinds"]
