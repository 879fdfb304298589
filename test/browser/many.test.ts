/** A channel and a workspace of a thousand: what is drawn of their members, and what is said of those who are not known yet. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { makeWorkspace, type Person } from "../../bench/workspace.ts";
import { call } from "../support/http.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { newFolder } from "../support/temp.ts";
import { launch } from "./chromium.ts";
import { Window } from "./window.ts";

setDefaultTimeout(120_000);

const users = 1000;
let browser: Browser;
let server: TestServer;
let owner: Person;

beforeAll(async () => {
  const folder = join(newFolder(), "data");
  const { people } = await makeWorkspace(folder, { users, channels: 1, channelsOf: () => [1] });
  const [first] = people;
  if (!first) throw new Error("there is nobody");
  owner = first;
  [browser, server] = await Promise.all([launch(), startServer({ run: "binary", dataDir: folder })]);
});
afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

test("of its members those in sight are drawn, in the order of all; what has the focus stays out of sight too", async () => {
  await using window = await Window.open(browser);
  const { page } = window;
  await window.enter(server.url, owner);
  await window.button("Members").click();
  const panel = page.getByRole("complementary", { name: "Members" });
  const row = (name: string) => panel.getByRole("listitem").filter({ has: page.getByText(name, { exact: true }) });
  await panel.getByText(String(users), { exact: true }).waitFor();
  await window.has(users / 50, panel.locator(".member-group"));
  await window.until(`document.querySelectorAll(".member .name")[49]?.textContent === "User 50"`);
  const drawn = () => panel.getByRole("listitem").count();
  const height = () => panel.evaluate((element) => element.scrollHeight);
  const [atFirst, high] = [await drawn(), await height()];
  expect(atFirst).toBeLessThan(users / 4);

  const menu = row("User 20").getByRole("button");
  await menu.focus();
  await panel.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await row(`User ${users}`).waitFor();
  expect(await drawn()).toBeLessThan(users / 4);
  await panel.locator(":focus").and(menu).waitFor();
  // Nothing that is drawn, or is not any more, moves the others by as much as a row.
  expect(Math.abs((await height()) - high)).toBeLessThan(20);
  expect(window.complaints).toEqual([]);
});

test("a mention is completed by who fits, without loading all members; those in the channel come first, and only of others it is said", async () => {
  const few = await call(server.url, owner.token, "channel.create", { kind: "private", name: "few" });
  const { users: fitting } = await call(server.url, owner.token, "user.find", { query: "user500" });
  await call(server.url, owner.token, "member.add", { channel: few.channel, users: fitting.map(({ id }) => id) });
  await using window = await Window.open(browser);
  const { page } = window;
  const sent: string[] = [];
  page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(String(payload))));
  await window.enter(server.url, owner);
  await window.goTo("channel 1");
  const options = page.getByRole("option");
  const outside = page.getByRole("option", { name: "not in this channel" });
  await window.composer.pressSequentially("@user99");
  await window.has(8, page.getByRole("option", { name: /@user99/ }));
  expect(await outside.count()).toBe(0);

  await window.goTo("few");
  await window.composer.pressSequentially("@user5");
  await options.filter({ hasText: "@user501" }).waitFor();
  expect(await options.first().innerText()).toContain("@user500");
  await window.has(7, outside);
  expect(sent.filter((frame) => frame.includes("member.list"))).toEqual([]);
  expect(window.complaints).toEqual([]);
});

test("of a workspace's members that were asked for page by page, those in sight are laid out; what belongs to one is seen whole", async () => {
  await using window = await Window.open(browser);
  const { page } = window;
  await window.keep(server.url, owner.token);
  await page.goto(`${server.url}/admin/members`);
  const rows = page.getByRole("list", { name: "Users" }).getByRole("listitem");
  const page_rows = 50;
  for (let pages = 1; pages < 4; pages++) {
    await window.has(pages * page_rows, rows);
    await window.button("Show more").click();
  }
  await window.has(4 * page_rows, rows);
  const laidOut = `[...document.querySelectorAll(".row")].filter((row) => row.checkVisibility({ contentVisibilityAuto: true })).length`;
  await window.until(`${laidOut} < ${2 * page_rows}`);
  // The last of those that are laid out together: its menu lies over the next ones.
  const last = rows.nth(4 * page_rows - 11);
  await last.getByRole("button").click();
  await last.getByRole("menuitem", { name: "Deactivate" }).click();
  await window.dialog.getByRole("heading", { name: /^Deactivate/ }).waitFor();
  expect(window.complaints).toEqual([]);
});

test("who is one of many that begin alike is found by their whole name", async () => {
  await using window = await Window.open(browser);
  await window.enter(server.url, owner);
  await window.page.keyboard.press("Control+k");
  await window.dialog.getByRole("combobox").fill("user 876");
  await window.page.getByRole("option", { name: "User 876" }).waitFor();
});
