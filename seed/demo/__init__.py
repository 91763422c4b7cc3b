"""An invented community of the last 24 months: the same for everybody, loaded once into an empty store."""

from seed.demo.loading import Report, State, load, state

__all__ = ["Report", "State", "load", "state"]
