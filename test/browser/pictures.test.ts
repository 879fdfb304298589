/** Pictures in messages: chosen, pasted, dropped and sent; seen in place without anything moving; looked at closely. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser } from "playwright-core";
import type { Id } from "../../src/protocol/id.ts";
import { openWorkspace, type Workspace } from "../support/people.ts";
import { scenery } from "../support/scenery.ts";
import { upload } from "../support/uploads.ts";
import { launch } from "./chromium.ts";
import { isKept } from "./kept.ts";
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

const file = (name: string, buffer = scenery(120, 80), mimeType = "image/png") => ({ name, mimeType, buffer });
const chooser = ({ page }: Window) => page.locator("input[type=file]");
const tiles = ({ page }: Window, state = "") => page.locator(`.tile${state}`);
const ready = ":not(.failed):not(:has(progress))";
const shown = ({ page }: Window, name: string) =>
  page.locator(".message[data-seq] .picture").getByRole("img", { name, exact: true });

/** In a channel of their own. */
async function enter(window: Window, handle: "ana" | "cho", channel: Id): Promise<void> {
  await window.signIn(workspace.server.url, workspace.people[handle]);
  await window.page.goto(`${workspace.server.url}/c/${channel}`);
  await window.composer.waitFor();
}

/** Posts a message with pictures of these sizes. */
async function post(channel: Id, body: string, ...pictures: readonly (readonly [string, number, number])[]) {
  const attachments: Id[] = [];
  for (const [name, width, height] of pictures) {
    const bytes = Uint8Array.from(scenery(width, height, attachments.length));
    attachments.push((await upload(workspace.server.url, workspace.people.cho.token, bytes, { name })).id);
  }
  return workspace.call("cho", "message.send", { channel, body, attachments });
}

/** As the system's clipboard and file manager give files. */
async function give({ page }: Window, how: "paste" | "drop", name: string, bytes = scenery(60, 60)): Promise<void> {
  await page.evaluate(`(() => {
    const bytes = Uint8Array.from(atob("${bytes.toString("base64")}"), (char) => char.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], "${name}", { type: "image/png" }));
    const target = document.querySelector("${how === "paste" ? "#composer" : ".messages"}");
    const options = { bubbles: true, cancelable: true };
    target.dispatchEvent(${
      how === "paste"
        ? `new ClipboardEvent("paste", { ...options, clipboardData: data })`
        : `new DragEvent("drop", { ...options, dataTransfer: data })`
    });
  })()`);
}

test("pictures are chosen, pasted and dropped, one is removed, and they are sent by Enter, seen by others, and gone when deleted", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await using ana = await Window.open(browser);
  await using cho = await Window.open(browser, phone);
  await enter(ana, "ana", channel);
  await enter(cho, "cho", channel);
  await chooser(ana).setInputFiles([file("one.png"), file("two.png")]);
  await give(ana, "paste", "three.png");
  await give(ana, "drop", "four.png");
  await tiles(ana, ready).nth(3).waitFor();
  await ana.button("Remove two.png").click();
  await ana.picture("pictures-chosen");
  await ana.composer.fill("Three of them");
  await ana.composer.press("Enter");
  await shown(ana, "four.png").waitFor();
  expect(await tiles(ana).count()).toBe(0);
  await shown(cho, "four.png").waitFor();
  const names = await cho.page.evaluate<string[]>(
    `[...document.querySelectorAll(".picture img")].map(({ alt }) => alt)`,
  );
  expect(names).toEqual(["one.png", "three.png", "four.png"]);
  await cho.until(`[...document.querySelectorAll(".picture img")].every((img) => img.naturalWidth > 0)`);
  await cho.picture("pictures-phone");

  // By Enter alone, with no text.
  await chooser(ana).setInputFiles(file("alone.png"));
  await tiles(ana, ready).waitFor();
  await ana.composer.press("Enter");
  await shown(cho, "alone.png").waitFor();

  await ana.page.locator(".message[data-seq]", { hasText: "Three of them" }).focus();
  await ana.page.keyboard.press("Delete");
  await ana.dialog.getByText("Its text and its pictures are gone").waitFor();
  const source = await shown(cho, "one.png").getAttribute("src");
  await ana.dialog.getByRole("button", { name: "Delete" }).click();
  await cho.page.getByText("This message was deleted.").waitFor();
  expect(await shown(cho, "one.png").count()).toBe(0);
  expect(await cho.page.evaluate<number>(`fetch("${source}", { cache: "reload" }).then(({ status }) => status)`)).toBe(
    404,
  );
  expect([...ana.complaints, ...cho.complaints]).toEqual([]);
});

