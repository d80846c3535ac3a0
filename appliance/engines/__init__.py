"""Engines: the adapters that hear, understand and speak with models on this box.

Refuses to know the rental business, the settings file or the model store: every adapter
takes plain paths and numbers, and `bootstrap` builds it.
"""

from __future__ import annotations

import os

# OpenMP reads these once, when the first engine's library is loaded. Its threads spin at every
# barrier otherwise, and a token takes seconds, not milliseconds, once anything else wants a
# core (measured with llama.cpp: median 0.95 s spinning, 0.09 s sleeping, on a loaded box). The
# few spins left bridge the barriers of a box with nothing else to do.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("GOMP_SPINCOUNT", "300")
