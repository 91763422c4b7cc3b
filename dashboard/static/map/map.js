/*
 * The map in the browser.
 *
 * Python calls `begin` once per page (addresses, words) and `show` after every change (colours and compact rows).
 * The shapes are fetched here, once, and keep their paths: a change is a few attributes, not a new map.
 *
 * Text that arrives through `begin` and `show` was made inert by dashboard/maps/escape.py, so it may become innerHTML.
 * Names inside the fetched shapes were not: they only ever become textContent.
 */
(function () {
  "use strict";

  const PHONE = 640;
  const HATCH = "hatch";
  const MARK_RADIUS = 7;
  const HEAT_RADIUS = 20;
  const HEAT_BLUR = 16;
  const HEAT_REACH = HEAT_RADIUS + HEAT_BLUR; /* as far as one record warms its surroundings, in pixels */
  const LEGEND = 276; /* map.css lets it grow to 270 */
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  /* ---- the base, once ------------------------------------------------------------------------------------- */

  function begin(id, settings) {
    const map = L.map(id, {
      zoomControl: false,
      zoomSnap: settings.tiles ? 1 : 0.25,
      zoomDelta: settings.tiles ? 1 : 0.75,
      maxZoom: 18,
      maxBoundsViscosity: 0.6,
      zoomAnimation: !calm,
      fadeAnimation: !calm,
      markerZoomAnimation: !calm,
      scrollWheelZoom: false,
      renderer: L.svg({ padding: 0.4 }),
    });
    const state = {
      map: map,
      settings: settings,
      words: settings.words,
      areas: new Map(),
      sent: {},
      drawn: {},
      touched: false,
      shown: 0,
    };
    map.commonGround = state;

    const box = map.getContainer();
    box.classList.add("cg-map");
    box.classList.toggle("cg-dark", settings.dark);
    box.classList.toggle("cg-tiles", settings.tiles);
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", plain(settings.words.map));
    box.dataset.shown = "0";
    box.dataset.areas = "0";

    panes(map);
    controls(state);
    map.setView(L.latLngBounds(settings.bounds).getCenter(), 10);
    fit(state, false);
    follow(state);
    load(state);
    return map;
  }

  function panes(map) {
    const order = { context: 450, points: 460, labels: 470, pin: 650 };
    Object.keys(order).forEach(function (name) {
      map.createPane("cg-" + name).style.zIndex = order[name];
    });
    ["context", "labels"].forEach(function (name) {
      map.getPane("cg-" + name).style.pointerEvents = "none";
    });
  }

  function controls(state) {
    const words = state.words;
    const map = state.map;
    map.attributionControl.setPrefix(false);
    L.control
      .zoom({ position: "topright", zoomInTitle: plain(words.zoom_in), zoomOutTitle: plain(words.zoom_out) })
      .addTo(map);
    const whole = L.control({ position: "topright" });
    whole.onAdd = function () {
      const bar = L.DomUtil.create("div", "leaflet-bar leaflet-control");
      const button = L.DomUtil.create("a", "cg-whole", bar);
      button.href = "#";
      button.title = plain(words.whole);
      button.setAttribute("role", "button");
      button.setAttribute("aria-label", plain(words.whole));
      L.DomEvent.disableClickPropagation(bar);
      L.DomEvent.on(button, "click", function (event) {
        L.DomEvent.preventDefault(event);
        fit(state, true);
      });
      return bar;
    };
    whole.addTo(map);
    L.control.scale({ position: "bottomright", maxWidth: 90 }).addTo(map);
    map.on("popupopen", function (event) {
      const close = event.popup._closeButton;
      if (close) close.setAttribute("aria-label", plain(words.close));
    });
  }

  function fit(state, animate) {
    const size = state.map.getSize();
    if (!size.x || !size.y) return;
    state.map.fitBounds(state.settings.bounds, {
      paddingTopLeft: [10 + legendWidth(state), 10],
      paddingBottomRight: [10, 10],
      animate: animate && !calm,
    });
    if (state.fitted) return;
    state.fitted = true;
    state.map.setMaxBounds(L.latLngBounds(state.settings.bounds).pad(2));
    state.map.setMinZoom(Math.floor(state.map.getZoom()) - 1);
  }

  /* Areas under the open legend would be hidden; where the frame is wide enough they stand beside it. */
  function legendWidth(state) {
    const open = state.sent.legend && state.legendOpen !== false;
    return open && state.map.getSize().x >= PHONE ? LEGEND : 0;
  }

  function follow(state) {
    const map = state.map;
    const box = map.getContainer();
    /* The frame's height is CSS of the page and of map.css, which arrive after the map: Leaflet hears of windows only. */
    new ResizeObserver(function () {
      map.invalidateSize({ animate: false });
    }).observe(box);
    const touch = function () {
      state.touched = true;
    };
    ["pointerdown", "keydown"].forEach(function (kind) {
      box.addEventListener(kind, touch, { capture: true, passive: true });
    });
    /* Until someone moves the map, it fits its frame. */
    map.on("resize", function () {
      if (!state.touched) fit(state, false);
      if (state.waits) redraw(state);
    });
    /* A wheel over the page scrolls the page; it zooms only a map that was touched. */
    box.addEventListener("pointerdown", function () {
      map.scrollWheelZoom.enable();
    });
    box.addEventListener("pointerleave", function () {
      map.scrollWheelZoom.disable();
    });
    map.on("click", function (event) {
      answer(state, event);
    });
    map.on("zoomend resize", function () {
      nameAreas(state);
    });
  }

  /* ---- shapes, fetched once ------------------------------------------------------------------------------- */

  async function load(state) {
    notice(state, state.words.loading, false);
    try {
      const shapes = await fetched(state.settings.geometry);
      drawAreas(state, shapes);
      notice(state, "", false);
    } catch (problem) {
      console.error(problem);
      notice(state, state.words.failed, true);
      return;
    }
    redraw(state);
    state.settings.context.forEach(function (layer) {
      fetched(layer.address).then(
        function (shapes) {
          drawContext(state, layer, shapes);
        },
        function (problem) {
          /* Parks are a help, not the message: the map stands without them. */
          console.warn(problem);
        }
      );
    });
  }

  async function fetched(address) {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(address + ": " + answer.status);
    return answer.json();
  }

  function notice(state, text, retry) {
    if (state.notice) state.notice.remove();
    state.notice = null;
    if (!text) return;
    const box = L.DomUtil.create("div", "cg-notice", state.map.getContainer());
    box.setAttribute("role", retry ? "alert" : "status");
    L.DomUtil.create("p", "", box).innerHTML = text;
    if (retry) {
      const again = L.DomUtil.create("button", "", box);
      again.type = "button";
      again.innerHTML = state.words.retry;
      again.addEventListener("click", function () {
        load(state);
      });
    }
    L.DomEvent.disableClickPropagation(box);
    state.notice = box;
  }

  function drawAreas(state, shapes) {
    const layer = L.geoJSON(shapes, {
      style: { className: "cg-area", fillOpacity: state.settings.tiles ? 0.62 : 1, weight: 1 },
      onEachFeature: function (feature, area) {
        const code = String(feature.properties.code);
        area.areaName = String(feature.properties.name);
        state.areas.set(code, area);
        /* A function, not a string: a string would be parsed as HTML, here and in streamlit-folium. */
        area.bindTooltip(
          function () {
            return tooltip(state, code, area.areaName);
          },
          { sticky: true, direction: "top", offset: [0, -6], opacity: 1, className: "cg-tip" }
        );
        area.on("click", function () {
          /* The outline answers at once; the server's answer confirms or corrects it. */
          if (state.sent.choosing) return;
          state.sent = Object.assign({}, state.sent, { selected: code });
          paint(state);
        });
      },
    }).addTo(state.map);
    const first = layer.getLayers()[0];
    const svg = first && first.getElement().ownerSVGElement;
    if (svg) {
      hatch(svg);
      svg.setAttribute("aria-hidden", "true");
    }
    state.labels = [];
    state.areas.forEach(function (area) {
      const label = areaLabel(area);
      label.marker.addTo(state.map);
      state.labels.push(label);
    });
    nameAreas(state);
    state.map.getContainer().dataset.areas = String(state.areas.size);
  }

  function tooltip(state, code, name) {
    const box = document.createElement("div");
    const title = document.createElement("strong");
    title.textContent = name;
    box.appendChild(title);
    const figure = (state.sent.figures || {})[code];
    if (figure) {
      const line = document.createElement("div");
      line.innerHTML = figure;
      box.appendChild(line);
    }
    return box;
  }

  function hatch(svg) {
    const space = "http://www.w3.org/2000/svg";
    const defs = document.createElementNS(space, "defs");
    const pattern = document.createElementNS(space, "pattern");
    pattern.setAttribute("id", "cg-hatch");
    pattern.setAttribute("width", "8");
    pattern.setAttribute("height", "8");
    pattern.setAttribute("patternUnits", "userSpaceOnUse");
    pattern.setAttribute("patternTransform", "rotate(45)");
    const ground = document.createElementNS(space, "rect");
    ground.setAttribute("class", "cg-hatch-ground");
    ground.setAttribute("width", "8");
    ground.setAttribute("height", "8");
    const line = document.createElementNS(space, "rect");
    line.setAttribute("class", "cg-hatch-line");
    line.setAttribute("width", "2");
    line.setAttribute("height", "8");
    pattern.append(ground, line);
    defs.appendChild(pattern);
    svg.insertBefore(defs, svg.firstChild);
  }

  /* Names stand on the map where they fit, because there may be no streets underneath to recognise a place by. */
  function areaLabel(area) {
    const lines = folded(area.areaName);
    const text = document.createElement("span");
    text.textContent = lines.join("\n");
    const longest = Math.max.apply(
      null,
      lines.map(function (line) {
        return line.length;
      })
    );
    const marker = L.marker(area.getCenter(), {
      pane: "cg-labels",
      interactive: false,
      keyboard: false,
      icon: L.divIcon({ className: "cg-label", html: text, iconSize: null }),
    });
    return { area: area, marker: marker, width: longest * 6.4, height: lines.length * 13 };
  }

  function folded(name) {
    const words = name.split(/[ /]+/);
    if (name.length < 11 || words.length < 2) return [name];
    let best = [name];
    for (let cut = 1; cut < words.length; cut += 1) {
      const pair = [words.slice(0, cut).join(" "), words.slice(cut).join(" ")];
      if (Math.max(pair[0].length, pair[1].length) < Math.max.apply(null, best.map((line) => line.length))) best = pair;
    }
    return best;
  }

  /* A name needs room inside its own area and none of another name's; the larger areas choose first. */
  function nameAreas(state) {
    const taken = [];
    (state.labels || [])
      .map(function (label) {
        const bounds = label.area.getBounds();
        const top = state.map.latLngToLayerPoint(bounds.getNorthWest());
        const room = state.map.latLngToLayerPoint(bounds.getSouthEast()).subtract(top);
        return { label: label, room: room };
      })
      .sort(function (one, other) {
        return other.room.x * other.room.y - one.room.x * one.room.y;
      })
      .forEach(function (wish) {
        const half = L.point(wish.label.width, wish.label.height).divideBy(2);
        const middle = state.map.latLngToLayerPoint(wish.label.marker.getLatLng());
        const place = L.bounds(middle.subtract(half), middle.add(half));
        const shown =
          wish.label.width < wish.room.x * 0.92 &&
          wish.label.height < wish.room.y * 0.7 &&
          !taken.some((other) => other.intersects(place));
        if (shown) taken.push(place);
        const element = wish.label.marker.getElement();
        if (element) element.hidden = !shown;
      });
  }

  function drawContext(state, layer, shapes) {
    state.canvas = state.canvas || L.canvas({ pane: "cg-context", padding: 0.4 });
    const style = getComputedStyle(state.map.getContainer());
    const colour = style.getPropertyValue("--cg-" + layer.kind).trim() || "#78909c";
    const filled = layer.kind === "parks";
    L.geoJSON(shapes, {
      pane: "cg-context",
      renderer: state.canvas,
      interactive: false,
      style: {
        stroke: !filled,
        color: colour,
        weight: 2,
        dashArray: filled ? null : "6 5",
        fill: filled,
        fillColor: colour,
        fillOpacity: 0.16,
      },
      pointToLayer: function (feature, place) {
        return L.circleMarker(place, { pane: "cg-context", renderer: state.canvas, interactive: false, radius: 2 });
      },
    }).addTo(state.map);
    if (layer.attribution) state.map.attributionControl.addAttribution(layer.attribution);
  }

  /* ---- what moves ----------------------------------------------------------------------------------------- */

  /* Each area's code, colour and figure come once, by number; here they are looked up by the area's code. */
  function unpacked(sent) {
    const areas = Object.entries(sent.areas || {});
    const looked = function (at, texts) {
      return Object.fromEntries(areas.filter((area) => area[1][at]).map((area) => [area[0], texts[area[1][at] - 1]]));
    };
    return Object.assign({}, sent, {
      fills: looked(0, sent.colours || []),
      figures: looked(1, sent.figures || []),
      mine: areas.filter((area) => area[1][2]).map((area) => area[0]),
    });
  }

  function show(map, group, sent) {
    const state = map.commonGround;
    state.sent = unpacked(sent);
    state.group = group;
    group.on("remove", function () {
      /* A successor arrives in the same turn; only when none does, is what was drawn taken away. */
      setTimeout(function () {
        if (state.group !== group) return;
        state.sent = {};
        redraw(state);
      }, 0);
    });
    redraw(state);
  }

  function redraw(state) {
    if (!state.areas.size) return;
    paint(state);
    /* A frame that has no size yet holds no place: heat would never be drawn, and points would be looked for in nothing. */
    const size = state.map.getSize();
    state.waits = !size.x || !size.y;
    if (!state.waits) {
      place(state, "heat", drawHeat);
      place(state, "points", drawPoints);
      place(state, "events", drawEvents);
      place(state, "pin", drawPin);
    }
    place(state, "legend", drawLegend);
    if (state.sent.legend && !state.touched && !state.besideLegend) {
      state.besideLegend = true;
      fit(state, false);
    }
    state.map.getContainer().classList.toggle("cg-choosing", Boolean(state.sent.choosing));
    state.shown += 1;
    state.map.getContainer().dataset.shown = String(state.shown);
  }

  function paint(state) {
    const fills = state.sent.fills || {};
    const mine = new Set(state.sent.mine || []);
    const selected = state.sent.selected;
    state.areas.forEach(function (area, code) {
      const fill = fills[code] || "";
      const rank = (mine.has(code) ? 1 : 0) + (code === selected ? 2 : 0);
      const element = area.getElement();
      if (!element) return;
      if (area.fill !== fill) {
        element.style.fill = fill === HATCH ? "url(#cg-hatch)" : fill;
        area.fill = fill;
      }
      if (area.rank !== rank) {
        element.classList.toggle("cg-mine", mine.has(code));
        element.classList.toggle("cg-selected", code === selected);
        area.rank = rank;
      }
    });
    /* Outlines overlap their neighbours: the stronger ones are drawn last. */
    [1, 2, 3].forEach(function (rank) {
      state.areas.forEach(function (area) {
        if (area.rank === rank) area.bringToFront();
      });
    });
  }

  /* Each part is drawn again only when it changed, so that choosing an area closes no popup and opens no cluster. */
  function place(state, part, draw) {
    const wanted = state.sent[part];
    const key = wanted ? JSON.stringify(wanted) : "";
    const before = state.drawn[part];
    if ((before ? before.key : "") === key) return;
    if (before && before.layer) before.layer.remove();
    state.drawn[part] = { key: key, layer: wanted ? draw(state, wanted) : null };
  }

  function popupOn(layer, lines) {
    layer.bindPopup(
      function (source) {
        const box = document.createElement("div");
        lines(source).forEach(function (text, at) {
          if (text) L.DomUtil.create(at ? "div" : "strong", "", box).innerHTML = text;
        });
        return box;
      },
      { maxWidth: 260, className: "cg-popup" }
    );
  }

  const CountIcon = L.DivIcon.extend({
    createIcon: function (old) {
      const element = L.DivIcon.prototype.createIcon.call(this, old);
      element.setAttribute("aria-label", this.options.label);
      return element;
    },
  });

  function drawPoints(state, points) {
    const group = L.markerClusterGroup({
      showCoverageOnHover: false,
      maxClusterRadius: 46,
      spiderLegPolylineOptions: { className: "cg-leg", weight: 1.5 },
      animate: !calm,
      iconCreateFunction: function (cluster) {
        const n = cluster.getChildCount();
        const size = n < 10 ? 30 : n < 100 ? 36 : n < 1000 ? 42 : 48;
        return new CountIcon({
          className: "cg-cluster",
          html: String(n),
          iconSize: [size, size],
          label: plain(state.words.cluster).replace("{n}", String(n)),
        });
      },
    });
    const marks = points.rows.map(function (row) {
      const mark = L.circleMarker([row[0], row[1]], {
        pane: "cg-points",
        className: "cg-point",
        radius: MARK_RADIUS,
        bubblingMouseEvents: false,
      });
      mark.row = row;
      return mark;
    });
    group.addLayers(marks);
    popupOn(group, function (mark) {
      return [points.texts[mark.row[2]], points.texts[mark.row[3]], mark.row[4]];
    });
    return group.addTo(state.map);
  }

  /* Events are diamonds, so that they differ from concerns by shape and not by colour alone. */
  const Diamond = L.CircleMarker.extend({
    _updatePath: function () {
      const r = this._radius + 1;
      const p = this._point;
      const path = "M" + p.x + "," + (p.y - r) + "l" + r + "," + r + "l-" + r + "," + r + "l-" + r + ",-" + r + "z";
      this._renderer._setPath(this, this._empty() ? "M0 0" : path);
    },
  });

  function drawEvents(state, events) {
    const group = L.featureGroup(
      events.rows.map(function (row) {
        const mark = new Diamond([row[0], row[1]], {
          pane: "cg-points",
          className: row[2] ? "cg-event cg-coming" : "cg-event cg-past",
          radius: MARK_RADIUS,
          bubblingMouseEvents: false,
        });
        mark.row = row;
        return mark;
      })
    );
    popupOn(group, function (mark) {
      return [mark.row[3], events.texts[mark.row[4]], mark.row[5]];
    });
    return group.addTo(state.map);
  }

  function drawHeat(state, rows) {
    const size = state.map.getSize();
    if (!size.x || !size.y) return null;
    const heat = L.heatLayer(rows, {
      radius: HEAT_RADIUS,
      blur: HEAT_BLUR,
      minOpacity: 0.2,
      gradient: { 0.2: "#fcde9c", 0.45: "#f0746e", 0.7: "#dc3977", 1: "#7c1d6f" },
    });
    const warm = function () {
      heat.setOptions(warmth(state.map, rows));
    };
    Object.assign(heat.options, warmth(state.map, rows));
    heat.on("add", function () {
      state.map.on("zoomend", warm);
    });
    heat.on("remove", function () {
      state.map.off("zoomend", warm);
    });
    return heat.addTo(state.map);
  }

  /* Full heat is what the densest places hold at this zoom, and at least four records: one record is never hot. */
  function warmth(map, rows) {
    const zoom = map.getZoom();
    const cells = new Map();
    rows.forEach(function (row) {
      const at = map.project([row[0], row[1]], zoom).divideBy(HEAT_REACH).floor();
      const key = at.x + ":" + at.y;
      cells.set(key, (cells.get(key) || 0) + row[2]);
    });
    const weights = Array.from(cells.values()).sort(function (a, b) {
      return a - b;
    });
    const dense = weights[Math.floor(weights.length * 0.97)] || 0;
    return { max: Math.max(4, dense), maxZoom: Math.floor(zoom) };
  }

  function drawPin(state, at) {
    return L.marker(at, {
      pane: "cg-pin",
      interactive: false,
      keyboard: false,
      icon: L.divIcon({
        className: "cg-pin",
        iconSize: [30, 40],
        iconAnchor: [15, 39],
        html:
          '<svg viewBox="0 0 30 40" aria-hidden="true"><path d="M15 1a14 14 0 0 0-14 14c0 9 14 24 14 24s14-15 14-24A14 14 ' +
          '0 0 0 15 1z"/><circle cx="15" cy="15" r="5"/></svg>',
      }),
    }).addTo(state.map);
  }

  function drawLegend(state, legend) {
    const control = L.control({ position: "bottomleft" });
    control.onAdd = function () {
      const box = L.DomUtil.create("details", "cg-legend");
      if (state.legendOpen === undefined) state.legendOpen = state.map.getContainer().clientWidth >= PHONE;
      box.open = state.legendOpen;
      box.addEventListener("toggle", function () {
        if (box.isConnected) state.legendOpen = box.open;
      });
      L.DomUtil.create("summary", "", box).innerHTML = legend.title;
      if (legend.sentence) L.DomUtil.create("p", "", box).innerHTML = legend.sentence;
      const list = L.DomUtil.create("ul", "", box);
      legend.steps.forEach(function (step) {
        const line = L.DomUtil.create("li", "", list);
        const swatch = L.DomUtil.create("span", step[1] === HATCH ? "cg-swatch cg-hatched" : "cg-swatch", line);
        if (step[1] !== HATCH) swatch.style.background = step[1];
        L.DomUtil.create("span", "", line).innerHTML = step[0];
      });
      legend.marks.forEach(function (mark) {
        const line = L.DomUtil.create("li", "", list);
        L.DomUtil.create("span", "cg-key cg-key-" + mark[1], line);
        L.DomUtil.create("span", "", line).innerHTML = mark[0];
      });
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      return box;
    };
    return control.addTo(state.map);
  }

  /* ---- taps ----------------------------------------------------------------------------------------------- */

  let taps = 0;
  let last = { at: 0, point: null };

  function answer(state, event) {
    const now = Date.now();
    const twin = now - last.at < 400 && last.point && last.point.distanceTo(event.containerPoint) < 12;
    last = { at: now, point: event.containerPoint };
    const known = window.__GLOBAL_DATA__;
    if (twin) {
      /* The second half of a double tap means "closer", not "this place again". */
      if (known && known.previous_data) Object.assign(event.latlng, known.previous_data.last_clicked);
      return;
    }
    if (state.sent.choosing) {
      state.sent = Object.assign({}, state.sent, { pin: [event.latlng.lat, event.latlng.lng] });
      place(state, "pin", drawPin);
    }
    /* Numbered, so that tapping the same spot again is a new tap. */
    taps += 1;
    event.latlng.tap = taps;
    /* streamlit-folium reports a tap a quarter of a second late. The same value goes out now, and is noted as sent so
       that it does not go out twice; where its insides differ, its own late report stands. */
    if (!window.Streamlit || !known || String(known.returned_objects) !== "last_clicked") return;
    const value = { last_clicked: event.latlng };
    known.previous_data = value;
    window.Streamlit.setComponentValue(value);
  }

  function plain(inert) {
    const box = document.createElement("textarea");
    box.innerHTML = inert;
    return box.value;
  }

  window.commonGround = { begin: begin, show: show };
})();
