import { beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { openBoth } from "./both.ts";
import { Network } from "./network.ts";
import { Window } from "./window.ts";

setDefaultTimeout(120_000);

const { browser, windows, workspace } = await openBoth();
const { server, people, general } = workspace;

// As the test before left it, had that failed.
beforeEach(async () => {
  if (!server.isRunning) await server.start();
});

test("a slash command waits for the server alone: what is written after it goes its own way", async () => {
  const channel = await workspace.channel("cho");
  await using cho = await windows.of(people.cho, channel);
  await server.kill();
  await cho.page.getByText("The connection is lost.").waitFor();
  await cho.send("/topic Tides");
  await cho.send("Not a topic");
  await cho.page.locator(".pending", { hasText: "Not a topic" }).waitFor();
  expect(await cho.composer.inputValue()).toBe("");
  await server.start();
  await cho.message("Not a topic").and(cho.page.locator("[data-seq]")).waitFor();
  await cho.page.locator(".topic", { hasText: "Tides" }).waitFor();
  expect(cho.complaints).toEqual([]);
});

test("what is written where nothing could be loaded yet is seen, and goes when it can", async () => {
  const [channel, other] = [await workspace.channel("cho"), await workspace.channel("cho")];
  await using cho = await windows.of(people.cho, channel);
  await cho.page.locator(`a[href="/c/${other}"]`).waitFor();
  await server.kill();
  await cho.page.getByText("The connection is lost.").waitFor();
  await cho.page.locator(`a[href="/c/${other}"]`).click();
  await cho.page.waitForURL(`**/c/${other}`);
  await cho.send("Into the dark");
  await cho.page.locator(".pending", { hasText: "Into the dark" }).waitFor();
  await server.start();
  await cho.message("Into the dark").and(cho.page.locator("[data-seq]")).waitFor();
  expect(await cho.message("Into the dark").count()).toBe(1);
});

test("without a network a slash command that needs the server says so, and the others are done", async () => {
  const channel = await workspace.channel("cho");
  await using cho = await windows.of(people.cho, channel);
  await server.kill();
  await cho.page.context().setOffline(true);
  await cho.page.getByText("You are offline.").first().waitFor();
  await cho.send("/topic Tides");
  await cho.page.getByText("This can be done when you are back.").waitFor();
  expect(await cho.composer.inputValue()).toBe("/topic Tides");
  await cho.send("/theme dark");
  await cho.until(
    "document.documentElement.dataset.theme === 'dark' && document.querySelector('#composer').value === ''",
  );
  await server.start();
  await cho.page.context().setOffline(false);
});

test("a change of a message that waits for the server says so, and cannot be taken back only in appearance", async () => {
  const channel = await workspace.channel("cho");
  await using cho = await windows.of(people.cho, channel);
  await cho.send("Ebb");
  await cho.message("Ebb").and(cho.page.locator("[data-seq]")).waitFor();
  await server.kill();
  await cho.page.getByText("The connection is lost.").waitFor();
  await cho.composer.press("ArrowUp");
  const edit = cho.page.getByLabel("Edit the message");
  await edit.fill("Flood");
  await edit.press("Enter");
  await cho.page.locator(".message-editor").getByText("Sending…").waitFor();
  for (const key of ["Escape", "x", "Control+b"]) await edit.press(key);
  expect(await edit.inputValue()).toBe("Flood");
  expect(await cho.button("Cancel").isDisabled()).toBe(true);
  await server.start();
  await edit.waitFor({ state: "detached" });
  await cho.message("Flood").waitFor();
  await cho.page.locator("#composer:focus").waitFor();
  expect(cho.complaints).toEqual([]);
});

test("a change that waits for the server still does after another channel was looked at, and is done for once it is there", async () => {
  const [channel, other] = [await workspace.channel("cho"), await workspace.channel("cho")];
  await using cho = await windows.of(people.cho, channel);
  const { page } = cho;
  await cho.send("Ebb");
  await cho.message("Ebb").and(page.locator("[data-seq]")).waitFor();
  await server.kill();
  await page.getByText("The connection is lost.").waitFor();
  await cho.composer.press("ArrowUp");
  const edit = page.getByLabel("Edit the message");
  await edit.fill("Flood");
  await edit.press("Enter");
  await page.locator(".message-editor").getByText("Sending…").waitFor();
  const visit = async (id: string) => {
    await page.locator(`a[href="/c/${id}"]`).click();
    await page.waitForURL(`**/c/${id}`);
  };
  await visit(other);
  await edit.waitFor({ state: "detached" });
  await visit(channel);
  await page.locator(".message-editor").getByText("Sending…").waitFor();
  expect([await edit.inputValue(), await cho.button("Cancel").isDisabled()]).toEqual(["Flood", true]);
  await server.start();
  await edit.waitFor({ state: "detached" });
  await cho.message("Flood").waitFor();
  expect(cho.complaints).toEqual([]);
});

test("a change that is refused while another channel is looked at is told of, and is there to be saved again", async () => {
  const [channel, other] = [await workspace.channel("cho"), await workspace.channel("cho")];
  await using cho = await Window.open(browser);
  const { page } = cho;
  const network = await Network.on(page);
  await cho.enter(`${server.url}/c/${channel}`, people.cho);
  await cho.send("Ebb");
  await cho.message("Ebb").and(page.locator("[data-seq]")).waitFor();
  await network.cut();
  await page.getByText("The connection is lost.").waitFor();
  await cho.composer.press("ArrowUp");
  const edit = page.getByRole("textbox", { name: "Edit the message" });
  await edit.fill("Flood");
  await edit.press("Enter");
  await page.locator(`a[href="/c/${other}"]`).click();
  await page.waitForURL(`**/c/${other}`);
  await network.mend();
  network.refuses = "message.edit";
  await page.getByText("Your change of a message was not saved.").waitFor();
  await cho.button("Show it").click();
  await page.locator(".message-editor").getByText("Your role does not allow this.").waitFor();
  await network.mend();
  await edit.press("Enter");
  await edit.waitFor({ state: "detached" });
  await cho.message("Flood").waitFor();
});

test("while the last message is on its way, the key that edits it edits no other one", async () => {
  const channel = await workspace.channel("cho");
  await using cho = await windows.of(people.cho, channel);
  await cho.send("Spring tide");
  await cho.message("Spring tide").and(cho.page.locator("[data-seq]")).waitFor();
  await server.kill();
  await cho.send("Neap tide");
  await cho.page.locator(".pending", { hasText: "Neap tide" }).waitFor();
  await cho.composer.press("ArrowUp");
  await cho.composer.pressSequentially("!");
  expect(await cho.composer.inputValue()).toBe("!");
  await server.start();
  await cho.composer.fill("");
  await cho.message("Neap tide").and(cho.page.locator("[data-seq]")).waitFor();
  await cho.composer.press("ArrowUp");
  expect(await cho.page.getByLabel("Edit the message").inputValue()).toBe("Neap tide");
});

test("who changes a message that is deleted meanwhile keeps what was written, and goes on in the field", async () => {
  const channel = await workspace.channel("cho", ["dia"]);
  await using dia = await windows.of(people.dia, channel);
  await dia.send("Low tide");
  await dia.message("Low tide").and(dia.page.locator("[data-seq]")).waitFor();
  await dia.composer.press("ArrowUp");
  await dia.page.getByLabel("Edit the message").fill("Low tide at noon, and what to do until then");
  const { messages } = await workspace.call("dia", "message.list", { channel });
  await workspace.call("cho", "message.delete", { channel, seq: messages[0]?.seq ?? 0 });
  await dia.page.locator(".tombstone").waitFor();
  await dia.page.locator("#composer:focus").waitFor();
  expect(await dia.composer.inputValue()).toBe("Low tide at noon, and what to do until then");
  await dia.page.reload();
  await dia.page.locator("#composer:focus").waitFor();
  expect(await dia.composer.inputValue()).toBe("Low tide at noon, and what to do until then");
});

test("a message whose emoji are still being loaded is a draft until it goes, and is not held up for ever", async () => {
  const channel = await workspace.channel("cho");
  // A worker would have the files already, and a window that others had as well.
  await using cho = await Window.open(browser);
  const { page } = cho;
  await cho.enter(`${server.url}/c/${channel}`, people.cho);
  await page.route(/\.js$/, () => undefined);
  await cho.send("Crabs :crab:");
  expect(await cho.composer.inputValue()).toBe("Crabs :crab:");
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.reload();
  await cho.composer.waitFor();
  const isSent = await cho.message("Crabs").count();
  expect([isSent, await cho.composer.inputValue()]).toEqual([0, "Crabs :crab:"]);

  await page.route(/\.js$/, () => undefined);
  await cho.composer.press("Enter");
  await cho.message("Crabs :crab:").and(page.locator("[data-seq]")).waitFor();
  expect(await cho.composer.inputValue()).toBe("");
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

test("a text that is pasted while nothing has the focus goes where one writes", async () => {
  await using cho = await Window.open(browser);
  const { page } = cho;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.url });
  await cho.enter(`${server.url}/c/${general}`, people.cho);
  await cho.composer.fill("Seen: ");
  await page.evaluate(`navigator.clipboard.writeText("a seal")`);
  await page.evaluate("document.activeElement.blur()");
  await page.keyboard.press("Control+v");
  await cho.until("document.querySelector('#composer').value === 'Seen: a seal'");
  await page.locator("#composer:focus").waitFor();
  await cho.composer.press("Control+z");
  expect(await cho.composer.inputValue()).toBe("Seen: ");
});

test("what is typed in the settings while they are being saved is kept, and saved next", async () => {
  await using dia = await windows.of(people.dia, general);
  const { page } = dia;
  await dia.visit("/settings/profile");
  const name = page.getByLabel("Your name");
  await name.waitFor();
  await server.kill();
  await page.getByText("The connection is lost.").waitFor();
  await name.fill("Dia Sand");
  await name.press("Enter");
  await name.pressSequentially("berg");
  await server.start();
  await page.getByText("Your name is changed.").waitFor();
  expect(await name.inputValue()).toBe("Dia Sandberg");
  await dia.button("Save changes").click();
  await dia.page.locator("button:disabled", { hasText: "Save changes" }).waitFor();
  expect(await name.inputValue()).toBe("Dia Sandberg");
});
