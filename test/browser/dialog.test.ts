import { expect, setDefaultTimeout, test } from "bun:test";
import { openBoth } from "./both.ts";
import { Window } from "./window.ts";

setDefaultTimeout(120_000);

const { browser, windows, workspace } = await openBoth();
const { server, people, general } = workspace;

test("a dialog is closed by a press beside it, and not by a selection that ends there", async () => {
  await using cho = await windows.of(people.cho, general);
  const { mouse } = cho.page;
  await cho.button("Create a channel").first().click();
  const field = cho.dialog.getByRole("textbox").first();
  await field.fill("shells");
  const { x = 0, y = 0, width = 0, height = 0 } = (await field.boundingBox()) ?? {};
  await mouse.move(x + width - 10, y + height / 2);
  await mouse.down();
  await mouse.move(10, y + height / 2, { steps: 3 });
  await mouse.up();
  await cho.page.keyboard.type("stones");
  expect(await field.inputValue()).toBe("stones");
  await mouse.click(10, 10);
  await cho.dialog.waitFor({ state: "detached" });
});

test("what is typed for a dialog that is still being fetched is not written, or sent, below it", async () => {
  // A worker would have the files already.
  await using cho = await Window.open(browser);
  const { page } = cho;
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  await page.route(/\.js$/, (route) =>
    page.url().includes("/c/") ? held.then(() => route.continue()) : route.continue(),
  );
  await cho.signIn(server.url, people.cho);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("Not for all to read");
  await page.keyboard.press("Enter");
  expect([await cho.composer.inputValue(), await cho.messages()]).toEqual(["", []]);
  // Who would rather not wait goes on.
  await page.keyboard.press("Escape");
  await page.locator("#composer:focus").waitFor();
  await page.keyboard.press("Control+k");
  release();
  await page.getByRole("combobox", { name: "Jump to" }).fill("create");
  await page.keyboard.press("Escape");
  await page.locator("#composer:focus").waitFor();
  expect(cho.complaints).toEqual([]);
});

test("who goes back in the browser leaves the dialog with the place that it was opened in", async () => {
  const channel = await workspace.channel("cho");
  await using cho = await windows.of(people.cho, general);
  const { name = "" } =
    (await workspace.call("cho", "channel.list", {})).channels.find((each) => each.channel === channel) ?? {};
  await cho.goTo(name);
  await cho.choose("Channel actions", "Rename");
  await cho.dialog.waitFor();
  await cho.page.goBack();
  await cho.page.getByRole("heading", { level: 2, name: "general" }).waitFor();
  expect(await cho.dialog.count()).toBe(0);
  await cho.page.locator("#composer:focus").waitFor();
});

test("the Enter by which an input method takes a word chooses nothing, and neither does Safari's", async () => {
  await using cho = await windows.of(people.cho, general);
  const { page } = cho;
  // Chromium says that it composes; Safari has ended that already, and says it by the key's code alone.
  const compose = () =>
    page.evaluate(`for (const how of [{ isComposing: true }, { keyCode: 229 }])
      document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", { key: "Enter", code: "Enter", bubbles: true, cancelable: true, ...how }))`);
  await cho.composer.fill("にほん");
  await compose();
  expect(await cho.composer.inputValue()).toBe("にほん");

  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Jump to" }).fill("create a ch");
  await page.getByRole("option").first().waitFor();
  await compose();
  await page.getByRole("dialog", { name: "Jump to a channel, a person or a command" }).waitFor();
  await page.keyboard.press("Escape");
  await cho.dialog.waitFor({ state: "detached" });

  await cho.button("Emoji").click();
  await page.getByRole("combobox", { name: "Find an emoji" }).fill("crab");
  await page.getByRole("option", { name: "crab" }).first().waitFor();
  await compose();
  expect(await cho.composer.inputValue()).toBe("にほん");
  await page.keyboard.press("Enter");
  await cho.until("document.querySelector('#composer').value.includes('🦀')");
});

test("Enter takes whom one has written, also before the server has found them", async () => {
  await using dia = await Window.open(browser);
  const letGo = await dia.hold('"query":"ben"');
  await dia.enter(workspace.server.url, workspace.people.dia);
  await dia.button("Write to somebody").click();
  await dia.dialog.getByRole("button", { name: "@ana" }).waitFor();
  await dia.page.keyboard.type("ben");
  await dia.page.keyboard.press("Enter");
  await dia.page.locator("[aria-busy=true]").waitFor();
  letGo();
  await dia.page.getByRole("heading", { level: 2, name: "ben", exact: false }).waitFor();
  expect(dia.complaints).toEqual([]);
});

test("nothing is said to be missing before the server has looked for it", async () => {
  await using dia = await Window.open(browser);
  const letGo = await dia.hold('"query":"qqqq"');
  await dia.enter(workspace.server.url, workspace.people.dia);
  await dia.page.keyboard.press("Control+k");
  await dia.dialog.getByRole("combobox").fill("qqqq");
  await dia.dialog.getByRole("status").filter({ hasText: "Loading…" }).waitFor();
  letGo();
  await dia.dialog.getByRole("status").filter({ hasText: "Nothing is found" }).waitFor();
});

test("who empties a message and does not delete it after all writes on", async () => {
  await using cho = await windows.of(people.cho, await workspace.channel("cho"));
  const { page } = cho;
  await cho.send("worth keeping");
  await cho.message("worth keeping").and(page.locator("[data-seq]")).waitFor();
  await cho.composer.press("ArrowUp");
  await page.getByLabel("Edit the message").fill("");
  await page.keyboard.press("Enter");
  await cho.dialog.getByRole("heading", { name: "Delete" }).waitFor();
  await page.keyboard.press("Escape");
  await page.locator("#composer:focus").waitFor();
  await cho.message("worth keeping").waitFor();
});
