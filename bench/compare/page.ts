import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Figure, isOk, median } from "../figure.ts";
import { chartOf, classOf, escape } from "./chart.ts";
import { figuresOf, type Panel, type Side, short, spreadOf } from "./panel.ts";

const style = readFileSync(join(import.meta.dir, "page.css"), "utf8");

export interface About {
  readonly title: string;
  readonly at: Date;
  readonly isQuick: boolean;
  readonly machineLine: string;
  readonly conditions: string;
}

/** The results as a page that needs nothing besides itself. */
export function pageOf(about: About, panels: readonly Panel[]): string {
  const { title, at, isQuick, machineLine, conditions } = about;
  const measures = [...new Set(panels.map(({ measure }) => measure))];
  const day = at.toISOString().slice(0, 10);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}</title>
<style>
${style}</style>
</head>
<body>
<header>
<h1>${escape(title)}</h1>
<p>The same chat job twice on the same Bun: as a careful programmer would first write it, and as Bantam does it.
Both store every message before they tell it. A dot is the median of the rounds, the line through it goes from the least to the most.</p>
<p class="machine">${escape(machineLine)}<br>${escape(conditions)}<br>${day}${isQuick ? ", a quick run: read the orders of size" : ""}</p>
${scores(panels.flatMap(figuresOf))}
</header>
<main>
${measures
  .map((measure) =>
    section(
      measure,
      panels.filter((panel) => panel.measure === measure),
    ),
  )
  .join("\n")}
</main>
</body>
</html>
`;
}

function scores(figures: readonly Figure[]): string {
  const asked = figures.filter((figure) => figure.asked !== undefined);
  const met = figures.filter((figure) => isOk(figure)).length;
  const askedMet = asked.filter((figure) => isOk(figure, figure.asked)).length;
  return `<dl class="scores">
<div><dt>targets met</dt><dd>${met} <span>of ${figures.length}</span></dd></div>
<div><dt>met as asked for</dt><dd>${askedMet} <span>of ${asked.length}</span></dd></div>
</dl>`;
}

function section(measure: string, panels: readonly Panel[]): string {
  return `<section>
<h2>${escape(measure)}</h2>
<div class="panels">
${panels.map(figure).join("\n")}
</div>
</section>`;
}

function figure(panel: Panel): string {
  const { scenario, baseline, sides, targets, note } = panel;
  const isRatio = targets.of === "baseline";
  const heads = [
    "",
    panel.unit,
    ...(isRatio ? ["ratio"] : []),
    ...(targets.asked === undefined ? [] : ["asked"]),
    "target",
  ];
  const figures = figuresOf(panel);
  const rows = sides.map((side, i) => rowOf(side, figures[i], isRatio));
  return `<figure>
<figcaption>${escape(scenario)}</figcaption>
${chartOf(panel)}
<table>
<thead><tr>${heads.map((head) => `<th scope="col">${escape(head)}</th>`).join("")}</tr></thead>
<tbody>
<tr><th scope="row" class="${classOf(baseline)}">${escape(baseline.name)}</th><td>${spread(baseline)}</td>${"<td></td>".repeat(heads.length - 2)}</tr>
${rows.join("\n")}
</tbody>
</table>
<p class="note">${escape(note)}</p>
</figure>`;
}

function rowOf(side: Side, found: Figure | undefined, isRatio: boolean): string {
  if (!found) return "";
  const { value, asked, target } = found;
  const cells = [
    ...(isRatio ? [short(value)] : []),
    ...(asked === undefined ? [] : [verdict(asked, isOk(found, asked))]),
    verdict(target, isOk(found)),
  ];
  const tail = cells.map((cell) => `<td>${cell}</td>`).join("");
  return `<tr><th scope="row" class="${classOf(side)}">${escape(side.name)}</th><td>${spread(side)}</td>${tail}</tr>`;
}

function spread({ values }: Side): string {
  const [least, most] = spreadOf(values);
  const range = values.length > 1 ? `<small>${short(least)} to ${short(most)}</small>` : "";
  return `${short(median(values))}${range}`;
}

function verdict(target: number, ok: boolean): string {
  return `<span class="${ok ? "met" : "missed"}" title="${ok ? "met" : "missed"}">${short(target)} ${ok ? "✓" : "✗"}</span>`;
}
