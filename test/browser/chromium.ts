import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** The one that people have, for what is measured. */
export const whole = "/usr/bin/chromium";

/** The same without a browser's own windows, lists and bars: pages cost a third less in it. */
const headless = "/usr/bin/chromium-headless-shell";

/**
 * The lists under the address bar, for which each new window draws two pages more than its own: half of what it costs. Of this
 * switch only the last one counts, so those that Playwright switches off, and that matter to pages, stand here too.
 */
const disabled = [
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "OptimizationHints",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
];

/** Debian's Chromium, which asks nobody but the server under test. The caller closes it. */
export function launch(
  executablePath = existsSync(headless) ? headless : whole,
  options: readonly string[] = [],
): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--disable-features=${disabled.join(",")}`,
      // A window's first address comes into the process of the empty page that it opens with, which another would be started for.
      ...(executablePath === whole ? [] : ["--renderer-process-limit=1"]),
      ...options,
    ],
  });
}
