import type { Frame } from "../frames.ts";
import { element, percent, time } from "./element.ts";
import type { State } from "./state.ts";

const row_rem = 1.5;
/** What is narrower than this share of the graph cannot be seen, and is not drawn. */
const share_min = 0.0008;

/** The flame graph, callers above what they call: a tree for the keyboard and for screen readers. */
export function makeGraph(state: State, details: HTMLElement): HTMLElement {
  const graph = element("div", { class: "graph", role: "tree", "aria-label": "Flame graph" });
  const drawn = new Map<Element, Frame>();
  const elements = new Map<Frame, HTMLElement>();
  let focused: Frame | undefined;

  function draw(): void {
    const hadFocus = graph.contains(document.activeElement);
    drawn.clear();
    elements.clear();
    graph.replaceChildren();
    const path = state.pathTo(state.zoomed);
    for (const [depth, frame] of path.entries()) place(frame, depth, 0, 1, true);
    const rows = layOut(state.zoomed, path.length, 0, 1);
    graph.style.height = `${rows * row_rem}rem`;
    const target = (focused && elements.get(focused)) ?? elements.get(state.zoomed);
    if (target) target.tabIndex = 0;
    if (hadFocus) target?.focus();
  }

  /** Returns how many rows there are down to its lowest frame. */
  function layOut(frame: Frame, depth: number, left: number, width: number): number {
    if (width < share_min) return depth;
    place(frame, depth, left, width, false);
    let rows = depth + 1;
    let at = left;
    for (const child of frame.children) {
      const share = (width * child.total_us) / Math.max(1, frame.total_us);
      rows = Math.max(rows, layOut(child, depth + 1, at, share));
      at += share;
    }
    return rows;
  }

  function place(frame: Frame, depth: number, left: number, width: number, isAbove: boolean): void {
    const { name, place, kind } = frame;
    const label = `${name}${place && `, ${place}`}, ${percent(frame.total_us, state.root.total_us)} of the time`;
    const attributes = { role: "treeitem", tabindex: "-1", "aria-level": String(depth + 1), "aria-label": label };
    const text = element("span", {}, name, element("i", {}, place));
    const made = element("div", { class: `frame ${kind}`, ...attributes }, text);
    made.classList.toggle("above", isAbove);
    made.classList.toggle("match", state.matches(frame));
    made.classList.toggle("other", state.query !== "" && !state.matches(frame));
    made.setAttribute("aria-selected", String(frame === state.zoomed));
    if (frame.children.length > 0) made.setAttribute("aria-expanded", "true");
    made.style.left = `${left * 100}%`;
    made.style.width = `${width * 100}%`;
    made.style.top = `${depth * row_rem}rem`;
    drawn.set(made, frame);
    elements.set(frame, made);
    graph.append(made);
  }

  function tell(frame: Frame): void {
    const { name, place, self_us, total_us } = frame;
    const { root, zoomed } = state;
    const numbers = `total ${time(total_us)}, ${percent(total_us, root.total_us)} · self ${time(self_us)}, ${percent(self_us, root.total_us)}`;
    const share = zoomed === root ? "" : ` · ${percent(total_us, zoomed.total_us)} of ${zoomed.name}`;
    details.replaceChildren(element("strong", {}, name), ` ${place} `, element("span", {}, numbers + share));
  }

  function frameAt(event: Event): Frame | undefined {
    const found = event.target instanceof Element ? event.target.closest("[role=treeitem]") : undefined;
    return found ? drawn.get(found) : undefined;
  }

  function focus(frame: Frame | undefined): void {
    const target = frame && elements.get(frame);
    if (!target) return;
    const before = focused && elements.get(focused);
    if (before) before.tabIndex = -1;
    focused = frame;
    target.tabIndex = 0;
    target.focus();
  }

  /** Where a key leads from a frame. */
  function next(frame: Frame, key: string): Frame | undefined {
    const above = state.above(frame);
    const beside = above?.children ?? [];
    switch (key) {
      case "ArrowDown":
        return frame.children[0];
      case "ArrowUp":
        return above;
      case "ArrowRight":
        return beside[beside.indexOf(frame) + 1];
      case "ArrowLeft":
        return beside[beside.indexOf(frame) - 1];
      case "Home":
        return state.root;
      default:
        return undefined;
    }
  }

  graph.addEventListener("click", (event) => {
    const frame = frameAt(event);
    if (!frame) return;
    focused = frame;
    state.zoomed = frame;
  });
  graph.addEventListener("keydown", (event) => {
    const frame = frameAt(event);
    if (!frame || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === " ") {
      focused = frame;
      state.zoomed = frame;
    } else if (event.key === "Escape" || event.key === "Backspace") {
      const { zoomed } = state;
      focused = zoomed;
      state.zoomed = state.above(zoomed) ?? zoomed;
    } else {
      const to = next(frame, event.key);
      if (!to && !event.key.startsWith("Arrow")) return;
      focus(to);
    }
    event.preventDefault();
  });
  for (const type of ["mouseover", "focusin"])
    graph.addEventListener(type, (event) => {
      const frame = frameAt(event);
      if (frame) tell(frame);
    });
  graph.addEventListener("mouseleave", () => tell(state.zoomed));
  state.onChange(() => {
    draw();
    tell(state.zoomed);
  });
  draw();
  tell(state.zoomed);
  return graph;
}
