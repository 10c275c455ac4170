"""The command line: arguments in, exit code out."""

from parindex.cli.ending import main as main
