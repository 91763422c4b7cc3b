"""One run from start to end: servers on a store, officers with sessions of their own, and the figures."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bench.load.accounts import cookies_of
from bench.load.crowd import Outcome, Plan, crowd, people_for
from bench.load.servers import Server, serving


def run(store: str, folder: Path, plan: Plan, *, servers: int = 1, own_accounts: bool = True) -> Outcome:
    """`store` is an address. With `own_accounts` officers sit at desks of their own, as far as the store has people."""
    with serving(store, folder, count=servers) as fleet:
        addresses = [one.address for one in fleet.servers]
        return load(store, addresses, plan, fleet.servers, own_accounts=own_accounts)


def load(
    store: str, addresses: Sequence[str], plan: Plan, servers: Sequence[Server] = (), *, own_accounts: bool = True
) -> Outcome:
    """On servers that run already; their memory is read where `servers` names their processes."""
    cookies = cookies_of(store, plan.officers + 1) if own_accounts and store else []
    return asyncio.run(crowd(people_for(plan.officers, cookies), addresses, plan, lambda: servers))
