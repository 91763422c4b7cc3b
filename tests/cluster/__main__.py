"""The whole of it on this machine: python -m tests.cluster. Ctrl+C ends it; nothing of it stays."""

import argparse
import signal
import time

from tests.cluster import cluster, servers


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.cluster", description=__doc__)
    parser.add_argument("--etcd", type=int, default=3, choices=(1, 3), help="members of etcd")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    began = time.monotonic()
    print("Three PostgreSQL under Patroni, etcd, HAProxy ...", flush=True)
    with cluster(etcd_members=asked.etcd) as stores:
        print(
            f"The databases are up ({time.monotonic() - began:.0f} s). The demonstration, two servers, nginx ...",
            flush=True,
        )
        with servers(stores, demonstration=True) as desk:
            print(f"\nCommon Ground: {desk.address}   (up in {time.monotonic() - began:.0f} s; Ctrl+C stops all of it)")
            print(f"  Its certificate is its own. The servers: {', '.join(s.address for s in desk.servers)}")
            print(f"  Leader:   {stores.primary_url}\n  Replicas: {stores.replica_url}")
            for node in stores.nodes.values():
                role = stores.roles()[node.name]
                print(f"  {node.name}: {role}, http://127.0.0.1:{node.rest}/cluster, processes {node.pids()[:2]}")
            print(f"  Everything lies in {stores.folder} and {desk.folder}\n", flush=True)
            signal.pause()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("\nStopped, and gone.")
