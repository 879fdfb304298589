import { functionsOf, whereOf } from "../frames.ts";
import { element, percent, time } from "./element.ts";
import type { State } from "./state.ts";

const shown_max = 30;

/** The heaviest functions by self time, of what the graph shows; of those that match, while something is searched for. */
export function makeTable(state: State): HTMLElement {
  const body = element("tbody");
  const heads = ["Self", "Total", "Function", "Where"].map((text) => element("th", { scope: "col" }, text));
  const caption = element("caption");
  const draw = () => {
    const { zoomed, root, query } = state;
    caption.textContent = `${zoomed === root ? "" : `Within ${zoomed.name}. `}Self: in the function itself. Total: with what it calls. Shares are of ${time(root.total_us)}.`;
    const isShown = query === "" ? () => true : state.matches.bind(state);
    const functions = functionsOf({ ...root, children: [zoomed === root ? root.children : [zoomed]].flat() });
    const rows = functions.filter(isShown).slice(0, shown_max);
    const most_us = Math.max(1, rows[0]?.self_us ?? 0);
    body.replaceChildren(
      ...rows.map((each) => {
        const bar = element("span", { class: `bar ${each.kind}` });
        bar.style.width = `${(100 * each.self_us) / most_us}%`;
        return element(
          "tr",
          {},
          element("td", { class: "number" }, bar, percent(each.self_us, root.total_us)),
          element("td", { class: "number" }, percent(each.total_us, root.total_us)),
          element("th", { scope: "row" }, each.name),
          element("td", { class: "where" }, whereOf(each)),
        );
      }),
    );
  };
  state.onChange(draw);
  draw();
  const table = element("table", {}, caption, element("thead", {}, element("tr", {}, ...heads)), body);
  return element("section", { "aria-label": "Heaviest functions" }, element("h2", {}, "Heaviest functions"), table);
}
