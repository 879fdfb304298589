import type { Browser, CDPSession } from "playwright-core";
import { type Figure, percentile } from "../figure.ts";
import { painted, type Size, type Stage, Visitor } from "./stage.ts";

/** Frames come 60 times a second: one that comes after half as much again was late, and one was left out. */
const frame_ms = 1000 / 60;
const late_ms = frame_ms * 1.5;
const key_ms = [60, 110] as const;
const wheel_ms = 16;
const wheel_px = 60;
/** The list turns round after so many turns of the wheel, so that it stays within what is loaded. */
const turns = 120;
const rest_ms = 1000;

/** Below this the browser tells of no event; durations are multiples of 8 ms, with the paint that shows what was typed. */
const told_ms = 16;

/** So often the rows that are drawn stand in the page that is scrolled for comparison. */
const copies = 15;

/**
 * One channel with very many messages loaded: typing beside them, and scrolling them. The same is done on an empty page, which
 * says what this browser and machine do by themselves, and a page without scripts in which such rows stand is scrolled as well.
 */
export async function longChannel(browser: Browser, { server, person, long }: Stage, size: Size): Promise<Figure[]> {
  await using empty = await Visitor.open(browser, server.url, person.token);
  // A page without a content policy, on which there is a field and something to scroll.
  await empty.page.setContent(
    `<textarea id="composer"></textarea><div class="messages-scroll" style="height: 600px; overflow-y: scroll"><div style="height: 1000000px">Nothing</div></div>`,
  );
  await empty.page.evaluate(`void (document.querySelector(".messages-scroll").scrollTop = 500000)`);
  const own = await measure(empty, size);

  await using visitor = await Visitor.open(browser, server.url, person.token);
  await visitor.enter(long);
  const loaded = await loadOlder(visitor, size);
  const ours = await measure(visitor, size);
  await standStill(visitor, size);
  const still = await scroll(visitor, size.scroll_ms);
  const counted = `a frame is late that comes more than ${late_ms.toFixed(0)} ms after the one before, by requestAnimationFrame`;
  return [
    {
      name: `key press to glyph, ${loaded} messages loaded: p95`,
      value: ours.key_ms,
      unit: "ms",
      target: 16,
      note: `${size.keys} keys, Event Timing: to the paint, in steps of 8 ms; an empty page's: ${own.key_ms}. To the end of the frame's script: p95 ${ours.script_ms.toFixed(1)} ms, an empty page's ${own.script_ms.toFixed(1)}`,
    },
    {
      name: `late frames while scrolling ${loaded} messages`,
      value: ours.late * 100,
      unit: "%",
      target: 1,
      note: `of ${ours.frames}; ${counted}; of the same page without scripts, its rows ${copies} times: ${(still.late * 100).toFixed(2)} % of ${still.frames}; an empty page's: ${(own.late * 100).toFixed(2)} % of ${own.frames}`,
    },
  ];
}

/** Scrolls to the top until so many messages are loaded, or there are no more, and then a little back. Says how many. */
async function loadOlder({ page, cdp }: Visitor, { loaded: wanted, rests }: Size): Promise<number> {
  const loaded = await page.evaluate<number>(`(async () => {
    const scroller = document.querySelector(".messages-scroll");
    const seqs = () => [...document.querySelectorAll(".message[data-seq]")].map((row) => Number(row.dataset.seq));
    const newest = Math.max(...seqs());
    let unchanged = 0;
    let oldest = newest;
    while (newest - oldest < ${wanted} && unchanged < 60) {
      scroller.scrollTop = 0;
      await ${painted};
      const now = Math.min(...seqs());
      unchanged = now === oldest ? unchanged + 1 : 0;
      oldest = now;
    }
    scroller.scrollTop = scroller.scrollHeight / 2;
    await ${painted};
    return newest - oldest;
  })()`);
  await cdp.send("HeapProfiler.collectGarbage");
  await page.waitForTimeout(rests * rest_ms);
  return loaded;
}

