import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { cookieName } from "../../src/server/cookies.ts";

/** A folder for pictures of the steps; none are taken without it. */
const pictures = process.env["BANTAM_SCREENSHOTS"];

/** Far beyond what anything takes, so that a busy machine is not taken for a fault. */
const wait_ms_max = 30_000;

/** As most people have it. Windows are without unless they ask for it, since it costs a fifth more. */
export const motion = { reducedMotion: "no-preference" } as const;

export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const;

/** A page in a browser of its own: without motion, and without the service worker, which costs a fifth more too. */
export async function newPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const viewport = { width: 1280, height: 800 };
  const unlessTold = { viewport, serviceWorkers: "block", reducedMotion: "reduce" } as const;
  const context = await browser.newContext({ ...unlessTold, ...options });
  return context.newPage();
}

/** A person's own browser with one window, and what a person does in it. Close it with `await using`. */
export class Window implements AsyncDisposable {
  /** What the page complained of, such as what its content policy stopped. */
  readonly complaints: string[] = [];

  constructor(readonly page: Page) {
    page.setDefaultTimeout(wait_ms_max);
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => {
      const text = message.text();
      // Of a network or server that is gone or refuses the browser tells by itself.
      if (
        message.type() === "error" &&
        !/ERR_CONNECTION|ERR_INTERNET_DISCONNECTED|fetching the script|status of 4|HTTP Authentication failed/.test(
          text,
        )
      )
        this.complaints.push(text);
    });
  }

  static async open(browser: Browser, options?: BrowserContextOptions): Promise<Window> {
    return new Window(await newPage(browser, options));
  }

  /** A second window of the same browser, with the same page. It closes with the first one. */
  async another(): Promise<Window> {
    const window = new Window(await this.page.context().newPage());
    await window.page.goto(this.page.url());
    await window.composer.waitFor();
    return window;
  }

  get composer(): Locator {
    return this.page.locator("#composer");
  }

  /** The one that is open, and not what stands in for it while it is fetched. */
  get dialog(): Locator {
    return this.page.getByRole("dialog").and(this.page.locator(":not(.dialog-awaited)"));
  }

  /** The message, stored or on its way, in which this text stands. */
  message(text: string): Locator {
    return this.page.locator(".message", { hasText: text });
  }

  channelLink(name: string): Locator {
    return this.page.getByRole("navigation", { name: "Channels" }).getByRole("link", { name });
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** Fills in the form for a new user and sends it. */
  async introduce(name: string, password = "correct horse battery"): Promise<void> {
    await this.page.getByLabel("Your name").fill(name);
    await this.page.getByLabel("Password").fill(password);
    await this.page.keyboard.press("Enter");
    await this.composer.waitFor();
  }

  /** Comes signed in already, in the session of the token: a third of what it costs through the form. */
  async enter(url: string, { token }: { token: string }): Promise<void> {
    await this.keep(url, token);
    await this.page.goto(url);
    await this.composer.waitFor();
  }

  /** From here on the browser has the session of this token. */
  async keep(url: string, token: string): Promise<void> {
    const { origin } = new URL(url);
    const cookie = { name: cookieName(false), value: token, url: origin, httpOnly: true, sameSite: "Lax" } as const;
    await this.page.context().addCookies([cookie]);
  }

  /** Through the form. Use it where the session is to be one of its own, such as one that ends. */
  async signIn(url: string, { handle, password }: { handle: string; password: string }): Promise<void> {
    await this.page.goto(url);
    await this.page.getByLabel("Handle").fill(handle);
    await this.page.getByLabel("Password").fill(password);
    await this.page.keyboard.press("Enter");
    await this.composer.waitFor();
  }

  async goTo(channel: string): Promise<void> {
    await this.channelLink(channel).click();
    await this.page.getByRole("heading", { level: 2, name: channel }).waitFor();
  }

  /** Follows a link of this client, without loading the page again. */
  async visit(path: string): Promise<void> {
    await this.page.evaluate(`new Promise((drawn) => {
      history.pushState(null, "", ${JSON.stringify(path)});
      dispatchEvent(new PopStateEvent("popstate"));
      requestAnimationFrame(() => requestAnimationFrame(drawn));
    })`);
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  /** Points at a message and presses one of the buttons that it has then. */
  async act(text: string, button: string): Promise<void> {
    await this.message(text).hover();
    await this.message(text).getByRole("button", { name: button }).click();
  }

  /** Chooses an entry of the menu behind this button. */
  async choose(menu: string, entry: string): Promise<void> {
    await this.button(menu).click();
    await this.page.getByRole("menuitem", { name: entry }).click();
  }

  /** The texts of the messages that are stored, in their order. */
  messages(): Promise<string[]> {
    return this.page.locator(".message[data-seq] .body").allInnerTexts();
  }

  /** From when the page is loaded next, commands that say this wait. Returns what lets them go. */
  async hold(text: string): Promise<() => void> {
    const held: (() => void)[] = [];
    let isHeld = true;
    await this.page.routeWebSocket(/\/ws$/, (route) => {
      const server = route.connectToServer();
      route.onMessage((frame) => {
        if (isHeld && String(frame).includes(text)) held.push(() => server.send(frame));
        else server.send(frame);
      });
    });
    return () => {
      isHeld = false;
      for (const send of held.splice(0)) send();
    };
  }

  /** Waits until this many are there. */
  async has(count: number, what: Locator): Promise<void> {
    let found: number | undefined;
    await comes(
      async () => (found = await what.count()) === count,
      () => `${found} instead of ${count} are there: ${String(what)}`,
    );
  }

  /** Evaluates an expression in the page until it is true. */
  async until(expression: string): Promise<void> {
    await comes(
      () => this.page.evaluate<boolean>(expression),
      () => `not true: ${expression}`,
    );
  }

  async picture(name: string): Promise<void> {
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    await this.page.screenshot({ path: join(pictures, `${name}.png`), animations: "disabled" });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
  }
}

/** Looks again soon at first, and then less often: to look takes time from what is waited for. */
async function comes(isThere: () => Promise<boolean>, complaint: () => string): Promise<void> {
  const deadline = performance.now() + wait_ms_max;
  for (let pause_ms = 10; !(await isThere()); pause_ms = Math.min(1.5 * pause_ms, 100)) {
    if (performance.now() > deadline) throw new Error(`within ${wait_ms_max} ms ${complaint()}`);
    await Bun.sleep(pause_ms);
  }
}
