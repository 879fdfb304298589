import { expect, setDefaultTimeout, test } from "bun:test";
import { openWorkspace } from "../support/people.ts";
import { startServer } from "../support/server.ts";
import { enter, post } from "./album.ts";
import { openBoth } from "./both.ts";
import { motion, phone, Window } from "./window.ts";

setDefaultTimeout(120_000);

const { browser, windows, workspace } = await openBoth();
const { server, people } = workspace;

test("two people go from the first link to a conversation, and a killed server loses none of it", async () => {
  await using server = await startServer({ run: "binary" });
  await using ana = await Window.open(browser, motion);
  await using bo = await Window.open(browser, { ...motion, colorScheme: "dark" });

  // First run: one form later the owner is in the first channel, with the cursor in the composer.
  await ana.page.goto(`${server.url}/setup#${server.setup}`);
  await ana.page.getByLabel("Your name").waitFor();
  expect(ana.page.url()).toBe(`${server.url}/setup`);
  await ana.picture("setup");
  await ana.introduce("Ana Lima");
  await ana.page.getByRole("heading", { level: 2, name: "general" }).waitFor();
  await ana.page.locator("#composer:focus").waitFor();
  await ana.picture("first-channel");

  // An invite link with its QR code is one click away.
  expect(await ana.button("Invite people").count()).toBe(1);
  await ana.button("Invite people").click();
  await ana.page.getByRole("img", { name: "QR code" }).waitFor();
  const link = await ana.page.getByRole("textbox", { name: "Invite link" }).inputValue();
  await ana.picture("invite");
  await ana.page.keyboard.press("Escape");
  await bo.page.goto(link);
  await bo.page.getByText("You were invited as a member.").waitFor();
  expect(bo.page.url()).toBe(`${server.url}/join`);
  await bo.picture("join");
  await bo.introduce("Bo Ek");

  // A public channel.
  await ana.send("Hello **Bo**, welcome @bo.ek");
  await bo.message("Hello Bo, welcome").waitFor();
  expect(await bo.message("Hello").locator("strong").innerText()).toBe("Bo");
  expect(await bo.message("Hello").locator(".mention.me").innerText()).toBe("@bo.ek");
  await bo.send("Thank you!");
  await ana.message("Thank you!").waitFor();
  await ana.composer.pressSequentially("Well");
  await bo.page.getByText("Ana Lima is typing…").waitFor();
  await ana.composer.fill("");
  await ana.picture("conversation");
  await bo.picture("conversation-dark");

  // Edit and delete.
  await bo.composer.press("ArrowUp");
  await bo.page.getByLabel("Edit the message").fill("Thank you, Ana!");
  await bo.picture("edit");
  await bo.page.keyboard.press("Enter");
  await ana.message("Thank you, Ana!").getByText("edited").waitFor();
  await ana.send("A slip");
  await bo.message("A slip").waitFor();
  await ana.act("A slip", "Delete the message");
  await ana.picture("delete");
  await ana.dialog.getByRole("button", { name: "Delete" }).click();
  await bo.message("This message was deleted.").waitFor();
  expect(await bo.message("A slip").count()).toBe(0);

  // A direct message, which is counted until it is read.
  await bo.button("Write to somebody").click();
  await bo.dialog.getByLabel("Name or handle").fill("ana");
  await bo.dialog.getByRole("button", { name: "Ana Lima" }).waitFor();
  await bo.picture("write-to-somebody");
  await bo.page.keyboard.press("Enter");
  await bo.page.getByRole("heading", { level: 2, name: "Ana Lima" }).waitFor();
  await bo.send("Between us");
  await ana.channelLink("Bo Ek").locator(".badge").waitFor();
  await ana.picture("unread");
  await ana.goTo("Bo Ek");
  await ana.message("Between us").waitFor();
  await ana.channelLink("Bo Ek").locator(".badge").waitFor({ state: "detached" });

  // The server is killed: what is sent meanwhile is there at once, marked, and stored once when it is back.
  await server.kill("SIGKILL");
  await ana.page.getByText("The connection is lost").waitFor();
  await ana.send("Sent into the void");
  await ana.message("Sent into the void").getByText("Sending…").waitFor();
  await ana.picture("connection-lost");
  await server.start();
  await bo.message("Sent into the void").waitFor();
  await ana.message("Sent into the void").and(ana.page.locator("[data-seq]")).waitFor();
  await ana.page.getByText("The connection is lost").waitFor({ state: "hidden" });
  await ana.picture("connection-back");
  for (const window of [ana, bo]) expect(await window.messages()).toEqual(["Between us", "Sent into the void"]);

  // Nothing is lost: neither in what was open, nor loaded anew.
  await ana.goTo("general");
  await bo.page.reload();
  await bo.goTo("general");
  for (const window of [ana, bo]) {
    await window.message("Thank you, Ana!").waitFor();
    expect((await window.messages()).map((text) => text.replace(/\s*edited$/, ""))).toEqual([
      "Hello Bo, welcome @bo.ek",
      "Thank you, Ana!",
    ]);
    await window.message("This message was deleted.").waitFor();
  }
  expect([...ana.complaints, ...bo.complaints]).toEqual([]);
});

