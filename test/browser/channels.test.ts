import { expect, setDefaultTimeout, test } from "bun:test";
import { openWorkspace } from "../support/people.ts";
import { openBoth } from "./both.ts";
import { Window } from "./window.ts";

setDefaultTimeout(120_000);

const { browser, windows, workspace } = await openBoth();
const { people, general } = workspace;

/** As dia likes it. */
const dark = { colorScheme: "dark" } as const;

test("a channel is made, found, joined, described, archived and left", async () => {
  await using cho = await windows.of(people.cho, general);
  await using dia = await windows.of(people.dia, general, dark);

  await cho.button("Create a channel").click();
  await cho.dialog.getByLabel("Name").fill("Garden");
  await cho.dialog.getByLabel("Topic").fill("What grows where");
  await cho.picture("create-channel");
  await cho.page.keyboard.press("Enter");
  await cho.page.getByRole("heading", { level: 2, name: "Garden" }).waitFor();
  await cho.page.getByText("What grows where").waitFor();
  await cho.send("The first bean is up");

  await dia.button("Browse channels").click();
  await dia.dialog.getByLabel("Find a channel by its name").fill("gar");
  await dia.dialog.getByText("1 member").waitFor();
  await dia.picture("browse");
  await dia.dialog.getByRole("button", { name: "Join Garden" }).click();
  await dia.message("The first bean is up").waitFor();

  await cho.choose("Channel actions", "Rename");
  await cho.dialog.getByLabel("Name").fill("Allotment");
  await cho.page.keyboard.press("Enter");
  await dia.page.getByRole("heading", { level: 2, name: "Allotment" }).waitFor();
  await dia.choose("Channel actions", "Change the topic");
  await dia.dialog.getByLabel("Topic").fill("Beans above all");
  await dia.page.keyboard.press("Enter");
  await cho.page.getByText("Beans above all").waitFor();

  // A name that is taken is refused in the server's words, where it was written.
  await cho.choose("Channel actions", "Rename");
  await cho.dialog.getByLabel("Name").fill("general");
  await cho.page.keyboard.press("Enter");
  await cho.dialog.getByText("There is a channel of this name").waitFor();
  await cho.picture("name-taken");
  await cho.page.keyboard.press("Escape");

  await cho.choose("Channel actions", "Archive");
  await cho.picture("archive");
  await cho.dialog.getByRole("button", { name: "Archive" }).click();
  await dia.page.getByText("This channel is archived").waitFor();
  expect(await dia.composer.count()).toBe(0);
  // Nobody is promised that one can join it, before it is unarchived.
  const promises = /can (find and )?join it/;
  await dia.page.locator(".channel-start", { hasText: "Until it is unarchived nobody can join or write" }).waitFor();
  expect(await dia.page.locator(".channel-start", { hasText: promises }).count()).toBe(0);
  await dia.choose("Channel actions", "Leave");
  await dia.dialog.getByText("you can come back only after it was unarchived").waitFor();
  expect(await dia.dialog.getByText(promises).count()).toBe(0);
  await dia.page.keyboard.press("Escape");
  await cho.button("Unarchive").click();
  await dia.composer.waitFor();
  await dia.page.locator(".channel-start", { hasText: promises }).waitFor();

  await dia.choose("Channel actions", "Leave");
  await dia.dialog.getByRole("button", { name: "Leave" }).click();
  await dia.channelLink("Allotment").waitFor({ state: "detached" });

  // Its address says what it is to who is not in it, and is a way in, unless it is archived.
  await dia.page.goto(cho.page.url());
  const title = dia.page.locator(".channel-header").getByRole("heading", { name: "Allotment" });
  await dia.page.getByText("You are not in this channel").waitFor();
  await title.waitFor();
  await dia.page.getByText("Beans above all").waitFor();
  await dia.picture("outside");
  await dia.button("Join #Allotment").waitFor();
  await cho.choose("Channel actions", "Archive");
  await cho.dialog.getByRole("button", { name: "Archive" }).click();
  await cho.button("Unarchive").waitFor();
  await dia.page.reload();
  await dia.page.getByText("Until it is unarchived nobody can join").waitFor();
  await title.waitFor();
  expect(await dia.page.getByRole("button", { name: /^Join/ }).count()).toBe(0);
  await cho.button("Unarchive").click();
  await cho.composer.waitFor();
  await dia.page.reload();
  await dia.button("Join #Allotment").click();
  await dia.message("The first bean is up").waitFor();
  expect([...cho.complaints, ...dia.complaints]).toEqual([]);
});

