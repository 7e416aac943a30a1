// The timeline: lanes of events on a canvas, each as wide as its date is uncertain, and the same as a table.
import { scaleUtc } from "d3-scale";
import { OPEN_END, OPEN_START, dateOf, isoOf, ordinal, typedSpan } from "./days";
import { h } from "./dom";
import { type Event, push } from "./model";
import { type Page, type View, accepted, blank, button, colour, dayInput, event as openEvent, eventTable, field, idOf, select } from "./page";
import { type Answer, type Filter, timeline } from "./questions";
import type { State } from "./state";

const AXIS = 30;
const LABEL = 190;
const NARROW = 600;

interface Mark { event: Event; x0: number; x1: number; y: number }

/** The filter that the state says. */
export function filterOf(page: Page): Filter {
  const { state } = page;
  const from = typedSpan(state.from), to = typedSpan(state.to);
  return {
    names: state.names.split(",").filter((id) => id && page.model.facts.entities[id]), all: state.other === "all",
    from: from ? from[0] : OPEN_START, to: to ? to[1] : OPEN_END, type: state.type, thread: state.thread, status: state.status, office: state.office,
    text: state.q,
  };
}

export function timelineView(page: Page): View {
  const { model, say, state } = page;
  const canvas = h("canvas", { tabindex: 0, role: "img" });
  const frame = h("div", { class: "canvas", "data-plot": "timeline" }, canvas);
  const list = h("div");
  const element = h("div", { class: "view timeline" });
  let found: Answer<Event>[] = [];
  let marks: Mark[] = [];
  let lanes: { id: string; name: string }[] = [];
  let domain: [number, number] = zoomOf(state.zoom) ?? [model.spread - 30, model.asOf + 60];
  let queued = 0;
  let lane = 24;

  const laneOf = (event: Event): string[] =>
    page.state.lanes === "threads" ? (event.threads.length ? event.threads : [""]) : organizationsOf(event);
  const organizationsOf = (event: Event): string[] => {
    const ids = event.entities.filter((id) => top.has(id));
    return ids.length ? ids : [""];
  };
  const top = new Set([...model.of].filter(([id]) => !["person", "product", "case", "document", "court"].includes(model.type(id)))
    .sort((a, b) => b[1].length - a[1].length).slice(0, 14).map(([id]) => id));

  function ask(): void {
    found = timeline(model, filterOf(page));
    const counts = new Map<string, number>();
    for (const { row } of found) for (const l of laneOf(row)) counts.set(l, (counts.get(l) ?? 0) + 1);
    const names = (id: string): string => (id === "" ? "…" : page.state.lanes === "threads" ? model.texts.threads[id] ?? id : model.name(id));
    lanes = [...counts].sort((a, b) => b[1] - a[1]).map(([id]) => ({ id, name: names(id) }));
    canvas.setAttribute("aria-label", `${say("timeline")}: ${say("rows", found.length)}`);
  }

  function drawList(): void {
    const caption = found.length === 1 ? say("oneRow") : say("rows", found.length);
    list.replaceChildren(found.length ? eventTable(page, found, filterOf(page).names, caption, "timeline") : h("p", { class: "nothing" }, say("nothing")));
  }

  function draw(): void {
    const width = frame.clientWidth || 800, narrow = width < NARROW, label = narrow ? 0 : LABEL;
    lane = narrow ? 40 : 24;
    const top = narrow ? 18 : 0, height = AXIS + Math.max(1, lanes.length) * lane + 6;
    const g = blank(canvas, width, height);
    const x = scaleUtc([dateOf(domain[0]), dateOf(domain[1])], [label, width - 8]);
    const at = (day: number): number => Math.max(-50, Math.min(width + 50, x(dateOf(day))));
    const ink = colour(frame, "ink"), soft = colour(frame, "soft"), line = colour(frame, "line");
    g.font = "12px system-ui, sans-serif";
    g.textBaseline = "middle";
    g.strokeStyle = line;
    g.fillStyle = soft;
    const japanese = model.lang === "ja";
    for (const tick of x.ticks(Math.max(2, Math.floor((width - label) / 110)))) {
      const px = Math.round(x(tick)) + 0.5;
      g.beginPath();
      g.moveTo(px, AXIS - 6);
      g.lineTo(px, height);
      g.stroke();
      g.textAlign = "center";
      g.fillText(tickText(tick, domain[1] - domain[0], japanese), px, AXIS / 2);
    }
    marks = [];
    const rows = new Map(lanes.map((l, i) => [l.id, AXIS + i * lane]));
    const inks = new Map<string, string>();
    const inkOf = (group: string): string => {
      let made = inks.get(group);
      if (!made) inks.set(group, (made = colour(frame, `group-${group}`)));
      return made;
    };
    const perDay = dayWidth(x);
    const sameDay = new Map<string, Event[]>();
    if (perDay > 12) for (const { row } of found) if (row.span.lo === row.span.hi && row.span.time === null) for (const l of laneOf(row)) push(sameDay, `${l} ${row.span.lo}`, row);
    for (const { row, verdict } of found) {
      const { lo, hi, time } = row.span;
      if (hi < domain[0] || lo > domain[1]) continue;
      const exact = lo === hi;
      const first = time === null ? lo : lo + time, last = time === null ? hi + 1 : lo + time;
      const from = at(lo === OPEN_START ? domain[0] : first), to = at(hi === OPEN_END ? domain[1] : last);
      const wide = !exact && to - from > 14;
      g.fillStyle = inkOf(row.group);
      g.globalAlpha = (wide ? Math.max(0.12, 0.5 - (to - from) / 900) : 0.85) * (verdict === "certain" ? 1 : 0.5);
      for (const l of laneOf(row)) {
        const y = rows.get(l)!;
        let x0 = from, x1 = to;
        const beside = exact && time === null ? sameDay.get(`${l} ${lo}`) : undefined;
        if (beside) { // those of one day stand side by side within it, in order
          const share = (to - from - 2) / beside.length;
          x0 = from + 1 + share * beside.indexOf(row);
          x1 = x0 + Math.max(3, share - 1.5);
        } else if (x1 - x0 < 5) { const middle = (x0 + x1) / 2; x0 = middle - 2.5; x1 = middle + 2.5; }
        if (wide) g.fillRect(x0, y + lane - 8, x1 - x0, 5);
        else g.fillRect(x0, y + top + 4, x1 - x0, lane - top - 9);
        marks.push({ event: row, x0, x1, y });
      }
    }
    g.globalAlpha = 1;
    g.textAlign = "left";
    lanes.forEach((l, i) => {
      const y = AXIS + i * lane;
      g.strokeStyle = line;
      g.beginPath();
      g.moveTo(0, y + 0.5);
      g.lineTo(width, y + 0.5);
      g.stroke();
      if (label) {
        g.fillStyle = colour(frame, "paper");
        g.fillRect(0, y + 1, label - 6, lane - 1);
      }
      g.fillStyle = ink;
      g.fillText(fit(g, l.name, label ? label - 12 : width - 8), 4, narrow ? y + 10 : y + lane / 2 + 1);
    });
    chosen(g);
  }

  function chosen(g: CanvasRenderingContext2D): void {
    const id = page.state.event;
    g.strokeStyle = colour(frame, "ink");
    for (const m of marks) if (m.event.id === id) g.strokeRect(m.x0 - 1, m.y + 3, m.x1 - m.x0 + 2, lane - 5);
  }

  const later = (): void => { if (!queued) queued = requestAnimationFrame(() => { queued = 0; draw(); }); };
  let settle = 0;
  function moveTo(a: number, b: number): void {
    const least = 0.2, most = 60_000;
    const size = Math.min(most, Math.max(least, b - a)), middle = (a + b) / 2;
    domain = [middle - size / 2, middle + size / 2];
    later();
    clearTimeout(settle);
    settle = window.setTimeout(() => page.go({ zoom: zoomText(domain) }, true), 250);
  }
  const zoomBy = (factor: number, share = 0.5): void => {
    const size = domain[1] - domain[0], pivot = domain[0] + size * share;
    moveTo(pivot - size * factor * share, pivot + size * factor * (1 - share));
  };
  const panBy = (share: number): void => { const d = (domain[1] - domain[0]) * share; moveTo(domain[0] + d, domain[1] + d); };

  canvas.addEventListener("wheel", (e) => {
    if (!e.ctrlKey && !e.metaKey) return; // without a key the page scrolls
    e.preventDefault();
    const label = frame.clientWidth < NARROW ? 0 : LABEL;
    zoomBy(Math.exp(e.deltaY * 0.0015), Math.min(1, Math.max(0, (e.offsetX - label) / (frame.clientWidth - label))));
  }, { passive: false });
  let grip: { x: number; domain: [number, number]; moved: boolean } | null = null;
  canvas.addEventListener("pointerdown", (e) => { grip = { x: e.clientX, domain, moved: false }; canvas.setPointerCapture(e.pointerId); });
  canvas.addEventListener("pointermove", (e) => {
    if (grip) {
      const dx = e.clientX - grip.x;
      grip.moved ||= Math.abs(dx) > 3;
      const d = (dx / Math.max(1, frame.clientWidth - LABEL)) * (grip.domain[1] - grip.domain[0]);
      if (grip.moved) moveTo(grip.domain[0] - d, grip.domain[1] - d);
    } else {
      const mark = markAt(e.offsetX, e.offsetY);
      canvas.title = mark ? `${mark.event.span.text}  ${mark.event.title}` : "";
      canvas.style.cursor = mark ? "pointer" : "grab";
    }
  });
  canvas.addEventListener("pointerup", (e) => {
    const mark = grip && !grip.moved ? markAt(e.offsetX, e.offsetY) : null;
    grip = null;
    if (mark) openEvent(page, mark.event.id);
  });
  canvas.addEventListener("keydown", (e) => {
    const act = { ArrowLeft: () => panBy(-0.2), ArrowRight: () => panBy(0.2), "+": () => zoomBy(0.7), "=": () => zoomBy(0.7), "-": () => zoomBy(1.4) }[e.key];
    if (act) { e.preventDefault(); act(); }
  });
  function markAt(px: number, py: number): Mark | null {
    let best: Mark | null = null, nearest = 6;
    for (const m of marks) {
      if (py < m.y || py > m.y + lane) continue;
      const d = px < m.x0 ? m.x0 - px : px > m.x1 ? px - m.x1 : 0;
      if (d < nearest || (d === nearest && best && m.x1 - m.x0 < best.x1 - best.x0)) { best = m; nearest = d; }
    }
    return best;
  }

  const change = (patch: Partial<State>): void => page.go(patch, true);
  const options = (vocabulary: string, ids: Iterable<string>): [string, string][] =>
    [["", say("any")], ...[...new Set(ids)].map((id): [string, string] => [id, model.word(vocabulary, id)]).sort((a, b) => a[1].localeCompare(b[1], model.lang))];
  const busiest = busiestWeek(model);
  const text = h("input", { type: "search", value: state.q, "aria-label": say("text"), oninput: () => change({ q: text.value }) });
  const from = dayInput(page, state.from, "2018-01", (v) => change({ from: v })), to = dayInput(page, state.to, "2018-12", (v) => change({ to: v }));
  const names = h("input", {
    type: "search", list: "names", autocomplete: "off", "aria-label": say("entity"),
    value: state.names.split(",").filter(Boolean).map((id) => model.name(id)).join("; "),
    onchange: () => {
      const said = names.value.split(/[;；]/).map((n) => n.trim()).filter(Boolean), unknown = said.filter((n) => idOf(page, n) === null);
      if (accepted(names, !unknown.length, say("nobody", unknown.join(", ")))) change({ names: said.map((n) => idOf(page, n)).join(",") });
    },
  });
  const together = h("input", { type: "checkbox", checked: state.other === "all", onchange: () => change({ other: together.checked ? "all" : "" }) });
  const offices = model.facts.ontology.offices.filter((o) => model.events.some((e) => e.participants.some((p) => p.office === o)));
  const filters = h("details", { class: "filtering", open: innerWidth > 900 }, h("summary", {}, say("filter")), h("div", { class: "filters", role: "group", "aria-label": say("filter") },
    field(say("text"), text), field(say("entity"), names), h("label", { class: "check" }, together, say("together")),
    field(say("type"), select(state.type, options("types", model.events.map((e) => e.type)), (v) => change({ type: v }))),
    field(say("thread"), select(state.thread, [["", say("any")], ...Object.entries(model.texts.threads)], (v) => change({ thread: v }))),
    field(say("status"), select(state.status, options("statuses", model.events.map((e) => e.status)), (v) => change({ status: v }))),
    field(say("office"), select(state.office, [["", say("any")], ...offices.map((o): [string, string] => [o, model.word("offices", o)])], (v) => change({ office: v }))),
    field(say("from"), from), field(say("to"), to),
    field(say("lanes"), select(state.lanes, [["threads", say("threads")], ["organizations", say("organizations")]], (v) => change({ lanes: v })))));
  const tools = h("div", { class: "tools" },
    button("−", () => zoomBy(1.6), { "aria-label": say("zoomOut") }), button("+", () => zoomBy(0.6), { "aria-label": say("zoomIn") }),
    button("←", () => panBy(-0.3), { "aria-label": say("earlier") }), button("→", () => panBy(0.3), { "aria-label": say("later") }),
    button(say("whole"), () => moveTo(model.first - 100, model.asOf + 100)), ...(busiest ? [button(say("busiest", isoOf(busiest[0])), () => moveTo(busiest[0] - 2, busiest[1] + 3))] : []),
    legend(page));
  element.append(filters, tools, h("p", { class: "hint" }, say("scale")), frame, list);
  const watching = new ResizeObserver(later);
  ask();
  drawList();
  return {
    element,
    shown() { draw(); watching.observe(frame); },
    gone: () => watching.disconnect(),
    follow(changed) {
      if (changed.every((k) => k === "zoom")) return true;
      if (changed.every((k) => k === "event")) { later(); return true; }
      if (changed.some((k) => k === "view" || k === "lang")) return false;
      ask();
      drawList();
      later();
      return true;
    },
  };
}

