import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { Id } from "../../src/protocol/id.ts";
import { newPage, Window } from "./window.ts";

/** What lies over a channel or beside it, is begun in it, or was told. */
const traces =
  "dialog, [role=menu], .members, .message-editor, .tile, .pending, .failure, .left-words, .notice, .banner:not(.hidden)";

/** All by which a page differs from one that was just opened, but for what stands in its channel and in the list of them. */
const look = `JSON.stringify([
  [...document.documentElement.attributes].map(({ name, value }) => [name, value]),
  Object.keys(window),
  Object.keys(localStorage),
  document.querySelectorAll("${traces}").length,
  document.getElementById("composer")?.value,
  innerWidth,
  innerHeight,
])`;

const isInside = `document.querySelector(".workspace") !== null`;
const isThere = `document.getElementById("composer") !== null && document.querySelector(".banner:not(.hidden)") === null`;
/** Where a finger writes, the field has the focus only once it was touched. */
const focus = `document.activeElement.blur(), matchMedia("(pointer: coarse)").matches || document.getElementById("composer")?.focus()`;

class Shared extends Window {
  #first = "";

  constructor(
    page: Page,
    readonly giveBack: (window: Shared) => void,
  ) {
    super(page);
  }

  override async enter(url: string, person: { token: string }): Promise<void> {
    await super.enter(url, person);
    await this.until(isThere);
    this.#first = await this.page.evaluate<string>(look);
  }

  /** Goes to a channel, and says whether nothing else is left of where it was. */
  async isFreshAt(path: string): Promise<boolean> {
    const { page, complaints } = this;
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.context().setOffline(false);
    await page.mouse.move(-1, -1);
    complaints.length = 0;
    if (!(await page.evaluate<boolean>(isInside))) return false;
    await this.visit(path);
    await page.evaluate(`void dispatchEvent(new Event("online"))`);
    await this.until(`!(${isInside}) || (${isThere})`);
    return (await page.evaluate<string>(`${focus}, ${look}`)) === this.#first;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.giveBack(this);
  }
}

/**
 * Windows that go from test to test, since opening one costs more than most of what is done in it. For what is told of a browser
 * before a page is there, such as a script, a clock or what lies between it and the server, a test has a window of its own.
 */
export class Windows {
  readonly #free = new Map<string, Shared[]>();

  constructor(
    readonly browser: Browser,
    readonly url: string,
  ) {}

  /** A window of the person, just come to the channel; use it with `await using`. What others left as they found it is used again. */
  async of({ token }: { token: string }, channel: Id, options: BrowserContextOptions = {}): Promise<Window> {
    const key = JSON.stringify([token, options]);
    const free = this.#free.get(key) ?? [];
    this.#free.set(key, free);
    for (let window; (window = free.pop()); await window.page.context().close())
      if (await window.isFreshAt(`/c/${channel}`)) return window;
    const window = new Shared(await newPage(this.browser, options), (left) => free.push(left));
    await window.enter(`${this.url}/c/${channel}`, { token });
    return window;
  }
}