test("on a phone the list of channels is a drawer, and nothing is wider than the screen", async () => {
  await using server = await startServer({ run: "binary" });
  await using ana = await Window.open(browser, phone);
  const overflow_px = () =>
    ana.page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
  await ana.page.goto(`${server.url}/setup#${server.setup}`);
  await ana.introduce("Ana Lima");
  await ana.composer.fill(`A long line without a break: ${"x".repeat(300)}\n\n\`\`\`\n${"y".repeat(300)}\n\`\`\``);
  await ana.button("Send").tap();
  await ana.message("A long line").waitFor();
  await ana.picture("phone");
  for (const width of [390, 360]) {
    await ana.page.setViewportSize({ width, height: 740 });
    expect(await overflow_px()).toBe(0);
  }
  expect(await ana.channelLink("general").isVisible()).toBe(false);
  await ana.button("Open the list of channels").tap();
  await ana.channelLink("general").waitFor();
  await ana.picture("phone-drawer");
  await ana.button("Create a channel").tap();
  await ana.dialog.getByLabel("Name").fill("plans");
  await ana.picture("phone-dialog");
  expect(await overflow_px()).toBe(0);
  await ana.dialog.getByRole("button", { name: "Create" }).tap();
  await ana.page.getByRole("heading", { level: 2, name: "plans" }).waitFor();
  await ana.button("Open the list of channels").tap();
  await ana.channelLink("general").tap();
  await ana.message("A long line").waitFor();
  await ana.channelLink("general").waitFor({ state: "hidden" });
  await ana.page.emulateMedia({ colorScheme: "dark" });
  await ana.picture("phone-dark");
  await ana.button("Members").tap();
  await ana.page.getByRole("complementary", { name: "Members" }).getByText("Ana Lima").waitFor();
  await ana.picture("phone-members");
  expect(await overflow_px()).toBe(0);
  expect(ana.complaints).toEqual([]);
});

test("what can be done with a message is in sight where its begin is not", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  const pictures = Array.from({ length: 9 }, (_, i) => [`${i}.png`, 60, 60] as const);
  await post(workspace, channel, "Nine of them, more than are in sight at once", ...pictures);
  await using ana = await Window.open(browser, { viewport: { width: 1280, height: 420 } });
  await enter(workspace, ana, "ana", channel);
  const { page } = ana;
  const top = async (selector: string) => (await page.locator(selector).boundingBox())?.y ?? NaN;
  await page.mouse.move(500, 250);
  await page.locator(".message-actions").waitFor();
  const [message, actions, sight] = [
    await top(".message"),
    await top(".message-actions"),
    await top(".messages-scroll"),
  ];
  expect(message).toBeLessThan(sight);
  expect(actions).toBeGreaterThanOrEqual(sight);
  const { x = 0, y = 0 } = (await page.getByRole("button", { name: "Delete the message" }).boundingBox()) ?? {};
  await page.mouse.move(x + 5, y + 5, { steps: 5 });
  await page.mouse.down();
  await page.mouse.up();
  await ana.dialog.getByText("Nine of them").waitFor();
  expect(ana.complaints).toEqual([]);
});

test("what can be done with a message takes no click that was meant for what it appears over", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await post(workspace, channel, "Before");
  const pictures = Array.from({ length: 9 }, (_, i) => [`${i}.png`, 60, 60] as const);
  await post(workspace, channel, "Nine of them, more than are in sight at once", ...pictures);
  await using ana = await Window.open(browser, { viewport: { width: 320, height: 420 } });
  await enter(workspace, ana, "ana", channel);
  const { page } = ana;
  const actions = page.locator(".message-actions");
  await page.mouse.move(100, 200);
  await actions.waitFor();
  const { x = 0, y = 0, width = 0, height = 0 } = (await actions.boundingBox()) ?? {};
  const there = [x + width / 2, y + height / 2] as const;
  const picture = await page.evaluate<string>(
    `document.elementsFromPoint(${there.join()}).find((each) => each.matches("img"))?.alt ?? ""`,
  );
  expect(picture).toEndWith(".png");
  const press = async () => {
    await page.mouse.down();
    await page.mouse.up();
  };
  const closeLightbox = async () => {
    await page.getByRole("dialog", { name: `Picture: ${picture}` }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
  };

  // Straight from above the messages to where they appear.
  await page.mouse.move(there[0], 10);
  await actions.waitFor({ state: "detached" });
  await page.mouse.move(...there);
  await page.locator(".message-actions.came-under").waitFor({ state: "attached" });
  await press();
  await closeLightbox();
  // The focus is back on the picture, for which they are shown: the pointer is there still.
  await actions.waitFor({ state: "attached" });
  await press();
  await closeLightbox();
  // Scrolled to beneath it.
  await page.mouse.move(there[0], there[1] + 60, { steps: 4 });
  await page.locator(".message-actions:not(.came-under)").waitFor();
  await page.evaluate(`void (document.activeElement.blur(), document.querySelector(".messages-scroll").scrollTop +=
    document.querySelectorAll(".message")[1].getBoundingClientRect().top - ${there[1] + 75})`);
  await ana.until(`document.elementFromPoint(${there[0]}, ${there[1] + 60}).closest(".message-actions") === null`);
  await ana.button("Jump to the newest").click();
  await ana.button("Jump to the newest").waitFor({ state: "detached" });

  // Those who go there mean them.
  await page.mouse.move(100, 250);
  await page.locator(".message-actions:not(.came-under)").waitFor();
  const deleting = await page.getByRole("button", { name: "Delete the message" }).boundingBox();
  await page.mouse.move((deleting?.x ?? 0) + 5, (deleting?.y ?? 0) + 5, { steps: 5 });
  await press();
  await ana.dialog.getByText("Nine of them").waitFor();
  expect(ana.complaints).toEqual([]);
});