test("a message that is sent while its picture is on its way is shown at once, and nothing moves when it is stored", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await using ana = await Window.open(browser);
  await enter(ana, "ana", channel);
  const held = Promise.withResolvers<void>();
  await ana.page.route("**/attachments?name=*", async (route) => {
    await held.promise;
    await route.continue();
  });
  await chooser(ana).setInputFiles(file("slow.png", scenery(600, 200)));
  await tiles(ana, ":has(progress)").waitFor();
  await ana.send("Look");
  await ana.send("and this");
  const pending = ana.page.locator(".message.pending", { hasText: "Look" });
  await pending.locator("img").waitFor();
  expect(await pending.locator("img").getAttribute("src")).toStartWith("blob:");
  await ana.page.locator(".message[data-seq]", { hasText: "and this" }).waitFor();
  const sizes = () =>
    ana.page.evaluate<string>(
      `JSON.stringify([...document.querySelectorAll(".picture")].map((each) => [each.offsetWidth, each.offsetHeight]))`,
    );
  const before = await sizes();
  // How much has left is written there: that may become wider.
  await ana.page.evaluate(`void (window.moved = [], new PerformanceObserver((list) => {
    for (const { node } of list.getEntries().flatMap(({ sources }) => sources))
      if (!(node?.closest ? node : node?.parentElement)?.closest(".sending")) moved.push(node?.parentElement?.className + " " + node?.textContent);
  }).observe({ type: "layout-shift" }))`);
  held.resolve();
  await shown(ana, "slow.png").waitFor();
  expect(await sizes()).toBe(before);
  // What it was shown by stays, so that it does not flicker.
  expect(await shown(ana, "slow.png").getAttribute("src")).toStartWith("blob:");
  expect(await ana.page.evaluate<string[]>("moved")).toEqual([]);
  expect(ana.complaints).toEqual([]);
});

test("nothing moves when pictures come, and not when they do not: their room is there before", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await post(channel, "Before");
  await post(channel, "Wide", ["wide.png", 1600, 200]);
  await post(channel, "Tall", ["tall.png", 40, 900]);
  await post(channel, "Tiny", ["tiny.png", 2, 2]);
  await post(channel, "Many", ["1.png", 80, 40], ["2.png", 40, 80], ["3.png", 60, 60], ["4.png", 90, 20]);
  await post(channel, "After");
  for (const [size, options] of [
    ["laptop", { viewport: { width: 1280, height: 1400 } }],
    ["phone", { viewport: { width: 320, height: 1400 }, isMobile: true, hasTouch: true }],
  ] as const) {
    await using ana = await Window.open(browser, options);
    const { page } = ana;
    const held = Promise.withResolvers<"come" | "fail">();
    await page.route("**/attachments/**", async (route) => {
      if ((await held.promise) === "come") await route.continue();
      else await route.fulfill({ status: 404 });
    });
    await enter(ana, "ana", channel);
    await ana.message("After").waitFor();
    const places = () =>
      page.evaluate<string>(
        `JSON.stringify([...document.querySelectorAll(".message, .picture")].map((each) => each.getBoundingClientRect()))`,
      );
    const before = await places();
    held.resolve("come");
    await ana.until(
      `[...document.querySelectorAll(".picture img")].every((img) => img.complete && img.naturalWidth > 0)`,
    );
    expect(await places()).toBe(before);
    await ana.picture(`pictures-${size}`);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth")).toBe(0);

    await page.unroute("**/attachments/**");
    await page.route("**/attachments/**", (route) => route.fulfill({ status: 404 }));
    await page.reload();
    await page.locator(".picture-broken").nth(6).waitFor();
    expect(await places()).toBe(before);
    expect(ana.complaints).toEqual([]);
  }
});

test("what cannot be sent says why, keeps what is fine, and goes out when it is tried again", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await using ana = await Window.open(browser);
  await enter(ana, "ana", channel);
  await ana.page.route("**/attachments?name=refused*", (route) =>
    route.fulfill({ status: 409, json: { error: { code: "full", message: "There is no room." } } }),
  );
  await chooser(ana).setInputFiles([
    file("fine.png"),
    file("refused.png"),
    file("notes.txt", Buffer.from("no picture"), "text/plain"),
    file("broken.png", Buffer.from("no picture either")),
  ]);
  await tiles(ana, ready).waitFor();
  await tiles(ana, ".failed").nth(2).waitFor();
  expect(await tiles(ana, ".failed").getByText("Only pictures can be sent").count()).toBe(2);
  await ana.send("With pictures");
  await ana.page.getByRole("alert").filter({ hasText: "Some pictures are not uploaded." }).waitFor();
  expect(await ana.composer.inputValue()).toBe("With pictures");
  await ana.picture("pictures-failed");
  await ana.button("Remove notes.txt").press("Enter");
  await ana.until("document.activeElement.id === 'composer'");
  await ana.button("Remove broken.png").click();
  await ana.page.unroute("**/attachments?name=refused*");
  await tiles(ana, ".failed").getByRole("button", { name: "Try again" }).click();
  await tiles(ana, ready).nth(1).waitFor();
  await ana.composer.press("Enter");
  await shown(ana, "refused.png").waitFor();
  await shown(ana, "fine.png").waitFor();
  expect(ana.complaints).toEqual([]);
});

