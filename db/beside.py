"""What SQLite is to look at in the rows it has, while something else leads it to them."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _Beside(FunctionElement[Any]):
    name = "beside"
    inherit_cache = True


@compiles(_Beside)
def _as_it_is(element: _Beside, compiler: Any, **more: Any) -> str:
    return str(compiler.process(element.clauses, **more))


@compiles(_Beside, "sqlite")
def _with_a_plus(element: _Beside, compiler: Any, **more: Any) -> str:
    return f"+{compiler.process(element.clauses, **more)}"


def beside(what: Any) -> ColumnElement[Any]:
    """A column or a whole condition that leads to no index. SQLite knows nothing of how many rows have a value and would
    take any index that begins with it; the plus keeps it from that. PostgreSQL knows, and chooses."""
    found = _Beside(what.self_group())
    found.type = what.type
    return found
