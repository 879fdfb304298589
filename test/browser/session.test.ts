import { expect, setDefaultTimeout, test } from "bun:test";
import type { Route } from "playwright-core";
import { newcomer } from "../support/newcomer.ts";
import { upload } from "../support/uploads.ts";
import { openBoth } from "./both.ts";
import { database, isKept } from "./kept.ts";
import { Window } from "./window.ts";

setDefaultTimeout(120_000);

const { browser, workspace } = await openBoth();
const { server, people, general } = workspace;

test("signing out leaves nothing in the browser, and its channels are behind the form again", async () => {
  const channel = await workspace.channel("cho");
  await using cho = await Window.open(browser);
  await cho.enter(`${server.url}/c/${channel}`, await workspace.signIn("cho"));
  await cho.send("Stored");
  await cho.message("Stored").and(cho.page.locator("[data-seq]")).waitFor();
  await cho.composer.fill("A draft that nobody is to find");
  await cho.until("localStorage.length > 0");
  await cho.page.reload();
  expect(await cho.composer.inputValue()).toBe("A draft that nobody is to find");

  await cho.choose("Your account Cho @cho", "Sign out");
  await cho.page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(await cho.page.evaluate<number>("localStorage.length + sessionStorage.length")).toBe(0);
  expect(await cho.page.context().cookies()).toEqual([]);
  await cho.page.goto(`${server.url}/c/${channel}`);
  await cho.page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(await cho.page.content()).not.toContain("Stored");
  await cho.picture("signed-out");
});

test("the page for signing in leads inside who is signed in, and asks nobody else's session", async () => {
  await using dia = await Window.open(browser, { baseURL: server.url });
  const asked: string[] = [];
  dia.page.on("websocket", (socket) => asked.push(socket.url()));
  await dia.page.goto("/signin");
  await dia.page.getByLabel("Handle").waitFor();
  expect(asked).toEqual([]);
  await dia.signIn(`${server.url}/signin`, people.dia);
  await dia.page.goto("/signin");
  await dia.composer.waitFor();
  // A cookie that is worth nothing leads to the form as well.
  await dia.page.context().clearCookies();
  await dia.page.context().addCookies([{ name: "bantam", value: "nothing", url: server.url }]);
  await dia.page.goto("/signin");
  await dia.page.getByLabel("Handle").waitFor();
});

