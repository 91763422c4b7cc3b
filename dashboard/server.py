"""What `make run` serves: the frame, with our own routes, headers and gate around it.

Run from the repository's root: python -m streamlit run dashboard/server.py
"""

import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = str(Path(__file__).resolve().parent.parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from streamlit import runtime

from dashboard import logs
from dashboard.failures import on_script_error
from dashboard.frames import Frames
from dashboard.garbage import Sweeper
from dashboard.headers import Gate, SecurityHeaders
from dashboard.health_loaders import measures
from dashboard.media import belongings, watch
from dashboard.navigation import base_path
from dashboard.post import Postman
from dashboard.production import refuse_unsafe
from dashboard.routes import routes
from dashboard.shared_store import shared_store
from dashboard.viewer import living_session, session_number
from db.errors import StoreUnavailable
from db.settings import get_settings

if TYPE_CHECKING:
    from db.telemetry import Telemetry

logger = logging.getLogger("common_ground.server")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Pay for imports and the first connection before the first person comes."""
    _warm_up()  # nobody is served before this is done, so blocking the loop costs nobody anything
    sweeper = Sweeper()
    sweeper.start()
    watch(runtime.get_instance().media_file_mgr)
    postman = Postman(shared_store())
    postman.start()
    telemetry = _telemetry()
    yield
    if telemetry:
        telemetry.stop()
    postman.stop()
    sweeper.stop()
    shared_store().close()


def allowed_hosts() -> list[str]:
    """The names this server answers to; none named means any, as in Streamlit, which production refuses."""
    return st.get_option("server.allowedHosts") or ["*"]


def _telemetry() -> "Telemetry | None":
    """What hands traces and metrics over; its packages are loaded only where a collector is set."""
    if not settings.telemetry_address:
        return None
    from db.telemetry import Telemetry

    return Telemetry(settings, measures)


def _warm_up() -> None:
    import altair  # noqa: F401
    import folium  # noqa: F401
    import pandas  # noqa: F401
    import pyarrow  # noqa: F401

    # Not streamlit_folium: a component declared before Streamlit's runtime stands is never served.

    try:
        shared_store().revision()
    except StoreUnavailable as error:
        # The server starts all the same: its pages say so, and the next request after a repair works.
        logger.warning("starting without the store: %s", error)


settings = get_settings()
logs.configure(settings)
refuse_unsafe()
base = base_path()
app = st.App(
    "app.py",
    routes=routes(base),
    middleware=[
        Middleware(SecurityHeaders, base=base, tile_address=settings.tile_address, cookie_hours=settings.session_hours),
        # A page elsewhere that points its own name here (DNS rebinding) gets nothing, over no address.
        Middleware(TrustedHostMiddleware, allowed_hosts=allowed_hosts(), www_redirect=False),
        Middleware(Gate, owner=living_session, may=belongings.may, base=base),
        Middleware(Frames, session_of=session_number, owner_of=belongings.owner_of),
    ],
    lifespan=lifespan,
    on_script_error=on_script_error,
)
