"""The command as a program of its own, which ends when it is told to: soon, and from its first moment to its last."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from types import FrameType

#: What is told to end has so many seconds to clean up; then it ends by force, as where C code goes on and on.
PATIENCE = 1.5
#: Ctrl-C, a request to end, and the end of the terminal.
ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_FAILED = 2


def main() -> int:
    """Run the command line with the arguments of this process; returns its exit code."""
    try:
        end_when_told()
        from parindex.cli import entry  # slow to import

        return entry.main()
    except KeyboardInterrupt:  # before there are words for it
        return _FAILED
    finally:
        _heed_no_more()


def end_when_told() -> None:
    """Have every way of being told to end break off the work, once: cleaning up is not broken off in its turn.

    What this process was begun to ignore, as by `nohup`, it ignores.
    """
    for number in ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _break_off)
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    threading.Thread(target=_end_by_force, args=(reader,), daemon=True).start()


def _break_off(number: int, frame: FrameType | None) -> None:
    _heed_no_more()
    raise KeyboardInterrupt


def _heed_no_more() -> None:
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)


def _end_by_force(reader: int) -> None:
    """Wait until the process is told to end, and see to it that it does."""
    os.read(reader, 1)
    time.sleep(PATIENCE)
    if (entry := sys.modules.get("parindex.cli.entry")) is not None:
        entry.tell_interruption()
    os._exit(_FAILED)
