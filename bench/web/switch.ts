import type { Browser } from "playwright-core";
import type { Id } from "../../src/protocol/id.ts";
import { type Figure, median, percentile } from "../figure.ts";
import { painted, type Size, type Stage, Visitor } from "./stage.ts";

const rest_ms = 400;
/** So long the mouse is on a link before it is pressed, and it is pressed for so long: hardly anybody is quicker. */
const aim_ms = 150;
const hold_ms = 80;

/** The messages that are seen. Those of another channel may be drawn beneath them, and stand before them. */
const seen = `[...document.querySelectorAll(".messages")].at(-1)`;
/** The address of the channel whose messages are seen; null while they are not there. */
const shown = `${seen}.querySelector(".message[data-seq] .body") && (document.querySelector("a.channel-link[aria-current]")?.href ?? null)`;

/** In the page: from a click on a channel's link, or the key for the one before, to the frame after the one in which its messages were drawn. */
const watch = `window.switches = [];
for (const type of ["click", "keydown"]) addEventListener(type, (event) => {
  if (type === "click" ? !event.target.closest("a.channel-link") : event.key !== "ArrowUp") return;
  if (window.isSwapping) return;
  const before = ${seen}.querySelector(".message[data-seq]");
  const link = document.querySelector("a.channel-link[aria-current]");
  const look = () => {
    const isThere = !before.isConnected && !link.hasAttribute("aria-current") && document.querySelector(".message[data-seq] .body");
    requestAnimationFrame(isThere ? () => switches.push(performance.now() - event.timeStamp) : look);
  };
  requestAnimationFrame(look);
}, { capture: true })`;

/** From here on such a click puts the rows in sight there once more, as elements that are ready: what is left is the browser's own work. */
const swap = `{
  let before, copy;
  addEventListener("pointerdown", () => {
    before = ${seen};
    copy = before.cloneNode(true);
    const { top } = before.querySelector(".messages-scroll").getBoundingClientRect();
    const isAbove = [...before.querySelectorAll("li")].map((row) => row.getBoundingClientRect().bottom <= top);
    copy.querySelectorAll("li").forEach((row, i) => isAbove[i] && row.remove());
  }, { capture: true });
  window.isSwapping = true;
  addEventListener("click", (event) => {
    if (!event.target.closest("a.channel-link")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    before.replaceWith(copy);
    const scroller = copy.querySelector(".messages-scroll");
    scroller.scrollTop = scroller.scrollHeight;
    requestAnimationFrame(() => requestAnimationFrame(() => switches.push(performance.now() - event.timeStamp)));
  }, { capture: true });
}`;

/** Channels that were not opened before, and then, in the same order, those whose messages are in memory. */
export async function switching(
  browser: Browser,
  { server, person, long, others }: Stage,
  size: Size,
): Promise<Figure[]> {
  await using visitor = await Visitor.open(browser, server.url, person.token, size.slowdown);
  await visitor.enter(long);
  const chosen = others.slice(0, size.switches + 1);
  let count = 0;
  const go = async (channel: Id) => {
    const link = await visitor.link(channel);
    await link.scrollIntoViewIfNeeded();
    await link.hover();
    await visitor.page.waitForTimeout(size.rests * aim_ms);
    // Playwright's own click, and looking from outside whether it is done, are scripts in the page too: they would be measured.
    await visitor.page.mouse.down();
    await visitor.page.waitForTimeout(hold_ms);
    await visitor.page.mouse.up();
    return wait();
  };
  const goBack = async () => {
    await visitor.page.keyboard.press("Alt+ArrowUp");
    return wait();
  };
  const wait = async () => {
    await visitor.page.waitForTimeout(size.rests * rest_ms);
    await visitor.page.waitForFunction((count) => Reflect.get(globalThis, "switches").length === count, ++count);
    return visitor.page.evaluate<number>("switches.at(-1)");
  };
  const goAll = async () => {
    const times: number[] = [];
    for (const channel of chosen) times.push(await go(channel));
    // The first of each kind also compiles what no switch needed before it.
    return times.slice(1);
  };
  await visitor.page.evaluate(watch);
  const cold = await goAll();
  const warm = await goAll();
  // The list is gone down once, so that the way back up leads through channels that are in memory.
  for (let i = 0; i < chosen.length; i++) {
    const before = JSON.stringify(await visitor.page.evaluate<string>(shown));
    await visitor.page.keyboard.press("Alt+ArrowDown");
    await visitor.page.evaluate(`(async () => { while ([null, ${before}].includes(${shown})) await ${painted}; })()`);
    await visitor.page.waitForTimeout(size.rests * rest_ms);
  }
  const keys: number[] = [];
  for (let i = 1; i < chosen.length; i++) keys.push(await goBack());
  await visitor.page.evaluate(swap);
  const own = `; the rows in sight put there as elements that are ready: ${median(await goAll()).toFixed(0)} ms`;
  return [
    ...figures("warm", 50, warm, size.slowdown, own),
    ...figures("cold", 150, cold, size.slowdown, own),
    ...figures("warm, by key", 50, keys, size.slowdown, own),
  ];
}

function figures(kind: string, target: number, times: readonly number[], slowdown: number, own: string): Figure[] {
  const note = `${slowdown}x slower CPU; ${times.length} switches, ${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)} ms, from the click or key to the frame after the messages'${own}`;
  return [
    { name: `channel switch, ${kind}: median`, value: median(times), unit: "ms", target, note },
    { name: `channel switch, ${kind}: p95`, value: percentile(times, 0.95), unit: "ms", target, note },
  ];
}
