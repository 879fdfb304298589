/** States besides those of the pages: what is written and found, the first minutes, and what happens when something is missing. */
import type { Window } from "./window.ts";
import { launchChannel, mark, type State } from "./state.ts";

const typed = (text: string, wait: (window: Window) => Promise<unknown>): State => ({
  at: launchChannel,
  show: async (window) => {
    await window.composer.pressSequentially(text);
    await wait(window);
  },
});
const switcher = (query: string, wait: (window: Window) => Promise<unknown>, isFromRight = false): State => ({
  at: launchChannel,
  show: async (window) => {
    if (isFromRight) await mark(window, "dir", "rtl");
    await window.page.keyboard.press("Control+K");
    await window.dialog.getByRole("combobox").fill(query);
    await wait(window);
  },
});
const option = ({ page }: Window) => page.getByRole("option").first().waitFor();

/** What is written: by others, and by oneself. */
export const writingStates: Readonly<Record<string, State>> = {
  texts: {
    at: ({ channels }) => `/c/${channels.texts}`,
    show: async (window) => {
      await window.message("Before we open").waitFor();
      await window.page.locator(".body.only-emoji").waitFor();
    },
  },
  "texts-top": {
    at: ({ channels }) => `/c/${channels.texts}`,
    show: async (window) => {
      await window.message("Before we open").waitFor();
      await window.page.evaluate("document.querySelector('.messages-scroll').scrollTop = 0");
      await window.page.getByRole("table").waitFor();
    },
  },
  "completion-emoji": typed("Good :smi", option),
  "completion-slash": typed("/", option),
  "emoji-picker": {
    at: launchChannel,
    show: async (window) => {
      await window.button("Emoji").click();
      await window.page.locator(".emoji-picker [role=option], .emoji-picker button").nth(20).waitFor();
    },
  },
  toolbar: {
    at: launchChannel,
    show: async (window) => {
      await window.composer.fill("Deposits, *please*");
      await window.button("Formatting").click();
      await window.page.getByRole("toolbar").waitFor();
    },
  },
  sending: {
    at: launchChannel,
    show: async (window, network) => {
      network.holds = "message.send";
      await window.composer.fill("Yes, from day one.");
      await window.button("Send").click();
      await window.page.locator(".message.pending").waitFor();
    },
  },
  typing: {
    at: launchChannel,
    show: async ({ page }, _network, example) => {
      await example.typeInLaunch();
      await page.getByText("Jonas is typing").waitFor();
    },
  },
  "message-sheet": {
    at: launchChannel,
    size: "phone",
    show: async (window) => {
      const { x = 0, y = 0 } = (await window.message("Wonderful").boundingBox()) ?? {};
      const cdp = await window.page.context().newCDPSession(window.page);
      await cdp.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x: x + 80, y: y + 30 }] });
      await window.dialog.waitFor();
      await cdp.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    },
  },
  day: {
    at: launchChannel,
    show: async (window) => {
      // Just after midnight nothing is of today.
      await window.page.locator(".day-button").last().click();
      await window.page.getByLabel("Day", { exact: true }).waitFor();
    },
  },
};

/** Ways to other places. */
export const findingStates: Readonly<Record<string, State>> = {
  switcher: switcher("", option),
  "switcher-found": switcher("ka", option),
  "switcher-none": switcher("qqqq", ({ dialog }) => dialog.getByText("Nothing is found").waitFor()),
  "switcher-rtl": switcher("", option, true),
  shortcuts: {
    at: launchChannel,
    show: async (window) => {
      await window.page.keyboard.press("Control+/");
      await window.dialog.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor();
    },
  },
};

