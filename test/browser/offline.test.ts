import { expect, setDefaultTimeout, test } from "bun:test";
import type { Id } from "../../src/protocol/id.ts";
import { png } from "../support/pictures.ts";
import { openBoth } from "./both.ts";
import { database, isKept } from "./kept.ts";
import { phone, Window } from "./window.ts";

setDefaultTimeout(120_000);

const { browser, workspace } = await openBoth();

/** Everything that the browser keeps of this server in its caches, by path. */
const cached = `(async () => {
  const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  const requests = (await Promise.all(caches_.map((cache) => cache.keys()))).flat();
  return requests.map(({ url }) => new URL(url).pathname);
})()`;

async function openKept(handle: "cho" | "dia", text: string, channel: Id): Promise<Window> {
  const window = await Window.open(browser, { ...phone, serviceWorkers: "allow" });
  await window.enter(`${workspace.server.url}/c/${channel}`, await workspace.signIn(handle));
  await window.message(text).waitFor();
  await isKept(window, text);
  return window;
}

test("without a network the last messages are read, what is written is sent once when it is back, and gone is gone", async () => {
  const { general } = workspace;
  const channel = await workspace.channel("ana", ["cho"]);
  const kept = await workspace.call("ana", "message.send", { channel: general, body: "Read on the train" });
  await workspace.call("ana", "message.send", { channel, body: "Soon not hers any more" });
  await using cho = await openKept("cho", "Soon not hers any more", channel);
  const { page } = cho;
  await page.goto(`${workspace.server.url}/c/${general}`);
  await cho.message("Read on the train").waitFor();
  await isKept(cho, "Read on the train");

  await page.context().setOffline(true);
  await page.reload();
  await cho.message("Read on the train").waitFor();
  await page.getByText("You are offline.").first().waitFor();
  expect(await page.locator(".message .name", { hasText: "Ana" }).count()).toBeGreaterThan(0);
  await cho.composer.fill("Written in the tunnel");
  await cho.button("Send").tap();
  await cho.message("Written in the tunnel").waitFor();
  await page.reload();
  await cho.message("Written in the tunnel").waitFor();
  await cho.picture("offline");
  await cho.button("Open the list of channels").tap();
  await cho.button("Create a channel").tap();
  await cho.dialog.getByText("This can be done when you are back.").waitFor();
  expect(await cho.dialog.getByRole("button", { name: "Create" }).isDisabled()).toBe(true);
  await cho.picture("offline-dialog");
  await cho.dialog.getByRole("button", { name: "Close" }).tap();
  await page.locator(`.sidebar a[href="/c/${channel}"]`).tap();
  await cho.message("Soon not hers any more").waitFor();

  await workspace.call("ana", "message.delete", { channel: general, seq: kept.seq });
  await workspace.call("ana", "member.remove", { channel, user: workspace.people.cho.id });
  await page.context().setOffline(false);
  await page.getByText("You are not in this channel").waitFor();
  expect(await page.content()).not.toContain("Soon not hers any more");
  await cho.until(`(${database}).then((all) => !all.includes("Soon not hers any more"))`);
  await page.goto(`${workspace.server.url}/c/${general}`);
  await page.locator(".tombstone").first().waitFor();
  await cho.until(`(${database}).then((all) => !all.includes("Read on the train"))`);
  const { messages } = await workspace.call("ana", "message.list", { channel: general });
  expect(messages.filter(({ body }) => body === "Written in the tunnel")).toHaveLength(1);
  await cho.message("Written in the tunnel").waitFor();
  expect(await cho.message("Written in the tunnel").count()).toBe(1);
  expect(cho.complaints).toEqual([]);
});

test("what a browser keeps goes with the session: signed out here, ended elsewhere, and not shown to the next", async () => {
  const { general, server } = workspace;
  await workspace.call("ana", "message.send", { channel: general, body: "Between us" });
  const picture = png(256, 256).toString("base64");
  const { avatar } = await workspace.call("ana", "user.set_avatar", { picture });
  await using cho = await openKept("cho", "Between us", general);
  const inCache = `fetch("/avatars/${avatar}", { mode: "same-origin", cache: "only-if-cached" }).then(({ ok }) => ok, () => false)`;
  await cho.until(inCache);
  const paths: string[] = await cho.page.evaluate(cached);
  expect(paths).toContain("/");
  expect(paths.filter((path) => path !== "/" && !/^\/[\w.-]+\.(js|css|png)$/.test(path))).toEqual([]);
  await cho.button("Open the list of channels").tap();
  await cho.choose("Your account Cho @cho", "Sign out");
  await cho.page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(await cho.page.evaluate<unknown>("indexedDB.databases()")).toEqual([]);
  expect(await cho.page.evaluate<number>("localStorage.length")).toBe(0);
  expect(await cho.page.evaluate<boolean>(inCache)).toBe(false);

  // The next person on this device sees nothing of it, also without a network.
  await cho.page.context().setOffline(true);
  await cho.page.goto(`${server.url}/c/${general}`);
  await cho.page.getByText("The server cannot be reached.").waitFor();
  expect(await cho.page.content()).not.toContain("Between us");
  await cho.page.context().setOffline(false);
  await cho.signIn(`${server.url}/c/${general}`, workspace.people.dia);
  await isKept(cho, "Between us");

  const [here] = (await workspace.call("dia", "session.list", {})).sessions.filter(({ label }) => label !== "");
  if (!here) throw new Error("the browser has a session");
  await workspace.call("dia", "session.revoke", { session: here.id });
  await cho.page.getByText("This session was ended").waitFor();
  await cho.until("indexedDB.databases().then((all) => all.length === 0)");
});

