import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser } from "playwright-core";
import type { Id } from "../../src/protocol/id.ts";
import { writePast } from "../support/past.ts";
import { type Handle, openWorkspace, type Workspace } from "../support/people.ts";
import { launch } from "./chromium.ts";
import { Window } from "./window.ts";

setDefaultTimeout(60_000);

const day_ms = 24 * 60 * 60 * 1000;
const noon = new Date(2026, 2, 10, 12).getTime();

let browser: Browser;
let workspace: Workspace;
/** Channels with a past, by what they are for. Those of `days` were sent on one day each. */
let long: Id;
let days: Id;

beforeAll(async () => {
  browser = await launch();
  workspace = await openWorkspace({ run: "binary" });
  long = await workspace.channel("ben", ["cho", "dia"]);
  days = await workspace.channel("ben", ["cho"]);
  await workspace.server.stop();
  await past(long, 3000);
  await past(days, 400, (number) => noon + number * day_ms);
  await workspace.server.start();
});
afterAll(async () => {
  await browser.close();
  await workspace[Symbol.asyncDispose]();
});

/** Rows of many heights, by several people. */
function past(channel: Id, count: number, at?: (number: number) => number): Promise<void> {
  const authors = (["ben", "ben", "ben", "ana"] as const).map((handle) => workspace.people[handle].id);
  const body = (number: number) =>
    `Message ${number}.${number % 10 === 0 ? "\n\n- with\n- *more*\n- lines" : " And more.".repeat((number * 7) % 40)}`;
  return writePast(workspace.server.dataDir, { channel, authors, count, body, ...(at && { at }) });
}

async function enter(handle: Handle, channel: Id): Promise<Window> {
  const window = await Window.open(browser);
  await come(window, handle, channel);
  return window;
}

async function come(window: Window, handle: Handle, channel: Id): Promise<void> {
  await window.enter(`${workspace.server.url}/c/${channel}`, workspace.people[handle]);
  await window.page.locator(".message").last().waitFor();
}

/** Opens a channel by its link, and waits until it is drawn. */
async function openLink({ page }: Window, channel: Id): Promise<void> {
  await page.locator(`a[href="/c/${channel}"]`).click();
  await page.locator(`a[href="/c/${channel}"][aria-current]`).waitFor();
}

/** What the page asks of channels' histories from when it is loaded next. */
async function questions({ page }: Window): Promise<string[]> {
  const asked: string[] = [];
  await page.routeWebSocket(/\/ws$/, (route) => {
    const server = route.connectToServer();
    route.onMessage((frame) => {
      if (String(frame).includes('"message.list"')) asked.push(String(frame));
      server.send(frame);
    });
  });
  return asked;
}

const drawn = "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))";

const scroller = 'document.querySelector(".messages-scroll")';

const isAtEnd = `${scroller}.scrollHeight - ${scroller}.clientHeight - ${scroller}.scrollTop < 1`;

interface Sight {
  text: string;
  top_px: number;
}

/** The first message that is in sight as a whole, and how far it is from the top of the page, after doing something. */
function look({ page }: Window, first = ""): Promise<Sight> {
  return page.evaluate(`(() => {
    ${first};
    const top = ${scroller}.getBoundingClientRect().top;
    const row = [...${scroller}.querySelectorAll(".message")].find((row) => row.getBoundingClientRect().top >= top);
    return { text: row.querySelector(".body").textContent, top_px: row.getBoundingClientRect().top };
  })()`);
}

/** Whether a message is in sight as a whole. */
async function inSight(window: Window, text: string): Promise<boolean> {
  const [row, list] = await Promise.all([
    window.message(text).boundingBox(),
    window.page.locator(".messages-scroll").boundingBox(),
  ]);
  return row !== null && list !== null && row.y >= list.y && row.y + row.height <= list.y + list.height;
}

/** Layouts are rounded: what is less than a pixel is no move. */
async function expectSame(window: Window, { text, top_px }: Sight, when: string): Promise<void> {
  const now = await look(window);
  const moved_px = Math.trunc(now.top_px - top_px);
  expect({ when, text: now.text, moved_px: moved_px === 0 ? 0 : moved_px }).toEqual({ when, text, moved_px: 0 });
}

/**
 * Scrolls so far in each of so many frames. Resolves to the rows that moved otherwise than that, or until the end is met,
 * and to how many rows were drawn at the most.
 */
