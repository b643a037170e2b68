"""The command ``attend``: how people without a program use the library."""

from .commands import main

__all__ = ["main"]
