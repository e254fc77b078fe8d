"""TCP ports of this machine."""

import socket

from . import ui


def free():
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def require_free(interface, port):
    """Raise where something listens on a port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((interface, port))
        except OSError as error:
            raise ui.ClubError(f"port {port} cannot be used ({error.strerror}): choose another one, --port N") from None
