"""The ports of one lab: free when it was made, and kept for its life so that its addresses survive a reset."""

import socket
from contextlib import ExitStack
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Ports:
    """One loopback port per listener."""

    api: int
    etcd: int
    etcd_peer: int
    kubelet: int
    redis: int
    repo: int
    repo_metrics: int
    controller_metrics: int
    gitea: int
    vault: int

    @classmethod
    def free(cls) -> "Ports":
        """Bind to port 0 once per listener, all at the same time so that none is handed out twice."""
        with ExitStack() as stack:
            sockets = [stack.enter_context(socket.socket()) for _ in fields(cls)]
            for one in sockets:
                one.bind(("127.0.0.1", 0))
            return cls(*(one.getsockname()[1] for one in sockets))
