import { expect, setDefaultTimeout, test } from "bun:test";
import type { Id } from "../../src/protocol/id.ts";
import { openWorkspace, type Workspace } from "../support/people.ts";
import { openBoth } from "./both.ts";
import { phone, Window } from "./window.ts";

setDefaultTimeout(120_000);

const { browser, windows, workspace } = await openBoth();
const { people, general } = workspace;

/** A channel of cho's. */
async function named(name: string): Promise<Id> {
  const channel = await workspace.channel("cho");
  await workspace.call("cho", "channel.rename", { channel, name });
  return channel;
}

/** So many are taken at once; what comes after them waits for a second each. */
const settings = { sends_per_10s: 10, burst: 1 };

async function useUp(workspace: Workspace): Promise<void> {
  const send = () => workspace.call("cho", "message.send", { channel: workspace.general, body: "before" });
  await Promise.allSettled(Array.from({ length: settings.sends_per_10s }, send));
}

test("a message that is too early goes out by itself; one that is refused says why, and is sent again or dropped", async () => {
  await using workspace = await openWorkspace({ run: "binary", settings });
  const { general: channel } = workspace;
  await using cho = await Window.open(browser);
  const letGo = await cho.hold("held back");
  await cho.enter(workspace.server.url, workspace.people.cho);
  await useUp(workspace);
  for (const text of ["first", "second"]) await cho.send(text);
  await cho.message("second").and(cho.page.locator("[data-seq]")).waitFor();
  expect(await cho.page.locator(".failure").count()).toBe(0);

  for (const text of ["third, held back", "fourth, held back"]) await cho.send(text);
  await workspace.call("ana", "channel.archive", { channel });
  letGo();
  for (const text of ["third", "fourth"]) await cho.message(text).getByText("This channel is archived").waitFor();
  await cho.picture("refused");
  await cho.message("fourth").getByRole("button", { name: "Discard" }).click();
  await cho.message("fourth").waitFor({ state: "detached" });
  await workspace.call("ana", "channel.unarchive", { channel });
  await cho.message("third").getByRole("button", { name: "Send again" }).click();
  await cho.message("third").and(cho.page.locator("[data-seq]")).waitFor();
  const own = (await cho.messages()).filter((text) => text !== "before");
  expect(own).toEqual(["first", "second", "third, held back"]);
  expect(await cho.page.locator(".pending").count()).toBe(0);
});

test("Enter sends, Shift+Enter makes a line, Escape gives up an edit, and what is begun stays", async () => {
  const channel = await named("begun here");
  await named("and not there");
  await using cho = await windows.of(people.cho, channel);

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
  await cho.page.locator("#composer:focus").waitFor();

  await cho.composer.fill("not finished");
  await cho.goTo("and not there");
  expect(await cho.composer.inputValue()).toBe("");
  await cho.goTo("begun here");
  expect(await cho.composer.inputValue()).toBe("not finished");
});

test("a message is reached, edited and deleted by the keyboard alone", async () => {
  await using cho = await windows.of(people.cho, await workspace.channel("cho"));
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

  // Back in the field; from there to the newest message, its last button, and through the question.
  await cho.page.locator("#composer:focus").waitFor();
  for (const key of ["Shift+Tab", "Tab", "Tab", "Tab", "Enter"]) await keyboard.press(key);
  await cho.dialog.waitFor();
  for (const key of ["Tab", "Tab", "Enter"]) await keyboard.press(key);
  await cho.message("This message was deleted.").waitFor();
  expect(await cho.messages()).toHaveLength(1);
});

test("a text that is too long for one message is kept, and cannot be sent", async () => {
  await using cho = await windows.of(people.cho, await workspace.channel("cho"));
  await cho.composer.fill("ü".repeat(8193));
  await cho.page.getByText("This is 2 bytes too long for one message").waitFor();
  await cho.composer.press("Enter");
  expect(await cho.composer.inputValue()).toHaveLength(8193);
  await cho.composer.press("Backspace");
  await cho.composer.press("Enter");
  await cho.message("ü").and(cho.page.locator("[data-seq]")).waitFor();
});

test("what stands around the field is of its channel: a picker and a refusal are not taken along to another", async () => {
  const channel = await named("of no note");
  await named("of note");
  await using cho = await windows.of(people.cho, channel);
  const refusal = cho.page.getByText("There is no command /nothing here.");

  await cho.send("/nothing of note");
  await refusal.waitFor();
  await cho.button("Emoji").click();
  await cho.page.getByRole("combobox", { name: "Find an emoji" }).waitFor();
  await cho.goTo("of note");
  expect(await refusal.count()).toBe(0);
  expect(await cho.page.getByRole("combobox", { name: "Find an emoji" }).count()).toBe(0);
  await cho.until("document.activeElement.id === 'composer'");
  // What is meant in one channel is not meant in another.
  await cho.send("/nothing of note");
  await refusal.waitFor();
  await cho.composer.press("Enter");
  await cho.message("/nothing of note").and(cho.page.locator("[data-seq]")).waitFor();

  await cho.goTo("of no note");
  expect(await cho.composer.inputValue()).toBe("/nothing of note");
  expect(await refusal.count()).toBe(0);
  await cho.composer.press("Enter");
  await refusal.waitFor();
  expect(await cho.messages()).toEqual([]);
  expect(cho.complaints).toEqual([]);
});

