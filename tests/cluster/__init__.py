"""The whole installation on this machine, for tests: a PostgreSQL cluster, servers behind nginx, all in a temporary folder."""

from tests.cluster.database import Cluster, cluster
from tests.cluster.desk import Desk, servers

__all__ = ["Cluster", "Desk", "cluster", "servers"]