test("at midnight what was written today is of yesterday, also for who has the page open", async () => {
  await using cho = await Window.open(browser);
  const { clock } = cho.page;
  const days = cho.page.locator(".messages-list .day-name");
  await clock.install();
  await cho.enter(`${server.url}/c/${await workspace.channel("cho")}`, people.cho);
  await cho.send("Late");
  await cho.message("Late").and(cho.page.locator("[data-seq]")).waitFor();
  expect(await days.allInnerTexts()).toEqual(["Today"]);
  await clock.fastForward(new Date().setHours(24, 0, 1, 0) - Date.now());
  await days.getByText("Yesterday").waitFor();
});

test("a device whose clock is wrong by days writes on the day that it is", async () => {
  await using workspace = await openWorkspace({ run: "binary" });
  const { server, people, general } = workspace;
  await using cho = await Window.open(browser);
  const { page } = cho;
  await page.clock.install({ time: Date.now() + 3 * 24 * 60 * 60 * 1000 });
  await cho.enter(`${server.url}/c/${general}`, people.cho);
  await cho.send("Stored");
  await cho.message("Stored").and(page.locator("[data-seq]")).waitFor();
  await server.kill();
  await cho.send("On its way");
  await page.locator(".pending", { hasText: "On its way" }).waitFor();
  expect(await page.locator(".messages-list .day").count()).toBe(1);
  expect(await page.locator(".pending.first").count()).toBe(0);
});

test("what others write is read out, and the same words again too", async () => {
  const channel = await workspace.channel("dia", ["cho"]);
  await using cho = await windows.of(people.cho, channel);
  await cho.page.evaluate(`{
    window.heard = [];
    const region = document.querySelector(".messages > [aria-live]");
    new MutationObserver(() => heard.push(region.textContent)).observe(region, { childList: true, characterData: true, subtree: true });
  }`);
  for (const number of [1, 2]) {
    await workspace.call("dia", "message.send", { channel, body: "Yes" });
    await cho.until(`heard.length === ${number}`);
  }
  expect(await cho.page.evaluate<unknown>("heard")).toEqual(["Dia: Yes", "Dia: Yes"]);
});

test("by the name or picture beside a message, or by a key, one sees who wrote it, and writes to them", async () => {
  await using workspace = await openWorkspace({ run: "binary" });
  const { server, people, general: channel } = workspace;
  await workspace.call("dia", "message.send", { channel, body: "Ask me" });
  await using cho = await Window.open(browser);
  await cho.enter(`${server.url}/c/${channel}`, people.cho);
  const { page } = cho;
  const isOpen = () => cho.dialog.getByText("@dia").waitFor();
  await cho.message("Ask me").locator(".avatar").click();
  await isOpen();
  await cho.dialog.getByText("member · offline").waitFor();
  await page.keyboard.press("Escape");
  await cho.dialog.waitFor({ state: "detached" });
  await cho.message("Ask me").focus();
  await page.keyboard.press("a");
  await isOpen();
  await page.keyboard.press("Escape");
  await cho.dialog.waitFor({ state: "detached" });
  // Of oneself there is nobody to write to.
  await cho.send("Mine");
  await cho.message("Mine").and(page.locator("[data-seq]")).locator(".name").click();
  await cho.dialog.getByText("@cho").waitFor();
  expect(await cho.dialog.getByRole("button", { name: "Write a message" }).count()).toBe(0);
  await page.keyboard.press("Escape");
  await cho.message("Ask me").locator(".name").click();
  await cho.dialog.getByRole("button", { name: "Write a message" }).click();
  await page.getByRole("heading", { level: 2, name: "Dia" }).waitFor();
  await cho.dialog.waitFor({ state: "detached" });
  await page.locator("#composer:focus").waitFor();
  expect(cho.complaints).toEqual([]);
});
