import { expect, setDefaultTimeout, test } from "bun:test";
import type { Id } from "../../src/protocol/id.ts";
import { writePast } from "../support/past.ts";
import { openWorkspace } from "../support/people.ts";
import { openBoth } from "./both.ts";
import { Window } from "./window.ts";

setDefaultTimeout(120_000);

const { browser, windows, workspace } = await openBoth();
const { server, people, general } = workspace;

test("from the sign-in to a message that was sent, edited and deleted, and to every dialog, by the keyboard alone", async () => {
  await using workspace = await openWorkspace({ run: "binary" });
  const { server, people } = workspace;
  for (const name of ["Allotment", "Secret Plans"]) {
    const channel = await workspace.channel("ana", ["ben"]);
    await workspace.call("ana", "channel.rename", { channel, name });
    if (name === "Allotment")
      await workspace.call("ben", "message.send", { channel, body: "# Today\nthe blackthorn flowers" });
  }
  await using ana = await Window.open(browser);
  const { page } = ana;
  const { keyboard } = page;
  const press = async (...keys: string[]) => {
    for (const key of keys) await keyboard.press(key);
  };
  const isAt = (heading: string) => page.getByRole("heading", { level: 2, name: heading, exact: true }).waitFor();
  const hasFocus = (selector: string) => page.locator(`${selector}:focus`).waitFor();
  const jumpTo = async (query: string, expected: string) => {
    await press("Control+k");
    await ana.dialog.getByRole("combobox").waitFor();
    await keyboard.type(query);
    await page.getByRole("option", { selected: true, name: expected }).waitFor();
  };

  await page.goto(server.url);
  await page.getByLabel("Handle").waitFor();
  await page.locator("input:focus").waitFor();
  await keyboard.type("ana");
  await press("Tab");
  await keyboard.type(people.ana.password);
  await press("Enter");
  await hasFocus("#composer");

  // Through the channels.
  await isAt("general");
  await press("Alt+ArrowUp");
  await isAt("Allotment");
  await press("Alt+ArrowUp");
  await isAt("Secret Plans");
  await press("Alt+ArrowUp");
  await isAt("general");

  // A message: written with a mention that is completed, formatted, sent.
  await hasFocus("#composer");
  await keyboard.type("hello @be");
  await page.getByRole("option", { selected: true, name: "@ben" }).waitFor();
  await ana.picture("completion");
  await press("Tab");
  await keyboard.type("see this");
  await press("Shift+Control+ArrowLeft", "Control+b", "Enter");
  await ana.message("see this").and(page.locator("[data-seq]")).getByText("this", { exact: true }).waitFor();
  expect(await page.locator(".message strong").innerText()).toBe("this");

  // Edited from the field, then reached, copied and deleted as a message.
  await press("ArrowUp");
  await page.getByLabel("Edit the message").and(page.locator(":focus")).waitFor();
  await keyboard.type(", changed");
  await press("Enter");
  await ana.message(", changed").getByText("edited").waitFor();
  await hasFocus("#composer");
  await keyboard.type("another");
  await press("Enter");
  await ana.message("another").and(page.locator("[data-seq]")).waitFor();
  await press("Shift+F6", "k", "j", "k", "e");
  await page.getByLabel("Edit the message").and(page.locator(":focus")).waitFor();
  await press("Escape");
  await page.getByLabel("Edit the message").waitFor({ state: "detached" });
  await hasFocus("#composer");
  await press("Shift+F6", "Delete");
  await ana.dialog.getByText("Delete this message?").waitFor();
  for (const key of ["Tab", "Tab", "Enter"]) await press(key);
  await ana.message("This message was deleted.").waitFor();
  await ana.dialog.waitFor({ state: "detached" });

  // Around the regions of the page, and back to the field by typing.
  await press("F6", "Escape");
  await page.keyboard.type("x");
  await hasFocus("#composer");
  expect(await ana.composer.inputValue()).toBe("x");
  await press("Backspace", "Shift+F6", "Shift+F6");
  await hasFocus(".channel-header button");
  await press("Shift+F6");
  await hasFocus(".channel-link[aria-current]");
  await press("F6", "F6", "F6");
  await hasFocus("#composer");

  // The list of shortcuts: by the keys of a field, and by "?" outside of one.
  await press("Control+/");
  await ana.dialog.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor();
  await ana.picture("shortcuts");
  // Each group stands in one of two columns, with its heading.
  const columns = "[...document.querySelectorAll('.shortcuts section')].map((group) => group.getClientRects().length)";
  expect(await page.evaluate<number[]>(columns)).toEqual([1, 1, 1]);
  await press("Escape");
  await ana.dialog.waitFor({ state: "detached" });
  await hasFocus("#composer");
  await press("Shift+F6", "?");
  await ana.dialog.getByText("Mark everything as read").waitFor();
  await press("Escape");
  await ana.dialog.waitFor({ state: "detached" });

  // The switcher: a channel, a person, and everything that can be done.
  await jumpTo("plans", "Secret Plans");
  await ana.picture("switcher");
  await press("Enter");
  await isAt("Secret Plans");

  // A message of another channel, by a word of it.
  await press("Control+k");
  await ana.dialog.getByRole("combobox").waitFor();
  await keyboard.type("blackthorn");
  await page.getByRole("group", { name: "Messages" }).getByRole("option", { name: "the blackthorn flowers" }).waitFor();
  await page.getByRole("option", { selected: true, name: "Ben #Allotment" }).waitFor();
  await ana.picture("switcher-messages");
  await press("Enter");
  await isAt("Allotment");
  await page.waitForURL(/\/c\/[\w-]+\/\d+$/);
  await ana.message("the blackthorn flowers").waitFor();

  await jumpTo("cho", "Cho");
  await press("Enter");
  await isAt("Cho");
  await hasFocus("#composer");
  for (const [query, title] of [
    ["create", "Create a channel"],
    ["browse", "Browse channels"],
    ["write to", "Write to somebody"],
    ["invite", "Invite people"],
    ["shortcuts", "Keyboard shortcuts"],
  ] as const) {
    await jumpTo(query, title);
    await press("Enter");
    await ana.dialog.getByRole("heading", { name: title }).first().waitFor();
    await press("Escape");
    await ana.dialog.waitFor({ state: "detached" });
  }
  await jumpTo("dark", "Dark theme");
  await press("Enter");
  await ana.until(`document.documentElement.dataset.theme === "dark"`);
  await press("Control+k");
  await page.getByRole("group", { name: "Recent" }).getByRole("option", { name: "Secret Plans" }).waitFor();
  await ana.picture("switcher-empty");
  await press("Control+k");
  await ana.dialog.waitFor({ state: "detached" });
  await jumpTo("sign out", "Sign out");
  await press("Enter");
  await page.getByLabel("Handle").waitFor();
  expect(ana.complaints).toEqual([]);
});

