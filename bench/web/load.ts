import type { Browser } from "playwright-core";
import { type Figure, median, percentile } from "../figure.ts";
import { type Size, type Stage, Visitor } from "./stage.ts";

const kib = 1024;

/**
 * Runs in the page before anything else does. When messages and composer are there, a letter is put into the composer as if
 * it had been typed; when that has been painted, the time since the navigation began is the one that is measured.
 */
const watch = `window.usable = new Promise((resolve, reject) => {
  const look = () => {
    const composer = document.querySelector("#composer");
    if (!composer || !document.querySelector(".message[data-seq] .body")) return requestAnimationFrame(look);
    composer.focus();
    document.execCommand("insertText", false, "x");
    requestAnimationFrame(() => requestAnimationFrame(() => {
      if (document.querySelector("#composer").value === "x") resolve(performance.now());
      else reject(new Error("the composer does not accept text"));
    }));
  };
  requestAnimationFrame(look);
})`;

const sizes = `performance.getEntriesByType("resource")
  .filter(({ name }) => /\\.(js|css)$/.test(name)).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`;

/** From nothing to a channel that can be read and written to; and what came over the network for that. */
export async function load(
  browser: Browser,
  { server, person, long }: Stage,
  { loads, ...size }: Size,
): Promise<Figure[]> {
  const times: number[] = [];
  /** Of the last one: bodies as they were compressed, and with their headers. */
  let bodies_bytes = 0;
  let bytes = 0;
  for (let i = 0; i < loads; i++) {
    await using visitor = await Visitor.open(browser, server.url, person.token, size.slowdown);
    const { page, cdp } = visitor;
    bytes = 0;
    const counted = new Set<string>();
    cdp.on("Network.responseReceived", ({ requestId, type }) => {
      if (type === "Script" || type === "Stylesheet") counted.add(requestId);
    });
    cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      if (counted.has(requestId)) bytes += encodedDataLength;
    });
    await cdp.send("Network.enable");
    await page.addInitScript(watch);
    await page.goto(`/c/${long}`, { waitUntil: "commit" });
    times.push(await page.evaluate<number>("window.usable"));
    bodies_bytes = await page.evaluate<number>(sizes);
  }
  const spread = `${loads} new browser contexts, ${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)} ms`;
  const note = `${size.slowdown}x slower CPU; ${size.users} users, ${size.channels} channels, ${size.messages} messages; ${spread}`;
  return [
    {
      name: "JavaScript and CSS on first load",
      value: bodies_bytes / kib,
      unit: "KiB",
      target: 120,
      note: `compressed as the server sends them, until the channel is usable; ${(bytes / kib).toFixed(0)} KiB with their headers`,
    },
    { name: "cold load to usable channel: median", value: median(times), unit: "ms", target: 1500, note },
    { name: "cold load to usable channel: p95", value: percentile(times, 0.95), unit: "ms", target: 1500, note },
  ];
}
