// Disputes: where the sides tell different stories, and where sources differ on a field.
import { h } from "./dom";
import { type Page, type View, entityLink, event, field, madeTable, section, select } from "./page";
import type { Event } from "./model";

export function disputesView(page: Page): View {
  const { model, say, state } = page;
  const told = model.events.filter((e) => e.accounts.length);
  const voices = [...new Set(told.flatMap((e) => e.accounts.map((a) => a.voice)))].sort((a, b) => model.name(a).localeCompare(model.name(b), model.lang));
  const shown = told.filter((e) => !state.sel || e.accounts.some((a) => a.voice === state.sel));
  return {
    element: h("div", { class: "view" },
      h("div", { class: "filters" }, field(say("entity"), select(state.sel, [["", say("any")], ...voices.map((v): [string, string] => [v, model.name(v)])], (v) => page.go({ sel: v })))),
      section(say("accounts"), shown.map((e) => h("article", { class: "contest" },
        h("h3", {}, h("span", { class: "date" }, e.span.text), h("button", { class: "link", onclick: () => event(page, e.id) }, e.title)), accountsOf(page, e)))),
      section(say("fields"), madeTable(page, "disputes", say("fields")))),
    follow: (changed) => changed.every((k) => k === "event"),
  };
}

/** The versions of an event, side by side. */
export function accountsOf(page: Page, e: Event): HTMLElement {
  const { model } = page;
  return h("div", { class: "sides" }, e.accounts.map((a, i) => h("section", { class: "side-of", "data-voice": a.voice }, h("h4", {}, entityLink(page, a.voice)), h("p", {}, e.tells[i] ?? ""),
    h("p", { class: "soft" }, a.sources.map((id) => model.facts.sources[id]).map((s, n) => [n ? ", " : null, s.url ? h("a", { href: s.url, rel: "noopener noreferrer", target: "_blank" }, model.outlet(s)) : model.outlet(s)])))));
}
