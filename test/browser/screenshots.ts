/**
 * `bun run screenshots FOLDER [NAME...]` writes a picture of every state of the client, in both themes and in four sizes,
 * or only of the states or sizes that are named: `bun run screenshots /tmp/pictures channel members phone`. With `rtl` among
 * the names all are pictured as where one reads from right to left, with `de` in German, whose words are the longest.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { adminSections, settingsSections } from "../../src/web/state/sections.ts";
import { launch } from "./chromium.ts";
import { type Example, openExample } from "./example.ts";
import { Fresh } from "./fresh.ts";
import { Network } from "./network.ts";
import { findingStates, missingStates, notificationStates, writingStates } from "./otherstates.ts";
import { pictureStates } from "./picturestates.ts";
import { hover, launchChannel, mark, type State } from "./state.ts";
import { Window } from "./window.ts";

const touch = { isMobile: true, hasTouch: true };
export const sizes: Readonly<Record<string, BrowserContextOptions>> = {
  narrow: { viewport: { width: 320, height: 640 }, ...touch },
  phone: { viewport: { width: 390, height: 844 }, ...touch },
  laptop: { viewport: { width: 1280, height: 800 } },
  wide: { viewport: { width: 2560, height: 1440 } },
};

/** Every state that is looked at, here and by axe.test.ts. A new page, dialog, menu or mark gets an entry here. */
export const states: Readonly<Record<string, State>> = {
  "sign-in": { at: () => "/signin", isOutside: true, show: ({ page }) => page.getByLabel("Handle").waitFor() },
  "sign-in-refused": {
    at: () => "/signin",
    isOutside: true,
    show: async ({ page }) => {
      await page.getByLabel("Handle").fill("mara");
      await page.getByLabel("Password").fill("not it at all");
      await page.keyboard.press("Enter");
      await page.getByText("Handle or password is wrong.").waitFor();
    },
  },
  setup: { at: () => "/setup#secret", isOutside: true, show: ({ page }) => page.getByLabel("Your name").waitFor() },
  join: {
    at: ({ secrets }) => `/join#${secrets.join}`,
    isOutside: true,
    show: ({ page }) => page.getByText("You were invited").waitFor(),
  },
  "join-dead": {
    at: () => "/join#no",
    isOutside: true,
    show: ({ page }) => page.getByText("This invite does not work").waitFor(),
  },
  recover: {
    at: ({ secrets }) => `/recover#${secrets.recover}`,
    isOutside: true,
    show: ({ page }) => page.getByLabel("New password").waitFor(),
  },
  missing: { at: () => "/c/x/y", isOutside: true },

  channel: { at: launchChannel, show: (window) => window.page.locator(".new-line").waitFor() },
  "channel-compact": {
    at: launchChannel,
    show: (window) => mark(window, "dataset.density", "compact"),
  },
  "channel-rtl": { at: launchChannel, show: (window) => mark(window, "dir", "rtl") },
  "channel-system-colours": {
    at: launchChannel,
    size: "laptop",
    show: ({ page }) => page.emulateMedia({ forcedColors: "active" }),
  },
  ...Object.fromEntries(
    ["amber", "moss", "teal", "sky", "indigo", "violet", "rose"].map((accent): [string, State] => [
      `accent-${accent}`,
      { at: launchChannel, size: "laptop", show: (window) => mark(window, "dataset.accent", accent) },
    ]),
  ),
  "channel-top": {
    at: launchChannel,
    show: async (window) => {
      await window.page.locator(".messages-list .message").first().waitFor();
      // As somebody would: again, should the rows that just came have taken one back.
      await window.until(
        "document.querySelector('.messages-scroll').scrollTop = 0, document.querySelector('.pill.bottom') !== null",
      );
      await window.page.getByRole("button", { name: /newest|new messages?/i }).waitFor();
    },
  },
  "channel-empty": { at: ({ channels }) => `/c/${channels.empty}`, show: ({ composer }) => composer.waitFor() },
  "channel-direct": {
    at: ({ channels }) => `/c/${channels.withJonas}`,
    show: (window) => window.message("the corner?").waitFor(),
  },
  "channel-several": {
    at: ({ channels }) => `/c/${channels.several}`,
    show: ({ page }) => page.locator(".channel-header .avatar-pair").waitFor(),
  },
  "channel-archived": {
    at: ({ channels }) => `/c/${channels.archived}`,
    show: ({ page }) => page.getByText("This channel is archived").waitFor(),
  },
  "no-access": {
    at: () => "/c/AAAAAAAAAAAAAAAA",
    show: ({ page }) => page.getByText("You are not in this channel").waitFor(),
  },
  outside: {
    at: ({ channels }) => `/c/${channels.outside}`,
    show: ({ page }) => page.getByRole("button", { name: "Join #cargo bikes" }).waitFor(),
  },
  ...writingStates,
  ...findingStates,
  ...missingStates,
  ...pictureStates,
  sidebar: { at: launchChannel, show: openSidebar },
  members: {
    at: launchChannel,
    show: async (window) => {
      await window.button("Members").click();
      await window.page.getByRole("complementary", { name: "Members" }).getByText("@tomas").waitFor();
    },
  },
  "message-actions": { at: launchChannel, show: (window) => hover(window, "Wonderful") },
  editing: {
    at: launchChannel,
    show: async (window) => {
      await window.composer.press("ArrowUp");
      await window.page.getByLabel("Edit the message").waitFor();
    },
  },
  completion: {
    at: launchChannel,
    show: async (window) => {
      await window.composer.pressSequentially("Thanks @");
      await window.page.getByRole("option").nth(3).waitFor();
    },
  },
  writing: {
    at: launchChannel,
    show: (window) => window.composer.fill("First of all:\n\n- the sign at the door\n- deposits\n- the soup of today"),
  },
  failed: {
    at: launchChannel,
    show: async (window, network) => {
      network.refuses = "message.send";
      await window.composer.fill("Yes, from day one.");
      await window.composer.press("Enter");
      if ((await window.page.locator(".failure").count()) === 0)
        await window
          .button("Send")
          .click({ timeout: 1000 })
          .catch(() => undefined);
      await window.page.locator(".failure").waitFor();
    },
  },
  "connection-lost": {
    at: launchChannel,
    show: async (window, network) => {
      await network.cut();
      await window.page.getByText("The connection is lost").waitFor();
    },
  },
  notice: {
    at: launchChannel,
    show: async (window, network) => {
      network.refuses = "member.list";
      await window.button("Members").click();
      await window.page.locator(".notice").waitFor();
    },
  },
  "menu-channel": {
    at: launchChannel,
    show: async (window) => {
      await window.button("Channel actions").click();
      await window.page.getByRole("menu").waitFor();
    },
  },
  "menu-account": {
    at: launchChannel,
    show: async (window) => {
      await openSidebar(window);
      await window.page.locator(".menu-button.me").click();
      await window.page.getByRole("menu").waitFor();
    },
  },
  "menu-member": {
    at: launchChannel,
    show: async (window) => {
      await window.button("Members").click();
      await window.button("Actions for Jonas").click();
      await window.page.getByRole("menu").waitFor();
    },
  },
  ...notificationStates,
  settings: { at: () => "/settings", show: ({ page }) => page.locator(".settings-nav").waitFor({ state: "attached" }) },
  ...settingsStates("settings", settingsSections),
  ...settingsStates("admin", adminSections),
  "admin-deactivate": {
    at: () => "/admin/members",
    show: async (window) => {
      await window.choose("Actions for Jonas", "Deactivate");
      await window.dialog.waitFor();
    },
  },
  "dialog-invite": {
    at: launchChannel,
    show: async (window) => {
      await openSidebar(window);
      await window.button("Invite people").first().click();
      await window.page.getByRole("img", { name: "QR code" }).waitFor();
    },
  },
  "dialog-browse": {
    at: launchChannel,
    show: async (window) => {
      await openSidebar(window);
      await window.button("Browse channels").click();
      await window.dialog.getByText("kitchen").waitFor();
    },
  },
  "dialog-create": {
    at: launchChannel,
    show: async (window) => {
      await openSidebar(window);
      await window.button("Create a channel").click();
      await window.dialog.getByLabel("Name").waitFor();
    },
  },
  "dialog-direct": {
    at: launchChannel,
    show: async (window) => {
      await openSidebar(window);
      await window.button("Write to somebody").click();
      await window.dialog.getByRole("button", { name: "Aiko" }).click();
      await window.dialog.getByRole("button", { name: "Jonas" }).waitFor();
    },
  },
  "dialog-add": { at: launchChannel, show: (window) => chooseInChannel(window, "Add people") },
  "dialog-notify": { at: launchChannel, show: (window) => chooseInChannel(window, "Notifications") },
  "dialog-person": {
    at: launchChannel,
    show: async (window) => {
      await window.message("switched on").focus();
      await window.page.keyboard.press("a");
      await window.dialog.getByText("@aiko").waitFor();
    },
  },
  "dialog-day": { at: launchChannel, show: (window) => chooseInChannel(window, "Go to a day") },
  "dialog-topic": { at: launchChannel, show: (window) => chooseInChannel(window, "Change the topic") },
  "dialog-rename": { at: launchChannel, show: (window) => chooseInChannel(window, "Rename") },
  "dialog-archive": { at: launchChannel, show: (window) => chooseInChannel(window, "Archive") },
  "dialog-leave": { at: launchChannel, show: (window) => chooseInChannel(window, "Leave") },
  "dialog-delete": {
    at: launchChannel,
    show: async (window) => {
      await hover(window, "Wonderful");
      await window.message("Wonderful").getByRole("button", { name: "Delete the message" }).click();
      await window.dialog.waitFor();
    },
  },
};

