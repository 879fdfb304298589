import { expect, setDefaultTimeout, test } from "bun:test";
import type { Id } from "../../src/protocol/id.ts";
import { openBoth } from "./both.ts";
import { phone, Window } from "./window.ts";

setDefaultTimeout(120_000);

const { browser, workspace } = await openBoth();

const heading = ({ page }: Window, name: string) => page.getByRole("heading", { level: 2, name, exact: true });
const entry = ({ page }: Window, name: string) =>
  page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name });
const said = ({ page }: Window, text: string) => page.getByRole("status").filter({ hasText: text });
const row = ({ page }: Window, text: string) => page.getByRole("listitem").filter({ hasText: text });
const mark = ({ page }: Window, name: string) =>
  page.evaluate<string | undefined>(`document.documentElement.dataset["${name}"]`);

test("a member finds the settings, changes them, and loses nothing that is not saved", async () => {
  await using cho = await Window.open(browser);
  const { page } = cho;
  await cho.enter(workspace.server.url, workspace.people.cho);
  await cho.choose("Your account Cho @cho", "Settings");
  await heading(cho, "Profile").waitFor();
  expect(await page.title()).toBe("Settings · Bantam");
  for (const name of ["Members", "Invites", "Name and colour"]) expect(await entry(cho, name).count()).toBe(0);

  // What is begun waits, over other pages and the browser's way back.
  await page.getByLabel("Your name").fill("Cho Kim");
  await entry(cho, "Appearance").click();
  await heading(cho, "Appearance").waitFor();
  expect(await entry(cho, "Profile").innerText()).toContain("not saved");
  await page.getByLabel("Dark").check();
  await page.getByLabel("Compact").check();
  expect([await mark(cho, "theme"), await mark(cho, "density")]).toEqual(["dark", "compact"]);
  await cho.picture("settings-appearance");
  await page.getByLabel("Like the system").check();
  await page.goBack();
  expect(page.url()).toEndWith("/settings");
  expect(await page.getByLabel("Your name").inputValue()).toBe("Cho Kim");
  await page.keyboard.press("Escape");
  await cho.composer.waitFor();
  await page.getByText("Your changes are not saved yet").waitFor();
  await page.goBack();
  await page.getByLabel("Your name").fill("\u202Eoh");
  await cho.button("Save changes").click();
  await page.getByRole("alert").filter({ hasText: "name" }).first().waitFor();
  expect(await page.getByLabel("Your name").inputValue()).toBe("\u202Eoh");
  await page.getByLabel("Your name").fill("Cho Kim");
  await page.keyboard.press("Enter");
  await said(cho, "Your name is changed.").waitFor();
  expect(await cho.button("Save changes").isDisabled()).toBe(true);

  // A place of its own: it is there again after a reload, and Discard takes back what was typed.
  await page.goto(`${workspace.server.url}/settings/profile`);
  await page.getByLabel("Your name").fill("Somebody else");
  await cho.button("Discard").click();
  expect(await page.getByLabel("Your name").inputValue()).toBe("Cho Kim");

  // Nor does the tab close without a question.
  await page.getByLabel("Your name").fill("Somebody else");
  const asked = page.waitForEvent("dialog");
  await page.evaluate("void setTimeout(() => location.reload())");
  const question = await asked;
  expect(question.type()).toBe("beforeunload");
  await question.dismiss();
  await cho.button("Discard").click();

  await entry(cho, "Language").click();
  await page.getByLabel("Deutsch").check();
  await heading(cho, "Sprache").waitFor();
  await page.getByLabel("Wie der Browser").check();
  await heading(cho, "Language").waitFor();
  expect(cho.complaints).toEqual([]);
});

test("settings that do not come say so, and come when they are asked for again", async () => {
  await using dia = await Window.open(browser);
  const { page } = dia;
  await dia.enter(workspace.server.url, workspace.people.dia);
  await page.route("**/*.js", (route) => route.abort());
  await dia.choose("Your account Dia @dia", "Settings");
  await page.getByRole("alert").getByText("A part of Bantam could not be loaded.").waitFor();
  await page.unroute("**/*.js");
  await dia.button("Try again").click();
  await heading(dia, "Profile").waitFor();
});

test("by the keyboard alone: pages are chosen, the focus goes along, Escape leads back", async () => {
  await using dia = await Window.open(browser);
  const { page } = dia;
  await dia.keep(workspace.server.url, workspace.people.dia.token);
  await page.goto(`${workspace.server.url}/settings`);
  await entry(dia, "Profile").waitFor();
  await dia.until('document.activeElement.tagName === "H1"');
  for (const _ of ["Profile", "Appearance"]) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await heading(dia, "Appearance").waitFor();
  await dia.until('document.activeElement.tagName === "H2"');
  await page.keyboard.press("Tab");
  expect(await page.evaluate<string>("document.activeElement.value")).toBe("system");
  await page.keyboard.press("ArrowRight");
  expect(await mark(dia, "theme")).toBe("light");
  await page.keyboard.press("Escape");
  await dia.composer.waitFor();
});

