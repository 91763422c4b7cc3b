"""Text from people on its way to a map: made inert as HTML and as JavaScript."""

import html

# html.escape leaves what a JavaScript template literal or a Jinja template would still read as code. The numeric
# escapes show the same characters in HTML and mean nothing in either language.
_CODE = {ord(character): f"&#{ord(character)};" for character in "`$\\{}\n\r\u2028\u2029"}

# No person types the other control characters and browsers disagree on them; a space keeps the words apart.
_CONTROL = {code: " " for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n\r"}

_INERT = _CONTROL | _CODE


def inert(text: object) -> str:
    """The text as HTML that shows exactly these words, and is code in no language a map is written in."""
    if text is None:
        return ""
    return html.escape(str(text), quote=True).translate(_INERT)