async function openSidebar(window: Window): Promise<void> {
  const drawer = window.button("Open the list of channels");
  if (await drawer.isVisible()) await drawer.click();
  await window.channelLink("kitchen").waitFor();
}

function settingsStates(page: "settings" | "admin", sections: readonly string[]): Record<string, State> {
  const state = (section: string): State => ({
    at: () => `/${page}/${section}`,
    show: (window) => window.page.locator(".settings-header h2").waitFor(),
  });
  return Object.fromEntries(sections.map((section) => [`${page}-${section}`, state(section)]));
}

async function chooseInChannel(window: Window, entry: string): Promise<void> {
  await window.choose("Channel actions", entry);
  await window.dialog.waitFor();
}

/** Brings about one state after the other in windows of one size, and has each looked at; or says why it is not there. */
export async function visit(
  browser: Browser,
  example: Example,
  size: string,
  names: readonly string[],
  look: (name: string, page: Page, failure?: string) => Promise<unknown>,
): Promise<void> {
  const options = { ...sizes[size], baseURL: example.server.url };
  await using signedIn = await Window.open(browser, options);
  await using outside = await Window.open(browser, options);
  const network = await Network.on(signedIn.page);
  await signedIn.keep(example.server.url, example.token);
  const pages = { inside: new Fresh(signedIn.page), outside: new Fresh(outside.page) };
  // Those of one address together, since what is looked at after it need not be loaded.
  const shown = names.map((name) => ({ name, state: states[name] }));
  const byAddress = Map.groupBy(shown, ({ state }) => state?.at(example));
  for (const { name, state } of [...byAddress.values()].flat()) {
    if (!state || (state.size ?? size) !== size) continue;
    const window = state.isOutside ? outside : signedIn;
    const { page } = window;
    await network.mend();
    if (state.isOutside) await page.context().clearCookies();
    try {
      await pages[state.isOutside ? "outside" : "inside"].open(state.at(example), async () => {
        if (!state.isOutside) await page.locator(".workspace:not(:has(.skeleton))").waitFor();
        if (state.at === launchChannel) await window.message("switched on").getByText("Aiko").waitFor();
      });
      await state.show?.(window, network, example);
      await look(name, page);
    } catch (error) {
      // What it waited for stands in the lines after the first.
      await look(name, page, String(error).split("\n").slice(0, 4).join(" "));
    }
  }
}