test("members, invites, channels, the workspace, pictures and days by the keyboard alone", async () => {
  await using workspace = await openWorkspace({ run: "binary" });
  const { server, people, general } = workspace;
  await workspace.call("cho", "channel.create", { kind: "public", name: "Allotment" });
  const old = await workspace.channel("ana");
  await server.stop();
  const at = (number: number) => new Date(2026, 2, 10 + number, 12).getTime();
  const body = (number: number) => `Message ${number}.`;
  await writePast(server.dataDir, { channel: old, authors: [people.ana.id], count: 400, body, at });
  await server.start();
  await using ana = await Window.open(browser);
  const { page } = ana;
  const { keyboard } = page;
  const isAt = (heading: string) => page.getByRole("heading", { level: 2, name: heading, exact: true }).waitFor();
  const said = (text: string) => page.getByRole("status").filter({ hasText: text }).waitFor();
  const focused = () =>
    page.evaluate<string>(`(({ activeElement: { ariaLabel, labels, textContent } }) =>
      (ariaLabel ?? labels?.[0]?.textContent ?? textContent).trim())(document)`);
  const goTo = async (name: string, key = "Tab") => {
    for (let i = 0; i < 100; i++) {
      await keyboard.press(key);
      if ((await focused()).startsWith(name)) return;
    }
    throw new Error(`${key} does not lead to ${name}`);
  };
  const take = async (name: string, key = "Tab") => {
    await goTo(name, key);
    await keyboard.press("Enter");
  };
  const run = async (query: string, action: string) => {
    await keyboard.press("Control+k");
    await ana.dialog.getByRole("combobox").waitFor();
    await keyboard.type(query);
    await page.getByRole("option", { selected: true, name: action }).waitFor();
    await keyboard.press("Enter");
  };
  await ana.enter(`${server.url}/c/${general}`, people.ana);

  await run("manage", "Manage the workspace");
  await isAt("Members");
  await take("Actions for Dia");
  await take("Make an admin", "ArrowDown");
  await ana.dialog.waitFor();
  await take("Change the role");
  await said("Dia is an admin now.");

  await take("Invites");
  await isAt("Invites");
  await take("Make the link");
  await said("The link is made.");
  await take("Revoke");
  await ana.dialog.waitFor();
  await take("Revoke");
  await said("The link is revoked.");

  await take("Channels");
  await isAt("Channels");
  await take("Actions for general");
  await take("Rename", "ArrowDown");
  await ana.dialog.getByLabel("Name").and(page.locator(":focus")).waitFor();
  await keyboard.press("Control+a");
  await keyboard.type("lobby");
  await keyboard.press("Enter");
  await said("It is called #lobby now.");

  await take("Name and colour");
  await isAt("Name and colour");
  await goTo("Ember");
  await keyboard.press("ArrowRight");
  await take("Save changes");
  await said("Everybody sees it now.");
  await ana.until(`document.documentElement.dataset.accent === "amber"`);

  await keyboard.press("Escape");
  await ana.page.locator("#composer:focus").waitFor();
  await run("browse", "Browse channels");
  await ana.dialog.getByLabel("Find").and(page.locator(":focus")).waitFor();
  await keyboard.type("allot");
  await take("Join Allotment");
  await isAt("Allotment");
  await ana.page.locator("#composer:focus").waitFor();
  const choosing = page.waitForEvent("filechooser");
  await take("Add pictures");
  expect((await choosing).isMultiple()).toBe(true);

  // A day, from the end of a channel, where no day is in sight.
  await ana.enter(`${server.url}/c/${old}`, people.ana);
  await ana.message("Message 400.").waitFor();
  await run("day", "Go to a day");
  await ana.dialog.getByLabel("Day").and(page.locator(":focus")).waitFor();
  await keyboard.type("04092026");
  await keyboard.press("Enter");
  await ana.message("Message 30.").and(page.locator(":focus")).waitFor();
  expect(ana.complaints).toEqual([]);
});

