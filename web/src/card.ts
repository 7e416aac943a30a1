// The card of an event: what happened, who took part, who says so, and what came before and after.
import { h } from "./dom";
import { accountsOf } from "./disputes";
import { type Page, entityLink, event as open, sureWords } from "./page";

export function eventCard(page: Page, id: string): HTMLElement | null {
  const { model, say } = page;
  const e = model.byId.get(id);
  if (!e) return null;
  const close = (): void => page.go({ event: "" });
  const link = (other: string, rel: string, back = false): HTMLElement | null => {
    const found = model.byId.get(other);
    return found ? h("li", {}, h("span", { class: "date" }, found.span.text), h("button", { class: "link", onclick: () => open(page, other) }, found.title), h("span", { class: "soft" }, back ? ` ${say("toThis", model.word("links", rel))}` : ` ${model.word("links", rel)}`)) : null;
  };
  const before = e.links.map(([rel, other]) => link(other, rel)), after = (model.linkedFrom.get(id) ?? []).map(([rel, other]) => link(other, rel, true));
  const post = (p: (typeof e.participants)[number]): string => (p.position && model.lang === "en" ? p.position : model.word("offices", p.office));
  const block = (heading: string, ...children: (Node | null | (Node | null)[])[]): HTMLElement => h("section", {}, h("h3", {}, heading), ...children);
  const sums = [...e.amounts.map((a) => `${model.word("amounts", a.kind)}: ${a.value.toLocaleString(model.lang)}${a.currency ? ` ${a.currency}` : "%"}${a.of ? ` (${model.name(a.of)})` : ""}${a.note ? `, ${a.note}` : ""}`),
    ...e.metrics.map((m) => `${model.name(m.subject)}, ${m.metric}: ${typeof m.value === "number" ? m.value.toLocaleString(model.lang) : m.value}${m.unit === "percent" ? "%" : m.unit ? ` ${m.unit}` : ""}`)];
  const vague = e.span.lo !== e.span.hi && /^\d{4}(-\d\d){0,2}$/.test(e.span.text) === false;
  return h("div", { class: "event", role: "dialog", "aria-labelledby": "event-title", "data-event": id, tabindex: -1, onkeydown: (k: KeyboardEvent) => { if (k.key === "Escape") close(); } },
    h("header", {}, h("p", { class: "date" }, e.span.text, vague ? h("span", { class: "soft" }, ` ${bounds(e.date as (string | null)[], page)}`) : null), h("h2", { id: "event-title" }, e.title), h("button", { class: "close", "aria-label": say("close"), onclick: close }, "×")),
    h("p", { class: "kind" }, model.word("types", e.type), " · ", model.word("statuses", e.status), e.doubtful && e.span.doubtful ? ` · ${say("doubtful")}` : "", e.disputed ? ` · ${model.word("results", "differ")}` : ""),
    h("p", { class: "summary" }, e.summary),
    e.quote ? h("blockquote", {}, e.quote.text, e.quote.speaker ? h("footer", {}, entityLink(page, e.quote.speaker)) : null) : null,
    e.accounts.length ? block(say("accounts"), accountsOf(page, e)) : null,
    e.participants.length ? block(say("participants"), h("ul", {}, e.participants.map((p) => h("li", {}, h("span", { class: "soft" }, `${model.word("roles", p.role)} `), entityLink(page, p.entity), post(p) ? h("span", { class: "soft" }, ` ${post(p)}`) : null)))) : null,
    sums.length ? block(say("sums"), h("ul", {}, sums.map((s) => h("li", {}, s)))) : null,
    Object.keys(e.attributes).length ? block(say("note"), h("ul", {}, Object.entries(e.attributes).map(([k, v]) => h("li", {}, k === "manner" ? model.word("manners", v) : v)))) : null,
    before.some(Boolean) ? block(say("before"), h("ul", {}, before)) : null,
    after.some(Boolean) ? block(say("after"), h("ul", {}, after)) : null,
    block(say("sources"), h("ul", { class: "sources" }, model.cited(e).map(([c, s, differs]) => h("li", {},
      s.url ? h("a", { href: s.url, rel: "noopener noreferrer", target: "_blank" }, model.outlet(s)) : h("span", {}, [model.outlet(s), s.title].filter(Boolean).join(", ")),
      h("span", { class: "soft" }, ` ${[model.word("kinds", s.kind), s.published ? say("published", s.published) : ""].filter(Boolean).join(", ")}`),
      h("p", {}, c.says), differs.length ? h("p", { class: "doubt" }, say("claims", differs.join("; "))) : null)))),
    h("p", { class: "soft id" }, e.id, " ", sureWords(page, "certain", e.doubtful)));
}

function bounds(date: (string | null)[], page: Page): string {
  return date.length > 1 ? `(${page.say("range", date[1] ?? "…", date[2] ?? "…")})` : "";
}