test("a draft keeps its pictures in another channel and over a reload, in all windows, until they are sent", async () => {
  const [channel, other] = [await workspace.channel("ana", ["cho"]), await workspace.channel("ana", ["cho"])];
  await using ana = await Window.open(browser);
  await enter(ana, "ana", channel);
  await chooser(ana).setInputFiles(file("kept.png"));
  await tiles(ana, ready).waitFor();
  const link = (id: Id) => ana.page.locator(`.channel-link[href$="${id}"]`);
  await link(other).click();
  await link(channel).getByText("Draft").waitFor({ state: "attached" });
  expect(await tiles(ana).count()).toBe(0);
  await link(channel).click();
  await tiles(ana, ready).waitFor();
  await ana.page.reload();
  await tiles(ana, ready).waitFor();
  await ana.until(`document.querySelector(".tile img").naturalWidth > 0`);
  const second = await ana.another();
  await tiles(second, ready).waitFor();
  await ana.composer.press("Enter");
  await shown(ana, "kept.png").waitFor();
  await tiles(second).waitFor({ state: "detached" });
  expect([...ana.complaints, ...second.complaints]).toEqual([]);
});

test("a picture is looked at closely by the keyboard alone: zoomed, the next one, and back to where one was", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await post(channel, "First", ["a.png", 300, 200], ["b.png", 200, 300]);
  await post(channel, "Second", ["c.png", 300, 200]);
  await using ana = await Window.open(browser);
  await enter(ana, "ana", channel);
  const { page } = ana;
  await ana.message("First").focus();
  await page.keyboard.press("Enter");
  const open = (name: string) => page.getByRole("dialog", { name: `Picture: ${name}` });
  await open("a.png").locator("img.there").waitFor();
  await open("a.png").getByText("1 of 3").first().waitFor();
  const scale = () =>
    page.evaluate<string>(`document.querySelector(".lightbox-stage").style.getPropertyValue("--scale")`);
  await page.keyboard.press("+");
  expect(Number(await scale())).toBeGreaterThan(1);
  await page.keyboard.press("0");
  expect(await scale()).toBe("1");
  await page.keyboard.press("ArrowRight");
  await open("b.png").waitFor();
  await page.keyboard.press("ArrowRight");
  await open("c.png").waitFor();
  await page.keyboard.press("ArrowRight");
  await open("c.png").waitFor();
  await page.keyboard.press("ArrowLeft");
  await open("b.png").waitFor();
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download" }).press("Enter");
  expect((await downloading).suggestedFilename()).toBe("b.png");
  // The focus stays inside.
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press("Tab");
    expect(
      await page.evaluate<boolean>(
        `document.activeElement === document.body || document.activeElement.closest("dialog") !== null`,
      ),
    ).toBe(true);
  }
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  await ana.until(`document.activeElement.matches(".message") && document.activeElement.textContent.includes("First")`);

  // By the mouse: a click zooms, and one beside the picture closes.
  await page.getByRole("button", { name: "c.png" }).click();
  await open("c.png").locator("img.there").click();
  expect(Number(await scale())).toBeGreaterThan(2);
  await open("c.png").locator("img.there").click();
  expect(await scale()).toBe("1");
  await page.mouse.click(200, 700);
  await page.locator("dialog").waitFor({ state: "detached" });

  // Gone while it is looked at.
  await page.getByRole("button", { name: "c.png" }).click();
  await open("c.png").waitFor();
  const { messages } = await workspace.call("cho", "message.list", { channel });
  await workspace.call("cho", "message.delete", { channel, seq: messages.at(-1)?.seq ?? 0 });
  await page.locator("dialog").waitFor({ state: "detached" });
  expect(ana.complaints).toEqual([]);
});