test("words are completed, formatted and turned into emoji; channels become links; slash commands do what they say", async () => {
  await named("Secret Plans");
  await using cho = await windows.of(people.cho, general);
  await using ben = await windows.of(people.ben, general);
  const { keyboard } = cho.page;
  const option = (name: string) => cho.page.getByRole("option", { name });

  // Channels: a link for who is in it, and nothing but text for who is not.
  await cho.composer.pressSequentially("see #pla");
  await option("Secret Plans").waitFor();
  await keyboard.press("Enter");
  await keyboard.type("now");
  await keyboard.press("Enter");
  await ben.message("see #secret-plans now").waitFor();
  expect(await ben.message("see #secret-plans").getByRole("link").count()).toBe(0);
  await cho.message("see #secret-plans").getByRole("link", { name: "#secret-plans" }).click();
  await cho.page.getByRole("heading", { level: 2, name: "Secret Plans" }).waitFor();
  await cho.goTo("general");

  // Emoji: completed, as shortcodes, from the picker by keys and by the mouse; alone they are large.
  await cho.composer.pressSequentially(":tad");
  await option("party popper").waitFor();
  await cho.picture("emoji-completion");
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  await ben.page.locator(".only-emoji", { hasText: "🎉" }).waitFor();
  await cho.send("done :+1: `:+1:`");
  await ben.message("done 👍 :+1:").waitFor();
  await cho.composer.focus();
  await keyboard.press("Control+Shift+e");
  await cho.page.getByRole("combobox", { name: "Find an emoji" }).waitFor();
  await option("grinning face").first().waitFor();
  await cho.picture("emoji-picker");
  await keyboard.type("cat face");
  await option("cat face").first().waitFor();
  await keyboard.press("ArrowDown");
  await keyboard.press("ArrowUp");
  await keyboard.press("Enter");
  await cho.page.locator("#composer:focus").waitFor();
  expect(await cho.composer.inputValue()).toBe("🐱");
  await cho.button("Emoji").click();
  await cho.page.getByLabel("Skin tone", { exact: true }).selectOption("3");
  await cho.page.getByRole("group", { name: "Recently used" }).getByRole("option", { name: "cat face" }).waitFor();
  await cho.page.getByRole("option", { name: "waving hand", exact: true }).click();
  expect(await cho.composer.inputValue()).toBe("🐱👋🏽");
  await cho.composer.fill("");

  // Formats by the toolbar, undone by the browser; an address pasted on a selection.
  await cho.button("Formatting").click();
  await cho.composer.pressSequentially("a word");
  await keyboard.press("Shift+Control+ArrowLeft");
  await cho.button("Bold").click();
  expect(await cho.composer.inputValue()).toBe("a **word**");
  await cho.picture("toolbar");
  await keyboard.press("Control+z");
  expect(await cho.composer.inputValue()).toBe("a word");
  await cho.page.evaluate(`{
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "https://x.example");
    const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(paste);
  }`);
  expect(await cho.composer.inputValue()).toBe("a [word](https://x.example)");
  for (const [keys, made] of [
    ["Control+i", "_word_"],
    ["Control+Shift+x", "~~word~~"],
    ["Control+e", "`word`"],
    ["Control+Shift+c", "```\nword\n```"],
    ["Control+k", "[word](https://)"],
    ["Control+Shift+8", "- word"],
    ["Control+Shift+7", "1. word"],
    ["Control+Shift+9", "> word"],
  ] as const) {
    await cho.composer.fill("word");
    await keyboard.press("Control+a");
    await keyboard.press(keys);
    expect([keys, await cho.composer.inputValue()]).toEqual([keys, made]);
  }
  await cho.composer.fill("- one");
  for (const key of ["Shift+Enter", "t", "Shift+Enter", "Shift+Enter", "x"]) await keyboard.press(key);
  expect(await cho.composer.inputValue()).toBe("- one\n- t\nx");

  // Slash commands.
  await cho.composer.fill("");
  await cho.composer.pressSequentially("/to");
  await option("/topic").waitFor();
  await cho.picture("slash");
  await keyboard.press("Enter");
  await keyboard.type("What is new");
  await keyboard.press("Enter");
  await cho.page.locator(".topic", { hasText: "What is new" }).waitFor();
  expect(await cho.composer.inputValue()).toBe("");
  await cho.send("/shrug");
  await ben.message("¯\\_(ツ)_/¯").waitFor();
  await cho.send("/dm @dia hello there");
  await cho.page.getByRole("heading", { level: 2, name: "Dia" }).waitFor();
  await cho.message("hello there").waitFor();
  await cho.send("/dm @nobody hello");
  await cho.page.getByText("Nobody is found by").waitFor();
  await cho.send("/join general");
  await cho.page.getByRole("heading", { level: 2, name: "general" }).waitFor();
  await cho.send("/nonsense");
  await cho.page.getByText("There is no command /nonsense here").waitFor();
  await cho.composer.press("Enter");
  await ben.message("/nonsense").waitFor();
  await cho.send("/usr/bin is a folder");
  await ben.message("/usr/bin is a folder").waitFor();

  // Where the screen is touched, Enter makes a line and a button sends.
  await using dia = await windows.of(people.dia, general, phone);
  await dia.composer.fill("- one");
  await dia.composer.press("Enter");
  await dia.page.keyboard.type("two");
  expect(await dia.composer.inputValue()).toBe("- one\n- two");
  await dia.button("Send").tap();
  await ben.message("two").getByRole("listitem").last().waitFor();
  expect([...cho.complaints, ...ben.complaints, ...dia.complaints]).toEqual([]);
});

