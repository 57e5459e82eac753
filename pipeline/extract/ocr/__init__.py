"""Recognisers behind one interface: lines with a score and alternatives per character."""

import sys

# OpenVINO tells Google Analytics of every import and keeps an id in the user's home. Nothing may
# leave this machine; without the package that does it, OpenVINO falls back to a stub of its own.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
