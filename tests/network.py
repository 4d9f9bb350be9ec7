"""No test speaks to anything but this machine: not to a network, and not by asking for a name."""

import socket

LOOPBACK = ("127.0.0.1", "::1", "localhost", "0.0.0.0", "::", "")


class NetworkIsClosed(RuntimeError):
    """Not an OSError: code that forgives a failing network must not forgive this."""


def _refuse(host: object) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name is not None and name not in LOOPBACK and not str(name).startswith("127."):
        raise NetworkIsClosed(f"A test tried to reach {name!r}. Give it a fake in tests/fakes/.")


def close(monkeypatch) -> None:
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded(really):
        def speak(self, address, *rest):
            if self.family in (socket.AF_INET, socket.AF_INET6):
                _refuse(address[0])
            return really(self, address, *rest)

        return speak

    def ask(host, *rest, **named):
        _refuse(host)
        return getaddrinfo(host, *rest, **named)

    monkeypatch.setattr(socket.socket, "connect", guarded(connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
    monkeypatch.setattr(socket, "getaddrinfo", ask)