test("single keys do nothing any more where they are switched off, also after a reload", async () => {
  await using dia = await Window.open(browser);
  const { page } = dia;
  await dia.keep(workspace.server.url, workspace.people.dia.token);
  await page.goto(`${workspace.server.url}/settings/keyboard`);
  await heading(dia, "Keyboard").waitFor();
  await page.keyboard.press("?");
  await dia.dialog.getByText("Message after").waitFor();
  expect(await dia.dialog.locator("kbd").allInnerTexts()).toContain("J");
  await page.keyboard.press("Escape");
  await page.getByRole("switch", { name: "Shortcuts of a single key" }).uncheck();
  await page.reload();
  await heading(dia, "Keyboard").waitFor();
  await page.keyboard.press("?");
  await page.keyboard.press("Control+/");
  await dia.dialog.getByText("Message after").waitFor();
  expect(await dia.dialog.locator("kbd").allInnerTexts()).not.toContain("J");
  await page.keyboard.press("Escape");
  await dia.dialog.waitFor({ state: "detached" });
  await page.getByRole("switch", { name: "Shortcuts of a single key" }).check();
});

test("notifications are asked for by a press alone, tell of mentions while nobody looks, and are silent at first", async () => {
  await using dia = await Window.open(browser);
  const { page } = dia;
  await page.addInitScript(`
    window.shown = [];
    window.Notification = class extends EventTarget {
      static permission = "default";
      static requestPermission() { window.asked = true; return Promise.resolve(Notification.permission = "granted"); }
      constructor(title, options) { super(); window.shown.push([title, options.body, options.silent]); }
      close() {}
    };
    document.hasFocus = () => !window.isAway;`);
  await dia.enter(workspace.server.url, workspace.people.dia);
  await dia.choose("Your account Dia @dia", "Settings");
  await entry(dia, "Notifications").click();
  expect(await page.evaluate<boolean>("window.asked === true")).toBe(false);
  await dia.button("Turn on notifications").click();
  await said(dia, "Notifications are on.").waitFor();
  await dia.picture("settings-notifications");
  expect(await page.getByRole("switch", { name: "Sound" }).isChecked()).toBe(false);
  const { general, people } = workspace;
  const call = (body: string, channel: Id) => workspace.call("ben", "message.send", { channel, body });
  await call("@dia you are looking", general);
  await dia.until('document.title.startsWith("(1)")');
  await page.evaluate("window.isAway = true; dispatchEvent(new Event('blur'))");
  await call("nobody in particular", general);
  const { channel } = await workspace.call("ben", "channel.open_direct", { users: [people.dia.id] });
  await call("just you", channel);
  // A channel says for itself what is told of it.
  const loud = await workspace.channel("ben", ["dia"]);
  const quiet = await workspace.channel("ben", ["dia"]);
  await workspace.call("ben", "channel.rename", { channel: loud, name: "loud" });
  await workspace.call("dia", "channel.set_notify", { channel: loud, notify: "all" });
  await workspace.call("dia", "channel.set_notify", { channel: quiet, notify: "nothing" });
  await call("everything counts here", loud);
  await call("@dia not even this", quiet);
  await call("@dia are you there?", general);
  await dia.until("window.shown.length >= 3");
  expect(await page.evaluate<unknown>("window.shown")).toEqual([
    ["Ben", "just you", true],
    ["Ben in #loud", "everything counts here", true],
    ["Ben in #general", "@dia are you there?", true],
  ]);
});

test("one signs out everywhere else", async () => {
  const { token } = await workspace.signIn("cho");
  await using here = await Window.open(browser);
  await using there = await Window.open(browser);
  await here.keep(workspace.server.url, token);
  await there.signIn(workspace.server.url, workspace.people.cho);
  await here.page.goto(`${workspace.server.url}/settings/sessions`);
  await row(here, "This device").waitFor();
  await here.button("Sign out all others").click();
  await here.dialog.getByText("have to sign in again").waitFor();
  await here.dialog.getByRole("button", { name: "Sign out all others" }).click();
  await said(here, "You are signed out everywhere but here.").waitFor();
  await there.page.getByText("This session was ended").waitFor();
  await here.has(1, here.page.getByRole("list", { name: "Your sessions" }).getByRole("listitem"));
});