test("members are added, removed and made owners, and who is removed sees nothing more", async () => {
  const channel = await workspace.channel("cho");
  await workspace.call("cho", "channel.rename", { channel, name: "secret plans" });
  await using cho = await windows.of(people.cho, general);
  await using dia = await windows.of(people.dia, general, dark);
  const members = cho.page.getByRole("complementary", { name: "Members" });

  await cho.goTo("secret plans");
  await cho.button("Members").click();
  await members.getByRole("button", { name: "Add people" }).click();
  await cho.dialog.getByLabel("Name or handle").fill("di");
  await cho.dialog.getByRole("button", { name: "Dia" }).click();
  await cho.picture("add-people");
  await cho.dialog.getByRole("button", { name: "Add", exact: true }).click();
  await members.getByText("@dia").waitFor();
  await dia.goTo("secret plans");
  await dia.send("Thank you for having me");
  await cho.message("Thank you for having me").waitFor();

  await cho.choose("Actions for Dia", "Make an owner of the channel");
  await members.getByText("@dia · channel owner").waitFor();
  await cho.picture("members");
  await cho.choose("Actions for Dia", "Remove from the channel");
  await dia.page.getByText("You are not in this channel").waitFor();
  await dia.page.locator(".channel-header").getByRole("heading", { name: "Unknown channel" }).waitFor();
  expect(await dia.page.getByRole("button", { name: /^Join/ }).count()).toBe(0);
  expect(await dia.message("Thank you").count()).toBe(0);
  expect(await dia.channelLink("secret plans").count()).toBe(0);
  await dia.picture("removed");
  expect([...cho.complaints, ...dia.complaints]).toEqual([]);
});

test("a guest is offered nothing that the server would refuse", async () => {
  const channel = await workspace.channel("cho", ["eli"]);
  await workspace.call("cho", "channel.rename", { channel, name: "visitors" });
  await using eli = await windows.of(people.eli, channel);
  for (const name of ["Browse channels", "Create a channel", "Invite people", "Add people"])
    expect(await eli.button(name).count()).toBe(0);
  await eli.button("Channel actions").click();
  expect(await eli.page.getByRole("menuitem").allInnerTexts()).toEqual(["Notifications", "Go to a day", "Leave"]);
});

test("a mention is completed by the keyboard, and marked for whom it means", async () => {
  await using cho = await windows.of(people.cho, general);
  await using dia = await windows.of(people.dia, general, dark);
  const options = cho.page.getByRole("option");

  await cho.composer.pressSequentially("See @");
  await options.nth(6).waitFor();
  await cho.has(7, options);
  await cho.composer.pressSequentially("b");
  await options.getByText("@ben").waitFor();
  await cho.composer.press("Backspace");
  await cho.composer.pressSequentially("di");
  await options.getByText("@dia").waitFor();
  await cho.has(1, options);
  await cho.picture("completion");
  await cho.composer.press("Enter");
  expect(await cho.composer.inputValue()).toBe("See @dia ");
  await cho.composer.press("Enter");
  expect(await dia.message("See @dia").locator(".mention.me").innerText()).toBe("@dia");
  expect(await cho.message("See @dia").locator(".mention.me").count()).toBe(0);

  // Somebody else's unread message calls in the list, and in the title.
  const elsewhere = await workspace.channel("dia");
  await dia.visit(`/c/${elsewhere}`);
  await cho.send("@dia are you there?");
  await dia.channelLink("general").locator(".badge").waitFor();
  await dia.until('document.title.startsWith("(1) ")');
});

