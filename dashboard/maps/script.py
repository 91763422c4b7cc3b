"""Values as JavaScript that may stand inside a script, whatever they hold."""

import json


def script_value(value: object) -> str:
    """Compact JSON in ASCII that neither ends a script element nor opens a Jinja expression."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    # streamlit-folium reads {{'name'}} in what folium rendered as a reference; `{{` occurs in JSON only inside a string.
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").replace("'", "\\u0027")