/** Puts what is seen into a page without scripts, with as many rows as are scrolled: none of them comes or goes. */
async function standStill({ page }: Visitor, { rests }: Size): Promise<void> {
  const html = await page.evaluate<string>(`(() => {
    const copy = document.documentElement.cloneNode(true);
    const style = document.createElement("style");
    style.textContent = [...document.styleSheets].flatMap(({ cssRules }) => [...cssRules]).map(({ cssText }) => cssText).join("\\n");
    for (const element of copy.querySelectorAll("script, link, noscript")) element.remove();
    copy.querySelector("head").append(style);
    const list = copy.querySelector(".messages-list");
    list.removeAttribute("style");
    const rows = list.querySelectorAll(":scope > :not(.aside)");
    for (let i = 1; i < ${copies}; i++) for (const row of rows) list.append(row.cloneNode(true));
    return copy.outerHTML;
  })()`);
  await page.goto("about:blank");
  await page.setContent(`<!doctype html>${html}`);
  await page.evaluate(`void (document.querySelector(".messages-scroll").scrollTop = 1000000)`);
  await page.waitForTimeout(rests * rest_ms);
}

interface Measured {
  readonly key_ms: number;
  readonly script_ms: number;
  /** The share of frames that were late. */
  readonly late: number;
  readonly frames: number;
}

async function measure(visitor: Visitor, size: Size): Promise<Measured> {
  const keys = await type(visitor, size);
  return { ...keys, ...(await scroll(visitor, size.scroll_ms)) };
}

async function type(
  { page, cdp }: Visitor,
  { keys: count, rests }: Size,
): Promise<Pick<Measured, "key_ms" | "script_ms">> {
  await page.locator("#composer").focus();
  await page.evaluate(`(() => {
    const times = { told: [], script: [] };
    const observer = new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) if (name === "keydown") times.told.push(duration);
    });
    observer.observe({ type: "event", durationThreshold: ${told_ms} });
    addEventListener("keydown", ({ timeStamp }) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => times.script.push(performance.now() - timeStamp);
        port2.postMessage(undefined);
      });
    }, { capture: true });
    window.typed = () => times;
  })()`);
  for (let i = 0; i < count; i++) {
    await press(cdp, i % 6 === 5 ? " " : ("abcdefgh"[i % 8] ?? "a"));
    await Bun.sleep(key_ms[0] + Math.random() * (key_ms[1] - key_ms[0]));
  }
  await page.waitForTimeout(rests * rest_ms);
  await page.waitForFunction((count) => Reflect.get(globalThis, "typed")().script.length >= count, count);
  const { told, script } = await page.evaluate<{ told: number[]; script: number[] }>("window.typed()");
  const value = await page.locator("#composer").inputValue();
  if (value.length !== count || script.length !== count)
    throw new Error(`${count} keys were pressed, ${value.length} seen`);
  // What is not told of counts as quick. Where nothing is presented nothing is told: then it is not.
  const slow = script.filter((time_ms) => time_ms >= 2 * told_ms).length;
  if (told.length < slow) throw new Error(`${slow} keys took long, and of ${told.length} the browser told`);
  const quick = Array.from({ length: count - told.length }, () => told_ms / 2);
  return { key_ms: percentile([...told, ...quick], 0.95), script_ms: percentile(script, 0.95) };
}

async function press(cdp: CDPSession, text: string): Promise<void> {
  await cdp.send("Input.dispatchKeyEvent", { type: "keyDown", text, key: text });
  await cdp.send("Input.dispatchKeyEvent", { type: "keyUp", key: text });
}

async function scroll({ page, cdp }: Visitor, length_ms: number): Promise<Pick<Measured, "late" | "frames">> {
  const box = await page.locator(".messages-scroll").boundingBox();
  if (!box) throw new Error("there is nothing to scroll");
  await page.evaluate(`(() => {
    const times = [];
    let isOver = false;
    const from = document.querySelector(".messages-scroll").scrollTop;
    let moved = 0;
    const look = (now) => {
      times.push(now);
      moved = Math.max(moved, Math.abs(document.querySelector(".messages-scroll").scrollTop - from));
      if (!isOver) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    window.scrolled = () => ((isOver = true), { times, moved });
  })()`);
  const sent: Promise<unknown>[] = [];
  const began = performance.now();
  for (let i = 0; performance.now() - began < length_ms; i++) {
    const deltaY = Math.floor(i / turns) % 2 === 0 ? -wheel_px : wheel_px;
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    sent.push(cdp.send("Input.dispatchMouseEvent", { type: "mouseWheel", ...at, deltaX: 0, deltaY }));
    await Bun.sleep(Math.max(0, began + (i + 1) * wheel_ms - performance.now()));
  }
  await Promise.all(sent);
  const { times, moved } = await page.evaluate<{ times: number[]; moved: number }>("window.scrolled()");
  if (moved < wheel_px) throw new Error("nothing was scrolled");
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
  return { late: gaps.filter((gap) => gap > late_ms).length / gaps.length, frames: gaps.length };
}
