/** Opens addresses in one page, each as if the page were new: which costs more than all that is looked at in it. */
import type { Page } from "playwright-core";

const marks = `[...document.documentElement.attributes].map(({ name, value }) => [name, value])`;
const isOpen = `(document.querySelector("dialog, [role=menu], .members, .message-editor") !== null)`;

/**
 * All that is seen of a page, what is written in its fields, and where it is scrolled to, from the end: how high the rows are that
 * are not drawn is a guess, until they were.
 */
const seen = `(() => {
  const body = document.body.cloneNode(true);
  body.querySelector(".messages-list")?.removeAttribute("style");
  for (const each of body.querySelectorAll("[disabled]")) each.removeAttribute("disabled"), each.setAttribute("disabled", "");
  return JSON.stringify([
    location.href,
    ${marks},
    body.innerHTML,
    [...document.body.querySelectorAll("*")].map((each) =>
      [each.value, each.checked, each.scrollLeft, Math.round((each.scrollHeight - each.clientHeight - each.scrollTop) / 4)]),
  ]);
})()`;

const list = `document.querySelector(".messages-scroll")`;
const fromEnd = `${list} && ${list}.scrollHeight - ${list}.scrollTop`;

/** Takes back what states mark the page with, what is typed and where one scrolled to, and gives the focus back. */
const restore = `{
  const { first } = window;
  const root = document.documentElement;
  for (const { name } of [...root.attributes]) root.removeAttribute(name);
  for (const [name, value] of first.marks) root.setAttribute(name, value);
  const field = document.getElementById("composer");
  if (field && field.value !== "") field.value = "", field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  if (${list} && ${fromEnd} !== first.fromEnd) ${list}.scrollTop = ${list}.scrollHeight - first.fromEnd;
  if (document.activeElement !== first.focused) document.activeElement.blur(), first.focused.focus();
}`;

/** As when the browser's way back leads there; until it is drawn. */
const goTo = (address: string) => `new Promise((drawn) => {
  new MutationObserver((_, observer) => (observer.disconnect(), drawn())).observe(document.body, { subtree: true, childList: true });
  history.replaceState(null, "", ${JSON.stringify(address)});
  dispatchEvent(new PopStateEvent("popstate"));
})`;

/** Between addresses of one kind people go without a load, and nothing of where they were is left. */
const kindOf = (address = "") => /^\/(?:c\/|settings|admin)/.exec(address)?.[0].replace("admin", "settings");

/** A panel, and a dialog or a menu over it. */
const closings_max = 2;
const restores_ms_max = 300;
/** What was looked at so many times more and was the same stays so. */
const unchanged_max = 3;
const settles_ms_max = 2000;

export class Fresh {
  #address: string | undefined;
  #seen: string | undefined;

  constructor(readonly page: Page) {}

  /**
   * `arrive` waits until all of it is there. Where the page is as it was when it came from this address, it stays; and from one
   * channel to another, and within the settings, it goes as people do.
   */
  async open(address: string, arrive: () => Promise<unknown>): Promise<void> {
    const { page } = this;
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.emulateMedia({ forcedColors: null });
    await page.mouse.move(-1, -1);
    const before = this.#address;
    const stays = before === address || (kindOf(before) !== undefined && kindOf(before) === kindOf(address));
    const isAsBefore = stays && (await this.#isAsBefore());
    if (isAsBefore && before === address) return;
    this.#address = undefined;
    await page.evaluate("if (origin !== 'null') localStorage.clear(), sessionStorage.clear()");
    if (isAsBefore) await page.evaluate(goTo(address));
    else {
      // An address that differs behind its # alone would load nothing. Others are quicker in the process that knows the scripts.
      if (address.includes("#")) await page.goto("about:blank");
      await page.goto(address);
    }
    await arrive();
    await page.evaluate(
      `void (window.first = { focused: document.activeElement, marks: ${marks}, fromEnd: ${fromEnd} })`,
    );
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
    if (this.#seen === undefined || !(await page.evaluate<boolean>("'first' in window"))) return false;
    // Back from where a state has gone on to.
    const [came, is] = [this.#address ?? "", await page.evaluate<string>("location.pathname")];
    if (is !== came && kindOf(is) !== undefined && kindOf(is) === kindOf(came)) await page.evaluate(goTo(came));
    for (let closings = 0; closings < closings_max && (await page.evaluate<boolean>(isOpen)); closings++) {
      await page.keyboard.press("Escape");
      await this.#comes(async () => !(await page.evaluate<boolean>(isOpen)));
    }
    let before: string | undefined;
    let unchanged = 0;
    await this.#comes(async () => {
      await page.evaluate(restore);
      const now = await page.evaluate<string>(seen);
      unchanged = now === before ? unchanged + 1 : 0;
      before = now;
      return now === this.#seen || unchanged === unchanged_max;
    });
    return before === this.#seen;
  }

  /** Whether it becomes true within the time that it takes to draw what is restored. */
  async #comes(isIt: () => Promise<boolean>): Promise<boolean> {
    const deadline = performance.now() + restores_ms_max;
    for (;;) {
      if (await isIt()) return true;
      if (performance.now() > deadline) return false;
      await Bun.sleep(20);
    }
  }
}