test("unread channels are gone through and marked as read by keys", async () => {
  const channels = [];
  for (const name of ["alpha", "beta", "gamma"]) {
    const channel = await workspace.channel("ana", ["cho"]);
    await workspace.call("ana", "channel.rename", { channel, name });
    channels.push(channel);
  }
  await using cho = await windows.of(people.cho, general);
  await cho.goTo("beta");
  const [alpha, beta, gamma] = channels;
  if (!alpha || !beta || !gamma) throw new Error("channels are missing");
  for (const channel of [alpha, gamma]) await workspace.call("ana", "message.send", { channel, body: "@cho news" });
  await cho.channelLink("gamma").getByLabel("1 unread, 1 mentions you").waitFor();
  await cho.page.keyboard.press("Alt+Shift+ArrowDown");
  await cho.page.getByRole("heading", { level: 2, name: "gamma" }).waitFor();
  await cho.channelLink("gamma").locator(".badge").waitFor({ state: "detached" });
  await workspace.call("ana", "message.send", { channel: beta, body: "@cho more" });
  await cho.channelLink("beta").locator(".badge").waitFor();
  await cho.page.keyboard.press("Alt+Shift+ArrowUp");
  await cho.page.getByRole("heading", { level: 2, name: "beta" }).waitFor();
  await cho.channelLink("beta").locator(".badge").waitFor({ state: "detached" });
  await cho.page.keyboard.press("Shift+Escape");
  await cho.channelLink("alpha").locator(".badge").waitFor({ state: "detached" });
  expect(cho.complaints).toEqual([]);
});

test("where keys lead in a list longer than the screen is seen in the list", async () => {
  await using workspace = await openWorkspace({ run: "binary" });
  for (let i = 10; i < 40; i++) await workspace.call("cho", "channel.create", { kind: "public", name: `channel ${i}` });
  await using cho = await Window.open(browser);
  await cho.enter(workspace.server.url, workspace.people.cho);
  const isSeen = (name: string) =>
    cho.until(`(() => {
      const link = [...document.querySelectorAll(".channel-link[aria-current]")].find((each) => each.textContent.includes("${name}"));
      const [place, sight] = [link, link?.closest(".sidebar-scroll")].map((each) => each?.getBoundingClientRect());
      return place !== undefined && place.top >= sight.top - 1 && place.bottom <= sight.bottom + 1;
    })()`);
  await cho.goTo("channel 10");
  // From the first one round to the last, and back.
  for (const [key, name] of [
    ["Alt+ArrowUp", "general"],
    ["Alt+ArrowDown", "channel 10"],
  ] as const) {
    await cho.page.keyboard.press(key);
    await cho.page.getByRole("heading", { level: 2, name }).waitFor();
    await isSeen(name);
  }
});

test("a message that one gets to by its link has the focus, also in a channel that is there at once", async () => {
  const post = (channel: Id, body: string) => workspace.call("cho", "message.send", { channel, body });
  const here = await workspace.channel("cho");
  const there = await workspace.channel("cho");
  const { seq } = await post(there, "what was meant");
  await post(there, "what came then");
  await post(here, `See ${server.url}/c/${there}/${seq}`);
  await using cho = await windows.of(people.cho, there);
  await cho.message("what came then").waitFor();
  await cho.page.locator(`a[href="/c/${here}"]`).click();
  await cho.page.locator(`.message a[href="/c/${there}/${seq}"]`).click();
  await cho.page.locator(".message.pointed", { hasText: "what was meant" }).waitFor();
  await cho.page.locator(".message.pointed").waitFor({ state: "detached" });
  await cho.page.locator(".message:focus", { hasText: "what was meant" }).waitFor();
  // Keys that are typed there are a message all the same.
  await cho.page.keyboard.type("so it is");
  expect(await cho.composer.inputValue()).toBe("so it is");
});
