"""A slow, plain second implementation of docs/semantics.md, to check the library against.

It is written from that page alone. Nothing here is tuned: sets, dates and fractions say what the page says.
"""

from .documents import DocumentError
from .evaluate import evaluate, trace
from .tiers import TierAnswer

__all__ = ["DocumentError", "TierAnswer", "evaluate", "trace"]