function scroll({ page }: Window, px: number, frames: number): Promise<{ jumps: string[]; rows_max: number }> {
  return page.evaluate(`new Promise((resolve) => {
    const scroller = ${scroller};
    const jumps = [];
    let rows_max = 0;
    let frame = 0;
    const tops = () => new Map([...scroller.querySelectorAll(".message")].map((row) => [row.dataset.seq, row.getBoundingClientRect().top]));
    const step = () => {
      const before = tops();
      const from = scroller.scrollTop;
      scroller.scrollTop += ${px};
      const moved = scroller.scrollTop - from;
      requestAnimationFrame(() => requestAnimationFrame(() => {
        const after = tops();
        rows_max = Math.max(rows_max, after.size);
        if (after.size === 0) jumps.push("nothing is drawn");
        for (const [seq, top] of before)
          if (after.has(seq) && Math.abs(after.get(seq) - (top - moved)) >= 1) jumps.push(frame + ": " + seq + " by " + (after.get(seq) - top) + " instead of " + -moved);
        if (++frame === ${frames}) resolve({ jumps: jumps.slice(0, 5), rows_max });
        else step();
      }));
    };
    step();
  })`);
}

test("history opens at its end, is gone through without a jump, and few of its rows are drawn", async () => {
  await using cho = await enter("cho", long);
  await cho.message("Message 3000.").waitFor();
  await cho.until(isAtEnd);
  const up = await scroll(cho, -150, 60);
  const far = await scroll(cho, -700, 40);
  const down = await scroll(cho, 90, 40);
  expect([up.jumps, far.jumps, down.jumps]).toEqual([[], [], []]);
  expect(Math.max(up.rows_max, far.rows_max, down.rows_max)).toBeLessThan(120);
  await cho.picture("history");

  // What comes in below, or changes above, leaves the reader where they are.
  const seen = await look(cho);
  const { seq } = await workspace.call("ben", "message.send", { channel: long, body: "Come and see" });
  await cho.button("1 new message").waitFor();
  await expectSame(cho, seen, "a message below");
  await cho.picture("new-messages-below");

  await cho.button("1 new message").click();
  await cho.message("Come and see").waitFor();
  await cho.until(isAtEnd);
  await cho.page.locator(".pill.bottom").waitFor({ state: "detached" });
  // At the end the reader stays at the end, also when the last message grows.
  await workspace.call("ben", "message.edit", { channel: long, seq, body: "Come\n\nand\n\nsee\n\nthis" });
  await cho.message("this").waitFor();
  await cho.until(isAtEnd);
  await workspace.call("ben", "message.send", { channel: long, body: "And another\n\nof\n\nmany\n\nlines" });
  await cho.message("And another").waitFor();
  await cho.until(isAtEnd);

  // The begin is reached.
  while ((await cho.page.locator(".channel-start").count()) === 0)
    await cho.page.evaluate(`${scroller}.scrollTop = 0; ${drawn}`);
  await cho.page.evaluate(`${scroller}.scrollTop = 0`);
  await cho.message("Message 1.").waitFor();
  await cho.picture("begin");
  expect(cho.complaints).toEqual([]);
});

test("a channel is where one left it, at once and without asking the server", async () => {
  await using cho = await Window.open(browser);
  const listed = await questions(cho);
  await come(cho, "cho", long);
  await cho.until(isAtEnd);
  await scroll(cho, -500, 8);
  const place = await look(cho);
  await openLink(cho, days);
  await cho.message("Message 400.").waitFor();
  await cho.page.evaluate(drawn);
  const before = listed.length;
  expect(before).toBeGreaterThan(0);
  await openLink(cho, long);
  // As soon as the next picture is drawn, not when something was awaited.
  await expectSame(cho, place, "come back");
  await openLink(cho, days);
  await openLink(cho, long);
  await expectSame(cho, place, "come back again");
  expect(listed).toHaveLength(before);
});

test("a channel is asked for while its link is pressed, before that is let go", async () => {
  await using cho = await Window.open(browser);
  const listed = await questions(cho);
  await come(cho, "cho", long);
  const before = listed.length;
  await cho.page.locator(`a[href="/c/${days}"]`).hover();
  await cho.page.mouse.down();
  while (listed.length === before) await Bun.sleep(20);
  await cho.page.mouse.up();
  await cho.message("Message 400.").waitFor();
  expect(listed).toHaveLength(before + 1);
});

