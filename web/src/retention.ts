// Retention: how many are left over time, as steps; where it is not certain, between the least and the most.
import { scaleLinear, scaleUtc } from "d3-scale";
import { area, curveStepAfter, line } from "d3-shape";
import { OPEN_END, OPEN_START, dateOf } from "./days";
import { h, svg } from "./dom";
import { type Page, type View, field, madeTable, plotFrame, section, select } from "./page";
import type { Level } from "./types";

export function retentionView(page: Page): View {
  const { model, say, state } = page;
  const founders = state.kind !== "all";
  const prefix = founders ? "retention-founders" : "retention";
  const ids = Object.keys(model.facts.answers).filter((k) => k.startsWith(`${prefix} `)).map((k) => k.slice(prefix.length + 1));
  const rank = (id: string): number => model.of.get(id)?.length ?? 0;
  ids.sort((a, b) => rank(b) - rank(a));
  const chosen = ids.includes(state.sel) ? state.sel : ids[0] ?? "";
  const name = `${prefix} ${chosen}`;
  return {
    element: h("div", { class: "view" },
      h("div", { class: "filters" },
        field(say("organization"), select(chosen, ids.map((id): [string, string] => [id, model.name(id)]), (v) => page.go({ sel: v }))),
        field(say("whoCol"), select(founders ? "" : "all", [["", say("founders")], ["all", say("everyone")]], (v) => page.go({ kind: v })))),
      chosen ? section(`${say("retention")}: ${model.name(chosen)}`, retentionPlot(page, name), madeTable(page, name, model.name(chosen))) : h("p", { class: "nothing" }, say("nothing"))),
    follow: (changed) => changed.every((k) => k === "event"),
  };
}

export function retentionPlot(page: Page, name: string): HTMLElement {
  const levels = page.model.facts.answers[name] as Level[];
  const known = levels.filter(([day]) => day > OPEN_START && day < OPEN_END);
  if (!known.length) return h("div");
  const steps = known.map(([day, least, most]) => ({ day, least, most }));
  const last = steps[steps.length - 1];
  steps.push({ ...last, day: Math.max(page.model.asOf, last.day) });
  const width = 860, height = 260, top = Math.max(...steps.map((s) => s.most));
  const x = scaleUtc([dateOf(steps[0].day), dateOf(steps[steps.length - 1].day)], [36, width - 12]);
  const y = scaleLinear([0, top], [height - 24, 10]).nice();
  type Step = (typeof steps)[number];
  const at = (s: Step): number => x(dateOf(s.day));
  const band = area<Step>().curve(curveStepAfter).x(at).y0((s) => y(s.least)).y1((s) => y(s.most))(steps) ?? "";
  const least = line<Step>().curve(curveStepAfter).x(at).y((s) => y(s.least))(steps) ?? "";
  const most = line<Step>().curve(curveStepAfter).x(at).y((s) => y(s.most))(steps) ?? "";
  return plotFrame(page.say("retention"), svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": page.say("retention") },
    ...y.ticks(Math.min(6, top)).filter(Number.isInteger).map((t) => svg("g", {}, svg("line", { x1: 36, x2: width - 12, y1: y(t), y2: y(t), class: "rule" }), svg("text", { x: 30, y: y(t) + 4, class: "label" }, String(t)))),
    ...x.ticks(7).map((t) => svg("text", { x: x(t), y: height - 6, class: "tick" }, t.toISOString().slice(0, 7))),
    svg("path", { d: band, class: "band" }), svg("path", { d: most, class: "step possible" }), svg("path", { d: least, class: "step" })));
}
