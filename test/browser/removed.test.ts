import { expect, setDefaultTimeout, test } from "bun:test";
import { scenery } from "../support/scenery.ts";
import { openBoth } from "./both.ts";
import { Network } from "./network.ts";
import { Window } from "./window.ts";

setDefaultTimeout(120_000);

const { browser, windows, workspace } = await openBoth();
const { server, people, general } = workspace;

/** What is left to who wrote where they may not write any more. */
const left = ({ page }: Window) => page.getByRole("textbox", { name: "You had written here" });

test("what was written without a network in a channel that one was removed from meanwhile is given back, here and after a reload", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await using cho = await Window.open(browser);
  const { page } = cho;
  const network = await Network.on(page);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.url });
  await cho.enter(`${server.url}/c/${channel}`, people.cho);
  await network.goOffline();
  await cho.send("The first half");
  await cho.send("and the second");
  await cho.composer.fill("and one begun");
  await cho.has(2, page.locator(".pending"));
  await workspace.call("ana", "member.remove", { channel, user: people.cho.id });
  await network.mend();
  await page.getByText("You are not in this channel").waitFor();
  await cho.has(1, page.locator(".notice", { hasText: "Your message was not sent" }));
  const words = "The first half\nand the second\nand one begun";
  await cho.until(`document.querySelector(".left-words textarea")?.value === ${JSON.stringify(words)}`);
  await cho.picture("removed");
  await cho.button("Copy").click();
  await cho.button("Copied").waitFor();
  expect(await page.evaluate<string>("navigator.clipboard.readText()")).toBe(words);
  await page.reload();
  await left(cho).waitFor();
  expect(await left(cho).inputValue()).toBe(words);

  await workspace.call("ana", "member.add", { channel, users: [people.cho.id] });
  await cho.composer.waitFor();
  expect(await cho.composer.inputValue()).toBe(words);
  expect(cho.complaints).toEqual([]);
});

test("who looks elsewhere when a message cannot be sent any more is told, led to it, and can let it go", async () => {
  const channel = await workspace.channel("ana", ["dia"]);
  await using dia = await Window.open(browser);
  const { page } = dia;
  const network = await Network.on(page);
  await dia.enter(`${server.url}/c/${channel}`, people.dia);
  await network.goOffline();
  await dia.send("Nobody reads this");
  await dia.page.locator(".pending").waitFor();
  await page.locator(`a[href="/c/${general}"]`).click();
  await page.waitForURL(`**/c/${general}`);
  await workspace.call("ana", "member.remove", { channel, user: people.dia.id });
  await network.mend();
  await page.getByText(/^Your message was not sent: you are not in #c-.* any more/).waitFor();
  await dia.picture("removed-notice");
  await dia.button("Show it").click();
  expect(await left(dia).inputValue()).toBe("Nobody reads this");
  await dia.button("Discard").click();
  await left(dia).waitFor({ state: "detached" });
  expect(await page.locator(".notice").count()).toBe(0);
  expect(await page.evaluate("Object.keys(localStorage).filter((key) => /^(draft|unsent)/.test(key))")).toEqual([]);
  expect(dia.complaints).toEqual([]);
});

test("what was begun in a channel that is archived meanwhile can be read and taken along", async () => {
  const channel = await workspace.channel("cho");
  await using cho = await windows.of(people.cho, channel);
  await cho.composer.fill("Begun too late");
  await workspace.call("cho", "channel.archive", { channel });
  await left(cho).waitFor();
  expect(await left(cho).inputValue()).toBe("Begun too late");
  await cho.picture("archived-draft");
  await cho.button("Unarchive").click();
  await cho.composer.waitFor();
  expect(await cho.composer.inputValue()).toBe("Begun too late");
});

test("a change that was begun and not saved is given back where one is not any more, here and after a reload", async () => {
  const channel = await workspace.channel("ana", ["dia"]);
  await using dia = await windows.of(people.dia, channel);
  const { page } = dia;
  await dia.send("Ebb");
  await dia.message("Ebb").and(page.locator("[data-seq]")).waitFor();
  await dia.composer.press("ArrowUp");
  await page.getByLabel("Edit the message").fill("Ebb, and what comes after it");
  await page.locator(`a[href="/c/${general}"]`).click();
  await page.waitForURL(`**/c/${general}`);
  await workspace.call("ana", "member.remove", { channel, user: people.dia.id });
  await page.locator(`a[href="/c/${channel}"]`).waitFor({ state: "detached" });
  await page.goBack();
  await left(dia).waitFor();
  expect(await left(dia).inputValue()).toBe("Ebb, and what comes after it");
  await page.reload();
  await left(dia).waitFor();
  expect(await left(dia).inputValue()).toBe("Ebb, and what comes after it");
  expect(dia.complaints).toEqual([]);
});

test("a message whose picture cannot be uploaded is given back as soon as its channel is gone, with the picture", async () => {
  const channel = await workspace.channel("ana", ["dia"]);
  await using dia = await windows.of(people.dia, channel);
  const { page } = dia;
  const held = Promise.withResolvers<void>();
  await page.route("**/attachments?name=*", async (route) => {
    await held.promise;
    await route.fulfill({ status: 409, json: { error: { code: "full", message: "There is no room." } } });
  });
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "tide.png", mimeType: "image/png", buffer: scenery(60, 60) });
  await page.locator(".tile:has(progress)").waitFor();
  await dia.send("See how high");
  await page.locator(".pending:not(.failed)", { hasText: "See how high" }).waitFor();
  held.resolve();
  await page.locator(".pending.failed", { hasText: "See how high" }).waitFor();
  await workspace.call("ana", "member.remove", { channel, user: people.dia.id });
  await left(dia).waitFor();
  expect(await left(dia).inputValue()).toBe("See how high");
  await page.locator(".left-words").getByRole("img", { name: "tide.png" }).waitFor();
  await dia.has(1, page.locator(".notice", { hasText: "Your message was not sent" }));
  await dia.button("Discard").click();
  await left(dia).waitFor({ state: "detached" });
  expect(await page.locator(".left-words").count()).toBe(0);
  expect(dia.complaints).toEqual([]);
});
