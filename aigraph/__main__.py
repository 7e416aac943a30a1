"""Run the command line: ``python -m aigraph``."""

from aigraph.cli import program

program()
