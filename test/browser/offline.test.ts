import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser } from "playwright-core";
import type { Id } from "../../src/protocol/id.ts";
import { openWorkspace, type Workspace } from "../support/people.ts";
import { launch } from "./chromium.ts";
import { phone, Window } from "./window.ts";

setDefaultTimeout(60_000);

let browser: Browser;
let workspace: Workspace;
beforeAll(async () => {
  [browser, workspace] = await Promise.all([launch(), openWorkspace({ run: "binary" })]);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await workspace[Symbol.asyncDispose]();
});

/** Everything that the browser keeps of this server: in its database, as text, and in its caches, by path. */
const database = `new Promise((resolve, reject) => {
  const opening = indexedDB.open("bantam");
  opening.onerror = () => reject(opening.error);
  opening.onupgradeneeded = () => opening.transaction.abort();
  opening.onsuccess = () => {
    const asking = opening.result.transaction("kept").objectStore("kept").getAll();
    asking.onsuccess = () => { opening.result.close(); resolve(JSON.stringify(asking.result)); };
  };
}).catch(() => "")`;
const cached = `(async () => {
  const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  const requests = (await Promise.all(caches_.map((cache) => cache.keys()))).flat();
  return requests.map(({ url }) => new URL(url).pathname);
})()`;

/** Waits until the device has all that it needs to start without the server. */
async function isKept(window: Window, text: string): Promise<void> {
  await window.until("navigator.serviceWorker.controller !== null");
  await window.until(`(${database}).then((all) => all.includes(${JSON.stringify(text)}))`);
}

async function openKept(handle: "cho" | "dia", text: string, channel: Id): Promise<Window> {
  const window = await Window.open(browser, phone);
  await window.signIn(`${workspace.server.url}/c/${channel}`, workspace.people[handle]);
  await window.message(text).waitFor();
  await isKept(window, text);
  return window;
}

test("without a network the last messages are read, what is written is sent once when it is back, and gone is gone", async () => {
  const { general } = workspace;
  const channel = await workspace.channel("ana", ["cho"]);
  const kept = await workspace.call("ana", "message.send", { channel: general, body: "Read on the train" });
  await workspace.call("ana", "message.send", { channel, body: "Soon not hers any more" });
  await using cho = await openKept("cho", "Soon not hers any more", channel);
  await cho.page.goto(`${workspace.server.url}/c/${general}`);
  await cho.message("Read on the train").waitFor();
  await isKept(cho, "Read on the train");

  const { page } = cho;
  await page.context().setOffline(true);
  await page.reload();
  await cho.message("Read on the train").waitFor();
  await page.getByText("You are offline.").first().waitFor();
  await cho.picture("offline");
  expect(await page.locator(".message .name", { hasText: "Ana" }).count()).toBeGreaterThan(0);
  await cho.composer.fill("Written in the tunnel");
  await cho.button("Send").tap();
  await cho.message("Written in the tunnel").waitFor();
  await page.goto(`${workspace.server.url}/c/${channel}`);
  await cho.message("Soon not hers any more").waitFor();
  await cho.button("Open the list of channels").click();
  await cho.button("Create a channel").click();
  await cho.dialog.getByText("This can be done when you are back.").waitFor();
  expect(await cho.dialog.getByRole("button", { name: "Create" }).isDisabled()).toBe(true);
  await cho.picture("offline-dialog");
  await page.keyboard.press("Escape");

  await workspace.call("ana", "message.delete", { channel: general, seq: kept.seq });
  await workspace.call("ana", "member.remove", { channel, user: workspace.people.cho.id });
  await page.context().setOffline(false);
  await page.getByText("You are not in this channel").waitFor();
  expect(await page.content()).not.toContain("Soon not hers any more");
  await cho.until(`(${database}).then((all) => !all.includes("Soon not hers any more"))`);
  await page.goto(`${workspace.server.url}/c/${general}`);
  await cho.page.locator(".tombstone").first().waitFor();
  await cho.until(`(${database}).then((all) => !all.includes("Read on the train"))`);
  expect(cho.complaints).toEqual([]);
});
