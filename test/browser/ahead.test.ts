import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser } from "playwright-core";
import type { Id } from "../../src/protocol/id.ts";
import { openWorkspace, type Workspace } from "../support/people.ts";
import { launch } from "./chromium.ts";
import { Window } from "./window.ts";

setDefaultTimeout(120_000);

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** A channel of ana and ben. */
async function named(workspace: Workspace, name: string): Promise<Id> {
  const channel = await workspace.channel("ana", ["ben"]);
  await workspace.call("ana", "channel.rename", { channel, name });
  return channel;
}

test("a channel on whose link the mouse rests is there before it is opened, and until then neither seen, reached nor read", async () => {
  await using workspace = await openWorkspace();
  const { server, people } = workspace;
  const channel = await named(workspace, "Allotment");
  const say = (body: string) => workspace.call("ben", "message.send", { channel, body });
  await say("the [blackthorn](https://example.org/) flowers");
  await using ana = await Window.open(browser);
  const { page } = ana;
  await ana.enter(server.url, people.ana);
  const link = ana.channelLink("Allotment");
  const heading = (name: string) => page.getByRole("heading", { level: 2, name, exact: true });
  const drawn = page.locator(".message", { hasText: "flowers" });
  /** How it looks where messages are seen. */
  const look = () => page.locator(".messages").last().screenshot({ animations: "disabled" });

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
    const channel = await named(workspace, name);
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

  // Nor one in which that was done in another window, also if it was drawn before.
  await ana.goTo("general");
  await ana.channelLink("Allotment").hover();
  await ana.has(2, all);
  await using other = await ana.another();
  await other.goTo("Allotment");
  await other.composer.press("ArrowUp");
  await other.page.getByLabel("Edit the message").fill("begun elsewhere");
  await ana.has(1, all);
  await ana.goTo("Allotment");
  await page.getByLabel("Edit the message").waitFor();
  expect(await page.getByLabel("Edit the message").inputValue()).toBe("begun elsewhere");
  expect(ana.complaints).toEqual([]);
});

test("of a channel beneath nothing lies over the open one, keys lead to what is seen, and a message that is jumped to has the focus", async () => {
  await using workspace = await openWorkspace();
  const { server, people } = workspace;
  const channel = await named(workspace, "Allotment");
  const say = (to: Id, body: string) => workspace.call("ben", "message.send", { channel: to, body });
  for (let bed = 1; bed < 20; bed++) await say(channel, `bed ${bed} ${"\nof beans".repeat(15)}`);
  const { seq } = await say(channel, "bed 20");
  await say(workspace.general, `Look at ${server.url}/c/${channel}/${seq}`);
  await using ana = await Window.open(browser);
  const { page } = ana;
  await ana.enter(server.url, people.ana);
  const all = page.locator(".messages");
  const look = () => all.last().screenshot({ animations: "disabled" });
  await ana.goTo("Allotment");
  const last = ana.message("bed 20");
  await last.waitFor();
  // What is far up says which day that is, and how to get to the end.
  await page.locator(".messages-scroll").evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight / 2));
  await page.locator(".day-in-sight").waitFor();
  await ana.goTo("general");
  await ana.message("Look at").waitFor();
  await page.locator("#composer:focus").waitFor();
  await ana.has(1, all);
  const before = await look();

  await ana.channelLink("Allotment").hover();
  await ana.has(2, all);
  await page.locator("[inert] .day-in-sight").waitFor();
  expect(before.equals(await look())).toBe(true);
  await page.keyboard.press("Shift+F6");
  await ana.message("Look at").and(page.locator(":focus")).waitFor();

  await ana.message("Look at").getByRole("link").focus();
  await page.keyboard.press("Enter");
  await last.and(page.locator(":focus")).waitFor();
  await page.locator("#composer").and(page.getByLabel("Allotment")).waitFor();
  expect(ana.complaints).toEqual([]);
});

test("what was read while its channel was beneath is not new when it is opened, and after keys the mouse points again", async () => {
  await using workspace = await openWorkspace();
  const { server, people } = workspace;
  const channel = await named(workspace, "Allotment");
  await using ana = await Window.open(browser);
  const { page } = ana;
  await ana.enter(server.url, people.ana);
  const link = ana.channelLink("Allotment");
  const all = page.locator(".messages");
  const line = page.locator(".new-line");
  await ana.goTo("Allotment");
  await ana.goTo("general");
  await ana.composer.hover();
  await workspace.call("ben", "message.send", { channel, body: "the blackthorn flowers" });
  await link.getByLabel("1 unread").waitFor();

  await link.hover();
  await ana.has(1, line);
  await page.keyboard.press("Shift+Escape");
  await ana.has(0, link.getByLabel(/unread/));
  await link.click();
  await page.getByRole("heading", { level: 2, name: "Allotment" }).waitFor();
  await ana.message("blackthorn").waitFor();
  await ana.has(0, line);

  await page.keyboard.press("Alt+ArrowUp");
  await page.getByRole("heading", { level: 2, name: "general" }).waitFor();
  await ana.composer.hover();
  await ana.channelLink("general").hover();
  await ana.has(1, all);
  await link.hover({ position: { x: 40, y: 10 } });
  await link.hover({ position: { x: 50, y: 10 } });
  await ana.has(2, all);
  expect(ana.complaints).toEqual([]);
});

test("who types before the focus has come to the field of the channel that they opened writes there", async () => {
  await using workspace = await openWorkspace();
  const { server, people } = workspace;
  await named(workspace, "Allotment");
  await using ana = await Window.open(browser);
  const { page } = ana;
  // There is always something else to do.
  await page.addInitScript("globalThis.requestIdleCallback = () => 0");
  await ana.enter(server.url, people.ana);
  await ana.goTo("Allotment");
  await page.keyboard.type("? at once");
  expect(await ana.composer.inputValue()).toBe("? at once");
  await page.getByLabel("Allotment").and(ana.composer).waitFor();
  expect(ana.complaints).toEqual([]);
});

test("whoever goes through the list by keys finds the next channel drawn, in the direction in which they go", async () => {
  await using workspace = await openWorkspace();
  const { server, people } = workspace;
  for (const name of ["Allotment", "Beehives", "Compost"])
    await workspace.call("ana", "message.send", { channel: await named(workspace, name), body: `all about ${name}` });
  await using ana = await Window.open(browser);
  const { page } = ana;
  await ana.enter(server.url, people.ana);
  const beneath = page.locator(".messages[inert] .message");
  const goBy = async (key: string, name: string) => {
    await page.keyboard.press(key);
    await page.getByRole("heading", { level: 2, name, exact: true }).waitFor();
    await ana.message(`all about ${name}`).waitFor();
  };

  await ana.goTo("Allotment");
  await ana.composer.hover();
  // None of them was opened before.
  await goBy("Alt+ArrowDown", "Beehives");
  await beneath.filter({ hasText: "all about Compost" }).waitFor();
  await goBy("Alt+ArrowDown", "Compost");
  await goBy("Alt+ArrowUp", "Beehives");
  await beneath.filter({ hasText: "all about Allotment" }).waitFor();
  await ana.has(2, page.locator(".messages"));
  await goBy("Alt+ArrowUp", "Allotment");
  expect(ana.complaints).toEqual([]);
});
