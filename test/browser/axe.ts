import type { CDPSession, Page } from "playwright-core";

const source = `${await Bun.file(Bun.fileURLToPath(import.meta.resolve("axe-core/axe.min.js"))).text()};0`;

/** What colours can break: enough for the second theme. */
const rulesOfColours = ["color-contrast", "link-in-text-block"];

/** What most states of a workspace have in common. */
const common = [
  ".message",
  ".sidebar-header",
  ".jump",
  ".sidebar .section",
  ".sidebar-footer",
  ".channel-header",
  ".channel-start",
];

/** Groups of emoji behind the first, where each has a name: they differ from that one in what they are called alone. */
const alike =
  '.emoji-section ~ .emoji-section .emoji-cells:not(:has(> :not(.emoji-cell[aria-label]:not([aria-label=""]))))';

/** The common parts of a page, each with what it is drawn from; none that shows more since it is pointed at or has the focus. */
const parts = `[...document.querySelectorAll(":is(${common.join()}):not(:hover, :focus-within)")].map((part) => {
  const key = [part.outerHTML, matchMedia("(forced-colors: active)").matches];
  for (let at = part.parentElement; at; at = at.parentElement) key.push(at.cloneNode().outerHTML);
  return { part, key: key.join() };
})`;

/**
 * What axe-core objects to in a state of the client, in the light theme or in both: a line for each rule and element. It runs
 * in a world of its own, where the page's content policy does not apply and nothing of the page is changed. Common parts that were
 * looked at before, in a page of the same size, can be `known`: they are most of many states, and are left out then.
 */
export async function violations(
  page: Page,
  state: string,
  inBothThemes: boolean,
  known?: Set<string>,
): Promise<string[]> {
  const cdp = await sessionOf(page);
  const { frameTree } = await cdp.send("Page.getFrameTree");
  // The same one as long as the page is not loaded anew.
  const asked = { frameId: frameTree.frame.id, worldName: "axe" };
  const { executionContextId } = await cdp.send("Page.createIsolatedWorld", asked);
  if (!(await evaluate(cdp, executionContextId, "'axe' in globalThis")))
    await evaluate(cdp, executionContextId, source);
  const run = async (colorScheme: "light" | "dark", options: object) => {
    await page.emulateMedia({ colorScheme });
    const keys = known ? ((await evaluate(cdp, executionContextId, `${parts}.map(({ key }) => key)`)) as string[]) : [];
    const isKnown = JSON.stringify(keys.map((key) => known?.has(`${colorScheme} ${key}`)));
    const found = await evaluate(
      cdp,
      executionContextId,
      `axe.run({ exclude: [...${parts}.filter((_, i) => ${isKnown}[i]).map(({ part }) => part), ...document.querySelectorAll(${JSON.stringify(alike)})] },
        ${JSON.stringify({ resultTypes: ["violations"], ...options })}).then(({ violations }) =>
        violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ": " + target + ": " + failureSummary)))`,
    );
    for (const key of keys) known?.add(`${colorScheme} ${key}`);
    return (found as string[]).map((line) => `${state}, ${colorScheme}: ${line.replace(/\s+/g, " ")}`);
  };
  // Of WCAG 2.2, and not among axe-core's defaults.
  const inLight = () => run("light", { rules: { "target-size": { enabled: true } } });
  const inDark = () => run("dark", { runOnly: rulesOfColours });
  // Where the system chooses the colours, axe-core reads some that are not those drawn.
  if (!inBothThemes || state.startsWith("channel-system-colours")) return inLight();
  // The page is drawn anew for another theme than that in which the state before was looked at last.
  const isDark = await page.evaluate<boolean>("matchMedia('(prefers-color-scheme: dark)').matches");
  const looks = isDark ? [inDark, inLight] : [inLight, inDark];
  const found: string[] = [];
  for (const look of looks) found.push(...(await look()));
  return found;
}

const sessions = new WeakMap<Page, CDPSession>();

async function sessionOf(page: Page): Promise<CDPSession> {
  let session = sessions.get(page);
  if (!session) {
    session = await page.context().newCDPSession(page);
    sessions.set(page, session);
  }
  return session;
}

async function evaluate(cdp: CDPSession, contextId: number, expression: string): Promise<unknown> {
  const asked = { expression, contextId, awaitPromise: true, returnByValue: true };
  const { result, exceptionDetails } = await cdp.send("Runtime.evaluate", asked);
  if (exceptionDetails) throw new Error(`axe-core failed: ${exceptionDetails.exception?.description}`);
  return result.value;
}
