// Money: sums over time on a logarithmic axis, a disputed one as the range of what sources give.
import { scaleLog, scaleUtc } from "d3-scale";
import { dateOf, span } from "./days";
import { h, svg } from "./dom";
import { type Page, type View, event, field, madeTable, plotFrame, section, select } from "./page";
import type { MoneyRow } from "./types";

/** What is shown at first: what a house is worth, what it was given, what it earns and loses. */
const MAIN = ["valuation", "investment", "revenue", "loss"];
const DOLLAR = "$";

export function moneyView(page: Page): View {
  const { model, say, state } = page;
  const ids = Object.keys(model.facts.answers).filter((k) => k.startsWith("money ")).map((k) => k.slice(6));
  const count = (id: string): number => (model.facts.answers[`money ${id}`] as MoneyRow[]).length;
  ids.sort((a, b) => count(b) - count(a));
  const chosen = ids.includes(state.sel) ? state.sel : ids[0] ?? "";
  if (!chosen) return { element: h("p", { class: "nothing" }, say("nothing")) };
  const rows = model.facts.answers[`money ${chosen}`] as MoneyRow[];
  const kinds = [...new Set(rows.map((r) => r[1]))];
  const main = kinds.filter((k) => MAIN.includes(k));
  const keep = (i: number): boolean => (state.kind === "" && main.length ? main.includes(rows[i][1]) : state.kind === "all" || state.kind === "" || rows[i][1] === state.kind);
  return {
    element: h("div", { class: "view" },
      h("div", { class: "filters" },
        field(say("organization"), select(chosen, ids.map((id): [string, string] => [id, model.name(id)]), (v) => page.go({ sel: v, kind: "" }))),
        field(say("kind"), select(state.kind, [...(main.length ? [["", say("mainSums")] as [string, string]] : []), ["all", say("any")], ...kinds.map((k): [string, string] => [k, model.word("amounts", k)])], (v) => page.go({ kind: v })))),
      section(`${say("money")}: ${model.name(chosen)}`, h("p", { class: "hint" }, say("log")), plot(page, rows.filter((r, i) => keep(i) && r[3] === "USD" && r[2] > 0), kinds),
        madeTable(page, `money ${chosen}`, model.name(chosen), keep))),
    follow: (changed) => changed.every((k) => k === "event"),
  };
}

function plot(page: Page, rows: MoneyRow[], kinds: string[]): HTMLElement {
  const dated = rows.map((row) => ({ row, s: span(row[0]) })).filter(({ s }) => s.lo > 0 && s.hi < 9e6);
  if (!dated.length) return h("div");
  const values = dated.flatMap(({ row }) => [row[2], ...row[5].filter((v): v is number => typeof v === "number" && v > 0)]);
  const width = 860, height = 360;
  const x = scaleUtc([dateOf(Math.min(...dated.map((d) => d.s.lo)) - 60), dateOf(Math.max(...dated.map((d) => d.s.hi)) + 60)], [70, width - 12]);
  const y = scaleLog([Math.min(...values) * 0.7, Math.max(...values) * 1.4], [height - 26, 10]);
  const words = (v: number): string => {
    const [size, unit] = v >= 1e12 ? [1e12, "T"] : v >= 1e9 ? [1e9, "B"] : v >= 1e6 ? [1e6, "M"] : v >= 1e3 ? [1e3, "k"] : [1, ""];
    if (page.model.lang === "ja") { const [s, u] = v >= 1e12 ? [1e12, "兆"] : v >= 1e8 ? [1e8, "億"] : v >= 1e4 ? [1e4, "万"] : [1, ""]; return `${+(v / s).toPrecision(3)}${u}ドル`; }
    return `${DOLLAR}${+(v / size).toPrecision(3)}${unit}`;
  };
  const powers = y.ticks().filter((t) => Math.log10(t) % 1 < 1e-9);
  const marks = dated.map(({ row, s }) => {
    const [, kind, value, , id, others, doubtful] = row;
    const low = Math.min(value, ...others.filter((v): v is number => typeof v === "number" && v > 0)), high = Math.max(value, ...others.filter((v): v is number => typeof v === "number"));
    const cx = (x(dateOf(s.lo)) + x(dateOf(s.hi))) / 2;
    const name = `${s.text} ${page.model.word("amounts", kind)} ${words(value)}: ${page.model.byId.get(id)!.title}`;
    const open = (): void => event(page, id);
    return svg("g", { class: `sum kind-${kinds.indexOf(kind) % 8}${doubtful ? " doubtful" : ""}`, tabindex: 0, role: "button", "aria-label": name, onclick: open, onkeydown: (e: KeyboardEvent) => { if (e.key === "Enter") open(); } },
      svg("title", {}, name),
      x(dateOf(s.hi)) - x(dateOf(s.lo)) > 6 ? svg("line", { x1: x(dateOf(s.lo)), x2: x(dateOf(s.hi)), y1: y(value), y2: y(value), class: "vague" }) : null,
      low < high ? svg("line", { x1: cx, x2: cx, y1: y(low), y2: y(high), class: "range" }) : null,
      svg("circle", { cx, cy: y(value), r: 4.5 }));
  });
  return plotFrame(page.say("money"),
    h("ul", { class: "legend" }, kinds.filter((k) => dated.some((d) => d.row[1] === k)).map((k) => h("li", { class: `kind-${kinds.indexOf(k) % 8}` }, page.model.word("amounts", k)))),
    svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": page.say("money"), class: "sums" },
      ...powers.map((t) => svg("g", {}, svg("line", { x1: 70, x2: width - 12, y1: y(t), y2: y(t), class: "rule" }), svg("text", { x: 64, y: y(t) + 4, class: "label" }, words(t)))),
      ...x.ticks(8).map((t) => svg("text", { x: x(t), y: height - 8, class: "tick" }, t.toISOString().slice(0, 7))), ...marks));
}
