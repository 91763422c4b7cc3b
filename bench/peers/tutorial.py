"""A map of concerns as Streamlit tutorials write it: the table in pandas, a filter, the map built anew in each run.

Only the columns that such a page uses are read, and the areas are already simplified: both are kind to it.
"""

import os
import sqlite3

import folium
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

STORE, AREAS, SINCE = os.environ["TUTORIAL_STORE"], os.environ["TUTORIAL_AREAS"], os.environ["TUTORIAL_SINCE"]
QUERY = """
SELECT c.ref, c.received_day, c.category, c.status, c.source_type, c.summary, c.latitude, c.longitude,
       n.code AS neighbourhood
FROM concern c JOIN neighbourhood n ON n.id = c.neighbourhood_id
"""


def load_concerns() -> pd.DataFrame:
    with sqlite3.connect(STORE) as connection:
        return pd.read_sql(QUERY, connection, parse_dates=["received_day"])


if os.environ["TUTORIAL_CACHED"] == "yes":
    load_concerns = st.cache_data(load_concerns)

st.set_page_config(page_title="Concerns", layout="wide")
st.title("Concerns by neighbourhood")

concerns = load_concerns()
concerns = concerns[~concerns["status"].isin(["closed", "resolved"]) & (concerns["received_day"] >= SINCE)]
chosen = st.multiselect("Category", sorted(concerns["category"].unique()))
if chosen:
    concerns = concerns[concerns["category"].isin(chosen)]
st.metric("Open concerns", len(concerns))

counts = concerns.groupby("neighbourhood").size().reset_index(name="open")
chart = folium.Map(location=[47.61, -122.33], zoom_start=11)
folium.Choropleth(
    geo_data=AREAS,
    data=counts,
    columns=["neighbourhood", "open"],
    key_on="feature.properties.code",
    fill_color="YlOrRd",
    legend_name="Open concerns",
).add_to(chart)
st_folium(chart, width=900, height=600)
