import { computed } from "@preact/signals";
import { locale, words } from "../language/language.ts";

const format = (options: Intl.DateTimeFormatOptions) => computed(() => new Intl.DateTimeFormat(locale.value, options));
const clock = format({ hour: "numeric", minute: "2-digit" });
const full = format({ dateStyle: "full", timeStyle: "short" });
const day = format({ weekday: "long", day: "numeric", month: "long" });
const dayAndYear = format({ day: "numeric", month: "long", year: "numeric" });
const short = format({ dateStyle: "medium", timeStyle: "short" });

export function clockTime(at_ms: number): string {
  return clock.value.format(at_ms);
}

/** Without "AM" or "PM": for beside a message whose group says it. */
export function shortClockTime(at_ms: number): string {
  const parts = clock.value.formatToParts(at_ms).filter(({ type }) => type !== "dayPeriod");
  return parts
    .map(({ value }) => value)
    .join("")
    .trim();
}

export function fullTime(at_ms: number): string {
  return full.value.format(at_ms);
}

export function dateTime(at_ms: number): string {
  return short.value.format(at_ms);
}

/** Whether both are on one day, where the reader is. */
export function isSameDay(a_ms: number, b_ms: number): boolean {
  return new Date(a_ms).toDateString() === new Date(b_ms).toDateString();
}

/** The day as people call it on the day of `now_ms`. */
export function dayName(at_ms: number, now_ms: number): string {
  if (isSameDay(at_ms, now_ms)) return words().time.today;
  const now = new Date(now_ms);
  // Not so many hours ago: where clocks are put back, a day has 25.
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (isSameDay(at_ms, yesterday.getTime())) return words().time.yesterday;
  const isThisYear = new Date(at_ms).getFullYear() === new Date(now_ms).getFullYear();
  return (isThisYear ? day : dayAndYear).value.format(at_ms);
}

/** The day as fields of dates have it, where the reader is. */
export function dateOf(at_ms: number): string {
  const date = new Date(at_ms);
  const digits = (value: number, length = 2) => String(value).padStart(length, "0");
  return `${digits(date.getFullYear(), 4)}-${digits(date.getMonth() + 1)}-${digits(date.getDate())}`;
}

/** When that day begins, where the reader is. */
export function beginOfDay(date: string): number | undefined {
  const [year, month, day] = date.split("-").map(Number);
  if (!year || !month || !day) return undefined;
  return Math.max(0, new Date(year, month - 1, day).getTime());
}
