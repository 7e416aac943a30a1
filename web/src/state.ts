// What is shown, kept in the address, so that a link shows what its sender saw.

export interface State {
  view: string; lang: string; day: string; sel: string; event: string; q: string; names: string; type: string; thread: string; status: string;
  office: string; from: string; to: string; lanes: string; zoom: string; other: string; kind: string;
}

export const DEFAULTS: State = {
  view: "timeline", lang: "", day: "", sel: "", event: "", q: "", names: "", type: "", thread: "", status: "", office: "", from: "", to: "",
  lanes: "threads", zoom: "", other: "", kind: "",
};

/** The state that an address says; what it does not say is as usual. */
export function readState(hash: string): State {
  const state = { ...DEFAULTS };
  for (const [key, value] of new URLSearchParams(hash.replace(/^#/, ""))) {
    if (key in state) state[key as keyof State] = value;
  }
  return state;
}

/** The address of a state: only what is not as usual. */
export function writeState(state: State): string {
  const said = new URLSearchParams();
  for (const key of Object.keys(DEFAULTS) as (keyof State)[]) if (state[key] !== DEFAULTS[key]) said.set(key, state[key]);
  return `#${said.toString()}`;
}