test("a muted channel is quiet on all devices of its user, and mentions in it are still counted", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await workspace.call("ana", "channel.rename", { channel, name: "chatter" });
  await using cho = await windows.of(people.cho, general);
  await using phone = await windows.of(people.cho, general);
  const level = (name: string) => cho.dialog.getByRole("radio", { name: new RegExp(`^${name}`) });
  const muted = (window: Window) => window.channelLink("chatter").getByText("Muted");
  const say = (body: string) => workspace.call("ana", "message.send", { channel, body });

  await cho.goTo("chatter");
  await cho.choose("Channel actions", "Notifications");
  expect(await level("Mentions").isChecked()).toBe(true);
  await level("Nothing").check();
  for (const window of [cho, phone]) await muted(window).waitFor({ state: "attached" });
  expect(await level("Nothing").isChecked()).toBe(true);
  await cho.picture("muted");
  await cho.page.keyboard.press("Escape");

  // What comes in is neither bold nor counted, until it mentions one; keys go past it.
  await phone.goTo("general");
  await cho.goTo("general");
  await say("nothing for you");
  await workspace.call("ana", "message.send", { channel: workspace.general, body: "after it" });
  for (const window of [cho, phone]) {
    await window.message("after it").waitFor();
    expect(await window.channelLink("chatter").getAttribute("class")).toBe("channel-link muted");
    expect(await window.channelLink("chatter").locator(".badge, .count").count()).toBe(0);
  }
  await cho.page.keyboard.press("Alt+Shift+ArrowDown");
  await cho.page.getByRole("heading", { level: 2, name: "general" }).waitFor();
  await say("@cho but this is");
  await phone.channelLink("chatter").locator(".badge", { hasText: "1" }).waitFor();
  await phone.until('document.title.startsWith("(1) ")');

  // A direct channel has a menu for it too; /mute does the same, there and back.
  await workspace.call("ana", "channel.open_direct", { users: [people.cho.id] });
  await cho.goTo("Ana");
  await cho.choose("Channel actions", "Notifications");
  expect(await cho.dialog.getByRole("radio").count()).toBe(2);
  expect(await level("Every message").isChecked()).toBe(true);
  await cho.page.keyboard.press("Escape");
  await cho.send("/mute");
  await phone.channelLink("Ana").getByText("Muted").waitFor({ state: "attached" });
  await cho.send("/mute");
  await phone.channelLink("Ana").getByText("Muted").waitFor({ state: "detached" });
  expect([...cho.complaints, ...phone.complaints]).toEqual([]);
});

test("what was read is unread again from a message on, on all devices, until one comes back to it", async () => {
  const channel = general;
  await workspace.call("cho", "channel.create", { kind: "public", name: "elsewhere" });
  for (const body of ["first", "second", "third"]) await workspace.call("ana", "message.send", { channel, body });
  await using cho = await windows.of(people.cho, general);
  await using phone = await windows.of(people.cho, general);
  await phone.goTo("elsewhere");
  await cho.goTo("general");
  const badge = (window: Window) => window.channelLink("general").locator(".count");
  for (const window of [cho, phone]) await badge(window).waitFor({ state: "detached" });

  await cho.act("second", "Mark as unread from here");
  for (const window of [cho, phone]) await badge(window).and(window.page.getByText("2")).waitFor();
  await cho.page.locator(".new-line + .message", { hasText: "second" }).waitFor();
  await cho.picture("marked-unread");
  // One is still there, and what comes in is as unread as the rest.
  await workspace.call("ana", "message.send", { channel, body: "fourth" });
  await phone.channelLink("general").locator(".count", { hasText: "3" }).waitFor();
  await cho.page.keyboard.press("Escape");
  for (const window of [cho, phone]) await badge(window).waitFor({ state: "detached" });

  // By the key; and read by coming back.
  await cho.message("third").focus();
  await cho.page.keyboard.press("u");
  await phone.channelLink("general").locator(".count", { hasText: "2" }).waitFor();
  await cho.goTo("elsewhere");
  await badge(cho).and(cho.page.getByText("2")).waitFor();
  await cho.goTo("general");
  for (const window of [cho, phone]) await badge(window).waitFor({ state: "detached" });
  expect([...cho.complaints, ...phone.complaints]).toEqual([]);
});

