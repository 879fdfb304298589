import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser } from "playwright-core";
import { openWorkspace } from "../support/people.ts";
import { launch } from "./chromium.ts";
import { Window } from "./window.ts";

setDefaultTimeout(120_000);

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

test("a channel on whose link the mouse rests is there before it is opened, and until then neither seen, reached nor read", async () => {
  await using workspace = await openWorkspace();
  const { server, people } = workspace;
  const channel = await workspace.channel("ana", ["ben"]);
  await workspace.call("ana", "channel.rename", { channel, name: "Allotment" });
  const say = (body: string) => workspace.call("ben", "message.send", { channel, body });
  await say("the [blackthorn](https://example.org/) flowers");
  await using ana = await Window.open(browser);
  const { page } = ana;
  await ana.enter(server.url, people.ana);
  const link = ana.channelLink("Allotment");
  const heading = (name: string) => page.getByRole("heading", { level: 2, name, exact: true });
  const drawn = page.locator(".message", { hasText: "flowers" });
  /** How it looks where messages are seen. */
  const look = () => page.locator(".messages").last().screenshot();

  // It is in memory from here on.
  await ana.goTo("Allotment");
  await drawn.waitFor();
  await ana.goTo("general");
  await ana.has(0, drawn);
  await page.locator("#composer:focus").waitFor();
  const before = await look();

  await link.hover();
  await drawn.waitFor();
  await heading("general").waitFor();
  expect(before.equals(await look())).toBe(true);
  // Tab goes through everything at least once, the link among it.
  await ana.composer.focus();
  const reached = new Set<string>();
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("Tab");
    reached.add(
      await page.evaluate<string>("document.activeElement.closest('a, button, [data-seq]')?.textContent ?? ''"),
    );
  }
  expect([...reached].filter((text) => text.startsWith("Allotment"))).not.toEqual([]);
  expect([...reached].filter((text) => /blackthorn|flowers/.test(text))).toEqual([]);
  for (const body of ["it is white", "and gone soon"]) await say(body);
  await link.getByLabel("2 unread").waitFor();

  await link.click();
  await heading("Allotment").waitFor();
  await ana.message("and gone soon").waitFor();
  expect(await ana.messages()).toEqual(["the blackthorn flowers", "it is white", "and gone soon"]);
  // What came meanwhile is new, and read now.
  const line = page.locator(".new-line + .message");
  expect(await line.innerText()).toContain("it is white");
  await ana.has(0, link.getByLabel(/unread/));
  await page.locator("#composer:focus").waitFor();
  await ana.has(1, page.locator(".messages"));
  await ana.act("it is white", "Copy");
  expect(ana.complaints).toEqual([]);
});

test("a mouse that goes elsewhere takes away what it pointed at, and who edits there keeps the focus here", async () => {
  await using workspace = await openWorkspace();
  const { server, people } = workspace;
  for (const name of ["Allotment", "Beehives"]) {
    const channel = await workspace.channel("ana", ["ben"]);
    await workspace.call("ana", "channel.rename", { channel, name });
    await workspace.call("ana", "message.send", { channel, body: `all about ${name}` });
  }
  await using ana = await Window.open(browser);
  const { page } = ana;
  await ana.enter(server.url, people.ana);
  const all = page.locator(".messages");
  await ana.goTo("Beehives");
  await ana.message("all about Beehives").waitFor();
  await ana.composer.press("ArrowUp");
  await page.getByLabel("Edit the message").fill("begun");
  await ana.goTo("Allotment");
  await ana.message("all about Allotment").waitFor();
  await ana.goTo("general");

  await ana.channelLink("Allotment").hover();
  await ana.has(2, all);
  await ana.composer.hover();
  await ana.has(1, all);

  // One in which an edit was begun is not drawn: what is edited would not have the focus when it is opened.
  await ana.composer.fill("here");
  await ana.channelLink("Beehives").hover();
  await page.keyboard.type(" and now");
  await page.evaluate("new Promise((rested) => setTimeout(() => requestIdleCallback(rested), 100))");
  expect(await all.count()).toBe(1);
  expect(await ana.composer.inputValue()).toBe("here and now");
  await ana.goTo("Beehives");
  await page.getByLabel("Edit the message").and(page.locator(":focus")).waitFor();
  expect(await page.getByLabel("Edit the message").inputValue()).toBe("begun");
  expect(ana.complaints).toEqual([]);
});