test("what is begun, on its way or refused outlives a reload, is sent once, and is the same in another window", async () => {
  await using workspace = await openWorkspace({ run: "binary", settings });
  const { general: channel } = workspace;
  await workspace.call("cho", "channel.create", { kind: "public", name: "elsewhere" });
  await using cho = await Window.open(browser);
  await cho.enter(workspace.server.url, workspace.people.cho);
  await cho.goTo("general");
  await useUp(workspace);
  for (const text of ["first", "second", "third"]) await cho.send(text);
  await cho.composer.pressSequentially("not finished");
  await cho.page.reload();
  await cho.message("third").and(cho.page.locator("[data-seq]")).waitFor();
  expect((await cho.messages()).filter((text) => text !== "before")).toEqual(["first", "second", "third"]);
  expect(await cho.page.locator(".pending").count()).toBe(0);
  expect(await cho.composer.inputValue()).toBe("not finished");

  // Another window shows the draft and what is typed on; the list says where one is.
  await using other = await cho.another();
  await other.goTo("elsewhere");
  await other.channelLink("general").getByText("Draft").waitFor();
  await cho.composer.pressSequentially(" at all");
  await other.goTo("general");
  await other.until('document.querySelector("#composer").value === "not finished at all"');
  // A window that is slow hears late of what was typed before: nothing of what was typed since is lost.
  await other.page.evaluate(
    `dispatchEvent(new StorageEvent("storage", { key: "draft ${channel}", newValue: "not finished at" }))`,
  );
  expect(await cho.page.evaluate<string>(`localStorage.getItem("draft ${channel}")`)).toBe("not finished at all");
  expect(await other.composer.inputValue()).toBe("not finished at all");
  await cho.composer.fill("");
  await other.until(`document.querySelector("#composer").value === ""`);

  // Without room in the browser a draft lasts as long as the page, and nothing breaks.
  await cho.page.evaluate(
    `try { for (let i = 0; ; i++) localStorage.setItem("full " + i, "x".repeat(2 ** 20 >> (i / 8))) } catch {}`,
  );
  await cho.composer.fill("no room for this");
  await cho.goTo("elsewhere");
  await cho.goTo("general");
  expect(await cho.composer.inputValue()).toBe("no room for this");
  await cho.page.evaluate(
    `for (const key of Object.keys(localStorage)) if (key.startsWith("full")) localStorage.removeItem(key)`,
  );
  await cho.composer.fill("");

  // An edit that was begun, and a message that was refused.
  await cho.composer.press("ArrowUp");
  const edit = cho.page.getByLabel("Edit the message");
  await edit.pressSequentially(", changed");
  const letGo = await cho.hold("held back");
  await cho.page.reload();
  expect(await edit.inputValue()).toBe("third, changed");
  await edit.press("Escape");
  await cho.send("last, held back");
  await workspace.call("ana", "channel.archive", { channel });
  letGo();
  await cho.message("last").getByText("This channel is archived").waitFor();
  await cho.page.reload();
  await cho.message("last").getByText("This channel is archived").waitFor();
  await workspace.call("ana", "channel.unarchive", { channel });
  await cho.message("last").getByRole("button", { name: "Send again" }).click();
  await cho.message("last").and(cho.page.locator("[data-seq]")).waitFor();
  await cho.page.reload();
  await cho.message("last").and(cho.page.locator("[data-seq]")).waitFor();
  expect((await cho.messages()).filter((text) => text === "last, held back")).toHaveLength(1);

  // Nothing of it stays in the browser when its person signs out.
  await cho.choose("Your account Cho @cho", "Sign out");
  await cho.page.getByLabel("Handle").waitFor();
  expect(await cho.page.evaluate("Object.keys(localStorage).filter((key) => key !== 'preferences')")).toEqual([]);
  expect([...cho.complaints, ...other.complaints]).toEqual([]);
});
