"""``python -m attend``: the same as the command ``attend``."""

from .cli import main

main()
