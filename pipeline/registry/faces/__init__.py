"""Every face is a pure function of the registry; two builds give equal bytes."""
