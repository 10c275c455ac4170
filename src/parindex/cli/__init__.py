"""The command line: arguments in, exit code out."""

from parindex.cli.entry import main as main
