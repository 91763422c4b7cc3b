"""Who one can sign in as in the demonstration: what `make run` prints beside the address."""

from sqlalchemy import select

from db.models import Officer
from db.store import Store


def demo_sign_ins(store: Store, *, offered: bool) -> str:
    """One line for each role the demonstration offers, with the invented person one becomes."""
    with store.reading() as session:
        people = session.execute(
            select(Officer.role, Officer.display_name, Officer.is_demo).where(Officer.active).order_by(Officer.id)
        ).all()
    if not people:
        return "Nobody can sign in yet: the store is empty."
    if not offered or not all(is_demo for _, _, is_demo in people):
        return "The demonstration sign-in is off on this store."
    first: dict[str, str] = {}
    for role, name, _ in people:
        first.setdefault(role, name)  # the sign-in page takes the first of each role too
    width = max(map(len, first)) + 1
    lines = [f"  {role.capitalize() + ':':<{width}} {name}" for role, name in first.items()]
    return "\n".join(["Demonstration sign-in, one button each, no password:", *lines])
