/** A picture of a message is looked at closely: by the keyboard, the mouse and fingers. */
import { expect, setDefaultTimeout, test } from "bun:test";
import type { Id } from "../../src/protocol/id.ts";
import { enter, post, shown } from "./album.ts";
import { openBoth } from "./both.ts";
import { Network } from "./network.ts";
import { phone, Window } from "./window.ts";

setDefaultTimeout(120_000);

const { browser, windows, workspace } = await openBoth();

/** More messages than are loaded at once. */
async function talk(channel: Id): Promise<void> {
  const socket = await workspace.socket("cho");
  for (let i = 0; i < 300; i++) await socket.do("message.send", { channel, body: `between ${i}` });
}

/** A channel with two pictures, of which only "last.png" is loaded with it, and not "first.png". */
async function farApart(): Promise<Id> {
  const channel = await workspace.channel("ana", ["cho"]);
  await post(workspace, channel, "Long ago", ["first.png", 30, 20]);
  await talk(channel);
  await post(workspace, channel, "Now", ["last.png", 30, 20]);
  return channel;
}

test("a picture is looked at closely by the keyboard alone: zoomed, the next one, and back to where one was", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await post(workspace, channel, "First", ["a.png", 300, 200], ["b.png", 200, 300]);
  await post(workspace, channel, "Second", ["c.png", 300, 200]);
  await using ana = await windows.of(workspace.people.ana, channel);
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
  await post(workspace, channel, "Here", ["a.png", 300, 200], ["b.png", 200, 300]);
  await using cho = await windows.of(workspace.people.cho, channel, phone);
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
  // Without waiting in between: what is too slow is not twice, but two times once.
  const tap = () => [touch("touchStart", { x: 195, y: 420 }), touch("touchEnd")];
  await Promise.all([...tap(), ...tap()]);
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

test("at the end of what is loaded the next picture is looked for among the messages beyond", async () => {
  const channel = await farApart();
  await using ana = await windows.of(workspace.people.ana, channel);
  const { page } = ana;
  const open = (name: string) => page.getByRole("dialog", { name: `Picture: ${name}` });
  await ana.button("last.png").click();
  expect(await open("last.png").getByRole("button", { name: "Next picture" }).isDisabled()).toBe(true);
  await page.keyboard.press("ArrowLeft");
  await open("first.png").locator("img.there").waitFor();
  await open("first.png").getByText("1 of 2").first().waitFor();
  expect(await open("first.png").getByRole("button", { name: "Previous picture" }).isDisabled()).toBe(true);
  await page.keyboard.press("ArrowRight");
  await open("last.png").waitFor();
  await page.keyboard.press("Escape");
  // From a message of then to those after it.
  await page.goto(`${workspace.server.url}/c/${channel}/1`);
  await ana.button("first.png").click();
  await open("first.png").getByRole("button", { name: "Next picture" }).click();
  await open("last.png").locator("img.there").waitFor();
  expect(ana.complaints).toEqual([]);
});

test("where no other picture is found, that is said", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await talk(channel);
  await post(workspace, channel, "Now", ["only.png", 30, 20]);
  await using ana = await windows.of(workspace.people.ana, channel);
  await ana.button("only.png").click();
  await ana.dialog.getByRole("button", { name: "Previous picture" }).click();
  await ana.dialog.getByText("No other picture so far.").waitFor();
  expect(ana.complaints).toEqual([]);
});

test("while the connection is lost the next picture is looked for until it is back; and nowhere without a network", async () => {
  const channel = await farApart();
  await using ana = await Window.open(browser);
  const network = await Network.on(ana.page);
  await enter(workspace, ana, "ana", channel);
  const { page, dialog } = ana;
  const open = (name: string) => page.getByRole("dialog", { name: `Picture: ${name}` });
  const previous = dialog.getByRole("button", { name: "Previous picture" });
  await ana.button("last.png").click();
  await open("last.png").waitFor();
  await network.goOffline();
  await ana.until(`document.querySelector(".lightbox-step.previous").disabled`);
  await page.keyboard.press("ArrowLeft");
  expect(await dialog.getByText("Looking for another picture").count()).toBe(0);
  await page.context().setOffline(false);
  await ana.until(`!document.querySelector(".lightbox-step.previous").disabled`);
  await previous.click();
  await dialog.getByText("Looking for another picture").waitFor();
  // What is found for who has closed it meanwhile opens nothing.
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  await ana.button("last.png").click();
  await previous.click();
  await dialog.getByText("Looking for another picture").waitFor();
  await network.mend();
  await open("first.png").locator("img.there").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  expect(ana.complaints).toEqual([]);
});

test("when the next picture could not be looked for, that is said, and it is looked for again when that is asked", async () => {
  const channel = await farApart();
  await using ana = await Window.open(browser);
  const network = await Network.on(ana.page);
  await enter(workspace, ana, "ana", channel);
  const { page, dialog } = ana;
  await ana.button("last.png").click();
  network.refuses = "message.list";
  const previous = dialog.getByRole("button", { name: "Previous picture" });
  await previous.click();
  await dialog.getByText("Your role does not allow this.").waitFor();
  await network.mend();
  await previous.click();
  await page.getByRole("dialog", { name: "Picture: first.png" }).locator("img.there").waitFor();
  expect(ana.complaints).toEqual([]);
});
