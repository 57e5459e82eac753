"""How fast the station is with ten thousand cells in the queue: its answers, and the screen."""

from pipeline.review.bench.answers import measure_answers
from pipeline.review.bench.figures import Figures, Stopwatch
from pipeline.review.bench.screen import measure_screen
from pipeline.review.bench.served import free_port, running_station, station_apart

__all__ = [
    "Figures",
    "Stopwatch",
    "free_port",
    "measure_answers",
    "measure_screen",
    "running_station",
    "station_apart",
]