test("of a long list of channels those in sight are there, and where one is, and wherever the keys lead", async () => {
  await using workspace = await openWorkspace({ run: "binary" });
  const { server, people, general } = workspace;
  const count = 120;
  const names = Array.from({ length: count }, (_, i) => `room ${String(i + 1).padStart(3, "0")}`);
  const made = [];
  for (const name of names) made.push(await workspace.call("dia", "channel.create", { kind: "public", name }));
  const first = made[0]?.channel ?? general;
  await using dia = await Window.open(browser);
  await dia.enter(`${server.url}/c/${general}`, people.dia);
  const links = dia.page.locator(".section:first-of-type .channel-link");
  const height = () => dia.page.evaluate<number>(`document.querySelector(".sidebar-scroll").scrollHeight`);
  /** Where one is. */
  const isInSight = (name: string) => `(() => {
    const link = document.querySelector(".channel-link[aria-current]");
    const { top, bottom } = link?.getBoundingClientRect() ?? { top: -1, bottom: -1 };
    return link?.textContent.includes("${name}") && top >= 0 && bottom > top && bottom <= innerHeight;
  })()`;
  await dia.channelLink("room 001").waitFor();
  expect(await links.count()).toBeLessThan(count);
  const before = await height();
  await dia.page.evaluate(`void document.querySelector(".section:last-of-type").scrollIntoView()`);
  await dia.channelLink("room 120").click();
  await dia.page.getByRole("heading", { level: 2, name: "room 120" }).waitFor();
  expect(Math.abs((await height()) - before)).toBeLessThan(count);
  await dia.channelLink("room 001").waitFor({ state: "detached" });

  // Far down it is in sight also when the page is loaded there.
  await dia.page.reload();
  await dia.composer.waitFor();
  await dia.until(isInSight("room 120"));
  expect(await links.count()).toBeLessThan(count);

  // Keys go past what is not drawn: round the list's end, and back.
  await dia.page.evaluate(`document.querySelector(".sidebar-scroll").scrollTop = 0`);
  await dia.channelLink("room 001").waitFor();
  await dia.page.keyboard.press("Alt+ArrowUp");
  await dia.until(isInSight("room 119"));
  expect(await links.count()).toBeLessThan(count);
  // What has the focus keeps it when it is scrolled out of sight.
  await dia.channelLink("room 105").focus();
  await dia.page.evaluate(`document.querySelector(".sidebar-scroll").scrollTop = 0`);
  await dia.channelLink("room 001").waitFor();
  expect(await dia.page.evaluate<string>("document.activeElement.textContent")).toStartWith("room 105");

  // What is unread out of sight is told of at the edge behind which it is, and one press away.
  const { channel: between } = await workspace.call("cho", "channel.open_direct", { users: [people.dia.id] });
  await workspace.call("cho", "message.send", { channel: between, body: "Are you there?" });
  await dia.button("Unread below").click();
  await dia.until(`(() => {
    const place = document.querySelector(".channel-link.unread")?.getBoundingClientRect();
    return place !== undefined && place.top >= 0 && place.bottom <= innerHeight;
  })()`);
  await dia.button("Unread below").waitFor({ state: "detached" });
  await dia.page.evaluate(`document.querySelector(".sidebar-scroll").scrollTop = 0`);
  await dia.button("Unread below").waitFor();
  await dia.button("Unread below").click();
  await dia.channelLink("Cho").click();
  await dia.channelLink("Cho").locator(".badge").waitFor({ state: "detached" });
  await workspace.call("dia", "member.add", { channel: first, users: [people.cho.id] });
  await workspace.call("cho", "message.send", { channel: first, body: "And here?" });
  await dia.button("Unread above").click();
  await dia.channelLink("room 001").and(dia.page.locator(".unread")).click();
  await dia.button("Unread above").waitFor({ state: "detached" });
  expect(await dia.button("Unread below").count()).toBe(0);

  // A phone's drawer has them as soon as it is opened.
  await using phone = await Window.open(browser, { viewport: { width: 390, height: 800 } });
  await phone.enter(`${server.url}/c/${general}`, people.dia);
  await phone.composer.waitFor();
  expect(await phone.channelLink("room 001").count()).toBe(0);
  await phone.page.getByRole("button", { name: "Open the list of channels" }).click();
  await phone.channelLink("room 001").click();
  await phone.page.getByRole("heading", { level: 2, name: "room 001" }).waitFor();

  // All that can be joined comes page by page, by name.
  await phone.page.getByRole("button", { name: "Open the list of channels" }).click();
  await phone.button("Browse channels").click();
  const results = phone.dialog.getByRole("list", { name: "Public channels" }).getByRole("listitem");
  await results.first().waitFor();
  expect(await results.count()).toBeLessThan(count);
  for (let i = 0; i < 2; i++) {
    const known = await results.count();
    await phone.button("Show more").click();
    await phone.until(`document.querySelectorAll(".result").length > ${known}`);
  }
  await phone.has(0, phone.button("Show more"));
  expect(await results.locator(".name").allInnerTexts()).toEqual(["general", ...names]);
});

test("a direct conversation with several shows two of them: in the list, over its messages, where it begins, in the switcher", async () => {
  const users = [people.dia.id, people.ben.id];
  const { channel } = await workspace.call("cho", "channel.open_direct", { users });
  await using cho = await windows.of(people.cho, channel);
  const { page } = cho;
  await page.keyboard.press("Control+k");
  await cho.dialog.getByRole("combobox").fill("Ben");
  await page
    .getByRole("option", { name: "Ben, Dia" })
    .or(page.getByRole("option", { name: "Dia, Ben" }))
    .waitFor();
  for (const place of [".channel-link", ".channel-header", ".channel-start", ".switcher-entry"]) {
    const initials = await page.locator(`${place} .avatar-pair`).first().locator(".avatar").allInnerTexts();
    expect([place, initials.toSorted()]).toEqual([place, ["B", "D"]]);
  }
});
