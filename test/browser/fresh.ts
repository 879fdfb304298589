/** Opens addresses in one page, each as if the page were new: which costs more than all that is looked at in it. */
import type { Page } from "playwright-core";

const marks = `[...document.documentElement.attributes].map(({ name, value }) => [name, value])`;
const isOpen = `document.querySelector("dialog, [role=menu], .members") !== null`;

/** All that is seen of a page, what is written in its fields, and where it is scrolled to. */
const seen = `JSON.stringify([
  location.href,
  ${marks},
  document.body.innerHTML,
  [...document.body.querySelectorAll("*")].map((each) => [each.value, each.checked, each.scrollTop, each.scrollLeft]),
])`;

/** Takes back what states mark the page with, and gives the focus back. */
const restore = `{
  const { first } = window;
  const root = document.documentElement;
  for (const { name } of [...root.attributes]) root.removeAttribute(name);
  for (const [name, value] of first.marks) root.setAttribute(name, value);
  if (document.activeElement !== first.focused) document.activeElement.blur(), first.focused.focus();
}`;

/** As when the browser's way back leads there. */
const goTo = (address: string) =>
  `history.replaceState(null, "", ${JSON.stringify(address)}), void dispatchEvent(new PopStateEvent("popstate"))`;

const isOfSettings = (address = "") => /^\/(settings|admin)\b/.test(address);

/** A panel, and a dialog or a menu over it. */
const closings_max = 2;
const closes_ms_max = 300;
const settles_ms_max = 2000;

export class Fresh {
  #address: string | undefined;
  #seen: string | undefined;

  constructor(readonly page: Page) {}

  /**
   * `arrive` waits until all of it is there. Where the page is as it was when it came from this address, it stays; and from one
   * of the settings to another it goes as people do, since there nothing of the former is left.
   */
  async open(address: string, arrive: () => Promise<unknown>): Promise<void> {
    const { page } = this;
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.emulateMedia({ colorScheme: null, forcedColors: null });
    await page.mouse.move(-1, -1);
    const before = this.#address;
    const stays = before === address || (isOfSettings(before) && isOfSettings(address));
    const isAsBefore = stays && (await this.#isAsBefore());
    if (isAsBefore && before === address) return;
    this.#address = undefined;
    await page.evaluate("if (origin !== 'null') localStorage.clear(), sessionStorage.clear()");
    if (isAsBefore) await page.evaluate(goTo(address));
    else {
      // Else an address that differs behind its # alone would load nothing.
      await page.goto("about:blank");
      await page.goto(address);
    }
    await arrive();
    await page.evaluate(`void (window.first = { focused: document.activeElement, marks: ${marks} })`);
    this.#seen = await this.#settled();
    this.#address = address;
  }

  /** What is seen once nothing comes any more; undefined where something always does. */
  async #settled(): Promise<string | undefined> {
    const deadline = performance.now() + settles_ms_max;
    for (let before; performance.now() < deadline; await Bun.sleep(50)) {
      const now = await this.page.evaluate<string>(seen);
      if (now === before) return now;
      before = now;
    }
    return undefined;
  }

  /** Closes what is open, and says whether nothing else is left of what happened. */
  async #isAsBefore(): Promise<boolean> {
    const { page } = this;
    for (let closings = 0; ; closings++) {
      if (!(await page.evaluate<boolean>("'first' in window"))) return false;
      await page.evaluate(restore);
      if ((await page.evaluate(seen)) === this.#seen) return true;
      if (closings === closings_max || !(await page.evaluate<boolean>(isOpen))) return false;
      await page.keyboard.press("Escape");
      const deadline = performance.now() + closes_ms_max;
      while (performance.now() < deadline && (await page.evaluate<boolean>(isOpen))) await Bun.sleep(20);
    }
  }
}
