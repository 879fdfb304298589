import { median } from "../figure.ts";
import { type Panel, type Side, short, spreadOf } from "./panel.ts";

const width = 380;
const left = 92;
const right = 64;
const top = 26;
const row = 26;
const axis = 40;
const plot = width - left - right;

/** Each side's median as a dot on a logarithmic axis, its spread as a line, and the targets across all: an SVG. */
export function chartOf(panel: Panel): string {
  const { baseline, sides, unit, isMoreBetter } = panel;
  const rows = [baseline, ...sides];
  const lines = linesOf(panel);
  const scale = logScale([...rows.flatMap(({ values }) => values), ...lines.map(({ at }) => at)]);
  const bottom = top + rows.length * row;
  const height = bottom + axis;
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(described(panel))}">
${scale.ticks.map((tick) => gridLine(scale.x(tick), bottom, tick)).join("\n")}
${lines.map(({ kind, at, isLeft }) => targetLine(kind, scale.x(at), bottom, isLeft)).join("\n")}
${rows.map((side, i) => dots(side, top + row * (i + 0.5), scale.x)).join("\n")}
<text class="axis" x="${left + plot / 2}" y="${height - 4}" text-anchor="middle">${escape(unit)}, logarithmic; ${isMoreBetter ? "right" : "left"} is better</text>
</svg>`;
}

interface Line {
  readonly kind: "asked" | "ours";
  readonly at: number;
  /** Of the two, so that their names do not meet. */
  readonly isLeft: boolean;
}

function linesOf({ baseline, targets, isMoreBetter }: Panel): Line[] {
  const one = targets.of === "baseline" ? median(baseline.values) : 1;
  const ours: Line = { kind: "ours", at: one * targets.ours, isLeft: !isMoreBetter };
  if (targets.asked === undefined) return [ours];
  return [{ kind: "asked", at: one * targets.asked, isLeft: isMoreBetter }, ours];
}

function logScale(values: readonly number[]) {
  const [least, most] = spreadOf(values);
  const from = Math.floor(Math.log10(least / 1.15));
  const to = Math.max(from + 1, Math.ceil(Math.log10(most * 1.15)));
  const decades = Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
  const ticks = decades.length > 3 ? decades : decades.flatMap((one) => [one, one * 2, one * 5]).slice(0, -2);
  return { ticks, x: (value: number) => left + (plot * (Math.log10(value) - from)) / (to - from) };
}

function gridLine(x: number, bottom: number, tick: number): string {
  return `<line class="grid" x1="${px(x)}" x2="${px(x)}" y1="${top}" y2="${bottom}"/><text class="tick" x="${px(x)}" y="${bottom + 15}" text-anchor="middle">${compact(tick)}</text>`;
}

function targetLine(kind: Line["kind"], x: number, bottom: number, isLeft: boolean): string {
  const [anchor, dx] = isLeft ? ["end", 4] : ["start", -4];
  return `<line class="target ${kind}" x1="${px(x)}" x2="${px(x)}" y1="${top - 6}" y2="${bottom}"/><text class="target ${kind}" x="${px(x + dx)}" y="${top - 11}" text-anchor="${anchor}">${kind === "asked" ? "asked" : "target"}</text>`;
}

function dots(side: Side, y: number, x: (value: number) => number): string {
  const [least, most] = spreadOf(side.values);
  const middle = median(side.values);
  return `<g class="${classOf(side)}"><title>${escape(side.name)}: ${short(middle)}, ${short(least)} to ${short(most)}</title>
<text class="name" x="${left - 10}" y="${y + 4}" text-anchor="end">${escape(side.name)}</text>
<line class="spread" x1="${px(x(least))}" x2="${px(x(most))}" y1="${y}" y2="${y}"/><circle cx="${px(x(middle))}" cy="${y}" r="5"/>
<text class="value" x="${width}" y="${y + 4}" text-anchor="end">${short(middle)}</text></g>`;
}

/** The class that gives a side its colour. */
export function classOf({ name }: Side): string {
  return `side-${name.toLowerCase().replaceAll(/\W+/g, "-")}`;
}

function described({ measure, scenario, unit, baseline, sides }: Panel): string {
  const told = [baseline, ...sides].map(({ name, values }) => `${name} ${short(median(values))}`).join(", ");
  return `${measure}, ${scenario}, ${unit}: ${told}`;
}

function px(value: number): string {
  return value.toFixed(1);
}

function compact(value: number): string {
  if (value >= 1e6) return `${value / 1e6}M`;
  return value >= 1000 ? `${value / 1000}k` : String(Number(value.toPrecision(1)));
}

/** Text for HTML. */
export function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