test("an owner names and colours the workspace, and all see it; finds people, and changes what they may", async () => {
  await using ana = await Window.open(browser);
  await using dia = await Window.open(browser, { colorScheme: "dark" });
  const { page } = ana;
  await dia.enter(workspace.server.url, workspace.people.dia);
  await ana.enter(workspace.server.url, workspace.people.ana);

  // What to do first stands where she looked first, leads there, and can be put away.
  const steps = page.getByRole("region", { name: "Your workspace is ready" });
  await steps.waitFor();
  await ana.picture("first-steps");
  const { channel } = await workspace.call("ana", "channel.create", { kind: "public", name: "elsewhere" });
  await ana.goTo("elsewhere");
  await page.locator(".messages:not([inert]) .channel-start", { hasText: "elsewhere" }).waitFor();
  expect(await steps.count()).toBe(0);
  await ana.goTo("general");
  await steps.waitFor();
  await workspace.call("ana", "channel.leave", { channel });
  await ana.button("Choose a name and a colour").click();
  await heading(ana, "Name and colour").waitFor();
  await page.getByLabel("Name of the workspace").fill("Crew");
  await page.getByLabel("Teal").check();
  await ana.picture("admin-workspace");
  await ana.button("Save changes").click();
  await said(ana, "Everybody sees it now.").waitFor();
  await dia.page.getByRole("heading", { level: 1, name: "Crew" }).waitFor();
  await dia.until(`document.documentElement.dataset.accent === "teal" && document.title.endsWith("#general · Crew")`);
  await page.goBack();
  await ana.button("Hide these steps").click();
  await page.reload();
  await ana.composer.waitFor();
  expect(await steps.count()).toBe(0);

  await ana.choose("Your account Ana @ana", "Manage the workspace");
  await page.getByText("6 users").waitFor();
  await page.getByLabel("Kind").selectOption("bot");
  await page.getByText("1 user", { exact: true }).waitFor();
  await ana.picture("admin-members");
  await page.getByLabel("Kind").selectOption("any");
  await page.getByLabel("Find by name or handle").fill("IA");
  await page.getByText("1 user", { exact: true }).waitFor();
  await ana.choose("Actions for Dia", "Make an admin");
  await ana.dialog.getByText("Admins invite people").waitFor();
  await ana.picture("admin-role");
  await ana.dialog.getByRole("button", { name: "Cancel" }).click();
  await ana.choose("Actions for Dia", "Make an admin");
  await ana.dialog.getByRole("button", { name: "Change the role" }).click();
  await said(ana, "Dia is an admin now.").waitFor();
  await row(ana, "@dia").getByText("Admin", { exact: true }).waitFor();
  // On her own screen it is so at once, when she is back.
  await dia.button("Your account Dia @dia").click();
  await dia.page.getByRole("menuitem", { name: "Manage the workspace" }).waitFor();

  await ana.choose("Actions for Dia", "Recovery link");
  await ana.dialog.getByRole("button", { name: "Make the link" }).click();
  await ana.until('document.querySelector("dialog .copy-row input")?.value.includes("/recover#")');
  await page.keyboard.press("Escape");
  await ana.choose("Actions for Dia", "Deactivate");
  await ana.dialog.getByRole("button", { name: "Deactivate" }).click();
  await dia.page.getByRole("heading", { name: "Sign in" }).waitFor();
  await row(ana, "@dia").getByText("Deactivated").waitFor();
  await page.getByLabel("State").selectOption("deactivated");
  await ana.choose("Actions for Dia", "Reactivate");
  await ana.dialog.getByRole("button", { name: "Reactivate" }).click();
  await said(ana, "Dia can sign in again.").waitFor();
  expect(ana.complaints).toEqual([]);
});