/** What the colours of events mean. */
export function legend(page: Page): HTMLElement {
  const groups = [...new Set(page.model.events.map((e) => e.group))];
  const example = (g: string): string => {
    const types = [...new Set(page.model.events.filter((e) => e.group === g).map((e) => e.type))];
    return types.slice(0, 3).map((t) => page.model.word("types", t)).join(page.model.lang === "ja" ? "・" : ", ");
  };
  return h("ul", { class: "legend" }, groups.map((g) => h("li", { class: `group-${g}` }, `${example(g)} …`)));
}

/** The seven days on which most happened, all of it dated to the day. */
function busiestWeek(model: Page["model"]): [number, number] | null {
  const days = model.events.filter((e) => e.span.lo === e.span.hi).map((e) => e.span.lo);
  let best: [number, number] | null = null, most = 9;
  days.forEach((day, i) => {
    let n = 0;
    while (i + n < days.length && days[i + n] <= day + 6) n++;
    if (n > most) { most = n; best = [day, days[i + n - 1]]; }
  });
  return best;
}

/** How many pixels a day takes. */
function dayWidth(x: (date: Date) => number): number {
  return x(dateOf(738_000)) - x(dateOf(737_999));
}

function tickText(tick: Date, days: number, japanese: boolean): string {
  const day = tick.toISOString();
  if (days < 4) return `${day.slice(5, 10)} ${day.slice(11, 16)}`;
  if (days < 120) return japanese ? `${+day.slice(5, 7)}月${+day.slice(8, 10)}日` : day.slice(5, 10);
  if (days < 1500) return japanese ? `${day.slice(0, 4)}年${+day.slice(5, 7)}月` : day.slice(0, 7);
  return japanese ? `${day.slice(0, 4)}年` : day.slice(0, 4);
}

function fit(g: CanvasRenderingContext2D, text: string, width: number): string {
  if (g.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 1 && g.measureText(`${text.slice(0, end)}…`).width > width) end--;
  return `${text.slice(0, end)}…`;
}

function zoomText([a, b]: [number, number]): string {
  return b - a < 30 ? `${a.toFixed(2)},${b.toFixed(2)}` : `${isoOf(Math.round(a))},${isoOf(Math.round(b))}`;
}

function zoomOf(text: string): [number, number] | null {
  const [a, b] = text.split(",").map((part) => (/^\d{4}-/.test(part) ? ordinal(part) : parseFloat(part)));
  return Number.isFinite(a) && Number.isFinite(b) && b > a ? [a, b] : null;
}