test("one gets to a message by its link, to a day, to what is new, and back to the end", async () => {
  await using cho = await enter("cho", days);
  const { page } = cho;
  await cho.message("Message 400.").waitFor();

  // To a day, by the calendar of the day that is in sight.
  await scroll(cho, -100, 3);
  await page.locator(".day-in-sight button").click();
  await cho.picture("calendar");
  await page.getByLabel("Day", { exact: true }).fill("2026-04-09");
  await page.keyboard.press("Enter");
  await cho.message("Message 30.").waitFor();
  expect(await inSight(cho, "Message 30.")).toBe(true);
  expect(await page.locator(".message:focus").innerText()).toContain("Message 30.");

  // To a message, by the link that was copied.
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await cho.act("Message 30.", "Copy link");
  await page.locator(".notice", { hasText: "The link to the message is copied." }).waitFor();
  const link = await page.evaluate<string>("navigator.clipboard.readText()");
  expect(link).toStartWith(`${workspace.server.url}/c/${days}/`);
  await cho.button("Jump to the newest").click();
  // What was said does not lie over that, nor is it waited for.
  expect(await page.locator(".notice").count()).toBe(1);
  await cho.message("Message 400.").waitFor();
  await cho.until(isAtEnd);
  await page.goto(link);
  await page.locator(".message.pointed", { hasText: "Message 30." }).waitFor();
  expect(await inSight(cho, "Message 30.")).toBe(true);
  await cho.picture("message-by-link");
  await page.locator(".message.pointed").waitFor({ state: "detached" });
  // Links in messages lead there without loading the page again.
  await page.evaluate("window.isSamePage = true");
  await cho.send(`See ${link}`);
  await page.locator(`.message a[href="${new URL(link).pathname}"]`, { hasText: "Message in" }).click();
  await page.locator(".message.pointed", { hasText: "Message 30." }).waitFor();
  expect(await page.evaluate("window.isSamePage")).toBe(true);
  expect(cho.complaints).toEqual([]);
});

test("unread messages that are not loaded are one press away, and Escape marks them read", async () => {
  const channel = await workspace.channel("ben", ["dia"]);
  await using dia = await enter("dia", long);
  for (let i = 1; i <= 80; i++) await workspace.call("ben", "message.send", { channel, body: `Message ${i}.` });
  const link = dia.page.locator(`a[href="/c/${channel}"]`);
  await openLink(dia, channel);
  await dia.message("Message 80.").waitFor();
  await link.locator(".count").waitFor({ state: "detached" });
  await openLink(dia, long);
  for (let i = 81; i <= 280; i++) await workspace.call("ben", "message.send", { channel, body: `Message ${i}.` });
  await link.locator(".count", { hasText: "99+" }).waitFor();

  await openLink(dia, channel);
  await dia.message("Message 280.").waitFor();
  await dia.picture("new-messages-above");
  await dia.button("New messages above").click();
  await dia.page.locator(".new-line").waitFor();
  expect(await dia.page.locator(".new-line + .message .body").innerText()).toBe("Message 81.");
  expect(await inSight(dia, "Message 81.")).toBe(true);
  await dia.picture("unread-begin");

  await workspace.call("ben", "message.send", { channel, body: "One more" });
  await link.locator(".count", { hasText: "1" }).waitFor();
  // What is open is closed first.
  await dia.button("Members").click();
  await dia.page.getByRole("complementary", { name: "Members" }).waitFor();
  await dia.page.keyboard.press("Escape");
  await dia.page.getByRole("complementary", { name: "Members" }).waitFor({ state: "detached" });
  expect(await link.locator(".count").count()).toBe(1);
  await dia.page.keyboard.press("Escape");
  await dia.message("One more").waitFor();
  await dia.until(isAtEnd);
  await link.locator(".count").waitFor({ state: "detached" });
  expect(await dia.page.locator(".new-line").count()).toBe(0);

  await scroll(dia, -300, 5);
  await dia.send("I am here");
  await dia.message("I am here").and(dia.page.locator("[data-seq]")).waitFor();
  await dia.until(isAtEnd);
  expect(dia.complaints).toEqual([]);
});

