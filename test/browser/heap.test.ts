import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser } from "playwright-core";
import type { Id } from "../../src/protocol/id.ts";
import { openWorkspace } from "../support/people.ts";
import { launch } from "./chromium.ts";
import { Window } from "./window.ts";

setDefaultTimeout(60_000);

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

test("what was drawn is let go of, while messages come in and channels are changed", async () => {
  await using workspace = await openWorkspace({ run: "binary" });
  const channels: Id[] = [];
  for (let i = 0; i < 4; i++) channels.push(await workspace.channel("ben", ["cho"]));
  await using cho = await Window.open(browser);
  await cho.signIn(workspace.server.url, workspace.people.cho);
  const cdp = await cho.page.context().newCDPSession(cho.page);
  const round = async (): Promise<number> => {
    for (const channel of channels) {
      await cho.page.locator(`a[href="/c/${channel}"]`).click();
      for (let i = 0; i < 30; i++) {
        const { seq } = await workspace.call("ben", "message.send", { channel, body: `*One* of many: ${i}` });
        await cho.page.locator(`[data-seq="${seq}"]`).waitFor();
      }
    }
    for (let i = 0; i < 3; i++) await cdp.send("HeapProfiler.collectGarbage");
    return (await cdp.send("Memory.getDOMCounters")).nodes;
  };
  // Each channel has as many rows as are drawn at once from the second round on.
  await round();
  await round();
  const before = await round();
  await round();
  await round();
  expect(await round()).toBeLessThan(before * 1.2);
});
