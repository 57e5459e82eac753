"""The station in the browser: routes, templates, the gate before them, and the server."""
