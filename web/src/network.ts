// The network: who is related to whom on a day, on a canvas whose places stay as the day changes.
import { type SimulationLinkDatum, type SimulationNodeDatum, forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import { isDay, isoOf } from "./days";
import { h, table } from "./dom";
import type { Stint } from "./model";
import { type Page, type View, accepted, blank, button, colour, dayOf, entityCell, field, nameInput, section, sureWords } from "./page";
import { type Answer, holding, path } from "./questions";

interface Node extends SimulationNodeDatum { id: string; degree: number }
type Tie = SimulationLinkDatum<Node>;

/** Where everything is drawn: found once for a saga, from all relations that ever held. */
const places = new WeakMap<object, Map<string, Node>>();

export function networkView(page: Page): View {
  const { model, say } = page;
  const canvas = h("canvas", { tabindex: 0, role: "img" });
  const frame = h("div", { class: "canvas tall", "data-plot": "network" }, canvas);
  const below = h("div");
  let edges: Answer<Stint>[] = [];
  let trail: Answer<Stint>[] = [];
  let queued = 0, timer = 0, settling = 0;
  let view = { k: 1, x: 0, y: 0 };
  let drawn: { id: string; x: number; y: number; r: number }[] = [];

  const known = places.get(model.facts);
  const nodes = known ?? new Map<string, Node>();
  if (!known) places.set(model.facts, nodes);

  const radius = (n: Node): number => 3 + Math.min(14, Math.sqrt(n.degree) * 1.1);
  const simulation = known ? null : layOut();
  function layOut(): { step: () => boolean } {
    const degree = new Map<string, number>(), ties: Tie[] = [], seen = new Set<string>();
    for (const s of model.stints) {
      for (const id of [s.subject, s.object]) degree.set(id, (degree.get(id) ?? 0) + 1);
      const key = `${s.subject} ${s.object}`;
      if (!seen.has(key)) { seen.add(key); ties.push({ source: s.subject, target: s.object }); }
    }
    for (const [id, n] of degree) nodes.set(id, { id, degree: n });
    const made = forceSimulation<Node>([...nodes.values()])
      .force("tie", forceLink<Node, Tie>(ties).id((n) => n.id).distance(46).strength(0.25))
      .force("apart", forceManyBody<Node>().strength(-70).distanceMax(420)).force("room", forceCollide<Node>((n) => radius(n) + 3))
      .force("middle", forceCenter(0, 0)).force("x", forceX(0).strength(0.05)).force("y", forceY(0).strength(0.07)).stop();
    let left = 140;
    return { step: () => { const until = performance.now() + 10; do { made.tick(); left--; } while (left > 0 && performance.now() < until); return left > 0; } };
  }

  function ask(): void {
    const day = dayOf(page);
    edges = holding(model, day);
    const { sel, other } = page.state;
    trail = sel && other ? path(model, sel, other, day) : [];
    if (sel && !other) edges = edges.filter(({ row }) => row.subject === sel || row.object === sel);
    canvas.setAttribute("aria-label", `${say("network")}, ${isoOf(day)}: ${say("rows", edges.length)}`);
  }

  function draw(): void {
    const width = frame.clientWidth || 800, height = frame.clientHeight || 560;
    const g = blank(canvas, width, height);
    const focus = page.state.sel && !page.state.other ? page.state.sel : "";
    const at = place(focus, width, height);
    const shown = new Set<string>();
    const inks = new Map<string, string>();
    const ink = (name: string): string => inks.get(name) ?? (inks.set(name, colour(frame, name)), inks.get(name)!);
    const onTrail = new Set(trail.map((a) => a.row));
    const inOrder = trail.length ? [...edges].sort((p, q) => Number(onTrail.has(p.row)) - Number(onTrail.has(q.row))) : edges;
    const stops = new Set(trail.flatMap(({ row }) => [row.subject, row.object]));
    for (const { row, verdict } of inOrder) {
      const a = at(row.subject), b = at(row.object);
      if (!a || !b) continue;
      shown.add(row.subject).add(row.object);
      g.strokeStyle = ink(`family-${model.facts.ontology.families[row.relation]}`);
      g.globalAlpha = trail.length && !onTrail.has(row) ? 0.12 : row.lasting ? 0.75 : 0.35;
      g.lineWidth = onTrail.has(row) ? 3 : 1.2;
      g.setLineDash(verdict === "possible" ? [4, 3] : []);
      g.beginPath();
      g.moveTo(a[0], a[1]);
      g.lineTo(b[0], b[1]);
      g.stroke();
    }
    g.setLineDash([]);
    g.globalAlpha = 1;
    drawn = [];
    const labelled: [number, number, string, number][] = [];
    for (const id of shown) {
      const p = at(id)!, n = nodes.get(id)!, r = radius(n) * Math.min(1.6, Math.max(0.7, Math.sqrt(view.k)));
      g.fillStyle = ink(model.type(id) === "person" ? "node-person" : "node-organization");
      g.globalAlpha = trail.length && !stops.has(id) ? 0.15 : 1;
      g.beginPath();
      g.arc(p[0], p[1], r, 0, 7);
      g.fill();
      drawn.push({ id, x: p[0], y: p[1], r });
      if (!trail.length || stops.has(id)) labelled.push([p[0], p[1] - r - 3, model.name(id), n.degree]);
    }
    g.globalAlpha = 1;
    labelled.sort((a, b) => b[3] - a[3]);
    if (!focus && !trail.length) labelled.length = Math.min(labelled.length, Math.round(28 * view.k));
    g.font = "12px system-ui, sans-serif";
    g.textAlign = "center";
    g.lineWidth = 3;
    g.strokeStyle = ink("paper");
    g.fillStyle = ink("ink");
    const taken: [number, number, number, number][] = [];
    for (const [x, y, name] of labelled) {
      const w = g.measureText(name).width;
      if (x < -40 || x > width + 40 || y < 0 || y > height) continue;
      const cx = Math.min(width - w / 2 - 4, Math.max(w / 2 + 4, x));
      const box: [number, number, number, number] = [cx - w / 2, y - 11, cx + w / 2, y + 2];
      if (taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1])) continue;
      taken.push(box);
      g.strokeText(name, cx, y);
      g.fillText(name, cx, y);
    }
  }

  /** Where nodes are on the screen: all where they are, or around the one in focus. */
  function place(focus: string, width: number, height: number): (id: string) => [number, number] | null {
    if (focus) {
      const around = [...new Set(edges.flatMap(({ row }) => [row.subject, row.object]))].filter((id) => id !== focus);
      around.sort((a, b) => model.type(a).localeCompare(model.type(b)) || model.name(a).localeCompare(model.name(b)));
      const spot = new Map(around.map((id, i): [string, [number, number]] => {
        const angle = (2 * Math.PI * i) / Math.max(1, around.length) - Math.PI / 2, ring = around.length > 24 ? 0.62 + 0.38 * (i % 2) : 1;
        return [id, [width / 2 + Math.cos(angle) * (width / 2 - 80) * ring * Math.min(1, view.k), height / 2 + Math.sin(angle) * (height / 2 - 40) * ring * Math.min(1, view.k)]];
      }));
      spot.set(focus, [width / 2, height / 2]);
      return (id) => spot.get(id) ?? null;
    }
    let x0 = -1, x1 = 1, y0 = -1, y1 = 1;
    for (const n of nodes.values()) { x0 = Math.min(x0, n.x ?? 0); x1 = Math.max(x1, n.x ?? 0); y0 = Math.min(y0, n.y ?? 0); y1 = Math.max(y1, n.y ?? 0); }
    const tall = ((height - 50) / (y1 - y0)) * view.k, wide = Math.min((width - 120) / (x1 - x0) * view.k, tall * 1.8);
    const cx = (x0 + x1) / 2, cy = (y0 + y1) / 2;
    return (id) => { const n = nodes.get(id); return n ? [width / 2 + view.x + ((n.x ?? 0) - cx) * wide, height / 2 + view.y + ((n.y ?? 0) - cy) * tall] : null; };
  }

  const later = (): void => { if (!queued) queued = requestAnimationFrame(() => { queued = 0; draw(); }); };
  canvas.addEventListener("wheel", (e) => { if (!e.ctrlKey && !e.metaKey) return; e.preventDefault(); zoom(Math.exp(-e.deltaY * 0.0015)); }, { passive: false });
  const zoom = (by: number): void => { view.k = Math.min(12, Math.max(0.5, view.k * by)); view.x *= by; view.y *= by; later(); };
  let grip: { x: number; y: number; at: typeof view; moved: boolean } | null = null;
  canvas.addEventListener("pointerdown", (e) => { grip = { x: e.clientX, y: e.clientY, at: { ...view }, moved: false }; canvas.setPointerCapture(e.pointerId); });
  canvas.addEventListener("pointermove", (e) => {
    if (!grip) { canvas.style.cursor = hit(e) ? "pointer" : "grab"; return; }
    grip.moved ||= Math.hypot(e.clientX - grip.x, e.clientY - grip.y) > 3;
    if (grip.moved) { view = { k: grip.at.k, x: grip.at.x + e.clientX - grip.x, y: grip.at.y + e.clientY - grip.y }; later(); }
  });
  canvas.addEventListener("pointerup", (e) => { const id = grip && !grip.moved ? hit(e) : null; grip = null; if (id) page.go({ sel: id, other: "" }); });
  const hit = (e: PointerEvent): string | null => drawn.find((n) => Math.hypot(n.x - e.offsetX, n.y - e.offsetY) < n.r + 4)?.id ?? null;
  canvas.addEventListener("keydown", (e) => {
    const move = (x: number, y: number): void => { view.x += x; view.y += y; later(); };
    const act = { ArrowLeft: () => move(40, 0), ArrowRight: () => move(-40, 0), ArrowUp: () => move(0, 40), ArrowDown: () => move(0, -40), "+": () => zoom(1.3), "=": () => zoom(1.3), "-": () => zoom(0.77) }[e.key];
    if (act) { e.preventDefault(); act(); }
  });

  function drawBelow(): void {
    const { sel, other } = page.state;
    if (!sel) { below.replaceChildren(); return; }
    const rows = other ? trail : edges;
    const caption = `${model.name(sel)}${other ? ` → ${model.name(other)}` : ""}, ${isoOf(dayOf(page))}`;
    const shown = table({
      name: other ? "path" : "relations", caption, headings: [say("whoCol"), say("relation"), say("whom"), say("from"), say("to"), say("sure")],
      rows: rows.map(({ row, verdict }) => [entityCell(page, row.subject), row.words, entityCell(page, row.object),
        { text: row.began ? row.startSpan.text : model.word("results", "unknown"), link: row.opened_by ? () => page.go({ event: row.opened_by }) : undefined },
        row.lasting ? row.endSpan?.text ?? "" : "", { text: sureWords(page, verdict, row.doubtful ?? false), className: "doubt" }]),
    }, (n) => say("all", n));
    below.replaceChildren(section(other ? say("path") : say("relations"), rows.length ? shown : h("p", { class: "nothing" }, other ? say("noPath") : say("nothing"))));
  }

  const slider = daySlider(page);
  const focus = nameInput(page, page.state.sel, say("focus"), (id) => page.go({ sel: id, ...(id ? {} : { other: "" }) }));
  const target = nameInput(page, page.state.other, say("path"), (id) => page.go({ other: id }));
  target.disabled = !page.state.sel;
  target.title = page.state.sel ? "" : say("startFirst");
  const play = button(say("play"), () => (timer ? stop() : start()), { class: "play" });
  function start(): void {
    play.textContent = say("pause");
    let day = dayOf(page) >= model.asOf ? slider.first : dayOf(page);
    timer = window.setInterval(() => { day = Math.min(model.asOf, day + 15); page.go({ day: isoOf(day) }, true); if (day >= model.asOf) stop(); }, 60);
  }
  function stop(): void { clearInterval(timer); timer = 0; play.textContent = say("play"); }

  const names = [...new Set(Object.values(model.facts.ontology.families))].sort();
  const example = (f: string): string => [...new Set(model.stints.filter((s) => model.facts.ontology.families[s.relation] === f).map((s) => model.word("relations", s.relation)))].slice(0, 3).join(model.lang === "ja" ? "・" : ", ");
  const element = h("div", { class: "view network" },
    h("div", { class: "filters" }, slider.element, play, button("−", () => zoom(0.77), { "aria-label": say("zoomOut") }), button("+", () => zoom(1.3), { "aria-label": say("zoomIn") }), field(say("focus"), focus), field(say("path"), target)),
    h("ul", { class: "legend" }, [...new Set(names)].map((f) => h("li", { class: `family-${f}` }, `${example(f)} …`)), h("li", { class: "dashed" }, say("possible"))),
    frame, below);
  const watching = new ResizeObserver(later);
  ask();
  drawBelow();
  return {
    element,
    shown() {
      watching.observe(frame);
      if (!simulation) return draw();
      const go = (): void => { const more = simulation.step(); draw(); if (more) settling = requestAnimationFrame(go); };
      go();
    },
    gone() { watching.disconnect(); stop(); cancelAnimationFrame(settling); },
    follow(changed) {
      if (changed.every((k) => k === "event")) return true;
      if (!changed.every((k) => ["day", "event"].includes(k))) return false;
      slider.follow();
      ask();
      drawBelow();
      later();
      return true;
    },
  };
}

/** A slider over the days of the saga, with the day itself to type. */
export function daySlider(page: Page): { element: HTMLElement; first: number; follow: () => void } {
  const { say, model } = page;
  const first = model.spread;
  const range = h("input", { type: "range", min: first, max: model.asOf, step: 1, value: dayOf(page), "aria-label": say("day"), oninput: () => page.go({ day: isoOf(+range.value) }, true) });
  const text = h("input", { type: "text", class: "day", value: isoOf(dayOf(page)), "aria-label": say("day"), title: say("wrongDay"), onchange: () => { const day = text.value.trim(); if (accepted(text, isDay(day), say("wrongDay"))) page.go({ day }); } });
  const follow = (): void => { range.value = String(dayOf(page)); range.setAttribute("aria-valuetext", isoOf(dayOf(page))); if (document.activeElement !== text) text.value = isoOf(dayOf(page)); };
  follow();
  return { element: h("div", { class: "slider" }, h("span", { "aria-hidden": "true" }, say("day")), range, text), first, follow };
}