/** What there is to see while something is not there: people, a network, a session. */
export const missingStates: Readonly<Record<string, State>> = {
  "first-run": {
    at: ({ fresh }) => `${fresh.url}/setup#${fresh.setup}`,
    isOutside: true,
    show: async (window, _network, { fresh }) => {
      await window.page.getByLabel("Your name").waitFor();
      if (fresh.isTaken) await window.signIn(`${fresh.url}/`, { handle: "mara", password: "correct horse battery" });
      else await window.introduce("Mara");
      fresh.isTaken = true;
      await window.page.getByText("Your workspace is ready").waitFor();
    },
  },
  "session-ended": {
    at: ({ secrets }) => `/join#${secrets.join}`,
    isOutside: true,
    show: async (window, _network, example) => {
      await window.signIn(example.server.url, { handle: "noor", password: "correct horse battery" });
      await window.page.evaluate(
        `fetch("/api/session.end", { method: "POST", body: "{}", headers: { "content-type": "application/json" } })`,
      );
      await window.page.getByText("This session was ended").waitFor();
    },
  },
  "new-version": {
    at: launchChannel,
    show: async ({ page }, network, { server }) => {
      await page.route(`${server.url}/`, (route) => route.fulfill({ contentType: "text/html", body: "<p>another" }));
      await network.cut();
      await page.getByText("The connection is lost").waitFor();
      await network.mend();
      // It may be back by itself already.
      await page.evaluate(`void dispatchEvent(new Event("online"))`);
      await page.getByText("A new version is there.").waitFor();
    },
  },
  // What was written where one may not write any more.
  "no-access-written": {
    at: () => "/c/AAAAAAAAAAAAAAAA",
    show: async ({ page }) => {
      await page.evaluate(
        `localStorage.setItem("draft AAAAAAAAAAAAAAAA", "Deposits are paid back by hand:\\n- within a week")`,
      );
      await page.reload();
      await page.getByRole("textbox", { name: "You had written here" }).waitFor();
    },
  },
  offline: {
    at: launchChannel,
    show: async ({ page }, network) => {
      await network.goOffline();
      await page.getByText("You are offline").first().waitFor();
    },
  },
  "offline-settings": {
    at: () => "/settings/sessions",
    show: async ({ page }, network) => {
      await page.getByText("This device", { exact: true }).waitFor();
      await network.goOffline();
      await page.getByText("You are offline").first().waitFor();
    },
  },
  loading: {
    at: launchChannel,
    show: async ({ page }, network) => {
      await page.evaluate("localStorage.clear()");
      await network.cut();
      await page.reload();
      await page.getByText("The server cannot be reached").waitFor();
    },
  },
  "loading-history": {
    at: launchChannel,
    show: async ({ page }, network) => {
      await page.evaluate("localStorage.clear()");
      network.holds = "message.list";
      await page.reload();
      await page.locator(".skeleton").waitFor();
    },
  },
  "members-none-found": {
    at: () => "/admin/members",
    show: async ({ page }) => {
      await page.getByLabel("Find by name or handle").fill("qqqq");
      await page
        .getByText("0 users")
        .or(page.getByText(/nobody|no user/i))
        .first()
        .waitFor();
    },
  },
  "settings-unsaved": {
    at: () => "/settings/profile",
    show: async (window) => {
      await window.page.getByLabel("Your name").fill("Mara Lindt");
      await window.button("Save changes").waitFor();
    },
  },
};

/** The settings of notifications, where the browser answers so when it is asked for its user's permission. */
const notifications = (answers: string, sentence: string | RegExp): State => ({
  at: () => "/settings/profile",
  show: async ({ page }) => {
    await page.getByLabel("Your name").waitFor();
    await page.evaluate(
      `${answers}; history.replaceState(null, "", "/settings/notifications"); dispatchEvent(new PopStateEvent("popstate"))`,
    );
    await page.getByText(sentence).first().waitFor();
  },
});
const permission = (value: string) =>
  `Object.defineProperty(Notification, "permission", { configurable: true, get: () => "${value}" })`;
const preferred = `localStorage.setItem("preferences", JSON.stringify({ notifications: true })); dispatchEvent(new StorageEvent("storage", { key: "preferences" }))`;

export const notificationStates: Readonly<Record<string, State>> = {
  "notifications-asked": notifications(permission("default"), "Turn on notifications"),
  "notifications-refused": notifications(permission("denied"), "blocks notifications"),
  "notifications-off": notifications(permission("granted"), "Sound"),
  "notifications-on": notifications(`${permission("granted")}; ${preferred}`, "Sound"),
  "notifications-missing": notifications("delete window.Notification", "cannot show notifications"),
};