test("an admin is offered what the server would do, and not what only owners may", async () => {
  const { channel } = await workspace.call("ana", "channel.create", { kind: "public", name: "Kitchen" });
  await using ben = await Window.open(browser, { permissions: ["clipboard-read", "clipboard-write"] });
  const { page } = ben;
  await ben.keep(workspace.server.url, workspace.people.ben.token);
  await page.goto(`${workspace.server.url}/admin`);
  await row(ben, "@ana").waitFor();
  expect(await ben.button("Actions for Ana").count()).toBe(0);
  await ben.button("Actions for Eli").click();
  expect(await page.getByRole("menuitem").allInnerTexts()).toEqual(["Make an admin", "Make a member", "Deactivate"]);
  await page.keyboard.press("Escape");

  await entry(ben, "Invites").click();
  expect(await page.getByLabel("They join as").locator("option").allInnerTexts()).toEqual(["Member", "Guest", "Admin"]);
  await page.getByLabel("They join as").selectOption("guest");
  await page.getByLabel("How many people").fill("1");
  await ben.button("Make the link").click();
  await said(ben, "The link is made.").waitFor();
  await ben.page.getByRole("button", { name: "Copy the link: Guest, for one more person" }).click();
  await said(ben, "The link is copied.").waitFor();
  const link = await page.evaluate<string>("navigator.clipboard.readText()");
  expect(link).toStartWith(`${workspace.server.url}/join#`);
  await ben.picture("admin-invites");
  await using guest = await Window.open(browser);
  await guest.page.goto(link);
  await guest.page.getByRole("heading", { name: "Join Crew" }).waitFor();
  await guest.until(`document.documentElement.dataset.accent === "teal"`);
  await row(ben, "for one more person").getByRole("button", { name: "Revoke" }).click();
  await ben.dialog.getByRole("button", { name: "Revoke" }).click();
  await said(ben, "The link is revoked.").waitFor();
  await page.getByText("There is no link that works").waitFor();

  await entry(ben, "Channels").click();
  await page.getByLabel("Find by name").fill("kit");
  await row(ben, "Kitchen").getByText("1 member").waitFor();
  expect(await ben.button("Actions for Kitchen").count()).toBe(0);
  await ben.button("Join Kitchen").click();
  await said(ben, "You are in #Kitchen now.").waitFor();
  await ben.choose("Actions for Kitchen", "Rename");
  await ben.dialog.getByLabel("Name").fill("general");
  await page.keyboard.press("Enter");
  await ben.dialog.getByText("There is a channel of this name").waitFor();
  await ben.dialog.getByLabel("Name").fill("Cookery");
  await page.keyboard.press("Enter");
  await said(ben, "It is called #Cookery now.").waitFor();
  await ben.choose("Actions for Cookery", "Archive");
  await ben.dialog.getByRole("button", { name: "Archive" }).click();
  await row(ben, "Cookery").getByText("Archived").waitFor();
  await ben.picture("admin-channels");
  await ben.choose("Actions for Cookery", "Unarchive");
  await said(ben, "#Cookery is back.").waitFor();
  expect((await workspace.call("ana", "channel.browse", { query: "cook" })).channels).toMatchObject([
    { channel, name: "Cookery", members: 2 },
  ]);
  expect(ben.complaints).toEqual([]);
});

test("a member is told that the admin's pages are not theirs, and a guest in no channel what to do", async () => {
  await using cho = await Window.open(browser);
  await cho.keep(workspace.server.url, (await workspace.signIn("cho")).token);
  await cho.page.goto(`${workspace.server.url}/admin/members`);
  await cho.page.getByText("These pages are for owners and admins").waitFor();
  await cho.page.getByRole("link", { name: "To your settings" }).click();
  await heading(cho, "Profile").waitFor();
  await cho.visit("/settings/nowhere");
  await cho.page.getByText("There is nothing here").waitFor();

  await using eli = await Window.open(browser);
  await eli.keep(workspace.server.url, workspace.people.eli.token);
  await eli.page.goto(workspace.server.url);
  await eli.page.getByText("Ask who invited you to add you to one.").waitFor();
  await eli.picture("guest-without-channels");
});

test("on a phone one goes from the list to a page and back, and nothing is wider than the screen", async () => {
  await using ana = await Window.open(browser, { ...phone, viewport: { width: 320, height: 640 } });
  const { page } = ana;
  await ana.keep(workspace.server.url, workspace.people.ana.token);
  await page.goto(`${workspace.server.url}/settings`);
  const nav = page.getByRole("navigation", { name: "Settings" });
  await nav.waitFor();
  expect(await heading(ana, "Profile").isVisible()).toBe(false);
  await ana.picture("settings-phone");
  for (const name of await nav.getByRole("listitem").allInnerTexts()) {
    await entry(ana, name).tap();
    await heading(ana, name).waitFor();
    expect(await nav.isVisible()).toBe(false);
    expect([name, await page.evaluate<number>("document.querySelector('#settings').scrollWidth")]).toEqual([name, 320]);
    await ana.picture(`phone-${name}`);
    await page.getByRole("link", { name: "All settings" }).tap();
    await nav.waitFor();
    await ana.until(`document.activeElement.textContent === ${JSON.stringify(name)}`);
  }
  await page.getByRole("link", { name: "Back to chat" }).tap();
  await ana.composer.waitFor();
  expect(ana.complaints).toEqual([]);
});

test("what is chosen in one window of a browser is so in its others: theme and language", async () => {
  await using ben = await Window.open(browser);
  await ben.enter(`${workspace.server.url}/c/${workspace.general}`, workspace.people.ben);
  const other = await ben.another();
  await ben.visit("/settings/appearance");
  await ben.page.getByLabel("Dark").check();
  await other.until("document.documentElement.dataset.theme === 'dark'");
  await ben.page.getByRole("link", { name: "Language" }).click();
  await ben.page.getByLabel("Deutsch").check();
  await other.page.getByRole("textbox", { name: "Nachricht an #general" }).waitFor();
  expect(await other.page.evaluate<string>("document.documentElement.lang")).toBe("de");
});
