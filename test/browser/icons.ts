/** `bun test/browser/icons.ts` draws the icons of tab and installed app from src/server/icons/icon.svg, when that has changed. */
import { join } from "node:path";
import { launch } from "./chromium.ts";

const src = join(import.meta.dir, "../../src");
const drawing = await Bun.file(join(src, "server/icons/icon.svg")).text();
const [, ground = ""] = /<rect[^>]* fill="(#\w+)"/.exec(drawing) ?? [];

/** `name`: the file, below src; `full`: the ground goes to the edges, since the system cuts the shape; `size`: how much of the width the drawing has. */
const icons = [
  // In a tab, however many pixels its 16 are. As a drawing it would cost the page 10 ms at each load: Chromium draws it on the page's own thread.
  { name: "web/icon", px: 64, full: false, size: 1 },
  { name: "server/icons/icon-192", px: 192, full: false, size: 1 },
  { name: "server/icons/icon-512", px: 512, full: false, size: 1 },
  // What matters is within the middle 80 % (W3C, Web Application Manifest, icon masks).
  { name: "server/icons/icon-maskable", px: 512, full: true, size: 0.8 },
  { name: "server/icons/apple-touch-icon", px: 180, full: true, size: 0.9 },
];

const browser = await launch();
const page = await browser.newPage();
for (const { name, px, full, size } of icons) {
  await page.setViewportSize({ width: px, height: px });
  await page.setContent(
    `<style>html{background:${full ? ground : "transparent"}}body{margin:${(px * (1 - size)) / 2}px}svg{display:block;width:${px * size}px}</style>${drawing}`,
  );
  await page.screenshot({ path: join(src, `${name}.png`), omitBackground: true });
}
await browser.close();
