import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser } from "playwright-core";
import { openWorkspace } from "../support/people.ts";
import { launch } from "./chromium.ts";
import { Window } from "./window.ts";

setDefaultTimeout(60_000);

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

test("a message that is too early goes out by itself; one that is refused says why, and is sent again or dropped", async () => {
  const settings = { sends_per_10s: 3, burst: 1 };
  await using workspace = await openWorkspace({ run: "binary", settings });
  const { general: channel } = workspace;
  await using cho = await Window.open(browser);
  await cho.signIn(workspace.server.url, workspace.people.cho);
  for (const text of ["first", "second", "third", "fourth", "fifth"]) await cho.send(text);
  await cho.message("fourth").and(cho.page.locator("[data-seq]")).waitFor();
  expect(await cho.page.locator(".failure").count()).toBe(0);
  await cho.send("sixth");

  await workspace.call("ana", "channel.archive", { channel });
  for (const text of ["fifth", "sixth"]) await cho.message(text).getByText("This channel is archived").waitFor();
  await cho.picture("refused");
  await cho.message("sixth").getByRole("button", { name: "Discard" }).click();
  await cho.message("sixth").waitFor({ state: "detached" });
  await workspace.call("ana", "channel.unarchive", { channel });
  await cho.message("fifth").getByRole("button", { name: "Send again" }).click();
  await cho.message("fifth").and(cho.page.locator("[data-seq]")).waitFor();
  expect(await cho.messages()).toEqual(["first", "second", "third", "fourth", "fifth"]);
  expect(await cho.page.locator(".pending").count()).toBe(0);
});

test("Enter sends, Shift+Enter makes a line, Escape gives up an edit, and what is begun stays", async () => {
  await using workspace = await openWorkspace({ run: "binary" });
  await using cho = await Window.open(browser);
  await cho.signIn(workspace.server.url, workspace.people.cho);
  const other = await workspace.channel("cho");
  await workspace.call("cho", "channel.rename", { channel: other, name: "elsewhere" });

  await cho.composer.pressSequentially("one");
  await cho.composer.press("Shift+Enter");
  await cho.composer.pressSequentially("two");
  expect(await cho.messages()).toEqual([]);
  await cho.composer.press("Enter");
  await cho.message("two").and(cho.page.locator("[data-seq]")).waitFor();
  expect(await cho.messages()).toEqual(["one\ntwo"]);
  expect(await cho.composer.inputValue()).toBe("");
  await cho.composer.press("Enter");
  await cho.composer.pressSequentially("   ");
  await cho.composer.press("Enter");
  expect(await cho.page.locator(".message").count()).toBe(1);

  await cho.composer.fill("");
  await cho.composer.press("ArrowUp");
  const edit = cho.page.getByLabel("Edit the message");
  expect(await edit.inputValue()).toBe("one\ntwo");
  await edit.fill("something else");
  await edit.press("Escape");
  await edit.waitFor({ state: "detached" });
  expect(await cho.messages()).toEqual(["one\ntwo"]);
  expect(await cho.page.locator("#composer:focus").count()).toBe(1);

  await cho.composer.fill("not finished");
  await cho.goTo("elsewhere");
  expect(await cho.composer.inputValue()).toBe("");
  await cho.goTo("general");
  expect(await cho.composer.inputValue()).toBe("not finished");
});

test("a message is reached, edited and deleted by the keyboard alone", async () => {
  await using workspace = await openWorkspace({ run: "binary" });
  await using cho = await Window.open(browser);
  await cho.signIn(workspace.server.url, workspace.people.cho);
  for (const text of ["older", "newer"]) {
    await cho.send(text);
    await cho.message(text).and(cho.page.locator("[data-seq]")).waitFor();
  }
  const { keyboard } = cho.page;
  await keyboard.press("Shift+Tab");
  await keyboard.press("ArrowUp");
  await keyboard.press("Tab");
  await cho.picture("keyboard");
  await keyboard.press("Enter");
  await cho.page.getByLabel("Edit the message").waitFor();
  await keyboard.type(", changed");
  await keyboard.press("Enter");
  await cho.message("older, changed").getByText("edited").waitFor();

  // Back in the field; from there to the newest message, its second button, and through the question.
  await cho.page.locator("#composer:focus").waitFor();
  for (const key of ["Shift+Tab", "Tab", "Tab", "Enter"]) await keyboard.press(key);
  await cho.dialog.waitFor();
  for (const key of ["Tab", "Tab", "Enter"]) await keyboard.press(key);
  await cho.message("This message was deleted.").waitFor();
  expect(await cho.messages()).toHaveLength(1);
});

test("a text that is too long for one message is kept, and cannot be sent", async () => {
  await using workspace = await openWorkspace({ run: "binary" });
  await using cho = await Window.open(browser);
  await cho.signIn(workspace.server.url, workspace.people.cho);
  await cho.composer.fill("ü".repeat(8193));
  await cho.page.getByText("This is 2 bytes too long for one message").waitFor();
  await cho.composer.press("Enter");
  expect(await cho.composer.inputValue()).toHaveLength(8193);
  await cho.composer.press("Backspace");
  await cho.composer.press("Enter");
  await cho.message("ü").and(cho.page.locator("[data-seq]")).waitFor();
});