/** As when another window of the browser had chosen it: what brings states about knows them in English. */
const inGerman = `
  const chosen = JSON.parse(localStorage.getItem("preferences") ?? "{}");
  localStorage.setItem("preferences", JSON.stringify({ ...chosen, language: "de" }));
  dispatchEvent(new StorageEvent("storage", { key: "preferences" }));
  new Promise((resolve) => {
    const look = () => (document.documentElement.lang === "de" ? requestAnimationFrame(resolve) : setTimeout(look, 20));
    look();
  })`;

async function picture(
  folder: string,
  name: string,
  size: string,
  page: Page,
  how: ReadonlySet<string>,
): Promise<void> {
  if (how.has("rtl")) await page.evaluate(`document.documentElement.dir = "rtl"`);
  if (how.has("de")) await page.evaluate(inGerman);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${size}.png`), animations: "disabled" });
  }
}

if (import.meta.main) {
  const [folder, ...wanted] = process.argv.slice(2);
  if (folder === undefined) {
    console.error(
      `Usage: bun run screenshots FOLDER [NAME...]\nNames: ${[...Object.keys(states), ...Object.keys(sizes), "rtl", "de"].join(" ")}`,
    );
    process.exit(2);
  }
  mkdirSync(folder, { recursive: true });
  const how = new Set(wanted.filter((name) => name === "rtl" || name === "de"));
  const chosen = (all: readonly string[]) => {
    const named = all.filter((name) => wanted.includes(name));
    return named.length > 0 ? named : all;
  };
  await using example = await openExample();
  const browser = await launch();
  for (const size of chosen(Object.keys(sizes)))
    await visit(browser, example, size, chosen(Object.keys(states)), async (name, page, failure) => {
      if (failure === undefined) return picture(folder, name, size, page, how);
      console.error(`${name}, ${size}: ${failure}`);
      process.exitCode = 1;
      await page.screenshot({ path: join(folder, `${name}-FAILED-${size}.png`) });
    });
  await browser.close();
}
