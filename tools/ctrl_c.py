"""Ctrl-C may come while commands are still being read; then as later it is no fault of the program."""

import os
import signal
import sys
from types import TracebackType

INTERRUPTED = 130  # what a shell calls a command that Ctrl-C has ended


def end_calmly() -> None:
    """From here on Ctrl-C ends this process with a line and no traceback, where nobody has something better to say."""
    sys.excepthook = _told
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def hold_back() -> None:
    """Ctrl-C waits until the program that this process becomes calls `end_calmly`."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        os.write(2, "\nĐã dừng theo Ctrl-C.\n".encode())
        os._exit(INTERRUPTED)
    sys.__excepthook__(kind, error, trace)
