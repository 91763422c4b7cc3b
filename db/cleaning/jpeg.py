"""A JPEG inside a PDF loses what it carries along without being decoded: its pixels stay bit for bit."""

# What a picture needs to be drawn right: JFIF (APP0), colour profile (APP2), Adobe's colour transform (APP14).
KEPT = (0xE0, 0xE2, 0xEE)
COMMENT, START_OF_SCAN = 0xFE, 0xDA
STANDALONE = (0x01, *range(0xD0, 0xD8))


def without_details(picture: bytes) -> bytes:
    """The picture without EXIF, XMP, IPTC and comments; as it was when it is no JPEG that can be followed."""
    if not picture.startswith(b"\xff\xd8"):
        return picture
    kept, at = [picture[:2]], 2
    while at + 4 <= len(picture) and picture[at] == 0xFF:
        marker = picture[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker in STANDALONE:
            kept.append(picture[at : at + 2])
            at += 2
            continue
        if marker == START_OF_SCAN:
            return b"".join([*kept, picture[at:]])
        length = int.from_bytes(picture[at + 2 : at + 4], "big")
        if length < 2:
            return picture
        if marker != COMMENT and not (0xE0 <= marker <= 0xEF and marker not in KEPT):
            kept.append(picture[at : at + 2 + length])
        at += 2 + length
    return picture
