// Days as ordinals, and the interval questions; the same conventions as aigraph/dates.py.
import type { RawDate, Verdict } from "./types";

export const OPEN_START = 0;
export const OPEN_END = 10_000_000;
const EPOCH = 719_163; // the ordinal of 1970-01-01
const DAY = 86_400_000;

/** The ordinal of a day written YYYY-MM-DD. */
export function ordinal(iso: string): number {
  return Math.round(Date.UTC(+iso.slice(0, 4), +iso.slice(5, 7) - 1, +iso.slice(8, 10)) / DAY) + EPOCH;
}

/** The moment at which a day begins. */
export function dateOf(day: number): Date {
  return new Date((day - EPOCH) * DAY);
}

/** A day as YYYY-MM-DD. */
export function isoOf(day: number): string {
  return dateOf(day).toISOString().slice(0, 10);
}

/** Whether a text is a day of the calendar. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && isoOf(ordinal(text)) === text;
}

export interface Span { text: string; lo: number; hi: number; doubtful: boolean; time: number | null }

/** A date with its bounds; the time of day, where it has one, as a part of the day. */
export function span(date: RawDate): Span {
  const [text, lo, hi] = date.length === 1 ? [date[0], date[0], date[0]] : [date[0], date[1], date[2]];
  const clock = /T(\d\d):(\d\d)/.exec(text);
  return {
    text,
    lo: lo === null ? OPEN_START : ordinal(lo),
    hi: hi === null ? OPEN_END : ordinal(hi),
    doubtful: date.length === 4,
    time: clock ? (+clock[1] + +clock[2] / 60) / 24 : null,
  };
}

export type Bounds = readonly [number, number, number, number];

/** Whether a stint holds at the end of a day. */
export function holdsOn([sLo, sHi, eLo, eHi]: Bounds, day: number): Verdict {
  if (sHi <= day && day < eLo) return "certain";
  return sLo <= day && day < eHi ? "possible" : "no";
}

/** Whether a stint holds at any moment of the days a to b, both included. */
export function holdsDuring([sLo, sHi, eLo, eHi]: Bounds, a: number, b: number): Verdict {
  if (sHi <= b && eLo >= a) return "certain";
  return sLo <= b && eHi >= a ? "possible" : "no";
}

/** Whether a day known as lo to hi lies in the days a to b, both included. */
export function fallsIn(lo: number, hi: number, a: number, b: number): Verdict {
  if (a <= lo && hi <= b) return "certain";
  return lo <= b && hi >= a ? "possible" : "no";
}

/** The first and last ordinal of a day, month or year that somebody types; null where it is none. */
export function typedSpan(text: string): [number, number] | null {
  const match = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(text.trim());
  if (!match) return null;
  const [, year, month, day] = match;
  if (day) return isDay(text.trim()) ? [ordinal(text.trim()), ordinal(text.trim())] : null;
  if (month && (+month < 1 || +month > 12)) return null;
  const first = ordinal(`${year}-${month ?? "01"}-01`);
  const next = month ? (month === "12" ? `${+year + 1}-01-01` : `${year}-${String(+month + 1).padStart(2, "0")}-01`) : `${+year + 1}-01-01`;
  return [first, ordinal(next.padStart(10, "0")) - 1];
}