test("what a browser keeps goes with the session's cookie too, when that is what went", async () => {
  const { general } = workspace;
  await workspace.call("ana", "message.send", { channel: general, body: "Before the cookie went" });
  const { avatar } = await workspace.call("ana", "user.set_avatar", { picture: png(256, 256).toString("base64") });
  await using cho = await openKept("cho", "Before the cookie went", general);
  const inCache = `fetch("/avatars/${avatar}", { mode: "same-origin", cache: "only-if-cached" }).then(({ ok }) => ok, () => false)`;
  await cho.until(inCache);
  await cho.page.context().clearCookies();
  await cho.page.reload();
  await cho.page.getByRole("heading", { name: "Sign in" }).waitFor();
  await cho.until(`${inCache}.then((there) => !there)`);
  await cho.until("indexedDB.databases().then((all) => all.length === 0)");
  expect(await cho.page.evaluate<number>("localStorage.length")).toBe(0);
});

test("another version of the server is told to who has the old one open, and the new one is there after a reload", async () => {
  const { general, server } = workspace;
  await workspace.call("ana", "message.send", { channel: general, body: "Before the update" });
  await using cho = await openKept("cho", "Before the update", general);
  await cho.page.route(`${server.url}/`, (route) => route.fulfill({ contentType: "text/html", body: "<p>another" }));
  await server.restart();
  await cho.page.getByText("A new version is there.").waitFor();
  await cho.picture("new-version");
  await cho.page.unroute(`${server.url}/`);
  await cho.button("Reload").tap();
  await cho.message("Before the update").waitFor();
  await cho.page.getByText("A new version is there.").waitFor({ state: "detached" });
});

test("without a network the settings say what has to wait, what is typed stays, and lists come when it is back", async () => {
  const { general, server } = workspace;
  await workspace.call("ana", "message.send", { channel: general, body: "Before the settings" });
  await using cho = await openKept("cho", "Before the settings", general);
  const { page } = cho;
  const waits = page.getByText("This can be done when you are back.");
  const enter = async (section: string) => {
    await page.getByRole("link", { name: section }).tap();
    await page.getByRole("heading", { level: 2, name: section }).waitFor();
  };
  const leave = () => page.getByRole("link", { name: "All settings" }).tap();
  await page.goto(`${server.url}/settings/profile`);
  await page.getByLabel("Your name").waitFor();
  await page.context().setOffline(true);
  await page.reload();
  await waits.waitFor();
  // Nothing lies over it.
  expect(await page.locator(".banner:not(.hidden)").count()).toBe(0);
  await page.getByLabel("Your name").fill("Cho Ki");
  // One goes on with a draft, which cannot be saved.
  await page.getByLabel("Your name").pressSequentially("m");
  for (const name of ["Save changes", "Choose a picture"])
    expect([name, await cho.button(name).isDisabled()]).toEqual([name, true]);
  await page.keyboard.press("Enter");
  expect(await page.locator(".form-error").allInnerTexts()).toEqual(["", ""]);
  await cho.picture("offline-settings");
  await leave();
  await enter("Password");
  await waits.waitFor();
  expect(await cho.button("Change the password").isDisabled()).toBe(true);
  await leave();
  await enter("Appearance");
  expect(await waits.count()).toBe(0);
  await page.getByLabel("Dark").check();
  await page.getByLabel("Like the system").check();
  await leave();
  expect(await cho.button("Sign out").isDisabled()).toBe(true);
  await enter("Sessions");
  expect(await page.locator(".notice").count()).toBe(0);

  await page.context().setOffline(false);
  await page.getByText("This device", { exact: true }).waitFor();
  await waits.waitFor({ state: "detached" });
  await leave();
  await enter("Profile");
  expect(await page.getByLabel("Your name").inputValue()).toBe("Cho Kim");
  await cho.button("Save changes").tap();
  await page.getByText("Your name is changed.").waitFor();
  expect(cho.complaints).toEqual([]);
});