test("who scrolls up in the very moment in which a message comes stays there", async () => {
  await using cho = await Window.open(browser);
  // Before the client is told of a frame, and so before the browser tells of the scrolling.
  await cho.page.addInitScript(`
    const Original = WebSocket;
    globalThis.WebSocket = class extends Original {
      constructor(...given) {
        super(...given);
        this.addEventListener("message", () => globalThis.beforeFrame?.());
      }
    };
  `);
  await come(cho, "cho", days);
  await cho.message("Message 400.").waitFor();
  await cho.until(isAtEnd);
  await cho.page.evaluate(drawn);
  const top_px = async () => (await cho.message("Message 400.").boundingBox())?.y ?? 0;
  const before_px = await top_px();
  await cho.page.evaluate(`beforeFrame = () => { ${scroller}.scrollTop -= 300; delete globalThis.beforeFrame; }`);
  await workspace.call("ben", "message.send", { channel: days, body: "In the same moment" });
  await cho.page.locator(".pill.bottom").waitFor();
  await cho.message("In the same moment").waitFor({ state: "attached" });
  // Layouts are rounded.
  expect(Math.abs((await top_px()) - before_px - 300)).toBeLessThan(2);
});

test("what could not be loaded is offered again in its place, and nothing moves", async () => {
  await using cho = await Window.open(browser);
  let fails = true;
  await cho.page.routeWebSocket(/\/ws$/, (route) => {
    const server = route.connectToServer();
    route.onMessage((frame) => {
      const command = (JSON.parse(String(frame)) as { id: string; before?: number }[])[0];
      if (!fails || command?.before === undefined) return server.send(frame);
      const error = { code: "forbidden", message: "Not just now." };
      return route.send(JSON.stringify([{ re: command.id, error }]));
    });
  });
  await come(cho, "cho", days);
  await cho.message("Message 400.").waitFor();
  await cho.page.evaluate(`${scroller}.scrollTop = 0`);
  const failure = cho.page.getByRole("alert").filter({ hasText: "Not just now." });
  await failure.waitFor();
  await cho.picture("load-failed");
  const seen = await look(cho, `${scroller}.scrollTop = 0`);
  fails = false;
  await failure.getByRole("button", { name: "Try again" }).click();
  await failure.waitFor({ state: "detached" });
  await cho.until(`${scroller}.scrollTop > 1000`);
  await expectSame(cho, seen, "loaded again");
});

test("who goes elsewhere is told that it is being loaded", async () => {
  await using cho = await Window.open(browser);
  const letGo = await cho.hold('"around"');
  await come(cho, "cho", long);
  await cho.message("Message 3000.").waitFor();
  const seq = Number(await cho.page.locator(".message").last().getAttribute("data-seq")) - 2500;
  await cho.page.evaluate(
    `history.pushState(null, "", "/c/${long}/${seq}"); dispatchEvent(new PopStateEvent("popstate"))`,
  );
  const told = cho.page.getByRole("status").filter({ hasText: "Loading…" });
  await told.waitFor();
  expect(await cho.message("Message 3000.").count()).toBe(1);
  letGo();
  await cho.message("Message 500.").waitFor();
  await told.waitFor({ state: "detached" });
});

test("who was away for too long to be told of all finds what they read where it was", async () => {
  await using cho = await enter("cho", days);
  await scroll(cho, -400, 6);
  const place = await look(cho);
  await workspace.server.stop();
  await cho.page.getByText("The connection is lost").waitFor();
  await past(days, 1100);
  await workspace.server.start();
  await cho.page.getByText("The connection is lost").waitFor({ state: "hidden" });
  await cho.button("More than 99 new messages").waitFor();
  await expectSame(cho, place, "back");
  await cho.button("More than 99 new messages").click();
  await cho.message("Message 1100.").waitFor();
  await cho.until(isAtEnd);
});

test("what is being edited, and what has the focus, stays when it is out of sight", async () => {
  const channel = await workspace.channel("dia");
  for (let i = 1; i <= 120; i++) await workspace.call("dia", "message.send", { channel, body: `Message ${i}.` });
  await using dia = await enter("dia", channel);
  await dia.message("Message 120.").waitFor();
  await dia.composer.press("ArrowUp");
  await dia.page.getByLabel("Edit the message").fill("Half of a thought");
  await scroll(dia, -300, 8);
  expect(await dia.message("Message 119.").count()).toBe(0);
  await dia.page.keyboard.type(" and the rest");
  await dia.page.keyboard.press("Enter");
  await dia.button("Jump to the newest").click();
  await dia.message("Half of a thought and the rest").waitFor();

  // The arrow keys go from message to message, also to those that were not drawn.
  await dia.message("Message 119.").focus();
  const focused = () => dia.page.locator(".message:focus").innerText();
  for (let i = 0; i < 300 && !(await focused()).includes("Message 19."); i++) await dia.page.keyboard.press("ArrowUp");
  expect(await focused()).toContain("Message 19.");
  expect(await inSight(dia, "Message 19.")).toBe(true);
});