test("who was never signed in here is not asked for a session: the browser has nothing to complain of", async () => {
  await using cho = await Window.open(browser, { baseURL: server.url });
  const { page } = cho;
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("websocket", (socket) => said.push(socket.url()));
  for (const path of ["/", `/c/${general}`, "/settings/profile"]) {
    await page.goto(path);
    await page.getByLabel("Handle").waitFor();
    await page.waitForLoadState("networkidle");
  }
  expect(said).toEqual([]);
  await page.getByLabel("Handle").fill(people.cho.handle);
  await page.getByLabel("Password").fill(people.cho.password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Profile" }).waitFor();
});

test("what is left of a session whose cookie is gone is forgotten, as where it has ended", async () => {
  await using cho = await Window.open(browser, { serviceWorkers: "allow" });
  await cho.enter(server.url, await workspace.signIn("cho"));
  await cho.send("Not for others");
  await isKept(cho, "Not for others");
  await cho.composer.fill("A draft that nobody is to find");
  await cho.page.context().clearCookies();
  await cho.page.goto(server.url);
  await cho.page.getByLabel("Handle").waitFor();
  await cho.until("localStorage.length + sessionStorage.length === 0");
  await cho.until(`(${database}).then((all) => !all.includes("Not for others"))`);
  expect(await cho.page.content()).not.toContain("Not for others");

  // And so where it is not looked for, with the pictures in the browser's cache.
  await cho.signIn(server.url, people.cho);
  await cho.composer.fill("Another draft");
  await cho.page.context().clearCookies();
  const answer = cho.page.waitForResponse("**/api/session.list");
  await cho.page.goto(`${server.url}/signin`);
  expect(await (await answer).headerValue("clear-site-data")).toBe(`"cache"`);
  await cho.until("localStorage.length + sessionStorage.length === 0");

  // But not what somebody has begun by another window before it was known.
  await cho.page.evaluate(`localStorage.setItem("draft a", "left")`);
  const { promise: asked, resolve: hold } = Promise.withResolvers<Route>();
  await cho.page.route("**/api/session.list", hold);
  await cho.page.goto(`${server.url}/signin`);
  const held = await asked;
  await cho.page.evaluate(`localStorage.setItem("draft b", "begun anew")`);
  const late = cho.page.waitForResponse("**/api/session.list");
  await held.continue();
  await (await late).finished();
  await cho.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
  expect(await cho.page.evaluate<string>(`localStorage.getItem("draft b")`)).toBe("begun anew");
});

test("a wrong password is told in the server's words, and what was written stays", async () => {
  await using cho = await Window.open(browser);
  await cho.page.goto(`${server.url}/c/${general}`);
  await cho.page.getByLabel("Handle").fill("@Cho");
  await cho.page.getByLabel("Password").fill("not it at all");
  await cho.page.keyboard.press("Enter");
  await cho.page.getByText("Handle or password is wrong.").waitFor();
  await cho.picture("wrong-password");
  expect(await cho.page.getByLabel("Handle").inputValue()).toBe("@Cho");
  await cho.page.getByLabel("Password").fill(people.cho.password);
  await cho.page.keyboard.press("Enter");
  await cho.page.getByRole("heading", { level: 2, name: "general" }).waitFor();
  expect(cho.page.url()).toBe(`${server.url}/c/${general}`);
});

test("another session is ended from the list, and by a changed password", async () => {
  const dee = await newcomer(workspace);
  await using here = await Window.open(browser);
  await using there = await Window.open(browser);
  await here.signIn(server.url, dee);
  await there.signIn(server.url, dee);
  await there.composer.fill("a draft");

  await here.visit("/settings/sessions");
  await here.page.getByText("This device", { exact: true }).waitFor();
  await here.picture("account");
  await here.page.getByRole("button", { name: "Sign out: Chrome on Linux, Signed in on" }).first().click();
  await there.page.getByText("This session was ended").waitFor();
  expect(await there.page.evaluate<number>("localStorage.length")).toBe(0);
  await there.picture("session-ended");

  await there.signIn(server.url, dee);
  await here.page.getByRole("link", { name: "Password" }).click();
  await here.page.getByLabel("Current password").fill(dee.password);
  await here.page.getByLabel("New password").fill("an entirely new secret");
  await here.button("Change the password").click();
  await here.page.getByRole("status").filter({ hasText: "Your password is changed" }).waitFor();
  await there.page.getByText("This session was ended").waitFor();
  await here.page.getByRole("link", { name: "Back to chat" }).click();
  await here.send("Still here");
  await here.message("Still here").and(here.page.locator("[data-seq]")).waitFor();
});

test("who is signed out while they write finds it again when they sign in, in this page alone, and nobody else does", async () => {
  const end = () => workspace.call("cho", "session.revoke_others", {});
  const enter = async ({ page }: Window, { handle, password }: { handle: string; password: string }) => {
    await page.getByText("This session was ended").waitFor();
    expect(await page.evaluate<number>("localStorage.length")).toBe(0);
    await page.getByLabel("Handle").fill(handle);
    await page.getByLabel("Password").fill(password);
    await page.keyboard.press("Enter");
    await page.locator("#composer").waitFor();
  };
  await using cho = await Window.open(browser);
  await cho.enter(`${server.url}/c/${general}`, await workspace.signIn("cho"));
  await cho.composer.fill("A long thought");
  await end();
  await enter(cho, people.cho);
  await cho.until("document.querySelector('#composer').value === 'A long thought'");

  await end();
  await enter(cho, people.dia);
  await cho.button("Your account Dia @dia").waitFor();
  expect(await cho.composer.inputValue()).toBe("");
  await workspace.call("dia", "session.revoke_others", {});
  await enter(cho, people.cho);
  await cho.button("Your account Cho @cho").waitFor();
  expect(await cho.composer.inputValue()).toBe("");
});

/** What browsers do that have no database for a page, as in some private windows. */
const withoutDatabase = {
  "has none": "Object.defineProperty(window, 'indexedDB', { value: undefined })",
  "fails to open it": `for (const name of ["open", "deleteDatabase"])
    IDBFactory.prototype[name] = () => {
      const request = Object.assign(new EventTarget(), { error: new DOMException("not here", "InvalidStateError") });
      setTimeout(() => request.dispatchEvent(new Event("error")));
      return request;
    };`,
};

test.each(Object.entries(withoutDatabase))(
  "a browser that %s keeps nothing, and nothing else is missing",
  async (_, content) => {
    const channel = await workspace.channel("cho");
    await using cho = await Window.open(browser);
    const { page } = cho;
    await page.addInitScript({ content });
    await cho.enter(`${server.url}/c/${channel}`, await workspace.signIn("cho"));
    await cho.send("Stored on the server");
    await cho.message("Stored on the server").and(page.locator("[data-seq]")).waitFor();
    await page.reload();
    await cho.message("Stored on the server").waitFor();
    await cho.choose("Your account Cho @cho", "Sign out");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await cho.until("location.pathname === '/signin'");
    await cho.signIn(`${server.url}/c/${channel}`, people.cho);
    await cho.message("Stored on the server").waitFor();
    expect(await page.locator(".notices").innerText()).toBe("");
    expect(cho.complaints).toEqual([]);
  },
);

test("who is signed out from elsewhere leaves no pictures in the browser's cache", async () => {
  const { id } = await upload(server.url, people.cho.token);
  await workspace.call("cho", "message.send", { channel: general, body: "Look", attachments: [id] });
  await using cho = await Window.open(browser);
  await cho.enter(server.url, await workspace.signIn("cho"));
  await cho.until(`document.querySelector(".picture img")?.naturalWidth > 0`);
  const isCached = `fetch("/attachments/${id}/small", { cache: "only-if-cached", mode: "same-origin" }).then(({ ok }) => ok, () => false)`;
  expect(await cho.page.evaluate<boolean>(isCached)).toBe(true);
  await workspace.call("cho", "session.revoke_others", {});
  await cho.page.getByRole("heading", { name: "Sign in" }).waitFor();
  await cho.until(`${isCached}.then((is) => !is)`);
});

test("a recovery link sets a new password and signs in, once", async () => {
  const { id } = await newcomer(workspace);
  const { secret } = await workspace.call("ana", "user.recover", { user: id });
  const link = `${server.url}/recover#${secret}`;
  await using cho = await Window.open(browser);
  await cho.page.goto(link);
  await cho.page.getByLabel("New password").fill("an entirely new secret");
  expect(cho.page.url()).toBe(`${server.url}/recover`);
  await cho.picture("recover");
  await cho.page.keyboard.press("Enter");
  await cho.composer.waitFor();

  await using other = await Window.open(browser);
  await other.page.goto(link);
  await other.page.getByLabel("New password").fill("another new secret");
  await other.page.keyboard.press("Enter");
  await other.page.getByText("This link is not valid any more").waitFor();
  await other.page.goto(`${server.url}/join#not-an-invite`);
  await other.page.getByText("This invite does not work").waitFor();
  await other.picture("dead-invite");
});

test("an invite is made to order and revoked", async () => {
  await using ana = await Window.open(browser);
  await ana.enter(server.url, people.ana);
  await ana.button("Invite people").first().click();
  await ana.dialog.getByText("Make another link").click();
  await ana.dialog.getByLabel("Role").selectOption("guest");
  await ana.dialog.getByLabel("How many people").fill("1");
  await ana.dialog.getByLabel("Days").fill("1");
  await ana.dialog.getByRole("button", { name: "Make the link" }).click();
  await ana.dialog.getByText("Whoever opens it joins as a guest. One person").waitFor();
  await ana.picture("invites");
  const link = ana.dialog.getByRole("textbox", { name: "Invite link" });
  await ana.until('document.querySelector(".copy-row input").value !== ""');
  const guestLink = await link.inputValue();

  await using guest = await Window.open(browser);
  await guest.page.goto(guestLink);
  await guest.page.getByText("You were invited as a guest.").waitFor();
  await ana.dialog.locator(".result", { hasText: "For guests" }).getByRole("button", { name: "Revoke" }).click();
  await ana.dialog.getByText("For guests").waitFor({ state: "detached" });
  await guest.page.getByLabel("Your name").fill("Gus");
  await guest.page.getByLabel("Password").fill("correct horse battery");
  await guest.page.keyboard.press("Enter");
  await guest.page.getByText("This invite is used up, expired or revoked").waitFor();
});
