"""Rows to folium layers: palette, legend and the escaper every string passes on its way to a map."""
