"""Texts with fields: `{{ date }}` becomes the day. Fields alone, no logic: what somebody writes is never run."""

from collections.abc import Mapping

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from db.errors import Sentence, problem

# What a template may name, and what each is an example of.
FIELDS: Mapping[str, str] = {
    "event": "Coffee with an officer",
    "date": "Tuesday 3 Nov 2026",
    "time": "18:00",
    "place": "Harbour library",
    "area": "Harbour",
    "audience": "everybody",
    "language": "English",
    "officer": "Ana Rivera",
    "agency": "the agency",
}

_ENVIRONMENT = SandboxedEnvironment(autoescape=False)  # plain text, never a page
_ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name)


def wrong_with(text: str) -> Sentence | None:
    """The first thing wrong with a text with fields, with its line; None when it can be filled in."""
    try:
        tree = _ENVIRONMENT.parse(text)
    except TemplateSyntaxError as error:
        return problem("Line {line}: a field is not closed or not written as in the list.", line=error.lineno)
    for node in _walk(tree):
        if isinstance(node, nodes.Name) and node.name not in FIELDS:
            return problem("Line {line}: there is no field {name}.", line=node.lineno, name=node.name)
        if not isinstance(node, _ALLOWED):
            return problem("Line {line}: only fields can stand between the braces.", line=node.lineno)
    return None


def _walk(node: nodes.Node) -> list[nodes.Node]:
    found = [node]
    for child in node.iter_child_nodes():
        found += _walk(child)
    return found


def filled_in(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled in; one that has no value stays as it was written, to be seen."""
    known = {name: values.get(name) or f"{{{{ {name} }}}}" for name in FIELDS}
    return text if wrong_with(text) else _ENVIRONMENT.from_string(text).render(known)
