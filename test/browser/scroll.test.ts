import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser } from "playwright-core";
import { openWorkspace, type Workspace } from "../support/people.ts";
import { launch } from "./chromium.ts";
import { Window } from "./window.ts";

setDefaultTimeout(60_000);

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const scroller = 'document.querySelector(".messages-scroll")';

const isAtEnd = `${scroller}.scrollHeight - ${scroller}.clientHeight - ${scroller}.scrollTop < 1`;

/** How far the end of the messages is below what is in sight. */
function below_px({ page }: Window): Promise<number> {
  return page.evaluate(`${scroller}.scrollHeight - ${scroller}.clientHeight - ${scroller}.scrollTop`);
}

interface Sight {
  text: string;
  top_px: number;
}

/** The first message in sight, and how far it is from the top of the page, after scrolling to there. */
function look({ page }: Window, scroll = ""): Promise<Sight> {
  return page.evaluate(`(() => {
    ${scroll};
    const top = ${scroller}.getBoundingClientRect().top;
    const row = [...document.querySelectorAll(".message")].find((row) => row.getBoundingClientRect().top >= top);
    return { text: row.querySelector(".body").textContent, top_px: row.getBoundingClientRect().top };
  })()`);
}

/** Scrolls up until more is loaded. Resolves to what was in sight before it came. */
async function scrollUp(window: Window): Promise<Sight> {
  const count = await window.page.locator(".message").count();
  const seen = await look(window, `${scroller}.scrollTop = 200`);
  await window.until(`document.querySelectorAll(".message").length > ${count}`);
  return seen;
}

/** Layouts are rounded: what is less than a pixel is no move. */
async function expectSame(window: Window, { text, top_px }: Sight, page: string): Promise<void> {
  const now = await look(window);
  expect({ page, text: now.text, moved: Math.abs(now.top_px - top_px) >= 1 }).toEqual({ page, text, moved: false });
}

async function fill(workspace: Workspace, count: number): Promise<void> {
  for (let i = 1; i <= count; i++) {
    const body = i % 10 === 0 ? `Message ${i}\n\n- with\n- *more*\n- lines` : `Message ${i}`;
    await workspace.call("ben", "message.send", { channel: workspace.general, body });
  }
}

test("history opens at its end, grows upwards without a jump, and leaves the reader where they are", async () => {
  await using workspace = await openWorkspace({ run: "binary" });
  await fill(workspace, 230);
  await using cho = await Window.open(browser);
  await cho.signIn(workspace.server.url, workspace.people.cho);
  await cho.message("Message 230").waitFor();
  expect(await below_px(cho)).toBe(0);

  for (const page of ["second", "third", "fourth"]) {
    const seen = await scrollUp(cho);
    await expectSame(cho, seen, page);
  }
  const seen = await look(cho);
  await workspace.call("ben", "message.send", { channel: workspace.general, body: "Come and see" });
  await cho.message("Come and see").waitFor({ state: "attached" });
  await expectSame(cho, seen, "below");
  expect(await below_px(cho)).toBeGreaterThan(1000);

  // What is new is offered, marked, and read when it is seen.
  await cho.picture("new-messages-below");
  expect(await cho.channelLink("general").getByLabel("1 unread").count()).toBe(1);
  await cho.button("New messages").click();
  await cho.until(isAtEnd);
  await cho.page.locator(".new-line").waitFor();
  await cho.channelLink("general").getByLabel("1 unread").waitFor({ state: "detached" });
  await cho.picture("new-line");

  // At the end the reader stays at the end.
  await workspace.call("ben", "message.send", {
    channel: workspace.general,
    body: "And another\n\nof\n\nmany\n\nlines",
  });
  await cho.message("And another").waitFor();
  await cho.until(isAtEnd);
  expect(cho.complaints).toEqual([]);
});

test("of a very long history the far end is let go, and the reader gets to both ends without a jump", async () => {
  await using workspace = await openWorkspace({ run: "binary" });
  await fill(workspace, 1100);
  await using cho = await Window.open(browser);
  await cho.signIn(workspace.server.url, workspace.people.cho);
  await cho.message("Message 1100").waitFor();
  const rows = (at: string) => `[...document.querySelectorAll(".message .body")].at(${at}).textContent`;
  const goTo = (px: string) => cho.page.evaluate(`${scroller}.scrollTop = ${px}`);
  while ((await cho.page.evaluate<string>(rows("0"))) !== "Message 1") await goTo("0");
  expect(await cho.page.locator(".message").count()).toBe(1000);

  // What comes in below is as much as goes away above: the content's size does not tell.
  for (const last of ["Message 1000", "Message 1050"]) {
    expect(await cho.page.evaluate<string>(rows("-1"))).toStartWith(last);
    const seen = await look(cho, `${scroller}.scrollTop = ${scroller}.scrollHeight`);
    await cho.until(`!${rows("-1")}.startsWith("${last}")`);
    await expectSame(cho, seen, last);
  }
  expect(await cho.page.evaluate<string>(rows("-1"))).toStartWith("Message 1100");
  await goTo(`${scroller}.scrollHeight`);
  await cho.until(isAtEnd);
  await workspace.call("ben", "message.send", { channel: workspace.general, body: "The end" });
  await cho.message("The end").waitFor();
  await cho.until(isAtEnd);
});

test("unread messages that are not loaded are one press away, and so is the end", async () => {
  await using workspace = await openWorkspace({ run: "binary" });
  await fill(workspace, 10);
  await using dia = await Window.open(browser);
  await dia.signIn(workspace.server.url, workspace.people.dia);
  await dia.message("Message 10").waitFor();
  // The server knows, too, that they are read.
  while ((await workspace.call("dia", "channel.list", {})).channels.some(({ unread }) => unread)) await Bun.sleep(10);
  await dia.page.goto("about:blank");
  await fill(workspace, 250);

  await dia.page.goto(workspace.server.url);
  await dia.message("Message 250").waitFor();
  await dia.picture("new-messages-above");
  await dia.button("New messages above").click();
  await dia.page.locator(".new-line").waitFor();
  expect(await dia.page.locator(".new-line + .message .body").innerText()).toBe("Message 1");
  expect(await dia.message("Message 250").count()).toBe(0);
  await dia.picture("unread-begin");

  await dia.send("I am here");
  await dia.message("I am here").and(dia.page.locator("[data-seq]")).waitFor();
  await dia.until(isAtEnd);
  expect((await dia.messages()).at(-1)).toBe("I am here");
  expect(dia.complaints).toEqual([]);
});
