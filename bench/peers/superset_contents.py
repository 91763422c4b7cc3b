"""What is made in Superset through its REST API: the store, two datasets, a bar chart of each, a dashboard of each."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any

from bench.peers.questions import OPEN, Question, past_year

USER = PASSWORD = "admin"
COUNT = {"expressionType": "SQL", "sqlExpression": "COUNT(*)", "label": "open", "hasCustomLabel": True}
SUM = {**COUNT, "sqlExpression": "SUM(n)"}


class Api:
    """Signed in as its administrator; answers are read JSON."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        who = {"username": USER, "password": PASSWORD, "provider": "db", "refresh": False}
        self.headers: dict[str, str] = {}
        self.headers["Authorization"] = f"Bearer {self.ask('POST', 'security/login', who)['access_token']}"
        self.headers |= {"X-CSRFToken": self.ask("GET", "security/csrf_token/")["result"], "Referer": url}

    def ask(self, verb: str, path: str, body: object = None) -> Any:
        request = urllib.request.Request(f"{self.url}/api/v1/{path}", method=verb, headers=self.headers)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with self.opener.open(request, timeout=120) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as refused:
            raise SystemExit(f"Superset, {verb} {path}: {refused.code} {refused.read()[:1000]!r}") from refused


@dataclass(frozen=True, slots=True)
class Board:
    """A dashboard with one chart and a filter on the category; `figure` is what the chart adds up."""

    slug: str
    dataset: int
    figure: dict[str, Any]


def made(api: Api, file: str) -> tuple[Board, Board]:
    """A dashboard over the records and one over our own table of counts."""
    store = {"database_name": "store", "sqlalchemy_uri": f"sqlite:///{file}", "expose_in_sqllab": True}
    database = api.ask("POST", "database/", store)["id"]
    return _board(api, database, "concern", COUNT), _board(api, database, "concern_count", SUM)


def chart_data(board: Board, question: Question, *, force: bool) -> dict[str, Any]:
    """The question as its chart asks it; `force` passes by the cache."""
    until = question.until.toordinal() + 1  # its spans leave out their last day
    days = f"{question.since} : {type(question.until).fromordinal(until)}"
    asked = {
        "columns": ["neighbourhood_id"],
        "metrics": [board.figure],
        "filters": [
            {"col": "status", "op": "IN", "val": list(OPEN)},
            {"col": "category", "op": "IN", "val": list(question.categories)},
            {"col": "received_day", "op": "TEMPORAL_RANGE", "val": days},
        ],
        "row_limit": 1000,
    }
    source = {"id": board.dataset, "type": "table"}
    return {"datasource": source, "force": force, "queries": [asked], "result_format": "json", "result_type": "full"}


def _board(api: Api, database: int, table: str, figure: dict[str, Any]) -> Board:
    dataset = api.ask("POST", "dataset/", {"database": database, "schema": "main", "table_name": table})["id"]
    _dates_are_text(api, dataset)
    first, last = past_year()
    only = {"clause": "WHERE", "expressionType": "SIMPLE"}
    drawn = {
        "datasource": f"{dataset}__table",
        "viz_type": "echarts_timeseries_bar",
        "x_axis": "neighbourhood_id",
        "xAxisForceCategorical": True,
        "metrics": [figure],
        "groupby": [],
        "adhoc_filters": [
            {**only, "subject": "status", "operator": "IN", "operatorId": "IN", "comparator": list(OPEN)},
            {
                **only,
                "subject": "received_day",
                "operator": "TEMPORAL_RANGE",
                "comparator": f"{first} : {last.fromordinal(last.toordinal() + 1)}",
            },
        ],
        "row_limit": 1000,
        "orientation": "vertical",
    }
    name = f"Open concerns by neighbourhood ({table})"
    chart = {"slice_name": name, "viz_type": drawn["viz_type"], "datasource_id": dataset, "datasource_type": "table"}
    chart_id = api.ask("POST", "chart/", {**chart, "params": json.dumps(drawn)})["id"]
    slug = f"open-{table.replace('_', '-')}"
    board = {
        "dashboard_title": name,
        "slug": slug,
        "published": True,
        "position_json": json.dumps(_layout(chart_id, name)),
        "json_metadata": json.dumps({"native_filter_configuration": [_filter(dataset, chart_id)]}),
    }
    made = api.ask("POST", "dashboard/", board)["id"]
    api.ask("PUT", f"chart/{chart_id}", {"dashboards": [made]})
    return Board(slug, dataset, figure)


def _dates_are_text(api: Api, dataset: int) -> None:
    """SQLite keeps days as text; compared with text of day and hour, the first day would be lost."""
    held = api.ask("GET", f"dataset/{dataset}")["result"]["columns"]
    columns = [{key: column[key] for key in ("id", "column_name", "type", "is_dttm")} for column in held]
    for column in columns:
        if column["column_name"] == "received_day":
            column["python_date_format"] = "%Y-%m-%d"
    api.ask("PUT", f"dataset/{dataset}", {"columns": columns})


def _layout(chart: int, name: str) -> dict[str, Any]:
    return {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": name}},
        "GRID_ID": {"type": "GRID", "id": "GRID_ID", "children": ["ROW-1"], "parents": ["ROOT_ID"]},
        "ROW-1": {
            "type": "ROW",
            "id": "ROW-1",
            "children": ["CHART-1"],
            "parents": ["ROOT_ID", "GRID_ID"],
            "meta": {"background": "BACKGROUND_TRANSPARENT"},
        },
        "CHART-1": {
            "type": "CHART",
            "id": "CHART-1",
            "children": [],
            "parents": ["ROOT_ID", "GRID_ID", "ROW-1"],
            "meta": {"chartId": chart, "width": 12, "height": 60, "sliceName": name},
        },
    }


def _filter(dataset: int, chart: int) -> dict[str, Any]:
    return {
        "id": "NATIVE_FILTER-category",
        "type": "NATIVE_FILTER",
        "name": "Category",
        "filterType": "filter_select",
        "targets": [{"datasetId": dataset, "column": {"name": "category"}}],
        "controlValues": {"enableEmptyFilter": False, "defaultToFirstItem": False, "multiSelect": True},
        "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
        "cascadeParentIds": [],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
        "description": "",
        "chartsInScope": [chart],
        "tabsInScope": [],
    }
