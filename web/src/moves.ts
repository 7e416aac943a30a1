// Moves: who went from where to where in a window, as bands that open their events.
import { type SankeyLink, type SankeyNode, sankey, sankeyLinkHorizontal } from "d3-sankey";
import { OPEN_END, OPEN_START, fallsIn, typedSpan } from "./days";
import { h, svg, table } from "./dom";
import { type Page, type View, dayInput, entityCell, field, plotFrame, section, sureWords } from "./page";
import type { FlowRow, Verdict } from "./types";

interface Spot { id: string; name: string }
interface Band { source: number; target: number; value: number; flow: Flow }
interface Flow { from: string; to: string; moves: { person: string; joined: string; verdict: Verdict; leftBy: string | null; joinedBy: string | null }[] }

/** So many bands are drawn, the widest; the table has all. */
const BANDS = 40;

export function movesView(page: Page): View {
  const { model, say, state } = page;
  const a = typedSpan(state.from)?.[0] ?? OPEN_START, b = typedSpan(state.to)?.[1] ?? OPEN_END;
  const flows = flowsIn(model.facts.answers.flows as FlowRow[], a, b);
  const from = dayInput(page, state.from, "2023-11", (v) => page.go({ from: v })), to = dayInput(page, state.to, "2026-09", (v) => page.go({ to: v }));
  const chosen = flows.find((f) => `${f.from} ${f.to}` === state.sel);
  const rows = flows.map((f) => {
    const people = new Set(f.moves.map((m) => m.person));
    const sure = new Set(f.moves.filter((m) => m.verdict === "certain").map((m) => m.person));
    return [entityCell(page, f.from), entityCell(page, f.to), { text: sure.size === people.size ? String(people.size) : `${sure.size}–${people.size}`, link: () => page.go({ sel: `${f.from} ${f.to}` }) }, model.names(people)];
  });
  const headings = model.texts.tables.flows?.headings ?? ["", "", "", ""];
  return {
    element: h("div", { class: "view" },
      h("div", { class: "filters" }, field(say("from"), from), field(say("to"), to)),
      plotFrame(say("moves"), drawing(page, flows), flows.length > BANDS ? h("p", { class: "hint" }, say("bandsShown", BANDS, flows.length)) : null),
      chosen ? section(`${model.name(chosen.from)} → ${model.name(chosen.to)}`, table({
        name: "moves", caption: say("moveEvents"), headings: [say("whoCol"), say("departure"), say("arrival"), say("sure")],
        rows: chosen.moves.map((m) => [entityCell(page, m.person),
          m.leftBy ? { text: model.byId.get(m.leftBy)!.title, link: () => page.go({ event: m.leftBy! }) } : "",
          m.joinedBy ? { text: `${m.joined} ${model.byId.get(m.joinedBy)!.title}`, link: () => page.go({ event: m.joinedBy! }) } : m.joined,
          { text: sureWords(page, m.verdict, false), className: "doubt" }]),
      }, (n) => say("all", n))) : null,
      flows.length ? table({ name: "flows", caption: say("moves"), headings, rows, right: [2] }, (n) => say("all", n)) : h("p", { class: "nothing" }, say("nothing"))),
    follow: (changed) => changed.every((k) => k === "event"),
  };
}

function flowsIn(rows: FlowRow[], a: number, b: number): Flow[] {
  const flows = rows.map((row): Flow => ({
    from: row.from, to: row.to,
    moves: row.moves.flatMap(([person, joined, lo, hi, leftBy, joinedBy]) => {
      const verdict = fallsIn(lo, hi, a, b);
      return verdict === "no" ? [] : [{ person, joined: joined?.[0] ?? "", verdict, leftBy, joinedBy }];
    }),
  })).filter((f) => f.moves.length);
  const people = (f: Flow, sure: boolean): number => new Set(f.moves.filter((m) => !sure || m.verdict === "certain").map((m) => m.person)).size;
  const key = (f: Flow): [number, number, string, string] => [-people(f, false), -people(f, true), f.from, f.to];
  return flows.map((f): [Flow, ReturnType<typeof key>] => [f, key(f)])
    .sort((x, y) => { for (let i = 0; i < 4; i++) if (x[1][i] !== y[1][i]) return x[1][i] < y[1][i] ? -1 : 1; return 0; }).map(([f]) => f);
}

/** Bands from left to right: everybody leaves one side and arrives at the other, so that there is no circle. */
function drawing(page: Page, flows: Flow[]): SVGElement {
  const top = flows.slice(0, BANDS);
  const spots: Spot[] = [], index = new Map<string, number>();
  const spot = (side: string, id: string): number => {
    const key = side + id;
    if (!index.has(key)) { index.set(key, spots.length); spots.push({ id, name: page.model.name(id) }); }
    return index.get(key)!;
  };
  const links = top.map((flow): Band => ({ source: spot("from ", flow.from), target: spot("to ", flow.to), value: new Set(flow.moves.map((m) => m.person)).size, flow }));
  const width = 860, height = Math.max(220, 16 * Math.max(new Set(top.map((f) => f.from)).size, new Set(top.map((f) => f.to)).size) + 12 * links.length);
  if (!links.length) return svg("svg", { viewBox: "0 0 10 1" });
  const made = sankey<Spot, Band>().nodeWidth(10).nodePadding(9).extent([[210, 6], [width - 210, height - 6]])({ nodes: spots.map((s) => ({ ...s })), links: links.map((l) => ({ ...l })) });
  const shape = sankeyLinkHorizontal<Spot, Band>();
  const side = (n: SankeyNode<Spot, Band>): boolean => (n.x0 ?? 0) < width / 2;
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": page.say("moves"), class: "sankey" },
    ...made.links.map((l: SankeyLink<Spot, Band>) => {
      const { flow } = l as unknown as Band;
      const open = (): void => page.go({ sel: `${flow.from} ${flow.to}` });
      const name = `${page.model.name(flow.from)} → ${page.model.name(flow.to)}: ${page.model.names(new Set(flow.moves.map((m) => m.person)))}`;
      return svg("path", {
        d: shape(l) ?? "", "stroke-width": Math.max(1.5, l.width ?? 1), class: flow.moves.every((m) => m.verdict === "certain") ? "move" : "move possible",
        tabindex: 0, role: "button", "aria-label": name, onclick: open, onkeydown: (e: KeyboardEvent) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); open(); } },
      }, svg("title", {}, name));
    }),
    ...made.nodes.map((n) => svg("g", {}, svg("rect", { x: n.x0 ?? 0, y: n.y0 ?? 0, width: 10, height: Math.max(2, (n.y1 ?? 0) - (n.y0 ?? 0)), class: "node" }),
      svg("text", { x: side(n) ? (n.x0 ?? 0) - 6 : (n.x1 ?? 0) + 6, y: ((n.y0 ?? 0) + (n.y1 ?? 0)) / 2 + 4, class: side(n) ? "label" : "label start" }, n.name))));
}
