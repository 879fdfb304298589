import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser } from "playwright-core";
import { openWorkspace, type Workspace } from "../support/people.ts";
import { launch } from "./chromium.ts";
import { Window } from "./window.ts";

setDefaultTimeout(120_000);

let browser: Browser;
let workspace: Workspace;
beforeAll(async () => {
  [browser, workspace] = await Promise.all([launch(), openWorkspace({ run: "binary" })]);
});
afterAll(async () => {
  await browser.close();
  await workspace[Symbol.asyncDispose]();
});

const spoken = "document.documentElement.lang";

test("who has a German browser reads German, and what the server says too, until English is chosen", async () => {
  const { server, people } = workspace;
  await using cho = await Window.open(browser, { locale: "de-DE" });
  await cho.page.goto(server.url);
  await cho.page.getByRole("heading", { name: "Anmelden" }).waitFor();
  expect(await cho.page.evaluate<string>(spoken)).toBe("de");
  await cho.page.getByLabel("Benutzername").fill("cho");
  await cho.page.getByLabel("Passwort").fill("not it at all");
  await cho.page.keyboard.press("Enter");
  await cho.page.getByText("Benutzername oder Passwort ist falsch.").waitFor();
  await cho.picture("german-signin");
  await cho.page.getByLabel("Passwort").fill(people.cho.password);
  await cho.page.keyboard.press("Enter");
  await cho.composer.waitFor();

  expect(await cho.composer.getAttribute("placeholder")).toBe("Nachricht an #general");
  await cho.send("Guten Tag");
  await cho.message("Guten Tag").and(cho.page.locator("[data-seq]")).waitFor();
  await cho.page.locator(".day", { hasText: "Heute" }).waitFor();
  const weekday = new Intl.DateTimeFormat("de-DE", { weekday: "long" }).format(Date.now());
  expect(await cho.message("Guten Tag").locator("time").getAttribute("title")).toStartWith(weekday);
  await cho.choose("Dein Konto Cho @cho", "Einstellungen");
  await cho.page.getByRole("link", { name: "Sitzungen" }).click();
  await cho.page.getByText("Chrome auf Linux").first().waitFor();
  await cho.picture("german");
  await cho.page.keyboard.press("Escape");
  await cho.composer.waitFor();

  await cho.page.evaluate(`localStorage.setItem("preferences", '{"language":"en"}')`);
  await cho.page.reload();
  await cho.composer.waitFor();
  expect(await cho.page.evaluate<string>(spoken)).toBe("en");
  expect(await cho.composer.getAttribute("placeholder")).toBe("Message #general");
  await cho.page.locator(".day", { hasText: "Today" }).waitFor();
  const title = await cho.message("Guten Tag").locator("time").getAttribute("title");
  expect(title).toStartWith(new Intl.DateTimeFormat("en", { weekday: "long" }).format(Date.now()));
  expect(cho.complaints).toEqual([]);
});

test("where one reads to the left, everything stands the other way round and nothing sticks out", async () => {
  const { server, people, general } = workspace;
  await workspace.call("ben", "message.send", {
    channel: general,
    body: "Look at this, @dia: `code`\n\n> a quote\n\n1. one",
  });
  await using dia = await Window.open(browser);
  await dia.enter(server.url, people.dia);
  await dia.send("Seen");
  await dia.message("Seen").and(dia.page.locator("[data-seq]")).waitFor();
  await dia.button("Members").click();
  await dia.page.locator(".member").first().waitFor();
  const edges = async (selector: string) => {
    const box = await dia.page.locator(selector).boundingBox();
    if (!box) throw new Error(`${selector} is not there`);
    return { start: box.x, end: box.x + box.width };
  };
  const outside = () =>
    dia.page.evaluate<string[]>(`[...document.querySelectorAll("#app *")]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".unseen, .skip"))
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        return left < -1 || right > innerWidth + 1;
      })
      .map((element) => element.outerHTML.slice(0, 100))`);
  expect((await edges(".sidebar")).start).toBe(0);
  expect(await outside()).toEqual([]);

  // As a catalogue for Arabic would have it.
  await dia.page.evaluate(`Object.assign(document.documentElement, { lang: "ar", dir: "rtl" })`);
  expect((await edges(".sidebar")).end).toBe(1280);
  expect((await edges(".members")).start).toBe(0);
  expect((await edges(".send")).end).toBeLessThanOrEqual((await edges("#composer")).start);
  // A name in Latin letters stands beside its icon all the same.
  const name_end = await dia.page.evaluate<number>(`(() => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector(".channel-link[aria-current] .name"));
    return range.getBoundingClientRect().right;
  })()`);
  expect((await edges(".channel-link[aria-current] .icon")).start - name_end).toBeWithin(0, 20);
  expect(await dia.page.evaluate<string>(`getComputedStyle(document.querySelector(".send .icon")).scale`)).toBe("-1 1");
  expect(await outside()).toEqual([]);
  await dia.picture("right-to-left");

  await dia.page.setViewportSize({ width: 390, height: 844 });
  await dia.page.keyboard.press("Escape");
  await dia.page.locator(".members").waitFor({ state: "detached" });
  await dia.until(`document.querySelector(".sidebar").getAnimations().length === 0`);
  expect(await outside()).toEqual([]);
  await dia.picture("right-to-left-phone");
  await dia.page.getByRole("button", { name: "Open the list of channels" }).click();
  await dia.until(`document.querySelector(".sidebar").getAnimations().length === 0`);
  expect((await edges(".sidebar")).end).toBe(390);
  expect(await outside()).toEqual([]);
  await dia.picture("right-to-left-drawer");
  expect(dia.complaints).toEqual([]);
});

test("what is written from right to left stands beside its author in a page from left to right, its lines at one edge; code keeps its room", async () => {
  const channel = await workspace.channel("cho");
  const says = (body: string) => workspace.call("cho", "message.send", { channel, body });
  const short = await says("שלום");
  const lines = await says("מתי אתם פותחים?\nמחר");
  const code = await says("ככה:\n```\nbun start\n```");
  await using cho = await Window.open(browser);
  await cho.enter(`${workspace.server.url}/c/${channel}`, workspace.people.cho);
  await cho.message("bun start").waitFor();
  /** Where its lines are, and where they may be. */
  const placed = (seq: number) =>
    cho.page.evaluate<{ from: number; lefts: number[]; rights: number[]; to: number }>(`(() => {
      const content = document.querySelector('[data-seq="${seq}"] .message-content').getBoundingClientRect();
      const range = document.createRange();
      range.selectNodeContents(document.querySelector('[data-seq="${seq}"] .body p'));
      const boxes = [...range.getClientRects()].filter(({ width }) => width > 1);
      const rounded = (edge) => boxes.map((box) => Math.round(box[edge]));
      return { from: Math.round(content.left), lefts: rounded("left"), rights: rounded("right"), to: Math.round(content.right) };
    })()`);
  const one = await placed(short.seq);
  expect(one.lefts).toEqual([one.from]);
  const two = await placed(lines.seq);
  expect(Math.min(...two.lefts)).toBe(two.from);
  expect(new Set(two.rights).size).toBe(1);
  expect(Math.max(...two.rights)).toBeLessThan(two.to - 200);
  const figure = await cho.page.locator(`[data-seq="${code.seq}"] figure`).boundingBox();
  expect(figure?.width).toBeGreaterThan(400);
});
