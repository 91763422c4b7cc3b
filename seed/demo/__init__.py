"""An invented community of the last 24 months: the same for everybody, loaded once into an empty store."""

from seed.demo.loading import Report, State, load, state
from seed.demo.signing_in import sign_ins

__all__ = ["Report", "State", "load", "sign_ins", "state"]
