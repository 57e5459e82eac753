"""Rules, grids, cells, lines and reading order of one page; tables across pages."""
