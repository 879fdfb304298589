import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser, Locator } from "playwright-core";
import { launch } from "./chromium.ts";
import { type Example, openExample } from "./example.ts";
import { motion, phone, Window } from "./window.ts";

setDefaultTimeout(120_000);

/** WCAG 2.2, 2.5.8; and what a finger needs. */
const target_px_min = 24;
const touched_px_min = 44;

let browser: Browser;
let example: Example;
beforeAll(async () => {
  [browser, example] = await Promise.all([launch(), openExample()]);
});
afterAll(async () => {
  await browser.close();
  await example[Symbol.asyncDispose]();
});

async function open(window: Window): Promise<void> {
  await window.enter(`${example.server.url}/c/${example.channels.launch}`, example);
  await window.message("switched on").getByText("Aiko").waitFor();
}

/** Buttons, links and fields that are smaller than they may be; links in sentences may. */
function tooSmall(px_min: number): string {
  return `[...document.querySelectorAll("button, input, .channel-link, textarea")]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.matches(".link-button"))
    .filter((element) => {
      const { width, height } = element.getBoundingClientRect();
      return Math.min(width, height) < ${px_min};
    })
    .map((element) => element.outerHTML.slice(0, 100))`;
}

test("from a small phone to a large screen nothing sticks out, and lines stay as short as they are read", async () => {
  await using window = await Window.open(browser);
  await open(window);
  const measured = async (density: string) => {
    await window.page.evaluate(`void (document.documentElement.dataset.density = "${density}")`);
    return window.page.evaluate<{ outside: number; line_rem: number; composer_rem: number }>(`(() => {
      const rem_px = parseFloat(getComputedStyle(document.documentElement).fontSize);
      const width_rem = (selector) =>
        Math.max(...[...document.querySelectorAll(selector)].map((element) => element.offsetWidth)) / rem_px;
      const { scrollWidth, clientWidth } = document.documentElement;
      return { outside: scrollWidth - clientWidth, line_rem: width_rem(".body"), composer_rem: width_rem(".composer") };
    })()`);
  };
  for (const width of [320, 390, 768, 1280, 2560]) {
    await window.page.setViewportSize({ width, height: 900 });
    for (const density of ["cosy", "compact"]) {
      const { outside, line_rem, composer_rem } = await measured(density);
      expect(outside).toBe(0);
      expect(line_rem).toBeLessThanOrEqual(50);
      expect(composer_rem).toBeLessThanOrEqual(66);
    }
  }
  expect(window.complaints).toEqual([]);
});

test("at 200 and 400 % zoom nothing is out of reach: messages, the field with a long text, dialogs, settings", async () => {
  await using window = await Window.open(browser);
  const { page } = window;
  await open(window);
  const edges = async (found: Locator) => {
    await found.scrollIntoViewIfNeeded();
    const { x = -1, y = -1, width = 0, height = 0 } = (await found.boundingBox()) ?? {};
    const { width: width_max, height: height_max } = page.viewportSize() ?? { width: 0, height: 0 };
    return [x >= 0, y >= 0, x + width <= width_max, y + height <= height_max];
  };
  const isInside = async (found: Locator) => {
    // What comes with a movement, or while more is found, may be outside at first, or once more.
    const deadline = performance.now() + 5000;
    let last: boolean[] = [];
    for (let times = 0; times < 2 && performance.now() < deadline; await Bun.sleep(20)) {
      last = await edges(found);
      times = last.includes(false) ? 0 : times + 1;
    }
    expect(last).toEqual([true, true, true, true]);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  };
  for (const viewport of [
    { width: 640, height: 400 },
    { width: 320, height: 256 },
  ]) {
    await page.setViewportSize(viewport);
    await window.composer.fill("A line\n".repeat(40));
    await isInside(window.composer);
    await isInside(window.button("Send"));
    expect((await page.locator(".messages-scroll").boundingBox())?.height).toBeGreaterThan(0);
    await window.composer.fill("");
    await page.keyboard.press("Control+/");
    await isInside(window.dialog);
    await isInside(window.dialog.getByRole("button", { name: "Close" }));
    await isInside(window.dialog.locator("kbd").last());
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Jump to" }).fill("a");
    await isInside(page.getByRole("option").last());
    await page.keyboard.press("Escape");
    await window.button("Channel actions").click();
    for (const entry of await page.getByRole("menuitem").all()) await isInside(entry);
    await page.keyboard.press("Escape");
  }
  await window.visit("/settings/appearance");
  await isInside(page.getByRole("heading", { level: 2 }));
  await isInside(page.locator("main label:visible").last());
});

test("at 320 px what commands are called is whole, and what is said of a picture takes two lines", async () => {
  for (const touch of [{}, { isMobile: true, hasTouch: true }]) {
    await using window = await Window.open(browser, { ...touch, viewport: { width: 320, height: 640 } });
    const { page } = window;
    await open(window);
    await page.keyboard.press("Control+k");
    await page.getByRole("option", { name: "Mark everything as read" }).waitFor();
    const isCut = "({ scrollWidth, clientWidth }) => scrollWidth > clientWidth";
    const cut = `[...document.querySelectorAll(".switcher-text")].filter(${isCut}).map((text) => text.textContent)`;
    expect(await page.evaluate<string[]>(cut)).toEqual([]);

    await window.visit(`/c/${example.channels.photos}`);
    await page.locator(".picture-open").last().click();
    await window.dialog.locator("time").waitFor();
    const lines = `(() => {
      const about = document.querySelector(".lightbox-about > p");
      return Math.round(about.offsetHeight / parseFloat(getComputedStyle(about).lineHeight));
    })()`;
    expect(await page.evaluate<number>(lines)).toBe(2);
    expect(await page.evaluate(`document.querySelector(".lightbox-header").offsetWidth`)).toBe(320);
  }
});

test("what is pressed is large enough, for a mouse and for a finger", async () => {
  await using window = await Window.open(browser);
  await open(window);
  await window.button("Members").click();
  await window.page.locator(".member").first().waitFor();
  expect(await window.page.evaluate<string[]>(tooSmall(target_px_min))).toEqual([]);

  await using touched = await Window.open(browser, phone);
  await open(touched);
  expect(await touched.page.evaluate<string[]>(tooSmall(touched_px_min))).toEqual([]);
  await touched.button("Open the list of channels").tap();
  await touched.channelLink("kitchen").waitFor();
  await touched.until(`document.querySelector(".sidebar").getAnimations().length === 0`);
  expect(await touched.page.evaluate<string[]>(tooSmall(touched_px_min))).toEqual([]);
});

test("nothing jumps: neither when history comes, nor when the connection goes", async () => {
  await using window = await Window.open(browser, motion);
  await open(window);
  await window.page.reload();
  await window.message("switched on").getByText("Aiko").waitFor();
  const shift = () =>
    window.page.evaluate<number>(`new Promise((resolve) => {
      let sum = 0;
      const add = (list) => list.getEntries().forEach(({ value }) => (sum += value));
      const observer = new PerformanceObserver(add);
      observer.observe({ type: "layout-shift", buffered: true });
      requestAnimationFrame(() => setTimeout(() => resolve((add({ getEntries: () => observer.takeRecords() }), sum)), 0));
    })`);
  expect(await shift()).toBeLessThan(0.01);
  await example.server.kill("SIGKILL");
  await window.page.getByText("The connection is lost").waitFor();
  expect(await shift()).toBeLessThan(0.01);
  await example.server.start();
  await window.page.getByText("The connection is lost").waitFor({ state: "hidden" });
  expect(await shift()).toBeLessThan(0.01);
});