test("on a phone a finger goes to the next picture, twice zooms, Back closes", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await post(channel, "Here", ["a.png", 300, 200], ["b.png", 200, 300]);
  await using cho = await Window.open(browser, phone);
  await enter(cho, "cho", channel);
  const { page } = cho;
  const open = (name: string) => page.getByRole("dialog", { name: `Picture: ${name}` });
  await page.getByRole("button", { name: "a.png" }).tap();
  await open("a.png").locator("img.there").waitFor();
  const cdp = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...touchPoints: { x: number; y: number }[]) =>
    cdp.send("Input.dispatchTouchEvent", { type, touchPoints });
  const swipe = async (from: number, to: number) => {
    await touch("touchStart", { x: from, y: 400 });
    for (let i = 1; i <= 5; i++) await touch("touchMove", { x: from + ((to - from) * i) / 5, y: 402 });
    await touch("touchEnd");
  };
  await swipe(320, 80);
  await open("b.png").locator("img.there").waitFor();
  await swipe(80, 320);
  await open("a.png").locator("img.there").waitFor();
  const zoomed = (comparison: string) =>
    cho.until(`Number(document.querySelector(".lightbox-stage").style.getPropertyValue("--scale")) ${comparison}`);
  for (let i = 0; i < 2; i++) {
    await touch("touchStart", { x: 195, y: 420 });
    await touch("touchEnd");
  }
  await zoomed("> 2");
  await cho.picture("lightbox-phone-zoomed");
  // Two fingers that come together.
  await touch("touchStart", { x: 100, y: 420 }, { x: 300, y: 420 });
  for (let i = 1; i <= 6; i++) await touch("touchMove", { x: 100 + 15 * i, y: 420 }, { x: 300 - 15 * i, y: 420 });
  await touch("touchEnd");
  await zoomed("=== 1");
  await page.goBack();
  await page.locator("dialog").waitFor({ state: "detached" });
  // A finger that rests on a picture means its message.
  const { x = 0, y = 0 } = (await shown(cho, "a.png").boundingBox()) ?? {};
  await touch("touchStart", { x: x + 20, y: y + 20 });
  await page.getByRole("dialog", { name: "Message by Cho" }).waitFor();
  await touch("touchEnd");
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  expect(new URL(page.url()).pathname).toBe(`/c/${channel}`);
  expect(cho.complaints).toEqual([]);
});

test("without a network what is not here says so and comes when it is back; what is sent goes out then", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await post(channel, "Here", ["a.png", 300, 200]);
  await using ana = await Window.open(browser);
  const { page } = ana;
  await enter(ana, "ana", channel);
  await shown(ana, "a.png").waitFor();
  await isKept(ana, "a.png");
  await page.route("**/attachments/**", (route) => route.abort("internetdisconnected"));
  await page.context().setOffline(true);
  await page.reload();
  await page.getByText("You are offline.").first().waitFor();
  await page.getByRole("button", { name: "a.png: Not here while you are offline" }).waitFor();
  await chooser(ana).setInputFiles(file("later.png"));
  await tiles(ana, ":has(progress)").waitFor();
  await ana.send("When I am back");
  await page.locator(".message.pending", { hasText: "When I am back" }).locator("img").waitFor();
  await ana.picture("pictures-offline");
  await page.unroute("**/attachments/**");
  await page.context().setOffline(false);
  await shown(ana, "a.png").waitFor();
  await shown(ana, "later.png").waitFor();
  expect(ana.complaints).toEqual([]);
});

test("what waits for a picture is a draft again when the page is left, and what was stored is not sent twice", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await using ana = await Window.open(browser);
  await enter(ana, "ana", channel);
  await chooser(ana).setInputFiles(file("there.png"));
  await tiles(ana, ready).waitFor();
  await ana.page.route("**/attachments?name=slow*", () => undefined);
  await chooser(ana).setInputFiles(file("slow.png"));
  await tiles(ana, ":has(progress)").waitFor();
  await ana.send("Not lost");
  await ana.page.locator(".message.pending", { hasText: "Not lost" }).waitFor();
  await ana.page.reload();
  await tiles(ana, ready).waitFor();
  expect(await tiles(ana).count()).toBe(1);
  expect(await ana.composer.inputValue()).toBe("Not lost");
  expect(await ana.page.locator(".message.pending").count()).toBe(0);
  await ana.composer.press("Enter");
  await shown(ana, "there.png").waitFor();
  await ana.page.reload();
  await shown(ana, "there.png").waitFor();
  const { messages } = await workspace.call("ana", "message.list", { channel });
  expect(messages.map(({ body, attachments }) => [body, attachments?.map(({ name }) => name)])).toEqual([
    ["Not lost", ["there.png"]],
  ]);
  expect(ana.complaints).toEqual([]);
});

test("the text of a message with pictures is edited away, and the pictures stay", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await using cho = await Window.open(browser);
  await post(channel, "Wrong words", ["a.png", 300, 200]);
  await enter(cho, "cho", channel);
  await cho.composer.press("ArrowUp");
  const field = cho.page.getByLabel("Edit the message");
  await field.fill("");
  await field.press("Enter");
  await cho.page.locator(".message", { hasText: "edited" }).getByRole("img", { name: "a.png" }).waitFor();
  expect(await cho.page.getByText("Wrong words").count()).toBe(0);
  expect(cho.complaints).toEqual([]);
});
