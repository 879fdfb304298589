/** The script of the page that page.ts makes: draws the profile that stands in it. */
import { functionsOf } from "../frames.ts";
import { type Kind, kindLabels, kinds } from "../kinds.ts";
import { profile as profileShape } from "../profile.ts";
import { button, element, percent, time } from "./element.ts";
import { makeGraph } from "./graph.ts";
import { State } from "./state.ts";
import { makeTable } from "./table.ts";

const data = document.getElementById("profile")?.textContent ?? "";
const profile = profileShape.read(JSON.parse(data), "profile", "server");
const state = new State(profile);

const hint =
  "Above is who calls, below who is called. Click or Enter zooms in, Escape zooms out, arrow keys go around.";
const details = element("p", { class: "details", role: "status" });
document.body.append(
  element("header", {}, element("h1", {}, "Where time goes"), element("p", {}, about())),
  element(
    "main",
    {},
    controls(),
    makeLegend(),
    makeGraph(state, details),
    details,
    element("p", { class: "hint" }, hint),
    makeTable(state),
  ),
);

function about(): string {
  const { of, at, cpu_us, other_threads_us } = profile.bantam;
  const busy = percent(state.root.total_us, state.all.total_us);
  return `${of}, ${new Date(at).toLocaleString()}, ${time(state.all.total_us)}: ${busy} busy, with ${time(cpu_us)} of CPU. Other threads used ${time(other_threads_us)} more.`;
}

function controls(): HTMLElement {
  const search = element("input", { type: "search", id: "search", placeholder: "Name or file", autocomplete: "off" });
  search.addEventListener("input", () => {
    state.query = search.value;
  });
  const found = element("output", { for: "search" });
  const idle = element("input", { type: "checkbox" });
  idle.addEventListener("change", () => {
    state.isIdleShown = idle.checked;
  });
  const back = button("Zoom out", () => {
    state.zoomed = state.above(state.zoomed) ?? state.zoomed;
  });
  const all = button("Show all", () => {
    state.zoomed = state.root;
  });
  const draw = () => {
    back.disabled = all.disabled = state.zoomed === state.root;
    const count = functionsOf(state.zoomed).filter((each) => state.matches(each)).length;
    const share = percent(state.matched_us(), state.zoomed.total_us);
    found.textContent = state.query === "" ? "" : `${share} in ${count === 1 ? "1 function" : `${count} functions`}`;
  };
  state.onChange(draw);
  draw();
  return element(
    "div",
    { class: "controls" },
    element("label", { class: "search" }, "Search ", search),
    found,
    element("span", { class: "space" }),
    back,
    all,
    element("label", { class: "check" }, idle, "Idle time"),
    button("Save .cpuprofile", save),
  );
}

/** What each colour means, and how much of the time is of it. */
function makeLegend(): HTMLElement {
  const list = element("ul", { class: "legend", "aria-label": "Self time by part" });
  const draw = () => {
    const times = new Map<Kind, number>();
    for (const { kind, self_us } of functionsOf(state.root)) times.set(kind, (times.get(kind) ?? 0) + self_us);
    const used = kinds.filter((kind) => (times.get(kind) ?? 0) > 0);
    list.replaceChildren(
      ...used.map((kind) =>
        element(
          "li",
          {},
          element("span", { class: `swatch ${kind}` }),
          `${kindLabels[kind]} ${percent(times.get(kind) ?? 0, state.root.total_us)}`,
        ),
      ),
    );
  };
  state.onChange(draw);
  draw();
  return list;
}

function save(): void {
  const url = URL.createObjectURL(new Blob([data], { type: "application/json" }));
  element("a", { href: url, download: "bantam.cpuprofile" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
