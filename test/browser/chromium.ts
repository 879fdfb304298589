import { type Browser, chromium } from "playwright-core";

/** Debian's Chromium, which asks nobody but the server under test. The caller closes it. */
export function launch(options: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...options,
    ],
  });
}
