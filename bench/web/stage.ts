/** What the measures of this folder share: a large workspace on a server, and people who come to it with a browser of their own. */
import type { Browser, CDPSession, Locator, Page } from "playwright-core";
import { cookieName } from "../../src/server/cookies.ts";
import type { Id } from "../../src/protocol/id.ts";
import { call } from "../../test/support/http.ts";
import { type Server, startBantam } from "../contenders.ts";
import { fill, makeWorkspace, type Person, postings } from "../workspace.ts";

/** How much is measured. */
export interface Size {
  readonly users: number;
  readonly channels: number;
  readonly messages: number;
  /** Browsers that come for the first time; channels that are switched to; keys that are pressed. */
  readonly loads: number;
  readonly switches: number;
  readonly keys: number;
  /** Messages that are loaded in one channel while keys are pressed in it and it is scrolled. */
  readonly loaded: number;
  readonly scroll_ms: number;
  /** A day's messages and channels. */
  readonly day_messages: number;
  readonly day_channels: number;
  /** What the slow machine of the table is: one on which scripts run so many times as long. */
  readonly slowdown: number;
  /** The share that is taken of the rests in which the browser ends what it does by itself. */
  readonly rests: number;
}

export const sizes = {
  full: {
    users: 5000,
    channels: 500,
    messages: 1_000_000,
    loads: 20,
    switches: 20,
    keys: 300,
    loaded: 100_000,
    scroll_ms: 10_000,
    day_messages: 20_000,
    day_channels: 50,
    slowdown: 4,
    rests: 1,
  },
  quick: {
    users: 5000,
    channels: 500,
    messages: 300_000,
    loads: 7,
    switches: 12,
    keys: 100,
    loaded: 20_000,
    scroll_ms: 4000,
    day_messages: 20_000,
    day_channels: 50,
    slowdown: 4,
    rests: 1,
  },
  /** For the tests, which ask whether the measures still work and not how fast anything is. */
  tiny: {
    users: 8,
    channels: 7,
    messages: 900,
    loads: 1,
    switches: 1,
    keys: 3,
    loaded: 200,
    scroll_ms: 200,
    day_messages: 80,
    day_channels: 4,
    slowdown: 1,
    rests: 0.01,
  },
} satisfies Record<string, Size>;

export interface WebBench {
  readonly size: Size;
  readonly newFolder: () => string;
}

const channels_each = 20;
const authors = 50;
/** Of five messages one is in the first channel, whose history is long; the others get the rest in equal parts. */
const long_share = 5;
/** Of so many channels one is unread. */
const unread_share = 10;
const viewport = { width: 1280, height: 800 };
/** What a browser's window has above the page, and more. */
const bars_px = 200;

export interface Stage extends AsyncDisposable {
  readonly server: Server;
  /** In all channels, and has read most of them. */
  readonly person: Person;
  /** The one with the long history, and all others. */
  readonly long: Id;
  readonly others: readonly Id[];
}

export async function openStage({ size, newFolder }: WebBench): Promise<Stage> {
  const { users, channels, messages } = size;
  const all = Array.from({ length: channels }, (_, i) => i + 1);
  const workspace = await makeWorkspace(newFolder(), {
    users,
    channels,
    channelsOf: (user) =>
      user === 1
        ? all
        : Array.from({ length: Math.min(channels, channels_each) }, (_, i) => 1 + ((user + i) % channels)),
  });
  const others = channels - 1;
  const channelOf = (message: number) => (message % long_share === 0 ? 1 : 2 + (message % others));
  await fill(workspace, postings(messages, Math.min(users, authors), channelOf));
  const server = await startBantam(workspace.folder);
  const [person] = workspace.people;
  const [long, ...rest] = workspace.channels;
  if (!person || long === undefined) throw new Error("the workspace has no people or no channels");
  await readMost(server.url, person);
  return { server, person, long, others: rest, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function readMost(url: string, { token }: Person): Promise<void> {
  for (let after: Id | undefined; ;) {
    const page = await call(url, token, "channel.list", after === undefined ? {} : { after });
    for (const [i, { channel, last }] of page.channels.entries())
      if (i % unread_share > 0 && last > 0) await call(url, token, "read.set", { channel, seq: last });
    after = page.channels.at(-1)?.channel;
    if (page.more !== true || after === undefined) return;
  }
}

/** Somebody who is signed in, in a browser in which nothing is cached. */
export class Visitor implements AsyncDisposable {
  private constructor(
    readonly page: Page,
    readonly cdp: CDPSession,
  ) {}

  /** On a machine that is so many times slower than this one. */
  static async open(browser: Browser, url: string, token: string, slowdown = 1): Promise<Visitor> {
    const context = await browser.newContext({ viewport, baseURL: url, locale: "en-GB" });
    await context.addCookies([{ name: cookieName(false), value: token, url, httpOnly: true, sameSite: "Lax" }]);
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    // The window is made as high as the page, its bars included: nothing that is drawn below its end, where the composer is, would be presented.
    const { windowId } = await cdp.send("Browser.getWindowForTarget");
    const bounds = { width: viewport.width, height: viewport.height + bars_px };
    await cdp.send("Browser.setWindowBounds", { windowId, bounds });
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    return new Visitor(page, cdp);
  }

  /** Opens a channel, and waits until its messages are there and nothing more comes. */
  async enter(channel: Id): Promise<void> {
    await this.page.goto(`/c/${channel}`);
    await this.page.locator(".message[data-seq]").last().waitFor();
    await this.page.waitForLoadState("networkidle");
  }

  /** The link to a channel. Out of sight it is not in the page: the list is looked through for it, from its begin. */
  async link(channel: Id): Promise<Locator> {
    const link = this.page.locator(`a[href="/c/${channel}"]`);
    const list = `document.querySelector(".sidebar-scroll")`;
    for (let top_px = 0; (await link.count()) === 0; top_px += viewport.height / 2) {
      const isThrough = await this.page.evaluate<boolean>(`${list}.scrollHeight < ${top_px}`);
      if (isThrough) throw new Error("the channel has no link");
      await this.page.evaluate(`(${list}.scrollTop = ${top_px}, ${painted})`);
    }
    return link;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
  }
}

/** Resolves in the page when what is there now has been painted. */
export const painted = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";
